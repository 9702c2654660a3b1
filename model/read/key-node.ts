import { known, mapFact, unknown, valueOf, type Fact } from "../fact";
import type { KmsKeyNode, KeyPolicyNode } from "../model";
import { parseKeyArn, partitionOf } from "../../policy/arn";
import { canonicalPolicy } from "../../policy/canonical";
import { ownKeyPolicy } from "../../policy/key-policy";
import { expressionOf, modulePath, referencesOf, type ModulePath } from "../../terraform/plan/configuration";
import { memberOf, objectOf, type JsonObject } from "../../util/json";
import {
  accountInPolicy,
  linkedKey,
  expectedPrincipalsOf,
  hasOpenRegion,
  regionFact,
  type ResourceSide,
} from "./resource-side";
import type { PlanSource } from "./plan-side";
import type { PolicyReader } from "./policies";

/** The arguments that differ between the resources that make a key. */
export const ARGUMENTS_OF_KEYS = {
  aws_kms_key: { enabled: "is_enabled", spec: "customer_master_key_spec", rotation: "enable_key_rotation" },
  aws_kms_replica_key: { enabled: "enabled", spec: "key_spec", rotation: "key_rotation_enabled" },
  aws_kms_external_key: { enabled: "enabled", spec: undefined, rotation: undefined },
  aws_kms_replica_external_key: { enabled: "enabled", spec: "key_spec", rotation: undefined },
} as const;

/** The attribute in which the reader of the account says when a key will be deleted. */
export const SCHEDULED_DELETION = "scheduled_deletion";

/**
 * The node of a key.
 */
export function keyNode(resource: ResourceSide): KmsKeyNode {
  const { own, base, change, policies, source } = resource;
  const names = ARGUMENTS_OF_KEYS[change.type as keyof typeof ARGUMENTS_OF_KEYS];
  const isReplica = change.type.includes("_replica_");
  const arn = own.text("arn");
  const primaryArn = own.text("primary_key_arn");
  const primary = isReplica ? linkedKey(resource, "primary_key_arn", primaryArn) : undefined;
  const parsed = arn.known ? parseKeyArn(arn.value) : undefined;
  const inArn = (field: "region" | "accountId" | "partition", ordinal: string): Fact<string>[] =>
    parsed && !("error" in parsed) ? [known(parsed[field], `${ordinal} field of the ARN of ${base.address}`)] : [];
  const region = [regionFact(resource), ...inArn("region", "4th")];
  const place = (hasOpenRegion(resource) ? undefined : region.find((fact) => fact.known)) ?? regionFact(resource);
  const present = presentPolicy(resource, place);
  const { accounts: ofProvider, limits, role } = source.providerOf(change);
  const claims = [...ofProvider, ...inArn("accountId", "5th")];
  const accounts = claims.length > 0 ? claims : [accountInPolicy(resource, present)];
  const account =
    accounts.find((fact) => fact.known) ?? unknown(`the AWS account of ${base.address} is not in the plan`);
  const expectations = expectedPrincipalsOf(resource);
  const fixed = (value: string, what: string) => known(value, `${what} of ${base.address}`);
  return {
    ...base,
    kind: "key",
    ...(isReplica && { replicaOf: { ...(primary !== undefined && { primary }), primaryArn } }),
    arn,
    region: place,
    regionClaims: region.filter((fact) => fact.known),
    accountClaims: accounts.filter((fact) => fact.known),
    ...(limits.length > 0 && { accountLimits: limits }),
    ...(role && { deployedBy: role }),
    partitionClaims: [
      ...(place.known ? [mapFact(place, partitionOf, `partition of ${place.source}`)] : []),
      ...inArn("partition", "2nd"),
    ],
    keySpec: names.spec
      ? orDefault(own.optionalText(names.spec), "SYMMETRIC_DEFAULT")
      : fixed("SYMMETRIC_DEFAULT", "key spec"),
    keyUsage: orDefault(own.optionalText("key_usage"), "ENCRYPT_DECRYPT"),
    materialOrigin: originOf(resource),
    enabled: own.flag(names.enabled, true),
    ...(change.type.includes("external_key") && { materialExpires: own.optionalText("valid_to") }),
    ...scheduledDeletion(resource),
    multiRegion: isReplica ? known(true, `${base.address} is a replica`) : own.flag("multi_region", false),
    rotationEnabled: names.rotation
      ? own.flag(names.rotation, false)
      : known(false, `imported key material of ${base.address}`),
    rotationPeriodInDays: isReplica
      ? known(undefined, "set on the primary")
      : names.rotation
        ? rotationPeriod(resource)
        : known(undefined, `imported key material of ${base.address}`),
    deletionWindowInDays: own.optionalNumber("deletion_window_in_days"),
    destroyPrevented: protectionOf(resource),
    policy: inlinePolicy(resource),
    presentPolicy: present,
    lockoutCheckBypassed: own.flag("bypass_policy_lockout_safety_check", false),
    ...(resource.name === "after" && source.losesStatementGuard(change) && { losesStatementGuard: true }),
    statement: policies.statementIn(present, account, expectations.besideAura),
    ...expectations,
  };
}

function orDefault(fact: Fact<string | undefined>, byDefault: string): Fact<string> {
  return mapFact(fact, (value) => value ?? byDefault);
}

/** The origin of key material that is not in KMS, whatever kind of store it is in. */
export const CUSTOM_KEY_STORE = "custom key store";

