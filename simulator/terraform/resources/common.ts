import {
  equal,
  error,
  isSet,
  isUnknown,
  ProviderError,
  UNKNOWN,
  type Diagnostic,
  type ObjectValue,
  type PlanRefinement,
  type PlanRequest,
  type Value,
} from "../../../provider/plugin";
import { knownTags, type Aws } from "../aws";
import { KmsFault, type KmsClient } from "../kms-client";
import { isSamePolicy } from "../same-policy";

/** The `KeyMetadata` members that the resources use. */
export interface KeyMetadata {
  readonly Arn: string;
  readonly KeyId: string;
  readonly Description: string;
  readonly Enabled: boolean;
  readonly KeySpec: string;
  readonly KeyState: string;
  readonly KeyUsage: string;
  readonly MultiRegion: boolean;
  readonly MultiRegionConfiguration?: { readonly PrimaryKey?: { readonly Arn: string } };
}

/**
 * The plan that all resources share: the region is known at plan, a policy of equal meaning is not a change, and
 * `tags_all` follows from `tags` and the provider's default tags.
 * @param request the plan that the schema gives
 * @param own what the resource itself plans, from the draft so far
 */
export function planCommon(
  { config, prior, planned, requiresReplace }: PlanRequest,
  aws: Aws,
  own: (draft: ObjectValue) => ObjectValue = () => ({}),
): PlanRefinement {
  const region: Value = isUnknown(config.region) ? config.region : aws.regionOf(config);
  const { policy } = planned;
  const before = prior?.policy;
  const unchanged = isSet(policy) && isSet(before) && isSamePolicy(String(policy), String(before));
  const common: Record<string, Value> = { region };
  if (unchanged) common.policy = before;
  if ("tags_all" in planned) common.tags_all = plannedTags(planned.tags, aws);
  const draft = { ...planned, ...common };
  const moved = prior !== null && isSet(prior.region) && !equal(prior.region, region) ? ["region"] : [];
  const others = requiresReplace.filter((name) => name !== "region");
  return { planned: { ...draft, ...own(draft) }, requiresReplace: [...others, ...moved] };
}

function plannedTags(tags: Value | undefined, aws: Aws): Value {
  if (isUnknown(tags)) return UNKNOWN;
  const own = (tags ?? {}) as ObjectValue;
  return Object.values(own).some(isUnknown) ? UNKNOWN : { ...aws.defaultTags, ...own };
}

/** The tags that a new object is made with. */
export function tagsOf(planned: ObjectValue, aws: Aws): object[] {
  return Object.entries({ ...aws.defaultTags, ...knownTags(planned.tags) }).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue,
  }));
}

/** Changes the tags of a key from the prior to the planned ones. */
export async function updateTags(kms: KmsClient, planned: ObjectValue, prior: ObjectValue, aws: Aws): Promise<void> {
  const before = knownTags(prior.tags_all);
  const after = { ...aws.defaultTags, ...knownTags(planned.tags) };
  const KeyId = String(prior.key_id);
  const removed = Object.keys(before).filter((name) => !(name in after));
  const changed = Object.entries(after).filter(([name, value]) => before[name] !== value);
  if (removed.length > 0) await kms.call("UntagResource", { KeyId, TagKeys: removed });
  if (changed.length > 0) {
    await kms.call("TagResource", { KeyId, Tags: changed.map(([TagKey, TagValue]) => ({ TagKey, TagValue })) });
  }
}

