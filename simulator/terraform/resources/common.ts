import {
  equal,
  error,
  isSet,
  isUnknown,
  ProviderError,
  UNKNOWN,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type PlanRefinement,
  type PlanRequest,
  type Value,
} from "../../../provider/plugin";
import { knownTags, type Aws } from "../aws";
import { AwsFault, type AwsClient } from "../aws-client";
import { decidedByCloud, given, keptWhereUnset, withErrorSummary } from "../older-sdk";
import { isSamePolicy, normalizedPolicy } from "../same-policy";

/** The `KeyMetadata` members that resources and data sources use. */
export interface KeyMetadata {
  readonly AWSAccountId: string;
  readonly Arn: string;
  /** Seconds since 1970. */
  readonly CreationDate: number;
  /** Seconds since 1970. */
  readonly DeletionDate?: number;
  readonly KeyManager: string;
  readonly Origin: string;
  readonly PendingDeletionWindowInDays?: number;
  readonly CustomKeyStoreId?: string;
  readonly ExpirationModel?: string;
  /** Seconds since 1970. */
  readonly ValidTo?: number;
  readonly KeyId: string;
  readonly Description: string;
  readonly Enabled: boolean;
  readonly KeySpec: string;
  readonly KeyState: string;
  readonly KeyUsage: string;
  readonly MultiRegion: boolean;
  readonly MultiRegionConfiguration?: {
    readonly MultiRegionKeyType: "PRIMARY" | "REPLICA";
    readonly PrimaryKey?: { readonly Arn: string; readonly Region: string };
    readonly ReplicaKeys: readonly { readonly Arn: string; readonly Region: string }[];
  };
}

/**
 * The plan that all resources share: the region is known at plan, a policy is normalized, and what the provider does not tell from
 * the state is no change: a policy of equal meaning, and an argument that is not set.
 * @param request the plan that the schema gives
 * @param schema the schema of the resource
 * @param own what the resource itself plans, from the draft so far
 */
export function planCommon(
  { config, prior, planned: bySchema, requiresReplace }: PlanRequest,
  schema: Block,
  aws: Aws,
  own: (draft: ObjectValue) => ObjectValue = () => ({}),
): PlanRefinement {
  const planned = { ...bySchema, ...decidedByCloud(schema, config, prior) };
  const { policy, tags } = planned;
  const common: Record<string, Value> = {};
  const region: Value = isUnknown(config.region) ? config.region : aws.regionOf(config);
  if ("region" in planned) common.region = region;
  if (isSet(policy)) common.policy = policyInState(String(policy), prior?.policy);
  if ("tags_all" in planned) common.tags_all = plannedTags(tags, aws, prior === null);
  // Removed tags are planned as none.
  if (tags === null && isSet(prior?.tags)) common.tags = {};
  const draft = { ...planned, ...common };
  const result = keptWhereUnset({ ...draft, ...own(draft) }, prior);
  const moved = prior !== null && isSet(prior.region) && !equal(prior.region, region) ? ["region"] : [];
  const others = requiresReplace.filter((name) => name !== "region" && !equal(prior?.[name], result[name]));
  return { planned: result, requiresReplace: [...others, ...moved] };
}

function plannedTags(tags: Value | undefined, aws: Aws, isNew: boolean): Value {
  if (isUnknown(tags)) return UNKNOWN;
  const all = { ...aws.defaultTags, ...((tags ?? {}) as ObjectValue) };
  if (Object.values(all).some(isUnknown)) return UNKNOWN;
  return isNew && Object.keys(all).length === 0 ? UNKNOWN : all;
}

/** The tags that a new object is made with. */
export function tagsOf(planned: ObjectValue, aws: Aws): object[] {
  return Object.entries({ ...aws.defaultTags, ...knownTags(planned.tags) }).map(([TagKey, TagValue]) => ({
    TagKey,
    TagValue,
  }));
}

