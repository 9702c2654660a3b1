import { matchesPattern } from "../../policy/evaluate/wildcard";

/** A role that Azure itself defines. */
export interface RoleDefinition {
  /** UUID, the same in every tenant. */
  readonly name: string;
  readonly roleName: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** What it lets do inside of a resource: in a key vault, with its keys. */
  readonly dataActions: readonly string[];
}

const KEYS = "Microsoft.KeyVault/vaults/keys";
const READ_VAULTS = ["Microsoft.Authorization/*/read", "Microsoft.KeyVault/vaults/read", "Microsoft.Resources/*/read"];

function role(name: string, roleName: string, granted: Partial<RoleDefinition>): RoleDefinition {
  return { name, roleName, actions: [], notActions: [], dataActions: [], ...granted };
}

/**
 * The roles that have to do with keys, and the general ones.
 * @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const ROLES: readonly RoleDefinition[] = [
  role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", { actions: ["*"] }),
  role("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", {
    actions: ["*"],
    notActions: ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"],
  }),
  role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", { actions: ["*/read"] }),
  role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator", {
    actions: ["*/read", "Microsoft.Authorization/*"],
  }),
  role("f25e0fa2-a7c4-4377-a976-54943a77a395", "Key Vault Contributor", {
    actions: ["Microsoft.Authorization/*/read", "Microsoft.KeyVault/*", "Microsoft.Resources/*/read"],
    notActions: ["Microsoft.KeyVault/locations/deletedVaults/purge/action"],
  }),
  role("00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator", {
    actions: READ_VAULTS,
    dataActions: ["Microsoft.KeyVault/vaults/*"],
  }),
  role("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader", {
    actions: READ_VAULTS,
    dataActions: ["Microsoft.KeyVault/vaults/*/read"],
  }),
  role("14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "Key Vault Crypto Officer", {
    actions: READ_VAULTS,
    dataActions: [`${KEYS}/*`, "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
  }),
  role("12338af0-0e69-4776-bea7-57ae8d297424", "Key Vault Crypto User", {
    dataActions: [
      `${KEYS}/read`,
      ...["update", "backup", "encrypt", "decrypt", "wrap", "unwrap", "sign", "verify"].map(
        (action) => `${KEYS}/${action}/action`,
      ),
    ],
  }),
  role("e147488a-f6f5-4113-8e2d-b22465e65bf6", "Key Vault Crypto Service Encryption User", {
    dataActions: [`${KEYS}/read`, `${KEYS}/wrap/action`, `${KEYS}/unwrap/action`],
  }),
  role("8b54135c-b56d-4d72-a534-26097cfdc8d8", "Key Vault Data Access Administrator", {
    actions: [...READ_VAULTS, ...["write", "delete"].map((verb) => `Microsoft.Authorization/roleAssignments/${verb}`)],
  }),
];

/** What Aura has to be able to do with a key. */
export const AURA_ACTIONS: readonly string[] = [`${KEYS}/read`, `${KEYS}/wrap/action`, `${KEYS}/unwrap/action`];

/** The role with this UUID. */
export function roleOf(name: string): RoleDefinition | undefined {
  return ROLES.find((one) => one.name === name.toLowerCase());
}

/**
 * Whether a role lets do something.
 * @param action as Azure calls it, such as `Microsoft.KeyVault/vaults/keys/read`
 * @param isData whether it is done inside of the resource
 */
export function allows(role: RoleDefinition, action: string, isData: boolean): boolean {
  const matches = (patterns: readonly string[]) =>
    patterns.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  return isData ? matches(role.dataActions) : matches(role.actions) && !matches(role.notActions);
}
