import { RETIRE_GRANT, worksAcrossAccounts } from "../decide/actions";
import type { KeyRequest } from "../decide/decide";
import type { PolicyDocument } from "../document";
import { decideForAll } from "./decide-for-all";
import { organizationParty, type Party } from "./party";

/** Stand for whoever has an AWS account: those of an account and an organization that no policy names. */
const STRANGERS: Party = { ...organizationParty("o-0000000000"), accountId: "909090909090" };

const EVERYTHING = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } as const;

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from all strangers. Where they do, they decide whom
 * a statement for everybody lets in.
 * @param document the policy
 * @param request what is asked for
 */
export function isDeniedToStrangers(
  document: PolicyDocument,
  { action, keyArn, keyAccountId }: Pick<KeyRequest, "action" | "keyArn" | "keyAccountId">,
): boolean {
  const denials = document.Statement.filter(({ Effect: effect }) => effect === "Deny");
  if (denials.length === 0) return false;
  const open = { ...document, Statement: [EVERYTHING, ...denials] };
  return decideForAll(open, { keyArn, keyAccountId }, STRANGERS)(action).answer === "denied";
}

/**
 * The operations that a key policy can let somebody of another account do.
 * @param operations such as `kms:Decrypt`
 */
export function offeredToOthers(operations: readonly string[]): readonly string[] {
  return operations.filter((operation) => worksAcrossAccounts(operation) && operation !== RETIRE_GRANT);
}
