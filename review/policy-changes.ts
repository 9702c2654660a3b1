import { type Unknown, valueOf } from "../model/fact";
import type { NodeId, CmkModel, KmsKeyNode } from "../model/model";
import type { PlanReading } from "../model/read/types";
import type { PolicyDocument } from "../policy/document";
import { diffPolicies } from "../policy/diff/diff";
import { accessMatrix } from "../policy/access/matrix";
import { sameMeaning } from "../policy/diff/normalize";
import { setsPolicyInline, effectivePoliciesOf, type EffectivePolicy } from "../rules/analysis/effective-policy";
import { memoize } from "../util/memoize";
import { driftedNodes } from "./sections";
import type { Subjects } from "./subjects";
import type { Answer, PolicyChange, PolicyReview } from "./types";
import { externalPrincipals } from "../policy/access/aura-permissions";
import { distinctPrincipals, type Principal } from "../policy/access/principal";
import { indexModel } from "../rules/analysis/model-index";
import { arnsOf, identityForPolicies } from "../rules/analysis/key-identity";

const NOTHING: PolicyDocument = { Statement: [] };

/**
 * What becomes of the policies, statement by statement, and who may do what before and after. Policies that mean the same are left
 * out, and those that go with their key.
 * @param before the policies as they are
 * @param after the policies as they will be
 * @param names finds what belongs to a node
 */
export function policyChanges(
  before: ReadonlyMap<NodeId, PolicyWithOwner>,
  after: ReadonlyMap<NodeId, PolicyWithOwner>,
  names: Subjects,
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
  before: ReadonlyMap<NodeId, PolicyWithOwner>,
  names: Subjects,
): PolicyReview[] {
  if (!reading.drift) return [];
  const drifted = driftedNodes(reading);
  const there = new Map([...before].filter(([, { holder }]) => drifted.has(holder.id)));
  return policyChanges(effectivePolicies(reading.drift.before), there, names).map((one) => ({ ...one, drifted: true }));
}

function sameText(a: PolicyWithOwner, b: PolicyWithOwner): boolean {
  return a.text.known && b.text.known && a.text.value === b.text.value;
}

function reviewOf(before: PolicyWithOwner | undefined, after: PolicyWithOwner, names: Subjects): PolicyReview[] {
  const on = names.subject(after.holder);
  const isNew = !before;
  const nothing = { on, isNew, drifted: false, changes: [], unchanged: 0, operations: [], access: [] };
  if (!after.document.known) return [{ ...nothing, remark: unreadable("as it will be", after.document) }];
  if (before?.document.known === false) return [{ ...nothing, remark: unreadable("as it is", before.document) }];
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

function remarkOn(before: PolicyWithOwner | undefined, { holder, key }: PolicyWithOwner): string | undefined {
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

/** The policy of a key on one side of a plan: the one that the rules judge. */
export interface PolicyWithOwner extends EffectivePolicy {
  /** What is needed to ask who may do what; undefined while nobody knows whose key it is. */
  readonly owner: KeyOwner | undefined;
  /** Who outside of the key's account is let in; undefined when nobody can tell. */
  readonly outside: readonly Principal[] | undefined;
}

/** The account of a key, and ARNs for all that it can be: several for a key that AWS has yet to name. */
export interface KeyOwner {
  readonly accountId: string;
  readonly keyArns: readonly string[];
}

/**
 * The policies of one side of a plan, by their keys. A policy whose key is in none of the plans is found by what it names as
 * its key.
 * @param model the side
 */
export function effectivePolicies(model: CmkModel): ReadonlyMap<NodeId, PolicyWithOwner> {
  const letIn = new Map<string, readonly Principal[]>();
  const all = [...effectivePoliciesOf(indexModel(model))];
  return new Map(all.map(([id, policy]) => [id, effective(policy, letIn)]));
}

/** In a large plan most keys have the same policy, so each text is looked at once. */
function effective(policy: EffectivePolicy, letIn: Map<string, readonly Principal[]>): PolicyWithOwner {
  const { identity, document, text } = policy;
  if (!identity.known || !document.known || !text.known) return { ...policy, owner: undefined, outside: undefined };
  const { accountId } = identity.value;
  const keyArns = arnsOf(identityForPolicies(identity.value, document.value), document.value);
  const name = `${accountId} ${text.value}`;
  const outside = letIn.get(name) ?? partiesOutside(document.value, accountId);
  letIn.set(name, outside);
  return { ...policy, owner: keyArns && { accountId, keyArns }, outside };
}

function partiesOutside(document: PolicyDocument, accountId: string): readonly Principal[] {
  return distinctPrincipals(externalPrincipals(document, accountId).map(({ principal }) => principal));
}

/**
 * The AWS account of a key, as the first of those who claim to know it says.
 * @param key the key
 */
export function accountOf({ accountClaims }: KmsKeyNode): string | undefined {
  return accountClaims.map(valueOf).find((account) => account !== undefined);
}
