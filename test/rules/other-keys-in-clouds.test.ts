import { reviewPlans } from "../../review/review";
import * as real from "../model/read/support";

/* What becomes of keys in Azure and Google Cloud that show no sign of Aura, in plans that hold nothing else. */

const VAULT_ID =
  "/subscriptions/99999999-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-prod";
const ROLES = "/subscriptions/99999999-0000-4000-8000-000000000001/providers/Microsoft.Authorization/roleDefinitions";
const RING = "projects/acme-prod/locations/europe-west1/keyRings/main";
const PRINCIPAL = "11111111-aaaa-4bbb-8ccc-222222222222";

const vaultKey = {
  ...{
    id: "https://kv-prod.vault.azure.net/keys/cmk/0123456789abcdef0123456789abcdef",
    name: "cmk",
    key_vault_id: VAULT_ID,
  },
  ...{ key_type: "RSA", key_size: 3072, key_opts: ["wrapKey", "unwrapKey"], rotation_policy: [], curve: "" },
  ...{ expiration_date: "", not_before_date: "", tags: {} },
};
const vault = {
  ...{ id: VAULT_ID, name: "kv-prod", location: "westeurope", resource_group_name: "rg", tenant_id: PRINCIPAL },
  ...{ rbac_authorization_enabled: true, purge_protection_enabled: true, soft_delete_retention_days: 90 },
  ...{ enabled_for_disk_encryption: true, public_network_access_enabled: true, network_acls: [], sku_name: "standard" },
};
const role = (over: object) => ({
  ...{
    scope: `${VAULT_ID}/keys/cmk`,
    role_definition_id: `${ROLES}/e147488a-f6f5-4113-8e2d-b22465e65bf6`,
    condition: "",
  },
  ...{ role_definition_name: "Key Vault Crypto Service Encryption User", principal_id: PRINCIPAL },
  ...over,
});
const cryptoKey = {
  ...{ id: `${RING}/cryptoKeys/cmk`, name: "cmk", key_ring: RING, purpose: "ENCRYPT_DECRYPT", labels: {} },
  ...{ destroy_scheduled_duration: "2592000s", rotation_period: "7776000s", import_only: false },
  ...{ skip_initial_version_creation: false },
};
const iam = (over: object) => ({
  ...{ crypto_key_id: cryptoKey.id, role: "roles/cloudkms.cryptoKeyEncrypterDecrypter", condition: [] },
  ...over,
});
const PARTNER = "serviceAccount:app@partner.iam.gserviceaccount.com";
const stays = (address: string, values: object): real.Entry => ({
  address,
  before: values,
  after: values,
  actions: ["no-op"],
});

/** The verdict, and each finding in one line. */
function said(...entries: readonly real.Entry[]): readonly string[] {
  const { verdict, findings } = reviewPlans(real.readEntries(entries), { now: new Date(0) });
  return [verdict, ...findings.map(({ rule, what, got }) => `${rule}: ${what}: ${got}`)];
}

it.each([
  ["azurerm_key_vault_key.cmk", vaultKey, "this key"],
  ["azurerm_key_vault.main", vault, "a key in it"],
])("says what to do about %s", (address, before, key) => {
  const { findings } = reviewPlans(real.readEntries([{ address, before }]), { now: new Date(0) });
  expect(findings.map(({ fix }) => fix)).toEqual([
    `confirm it; if Aura uses ${key}, review it with the plan of its customer managed key`,
  ]);
});

describe("needs review", () => {
  const key = "azurerm_key_vault_key.cmk";
  it.each<[string, real.Entry[], string]>([
    [
      "a key in a vault that is deleted",
      [{ address: key, before: vaultKey }],
      "key cmk will be deleted: deleted; can be recovered only if its vault has purge protection",
    ],
    [
      "one that can no longer be used for what Aura does",
      [{ address: key, before: vaultKey, after: { ...vaultKey, key_opts: ["sign"] } }],
      "key cmk will no longer wrap and unwrap: sign (`key_opts` of azurerm_key_vault_key.cmk)",
    ],
    [
      "one that expires",
      [{ address: key, before: vaultKey, after: { ...vaultKey, expiration_date: "2027-01-01T00:00:00Z" } }],
      "key cmk will expire: 2027-01-01T00:00:00Z (`expiration_date` of azurerm_key_vault_key.cmk); then Aura cannot use it",
    ],
    [
      "a vault that is deleted",
      [{ address: "azurerm_key_vault.main", before: vault }],
      "vault kv-prod will be deleted: deleted; can be recovered for 90 days, and its role assignments are deleted for good",
    ],
    [
      "a vault that no longer goes by roles",
      [{ address: "azurerm_key_vault.main", before: vault, after: { ...vault, rbac_authorization_enabled: false } }],
      "vault kv-prod will go by access policies, and ignore every role: false (`rbac_authorization_enabled` of azurerm_key_vault.main)",
    ],
    [
      "a role on a key of another state that is deleted",
      [{ address: "azurerm_role_assignment.app", before: role({}) }],
      `this plan revokes access to a key that is managed elsewhere: Key Vault Crypto Service Encryption User for principal ${PRINCIPAL} on ${VAULT_ID}/keys/cmk: deleted`,
    ],
    [
      "a role on a vault of another state that is deleted",
      [{ address: "azurerm_role_assignment.app", before: role({ scope: VAULT_ID }) }],
      `this plan revokes access to a key that is managed elsewhere: Key Vault Crypto Service Encryption User for principal ${PRINCIPAL} on ${VAULT_ID}: deleted`,
    ],
    [
      "a key of Google Cloud that is destroyed",
      [{ address: "google_kms_crypto_key.cmk", before: cryptoKey }],
      "all versions of key cmk will be scheduled for destruction: deleted; unusable at once, destroyed after 30 days",
    ],
    [
      "a binding that sets who has a role on a key",
      [
        stays("google_kms_crypto_key.cmk", cryptoKey),
        { address: "google_kms_crypto_key_iam_binding.app", after: iam({ members: ["user:me@acme.example"] }) },
      ],
      "this plan revokes access to key cmk: others may lose cloudkms.cryptoKeyEncrypterDecrypter: google_kms_crypto_key_iam_binding.app sets all members of the role, and leaves others out",
    ],
    [
      "a service account of another project that loses its role",
      [
        stays("google_kms_crypto_key.cmk", cryptoKey),
        { address: "google_kms_crypto_key_iam_member.app", before: iam({ member: PARTNER }) },
      ],
      "this plan revokes access to key cmk: app@partner.iam.gserviceaccount.com loses cloudkms.cryptoKeyEncrypterDecrypter: google_kms_crypto_key_iam_member.app is destroyed",
    ],
  ])("%s", (_, entries, finding) => {
    expect(said(...entries)).toEqual(["NEEDS REVIEW", `external-access-stays: ${finding}`]);
  });
});

