import { App, TerraformStack } from "cdktf";
import { AuraAzureProvider, AuraKeyVaultKey, AuraProvider, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Replace these with your own.
const tenantId = "7e4a4c1d-0000-4000-8000-00000000a2e0"; // the tenant that owns the vault
const resourceGroupName = "aura"; // a resource group that exists
const vaultName = "acme-aura-orders"; // a name that no vault in Azure has yet
const projectId = "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; // the Aura project
const region = "northeurope"; // of the instance and of its vault

const app = new App();
const stack = new TerraformStack(app, "orders");
new AuraAzureProvider(stack, "azure"); // ARM_SUBSCRIPTION_ID, in the environment
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

const key = new AuraKeyVaultKey(stack, "orders-key", {
  region,
  tenantId,
  resourceGroupName,
  vaultName,
  // The application that the Aura Console shows for the key: without it, phase 1. A second person compares it.
  // applicationId: "",
});
new EncryptedAuraInstance(stack, "orders", { key, region, projectId, product: "AuraDB", memory: "8GB" });
app.synth();
