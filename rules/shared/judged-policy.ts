import { known, unknown, valueOf, type Fact } from "../../model/fact";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { readAppliedPolicy } from "../../policy/applied-policy";
import { canonicalStatement } from "../../policy/canonical";
import type { PolicyDocument, Statement } from "../../policy/document";
import { lintStatements } from "../../policy/lint-statement";
import { admissionsOf, type Admission } from "../../policy/parties";
import { notApplicable, undecided, type ModelIndex, type Verdict } from "../rule";
import { knownOf } from "./facts";
import { arnField } from "./key-arn";
import { keysWithPolicyApart, policyTargets } from "./policy-targets";
import { possibleArns } from "./possible-arns";

/** The whole policy of a key, with what a rule has to know to judge it. */
export interface JudgedPolicy {
  /** What a person calls it: "key orders", "policy orders-policy". */
  readonly subject: string;
  /** Where the policy was read. */
  readonly source: string;
  readonly document: PolicyDocument;
  /** The account that owns the key, 12 digits. */
  readonly accountId: string;
  readonly partition: string;
  /** The region of the key, where it is known. */
  readonly region: string | undefined;
  /** The ARN of the key, or several that it may have: what holds for all of them holds. */
  readonly keyArns: readonly string[];
  /** The ARN of the key, where it is known. */
  readonly keyArn: string | undefined;
  /** Aura's statements; undefined as a known value is phase 1. */
  readonly aura: Fact<readonly Statement[] | undefined>;
  /** Whether somebody said that these are Aura's statements; else they are what lets in others than the key's account. */
  readonly auraIsNamed: boolean;
  /** Who is expected in it, where that is pinned. */
  readonly expected: readonly string[] | undefined;
  /** The same object for policies that say the same of keys of which the same is known. */
  readonly content: object;
}

/**
 * The policy of a key, ready to be judged; or the verdict on it where there is nothing to judge.
 * @param node the key, or the policy that is set apart from one
 * @param index the model
 */
export function judgedPolicy(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): JudgedPolicy | Verdict {
  const all = index.once("judged policies", () => new Map<string, JudgedPolicy | Verdict>());
  const before = all.get(node.id);
  if (before) return before;
  const judged = readPolicyOf(node, index);
  all.set(node.id, judged);
  return judged;
}

/**
 * Whom Aura's statements let in from outside of the key's account; none in phase 1.
 * @param judged the policy
 */
export function guestsOf({ aura, accountId }: JudgedPolicy): readonly Admission[] {
  return admissionsOf({ Version: "2012-10-17", Statement: valueOf(aura) ?? [] }).filter(
    ({ party }) => party.accountId !== accountId,
  );
}

function readPolicyOf(node: KmsKeyNode | KeyPolicyNode, index: ModelIndex): JudgedPolicy | Verdict {
  if (node.kind === "key" && keysWithPolicyApart(index).has(node.id)) return notApplicable;
  const policy = node.kind === "key" ? (node.presentPolicy ?? node.policy) : node.policy;
  if (!policy.known) return undecided(policy.reason);
  if (policy.value === undefined) return notApplicable;
  const key = node.kind === "key" ? node : (policyTargets(index).get(node.id)?.key ?? index.key(node.key));
  const arn = node.kind === "key" ? node.arn : node.keyId;
  const account = agreedOn([...(key?.accountClaims ?? []), arnField(arn, "accountId")]);
  const partition = agreedOn([...(key?.partitionClaims ?? []), arnField(arn, "partition")]);
  const subject = `${node.kind === "key" ? "key" : "policy"} ${node.name}`;
  if (!account || !partition) return undecided(`which account and partition the key of ${subject} is of is not known`);
  const read = readAppliedPolicy(policy.value);
  if ("not" in read) return undecided(`the policy of ${subject} can not be read: ${read.not}`);
  const region = knownOf([...(key ? [key.region, ...key.regionClaims] : []), arnField(arn, "region")])[0]?.value;
  const keyArn = valueOf(arnField(arn, "region")) && valueOf(arn);
  if (region === undefined && /aws:RequestedRegion/i.test(policy.value)) {
    return undecided(`the policy of ${subject} depends on the region of the key, which is not known`);
  }
  const place = { partition, region, accountId: account };
  const keyArns = keyArn === undefined ? possibleArns(read.document, place) : [keyArn];
  if (!keyArns) return undecided(`the policy of ${subject} names more keys than can be told apart`);
  const aura = soundStatements(node.statement);
  return {
    ...{ subject, source: policy.source, document: read.document, accountId: account, partition, region },
    ...{ keyArns, keyArn, aura, expected: node.expectedPrincipals },
    auraIsNamed: isNamedAuras(node, policy, key, index),
    content: contentOf(index, [policy.value, valueOf(aura)?.map(canonicalStatement), account, partition, keyArns]),
  };
}

/** What contradicts itself is not known: there are rules that say so. */
function agreedOn(facts: readonly Fact<string>[]): string | undefined {
  const [value, ...others] = new Set(knownOf(facts).map((fact) => fact.value));
  return others.length === 0 ? value : undefined;
}

/** What is malformed has a rule of its own, and can not be read any further. */
function soundStatements(statement: Fact<readonly object[] | undefined>): Fact<readonly Statement[] | undefined> {
  if (!statement.known) return statement;
  const { value, source } = statement;
  if (value !== undefined && !isSound(value)) return unknown(`${source} is not well-formed`);
  return known(value as readonly Statement[] | undefined, source);
}

/** Many keys may have one and the same statement. */
const sound = new WeakMap<readonly object[], boolean>();

function isSound(statements: readonly object[]): boolean {
  const answer = sound.get(statements) ?? lintStatements(statements).length === 0;
  sound.set(statements, answer);
  return answer;
}

/** A plan does not tell which statement is Aura's: there it is read from the policy itself. */
function isNamedAuras(
  { statement, expectedPrincipals }: KmsKeyNode | KeyPolicyNode,
  { source }: { readonly source: string },
  key: KmsKeyNode | undefined,
  index: ModelIndex,
): boolean {
  if (expectedPrincipals !== undefined || (statement.known && statement.source !== source)) return true;
  const recorded = index.once("keys with a record", ({ records }) => new Set(records.map((record) => record.key)));
  return key !== undefined && recorded.has(key.id);
}

function contentOf(index: ModelIndex, parts: readonly unknown[]): object {
  const contents = index.once("contents of policies", () => new Map<string, object>());
  const name = JSON.stringify(parts);
  const content = contents.get(name) ?? {};
  contents.set(name, content);
  return content;
}