/** `tags` and `tags_all` as KMS has them; tags that only the provider block gives are not among the object's own. */
export async function readTags(kms: KmsClient, state: ObjectValue, aws: Aws): Promise<ObjectValue> {
  const { Tags = [] } = await kms.call<{ Tags?: { TagKey: string; TagValue: string }[] }>("ListResourceTags", {
    KeyId: state.key_id,
  });
  const all = Object.fromEntries(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  const before = knownTags(state.tags);
  const own = Object.entries(all).filter(([name, value]) => name in before || aws.defaultTags[name] !== value);
  const empty = own.length === 0 && !isSet(state.tags);
  return { tags: empty ? null : Object.fromEntries(own), tags_all: all };
}

/** The key's policy as KMS has it; the text of the state as long as it is equal in meaning. */
export async function readPolicy(kms: KmsClient, keyId: string, known: Value | undefined): Promise<string> {
  const { Policy } = await kms.call<{ Policy: string }>("GetKeyPolicy", { KeyId: keyId, PolicyName: "default" });
  return isSet(known) && isSamePolicy(String(known), Policy) ? String(known) : Policy;
}

/** The key, or undefined when it does not exist or is scheduled for deletion. */
export async function describeKey(kms: KmsClient, keyId: string): Promise<KeyMetadata | undefined> {
  const answer = await undefinedIfNotFound(() =>
    kms.call<{ KeyMetadata: KeyMetadata }>("DescribeKey", { KeyId: keyId }),
  );
  const metadata = answer?.KeyMetadata;
  return metadata?.KeyState.startsWith("Pending") ? undefined : metadata;
}

/** Schedules the deletion of the key, unless it does not exist or is scheduled already. */
export async function deleteKey(kms: KmsClient, prior: ObjectValue): Promise<undefined> {
  const window = isSet(prior.deletion_window_in_days) ? { PendingWindowInDays: prior.deletion_window_in_days } : {};
  await undefinedIfNotFound(async () => {
    try {
      await kms.call("ScheduleKeyDeletion", { KeyId: prior.key_id, ...window });
    } catch (problem) {
      if (!(problem instanceof KmsFault && problem.type === "KMSInvalidStateException")) throw problem;
    }
  });
  return undefined;
}

/** Sends the policy of an update if its meaning changed. */
export async function updatePolicy(kms: KmsClient, planned: ObjectValue, prior: ObjectValue): Promise<void> {
  const { policy } = planned;
  if (!isSet(policy) || (isSet(prior.policy) && isSamePolicy(String(policy), String(prior.policy)))) return;
  await kms.call("PutKeyPolicy", {
    KeyId: prior.key_id,
    PolicyName: "default",
    Policy: policy,
    BypassPolicyLockoutSafetyCheck: planned.bypass_policy_lockout_safety_check === true,
  });
}

/** The result of a call, or undefined when its object does not exist. */
export async function undefinedIfNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (problem) {
    if (problem instanceof KmsFault && problem.type === "NotFoundException") return undefined;
    throw problem;
  }
}

/**
 * Adds a summary to errors of KMS; other errors are bugs and pass unchanged.
 * @param summary such as `creating KMS Key`
 */
export async function withErrorSummary<T>(summary: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw new ProviderError(diagnosticOf(summary, problem));
  }
}

/** The diagnostic for a failure; a ProviderError is already one. */
export function diagnosticOf(summary: string, problem: unknown): Diagnostic {
  if (problem instanceof KmsFault || problem instanceof TypeError) return error(`${summary}: ${problem.message}`, "");
  throw problem;
}

/** The value of an optional argument for a request: undefined, which JSON leaves out, unless it is known and set. */
export function given<T extends Value>(value: T | undefined): Exclude<T, null> | undefined {
  return isSet(value) ? (value as Exclude<T, null>) : undefined;
}

/**
 * A number within its limits, as the provider checks it before anything is planned.
 * @param limits smallest and largest value
 */
export function checkRange(
  config: ObjectValue,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): readonly Diagnostic[] {
  const value = config[name];
  if (typeof value !== "number" || (value >= min && value <= max)) return [];
  return [error(`expected ${name} to be in the range (${min} - ${max}), got ${value}`, "", name)];
}

/** A policy must be JSON. */
export function checkPolicy(config: ObjectValue): readonly Diagnostic[] {
  const { policy } = config;
  if (typeof policy !== "string" || policy === "") return [];
  try {
    JSON.parse(policy);
    return [];
  } catch {
    return [error('"policy" contains an invalid JSON policy', "", "policy")];
  }
}
