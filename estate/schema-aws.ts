import { z } from "zod";
import { DELETION_GUARD_IN_DAYS, DELETION_WINDOW_IN_DAYS, ROTATION_PERIOD_IN_DAYS } from "../model/limits";
import {
  accountOfKey,
  days,
  flag,
  formerly,
  outputs,
  productOfKey,
  recordId,
  recordName,
  region,
  removalPolicyOfKey,
  settings,
  text,
} from "./schema-parts";

/* Accounts and keys of AWS. */

/** AWS tags. */
export const tags = z
  .record(text("tag-key"), text("tag-value"), { error: (issue) => (issue.code === "invalid_key" ? "tag-key" : "tags") })
  .describe("AWS tags. Tags of a key win over those of its account, and those over the tags of the whole file.");

const administrators = z
  .array(text("administrator"), "administrators")
  .describe("ARNs of the IAM roles and users that administer the keys; they cannot use the keys to decrypt data.");

/** The AWS account of Aura. */
export const auraAccountId = (what: string) =>
  text("account-id")
    .describe(
      `Expected principal: the AWS account of Aura, 12 digits, in quotes. Aura's statement may grant access to no other. ${what}`,
    )
    .meta({ examples: ["999988887777"] })
    .optional();
/** The principals of Aura in AWS. */
export const auraPrincipals = (what: string) =>
  z
    .array(text("aura-principal"), "aura-principals")
    .min(1, "aura-principals")
    .describe(
      `Expected principals: AWS account ids and ARNs of IAM roles and users. Aura's statement may grant access to no others. ${what}`,
    )
    .optional();
const KEY_DEFAULT =
  "Default: the expected principals under `aura`; without any, `synth` shows to which principals the statement grants access.";

/** Statements of a key policy. */
export const keyStatements = (what: string) =>
  z
    .array(z.record(z.string(), z.unknown(), "key-statement"), "key-statements")
    .describe(
      `Further statements of the key policy, as in JSON: after the administrators', before Aura's. ${what} External principals that they ` +
        "allow by name are expected.",
    )
    .optional();
/** The days of a deletion guard. */
export const deletionGuardInDays = (what: string) =>
  z
    .int("deletion-guard")
    .refine(isGuard, "deletion-guard")
    .describe(
      `Days without use (${DELETION_GUARD_IN_DAYS.min} to ${DELETION_GUARD_IN_DAYS.max}) before which AWS refuses to delete the key, a new ` +
        `one included; 0 is none. Not together with \`removalPolicy: destroy\`. ${what}`,
    )
    .meta({ examples: [DELETION_GUARD_IN_DAYS.default] })
    .optional();
function isGuard(days: number): boolean {
  const { min, max } = DELETION_GUARD_IN_DAYS;
  return days === 0 || (days >= min && days <= max);
}

/** The external id of a role. */
export const externalId = text("external-id")
  .describe("External id that the trust policy of the role asks for. It needs `assumeRoleArn`.")
  .optional();
/** The session name of a role. */
export const sessionName = text("session-name")
  .describe("Name of the session of the role, as CloudTrail shows it. It needs `assumeRoleArn`.")
  .optional();

const alarmSettings = settings("alarm", {
  emails: z
    .array(text("email"), "emails")
    .describe("Addresses that get the alarms by mail. AWS asks each of them to confirm.")
    .optional(),
  topicArn: z
    .union([text("topic-arn"), z.record(text("region"), text("topic-arn"), "topic-arn")], "topic-arn")
    .describe(
      "SNS topic in the region of the key; for several regions a map from region to topic. Default: a new topic in each region.",
    )
    .optional(),
}).meta({ id: "alarm", title: "Alarm", description: "Alarms on a key, see docs/alarm.md." });
/** Alarms on a key. */
export const alarm = (what: string) =>
  z.union([flag(), alarmSettings], "alarm").describe(`Whether changes of the key raise an alarm. ${what}`).optional();

/** The settings of an AWS account. */
export const awsAccount = settings("account", {
  cloud: z.enum(["aws"], "cloud").describe("Cloud of the account. Default: aws.").optional(),
  id: text("account-id")
    .describe(
      "AWS account id: 12 digits, in quotes (YAML reads 012345678901 as a number), or `${NAME}` for an environment variable.",
    )
    .meta({ examples: ["111122223333"] }),
  assumeRoleArn: text("role-arn").describe("IAM role of this account that Terraform assumes.").optional(),
  externalId,
  sessionName,
  profile: text("profile")
    .describe("Profile of the AWS configuration on the machine, whose credentials are used.")
    .optional(),
  administrators: administrators.optional(),
  tags: tags.optional(),
  formerly: formerly("account-name", "account"),
}).meta({ id: "account", title: "AWS account", description: "An AWS account that owns keys." });

