import { known, mapFact, unknown, valueOf, type Fact } from "../../../model/fact";
import { groupBy } from "../../../model/group-by";
import type { KeyPolicyNode, KmsKeyNode, NodeId } from "../../../model/model";
import { isDeleted, isReplaced, type Change } from "../../../model/plan/change";
import { readAppliedPolicy } from "../../../policy/applied-policy";
import { partitionOf } from "../../../policy/arn";
import { canonicalPolicy } from "../../../policy/canonical";
import type { PolicyDocument } from "../../../policy/document";
import { ownKeyPolicy } from "../../../policy/key-policy";
import { keyArnOf } from "../../shared/key-arn";
import { possibleArns, type KeyPlace } from "../../shared/possible-arns";
import { policiesApart, policyInForce } from "../../shared/policy-in-force";
import { policyTargets } from "../../shared/policy-targets";
import type { ChangeContext } from "../change";

/** Why a policy can not be judged of which nobody knows whether it means its key. */
export const TOO_MANY_KEYS = "its policy names more keys than can be told apart before AWS names this one";

/** What is known of a key. */
export interface KeyIdentity extends KeyPlace {
  /** Undefined where AWS has yet to name it, or the plan does not. */
  readonly arn: string | undefined;
}

/** What a plan does to the policy of a key. */
export interface PolicyChange {
  /** What a person calls the key. */
  readonly key: string;
  /** The policy as it is; absent when there is no key yet. */
  readonly before?: Fact<string>;
  /** The policy as it will be; absent when it goes with its key, or is no longer managed. */
  readonly after?: Fact<string>;
  /** Whether nothing of it changes: the same text, or nothing is done with whatever sets it. */
  readonly isSame: boolean;
  /** Who the policy may let in from outside of the account; absent when that is not pinned. */
  readonly pinnedBefore?: readonly string[];
  /** The same after the plan. */
  readonly pinned?: readonly string[];
  /** The policies apart from the key that set it: a waiver for all of them covers what is found. Absent where it is inline. */
  readonly against?: readonly NodeId[];
  /** What a decision needs to know of the key. */
  readonly identity: Fact<KeyIdentity>;
}

/**
 * What a plan does to the policy of a key, wherever it is set. A policy apart from its key is judged with the key where that
 * is in the plans.
 * @param change of a key or of a key policy
 * @param context the models
 * @returns undefined where there is nothing to judge
 */
export function policyChangeOf(change: Change, context: ChangeContext): PolicyChange | undefined {
  const all = context.after.once("policy changes", () => new Map<string, PolicyChange | undefined>());
  if (!all.has(change.id)) all.set(change.id, readPolicyChange(change, context));
  return all.get(change.id);
}

function readPolicyChange(change: Change, context: ChangeContext): PolicyChange | undefined {
  const node = change.after ?? change.before;
  if (node?.kind === "key") return ofKey(change as Change<KmsKeyNode>, node, context);
  if (node?.kind === "key-policy") return ofPolicyApart(change as Change<KeyPolicyNode>, node, context);
  return undefined;
}

function ofKey(
  { before, after, ...change }: Change<KmsKeyNode>,
  node: KmsKeyNode,
  context: ChangeContext,
): PolicyChange {
  const apart = [context.before, context.after].flatMap((index) => policiesApart(node.id, index));
  const was = before && policyInForce(before, context.before);
  const coming = after && policyComing(after, context);
  const pinned = after && pinOf(after, context.after);
  const pinnedBefore = before && pinOf(before, context.before);
  return {
    key: node.name,
    ...(was && { before: was }),
    ...(coming && { after: coming }),
    isSame: sameText(was, coming) || isUntouched(node, change.actions, context),
    ...(apart.length > 0 && { against: [...new Set(apart.map(({ id }) => id))] }),
    ...(pinned && { pinned }),
    ...(pinnedBefore && { pinnedBefore }),
    identity: identityOf(before ?? node, node),
  };
}

function ofPolicyApart(
  { before, after, actions }: Change<KeyPolicyNode>,
  node: KeyPolicyNode,
  context: ChangeContext,
): PolicyChange | undefined {
  if ([context.before, context.after].some((index) => policyTargets(index).get(node.id)?.key)) return undefined;
  if (isDeleted({ actions }) || isReplaced({ actions })) return undefined;
  const present = before ?? predecessorOf(node, context);
  const was = present?.policy ?? unknown(`the policy that the key of ${node.name} has now is not in the plan`);
  const arn = keyArnOf(node.keyId);
  const pinned = after?.expectedPrincipals;
  const pinnedBefore = present?.expectedPrincipals;
  return {
    key: valueOf(node.keyId) ?? `of policy ${node.name}`,
    before: was,
    ...(after && { after: after.policy }),
    isSame: sameText(was, after?.policy) || isNothing(actions),
    ...(pinned && { pinned }),
    ...(pinnedBefore && { pinnedBefore }),
    identity:
      arn && node.keyId.known
        ? known({ ...arn, arn: node.keyId.value }, node.keyId.source)
        : mapFact(node.accountId ?? unknown("the account of the key is not known"), (id) => placeIn(id, undefined)),
  };
}

