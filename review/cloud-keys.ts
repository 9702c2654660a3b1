import type { VaultKeyNode } from "../model/azure";
import { valueOf } from "../model/fact";
import type { CryptoKeyNode } from "../model/google";
import { AURA_SERVICE_ACCOUNTS } from "../model/google-roles";
import type { AnyNode, CmkModel, NodeId } from "../model/model";
import { aurasRoles, isFor, letsUse, principalText, rolesOn } from "../rules/azure/access";
import { entriesOn, grantsOf, membersWithAuraRoles, placeOfKey, whatIsUnknown } from "../rules/google/access";
import { aurasOn, membersOnKey } from "../rules/google/who";
import type { ModelIndex } from "../rules/rule";
import type { Answer, ExternalPrincipal } from "./types";

/* What a review says of a key in Azure or Google Cloud. */

/**
 * The subscription or the project of a key, a vault or a key ring.
 * @returns undefined where the plan does not know it
 */
export function ownerOf(node: AnyNode, { otherClouds }: Pick<CmkModel, "otherClouds">): string | undefined {
  if (node.kind === "vault-key" || node.kind === "vault") {
    // Azure takes UUIDs in either case.
    return /^\/subscriptions\/([^/]+)/i.exec(valueOf(node.vaultId) ?? "")?.[1]?.toLowerCase();
  }
  if (node.kind === "key-ring") return projectIn(valueOf(node.ringId)) ?? valueOf(node.project);
  if (node.kind !== "crypto-key") return undefined;
  const ring = otherClouds.find(({ id }) => id === node.ring);
  return projectIn(valueOf(node.ringId) ?? valueOf(node.keyId)) ?? (ring && ownerOf(ring, { otherClouds }));
}

function projectIn(name = ""): string | undefined {
  return /^projects\/([^/]+)\//.exec(name)?.[1];
}

/** Who has a role on a key, or on what holds it; undefined where that is not known. */
export function principalsOn(
  key: VaultKeyNode | CryptoKeyNode,
  index: ModelIndex,
): readonly ExternalPrincipal[] | undefined {
  return key.kind === "crypto-key" ? membersOnKey(key, index) : principalsOnVaultKey(key, index);
}

function principalsOnVaultKey(key: VaultKeyNode, index: ModelIndex): readonly ExternalPrincipal[] | undefined {
  const roles = rolesOn(key, index).filter(({ power }) => power !== "none");
  const isKnown = roles.every(
    ({ covers, assignment }) => covers === "yes" && (assignment.applicationId?.known || assignment.principalId.known),
  );
  if (!isKnown) return undefined;
  const { expectedPrincipals = [] } = key;
  const byName = new Map(roles.map(({ assignment }) => [principalText(assignment), assignment]));
  return [...byName].map(([who, role]) => ({ who, expected: isFor(role, expectedPrincipals) === "yes" }));
}

/**
 * Whether Aura has all of its access to a key: its application, or its service accounts; where the configuration names none, those that may
 * be Aura's.
 * @returns undefined where there is no such key; "unknown", too, where a part of the access is missing
 */
export function auraAccess(id: NodeId, index: ModelIndex): Answer | undefined {
  const key = index.otherCloudKey(id);
  if (!key) return undefined;
  return key.kind === "vault-key" ? accessOfApplication(key, index) : accessOfServiceAccounts(key, index);
}

function accessOfApplication(key: VaultKeyNode, index: ModelIndex): Answer {
  const { expectedPrincipals: expected } = key;
  const roles = rolesOn(key, index);
  // Any application that only uses the key may be Aura's, where none is expected.
  const answers = (expected ? aurasRoles(roles, expected) : roles.filter(({ power }) => power === "use")).map((role) =>
    expected && isFor(role.assignment, expected) === "unknown" && letsUse(role) !== "no" ? "unknown" : letsUse(role),
  );
  return answers.find((answer) => answer === "yes") ?? answers.find((answer) => answer === "unknown") ?? "no";
}

function accessOfServiceAccounts(key: CryptoKeyNode, index: ModelIndex): Answer {
  const place = placeOfKey(key);
  const entries = entriesOn(place, index.model);
  const grants = entries.flatMap(grantsOf);
  const { configured, possible } = aurasOn(place, index);
  const accounts = configured ?? [...possible];
  const [withAll, withPart] = [membersWithAuraRoles(grants), membersWithAuraRoles(grants, true)];
  const complete = accounts.filter((account) => withAll.has(account));
  if (complete.length >= AURA_SERVICE_ACCOUNTS && (!configured || complete.length === configured.length)) return "yes";
  const isOpen = entries.some((entry) => whatIsUnknown(entry) !== undefined);
  return isOpen || accounts.some((account) => withPart.has(account)) ? "unknown" : "no";
}
