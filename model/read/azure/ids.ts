import { mapFact, type Fact } from "../../fact";
import type { Attributes } from "../attributes";

/** The object id of a principal: version 3 of the azuread provider may write `/servicePrincipals/UUID`. */
export function principalIdOf(id: string): string {
  return (id.split("/").at(-1) ?? id).toLowerCase();
}

/**
 * What the identifiers of all versions of a key have in common.
 * @param identifier such as `https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef`
 * @returns undefined where it is no identifier of a key
 */
export function keyOfIdentifier(identifier: string): string | undefined {
  return /^(https:\/\/[^/]+\/keys\/[^/]+)(?:\/[^/]*)?$/i.exec(identifier)?.[1]?.toLowerCase();
}

/** The vault that the identifier of a key names: `acme`. */
export function vaultOfIdentifier(identifier: string): string | undefined {
  return /^https:\/\/([^./]+)\.vault\.[^/]+\/keys\//i.exec(identifier)?.[1]?.toLowerCase();
}

/** The vault that a resource id is of or in: `acme`. */
export function vaultOfResourceId(id: string): string | undefined {
  return /\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)/i.exec(id)?.[1]?.toLowerCase();
}

/** The application of a service principal: `client_id` since version 3 of the azuread provider, `application_id` before. */
export function clientIdIn(own: Attributes): Fact<string> {
  const [now, former] = [own.text("client_id"), own.text("application_id")];
  return mapFact(now.known || !former.known ? now : former, (id) => id.toLowerCase());
}
