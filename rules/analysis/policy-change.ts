import { unknown, type Fact } from "../../model/fact";
import type { KeyPolicyNode, KmsKeyNode, NodeId } from "../../model/model";
import { isDeleted, isReplaced, isUntouched, type Change } from "../../model/change";
import type { PolicyDocument } from "../../policy/document";
import { sameMeaning } from "../../policy/diff/normalize";
import type { KeyIdentity } from "./key-identity";
import { memoize } from "../../util/memoize";
import { indexModel } from "./model-index";
import { placeOf, effectivePoliciesOf, effectivePolicy, type EffectivePolicy } from "./effective-policy";
import type { ChangeContext, ModelIndex } from "../rule";

/** Why a policy cannot be evaluated that may or may not name its key. */
export const TOO_MANY_KEYS = "its policy names more keys than can be told apart before AWS names this one";

/** What a plan does to the policy of a key. */
export interface PolicyChange {
  /** What a person calls the key. */
  readonly key: string;
  /** The policy as it is; absent when there is no key yet. */
  readonly before?: Fact<PolicyDocument>;
  /** The policy as Terraform knew it before it was changed outside of it; absent where nothing was, or there was none. */
  readonly lastKnown?: Fact<PolicyDocument>;
  /** The policy as it will be; absent when it goes with its key, or is no longer managed. */
  readonly after?: Fact<PolicyDocument>;
  /** Whether nothing of it changes: the same text, or nothing is done with whatever sets it. */
  readonly isSame: boolean;
  /** The external principals that are expected in the policy; absent where none are set. */
  readonly expectedPrincipalsBefore?: readonly string[];
  /** The same after the plan. */
  readonly expectedPrincipals?: readonly string[];
  /** External principals that only the owner's own statements name: expected, and not Aura. */
  readonly besideAuraBefore?: readonly string[];
  /** The same after the plan. */
  readonly besideAura?: readonly string[];
  /** The standalone policies that set it: a waiver for all of them covers what is found. Absent where it is inline. */
  readonly against?: readonly NodeId[];
  /** What a decision needs to know of the key. */
  readonly identity: Fact<KeyIdentity>;
}

/**
 * What a plan does to the policy of a key, wherever it is set. A standalone policy is evaluated with its key where that
 * is in the plans; one that was changed outside of Terraform only where the key shows the same.
 * @param change of a key or of a key policy
 * @param context the models
 * @returns undefined where there is nothing to evaluate
 */
export function policyChangeOf(change: Change, context: ChangeContext): PolicyChange | undefined {
  return readPolicyChange(context, change);
}

const readPolicyChange = memoize((context: ChangeContext, change: Change): PolicyChange | undefined => {
  const node = change.after ?? change.before;
  if (node?.kind === "key") return ofKey(change as Change<KmsKeyNode>, context);
  if (node?.kind === "key-policy") return ofPolicyApart(change as Change<KeyPolicyNode>, context);
  return undefined;
});

function ofKey({ before, after, actions }: Change<KmsKeyNode>, context: ChangeContext): PolicyChange | undefined {
  const was = before && effectivePolicy(before, context.before);
  const coming = after && effectivePolicy(after, context.after);
  const now = (coming && shownByKey(coming, context)) ?? coming;
  return withLastKnown(changeOf(was, now, staysUntouched(actions, [was, coming], context)), before, context);
}

function ofPolicyApart(
  { before, after, actions }: Change<KeyPolicyNode>,
  context: ChangeContext,
): PolicyChange | undefined {
  const coming = after && effectivePolicy(after, context.after);
  // A renamed policy is deleted and created: what it is called in the model tells nothing.
  const was = before
    ? effectivePolicy(before, context.before)
    : after && effectivePoliciesOf(context.before).get(placeOf(after, context.after));
  const isOfKey = [was, coming].some((side) => context.changeOf(side?.key?.id) !== undefined);
  const isToldOfKey = isOfKey && !(coming && shownByKey(coming, context));
  if (isToldOfKey || isDeleted({ actions }) || isReplaced({ actions })) return undefined;
  const change = withLastKnown(changeOf(was, coming, isUntouched({ actions })), before, context);
  const now = unknown(`the policy that the key of ${after?.name} has now is not in the plan`);
  return change && { ...change, before: change.before ?? now };
}

