import { LINT_CODES, type LintCode } from "../../policy/codes";
import { canonicalStatement } from "../../policy/canonical";
import type { Statement } from "../../policy/document";
import { lintElements, lintMeanings, statementAt } from "../../policy/lint/document";
import { readPolicy } from "../../policy/lint/parse-policy";
import { lintForms } from "../../policy/lint/statement";
import { charactersOutsideKms } from "../../policy/characters";
import { readAppliedPolicy } from "../../policy/read-policy";
import type { StatementProblem } from "../../policy/problem";
import { aKey, given } from "../example";
import { valueOf, type Fact } from "../../model/fact";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { isObject } from "../../util/json";
import {
  configurationRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
} from "../rule";
import { evaluatedPolicy, flawsOf, inlinePolicy, isFromPlan, keysWithStandalonePolicy } from "../analysis";
import { memoize } from "../../util/memoize";

/** KMS accepts Aura's statement, and the policy that it is in. */
export const statementWellFormed = configurationRule({
  id: "statement-well-formed",
  title: "Aura's statement and its key policy are valid",
  severity: "error",
  rationale:
    "The statement is copied from the Aura Console by hand. KMS refuses a malformed statement only during the apply, and " +
    "accepts some that have no effect. A statement that KMS accepts but that does not work as written, with a misspelt action " +
    "or a condition that no request meets, is a warning.",
  see: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
  on: ["key", "key-policy"],
  check(node, index) {
    const policy = node.kind === "key" ? inlinePolicy(node) : node.policy;
    const ofOthers = foundInPolicy(node, policy, index);
    const ofAura = verdictsOnStatement(node, policy, index);
    if (ofOthers.length === 0) return ofAura;
    return [...[ofAura].flat().filter(({ outcome }) => outcome === "violation"), ...ofOthers];
  },
  example: () => ({
    bad: [aKey({ statement: given([], "`statement` of key orders") })],
    good: [aKey()],
  }),
});

function verdictsOnStatement(
  node: KmsKeyNode | KeyPolicyNode,
  policy: Fact<string | undefined>,
  index: ModelIndex,
): Verdict | readonly Verdict[] {
  const { statement } = node;
  if (!statement.known) {
    return keysWithStandalonePolicy(index).has(node.id) ? notApplicable : unknown(statement.reason);
  }
  // Phase 1: Aura has not been asked yet.
  if (statement.value === undefined) return notApplicable;
  const { value: statements, source } = statement;
  const evaluated = evaluatedPolicy(node, index);
  const accountId = "outcome" in evaluated ? undefined : evaluated.accountId;
  // The characters of the whole policy are judged at once.
  const isInPolicy = charactersOutsideKms(valueOf(policy) ?? "").length > 0;
  const wrong = findingsIn(statements, accountId)
    .filter(({ code }) => !isInPolicy || code !== "forbidden-character")
    .map(({ code, what, got, expected, fix }) =>
      violation({
        ...{ what, got: `${got} (${source})`, expected, fix },
        ...(LINT_CODES[code].severity === "warning" && { severity: "warning" as const }),
      }),
    );
  return wrong.length > 0 ? wrong : compliant;
}

/**
 * What KMS refuses in the policy as it will be written, and what it takes for another name than was meant, without the statements
 * that are Aura's. What else KMS refuses constructs have checked in their settings.
 */
function foundInPolicy(
  node: KmsKeyNode | KeyPolicyNode,
  policy: Fact<string | undefined>,
  index: ModelIndex,
): readonly Verdict[] {
  const { statement } = node;
  if (!policy.known || policy.value === undefined) return [];
  // An override may have put anything in the place of what a construct made, and no other rule can judge it.
  if (!isFromPlan(node) && "error" in readAppliedPolicy(policy.value)) {
    return readPolicy(policy.value)
      .problems.filter(({ code }) => code !== "policy-within-size-limit")
      .map(({ what, got, expected, fix }) =>
        violation({ ...{ what, got: `${got} (${policy.source})`, expected, fix } }),
      );
  }
  const found = foundIn(index, policy.value).filter(
    ({ problem: { code } }) => isFromPlan(node) || code === "forbidden-character" || MISSPELT.includes(code),
  );
  if (found.length === 0) return [];
  const auras = new Set((valueOf(statement) ?? []).map((one) => canonicalStatement(one as unknown as Statement)));
  return found
    .filter(({ statement: one }) => one === undefined || !auras.has(canonicalStatement(one as Statement)))
    .map(({ problem: { code, what, got, expected, fix } }) =>
      violation({
        ...{ what, got: `${got} (${policy.source})`, expected, fix },
        ...(LINT_CODES[code].severity === "warning" && { severity: "warning" as const }),
      }),
    );
}

/** Codes that other rules cover. */
const OF_OTHER_RULES: readonly LintCode[] = ["policy-within-size-limit", "no-statement", "resource-other-key"];

/** Names that KMS does not know: it takes the statement, which has no effect for them. */
const MISSPELT: readonly LintCode[] = ["action-unknown", "condition-key-unknown"];

interface Found {
  readonly problem: StatementProblem;
  /** The statement that it is in; absent for the policy as a whole. */
  readonly statement?: object;
}

const foundIn = memoize((_: ModelIndex, policy: string): readonly Found[] => {
  if (isClean(policy)) return [];
  const { statements, problems, locate } = readPolicy(policy);
  return [...problems, ...lintMeanings(statements, problems, locate, OF_ANY_KEY)]
    .filter(isOfThisRule)
    .map((problem) => {
      const statement = statements[statementAt(problem.path) ?? -1];
      return { problem, ...(isObject(statement) && { statement }) };
    });
});

const OF_ANY_KEY = { target: {}, variables: true, isVendors: () => false, denied: () => false };

/** Whether nothing will be found in a policy: most are like that, and then the places in its text, which take long to find, do not matter. */
function isClean(policy: string): boolean {
  const read = readAppliedPolicy(policy);
  if ("error" in read || charactersOutsideKms(policy).length > 0) return false;
  const { document } = read;
  const { Statement: statements } = document;
  return ![
    ...lintElements(document, nowhere),
    ...lintForms(statements, nowhere),
    ...lintMeanings(statements, [], nowhere, OF_ANY_KEY),
  ].some(isOfThisRule);
}

function nowhere(): undefined {
  return undefined;
}

function isOfThisRule({ code }: StatementProblem): boolean {
  return MISSPELT.includes(code) || (LINT_CODES[code].kind === "refused" && !OF_OTHER_RULES.includes(code));
}

/** Codes that a rule on the whole policy covers. */
const JUDGED_ELSEWHERE: readonly LintCode[] = ["principal-unclear", "service-without-source", "resource-other-key"];

const findingsIn = memoize(
  (statements: readonly object[], accountId: string | undefined): readonly StatementProblem[] => {
    const errors = flawsOf(statements);
    if (errors.length > 0) return errors;
    const target = accountId === undefined ? {} : { accountId };
    const circumstances = { target, variables: true, isVendors: () => true, denied: () => false };
    return lintMeanings(statements, [], nowhere, circumstances).filter(
      ({ code }) =>
        (LINT_CODES[code].severity === "warning" || code === "resource-not-wildcard") &&
        !JUDGED_ELSEWHERE.includes(code),
    );
  },
);