/** The policy resource that sets the policy of the same key now: a renamed one is deleted and created. */
function predecessorOf({ keyId }: KeyPolicyNode, { before }: ChangeContext): KeyPolicyNode | undefined {
  const byKeyId = before.once("key policies by key id", ({ keyPolicies }) =>
    groupBy(keyPolicies, (policy) => valueOf(policy.keyId)),
  );
  const [first, ...others] = (keyId.known && byKeyId.get(keyId.value)) || [];
  return others.length === 0 ? first : undefined;
}

/** As {@link policyInForce} after the plan; a policy apart that is deleted leaves the default policy behind. */
function policyComing(key: KmsKeyNode, context: ChangeContext): Fact<string> {
  const apartBefore = policiesApart(key.id, context.before);
  if (apartBefore.length === 0 || policiesApart(key.id, context.after).length > 0)
    return policyInForce(key, context.after);
  const isReset = apartBefore.some(({ id }) => isDeletedPolicy(context.changeOf(id)));
  if (!isReset) return apartBefore[0]?.policy ?? policyInForce(key, context.after);
  if (key.policy.known && key.policy.value !== undefined) {
    return unknown(`the policy of key ${key.name} is set and reset by the same plan, in no certain order`);
  }
  const identity = identityOf(key, key);
  if (!identity.known) return identity;
  return known(canonicalPolicy(ownKeyPolicy(identity.value)), "the default policy, which comes back");
}

function isDeletedPolicy(change: Change | undefined): boolean {
  return change !== undefined && (isDeleted(change) || isReplaced(change));
}

function pinOf(key: KmsKeyNode, index: ChangeContext["before"]): readonly string[] | undefined {
  return (
    key.expectedPrincipals ??
    policiesApart(key.id, index).find((policy) => policy.expectedPrincipals)?.expectedPrincipals
  );
}

/** Of a key that AWS has yet to name, everything but the id is known. */
function identityOf(named: KmsKeyNode, { accountClaims, region }: KmsKeyNode): Fact<KeyIdentity> {
  const arn = keyArnOf(named.arn);
  if (arn && named.arn.known) return known({ ...arn, arn: named.arn.value }, named.arn.source);
  const account = [...named.accountClaims, ...accountClaims].find((claim) => claim.known);
  if (!account?.known) return unknown(`which AWS account key ${named.name} belongs to is not known`);
  return known(placeIn(account.value, valueOf(region)), account.source);
}

function placeIn(accountId: string, region: string | undefined): KeyIdentity {
  return { partition: partitionOf(region ?? ""), accountId, region, arn: undefined };
}

/**
 * The ARNs that a key can have, as far as policies tell them apart.
 * @param identity what is known of the key
 * @param documents the policies
 * @returns undefined when there are more than can be tried
 */
export function arnsOf(identity: KeyIdentity, ...documents: readonly PolicyDocument[]): readonly string[] | undefined {
  if (identity.arn !== undefined) return [identity.arn];
  return possibleArns({ Statement: documents.flatMap((document) => document.Statement) }, identity);
}

/** A text that nobody may see stays the same where Terraform does nothing. */
function isUntouched({ id }: KmsKeyNode, actions: Change["actions"], context: ChangeContext): boolean {
  const apart = [...policiesApart(id, context.before), ...policiesApart(id, context.after)];
  return [actions, ...apart.map((policy) => context.changeOf(policy.id)?.actions ?? [])].every(isNothing);
}

function isNothing(actions: Change["actions"]): boolean {
  return actions.every((action) => action === "no-op");
}

function sameText(before: Fact<string> | undefined, after: Fact<string> | undefined): boolean {
  return before?.known === true && after?.known === true && before.value === after.value;
}

/**
 * A policy as a document.
 * @param policy its text
 */
export function documentOf(policy: Fact<string>): Fact<PolicyDocument> {
  if (!policy.known) return policy;
  const read = readAppliedPolicy(policy.value);
  return "not" in read ? unknown(`${policy.source} can not be read: ${read.not}`) : known(read.document, policy.source);
}
