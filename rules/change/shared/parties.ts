import { parseArn } from "../../../policy/arn";
import type { PolicyDocument } from "../../../policy/document";
import { isExpected } from "../../../policy/access/expected-principal";
import { possiblyAura } from "../../../policy/access/aura-access";
import { distinctParties, type Party } from "../../../policy/access/party";
import { remember } from "../../shared/remember";

/**
 * Whom a policy lets in from outside of the account of its key, each once, as far as it may be Aura.
 * @param document the policy
 * @param accountId the account of the key
 */
export function partiesOutside(document: PolicyDocument, accountId: string): readonly Party[] {
  return remember(document, `parties outside of ${accountId}`, () =>
    distinctParties(possiblyAura(document, accountId).map(({ party }) => party)),
  );
}

/**
 * Whether somebody is among those whom the configuration expects.
 * @param pinned whom it expects; absent when that is not pinned
 * @param party somebody
 */
export function isPinned(pinned: readonly string[] | undefined, party: Party): boolean {
  return isExpected(pinned ?? [], party);
}

/**
 * Whether somebody who is expected may be of a party: its account is that of a pin, or nobody knows its account.
 * @param pinned whom the configuration expects
 * @param party somebody
 */
export function mayHoldPinned(pinned: readonly string[], party: Party): boolean {
  const { accountId } = party;
  return accountId === undefined || pinned.some((pin) => (parseArn(pin)?.accountId ?? pin) === accountId);
}
