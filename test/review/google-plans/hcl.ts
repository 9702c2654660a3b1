import { PROVIDER_SOURCE } from "../../../provider/version";
import { DEFAULT_PROJECT } from "../../../simulator";
import { printReviewMetadata, type ReviewMetadata } from "../../../model/review-metadata";
import { auraServiceAccounts, GOOGLE_ROLES } from "../../../simulator/aura/other-clouds";
import { block } from "../plans/cases/hcl";

// Configurations of a key of Google Cloud in plain HCL, as written without the library.

export const PROJECT = "simulated-project";
export const ACCOUNTS = auraServiceAccounts(DEFAULT_PROJECT);
export const [USE = "", VIEWER = ""] = GOOGLE_ROLES;
export const RING_NAME = `projects/${PROJECT}/locations/europe-west1/keyRings/aura`;
export const KEY_NAME = `${RING_NAME}/cryptoKeys/orders`;

/** Arguments of a block, as expressions; those that are undefined are left out. */
export type Arguments = Readonly<Record<string, string | undefined>>;

const resource =
  (type: string, standard: Arguments) =>
  (changes: Arguments = {}, name = "orders", ...inner: string[]): string =>
    block(`resource "${type}" "${name}"`, { ...standard, ...changes }, ...inner);

export const ring = resource("google_kms_key_ring", { name: '"aura"', location: '"europe-west1"' });

/** 90 days, and 30 days in which it can be restored. */
export const key = resource("google_kms_crypto_key", {
  name: '"orders"',
  key_ring: "google_kms_key_ring.orders.id",
  rotation_period: '"7776000s"',
  destroy_scheduled_duration: '"2592000s"',
});

export const version = resource("google_kms_crypto_key_version", { crypto_key: "google_kms_crypto_key.orders.id" });

const KEY_ID = "google_kms_crypto_key.orders.id";

/** A member of a role; `serviceAccount:` is put in front of an e-mail address. */
export function member(
  account: string,
  role: string,
  changes: Arguments = {},
  name?: string,
  ...inner: string[]
): string {
  const standard = { crypto_key_id: KEY_ID, role: `"${role}"`, member: `"${asMember(account)}"` };
  return resource("google_kms_crypto_key_iam_member", standard)(changes, name ?? nameOf(account, role), ...inner);
}

export function binding(accounts: readonly string[], role: string, changes: Arguments = {}, name?: string): string {
  const members = JSON.stringify(accounts.map(asMember));
  return resource("google_kms_crypto_key_iam_binding", { crypto_key_id: KEY_ID, role: `"${role}"`, members })(
    changes,
    name ?? nameOf("all", role),
  );
}

export function policy(bindings: Readonly<Record<string, readonly string[]>>, name = "orders"): string {
  const data = {
    bindings: Object.entries(bindings).map(([role, accounts]) => ({ role, members: accounts.map(asMember) })),
  };
  return block(`resource "google_kms_crypto_key_iam_policy" "${name}"`, {
    crypto_key_id: KEY_ID,
    policy_data: JSON.stringify(JSON.stringify(data)),
  });
}

export function nameOf(account: string, role: string): string {
  return `${account.replace(/[-@:].*$/s, "") === "aura" ? account.split("-")[1] : account.replace(/\W.*$/s, "")}-${role === USE ? "use" : role.replace(/^.*[./]/, "")}`;
}

function asMember(account: string): string {
  return /^[^:]+@/.test(account) ? `serviceAccount:${account}` : account;
}

/** Both roles for each of the accounts. */
export function members(accounts: readonly string[] = ACCOUNTS, changes: Arguments = {}): string {
  return accounts.flatMap((account) => [USE, VIEWER].map((role) => member(account, role, changes))).join("\n");
}

/** All members, without some. */
export function membersWithout(...names: readonly string[]): string {
  return ACCOUNTS.flatMap((account) => [USE, VIEWER].map((role) => [account, role] as const))
    .filter(([account, role]) => !names.includes(nameOf(account, role)))
    .map(([account, role]) => member(account, role))
    .join("\n");
}

const UNPROTECTED = { deletion_protection: "false" };

export const record = resource("aura_customer_managed_key", {
  project_id: `"${DEFAULT_PROJECT.id}"`,
  name: '"orders"',
  cloud_provider: '"gcp"',
  region: '"europe-west1"',
  instance_type: '"enterprise-db"',
  key_id: KEY_ID,
  ...UNPROTECTED,
});

export const instance = resource("aura_instance", {
  project_id: `"${DEFAULT_PROJECT.id}"`,
  name: '"orders"',
  cloud_provider: '"gcp"',
  region: '"europe-west1"',
  type: '"enterprise-db"',
  memory: '"8GB"',
  customer_managed_key_id: "aura_customer_managed_key.orders.id",
  ...UNPROTECTED,
});

/** What a stack says for the review of its plans. */
export function metadata(said: Partial<ReviewMetadata>): string {
  const text = printReviewMetadata({ version: "1", protected: [], waivers: [], principals: {}, ...said });
  return block('resource "terraform_data" "AuraCmkReviewMetadata"', { input: JSON.stringify(text) });
}

/** The metadata of a key whose accounts are configured, and which is protected. */
export const CONFIGURED: Partial<ReviewMetadata> = {
  protected: ["google_kms_crypto_key.orders"],
  principals: { "google_kms_crypto_key.orders": ACCOUNTS },
};

const PROVIDERS = [
  block(
    "terraform",
    {},
    block("required_providers", {
      aura: `{ source = "${PROVIDER_SOURCE}" }`,
      google: '{ source = "hashicorp/google", version = "6.50.0" }',
    }),
  ),
  block('provider "aura"'),
  block('provider "google"', { project: `"${PROJECT}"` }),
].join("\n");

/** Parts of a configuration; an empty text leaves one out. */
export interface Parts {
  readonly ring?: string;
  readonly key?: string;
  readonly access?: string;
  readonly record?: string;
  readonly instance?: string;
  readonly more?: string;
}

/** A key with Aura's members, its customer managed key and an instance; parts can be others. */
export function usual(parts: Parts = {}): string {
  const all = {
    ring: ring(),
    key: key(),
    access: members(),
    record: record(),
    instance: instance(),
    more: "",
    ...parts,
  };
  return [PROVIDERS, ...Object.values(all)].filter((part) => part !== "").join("\n");
}
