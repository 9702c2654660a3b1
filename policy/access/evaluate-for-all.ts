import { parseArn } from "../arn";
import { evaluate, type Decision, type KeyRequest } from "../evaluate/evaluate";
import { matchesPattern } from "../evaluate/wildcard";
import type { PolicyDocument } from "../document";
import { arnPatternsOf, deniedPrincipals, representativeOf } from "./allowed-principals";
import { type Principal, organizationPrincipal } from "./principal";
import { RETIRE_GRANT, worksAcrossAccounts } from "../evaluate/actions";

/**
 * What a key policy says to all of a party whose own IAM policies allow everything, whatever else is unknown of the request:
 * "unknown" also where it says one thing to some of them and another thing to others. Those whom a statement lets in for
 * themselves are parties of their own.
 * @param document the key policy
 * @param key the key
 * @param party who asks
 * @returns the decision on an operation such as `kms:Decrypt`
 */
export function evaluateForAll(
  document: PolicyDocument,
  key: Pick<KeyRequest, "keyArn" | "keyAccountId">,
  party: Principal,
): (operation: string) => Decision {
  const callers = callersOf(document, key.keyArn, party);
  return (action) => {
    const [first, ...others] = callers.map((caller) =>
      evaluate(document, { ...caller, ...key, action, others: "unknown" }),
    );
    if (!first) return { answer: "unknown", because: `who ${party.name} is can not be told offline` };
    const odd = first.answer === "unknown" ? undefined : others.find(({ answer }) => answer !== first.answer);
    if (odd === undefined || odd.answer === "unknown") return odd ?? first;
    return { answer: "unknown", because: `${first.because}, but ${odd.because}` };
  };
}

/** Who stands for the party: somebody whom no statement names, those of it whom denials name, and all of it at once. */
function callersOf(
  document: PolicyDocument,
  keyArn: string,
  party: Principal,
): Pick<KeyRequest, "principal" | "context" | "principalArns">[] {
  const partition = parseArn(keyArn)?.partition;
  const somebody = representativeOf(party, partition);
  if (!somebody) return [];
  const named = deniedPrincipals(document).filter((other) => isOf(party, other));
  const principalArns = arnPatternsOf(party, partition);
  return [
    somebody,
    ...named.flatMap((other) => {
      const one = representativeOf(other, partition);
      return one ? [{ ...one, context: { ...somebody.context, ...one.context } }] : [];
    }),
    ...(principalArns ? [{ ...somebody, principalArns }] : []),
  ];
}

function isOf({ accountId, arn }: Principal, other: Principal): boolean {
  if (arn !== undefined) return other.arn !== undefined && matchesPattern(arn, other.arn);
  return other.accountId === (accountId ?? other.accountId);
}

/** Stand for whoever has an AWS account: those of an account and an organization that no policy names. */
const STRANGERS: Principal = { ...organizationPrincipal("o-0000000000"), accountId: "909090909090" };

const EVERYTHING = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } as const;

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from all strangers. Where they do, they decide whom
 * a statement for everybody lets in.
 * @param document the policy
 * @param request what is asked for
 */
export function isDeniedToExternalPrincipals(
  document: PolicyDocument,
  { action, keyArn, keyAccountId }: Pick<KeyRequest, "action" | "keyArn" | "keyAccountId">,
): boolean {
  const denials = document.Statement.filter(({ Effect: effect }) => effect === "Deny");
  if (denials.length === 0) return false;
  const open = { ...document, Statement: [EVERYTHING, ...denials] };
  return evaluateForAll(open, { keyArn, keyAccountId }, STRANGERS)(action).answer === "denied";
}

/**
 * The operations that a key policy can let somebody of another account do.
 * @param operations such as `kms:Decrypt`
 */
export function allowedAcrossAccounts(operations: readonly string[]): readonly string[] {
  return operations.filter((operation) => worksAcrossAccounts(operation) && operation !== RETIRE_GRANT);
}
