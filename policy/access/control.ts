import { parseArn } from "../arn";
import { decide, may } from "../decide/decide";
import type { PolicyDocument } from "../document";
import type { Key } from "./aura-access";
import { representativeOf } from "./parties";
import { identityParty, type Party } from "./party";

/** Whoever can do this can give himself everything else. */
export const CONTROL = "kms:PutKeyPolicy";

/**
 * Whether somebody whose own IAM policies allow it may be able to change a key policy: so also where nobody can tell.
 * @param document the key policy
 * @param key the key
 * @param party who asks
 */
export function mayChangePolicy(
  document: PolicyDocument,
  { keyArn, accountId: keyAccountId }: Key,
  party: Party,
): boolean {
  const who = representativeOf(party, parseArn(keyArn)?.partition);
  return (
    who !== undefined && may(decide(document, { ...who, action: CONTROL, keyArn, keyAccountId, others: "unknown" }))
  );
}

/**
 * The root user of an account, and those of it whom a policy names, in whatever part of it: a denial of all others leaves the
 * policy to those whom it excepts, whom an Allow of the whole account need not name.
 * @param document the policy
 * @param accountId 12 digits
 * @param partition of the key
 */
export function namedOf(document: PolicyDocument, accountId: string, partition: string): readonly Party[] {
  const root = `arn:${partition}:iam::${accountId}:root`;
  return [root, ...textsIn(document)].flatMap((text) => ownParty(text, accountId) ?? []);
}

/**
 * A role, a user or a session of an account; undefined for anything else.
 * @param text an ARN, or any other text
 * @param accountId 12 digits
 */
export function ownParty(text: string, accountId: string): Party | undefined {
  const arn = parseArn(text);
  return arn?.accountId === accountId && arn.region === "" ? identityParty(text, accountId, arn.resource) : undefined;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
