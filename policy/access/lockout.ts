import { textsWithin } from "../../util/json";
import { memoize } from "../../util/memoize";
import { ACCOUNT_ID, parseArn } from "../arn";
import { evaluate, isAllowed, isPossiblyAllowed } from "../evaluate/evaluate";
import type { PolicyDocument } from "../document";
import type { Key } from "./aura-permissions";
import { identityPrincipal, type Principal, isExpectedPrincipal } from "./principal";
import { evaluateForUnnamed } from "./evaluate-for-all";
import { representativeOf } from "./allowed-principals";

/** A principal that calls AWS, by ARN. */
export type CallerPrincipal = Principal & Required<Pick<Principal, "arn" | "accountId">>;

/**
 * Reads the ARN of a caller: a role, a user, a session of one, or the root user.
 * @param text the ARN, as `aws sts get-caller-identity` prints it
 * @returns the caller, or in one clause why it cannot be a caller
 */
export function callerOf(text: string): CallerPrincipal | { readonly error: string } {
  if (ACCOUNT_ID.test(text)) return { error: "an account id" };
  const arn = parseArn(text);
  if (!arn) return { error: "not an ARN" };
  if (arn.service !== "iam" && arn.service !== "sts") return { error: `an ARN of ${arn.service}` };
  const principal = isExpectedPrincipal(text) ? identityPrincipal(text, arn.accountId, arn.resource) : undefined;
  return principal
    ? { ...principal, arn: text, accountId: arn.accountId }
    : { error: `an ARN that names "${arn.resource}"` };
}

/** Whether a caller can change a key policy, and why. */
export interface PolicyControl {
  /** "unknown" where it depends on the caller's own IAM policies, or on unknown condition keys of the request. */
  readonly answer: "yes" | "no" | "unknown";
  /** In one sentence. */
  readonly because: string;
}

/**
 * Whether a key policy allows its caller to change it again: KMS refuses a policy that locks out the caller who sets it.
 * @param caller a principal of the key's account
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#prevent-unmanageable-key
 */
export function canCallerChangePolicy(
  document: PolicyDocument,
  { accountId, ...key }: Key,
  caller: CallerPrincipal,
): PolicyControl {
  const request = {
    ...key,
    principal: caller,
    context: {},
    action: PUT_KEY_POLICY,
    keyAccountId: accountId,
    others: "unknown" as const,
  };
  const { answer, because } = evaluate(document, request);
  if (answer !== "allowed") return { answer: answer === "denied" ? "no" : "unknown", because };
  const alone = evaluate(document, { ...request, iam: "allow nothing" });
  if (isAllowed(alone)) return { answer: "yes", because: alone.because };
  return { answer: "unknown", because: `${because} only where its own IAM policies do too` };
}

/** Implies every other permission: its holder can grant them to itself. */
export const PUT_KEY_POLICY = "kms:PutKeyPolicy";

/**
 * Whether a principal whose own IAM policies allow it may be able to change a key policy; also true where that is unknown. A
 * session cannot be relied on: whoever assumes its role gives it a name, mostly another one each time. Nor can an AWS service, which belongs to
 * no account.
 */
export function canChangePolicy(
  document: PolicyDocument,
  { keyArn, accountId: keyAccountId }: Key,
  principal: Principal,
): boolean {
  const caller = representativeOf(principal, parseArn(keyArn)?.partition);
  if (caller === undefined || principal.kind === "session" || principal.kind === "service") return false;
  return isPossiblyAllowed(evaluateForUnnamed(document, { keyArn, keyAccountId }, principal)(PUT_KEY_POLICY));
}

/**
 * The root user of an account, and the users and roles of that account that any part of a policy names: a Deny for all others
 * leaves control to its exceptions, and those need no Allow of their own where the whole account is allowed.
 * @param accountId 12 digits
 * @param partition of the key
 */
export const namedAccountPrincipals = memoize(
  (document: PolicyDocument, accountId: string, partition: string): readonly Principal[] => {
    const root = `arn:${partition}:iam::${accountId}:root`;
    return [root, ...textsWithin(document)]
      .flatMap((text) => accountPrincipalOf(text, accountId) ?? [])
      .filter(({ kind }) => kind !== "session");
  },
);

/**
 * A role, a user or a session of an account; undefined for anything else.
 * @param text an ARN, or any other text
 * @param accountId 12 digits
 */
export function accountPrincipalOf(text: string, accountId: string): Principal | undefined {
  const arn = parseArn(text);
  return arn?.accountId === accountId && arn.region === ""
    ? identityPrincipal(text, accountId, arn.resource)
    : undefined;
}
