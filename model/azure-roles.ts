import type { RolePower } from "./role-power";

interface Role {
  readonly id: string;
  readonly power: RolePower;
}

/** The role that Aura needs on a key. */
export const AURA_ROLE = "Key Vault Crypto Service Encryption User";

/**
 * The built-in roles that matter to keys, by their names.
 * @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles
 */
const ROLES: Readonly<Record<string, Role>> = {
  [AURA_ROLE]: { id: "e147488a-f6f5-4113-8e2d-b22465e65bf6", power: "use" },
  "Key Vault Crypto User": { id: "12338af0-0e69-4776-bea7-57ae8d297424", power: "use" },
  "Key Vault Crypto Officer": { id: "14b46e9e-c2b7-41b4-b07b-48a6ebf60603", power: "manage" },
  "Key Vault Administrator": { id: "00482a5a-887f-4fb3-b363-3b7fe8e74483", power: "manage" },
  "Key Vault Data Access Administrator": { id: "8b54135c-b56d-4d72-a534-26097cfdc8d8", power: "grant" },
  "User Access Administrator": { id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", power: "grant" },
  "Role Based Access Control Administrator": { id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168", power: "grant" },
  Owner: { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", power: "grant" },
  Contributor: { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", power: "delete" },
  "Key Vault Contributor": { id: "f25e0fa2-a7c4-4377-a976-54943a77a395", power: "delete" },
  "Key Vault Purge Operator": { id: "a68e7c17-0ab2-4c09-9a58-125dae29748c", power: "delete" },
  "Locks Contributor": { id: "28bf596f-4eb7-45ce-b5bc-6cf482fec137", power: "delete" },
  Reader: { id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", power: "none" },
  "Key Vault Reader": { id: "21090545-7ca7-4776-b22c-e363652d74d2", power: "none" },
  "Key Vault Secrets User": { id: "4633458b-17de-408a-b874-0445c86b69e6", power: "none" },
  "Key Vault Secrets Officer": { id: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7", power: "none" },
  "Key Vault Certificates Officer": { id: "a4417e6f-fecd-4de8-b567-7b0420556985", power: "none" },
};

const NAMES_BY_ID = new Map(Object.entries(ROLES).map(([name, { id }]) => [id, name]));
const NAMES = new Map(Object.keys(ROLES).map((name) => [name.toLowerCase(), name]));

/**
 * The name of a role by its definition, whatever subscription stands in front of its UUID.
 * @returns the UUID where the role is not one of those that matter to keys
 */
export function roleOfDefinition(id: string): string {
  const uuid = (id.split("/").at(-1) ?? id).toLowerCase();
  return NAMES_BY_ID.get(uuid) ?? uuid;
}

/** The name of a role as Azure spells it. */
export function roleOfName(name: string): string {
  return NAMES.get(name.toLowerCase()) ?? name;
}

/** How the names of built-in roles for other services begin. @see https://learn.microsoft.com/en-us/azure/role-based-access-control/built-in-roles */
const OTHER_SERVICES =
  /^(?:Acr|Azure(?! Deployment)|API Management|App(?:lication| Configuration| Service)|Attestation|Automation|Backup|Billing|CDN|Classic|Cognitive|Container|Cosmos|Cost|Data|Desktop|DevCenter|DevTest|Disk|DNS|DocumentDB|Elastic|Event|Grafana|HDInsight|Image|IoT|Load Test|Log|Logic App|Managed (?:Application|HSM|Identity)|Maps|Media|Microsoft Sentinel|Monitoring|Network|Private DNS|Redis|Search|Service Bus|SignalR|Site Recovery|SQL|Storage|Support|Tag|Traffic|Virtual Machine|Web|Workbook)/i;

/** Whether a role may have a power over keys where it is given on what holds many resources: most are for other services. */
export function mayBeAboutKeys(role: string): boolean {
  const power = powerOf(role);
  if (power !== undefined) return power !== "none";
  return !OTHER_SERVICES.test(role) || /key ?vault|crypto/i.test(role);
}

/**
 * What a role can do to a key.
 * @param role its name, or the UUID of its definition
 * @returns undefined for a role that is not known: a role of the customer's own may do anything
 */
export function powerOf(role: string): RolePower | undefined {
  const known = ROLES[roleOfName(role)];
  if (known) return known.power;
  // The other built-in roles of vaults are for secrets and certificates.
  return /^Key Vault (Secrets|Certificate)/i.test(role) ? "none" : undefined;
}
