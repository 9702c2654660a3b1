import { AZURE_REGION, parseVaultKeyId, UUID, VAULT_KEY_NAME, VAULT_NAME } from "../model/key-identifiers";
import { VAULT_KEY_ROTATION_IN_DAYS } from "../model/limits";
import * as advice from "./advice-clouds";
import type { Form } from "./form";

const VAULT_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.KeyVault\/vaults\/[a-z][a-z0-9-]{1,22}[a-z0-9]$/i;
const SUBNET_ID =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]{1,90}\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]{1,64}\/subnets\/[^/]{1,80}$/i;
/** IPv4: Key Vault takes no other addresses. @see https://learn.microsoft.com/en-us/azure/key-vault/general/network-security */
const IP_RANGE = /^(25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}(\/([12]?\d|3[0-2]))?$/;

/** The forms of the values of Azure. */
export const AZURE_FORMS = {
  "azure-cloud": { is: "the id of a cloud", expected: "aws, azure or gcp", example: "azure", advise: advice.onCloud },
  "azure-account": { is: "a map", example: "{ cloud: azure, subscriptionId: <UUID>, tenantId: <UUID> }" },
  "azure-key": {
    is: "a map",
    example: "{ account: prod, region: westeurope, product: AuraDB, vaultName: acme-aura, resourceGroupName: aura }",
  },
  "subscription-id": {
    is: "the UUID of an Azure subscription",
    expected: "`az account show --query id`",
    example: "0b1f6471-1bf0-4dda-aec3-cb9272f09590",
    pattern: UUID,
    fromEnvironment: true,
    advise: advice.onSubscription,
  },
  "tenant-id": {
    is: "the UUID of an Azure tenant",
    expected: "`az account show --query tenantId`",
    example: "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44",
    pattern: UUID,
    fromEnvironment: true,
  },
  "azure-region": {
    is: "an Azure region id",
    expected: "as the API of Azure spells it, in lower case and without blanks",
    example: "westeurope",
    pattern: AZURE_REGION,
    advise: advice.onRegionOf("azure"),
  },
  "application-id": {
    is: "the id of an application",
    expected: "the UUID that the Aura Console shows for the key",
    example: "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10",
    pattern: UUID,
    fromEnvironment: true,
    code: "aura-principal-well-formed",
    advise: advice.onApplication,
  },
  "vault-name": {
    is: "a valid vault name",
    expected: "3 to 24 letters, digits and single -, beginning with a letter",
    example: "acme-aura",
    pattern: VAULT_NAME,
    advise: advice.onVaultName,
  },
  "resource-group": {
    is: "a resource group name",
    expected: "1 to 90 letters, digits and . _ - ( ), not ending with a full stop",
    example: "aura",
    pattern: /^[\w.()-]{0,89}[\w()-]$/,
    advise: advice.onResourceGroup,
  },
  "vault-id": {
    is: "the resource id of a vault",
    expected: "/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME",
    example:
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme-aura",
    accepts: (text) => VAULT_ID.test(text),
    advise: advice.onVaultId,
  },
  "vault-sku": { is: "a service tier", expected: "standard or premium", example: "standard" },
  "ip-ranges": { is: "a list of IP addresses", expected: "at least one address or range", example: "[203.0.113.0/24]" },
  "ip-range": {
    is: "an IP address or range",
    expected: "IPv4, with or without a length of the prefix",
    example: "203.0.113.0/24",
    pattern: IP_RANGE,
  },
  "subnet-ids": { is: "a list of subnets", expected: "at least one resource id", example: "[<id>]" },
  "subnet-id": {
    is: "the resource id of a subnet",
    expected: "/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Network/virtualNetworks/NET/subnets/NAME",
    example:
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/ci/subnets/runners",
    accepts: (text) => SUBNET_ID.test(text),
  },
  "vault-key-name": {
    is: "a key name of Key Vault",
    expected: "1 to 127 letters, digits and -",
    example: "orders",
    pattern: VAULT_KEY_NAME,
    advise: advice.onNameOf(/[^0-9a-zA-Z-]+/g),
  },
  "vault-key-type": {
    is: "a key type for Aura",
    expected: "RSA or RSA-HSM",
    example: "RSA",
  },
  "vault-key-size": { is: "a key size for Aura", expected: "2048, 3072 or 4096", example: "4096" },
  "vault-key-id": {
    is: "the identifier of a key version",
    expected: "https://VAULT.vault.azure.net/keys/NAME/VERSION",
    example: "https://acme-aura.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef",
    accepts: (text) => !("error" in parseVaultKeyId(text)),
    code: "key-identifier-well-formed",
    advise: advice.onVaultKeyId,
  },
  "vault-rotation-period": {
    is: "a valid rotation period",
    expected: `${VAULT_KEY_ROTATION_IN_DAYS.min} to ${VAULT_KEY_ROTATION_IN_DAYS.max} days`,
    example: String(VAULT_KEY_ROTATION_IN_DAYS.default),
    code: "rotation-period-in-range",
  },
  "azure-tags": { is: "a map of Azure tags", example: "{ team: orders }" },
  "azure-tag-name": {
    is: "an Azure tag name",
    expected: "1 to 256 characters without < > % & \\ ? /",
    example: "team",
    pattern: /^[^<>%&\\?/]{1,256}$/,
  },
  "azure-tag-value": {
    is: "an Azure tag value",
    expected: "at most 256 characters",
    example: '"4711"',
    pattern: /^.{0,256}$/,
  },
} as const satisfies Record<string, Form>;
