import { readFileSync } from "node:fs";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AuraKeyPolicy, AuraKmsKey, AuraProvider, AuraStatement, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Put your own here.
const accountId = "111122223333"; // the AWS account that owns the key
const keyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
const region = "us-east-1"; // of the key, and so of the instance
const projectId = "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; // the Aura project
const auraAccountId = "999988887777"; // the AWS account that Aura's statement names; no other one is let in

const app = new App();
const stack = new TerraformStack(app, "segments");
new AwsProvider(stack, "aws", { region, allowedAccountIds: [accountId] });
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, where Terraform runs

// What `aws kms describe-key` and `aws kms get-key-rotation-status` say: it is checked, and nothing about the key is changed.
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
  auraAccountId,
  statement: AuraStatement.fromFileWhenSaved("statements/segments.json"), // not there yet: phase 1
});
// The policy that the key has comes into the state, so that the first plan shows where it and the file differ.
policy.resource.importFrom(key.keyArn);

new EncryptedAuraInstance(stack, "segments", { key, accountId, region, projectId, product: "AuraDS", memory: "16GB" });
app.synth();
