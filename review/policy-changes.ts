import type { Unknown } from "../model/fact";
import type { NodeId } from "../model/model";
import type { PlanReading } from "../model/plan/reading";
import type { PolicyDocument } from "../policy/document";
import { diffPolicies } from "../policy/access/diff";
import { accessMatrix } from "../policy/access/matrix";
import { sameMeaning } from "../policy/access/meaning";
import { setsPolicyInline } from "../rules/shared/policy-in-force";
import { rememberOfBoth } from "../rules/shared/remember";
import { driftedNodes } from "./drift";
import { effectivePolicies, type EffectivePolicy, type KeyOwner } from "./effective-policies";
import type { Names } from "./naming";
import type { Answer, PolicyChange, PolicyReview } from "./types";

const NOTHING: PolicyDocument = { Statement: [] };

/**
 * What becomes of the policies, statement by statement, and who may do what before and after. Policies that mean the same are left
 * out, and those that go with their key.
 * @param before the policies as they are
 * @param after the policies as they will be
 * @param names finds what belongs to a node
 */
export function policyChanges(
  before: ReadonlyMap<NodeId, EffectivePolicy>,
  after: ReadonlyMap<NodeId, EffectivePolicy>,
  names: Names,
): PolicyReview[] {
  return [...after].flatMap(([id, policy]) => {
    const old = before.get(id);
    return old && sameText(old, policy) ? [] : reviewOf(old, policy, names);
  });
}

/**
 * What was made of the policies outside of Terraform since the last apply.
 * @param reading the plans
 * @param before the policies as they are
 * @param names finds what belongs to a node
 */
export function driftedPolicies(
  reading: PlanReading,
  before: ReadonlyMap<NodeId, EffectivePolicy>,
  names: Names,
): PolicyReview[] {
  if (!reading.drift) return [];
  const drifted = driftedNodes(reading);
  const there = new Map([...before].filter(([, { holder }]) => drifted.has(holder.id)));
  return policyChanges(effectivePolicies(reading.drift.before), there, names).map((one) => ({ ...one, drifted: true }));
}

function sameText(a: EffectivePolicy, b: EffectivePolicy): boolean {
  return a.text.known && b.text.known && a.text.value === b.text.value;
}

function reviewOf(before: EffectivePolicy | undefined, after: EffectivePolicy, names: Names): PolicyReview[] {
  const on = names.subject(after.holder);
  const isNew = !before;
  const nothing = { on, isNew, drifted: false, changes: [], unchanged: 0, operations: [], access: [] };
  if (!after.document.known) return [{ ...nothing, remark: unreadable("as it will be", after.document) }];
  if (before?.document.known === false) return [{ ...nothing, remark: unreadable("as it is", before.document) }];
  const old = before?.document.known ? before.document.value : NOTHING;
  const now = after.document.value;
  const [owner, newOwner] = [before?.owner ?? after.owner, after.owner];
  // In a large plan most keys get the same policy in the place of the same one.
  const compared = rememberOfBoth(old, now, `compared for ${JSON.stringify([owner, newOwner])}`, () =>
    before && sameMeaning(old, now) ? undefined : { ...changesOf(old, now), ...accessOf(old, owner, now, newOwner) },
  );
  if (!compared) return [];
  const remark = remarkOn(before, after);
  return [{ on, isNew, drifted: false, ...(remark !== undefined && { remark }), ...compared }];
}

function changesOf(old: PolicyDocument, now: PolicyDocument): Pick<PolicyReview, "changes" | "unchanged"> {
  const changes = diffPolicies(old, now);
  return {
    changes: changes.flatMap(({ kind, name, words }): PolicyChange[] =>
      kind === "unchanged" ? [] : [{ kind, statement: name, words }],
    ),
    unchanged: changes.filter(({ kind }) => kind === "unchanged").length,
  };
}

function remarkOn(before: EffectivePolicy | undefined, { holder, key }: EffectivePolicy): string | undefined {
  if (!before) return key ? undefined : "the policy that the key has now is not in these plans";
  return before.holder.kind === "key-policy" && holder.kind === "key" && !setsPolicyInline(holder)
    ? "nothing sets a policy any more: AWS puts its default policy there, which leaves everything to the IAM policies of the account"
    : undefined;
}

function unreadable(when: string, { reason }: Unknown): string {
  return `the policy ${when} can not be reviewed: ${reason}`;
}

function accessOf(
  old: PolicyDocument,
  owner: KeyOwner | undefined,
  now: PolicyDocument,
  newOwner: KeyOwner | undefined,
): Pick<PolicyReview, "operations" | "access"> {
  if (!owner || !newOwner) return { operations: [], access: [] };
  const [was, is] = [answersOf(old, owner), answersOf(now, newOwner)];
  const operations = [...new Set([...is.operations, ...was.operations])];
  const row = ({ rows }: Answers, who: string): Answer[] =>
    operations.map((operation) => rows.get(who)?.get(operation) ?? "no");
  const parties = new Set([...is.rows.keys(), ...was.rows.keys()]);
  return { operations, access: [...parties].map((who) => ({ who, before: row(was, who), after: row(is, who) })) };
}

interface Answers {
  readonly operations: readonly string[];
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, Answer>>;
}

/** What holds for all the ARNs that the key can have. */
function answersOf(document: PolicyDocument, { accountId, keyArns }: KeyOwner): Answers {
  const matrices = keyArns.map((keyArn) => accessMatrix(document, { keyArn, accountId }));
  const [first] = matrices;
  if (!first) return { operations: [], rows: new Map() };
  const { operations } = first;
  const rows = first.rows.map(({ party }, row) => {
    const answers = operations.map((operation, column): [string, Answer] => {
      const found = new Set(matrices.map(({ rows }) => rows[row]?.answers[column]));
      const [only] = found;
      return [operation, found.size === 1 && only ? only : "unknown"];
    });
    return [party.name, new Map(answers)] as const;
  });
  return { operations, rows: new Map(rows) };
}
