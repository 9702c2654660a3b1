import type { VaultKeyNode } from "../model/azure";
import { valueOf } from "../model/fact";
import type { CmkModel, OtherCloudKey } from "../model/model";
import type { ExternalPrincipal } from "./types";

/* What a review says of a key in Azure or Google Cloud. */

/** The subscription or the project of a key, where the plan knows it. */
export function ownerOf(key: OtherCloudKey, { otherClouds }: CmkModel): string | undefined {
  if (key.cloud === "azure") {
    // Azure takes UUIDs in either case.
    return /^\/subscriptions\/([^/]+)/i.exec(valueOf(key.vaultId) ?? "")?.[1]?.toLowerCase();
  }
  const ring = otherClouds.find(({ id }) => id === key.ring);
  const inName = /^projects\/([^/]+)\//.exec(valueOf(key.ringId) ?? valueOf(key.keyId) ?? "")?.[1];
  return inName ?? (ring?.kind === "key-ring" ? valueOf(ring.project) : undefined);
}

/** Who has a role on a key in Azure, on the key itself; undefined where that is not known. */
export function rolesOn(key: VaultKeyNode, { otherClouds }: CmkModel): ExternalPrincipal[] | undefined {
  const known = otherClouds.flatMap((node) => {
    if (node.kind !== "role-assignment" || node.key !== key.id) return [];
    return [(node.applicationId && valueOf(node.applicationId)) ?? valueOf(node.principalId)];
  });
  const names = known.filter((name) => name !== undefined);
  if (names.length < known.length) return undefined;
  return [...new Set(names)].map((who) => ({ who, expected: key.expectedPrincipals?.includes(who) === true }));
}
