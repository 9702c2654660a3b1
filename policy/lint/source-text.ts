import { statementPrincipals, type AllowedPrincipal } from "../access/allowed-principals";
import { findExternalAccess, likelyAura, type ExternalAccess } from "../access/external-access";
import { callerOf } from "../access/lockout";
import { isExpected, type Principal } from "../access/principal";
import { parseArn, partitionOf } from "../arn";
import { canonicalPolicy } from "../canonical";
import { statementName, type PolicyDocument, type Statement } from "../document";
import { ownKeyPolicy } from "../key-policy";
import { MAX_POLICY_BYTES } from "../limits";
import { mergeStatements } from "../merge";
import { sortAndLimit, type StatementProblem } from "../problem";
import { policySizeInBytes, policyTooLarge } from "../size";
import { denialsOf, grantsNoAccess } from "./access";
import { lintAuraAccess } from "./aura-access";
import { keyFor } from "./key";
import { lintCaller, lintControl } from "./lockout";
import { LINT_CODES, type LintCode, type LintRule } from "../codes";
import type { LintTarget } from "./lint";
import { lintMeanings, lintVariables, statementAt } from "./document";
import { readPolicy } from "./parse-policy";
import { readStatements } from "./parse-statement";
import { formatList } from "../../util/format-list";

/** What is known in addition to the text; with more, more can be found. */
export interface LintOptions {
  /** ARN of the key. */
  readonly keyArn?: string;
  /**
   * The account that owns the key, 12 digits.
   * @default - the account in `keyArn`, else that of `callerArn`
   */
  readonly accountId?: string;
  /**
   * Region of the key, which tells its partition.
   * @default - the region in `keyArn`
   */
  readonly region?: string;
  /**
   * Principals that a vendor's statement may allow: account ids and ARNs of roles and users.
   * @default - any
   */
  readonly expectedPrincipals?: readonly string[];
  /**
   * ARN of the caller who sets the policy, as `aws sts get-caller-identity` prints it; a principal of the key's account.
   * @default - the KMS lockout check is skipped
   */
  readonly callerArn?: string;
}

/** What is known in addition to the text of a statement. */
export interface StatementLintOptions extends LintOptions {
  /**
   * The policy that the key has now.
   * @default - the statement that gives the key to its account, when that is known
   */
  readonly policy?: PolicyDocument;
}

/** A problem of a statement or policy, with its severity. */
export interface LintFinding extends StatementProblem, Pick<LintRule, "severity" | "kind"> {}

/** What was found in statements. */
export interface StatementLint {
  /** All findings in the order of the text, warnings included. */
  readonly findings: readonly LintFinding[];
  /** The statements; absent when their form is wrong. */
  readonly statements?: readonly Statement[];
  /** The key's policy with the statements in it; absent when it is not known, and when they cannot be merged. */
  readonly merged?: PolicyDocument;
  /** What a person calls the statements of {@link merged}, by their place. */
  readonly statementNames?: readonly string[];
}

/** What was found in a key policy. */
export interface PolicyLint {
  /** All findings in the order of the text, warnings included. */
  readonly findings: readonly LintFinding[];
  /** The policy; absent when its form is wrong. */
  readonly document?: PolicyDocument;
}

/**
 * Finds all that is wrong with the statement that a vendor such as Neo4j hands out, before it goes into a key policy: what
 * KMS refuses, what it accepts without effect, and what is dangerous.
 * @param text the text as it was saved
 */
export function lintStatementText(text: string, options: StatementLintOptions = {}): StatementLint {
  const target = targetOf(options);
  const { statements, problems, locate, isPolicy } = readStatements(text);
  const sound = problems.length === 0 ? (statements as readonly Statement[]) : [];
  const document = { Version: "2012-10-17", Statement: sound };
  const external = findExternalAccess(document, target.accountId);
  // The whole policy of the key, and not only what the vendor wants in it.
  const isWhole = isPolicy && options.policy === undefined && isAboutOwnAccount(document, target);
  const found = [
    ...problems,
    ...lintMeanings(statements, problems, locate, {
      target,
      variables: true,
      isVendors: isWhole ? isForOthers(sound, external) : () => true,
      denied: isWhole ? denialsOf(document, target) : () => false,
    }),
  ];
  if (problems.length > 0) return { findings: findings(found) };
  const useless = grantsNoAccess(sound, external.principals, target);
  if (isWhole && useless.size > 0) {
    found.push(noExternalAccess("", "the policy", [...new Set([...useless.values()].flat())]));
  } else {
    for (const [index, names] of useless) {
      const subject = statementName(index, sound[index]);
      found.push({ ...noExternalAccess(`Statement[${index}]`, subject, names), ...locate([index], "value") });
    }
  }
  for (const { principal, statement } of unexpectedIn(external.possibleAura, options.expectedPrincipals)) {
    found.push({
      ...unexpected(principal, statement, sound[statement], options.expectedPrincipals ?? []),
      ...locate([statement, "Principal"], "value"),
    });
  }
  if (isWhole) found.push(...lintControl(document, target));
  const base = isWhole ? { ...document, Statement: [] } : (options.policy ?? ownPolicy(target));
  const merged = base && mergeStatements(base, sound);
  if (!merged) return { findings: findings(found), statements: sound };
  if ("problems" in merged) {
    for (const problem of merged.problems) {
      found.push({ ...problem, ...locate([statementAt(problem.path) ?? 0], "value") });
    }
    return { findings: findings(found), statements: sound };
  }
  const size = policySizeInBytes(canonicalPolicy(merged.document));
  if (size > MAX_POLICY_BYTES)
    found.push(policyTooLarge(TOO_LARGE, `${size} bytes`, "remove statements from the policy"));
  const names = namesIn(merged.document, sound, options.policy);
  const key = keyFor(merged.document, target, names);
  // Where a condition of Aura's own statement is the reason that something cannot be verified, it has been found.
  const auras = new Set(external.possibleAura.map(({ statement }) => statement));
  const isExplained = found.some(({ code, path }) => EXPLAINED_BY.has(code) && auras.has(statementAt(path) ?? -1));
  const likely = likelyAura(external.possibleAura, options.expectedPrincipals);
  const lacking = key ? lintAuraAccess(merged.document, likely, key) : [];
  found.push(...lacking.filter(({ code }) => !isExplained || code !== "aura-access-unverified"));
  found.push(...lintCaller(merged.document, key, target));
  return { findings: findings(found), statements: sound, merged: merged.document, statementNames: names };
}

