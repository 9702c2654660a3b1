import type { VaultNetwork } from "../../model/azure";

/** What Aura does with a key. */
export const USE: readonly string[] = ["wrapKey", "unwrapKey"];

/** The sizes of RSA keys that Aura takes, in bits. @see https://neo4j.com/docs/aura/security/customer-managed-keys/ */
export const RSA_SIZES: readonly number[] = [2048, 3072, 4096];

/**
 * What keeps Aura off a vault: it comes over the public network, or as a trusted service of Microsoft.
 * @returns undefined where nothing does
 */
export function networkFlaw({ publicAccess, rules }: VaultNetwork): string | undefined {
  if (rules?.bypass.toLowerCase() === "azureservices") return undefined;
  if (!publicAccess) return "public network access is off, and trusted services cannot bypass it";
  return rules?.defaultAction.toLowerCase() === "deny"
    ? "the default action is Deny, and trusted services cannot bypass it"
    : undefined;
}
