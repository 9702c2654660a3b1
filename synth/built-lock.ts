import { TerraformResource } from "cdktf";
import type { IConstruct } from "constructs";
import { AuraCloudKmsKey, AuraKeyVaultKey, type IAuraKey } from "../constructs";
import { accountIdOf, cloudOf } from "../estate/entries";
import { EMPTY_LOCK, type EstateLock, type LockedEntry, type LockedSection, type LockedStack } from "../estate/lock";
import type { Estate } from "../estate/schema";
import { CONTRIBUTION } from "../model/from-constructs";
import { isKmsKey } from "./cloud-keys";
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
    const given = estate.accounts[account];
    const cloud = cloudOf(given);
    const stack = (stacks[`${account}-${region}`] ??= {
      ...{ account, accountId: accountIdOf(given), region },
      ...(cloud !== "aws" && { cloud }),
      ...{ keys: {}, instances: {} },
    });
    stack[section][name] = { resources, ...details };
  };
  for (const { name, account, keys: ofRegions, records, alarms } of keys) {
    for (const [region, key] of ofRegions) {
      const statement = key.phase === "encrypted" && isKmsKey(key) ? key.statementFile : undefined;
      const principals = principalsOf(key);
      const identity = identityOf(key);
      add(account, region, "keys", name, [key, records.get(region), alarms.get(region)], {
        protected: estate.keys[name]?.removalPolicy !== "destroy",
        ...(statement !== undefined && { statement }),
        ...(principals.length > 0 && { principals }),
        ...(identity && { identity }),
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

/** Whom a key in another cloud than AWS is for. */
function principalsOf(key: IAuraKey): string[] {
  if (key instanceof AuraKeyVaultKey) return key.applicationId === undefined ? [] : [key.applicationId];
  return key instanceof AuraCloudKmsKey ? [...(key.serviceAccounts ?? [])] : [];
}

/** The settings of a key in another cloud than AWS of which another value replaces it. */
function identityOf(key: IAuraKey): LockedEntry["identity"] {
  if (!(key instanceof AuraKeyVaultKey) && !(key instanceof AuraCloudKmsKey)) return undefined;
  const { identity = {} } = key[CONTRIBUTION]();
  return Object.fromEntries(
    Object.entries(identity).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function addressesIn(construct: IConstruct | undefined): string[] {
  return (construct?.node.findAll() ?? []).flatMap((one) =>
    TerraformResource.isTerraformResource(one) ? [`${one.terraformResourceType}.${one.friendlyUniqueId}`] : [],
  );
}
