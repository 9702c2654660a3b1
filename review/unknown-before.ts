import { valueOf } from "../model/fact";
import type { KeyPolicyNode, KmsKeyNode } from "../model/model";
import type { Change } from "../model/plan/change";
import type { PlanReading } from "../model/plan/reading";
import { indexModel } from "../rules/model-index";
import { POLICY_RULES } from "../rules/registry";
import type { Finding, NodesByKind } from "../rules/rule";
import { policyInForce } from "../rules/shared/policy-in-force";
import type { ChangeContext } from "../rules/change/change";
import { planContext } from "../rules/change/engine";
import { policyChangeOf, sameText } from "../rules/change/shared/policy-change";

/**
 * Tells of what a rule does not know of a policy whether nobody knew it before the plan either, for the same reason, and policy
 * and pin stay as they are. Who was shown that once need not be shown it by every plan: people stop reading.
 * @param reading the plans
 */
export function unknownBefore(reading: PlanReading): (finding: Finding) => boolean {
  const context = planContext(reading);
  return ({ rule: id, node, verdict }) => {
    const rule = POLICY_RULES.find((one) => one.id === id);
    if (!rule || verdict.outcome !== "unknown" || (node.kind !== "key" && node.kind !== "key-policy")) return false;
    const before = context.changeOf(node.id)?.before;
    if (!before || before.kind !== node.kind || !staysAsItIs(node, context, reading)) return false;
    const verdicts = [rule.check(before as NodesByKind[keyof NodesByKind], context.before)].flat();
    return verdicts.some((one) => one.outcome === "unknown" && one.why === verdict.why);
  };
}

function staysAsItIs(node: KmsKeyNode | KeyPolicyNode, context: ChangeContext, reading: PlanReading): boolean {
  const { key, apart = [], identity } = policyInForce(node, context.after) ?? {};
  // Of several on one key nobody knows which one it was.
  if (apart.length > 1) return false;
  const changes = [...(key ? [key] : []), ...apart].map(({ id }) => context.changeOf(id));
  const policy = changes[0] && policyChangeOf(changes[0], context);
  return (
    policy?.isSame === true &&
    !isNewToAura([key?.id, identity?.known ? identity.value.arn : undefined], context) &&
    isSamePin(policy.pinnedBefore, policy.pinned) &&
    changes.every((change) => change !== undefined && isKept(change) && !hasDrifted(change, context, reading))
  );
}

/** A key that was there for something else is looked at once more when Aura is told of it. */
function isNewToAura(names: readonly (string | undefined)[], { after, changeOf }: ChangeContext): boolean {
  const fresh = after.once("keys of new records", ({ records }) => {
    const created = records.filter(({ id }) => !changeOf(id)?.before);
    return new Set(created.flatMap(({ key, keyArn }) => [key ?? [], valueOf(keyArn) ?? []].flat()));
  });
  return names.some((name) => name !== undefined && fresh.has(name));
}

/** What is imported, made anew or put off, nobody has looked at yet. */
function isKept({ actions, imported, deferred }: Change): boolean {
  return !imported && deferred === undefined && actions.every((action) => action === "no-op" || action === "update");
}

/** A key that shows the policy which is set apart from it has drifted for Terraform, and its policy has not. */
function hasDrifted({ drift, before }: Change, context: ChangeContext, reading: PlanReading): boolean {
  if (!drift || !reading.drift) return false;
  if (before?.kind !== "key" && before?.kind !== "key-policy") return true;
  const was = policyInForce(before, indexModel(reading.drift.before));
  return !sameText(was?.text, policyInForce(before, context.before)?.text);
}

function isSamePin(before: readonly string[] = [], after: readonly string[] = []): boolean {
  return before.length === after.length && before.every((pin) => after.includes(pin));
}