/** Changes the tags of a key from the prior to the planned ones. */
export async function updateTags(kms: AwsClient, planned: ObjectValue, prior: ObjectValue, aws: Aws): Promise<void> {
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

/**
 * `tags` and `tags_all` as KMS has them, without those that the provider block ignores; tags that only the provider block gives are
 * not among the object's own. Without any, `tags` is `{}` from the first refresh on.
 * @param isNew whether the object has just been created
 */
export async function readTags(kms: AwsClient, state: ObjectValue, aws: Aws, isNew = false): Promise<ObjectValue> {
  const { Tags = [] } = await kms.call<{ Tags?: { TagKey: string; TagValue: string }[] }>("ListResourceTags", {
    KeyId: state.key_id,
  });
  const all = Object.fromEntries(
    Tags.filter(({ TagKey }) => !aws.ignoresTag(TagKey)).map(({ TagKey, TagValue }) => [TagKey, TagValue]),
  );
  const before = knownTags(state.tags);
  const own = Object.entries(all).filter(([name, value]) => name in before || aws.defaultTags[name] !== value);
  const stayNull = isNew && own.length === 0 && !isSet(state.tags);
  return { tags: stayNull ? null : Object.fromEntries(own), tags_all: all };
}

/** A policy as the state has it: normalized, and the text that it has as long as that is equal in meaning. */
export function policyInState(policy: string, known: Value | undefined): string {
  return isSet(known) && isSamePolicy(String(known), policy) ? String(known) : normalizedPolicy(policy);
}

/** The key's policy as KMS has it; the text of the state as long as it is equal in meaning. */
export async function readPolicy(kms: AwsClient, keyId: string, known: Value | undefined): Promise<string> {
  const { Policy } = await kms.call<{ Policy: string }>("GetKeyPolicy", { KeyId: keyId, PolicyName: "default" });
  return policyInState(Policy, known);
}

/** The key, or undefined when it does not exist or is scheduled for deletion. */
export async function describeKey(kms: AwsClient, keyId: string): Promise<KeyMetadata | undefined> {
  const answer = await undefinedIfNotFound(() =>
    kms.call<{ KeyMetadata: KeyMetadata }>("DescribeKey", { KeyId: keyId }),
  );
  const metadata = answer?.KeyMetadata;
  return metadata && /^Pending(Replica)?Deletion$/.test(metadata.KeyState) ? undefined : metadata;
}

/** Schedules the deletion of the key, unless it does not exist or is scheduled already. */
export async function deleteKey(kms: AwsClient, prior: ObjectValue): Promise<undefined> {
  const window = isSet(prior.deletion_window_in_days) ? { PendingWindowInDays: prior.deletion_window_in_days } : {};
  await undefinedIfNotFound(async () => {
    try {
      await kms.call("ScheduleKeyDeletion", { KeyId: prior.key_id, ...window });
    } catch (problem) {
      if (!(problem instanceof AwsFault && problem.type === "KMSInvalidStateException")) throw problem;
    }
  });
  return undefined;
}

/**
 * Sends the policy of an update if its meaning changed.
 * @param what whose policy it is, for the text of an error
 */
export async function updatePolicy(
  kms: AwsClient,
  planned: ObjectValue,
  prior: ObjectValue,
  what: string,
): Promise<void> {
  const { policy } = planned;
  if (!isSet(policy) || (isSet(prior.policy) && isSamePolicy(String(policy), String(prior.policy)))) return;
  await withErrorSummary(`updating ${what} (${String(prior.key_id)}) policy`, () =>
    kms.call("PutKeyPolicy", {
      KeyId: prior.key_id,
      PolicyName: "default",
      Policy: policy,
      BypassPolicyLockoutSafetyCheck: planned.bypass_policy_lockout_safety_check === true,
    }),
  );
}

const NOT_FOUND = ["NotFound", "NotFoundException", "ResourceNotFoundException"];

/** The result of a call, or undefined when its object does not exist. */
export async function undefinedIfNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (problem) {
    if (problem instanceof AwsFault && NOT_FOUND.includes(problem.type)) return undefined;
    throw problem;
  }
}

let names = 0;

/**
 * The name of a new object: as it is given, else one that no other has, as the older SDK makes it.
 * @param otherwise the prefix where none is given
 * @param suffix what such a name ends with
 */
export function uniqueName({ name, name_prefix }: ObjectValue, otherwise = "terraform-", suffix = ""): string {
  if (isSet(name) && name !== "") return String(name);
  const prefix = isSet(name_prefix) && name_prefix !== "" ? String(name_prefix) : otherwise;
  const time = new Date().toISOString().replace(/\D/g, "").padEnd(18, "0");
  return `${prefix}${time}${(++names).toString(16).padStart(8, "0")}${suffix}`;
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

/**
 * An argument must be JSON.
 * @param argument its name
 */
export function checkJson(config: ObjectValue, argument: string): readonly Diagnostic[] {
  return checkPolicy({ policy: config[argument] ?? null }).map(() =>
    error(`"${argument}" contains an invalid JSON`, "", argument),
  );
}

/** What every request says that makes a key of any kind. */
export function newKeyRequest(planned: ObjectValue, aws: Aws): object {
  return {
    BypassPolicyLockoutSafetyCheck: planned.bypass_policy_lockout_safety_check === true,
    Description: given(planned.description),
    Policy: given(planned.policy),
    Tags: tagsOf(planned, aws),
  };
}

/**
 * The id of an import: `ID`, or `ID@REGION` for an object outside the provider's region.
 * @param id what the user typed
 */
export function importId(id: string, aws: Aws): { readonly keyId: string; readonly region: string } {
  const [keyId = "", region = aws.region] = id.split("@");
  return { keyId, region };
}

/**
 * The state of an imported key of any kind.
 * @param id what the user typed
 * @param label names the kind in errors
 * @param look reads the key; null where there is none
 */
export function importKey(
  id: string,
  aws: Aws,
  label: string,
  look: (kms: AwsClient, state: ObjectValue, aws: Aws) => Promise<ObjectValue | null>,
): Promise<{ readonly state: ObjectValue }> {
  return withErrorSummary(`reading ${label} (${id})`, async () => {
    const { keyId, region } = importId(id, aws);
    const state = await look(aws.kms({ region }), { id: keyId, key_id: keyId, region }, aws);
    if (!state) throw new ProviderError(error("Cannot import non-existent remote object", `There is no key ${id}.`));
    return { state };
  });
}
