import { RETIRE_GRANT, worksAcrossAccounts } from "../decide/actions";
import { decide, may, type KeyRequest } from "../decide/decide";
import type { PolicyDocument } from "../document";
import { representativeOf } from "./parties";
import { organizationParty } from "./party";

/** Stands for whoever has an AWS account: somebody of an account and an organization that no policy names. */
const STRANGER = organizationParty("o-0000000000");

const EVERYTHING = { Effect: "Allow", Principal: "*", Action: "kms:*", Resource: "*" } as const;

/**
 * Whether the denials of a policy, whatever it allows, keep an operation from a stranger. Where they do, they decide whom a
 * statement for everybody lets in.
 * @param document the policy
 * @param request what is asked for
 * @param partition of the key
 */
export function isDeniedToStrangers(
  document: PolicyDocument,
  request: Pick<KeyRequest, "action" | "keyArn" | "keyAccountId">,
  partition: string | undefined,
): boolean {
  const denials = document.Statement.filter(({ Effect: effect }) => effect === "Deny");
  const stranger = representativeOf(STRANGER, partition);
  if (denials.length === 0 || !stranger) return false;
  const open = { ...document, Statement: [EVERYTHING, ...denials] };
  return !may(decide(open, { ...request, ...stranger, others: "unknown" }));
}

/**
 * The operations that a key policy can let somebody of another account do.
 * @param operations such as `kms:Decrypt`
 */
export function offeredToOthers(operations: readonly string[]): readonly string[] {
  return operations.filter((operation) => worksAcrossAccounts(operation) && operation !== RETIRE_GRANT);
}
