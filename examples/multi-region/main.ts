import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { AuraKmsKey, AuraKmsReplicaKey, AuraProvider, AuraStatement, EncryptedAuraInstance } from "cdktf-aura-cmk";

// Replace these with your own.
const accountId = "111122223333"; // the AWS account that owns the key
const aura = { projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91", product: "AuraDB", memory: "8GB" } as const;

const app = new App();
const stack = new TerraformStack(app, "orders");
new AwsProvider(stack, "aws", { region: "eu-west-1", allowedAccountIds: [accountId] });
new AuraProvider(stack, "aura"); // AURA_CLIENT_ID and AURA_CLIENT_SECRET, in the environment

const primary = new AuraKmsKey(stack, "orders-ireland", {
  accountId,
  multiRegion: true,
  statement: AuraStatement.fromFileWhenSaved("statements/orders-ireland.json"), // without the file: phase 1
  // The AWS account of Aura, which the statement names. Leave it out for the first key. When the statement is there, a second person
  // compares its account with the Aura Console; then set it here: a statement that names any other account is refused.
  // auraAccountId: "",
});
// A replica has its own policy, and so its own statement.
const replica = new AuraKmsReplicaKey(stack, "orders-frankfurt", {
  primary,
  region: "eu-central-1",
  statement: AuraStatement.fromFileWhenSaved("statements/orders-frankfurt.json"),
});

// Each instance under the key in its region.
for (const [name, key] of Object.entries({ "orders-ireland": primary, "orders-frankfurt": replica })) {
  new EncryptedAuraInstance(stack, `${name}-db`, { ...aura, name, key, accountId, region: key.region });
}
app.synth();
