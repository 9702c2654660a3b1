import { readFileSync } from "node:fs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AuraKeyPolicy, AuraKmsKey, AuraProvider, AuraStatement, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Replace these with your own.
const accountId = "111122223333"; // the AWS account that owns the key
const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const region = "us-east-1"; // of the key and of the instance
const projectId = "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; // the Aura project

const app = new App();
const stack = new TerraformStack(app, "segments");
new AwsProvider(stack, "aws", { region, allowedAccountIds: [accountId] });
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

// As `aws kms describe-key` and `aws kms get-key-rotation-status` say. It is checked; the key is not changed.
const key = AuraKmsKey.fromKeyArn(stack, "shared", `arn:aws:kms:${region}:${accountId}:key/${keyId}`, {
  keySpec: "SYMMETRIC_DEFAULT",
  keyUsage: "ENCRYPT_DECRYPT",
  keyState: "Enabled",
  origin: "AWS_KMS",
  rotationEnabled: true,
});
const policy = new AuraKeyPolicy(stack, "shared-policy", {
  key,
  currentPolicy: readFileSync("current-policy.json", "utf8"),
  statement: AuraStatement.fromFileWhenSaved("statements/segments.json"), // without the file: phase 1
  // The AWS account of Aura, which the statement names. Leave it out for the first key. When the statement is there, a second person
  // compares its account with the Aura Console; then set it here: a statement that names any other account is refused.
  // auraAccountId: "",
});
// Imports the present policy into the state, so that the first plan shows where it differs from the file.
policy.resource.importFrom(key.keyArn);

new EncryptedAuraInstance(stack, "segments", { key, accountId, region, projectId, product: "AuraDS", memory: "16GB" });
app.synth();
