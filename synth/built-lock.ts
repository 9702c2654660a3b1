import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { EMPTY_LOCK, type EstateLock, type LockedEntry, type LockedSection, type LockedStack } from "../estate/lock";
import type { Estate } from "../estate/schema";
import type { BuiltEstate } from "./estate-app";

/** What was built, as a lock: keys with their customer managed keys and alarms, and instances that are not deferred with their secrets. */
export function lockOf({ keys, instances, secrets }: BuiltEstate, estate: Estate): EstateLock {
  const stacks: Record<string, LockedStack> = {};
  const add = (
    account: string,
    region: string,
    section: LockedSection,
    name: string,
    constructs: readonly (IConstruct | undefined)[],
    details: Omit<LockedEntry, "resources">,
  ): void => {
    const resources = constructs.flatMap(addressesIn);
    if (resources.length === 0) return;
    const stack = (stacks[`${account}-${region}`] ??= {
      ...{ account, accountId: estate.accounts[account]?.id ?? "", region },
      ...{ keys: {}, instances: {} },
    });
    stack[section][name] = { resources, ...details };
  };
  for (const { name, account, keys: ofRegions, records, alarms } of keys) {
    for (const [region, key] of ofRegions) {
      const statement = key.phase === "encrypted" ? key.statementFile : undefined;
      add(account, region, "keys", name, [key, records.get(region), alarms.get(region)], {
        protected: estate.keys[name]?.removalPolicy !== "destroy",
        ...(statement !== undefined && { statement }),
      });
    }
  }
  for (const [name, instance] of instances) {
    const given = estate.instances[name];
    const account = estate.keys[given?.key ?? ""]?.account;
    if (!given || account === undefined || instance.deferred) continue;
    add(account, given.region, "instances", name, [instance, secrets.get(name)], {
      protected: given.removalPolicy !== "destroy",
    });
  }
  return { ...EMPTY_LOCK, stacks };
}

function addressesIn(construct: IConstruct | undefined): string[] {
  return (construct?.node.findAll() ?? []).flatMap((one) =>
    TerraformResource.isTerraformResource(one) ? [`${one.terraformResourceType}.${one.friendlyUniqueId}`] : [],
  );
}