const EXPLAINED_BY: ReadonlySet<LintCode> = new Set([
  ...(["condition-unverified", "access-expires", "condition-never-met"] as const),
]);

/** Also where a condition lets none of its principals through: only the policy of the key is about them. */
function isAboutOwnAccount({ Statement: statements }: PolicyDocument, { accountId }: LintTarget): boolean {
  if (accountId === undefined) return false;
  return statements.some((statement) => {
    if (statement.Effect !== "Allow") return false;
    const { Condition: _, ...unconditional } = statement;
    return [statement, unconditional].some((one) =>
      statementPrincipals(one).some(({ principal }) => principal.accountId === accountId),
    );
  });
}

function isForOthers(
  statements: readonly Statement[],
  { possibleAura }: ExternalAccess,
): (statement: Statement) => boolean {
  const others = new Set(possibleAura.map(({ statement }) => statements[statement]));
  return (statement) => others.has(statement);
}

/** What a person calls the statements of a merged policy: by their number in the text that they come from. */
function namesIn(
  { Statement: merged }: PolicyDocument,
  added: readonly Statement[],
  policy: PolicyDocument | undefined,
): readonly string[] {
  return merged.map((statement) => {
    const place = added.indexOf(statement);
    if (place >= 0) return statementName(place, statement);
    const existing = policy?.Statement.indexOf(statement) ?? -1;
    return existing >= 0 ? `${statementName(existing, statement)} of the key policy` : "the account's own statement";
  });
}

/**
 * Finds all that is wrong with the policy that a key has, or is to have.
 * @param text the text as it was saved
 */
export function lintPolicyText(text: string, options: LintOptions = {}): PolicyLint {
  const target = targetOf(options);
  const { document, statements, version, problems, locate } = readPolicy(text);
  const variables = version === "2012-10-17";
  const denied = document ? denialsOf(document, target) : () => false;
  const circumstances = { target, variables, isVendors: () => false, denied };
  const found = [...problems, ...lintMeanings(statements, problems, locate, circumstances)];
  if (!variables) found.push(...lintVariables(statements, locate));
  if (document) found.push(...lintControl(document, target));
  return { findings: findings(found), ...(document && { document }) };
}

/** The key according to the options; its account follows from its ARN, and from the caller who sets the policy. */
export function targetOf({ keyArn, accountId, callerArn, region }: LintOptions): LintTarget {
  const read = callerArn === undefined ? undefined : callerOf(callerArn);
  const caller = read && "arn" in read ? read : undefined;
  const key = keyArn === undefined ? undefined : parseArn(keyArn);
  const owner = accountId ?? (keyArn === undefined ? caller?.accountId : key?.accountId);
  const ofRegion = region === undefined ? undefined : { partition: partitionOf(region), region };
  const { partition } = (keyArn === undefined ? (ofRegion ?? (caller && parseArn(caller.arn))) : key) ?? {};
  const place = key ?? ofRegion;
  return {
    ...(keyArn !== undefined && { keyArn }),
    ...(owner !== undefined && { accountId: owner }),
    ...(partition !== undefined && { partition }),
    ...(place && { region: place.region }),
    ...(caller && { caller }),
  };
}

function ownPolicy({ accountId, partition = "aws" }: LintTarget): PolicyDocument | undefined {
  return accountId === undefined ? undefined : ownKeyPolicy({ partition, accountId });
}

function findings(problems: readonly StatementProblem[]): LintFinding[] {
  return sortAndLimit(problems).map((problem) => {
    const { severity, kind } = LINT_CODES[problem.code];
    return { ...problem, severity, kind };
  });
}

function noExternalAccess(path: string, subject: string, names: readonly string[]): StatementProblem {
  return {
    code: "no-outsider-access",
    path,
    what: `${subject} grants no access outside the key's account`,
    got: names.length > 0 ? `only ${formatList(names)}` : "no principal meets its condition",
    expected: "the account shown in the Aura Console",
    fix: "copy the statement again from the Aura Console",
  };
}

/** Those that may be anyone have a finding of their own. */
function unexpectedIn(
  allowed: readonly AllowedPrincipal[],
  expected: readonly string[] | undefined,
): readonly AllowedPrincipal[] {
  if (!expected) return [];
  return allowed.filter(
    ({ principal }) => principal.kind !== "anyone" && principal.kind !== "unclear" && !isExpected(expected, principal),
  );
}

function unexpected(
  { name }: Principal,
  index: number,
  statement: unknown,
  expected: readonly string[],
): StatementProblem {
  return {
    code: "no-unexpected-principals",
    path: `Statement[${index}].Principal`,
    what: `${statementName(index, statement)} allows an unexpected principal`,
    got: name,
    expected: formatList(expected),
    fix: "copy the statement again, or correct the expected principals",
  };
}

const TOO_LARGE = "the policy with the statement is larger than KMS accepts";
