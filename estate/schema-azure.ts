import { z } from "zod";
import { VAULT_KEY_ROTATION_IN_DAYS } from "../model/limits";
import { basicsOfKey, days, flag, formerly, recordId, settings, text } from "./schema-parts";

/* Accounts and keys of Azure. */

const tags = z
  .record(text("azure-tag-name"), text("azure-tag-value"), {
    error: (issue) => (issue.code === "invalid_key" ? "azure-tag-name" : "azure-tags"),
  })
  .describe("Azure tags. Tags of a key win over those of its account, and those over the tags of the whole file.");

/** The application of Aura. */
export const applicationId = (what: string) =>
  text("application-id")
    .describe(
      `Id of the application that the Aura Console shows (a UUID): Azure gives its service principal access. ${what}`,
    )
    .meta({ examples: ["3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10"] })
    .optional();

/** The settings of an Azure subscription. */
export const azureAccount = settings("azure-account", {
  cloud: z.literal("azure", "azure-cloud").describe("Cloud of the account."),
  subscriptionId: text("subscription-id")
    .describe("Id of the Azure subscription (a UUID), or `${NAME}` for an environment variable.")
    .meta({ examples: ["0b1f6471-1bf0-4dda-aec3-cb9272f09590"] }),
  tenantId: text("tenant-id")
    .describe("Id of the tenant of the subscription (a UUID), or `${NAME}` for an environment variable.")
    .meta({ examples: ["5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44"] }),
  tags: tags.optional(),
  formerly: formerly("account-name", "account"),
}).meta({ id: "azureAccount", title: "Azure subscription", description: "A subscription of Azure that owns keys." });

const keyBasics = basicsOfKey(
  text("azure-region")
    .describe("Azure region of the key: that of its vault.")
    .meta({ examples: ["westeurope"] }),
);

const ofCreatedKeys = {
  ...keyBasics,
  applicationId: applicationId(
    "Until it is set, here or under `aura`, the key is in phase 1: the key and the customer managed key are created, and its " +
      "instances are deferred. Default: that under `aura`.",
  ),
  keyName: text("vault-key-name")
    .describe("Name of the key in its vault. Default: its name in this file, the first one when it was renamed.")
    .optional(),
  keyType: z
    .enum(["RSA", "RSA-HSM"], "vault-key-type")
    .describe("Type of the key; another one replaces the key. Default: RSA.")
    .optional(),
  keySize: z
    .literal([2048, 3072, 4096], "vault-key-size")
    .describe("Bits of the key; another size replaces the key. Default: 4096.")
    .optional(),
  rotationPeriodInDays: days("vault-rotation-period", VAULT_KEY_ROTATION_IN_DAYS)
    .describe(`Days between two automatic rotations. Default: ${VAULT_KEY_ROTATION_IN_DAYS.default}.`)
    .optional(),
  tags: tags.optional(),
};

/** The settings of a key to create, with a vault for it. */
export const keyInNewVault = settings("azure-key", {
  ...ofCreatedKeys,
  vaultName: text("vault-name").describe(
    "Name of the vault to create for this key, unique in all of Azure. Another name replaces the vault.",
  ),
  resourceGroupName: text("resource-group").describe(
    "Name of the resource group of the new vault; it exists already. Another group replaces the vault.",
  ),
  sku: z
    .enum(["standard", "premium"], "vault-sku")
    .describe("Service tier of the new vault. Default: premium with `keyType: RSA-HSM`, else standard.")
    .optional(),
  allowedIpRanges: z
    .array(text("ip-range"), "ip-ranges")
    .min(1, "ip-ranges")
    .describe(
      "Addresses and ranges (CIDR) that reach the new vault, beside trusted Microsoft services. The machine that runs Terraform has to be " +
        "among them. Default: every network.",
    )
    .optional(),
  allowedSubnetIds: z
    .array(text("subnet-id"), "subnet-ids")
    .min(1, "subnet-ids")
    .describe("Resource ids of subnets that reach the new vault, as `allowedIpRanges`.")
    .optional(),
  publicNetworkAccess: flag()
    .describe(
      "Whether the new vault can be reached over its public address. Trusted Microsoft services always can. Default: true.",
    )
    .optional(),
  managementLock: flag()
    .describe("Whether a lock of Azure (CanNotDelete) protects the new vault, also from Terraform. Default: false.")
    .optional(),
}).meta({
  id: "keyInNewVault",
  title: "Azure key to create",
  description: "A key to create in Azure Key Vault, with a vault for it.",
});

/** The settings of a key to create in a vault that exists. */
export const keyInGivenVault = settings("azure-key", {
  ...ofCreatedKeys,
  vaultId: text("vault-id").describe(
    "Resource id of a vault that exists, instead of a new one. Another vault replaces the key.",
  ),
}).meta({
  id: "keyInGivenVault",
  title: "Azure key to create in a vault",
  description: "A key to create in a vault of Azure that exists.",
});

/** The settings of a key in a vault that is owned elsewhere. */
export const existingVaultKey = settings("azure-key", {
  ...keyBasics,
  keyId: text("vault-key-id")
    .describe(
      "Identifier of a version of the existing key, in a vault in `region`. The key is used, never changed; its owner gives Aura's " +
        "application access.",
    )
    .meta({ examples: ["https://acme-aura.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef"] }),
  recordId,
}).meta({
  id: "existingVaultKey",
  title: "Existing Azure key",
  description: "A key in Azure Key Vault, owned elsewhere.",
});
