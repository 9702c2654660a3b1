import { valueOf, type Fact } from "../model/fact";
import { groupBy } from "../model/group-by";
import type { CmkModel, KeyPolicyNode, KmsKeyNode, NodeId } from "../model/model";
import { parseKeyArn, partitionOf } from "../policy/arn";
import { outsiders, type Key } from "../policy/aura-access";
import type { PolicyDocument } from "../policy/document";
import { isExpected } from "../policy/expected-principal";
import { ownKeyPolicy } from "../policy/key-policy";
import { parsePolicy } from "../policy/parse-policy";
import type { Guest } from "./types";

/** The policy of a key, on one side of a plan. */
export interface EffectivePolicy {
  /** What sets it. */
  readonly holder: KmsKeyNode | KeyPolicyNode;
  /** What is needed to ask who may do what. */
  readonly key: Key | undefined;
  /** The text, as far as it is known; undefined as a known value: not set anywhere, so it is AWS' own. */
  readonly text: Fact<string | undefined>;
  /** Undefined when it can not be read. */
  readonly document: PolicyDocument | undefined;
  /** Who outside of the key's account is let in; undefined when nobody can tell. */
  readonly guests: readonly Guest[] | undefined;
}

/**
 * The policy of each key, wherever it is set: apart from the key, or in it. A policy whose key is elsewhere is under its own id.
 * @param model one side of a plan
 */
export function effectivePolicies(model: CmkModel): ReadonlyMap<NodeId, EffectivePolicy> {
  const keyIds = new Set(model.keys.map(({ id }) => id));
  const apart = groupBy(model.keyPolicies, ({ id, key }) => (key !== undefined && keyIds.has(key) ? key : id));
  const found = new Map<NodeId, EffectivePolicy>();
  for (const key of model.keys) {
    // Of two on one key nobody knows which one wins: that is a finding, and here the last one stands for both.
    const policy = apart.get(key.id)?.at(-1);
    // The policy of a key that is owned elsewhere is not in the plan, unless it is set here.
    if (policy || key.origin === "created") found.set(key.id, effective(policy ?? key, key));
  }
  for (const policy of model.keyPolicies) {
    if (apart.get(policy.id)?.includes(policy)) found.set(policy.id, effective(policy, undefined));
  }
  return found;
}

function effective(holder: KmsKeyNode | KeyPolicyNode, node: KmsKeyNode | undefined): EffectivePolicy {
  const key = identityOf(holder, node);
  const text: Fact<string | undefined> = holder.policy;
  const document = documentOf(text, key);
  return {
    holder,
    key,
    text,
    document,
    guests: guestsOf(document, key, node?.expectedPrincipals ?? holder.expectedPrincipals),
  };
}

function documentOf(text: Fact<string | undefined>, key: Key | undefined): PolicyDocument | undefined {
  if (!text.known) return undefined;
  if (text.value === undefined) return key && defaultPolicy(key);
  const parsed = parsePolicy(text.value);
  return "document" in parsed ? parsed.document : undefined;
}

/** What KMS gives a key for which nobody set a policy. */
function defaultPolicy({ keyArn, accountId }: Key): PolicyDocument {
  const partition = keyArn.split(":")[1] ?? "aws";
  return { Version: "2012-10-17", Statement: ownKeyPolicy({ partition, accountId, administrators: [] }) };
}

function guestsOf(
  document: PolicyDocument | undefined,
  key: Key | undefined,
  pinned: readonly string[] = [],
): readonly Guest[] | undefined {
  if (!document || !key) return undefined;
  const parties = new Map(outsiders(document, key.accountId).map(({ party }) => [party.name, party]));
  return [...parties.values()].map(({ name, arn, accountId }) => ({
    who: name,
    pinned: isExpected(pinned, { ...(arn !== undefined && { arn }), ...(accountId !== undefined && { accountId }) }),
  }));
}

/** Stands for the id of a key that AWS has yet to name. */
const NOT_YET = "00000000-0000-0000-0000-000000000000";

function identityOf(holder: KmsKeyNode | KeyPolicyNode, node: KmsKeyNode | undefined): Key | undefined {
  const arn = valueOf(node?.arn ?? (holder.kind === "key-policy" ? holder.keyId : holder.arn)) ?? "";
  const parsed = parseKeyArn(arn);
  if (!("not" in parsed)) return { keyArn: arn, accountId: parsed.accountId };
  const accountId = node && accountOf(node);
  const region = valueOf(node?.region);
  if (accountId === undefined || region === undefined) return undefined;
  return { keyArn: `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${NOT_YET}`, accountId };
}

/**
 * The AWS account of a key, as the first of those who claim to know it says.
 * @param key the key
 */
export function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}
