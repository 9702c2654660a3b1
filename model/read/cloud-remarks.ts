import type { VaultKeyNode } from "../azure";
import { powerOf, roleOfDefinition } from "../azure-roles";
import { valueOf } from "../fact";
import type { LiveCryptoKey, LiveRoleAssignment, LiveVaultKey } from "../live-clouds";
import type { Gap } from "./types";

/* What is wrong with keys of Azure and Google Cloud as they are, and no rule judges: no resource says more about it. */

/**
 * A key that cannot be used.
 * @param isUnnamed whether no resource names it: then no rule compares it with what it was
 */
export function unusableKey(found: LiveCryptoKey | LiveVaultKey, isUnnamed: boolean): readonly Gap[] {
  const why = found.kind === "vault-key" ? isUnnamed && disabledText(found) : primaryText(found, isUnnamed);
  return why
    ? [{ what: `key ${found.id} cannot be used`, got: why, fix: "enable it; Aura cannot read its data until then" }]
    : [];
}

function disabledText({ description }: LiveVaultKey): string | false {
  return valueOf(description)?.enabled === false && "it is disabled";
}

function primaryText({ description }: LiveCryptoKey, isUnnamed: boolean): string | false {
  if (!description.known) return false;
  const { primary } = description.value;
  if (!primary) return "no version of it encrypts";
  return isUnnamed && primary.state !== "ENABLED" && `the version that encrypts is ${primary.state}`;
}

/** A newer version than the registered one that cannot be used: of the registered one the rules judge it. */
export function unusableNewest({ id, newest }: LiveVaultKey): readonly Gap[] {
  if (!newest.known || newest.value.id.toLowerCase() === id.toLowerCase()) return [];
  const { id: version, enabled, expires } = newest.value;
  const [, vault, name] = /^https:\/\/([^.]+)[^/]*\/keys\/([^/]+)/.exec(version) ?? [];
  const what = `the newest version of key ${name} of vault ${vault}`;
  if (!enabled)
    return [
      {
        what: `${what} is disabled`,
        got: "it is newer than the registered one, and Aura encrypts with the newest",
        fix: `enable it: az keyvault key set-attributes --id ${version} --enabled true`,
      },
    ];
  if (expires === undefined) return [];
  return [
    {
      what: `${what} expires on ${expires.slice(0, "2026-12-29".length)}`,
      got: "it is newer than the registered one, and Aura encrypts with the newest",
      fix: "remove its expiry, and that of the rotation policy",
    },
  ];
}

/** States of a version that cannot be used. */
const ENDING: ReadonlySet<string> = new Set(["DISABLED", "DESTROY_SCHEDULED", "DESTROYED"]);

/**
 * Versions of a key under which data can still be, and that cannot be used.
 * @param named names of the versions that resources name: of them rules judge that
 */
export function endingVersions(
  { id: key, versions, description }: LiveCryptoKey,
  named: ReadonlySet<string>,
): readonly Gap[] {
  const primary = valueOf(description)?.primary?.id;
  return (valueOf(versions) ?? [])
    .filter(({ id, state }) => id !== primary && !named.has(id) && ENDING.has(state))
    .map(({ id, state, destroyAt }) => {
      const until = destroyAt === undefined ? "" : ` on ${destroyAt.slice(0, "2026-12-29".length)}`;
      const version = `version ${id.split("/").at(-1) ?? id} of key ${key}`;
      if (state === "DISABLED" || state === "DESTROYED")
        return {
          what: `${version} ${state === "DISABLED" ? "is disabled" : "was destroyed"}`,
          got: "what was encrypted under it cannot be read",
          fix:
            state === "DISABLED"
              ? "enable it: gcloud kms keys versions enable"
              : "make sure that no data of Aura was encrypted under it",
        };
      return {
        what: `${version} will be destroyed${until}`,
        got: "what was encrypted under it cannot be read from then on",
        fix: "restore and enable it: gcloud kms keys versions restore",
      };
    });
}

/**
 * Who can use a key by a role that no resource gives, where nothing says who is expected: no rule can tell then.
 * @param assignments those on the key that no resource names
 */
export function unnamedUsers(
  { name, expectedPrincipals }: VaultKeyNode,
  assignments: readonly LiveRoleAssignment[],
  applicationOf: (principalId: string) => string | undefined,
): readonly Gap[] {
  if (expectedPrincipals) return [];
  return assignments.flatMap(({ roleDefinitionId, principalId }) => {
    const role = roleOfDefinition(roleDefinitionId);
    const power = powerOf(role);
    if (power !== "use" && power !== undefined) return [];
    const application = applicationOf(principalId);
    const who = application === undefined ? `principal ${principalId}` : `application ${application}`;
    return [
      {
        what: `${who} has a role on key ${name} that no resource gives`,
        got: role,
        fix: "find out who gave it; remove it, or import it if it is Aura's",
      },
    ];
  });
}
