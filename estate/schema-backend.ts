import { externalId, sessionName } from "./schema-aws";
import { flag, region, settings, text } from "./schema-parts";

/* Where Terraform keeps its state. Each backend has a setting of its own for what Terraform calls so. */

const keyPrefix = text("key-prefix").describe("Prefix of the state objects; each stack adds its own name.").optional();

const s3 = settings("s3", {
  bucket: text("bucket").describe("Name of the bucket."),
  region: region("AWS region of the bucket."),
  keyPrefix,
  useLockfile: flag()
    .describe("Whether Terraform (1.10 or later) locks the state with an object beside it.")
    .optional(),
  dynamodbTable: text("table").describe("DynamoDB table that locks the state (the older way).").optional(),
  encrypt: flag().describe("Whether the state is encrypted by S3.").optional(),
  kmsKeyId: text("state-key").describe("KMS key that encrypts the state.").optional(),
  profile: text("profile").describe("Profile of the AWS configuration on the machine.").optional(),
  assumeRoleArn: text("role-arn").describe("IAM role that Terraform assumes to reach the bucket.").optional(),
  externalId,
  sessionName,
}).meta({ id: "s3", title: "S3 backend", description: "State in an S3 bucket." });

const azurerm = settings("azurerm", {
  storageAccountName: text("storage-account").describe("Name of the storage account."),
  containerName: text("storage-container").describe("Name of the container in it."),
  keyPrefix,
  resourceGroupName: text("resource-group")
    .describe("Resource group of the storage account; not needed with `useAzureadAuth`.")
    .optional(),
  subscriptionId: text("subscription-id").describe("Subscription of the storage account.").optional(),
  tenantId: text("tenant-id").describe("Tenant of the subscription.").optional(),
  useAzureadAuth: flag()
    .describe("Whether Terraform reaches the container with its own login, and not with a key of the storage account.")
    .optional(),
}).meta({ id: "azurerm", title: "Azure backend", description: "State in a storage account of Azure." });

const gcs = settings("gcs", {
  bucket: text("gcs-bucket").describe("Name of the bucket."),
  keyPrefix,
  kmsEncryptionKey: text("gcs-state-key").describe("Cloud KMS key that encrypts the state.").optional(),
  impersonateServiceAccount: text("service-account")
    .describe("Service account that Terraform impersonates to reach the bucket.")
    .optional(),
}).meta({ id: "gcs", title: "Google Cloud Storage backend", description: "State in a bucket of Google Cloud." });

/** Where Terraform keeps its state. */
export const backend = settings("backend", {
  s3: s3.optional(),
  azurerm: azurerm.optional(),
  gcs: gcs.optional(),
  local: settings("local", {}).nullable().describe("State beside the configuration.").optional(),
})
  .refine((given) => Object.values(given).filter((one) => one !== undefined).length === 1, "backend")
  .describe("Where Terraform keeps its state. Default: local.")
  .meta({ minProperties: 1, maxProperties: 1 });
