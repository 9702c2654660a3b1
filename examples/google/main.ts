import { App, TerraformStack } from "cdktf";
import { AuraCloudKmsKey, AuraGoogleProvider, AuraProvider, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Replace these with your own.
const projectId = "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; // the Aura project
const region = "europe-west1"; // of the instance and of its key

const app = new App();
const stack = new TerraformStack(app, "orders");
new AuraGoogleProvider(stack, "google"); // GOOGLE_PROJECT, in the environment
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

const key = new AuraCloudKmsKey(stack, "orders-key", {
  region,
  // The three service accounts that the Aura Console shows for the key: without them, phase 1. A second person compares them.
  // serviceAccounts: [],
});
new EncryptedAuraInstance(stack, "orders", { key, region, projectId, product: "AuraDB", memory: "8GB" });
app.synth();
