import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AuraProvider, AuraStatement, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Replace these with your own.
const accountId = "111122223333"; // the AWS account that owns the key
const projectId = "6981ace7-efe5-4f5c-b7c5-267b5162ce91"; // the Aura project
const region = "eu-west-1"; // of the instance and of its key

const app = new App();
const stack = new TerraformStack(app, "orders");
new AwsProvider(stack, "aws", {
  region,
  allowedAccountIds: [accountId],
  defaultTags: [{ tags: { "managed-by": "cdktf-aura-cmk" } }],
});
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

new EncryptedAuraInstance(stack, "orders", {
  accountId,
  region,
  projectId,
  product: "AuraDB",
  memory: "8GB",
  statement: AuraStatement.fromFileWhenSaved("statements/orders.json"), // without the file: phase 1
  // The AWS account of Aura, which the statement names. Leave it out for the first key. When the statement is there, a second person
  // compares its account with the Aura Console; then set it here: a statement that names any other account is refused.
  // auraAccountId: "",
});
app.synth();
