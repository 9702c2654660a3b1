import type { TerraformStack } from "cdktf";
import {
  AuraAzureProvider,
  AuraCloudKmsKey,
  AuraGoogleProvider,
  AuraKeyVaultKey,
  type AuraCloudKmsKeyProps,
  type AuraKeyVaultKeyProps,
} from "../../constructs";
import { newStack } from "./synth";

/** A tenant of Azure. */
export const TENANT = "5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44";
/** What the Console would show for a key in Azure. */
export const APPLICATION = "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10";
/** What the Console would show for a key in Google Cloud. */
export const SERVICE_ACCOUNTS = ["backup", "compute", "storage"].map(
  (name) => `aura-${name}@neo4j-aura.iam.gserviceaccount.com`,
);
/** An identifier of a version of a key in Azure. */
export const VAULT_KEY_ID = "https://acme-aura.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef";
/** A resource name of a key in Google Cloud. */
export const CLOUD_KMS_KEY_ID = "projects/acme-prod/locations/europe-west1/keyRings/aura/cryptoKeys/orders";
/** A resource id of a vault. */
export const VAULT_ID = `/subscriptions/${TENANT}/resourceGroups/aura/providers/Microsoft.KeyVault/vaults/acme-aura`;

/** The smallest props of a key in Azure. */
export const AZURE_KEY = {
  ...{ region: "northeurope", vaultName: "acme-aura", resourceGroupName: "aura", tenantId: TENANT },
} as const;

/** A stack with providers for all clouds. */
export function stackOfClouds(): TerraformStack {
  const stack = newStack();
  new AuraAzureProvider(stack, "azure");
  new AuraGoogleProvider(stack, "google");
  return stack;
}

/** A key in Google Cloud. */
export function aGoogleKey(props: Partial<AuraCloudKmsKeyProps> = {}, stack = stackOfClouds()) {
  return { stack, key: new AuraCloudKmsKey(stack, "orders-key", { region: "europe-west1", ...props }) };
}

/** A key in Azure, in a new vault unless one is given. */
export function anAzureKey(props: Partial<AuraKeyVaultKeyProps> = {}, stack = stackOfClouds()) {
  const { region } = AZURE_KEY;
  const basic = props.vaultId === undefined ? AZURE_KEY : { region };
  return { stack, key: new AuraKeyVaultKey(stack, "orders-key", { ...basic, ...props }) };
}
