import { parseArn } from "../arn";
import { answersFor, decisionsFor, type Decision, type KeyRequest } from "../evaluate/evaluate";
import { isRole, sessionRole } from "../evaluate/principal";
import { matchesPattern } from "../evaluate/wildcard";
import type { PolicyDocument } from "../document";
import { deniedPrincipals, representativeOf, representedBy } from "./allowed-principals";
import { type Principal, organizationPrincipal } from "./principal";
import { RETIRE_GRANT, worksAcrossAccounts } from "../evaluate/actions";

/**
 * What a key policy decides for all members of a principal whose own IAM policies allow everything, whatever else is unknown
 * of the request: "unknown" also where the decision differs between members. Members that a statement allows by name count
 * as separate principals.
 * @returns the decision on an operation such as `kms:Decrypt`
 */
export function evaluateForAll(
  document: PolicyDocument,
  key: DecisionKey,
  principal: Principal,
): (operation: string) => Decision {
  return agreed(document, key, principal, callersOf(document, key.keyArn, principal));
}

/**
 * The same for the members of a principal that no statement names by its whole ARN.
 * @returns the decision on an operation such as `kms:Decrypt`
 */
export function evaluateForUnnamed(
  document: PolicyDocument,
  key: DecisionKey,
  principal: Principal,
): (operation: string) => Decision {
  return agreed(document, key, principal, unnamedCallersOf(key.keyArn, principal));
}

/**
 * The answers of {@link evaluateForUnnamed} alone.
 * @returns the answer on an operation such as `kms:Decrypt`
 */
export function answersForUnnamed(
  document: PolicyDocument,
  key: DecisionKey,
  principal: Principal,
): (operation: string) => Decision["answer"] {
  return agreedAnswer(document, key, unnamedCallersOf(key.keyArn, principal));
}

function unnamedCallersOf(keyArn: string, principal: Principal): DecisionCaller[] {
  const partition = parseArn(keyArn)?.partition;
  const unnamed = representativeOf(principal, partition);
  if (!unnamed) return [];
  const represents = representedBy(principal, partition);
  return [unnamed, ...(represents ? [{ ...unnamed, represents: { ...represents, isUnnamed: true } }] : [])];
}

type DecisionKey = Pick<KeyRequest, "keyArn" | "keyAccountId" | "statementNames">;
type DecisionCaller = Pick<KeyRequest, "principal" | "context" | "represents">;

/** The decision that is the same for all callers. */
function agreed(
  document: PolicyDocument,
  key: DecisionKey,
  principal: Principal,
  callers: readonly DecisionCaller[],
): (operation: string) => Decision {
  const deciding = callers.map((caller) => decisionsFor(document, { ...caller, ...key, others: "unknown" }));
  return (action) => {
    const decisions = deciding.map((decide) => {
      const decision = decide(action);
      // The first caller is made up, and its name says nothing.
      return { ...decision, because: decision.because.replaceAll(callers[0]?.principal.arn ?? "", principal.name) };
    });
    const [first] = decisions;
    if (!first) return { answer: "unknown", because: `${principal.name} cannot be resolved offline` };
    const answer = agreement(decisions.map((decision) => decision.answer));
    if (answer === first.answer) return first;
    const different = decisions.find((decision) => decision.answer !== first.answer) ?? first;
    return different.answer === answer ? different : { answer, because: `${first.because}, but ${different.because}` };
  };
}

/**
 * The answers of {@link evaluateForAll} alone.
 * @returns the answer on an operation such as `kms:Decrypt`
 */
export function answersForAll(
  document: PolicyDocument,
  key: DecisionKey,
  principal: Principal,
): (operation: string) => Decision["answer"] {
  return agreedAnswer(document, key, callersOf(document, key.keyArn, principal));
}

function agreedAnswer(
  document: PolicyDocument,
  key: DecisionKey,
  callers: readonly DecisionCaller[],
): (operation: string) => Decision["answer"] {
  const answering = callers.map((caller) => answersFor(document, { ...caller, ...key, others: "unknown" }));
  return (action) => agreement(answering.map((answerTo) => answerTo(action)));
}

/** The answer that is the same for all; unknown where they differ, and where there is none. */
export function agreement(answers: readonly Decision["answer"][]): Decision["answer"] {
  const [first = "unknown"] = answers;
  return answers.every((answer) => answer === first) ? first : "unknown";
}

/** The callers that represent the principal: one that no statement names, those that Deny statements name, and all at once. */
function callersOf(document: PolicyDocument, keyArn: string, principal: Principal): DecisionCaller[] {
  const partition = parseArn(keyArn)?.partition;
  const unnamed = representativeOf(principal, partition);
  if (!unnamed) return [];
  const denied = deniedPrincipals(document).filter((other) => isMemberOf(principal, other));
  const represents = representedBy(principal, partition);
  return [
    unnamed,
    ...denied.flatMap((other) => {
      const one = representativeOf(other, partition);
      return one ? [{ ...one, context: { ...unnamed.context, ...one.context } }] : [];
    }),
    ...(represents ? [{ ...unnamed, represents }] : []),
  ];
}

/**
 * Whether a principal may be a member of another one: a role of its account, a session of its role.
 * @param other the principal that may be the member
 */
export function isMemberOf({ accountId, arn }: Principal, other: Principal): boolean {
  if (arn !== undefined) {
    return other.arn !== undefined && (matchesPattern(arn, other.arn) || isSessionOf(arn, other.arn));
  }
  return other.accountId === (accountId ?? other.accountId);
}

/** Whether a session is one of a role, whatever the path of the role. */
function isSessionOf(role: string, session: string): boolean {
  const arn = parseArn(session);
  const of = arn && sessionRole(arn);
  return of !== undefined && (matchesPattern(role, `${of.prefix}${of.name}`) || isRole(role, of));
}

/** Represents external principals: an account and an organization that no policy names. */
const EXTERNAL_PRINCIPALS: Principal = { ...organizationPrincipal("o-0000000000"), accountId: "909090909090" };

const EVERYTHING = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } as const;

/**
 * Whether the Deny statements of a policy, whatever it allows, deny an operation to all external principals that the policy
 * does not name. Where they do, they decide which principals a statement for anyone allows.
 */
export function isDeniedToExternalPrincipals(
  document: PolicyDocument,
  { action, keyArn, keyAccountId }: Pick<KeyRequest, "action" | "keyArn" | "keyAccountId">,
): boolean {
  const denials = document.Statement.filter(({ Effect: effect }) => effect === "Deny");
  if (denials.length === 0) return false;
  const open = { ...document, Statement: [EVERYTHING, ...denials] };
  return answersForAll(open, { keyArn, keyAccountId }, EXTERNAL_PRINCIPALS)(action) === "denied";
}

/**
 * The operations that a key policy can allow to principals of another account.
 * @param operations such as `kms:Decrypt`
 */
export function allowedAcrossAccounts(operations: readonly string[]): readonly string[] {
  return operations.filter((operation) => worksAcrossAccounts(operation) && operation !== RETIRE_GRANT);
}
