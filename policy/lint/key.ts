import type { Key } from "../access/aura-permissions";
import { parseArn } from "../arn";
import { asList, statementName, type PolicyDocument, type Statement } from "../document";
import { type LintTarget, textsIn, type Lint } from "./lint";
import { matchesPattern } from "../evaluate/wildcard";
import { isObject } from "../../util/json";
import { quote } from "../../util/quote";

/** The partition that most accounts are of. */
const USUAL_PARTITION = "aws";

/**
 * Stands for a key that nobody has told: a policy has statements on "*", or on an ARN that nobody can compare.
 * @param accountId the account that owns the key, 12 digits
 * @param partition of the key
 */
export function anyKeyArn(accountId: string, partition = USUAL_PARTITION): string {
  return `arn:${partition}:kms:us-east-1:${accountId}:key/00000000-0000-0000-0000-000000000000`;
}

/**
 * The key to decide about: without its ARN any key of its account, because to a policy that names no key they are all alike.
 * Undefined when they are not (see {@link whyNotAnyKey}), and when the account is not known.
 * @param document the key's policy
 * @param target what is known of the key
 */
export function keyFor(document: PolicyDocument, target: LintTarget): Key | undefined {
  const { keyArn, accountId, caller } = target;
  if (accountId === undefined) return undefined;
  if (keyArn !== undefined) return { keyArn, accountId };
  if (whyNotAnyKey(document, target) !== undefined) return undefined;
  return { keyArn: anyKeyArn(accountId, partitionOf(caller)), accountId };
}

/**
 * Why only the key's ARN tells what a policy says about it, in one clause; undefined while all keys of an account are alike
 * to the policy.
 * @param document the key's policy
 * @param target what is known of the key
 */
export function whyNotAnyKey(document: PolicyDocument, { caller }: LintTarget): string | undefined {
  const usual = partitionOf(caller) ?? USUAL_PARTITION;
  for (const [index, statement] of document.Statement.entries()) {
    const what = tellingKeysApart(statement, usual);
    if (what !== undefined) return `${statementName(index, statement)} speaks of ${what}`;
  }
  return undefined;
}

function tellingKeysApart(statement: Statement, usual: string): string | undefined {
  const { Resource: resource, NotResource: notResource } = statement;
  if (notResource !== undefined || asList(resource).some((text) => text !== "*")) return "a key by its ARN";
  const text = JSON.stringify(statement);
  if (/aws:RequestedRegion/i.test(text)) return "the region (aws:RequestedRegion)";
  const partitions = [...text.matchAll(/"arn:([^:"*?]+):/g)].map(([, partition]) => partition);
  const other = partitions.find((partition) => partition !== usual);
  return other === undefined ? undefined : `partition ${other}`;
}

function partitionOf(caller: LintTarget["caller"]): string | undefined {
  return caller && parseArn(caller.arn)?.partition;
}

/**
 * Finds what in a statement is about another key than the one whose policy it is, as far as that one is known.
 * @param lint takes the findings down
 * @param statement the statement
 * @param target whose policy it is
 */
export function lintTarget(lint: Lint, statement: Readonly<Record<string, unknown>>, target: LintTarget): void {
  lintResources(lint, statement["Resource"], target);
  for (const element of ["Principal", "NotPrincipal"]) {
    if (target.keyArn) lintPartition(lint, element, statement[element], target.keyArn);
  }
}

function lintResources(lint: Lint, resource: unknown, target: LintTarget): void {
  const expected = target.keyArn ?? (target.accountId && `a key of account ${target.accountId}`);
  for (const { text, path } of textsIn(["Resource"], resource)) {
    if (!expected || text === "*" || text.includes("${") || isThisKey(text, target)) continue;
    lint.report(path, {
      code: "resource-other-key",
      what: `${lint.name(["Resource"])} must be this key`,
      got: `${quote(text)}, another key, so the statement does not reach this one`,
      expected: `"*", which means this key, or ${expected}`,
      fix: 'write "*", or copy the statement that belongs to this key',
    });
  }
}

function isThisKey(text: string, { keyArn, accountId }: LintTarget): boolean {
  if (keyArn) return matchesPattern(text, keyArn);
  const owner = parseArn(text)?.accountId;
  return owner === undefined || /[*?]/.test(owner) || owner === accountId;
}

function lintPartition(lint: Lint, element: string, principal: unknown, keyArn: string): void {
  const partition = parseArn(keyArn)?.partition;
  for (const { text, path } of isObject(principal) ? textsIn([element, "AWS"], principal["AWS"]) : []) {
    const other = parseArn(text)?.partition;
    if (other === undefined || other === partition) continue;
    lint.report(path, {
      code: "principal-other-partition",
      what: `${lint.name([element, "AWS"])} must be of the key's partition`,
      got: `${quote(text)}, of partition ${other}`,
      expected: `a principal of partition ${partition}`,
      fix: "copy the statement that belongs to this key",
    });
  }
}
