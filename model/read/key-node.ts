import { known, mapFact, unknown, valueOf, type Fact } from "../fact";
import type { KmsKeyNode, KeyPolicyNode } from "../model";
import { parseKeyArn, partitionOf } from "../../policy/arn";
import { canonicalPolicy } from "../../policy/canonical";
import { ownKeyPolicy } from "../../policy/key-policy";
import { expressionOf, modulePath, referencesOf, type ModulePath } from "../../terraform/plan/configuration";
import { memberOf, objectOf, type JsonObject } from "../../util/json";
import { accountInPolicy, linkedKey, expectedPrincipalsOf, regionFact, type Reader } from "./resource-reader";
import type { PlanSource } from "./plan-side";
import type { Policies } from "./policies";

/** The arguments that differ between the resources that make a key. */
const ARGUMENTS = {
  aws_kms_key: { enabled: "is_enabled", spec: "customer_master_key_spec", rotation: "enable_key_rotation" },
  aws_kms_replica_key: { enabled: "enabled", spec: "key_spec", rotation: "key_rotation_enabled" },
  aws_kms_external_key: { enabled: "enabled", spec: undefined, rotation: undefined },
  aws_kms_replica_external_key: { enabled: "enabled", spec: "key_spec", rotation: undefined },
} as const;

/**
 * The node of a key.
 * @param reader the resource
 */
export function keyNode(reader: Reader): KmsKeyNode {
  const { own, base, change, policies, source } = reader;
  const names = ARGUMENTS[change.type as keyof typeof ARGUMENTS];
  const isReplica = change.type.includes("_replica_");
  const arn = own.text("arn");
  const primaryArn = own.text("primary_key_arn");
  const primary = isReplica ? linkedKey(reader, "primary_key_arn", primaryArn) : undefined;
  const parsed = arn.known ? parseKeyArn(arn.value) : undefined;
  const inArn = (field: "region" | "accountId" | "partition", ordinal: string): Fact<string>[] =>
    parsed && !("error" in parsed) ? [known(parsed[field], `${ordinal} field of the ARN of ${base.address}`)] : [];
  const region = [regionFact(reader), ...inArn("region", "4th")];
  const place = region.find((fact) => fact.known) ?? regionFact(reader);
  const present = presentPolicy(reader, place);
  const said = [...source.providerOf(change).accounts, ...inArn("accountId", "5th")];
  const accounts = said.length > 0 ? said : [accountInPolicy(policies, present)];
  const account = accounts.find((fact) => fact.known) ?? unknown("the account of the key is not known");
  const standard = (value: string, what: string) => known(value, `${what} of ${base.address}`);
  return {
    ...base,
    kind: "key",
    ...(isReplica && { replicaOf: { ...(primary !== undefined && { primary }), primaryArn } }),
    arn,
    region: place,
    regionClaims: region.filter((fact) => fact.known),
    accountClaims: accounts.filter((fact) => fact.known),
    partitionClaims: [
      ...(place.known ? [mapFact(place, partitionOf, `partition of ${place.source}`)] : []),
      ...inArn("partition", "2nd"),
    ],
    keySpec: names.spec
      ? orStandard(own.optionalText(names.spec), "SYMMETRIC_DEFAULT")
      : standard("SYMMETRIC_DEFAULT", "key spec"),
    keyUsage: orStandard(own.optionalText("key_usage"), "ENCRYPT_DECRYPT"),
    materialOrigin: originOf(reader),
    enabled: own.flag(names.enabled, true),
    multiRegion: isReplica ? known(true, `${base.address} is a replica`) : own.flag("multi_region", false),
    rotationEnabled: names.rotation
      ? own.flag(names.rotation, false)
      : known(false, `imported key material of ${base.address}`),
    rotationPeriodInDays: isReplica ? known(undefined, "set on the primary") : rotationPeriod(reader),
    deletionWindowInDays: own.optionalNumber("deletion_window_in_days"),
    destroyPrevented: protectionOf(reader),
    policy: inlinePolicy(reader),
    presentPolicy: present,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    statement: policies.statementIn(present, account),
    ...expectedPrincipalsOf(reader),
  };
}

function orStandard(fact: Fact<string | undefined>, standard: string): Fact<string> {
  return mapFact(fact, (value) => value ?? standard);
}

function originOf({ own, change, base }: Reader): Fact<string> {
  if (change.type.includes("external_key")) return known("EXTERNAL", `${base.address} imports its material`);
  const stores =
    change.type === "aws_kms_key" ? [own.optionalText("custom_key_store_id"), own.optionalText("xks_key_id")] : [];
  const store = stores.find((fact) => valueOf(fact) !== undefined);
  if (store?.known) return known("custom key store", store.source);
  const open = stores.find((fact) => !fact.known);
  return open && !open.known ? open : known("AWS_KMS", `key store of ${base.address}`);
}

