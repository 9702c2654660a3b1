import { isDeepStrictEqual } from "node:util";
import type { RuleId } from "../model/codes";
import { bareIdOf } from "../model/bare-id";
import type { Fact } from "../model/fact";
import type { KeyPolicyNode, KmsKeyNode, NodeId, RecordNode } from "../model/model";
import { isUntouched, type Change } from "../model/change";
import type { PlanReading } from "../model/read/types";
import type { PolicyDocument } from "../policy/document";
import { POLICY_RULES } from "../rules/registry";
import type { ChangeContext, ConfigurationRule, Finding } from "../rules/rule";
import { effectivePolicy } from "../rules/analysis/effective-policy";
import { driftContext, planContext } from "../rules/engine";
import { policyChangeOf } from "../rules/analysis/policy-change";

/**
 * Tells of what a rule does not know of a policy, or finds that AWS would refuse in it, whether that was so before the plan, and
 * policy and pin stay as they are, and all that the policy asks of its key. Who was shown that once need not be shown it by
 * every plan: people stop reading.
 * @param reading the plans
 */
export function isPreExisting(reading: PlanReading): (finding: Finding) => boolean {
  const [context, drifted] = [planContext(reading), driftContext(reading)];
  const [told, touched] = [keysToldOf(context), touchedBy(reading)];

  const staysAsItIs = (node: KmsKeyNode | KeyPolicyNode): boolean => {
    const { key, standalone: standalone = [], document } = effectivePolicy(node, context.after) ?? {};
    // Of several on one key nobody knows which one it was.
    if (standalone.length > 1) return false;
    const changes = [...(key ? [key] : []), ...standalone].map(({ id }) => context.changeOf(id));
    const policy = changes[0] && policyChangeOf(changes[0], context);
    const names = [key?.id, ...[key?.arn, ...standalone.map(({ keyId }) => keyId)].map(bareIdOf)];
    return (
      policy?.isSame === true &&
      !isAmong(told, names) &&
      isSamePin(policy.expectedPrincipalsBefore, policy.expectedPrincipals) &&
      changes.every((change) => change !== undefined && isKept(change) && !hasDrifted(change, drifted)) &&
      !isSettledByOthers(key, document, touched)
    );
  };

  return ({ rule: id, node, verdict }) => {
    const rule: ConfigurationRule | undefined = POLICY_RULES.find((one) => one.id === id);
    const mayStay = verdict.outcome === "unknown" || id === ACCEPTED_BY_AWS;
    if (!rule || !mayStay || (node.kind !== "key" && node.kind !== "key-policy")) return false;
    const before = context.changeOf(node.id)?.before;
    if (!before || before.kind !== node.kind || !staysAsItIs(node)) return false;
    const verdicts = [rule.check(before, context.before)].flat();
    return verdicts.some((one) => isDeepStrictEqual(one, verdict));
  };
}

/** AWS has the policy, so it took it once; whether it would again, as with the id of a role that is gone, is asked when it changes. */
const ACCEPTED_BY_AWS: RuleId = "statement-well-formed";

/** What keys are called, by the model and by AWS; undefined stands for a key that nobody knows. */
type KeyNames = ReadonlySet<string | undefined>;

/** The keys of records that a plan makes, takes in or changes: a key that was there for something else is looked at once more. */
function keysToldOf({ after, changeOf }: ChangeContext): KeyNames {
  const fresh = after.model.records.filter(({ id }) => !isLeftAlone(changeOf(id)));
  return new Set(
    fresh.flatMap(({ key, keyArn }: RecordNode) => {
      const names = [key, bareIdOf(keyArn)].filter((name) => name !== undefined);
      return names.length > 0 ? names : [undefined];
    }),
  );
}

/** Whether a key may be one of several. */
function isAmong(keys: KeyNames, names: readonly (string | undefined)[]): boolean {
  const known = names.filter((name) => name !== undefined);
  return keys.has(undefined) || known.some((name) => keys.has(name)) || (known.length === 0 && keys.size > 0);
}

/** What somebody does something with: the plan, or anybody outside of Terraform. */
interface Touched {
  readonly nodes: ReadonlySet<NodeId>;
  readonly hasAlias: boolean;
}

function touchedBy({ changes, drift }: PlanReading): Touched {
  const touched = [...changes.filter((change) => !isLeftAlone(change)), ...(drift?.changes ?? [])];
  return {
    nodes: new Set(touched.map(({ id }) => id)),
    hasAlias: touched.some(({ before, after }) => (after ?? before)?.kind === "alias"),
  };
}

/** The tags of a key, and the names of its aliases, can settle what a policy leaves open without a change of the policy. */
function isSettledByOthers(
  key: KmsKeyNode | undefined,
  document: Fact<PolicyDocument> | undefined,
  { nodes, hasAlias }: Touched,
): boolean {
  const isKeyTouched = key !== undefined && nodes.has(key.id);
  if (!isKeyTouched && !hasAlias) return false;
  // Of a policy that nobody can read nobody knows what it asks.
  const text = document?.known ? JSON.stringify(document.value) : undefined;
  const asksFor = (name: RegExp): boolean => text === undefined || name.test(text);
  return (isKeyTouched && asksFor(/ResourceTag/i)) || (hasAlias && asksFor(/ResourceAliases/i));
}

/** What is imported, made anew or put off, nobody has looked at yet. */
function isKept({ actions, imported, deferred }: Change): boolean {
  return !imported && deferred === undefined && actions.every((action) => action === "no-op" || action === "update");
}

function isLeftAlone(change: Change | undefined): boolean {
  return change !== undefined && isKept(change) && isUntouched(change);
}

/** Of what else was changed outside of Terraform the policy is the same. */
function hasDrifted({ id }: Change, drifted: ChangeContext | undefined): boolean {
  const change = drifted?.changeOf(id);
  return drifted !== undefined && change !== undefined && policyChangeOf(change, drifted)?.isSame === false;
}

function isSamePin(before: readonly string[] = [], after: readonly string[] = []): boolean {
  return before.length === after.length && before.every((pin) => after.includes(pin));
}
