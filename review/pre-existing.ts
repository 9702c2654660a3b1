import { isDeepStrictEqual } from "node:util";
import type { RuleId } from "../model/rule-ids";
import type { Fact } from "../model/fact";
import {
  bareIdOf,
  isOfOtherCloud,
  type AnyNode,
  type KeyPolicyNode,
  type KmsKeyNode,
  type NodeId,
  type RecordNode,
} from "../model/model";
import { isUntouched, type Change } from "../model/change";
import type { PolicyDocument } from "../policy/document";
import { CONFIGURATION_RULES, POLICY_RULES } from "../rules/configuration-rules";
import type { ChangeContext, ConfigurationRule, Finding } from "../rules/rule";
import { effectivePolicy, policyChangeOf } from "../rules/analysis";
import type { ReviewContext } from "./context";

/**
 * Finds out of an unknown on a policy, or of something in it that AWS would refuse, whether it was there before the plan, while
 * the policy, its expected principals and the attributes of the key that it depends on stay the same. Such a finding was
 * reviewed once and need not be reviewed with every plan.
 */
export function preExistingTest({ reading, contexts }: ReviewContext): (finding: Finding) => boolean {
  const { planned: context, drifted } = contexts;
  const [reviewedKeys, touched] = [keysOfChangedRecords(context), touchedNodes(reading)];

  const isUnchanged = (node: KmsKeyNode | KeyPolicyNode, id: string): boolean => {
    const { key, standalone: standalone = [], document } = effectivePolicy(node, context.after) ?? {};
    // Of several policies on one key it is unknown which one was in force.
    if (standalone.length > 1) return false;
    const changes = [...(key ? [key] : []), ...standalone].map(({ id }) => context.changeOf(id));
    const policy = changes[0] && policyChangeOf(changes[0], context);
    const names = [key?.id, ...[key?.arn, ...standalone.map(({ keyId }) => keyId)].map(bareIdOf)];
    return (
      policy?.isSame === true &&
      !isAmong(reviewedKeys, names) &&
      isSameList(policy.expectedPrincipalsBefore, policy.expectedPrincipals) &&
      isSameList(policy.besideAuraBefore, policy.besideAura) &&
      changes.every((change) => change !== undefined && isKept(change) && !hasDrifted(change, drifted)) &&
      (id === ACCEPTED_BY_AWS || !mayBeDecidedByOthers(key, document, touched))
    );
  };

  const wasThere = sameVerdictTest({ contexts });
  // Who has access there is in resources of their own: any that changes may change the answer.
  const changesAccess = reading.changes.some(
    (change) => ACCESS_KINDS.has((change.after ?? change.before)?.kind ?? "") && !isUnaffected(change),
  );
  const isQuiet = ({ id }: AnyNode): boolean => !changesAccess && isUnaffected(context.changeOf(id));
  return (finding) => {
    const { rule: id, node, verdict } = finding;
    const isEntry = node.kind === "grant" || node.kind === "key-iam";
    const mayStay = verdict.outcome === "unknown" || id === ACCEPTED_BY_AWS || isEntry;
    if (!POLICY_IDS.has(id) || !mayStay) return false;
    if (isOfOtherCloud(node) && !isEntry) return verdict.outcome === "unknown" && isQuiet(node) && wasThere(finding);
    const isKept = isEntry ? isUnaffected(context.changeOf(node.id)) : isPolicyHolder(node) && isUnchanged(node, id);
    return isKept && wasThere(finding);
  };
}

/** Finds out whether a rule over the configuration said the same of a node before the plan. */
export function sameVerdictTest({ contexts }: Pick<ReviewContext, "contexts">): (finding: Finding) => boolean {
  const { before: index, changeOf } = contexts.planned;
  return ({ rule: id, node, verdict }) => {
    const rule: ConfigurationRule | undefined = CONFIGURATION_RULES.find((one) => one.id === id);
    const before = changeOf(node.id)?.before;
    if (!rule || !before || before.kind !== node.kind) return false;
    return [rule.check(before, index)].flat().some((one) => isDeepStrictEqual(one, verdict));
  };
}

const POLICY_IDS: ReadonlySet<string> = new Set(POLICY_RULES.map(({ id }) => id));

/** What gives access to keys of other clouds. */
const ACCESS_KINDS: ReadonlySet<string> = new Set(["role-assignment", "service-principal", "key-iam"]);

function isPolicyHolder(node: AnyNode): node is KmsKeyNode | KeyPolicyNode {
  return node.kind === "key" || node.kind === "key-policy";
}

/** AWS accepted the policy once; whether it would again, as with the id of a deleted role, matters when the policy changes. */
const ACCEPTED_BY_AWS: RuleId = "statement-well-formed";

/** The ids of keys in the model and in AWS; undefined stands for an unknown key. */
type KeyNames = ReadonlySet<string | undefined>;

/** The keys of records that a plan creates, imports or changes: a key that was used for something else is reviewed again. */
function keysOfChangedRecords({ after, changeOf }: ChangeContext): KeyNames {
  const fresh = after.model.records.filter(({ id }) => !isUnaffected(changeOf(id)));
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

/** What changes, by the plan or outside of Terraform. */
interface Touched {
  readonly nodes: ReadonlySet<NodeId>;
  readonly hasAlias: boolean;
}

function touchedNodes({ changes, drift }: ReviewContext["reading"]): Touched {
  const touched = [...changes.filter((change) => !isUnaffected(change)), ...(drift?.changes ?? [])];
  return {
    nodes: new Set(touched.map(({ id }) => id)),
    hasAlias: touched.some(({ before, after }) => (after ?? before)?.kind === "alias"),
  };
}

/** The tags of a key and the names of its aliases can decide a condition of the policy without a change of the policy. */
function mayBeDecidedByOthers(
  key: KmsKeyNode | undefined,
  document: Fact<PolicyDocument> | undefined,
  { nodes, hasAlias }: Touched,
): boolean {
  const isKeyTouched = key !== undefined && nodes.has(key.id);
  if (!isKeyTouched && !hasAlias) return false;
  // An unreadable policy may depend on anything.
  const text = document?.known ? JSON.stringify(document.value) : undefined;
  const dependsOn = (name: RegExp): boolean => text === undefined || name.test(text);
  return (isKeyTouched && dependsOn(/ResourceTag/i)) || (hasAlias && dependsOn(/ResourceAliases/i));
}

/** What is imported, created or deferred was never reviewed. */
function isKept({ actions, imported, deferred }: Change): boolean {
  return !imported && deferred === undefined && actions.every((action) => action === "no-op" || action === "update");
}

function isUnaffected(change: Change | undefined): boolean {
  return change !== undefined && isKept(change) && isUntouched(change);
}

/** Whether the policy was changed outside of Terraform; other drift does not matter. */
function hasDrifted({ id }: Change, drifted: ChangeContext | undefined): boolean {
  const change = drifted?.changeOf(id);
  return drifted !== undefined && change !== undefined && policyChangeOf(change, drifted)?.isSame === false;
}

function isSameList(before: readonly string[] = [], after: readonly string[] = []): boolean {
  return before.length === after.length && before.every((principal) => after.includes(principal));
}