const keyBasics = {
  account: accountOfKey,
  region: region("AWS region of the key: the primary's, when it is a multi-Region key."),
  product: productOfKey,
  replicas: z
    .array(region("AWS region of a replica."), "replicas")
    .describe("Regions of the multi-Region key's replicas.")
    .optional(),
  recordName,
  removalPolicy: removalPolicyOfKey,
  alarm: alarm("Default: for a key that is created, the setting under `defaults`; otherwise false."),
  outputs: outputs("key", ["keyArn", "customerManagedKeyId", "nextSteps", "topicArn"]),
  formerly: formerly("key-name", "key"),
};

/** The settings of a KMS key to create. */
export const createdKey = settings("key", {
  ...keyBasics,
  statement: z
    .union([text("statement"), z.record(text("region"), text("statement"), "statement")], "statement")
    .describe(
      "File with the statement that the Aura Console shows for this key, relative to this file. Until the file exists, the key is in " +
        "phase 1: the key and the customer managed key are created, and its instances are deferred. For a key with replicas whose " +
        "statements differ: a map from region to file.",
    )
    .optional(),
  auraAccountId: auraAccountId(KEY_DEFAULT),
  auraPrincipals: auraPrincipals(KEY_DEFAULT),
  import: settings("import", {
    keyArn: text("key-arn").describe("ARN of the key."),
    recordId: text("record-id").describe("UUID of the customer managed key that exists in Aura for it.").optional(),
  })
    .describe(
      "A key that exists and is managed from here on: the first deployment imports it, with the alias of `alias` where that is set, " +
        "and with its customer managed key. `aura-cmk adopt` writes this. It may be removed once it is deployed.",
    )
    .optional(),
  currentPolicy: text("policy-file")
    .describe(
      "File with the policy that the key had when it was imported, relative to this file. It is taken over as it is: `statement` is in " +
        "it or is added, and nothing of the account's `administrators` and of `defaults`.",
    )
    .optional(),
  alias: text("alias")
    .describe("KMS alias, beginning with alias/. Default: alias/neo4j-aura/<name of the key>.")
    .optional(),
  description: text("description").describe("Description of the key in AWS.").optional(),
  multiRegion: flag()
    .describe("Whether it is a multi-Region key; this cannot be changed later. Default: true when there are replicas.")
    .optional(),
  rotationPeriodInDays: days("rotation-period", ROTATION_PERIOD_IN_DAYS)
    .describe(`Days between two automatic rotations. Default: ${ROTATION_PERIOD_IN_DAYS.default}.`)
    .optional(),
  deletionWindowInDays: days("deletion-window", DELETION_WINDOW_IN_DAYS)
    .describe(
      `Days between the request to delete the key and its deletion, in which the deletion can be cancelled. ` +
        `Default: ${DELETION_WINDOW_IN_DAYS.default}.`,
    )
    .optional(),
  deletionGuardInDays: deletionGuardInDays("Default: that under `defaults`, and none with `removalPolicy: destroy`."),
  administrators: administrators.optional(),
  keyStatements: keyStatements("Those under `defaults` come first."),
  tags: tags.optional(),
}).meta({ id: "createdKey", title: "KMS key to create", description: "A KMS key to create." });

const describeKey = (field: string, example: string) =>
  text("describe-key")
    .describe(`\`${field}\` in the output of \`aws kms describe-key\`; it is checked where it is given.`)
    .meta({ examples: [example] })
    .optional();

/** The settings of a KMS key that is owned elsewhere. */
export const existingKey = settings("key", {
  ...keyBasics,
  arn: text("key-arn")
    .describe(
      "ARN of the existing key in `region`. The key is used, never changed; its owner keeps Aura's statement in its policy.",
    )
    .meta({ examples: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] }),
  recordId,
  keySpec: describeKey("KeySpec", "SYMMETRIC_DEFAULT"),
  keyUsage: describeKey("KeyUsage", "ENCRYPT_DECRYPT"),
  keyState: describeKey("KeyState", "Enabled"),
  origin: describeKey("Origin", "AWS_KMS"),
  rotationEnabled: flag()
    .describe("Whether automatic rotation is on, as in the output of `aws kms get-key-rotation-status`.")
    .optional(),
}).meta({ id: "existingKey", title: "Existing KMS key", description: "A KMS key that is owned elsewhere." });