function originOf({ own, change, base }: ResourceSide): Fact<string> {
  if (change.type.includes("external_key")) return known("EXTERNAL", `${base.address} imports its material`);
  const stores =
    change.type === "aws_kms_key" ? [own.optionalText("custom_key_store_id"), own.optionalText("xks_key_id")] : [];
  const store = stores.find((fact) => valueOf(fact) !== undefined);
  if (store?.known) return known(CUSTOM_KEY_STORE, store.source);
  const open = stores.find((fact) => !fact.known);
  return open && !open.known ? open : known("AWS_KMS", `key store of ${base.address}`);
}

/** No provider shows a key that waits for its deletion: to Terraform it is gone. */
function scheduledDeletion({ own }: ResourceSide): Pick<KmsKeyNode, "scheduledDeletion"> {
  const date = own.plainText(SCHEDULED_DELETION);
  return date === undefined ? {} : { scheduledDeletion: known(date, own.source(SCHEDULED_DELETION)) };
}

/** A period that the configuration does not set is decided by KMS: it is not unknown. */
function rotationPeriod({ own, change, source }: ResourceSide): Fact<number | undefined> {
  const argument = "rotation_period_in_days";
  const isUnset = source.configuration.present && !expressionOf(source.block(change), argument);
  return own.isUnknown(argument) && isUnset ? known(undefined, own.source(argument)) : own.optionalNumber(argument);
}

/** Whether `prevent_destroy` protects a resource, as far as its review metadata says so. */
export function protectionOf({ name, source, base }: ResourceSide): Fact<boolean> {
  return source.metadata[name].protected.has(base.id)
    ? known(true, "review metadata")
    : unknown("a plan does not show `prevent_destroy`, and the review metadata does not list it");
}

/** The policy that the key has; for a new key without one, the default policy of KMS. */
function presentPolicy(resource: ResourceSide, region: Fact<string>): Fact<string> {
  const { own, change, source, base } = resource;
  const policy = own.text("policy");
  const isNew =
    own.isUnknown("policy") && !expressionOf(source.block(change), "policy") && source.configuration.present;
  if (policy.known || !isNew) return policy;
  const account = source.providerOf(change).accounts.find((fact) => fact.known);
  return defaultPolicy(base.address, account, region, "default key policy");
}

/**
 * The policy that KMS gives a key for which none is set.
 * @param name the key
 * @param account its account, where that is known
 */
export function defaultPolicy(
  name: string | undefined,
  account: Fact<string> | undefined,
  region: Fact<string>,
  source: string,
): Fact<string> {
  if (!account?.known || !region.known)
    return unknown(`${name} gets the default key policy, and its account or region is unknown`);
  const policy = ownKeyPolicy({ partition: partitionOf(region.value), accountId: account.value });
  return known(canonicalPolicy(policy), source);
}

/** The provider shows the policy that a key has as its `policy`, also where the configuration sets none. */
function inlinePolicy(resource: ResourceSide): Fact<string | undefined> {
  const { own, change, source, name } = resource;
  const policy = own.optionalText("policy");
  const { standalone } = source.plan;
  if (standalone) return standalone.has(change.address) ? known(undefined, own.source("policy")) : policy;
  if (!policy.known && name === "before") return policy;
  // The configuration is that after the plan: for the time before it, only the policy is known, not what set it.
  if (name === "before" || !source.configuration.present) {
    return unknown(`the plan does not show whether ${own.source("policy")} is set inline`);
  }
  return isSet(source, modulePath(change.module), source.block(change), "policy")
    ? policy
    : known(undefined, own.source("policy"));
}

/** Whether an argument is set; follows module variables, which may be null. */
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

/** A standalone policy that no longer exists after the plan. */
export interface RemovedPolicy {
  readonly policy: KeyPolicyNode;
  /** Whether its removal writes the default policy; otherwise the key keeps the policy. */
  readonly resets: boolean;
}

/** A key on both sides of a plan that removes its standalone policy. */
export interface KeyChange {
  /** Absent where the key is created. */
  readonly before: KmsKeyNode | undefined;
  /** The key as the plan shows it. */
  readonly after: KmsKeyNode;
}

/**
 * The key after the plan, with the policy that remains when its standalone policy is removed. The plan still shows the old one
 * at the key: it shows the removal at the policy resource only.
 * @param key the key
 * @param removed its standalone policies; at least one
 */
export function policyAfterResourceRemoved(
  key: KeyChange,
  removed: readonly RemovedPolicy[],
  policies: PolicyReader,
): KmsKeyNode {
  const { after } = key;
  const left = remainingPolicy(key, removed);
  const account = after.accountClaims[0] ?? unknown(`the AWS account of ${after.address} is not in the plan`);
  return left ? { ...after, presentPolicy: left, statement: policies.statementIn(left, account) } : after;
}

function remainingPolicy({ before, after }: KeyChange, removed: readonly RemovedPolicy[]): Fact<string> | undefined {
  const isInline = !after.policy.known || after.policy.value !== undefined;
  if (removed.some(({ resets }) => resets)) {
    return isInline && !keepsText(before, after)
      ? unknown(`this plan sets and resets the policy of key ${after.name}, in undefined order`)
      : defaultPolicy(after.address, after.accountClaims[0], after.region, "default key policy, restored");
  }
  const [only, ...others] = removed;
  if (isInline || !only || others.length > 0) return undefined;
  return only.policy.policy;
}

/** The provider writes an inline policy only where its text changes. */
function keepsText(before: KmsKeyNode | undefined, { presentPolicy: text }: KmsKeyNode): boolean {
  const old = before?.presentPolicy;
  return old?.known === true && text?.known === true && old.value === text.value;
}
