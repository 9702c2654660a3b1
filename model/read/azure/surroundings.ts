import { AURA_ROLE } from "../../azure-roles";
import { isWideScope, scopeHolds } from "../../azure-scope";
import { valueOf } from "../../fact";
import type { CmkModel } from "../../model";
import { vaultOfIdentifier, vaultOfResourceId } from "./ids";

/** What of Azure the plans hold around something that no rule covers. */
interface AzureSurroundings {
  /** Whether they hold a vault, or a key in one, and, for a scope, whether one is, or may be, in it. */
  readonly holdsVault: (scope?: string) => boolean;
  /** What other texts call the vaults, and Aura's principal. */
  readonly names: readonly (string | undefined)[];
}

/** What of Azure the plans hold. */
export function azureIn(models: readonly CmkModel[]): AzureSurroundings {
  const nodes = models.flatMap(({ otherClouds }) => otherClouds);
  const vaults = nodes.flatMap((node) => (node.kind === "vault" || node.kind === "vault-key" ? [node.vaultId] : []));
  const scopes = nodes.flatMap((node) => (node.kind === "role-assignment" ? (valueOf(node.scope) ?? []) : []));
  const ids = [
    ...vaults.flatMap((id) => valueOf(id) ?? []),
    ...scopes.flatMap((scope) => /^.*\/vaults\/[^/]+/i.exec(scope)?.[0] ?? []),
  ];
  const known = new Set(ids.map((id) => vaultOfResourceId(id)));
  const registered = models.flatMap(({ records }) =>
    records.filter(({ cloudProvider }) => valueOf(cloudProvider) === "azure").map(({ keyArn }) => valueOf(keyArn)),
  );
  // The identifier of a key does not say in which resource group its vault is, and of a new vault Azure has yet to give its id.
  const isOpen = vaults.some((id) => !id.known) || registered.some((id) => !known.has(vaultOfIdentifier(id ?? "")));
  const hasVaults = vaults.length > 0 || ids.length > 0 || registered.length > 0;
  return {
    holdsVault: (scope) =>
      scope === undefined
        ? hasVaults
        : ids.some((id) => scopeHolds(scope, id) !== false || scopeHolds(id, scope)) ||
          (hasVaults && isOpen && (isWideScope(scope) || ids.length === 0)),
    names: nodes.flatMap((node) => {
      if (node.kind === "vault" || node.kind === "vault-key") {
        return [valueOf(node.vaultId), ...("expectedPrincipals" in node ? (node.expectedPrincipals ?? []) : [])];
      }
      if (node.kind === "service-principal") return [valueOf(node.clientId), valueOf(node.objectId)];
      return node.kind === "role-assignment" && valueOf(node.role) === AURA_ROLE
        ? [valueOf(node.principalId), node.applicationId && valueOf(node.applicationId)]
        : [];
    }),
  };
}