it("blocks that an application loses Aura's role on a key of another state", () => {
  const application = {
    ...{ address: "data.azuread_service_principal.app", mode: "data", type: "azuread_service_principal", name: "app" },
    values: { client_id: "c0ffee00-1111-4222-8333-444455556666", object_id: PRINCIPAL },
  };
  const entries = [{ address: "azurerm_role_assignment.app", before: role({}) }];
  const { verdict } = reviewPlans(
    real.readEntries(entries, { prior_state: { values: { root_module: { resources: [application] } } } }),
    { now: new Date(0) },
  );
  expect(verdict).toBe("BLOCK");
});

describe("is fine", () => {
  it.each<[string, real.Entry]>([
    ["a key that stays", stays("azurerm_key_vault_key.cmk", vaultKey)],
    [
      "a key with other tags",
      { address: "azurerm_key_vault_key.cmk", before: vaultKey, after: { ...vaultKey, tags: { a: "b" } } },
    ],
    ["a key that is made", { address: "azurerm_key_vault_key.cmk", after: { ...vaultKey, id: undefined } }],
    [
      "the end of a key that Aura cannot use: not RSA",
      { address: "azurerm_key_vault_key.cmk", before: { ...vaultKey, key_type: "EC" } },
    ],
    [
      "the end of a key that Aura cannot use: for signing",
      { address: "azurerm_key_vault_key.cmk", before: { ...vaultKey, key_opts: ["sign", "verify"] } },
    ],
    [
      "a role that only reads",
      {
        address: "azurerm_role_assignment.app",
        before: role({
          role_definition_name: "Key Vault Reader",
          role_definition_id: `${ROLES}/21090545-7ca7-4776-b22c-e363652d74d2`,
        }),
      },
    ],
    ["a new role on a key of another state", { address: "azurerm_role_assignment.app", after: role({}) }],
    ["a key of Google Cloud that stays", stays("google_kms_crypto_key.cmk", cryptoKey)],
    [
      "the end of a key of Google Cloud that Aura cannot use",
      { address: "google_kms_crypto_key.cmk", before: { ...cryptoKey, purpose: "ASYMMETRIC_SIGN" } },
    ],
    [
      "a key ring that goes",
      {
        address: "google_kms_key_ring.main",
        before: { id: RING, name: "main", location: "europe-west1", project: "acme-prod" },
      },
    ],
  ])("%s", (_, entry) => {
    expect(said(entry)).toEqual(["OK"]);
  });
});

describe("a customer managed key whose key is not known yet", () => {
  const record = (cloud_provider: string): real.Entry => ({
    address: "aura_customer_managed_key.new",
    ...real.coming({ ...real.RECORD, cloud_provider }, "id", "key_id"),
  });
  const keys = [
    stays("aws_kms_key.lake", { ...real.KEY, description: "lake", policy: real.policy(real.OWN) }),
    stays("azurerm_key_vault_key.cmk", vaultKey),
    stays("google_kms_crypto_key.cmk", cryptoKey),
  ];

  it.each([
    ["aws", ["azurerm_key_vault_key.cmk", "google_kms_crypto_key.cmk"]],
    ["azure", ["aws_kms_key.lake", "google_kms_crypto_key.cmk"]],
    ["gcp", ["aws_kms_key.lake", "azurerm_key_vault_key.cmk"]],
  ])("may be any key of its cloud, %s, and none of another", (cloud, others) => {
    const [plan] = real.readEntries([record(cloud), ...keys]).plans;
    expect(plan?.skipped.map(({ address }) => address)).toEqual(others);
  });
});
