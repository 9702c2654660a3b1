import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformResource, TerraformStack } from "cdktf";
import type * as Library from "../constructs";

const library = require("../dist/library/index.js") as typeof Library;
const [variant, count] = [process.argv[2], Number(process.argv[3])];

const region = "eu-west-1";
const accountId = "111122223333";
const statement = library.AuraStatement.fromObject({
  Sid: "Allow access for Neo4j",
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: [
    ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    ...["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
  ],
  Resource: "*",
  Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } },
});
const policyText = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" },
    ...statement.statements,
  ],
});
/** One project for each key, because Aura keeps one key for each project, product and region. */
const projectId = (index: number): string => `6981ace7-efe5-4f5c-b7c5-${String(index).padStart(12, "0")}`;

const outdir = mkdtempSync(path.join(tmpdir(), "aura-cmk-bench-"));
const start = process.hrtime.bigint();
const app = new App({ outdir });
const stack = new TerraformStack(app, "prod");
new AwsProvider(stack, "aws", { region });
new library.AuraProvider(stack, "aura");
for (let index = 0; index < count; index++) (variant === "library" ? withLibrary : bare)(index);
const constructed = process.hrtime.bigint();
app.synth();
const end = process.hrtime.bigint();
rmSync(outdir, { recursive: true });
console.log(
  JSON.stringify({
    ms: Number(end - start) / 1e6,
    constructMs: Number(constructed - start) / 1e6,
    synthMs: Number(end - constructed) / 1e6,
    rssMb: process.memoryUsage().rss / 2 ** 20,
  }),
);

function withLibrary(index: number): void {
  new library.EncryptedAuraInstance(stack, `db-${index}`, {
    ...{ accountId, region, statement, product: "AuraDB", memory: "8GB", projectId: projectId(index) },
  });
}

/** The same resources and outputs, without the library: what anybody would write by hand. */
function bare(index: number): void {
  const id = `db-${index}`;
  const guard = new TerraformResource(stack, `${id}-guard`, {
    // Not cdktf's DataResource, which starts Terraform for each one to ask for its version.
    ...{ terraformResourceType: "terraform_data", count: 1, lifecycle: { preventDestroy: true } },
  });
  const key = new KmsKey(stack, `${id}-key`, {
    ...{ region, description: "Customer managed key of Neo4j Aura.", policy: policyText, deletionWindowInDays: 30 },
    dependsOn: [guard],
    ...{ customerMasterKeySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT", isEnabled: true, multiRegion: false },
    ...{ enableKeyRotation: true, rotationPeriodInDays: 365, lifecycle: { preventDestroy: true } },
  });
  new KmsAlias(stack, `${id}-alias`, { name: `alias/neo4j-aura/${id}`, targetKeyId: key.keyId, region });
  const common = { projectId: projectId(index), name: id, cloudProvider: "aws", region };
  const record = new library.AuraCustomerManagedKeyResource(stack, `${id}-record`, {
    ...{ ...common, instanceType: "enterprise-db", keyId: key.arn, deletionProtection: true },
  });
  const instance = new library.AuraInstanceResource(stack, `${id}-instance`, {
    ...{ ...common, type: "enterprise-db", memory: "8GB", customerManagedKeyId: record.id },
    deletionProtection: true,
    lifecycle: { preventDestroy: true },
  });
  new TerraformOutput(stack, `${id}-key-arn`, { value: key.arn, description: "ARN of the key" });
  new TerraformOutput(stack, `${id}-record-id`, { value: record.id, description: "id of the record" });
  new TerraformOutput(stack, `${id}-url`, { value: instance.connectionUrl, description: "where to connect" });
}
