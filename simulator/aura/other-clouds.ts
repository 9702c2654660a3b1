import { createHash } from "node:crypto";
import type { Project } from "./options";

/*
 * Keys of Azure Key Vault and Google Cloud KMS: what the id of a key looks like, and whom Aura asks for access. Where these clouds do not
 * run, every such key is taken for one that Aura can use.
 */

/** What the id of a key says; the region only where it is in it. */
interface OtherKey {
  readonly region?: string;
}

/** A version of a key in a vault of Azure's public cloud. A version-less id is another key to Azure. */
const AZURE_KEY =
  /^https:\/\/[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]\.vault\.azure\.net\/keys\/[0-9a-zA-Z-]{1,127}\/[0-9a-f]{32}$/;
/** A key, not one of its versions, in a region: no multi-region and not `global`. */
const GOOGLE_KEY =
  /^projects\/[a-z][a-z0-9-]{4,28}[a-z0-9]\/locations\/([a-z]+-[a-z]+\d+)\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}$/;

/**
 * Reads the id of a key of another cloud than AWS.
 * @param cloud as the API calls it
 * @returns undefined when it is none
 */
export function parseOtherKey(cloud: string, id: string): OtherKey | undefined {
  if (cloud === "azure") return AZURE_KEY.test(id) ? {} : undefined;
  const region = GOOGLE_KEY.exec(id)?.[1];
  return region === undefined ? undefined : { region };
}

/** The role that Aura needs on a key of Azure. */
export const AZURE_ROLE = "Key Vault Crypto Service Encryption User";

/** The application whose service principal uses a project's keys in Azure. */
export function auraApplicationId(project: Project): string {
  return digitsOf(project).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/** The roles that Aura needs on a key of Google Cloud. */
export const GOOGLE_ROLES: readonly string[] = ["roles/cloudkms.cryptoKeyEncrypterDecrypter", "roles/cloudkms.viewer"];

/** The service accounts that use a project's keys in Google Cloud. */
export function auraServiceAccounts(project: Project): readonly string[] {
  const digits = digitsOf(project).slice(0, 8);
  return ["aura-compute", "aura-storage", "aura-backup"].map(
    (name) => `${name}-${digits}@neo4j-aura-simulated.iam.gserviceaccount.com`,
  );
}

/**
 * Which principals the Console of Aura asks to grant access, and with which roles.
 * @param cloud `azure` or `gcp`
 */
export function granteesOf(cloud: string, project: Project): Readonly<Record<string, string | readonly string[]>> {
  if (cloud === "gcp") return { serviceAccounts: auraServiceAccounts(project), roles: GOOGLE_ROLES };
  return { applicationId: auraApplicationId(project), roles: [AZURE_ROLE] };
}

function digitsOf({ id }: Project): string {
  return createHash("sha256").update(id).digest("hex");
}