/** What the configuration leaves to KMS is no open question. */
function rotationPeriod({ own, change, source }: Reader): Fact<number | undefined> {
  const argument = "rotation_period_in_days";
  const isLeftOut = source.configuration.present && !expressionOf(source.block(change), argument);
  return own.isComing(argument) && isLeftOut ? known(undefined, own.source(argument)) : own.optionalNumber(argument);
}

function protectionOf({ name, source, base }: Reader): Fact<boolean> {
  return source.metadata[name].protected.has(base.id)
    ? known(true, "what the stack says about itself")
    : unknown("a plan does not show `prevent_destroy`, and the stack says nothing of it");
}

/** The policy that the key has: of a new key that is given none, it is the one that KMS gives. */
function presentPolicy(reader: Reader, region: Fact<string>): Fact<string> {
  const { own, change, source, base } = reader;
  const policy = own.text("policy");
  const isNew = own.isComing("policy") && !expressionOf(source.block(change), "policy") && source.configuration.present;
  if (policy.known || !isNew) return policy;
  const account = source.providerOf(change).accounts.find((fact) => fact.known);
  return defaultPolicy(base.address, account, region, "default policy of a new key");
}

/**
 * The policy that KMS gives a key for which nobody sets one.
 * @param name the key
 * @param account its account, where that is known
 * @param region its region
 * @param source where it comes from
 */
export function defaultPolicy(
  name: string | undefined,
  account: Fact<string> | undefined,
  region: Fact<string>,
  source: string,
): Fact<string> {
  if (!account?.known || !region.known) return unknown(`${name} gets the default policy of its account`);
  const policy = ownKeyPolicy({ partition: partitionOf(region.value), accountId: account.value });
  return known(canonicalPolicy(policy), source);
}

/** The provider shows the policy that a key has as its `policy`, also where the configuration sets none. */
function inlinePolicy(reader: Reader): Fact<string | undefined> {
  const { own, change, source, name } = reader;
  const policy = own.optionalText("policy");
  if (!policy.known && name === "before") return policy;
  // The configuration is that of the side after: of the side before only the policy is known, not who set it.
  if (name === "before" || !source.configuration.present) {
    return unknown(`the plan does not say whether ${own.source("policy")} is set there or elsewhere`);
  }
  return isSet(source, modulePath(change.module), source.block(change), "policy")
    ? policy
    : known(undefined, own.source("policy"));
}

/** Whether an argument is set, also where it takes the value of a variable of its module that may be null. */
function isSet(source: PlanSource, path: ModulePath, block: JsonObject | undefined, name: string): boolean {
  const expression = expressionOf(block, name);
  if (!expression) return false;
  const [reference = "", ...others] = referencesOf(expression);
  const [, variable] = /^var\.([^.[]+)$/.exec(reference) ?? [];
  if (others.length > 0 || variable === undefined) return true;
  const call = source.configuration.call(path);
  if (!call) return source.configuration.constant(expression) !== null;
  const declared = objectOf(memberOf(objectOf(objectOf(call["module"])["variables"]), variable));
  return expressionOf(call, variable)
    ? isSet(source, path.slice(0, -1), call, variable)
    : (declared["default"] ?? null) !== null;
}

/** A policy that was set apart from a key, and no longer is. */
export interface RemovedPolicy {
  readonly policy: KeyPolicyNode;
  /** Whether it is deleted, which puts the default policy in its place; else Terraform only forgets it. */
  readonly deleted: boolean;
}

/**
 * A key as it will be, with the policy that is left to it when nothing is set apart from it any more. The plan itself goes on
 * showing the old one there: it speaks of the policy resource only.
 * @param key the key as the plan shows it
 * @param gone what was set apart from it; at least one
 * @param policies reads policies
 */
export function policyAfterResourceRemoved(
  key: KmsKeyNode,
  gone: readonly RemovedPolicy[],
  policies: Policies,
): KmsKeyNode {
  const left = policyLeft(key, gone);
  const account = key.accountClaims[0] ?? unknown("the account of the key is not known");
  return left ? { ...key, presentPolicy: left, statement: policies.statementIn(left, account) } : key;
}

function policyLeft(key: KmsKeyNode, gone: readonly RemovedPolicy[]): Fact<string> | undefined {
  const isInline = !key.policy.known || key.policy.value !== undefined;
  if (gone.some(({ deleted }) => deleted)) {
    return isInline
      ? unknown(`the policy of key ${key.name} is set and reset by the same plan, in no certain order`)
      : defaultPolicy(key.address, key.accountClaims[0], key.region, "the default policy, which comes back");
  }
  const [only, ...others] = gone;
  if (isInline || !only || others.length > 0) return undefined;
  return only.policy.policy;
}