/**
 * The policy that a key shows itself after a change outside of Terraform, where that says something else than the one that is
 * set in its standalone policy. One of the two was read later, and it is unknown which.
 */
function shownByKey(effective: EffectivePolicy, context: ChangeContext): EffectivePolicy | undefined {
  const { key, standalone } = effective;
  if (!context.isDrift || !key || standalone.length === 0) return undefined;
  const shown = effectivePolicy(key, withoutStandalonePolicies(context.after));
  if (!shown?.text.known || sameText(shown.text, effective.text)) return undefined;
  const { text, document } = shown;
  if (document.known && effective.document.known && sameMeaning(document.value, effective.document.value))
    return undefined;
  return { ...effective, text, document };
}

const withoutStandalonePolicies = memoize(({ model }: ModelIndex) => indexModel({ ...model, keyPolicies: [] }));

function withLastKnown(
  change: PolicyChange | undefined,
  before: KmsKeyNode | KeyPolicyNode | undefined,
  { lastKnown }: ChangeContext,
): PolicyChange | undefined {
  const policy = before && lastKnown && effectivePolicy(before, lastKnown);
  return change && policy ? { ...change, lastKnown: policy.document } : change;
}

function changeOf(
  was: EffectivePolicy | undefined,
  coming: EffectivePolicy | undefined,
  untouched: boolean,
): PolicyChange | undefined {
  const either = coming ?? was;
  if (!either) return undefined;
  // A policy whose key is in no plan is evaluated by itself, and so waived by itself.
  const standalone = either.key ? [was, coming].flatMap((policy) => policy?.standalone ?? []) : [];
  const against = new Set(standalone.map(({ id }) => id));
  return {
    key: either.name,
    ...(was && { before: was.document }),
    ...(coming && { after: coming.document }),
    isSame: untouched || sameText(was?.text, coming?.text),
    ...(against.size > 0 && { against: [...against] }),
    ...(coming?.expectedPrincipals && { expectedPrincipals: coming.expectedPrincipals }),
    ...(was?.expectedPrincipals && { expectedPrincipalsBefore: was.expectedPrincipals }),
    ...(coming?.besideAura && { besideAura: coming.besideAura }),
    ...(was?.besideAura && { besideAuraBefore: was.besideAura }),
    // The key as it is has a name in AWS, which a new one has yet to get.
    identity: was?.identity.known ? was.identity : either.identity,
  };
}

/** A sensitive text stays the same where Terraform does nothing. */
function staysUntouched(
  actions: Change["actions"],
  sides: readonly (EffectivePolicy | undefined)[],
  context: ChangeContext,
): boolean {
  const standalone = sides.flatMap((side) => side?.standalone ?? []);
  return [actions, ...standalone.map(({ id }) => context.changeOf(id)?.actions ?? [])].every((done) =>
    isUntouched({ actions: done }),
  );
}

/**
 * Whether two texts are known to be one.
 * @param before a policy
 * @param after a policy
 */
export function sameText(before: Fact<string> | undefined, after: Fact<string> | undefined): boolean {
  return before?.known === true && after?.known === true && before.value === after.value;
}

/**
 * Whether what names a key by an expression names the same one after the plan; undefined where that is unknown.
 * @param before the key that it names now
 * @param after the key that its expression refers to
 * @param context the models
 */
export function isSameKey(
  before: NodeId | undefined,
  after: NodeId | undefined,
  context: ChangeContext,
): boolean | undefined {
  const target = context.changeOf(after);
  // The same resource may be another key after the plan, and a key that is created is no key that there was.
  if (target && (isReplaced(target) || !target.before)) return false;
  return before === undefined || after === undefined ? undefined : before === after;
}
