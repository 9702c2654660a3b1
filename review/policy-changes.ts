import type { Unknown } from "../model/fact";
import type { PolicyDocument } from "../policy/document";
import { diffPolicies } from "../policy/diff/diff";
import { accessMatrix } from "../policy/access/matrix";
import { sameMeaning } from "../policy/diff/normalize";
import { setsPolicyInline } from "../rules/analysis";
import { memoize } from "../util/memoize";
import type { ReviewContext } from "./context";
import type { KeyOwner, KeyPolicies, KeyPolicy } from "./key-policies";
import type { Subjects } from "./subjects";
import type { Answer, PolicyChange, PolicyReview } from "./types";

const NOTHING: PolicyDocument = { Statement: [] };

/**
 * The key policies that change, statement by statement, and who can do what before and after: first those that were changed
 * outside of Terraform, then those that the plans change. Omits policies whose meaning stays the same, and those that are
 * deleted with their key.
 */
export function policyReviews({ policies, drifted, subjects }: ReviewContext): PolicyReview[] {
  const { lastKnown, before, after } = policies;
  const withDrift = new Map([...before].filter(([, { holder }]) => drifted.has(holder.id)));
  return [
    ...(lastKnown ? reviewsOf(lastKnown, withDrift, subjects).map((one) => ({ ...one, drifted: true })) : []),
    ...reviewsOf(before, after, subjects),
  ];
}

function reviewsOf(before: KeyPolicies, after: KeyPolicies, subjects: Subjects): PolicyReview[] {
  return [...after].flatMap(([id, policy]) => {
    const old = before.get(id);
    return old && sameText(old, policy) ? [] : reviewOf(old, policy, subjects);
  });
}

function sameText(a: KeyPolicy, b: KeyPolicy): boolean {
  return a.text.known && b.text.known && a.text.value === b.text.value;
}

function reviewOf(before: KeyPolicy | undefined, after: KeyPolicy, subjects: Subjects): PolicyReview[] {
  const on = subjects.subject(after.holder);
  const isNew = !before;
  const nothing = { on, isNew, drifted: false, changes: [], unchanged: 0, operations: [], access: [] };
  if (!after.document.known) return [{ ...nothing, remark: unreadable("after the apply", after.document) }];
  if (before?.document.known === false)
    return [{ ...nothing, remark: unreadable("before the apply", before.document) }];
  const old = before?.document.known ? before.document.value : NOTHING;
  const now = after.document.value;
  const [owner, newOwner] = [before?.owner ?? after.owner, after.owner];
  const compared = comparisonOf(old, now, before !== undefined, owner, newOwner);
  if (!compared) return [];
  const remark = remarkOn(before, after);
  return [{ on, isNew, drifted: false, ...(remark !== undefined && { remark }), ...compared }];
}

/** In a large plan most keys get the same policy in the place of the same one. */
const comparisonOf = memoize(
  (
    old: PolicyDocument,
    now: PolicyDocument,
    existed: boolean,
    owner: KeyOwner | undefined,
    newOwner: KeyOwner | undefined,
  ) =>
    existed && sameMeaning(old, now) ? undefined : { ...changesOf(old, now), ...accessOf(old, owner, now, newOwner) },
  (old, now, existed, ...owners) => [old, now, existed, JSON.stringify(owners)],
);

function changesOf(old: PolicyDocument, now: PolicyDocument): Pick<PolicyReview, "changes" | "unchanged"> {
  const changes = diffPolicies(old, now);
  return {
    changes: changes.flatMap(({ kind, name, words }): PolicyChange[] =>
      kind === "unchanged" ? [] : [{ kind, statement: name, words }],
    ),
    unchanged: changes.filter(({ kind }) => kind === "unchanged").length,
  };
}

function remarkOn(before: KeyPolicy | undefined, { holder, key }: KeyPolicy): string | undefined {
  if (!before) return key ? undefined : "the current policy of the key is not in these plans";
  return before.holder.kind === "key-policy" && holder.kind === "key" && !setsPolicyInline(holder)
    ? "no resource sets the policy any more: AWS resets it to its default policy, and the IAM policies of the account decide"
    : undefined;
}

function unreadable(when: string, { reason }: Unknown): string {
  return `the policy ${when} cannot be reviewed: ${reason}`;
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
  const principals = new Set([...is.rows.keys(), ...was.rows.keys()]);
  return {
    operations,
    access: [...principals].map((who) => ({ who, before: row(was, who), after: row(is, who) })),
  };
}

interface Answers {
  readonly operations: readonly string[];
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, Answer>>;
}

/** The answers that hold for all ARNs that the key can have. */
function answersOf(document: PolicyDocument, { accountId, keyArns }: KeyOwner): Answers {
  const matrices = keyArns.map((keyArn) => accessMatrix(document, { keyArn, accountId }));
  const [first] = matrices;
  if (!first) return { operations: [], rows: new Map() };
  const { operations } = first;
  const rows = first.rows.map(({ principal: party }, row) => {
    const answers = operations.map((operation, column): [string, Answer] => {
      const found = new Set(matrices.map(({ rows }) => rows[row]?.answers[column]));
      const [only] = found;
      return [operation, found.size === 1 && only ? only : "unknown"];
    });
    return [party.name, new Map(answers)] as const;
  });
  return { operations, rows: new Map(rows) };
}
