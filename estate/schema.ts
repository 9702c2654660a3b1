import { z } from "zod";
import {
  AURA_MEMORY_SIZES,
  AURA_NAME_LENGTH,
  DELETION_GUARD_IN_DAYS,
  DELETION_WINDOW_IN_DAYS,
  RECOVERY_WINDOW_IN_DAYS,
  ROTATION_PERIOD_IN_DAYS,
  type AuraProduct,
} from "../model/limits";
import { formOf, VARIABLE, type FormName } from "./forms";

// In every issue that zod reports here, `message` is data: the name of a form, or the known settings of a map.
// `issues.ts` makes the message from it.

const TEMPLATE = /[$%]\{/;

function text(form: FormName) {
  const { pattern, accepts, fromEnvironment } = formOf(form);
  // Terraform would read a template as an expression, which cannot be checked here.
  const plain = z.string(form).refine((given) => !TEMPLATE.test(given), { error: "template", abort: true });
  const string = pattern ? plain.regex(pattern, form) : plain;
  const checked = accepts ? string.refine(accepts, form) : string;
  // An editor sees the file before variables are replaced.
  return pattern && fromEnvironment ? checked.meta({ pattern: `${pattern.source}|${VARIABLE.source}` }) : checked;
}

function settings<S extends z.core.$ZodLooseShape>(form: FormName, shape: S) {
  const known = Object.keys(shape).join(" ");
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? known : form) });
}

const recoveryWindowInDays = () =>
  z
    .int("recovery-window")
    .min(RECOVERY_WINDOW_IN_DAYS.min, "recovery-window")
    .max(RECOVERY_WINDOW_IN_DAYS.max, "recovery-window")
    .describe(`Days until a deleted secret is gone. Default: ${RECOVERY_WINDOW_IN_DAYS.default}.`)
    .optional();
const flag = () => z.boolean("flag");
const region = (what: string) =>
  text("region")
    .describe(what)
    .meta({ examples: ["eu-west-1"] });
const name = (form: FormName, what: string) => text(form).describe(what);
const product = (what: string) =>
  z.enum(["AuraDB", "AuraDS"] as const satisfies AuraProduct[], "product").describe(what);
const removalPolicy = (what: string) => z.enum(["retain", "destroy"], "removal-policy").describe(what);

const tags = z
  .record(text("tag-key"), text("tag-value"), { error: (issue) => (issue.code === "invalid_key" ? "tag-key" : "tags") })
  .describe("AWS tags. Tags of a key win over those of its account, and those over the tags of the whole file.");

const administrators = z
  .array(text("administrator"), "administrators")
  .describe("ARNs of the IAM roles and users that administer the keys; they cannot use the keys to decrypt data.");

const auraAccountId = (what: string) =>
  text("account-id")
    .describe(
      `Expected principal: the AWS account of Aura, 12 digits, in quotes. Aura's statement may grant access to no other. ${what}`,
    )
    .meta({ examples: ["999988887777"] })
    .optional();
const auraPrincipals = (what: string) =>
  z
    .array(text("aura-principal"), "aura-principals")
    .min(1, "aura-principals")
    .describe(
      `Expected principals: AWS account ids and ARNs of IAM roles and users. Aura's statement may grant access to no others. ${what}`,
    )
    .optional();
const KEY_DEFAULT =
  "Default: the expected principals under `aura`; without any, `synth` shows to which principals the statement grants access.";

const keyStatements = (what: string) =>
  z
    .array(z.record(z.string(), z.unknown(), "key-statement"), "key-statements")
    .describe(
      `Further statements of the key policy, as in JSON: after the administrators', before Aura's. ${what} External principals that they ` +
        "allow by name are expected.",
    )
    .optional();
const deletionGuardInDays = (what: string) =>
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

const formerly = (form: FormName, what: string) =>
  name(
    form,
    `Name that this ${what} had before, when it was renamed: Terraform moves it, and nothing is destroyed. May be removed once it is in ` +
      "the lock file.",
  ).optional();

const externalId = text("external-id")
  .describe("External id that the trust policy of the role asks for. It needs `assumeRoleArn`.")
  .optional();
const sessionName = text("session-name")
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
const alarm = (what: string) =>
  z.union([flag(), alarmSettings], "alarm").describe(`Whether changes of the key raise an alarm. ${what}`).optional();

const secretSettings = settings("credentials-secret", {
  name: text("secret-name").describe("Name of the secret. Default: neo4j-aura/<name of the instance>.").optional(),
  recoveryWindowInDays: recoveryWindowInDays(),
}).meta({
  id: "credentialsSecret",
  title: "Credentials in Secrets Manager",
  description: "Secret with the credentials of an instance, see docs/credentials.md.",
});

/** The outputs of one entry: names by what they show. */
function outputs<const Names extends readonly string[]>(what: string, names: Names) {
  const one = z
    .union([text("output-name"), z.literal(false, "output-name")], "output-name")
    .describe("Name of the output; false leaves it out.")
    .optional();
  const shape = Object.fromEntries(names.map((name) => [name, one])) as Record<Names[number], typeof one>;
  return z
    .union([flag(), settings("outputs", shape)], "outputs")
    .describe(
      `Names of the Terraform outputs of the ${what}; false leaves one or all of them out. Default: all, named after the ${what}.`,
    )
    .optional();
}

const account = settings("account", {
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
  account: name("account-name", "Name of an account in this file."),
  region: region("AWS region of the key: the primary's, when it is a multi-Region key."),
  product: product("Aura product of the instances: Aura keeps one key for each product and region."),
  replicas: z
    .array(region("AWS region of a replica."), "replicas")
    .describe("Regions of the multi-Region key's replicas.")
    .optional(),
  recordName: text("aura-name")
    .describe(
      "Name of the customer managed key in Aura. Default: the name of the key, the first one when it was renamed.",
    )
    .optional(),
  removalPolicy: removalPolicy(
    "retain (default): Terraform refuses to destroy the key and its customer managed key. destroy: Terraform may destroy them, once " +
      "this is deployed. Without the key the data is lost permanently.",
  ).optional(),
  alarm: alarm("Default: for a key that is created, the setting under `defaults`; otherwise false."),
  outputs: outputs("key", ["keyArn", "customerManagedKeyId", "nextSteps", "topicArn"]),
  formerly: formerly("key-name", "key"),
};

const createdKey = settings("key", {
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
  rotationPeriodInDays: z
    .int("rotation-period")
    .min(ROTATION_PERIOD_IN_DAYS.min, "rotation-period")
    .max(ROTATION_PERIOD_IN_DAYS.max, "rotation-period")
    .describe(`Days between two automatic rotations. Default: ${ROTATION_PERIOD_IN_DAYS.default}.`)
    .optional(),
  deletionWindowInDays: z
    .int("deletion-window")
    .min(DELETION_WINDOW_IN_DAYS.min, "deletion-window")
    .max(DELETION_WINDOW_IN_DAYS.max, "deletion-window")
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

const existingKey = settings("key", {
  ...keyBasics,
  arn: text("key-arn")
    .describe(
      "ARN of the existing key in `region`. The key is used, never changed; its owner keeps Aura's statement in its policy.",
    )
    .meta({ examples: ["arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"] }),
  recordId: text("record-id")
    .describe(
      "UUID of the customer managed key that already exists in Aura for this key, in `region`: it is used instead of a new one.",
    )
    .optional(),
  keySpec: describeKey("KeySpec", "SYMMETRIC_DEFAULT"),
  keyUsage: describeKey("KeyUsage", "ENCRYPT_DECRYPT"),
  keyState: describeKey("KeyState", "Enabled"),
  origin: describeKey("Origin", "AWS_KMS"),
  rotationEnabled: flag()
    .describe("Whether automatic rotation is on, as in the output of `aws kms get-key-rotation-status`.")
    .optional(),
}).meta({ id: "existingKey", title: "Existing KMS key", description: "A KMS key that is owned elsewhere." });

const size = (form: FormName, what: string) =>
  text(form)
    .describe(what)
    .meta({ examples: [...AURA_MEMORY_SIZES] });

const outsideInstance = settings("outside-instance", {
  instanceId: text("instance-id").describe("Id of the source in Aura: 8 hex digits."),
  region: region("AWS region of the source."),
  customerManagedKeyId: text("record-id").describe("UUID of the customer managed key of the source in Aura."),
  product: product("Product of the source. Default: the product of the clone.").optional(),
}).meta({
  id: "outsideInstance",
  title: "Instance outside this file",
  description: "An Aura instance that is not in this file.",
});

const instance = settings("instance", {
  import: settings("import", { instanceId: text("instance-id").describe("Id of the instance in Aura: 8 hex digits.") })
    .describe(
      "An instance that exists: the first deployment imports it. `aura-cmk adopt` writes this. It may be removed once it is deployed.",
    )
    .optional(),
  key: name("key-name", "Name of a key in this file. A clone can do without, see cloneOf.").optional(),
  product: product("Aura product. Default: the product of the key.").optional(),
  region: region("AWS region of the instance. The key or one of its replicas must be in it."),
  memory: size("memory", "Memory of the instance."),
  version: z
    .union([text("aura-version"), z.number("aura-version")], "aura-version")
    .transform(String)
    .describe('Version of Aura. Default: "5".')
    .optional(),
  storage: size(
    "storage",
    "Storage of the instance. Default: the storage that Aura assigns to the memory size.",
  ).optional(),
  name: text("aura-name").describe("Name of the instance in Aura. Default: its name in this file.").optional(),
  cloneOf: z
    .union([name("clone-of", "Name of an instance in this file."), outsideInstance], "clone-of")
    .describe(
      "Source instance, whose data the clone starts with. Without `key` the clone uses the key for its region and product.",
    )
    .optional(),
  sourceSnapshotId: text("snapshot")
    .describe("Snapshot of the source to start with. Default: its current data.")
    .optional(),
  importSizeInGb: z
    .number("import-size")
    .positive("import-size")
    .describe("Size in GB of a database to import; the output shows how. Terraform uploads nothing.")
    .optional(),
  importMethod: z
    .enum(["database-upload", "console", "push-to-cloud"], "import-method")
    .describe("How the database is imported. Default: database-upload.")
    .optional(),
  vectorOptimized: flag().describe("Whether memory is reserved for vector indexes.").optional(),
  graphAnalyticsPlugin: flag().describe("Whether the graph analytics plugin is on.").optional(),
  secondariesCount: z.int("secondaries").min(0, "secondaries").describe("Number of secondaries.").optional(),
  cdcEnrichmentMode: text("enrichment")
    .describe("Mode of change data capture.")
    .meta({ examples: ["OFF", "DIFF", "FULL"] })
    .optional(),
  paused: flag().describe("Whether the instance is paused.").optional(),
  passwordPublicKey: text("public-key")
    .describe(
      "RSA public key in PEM, 2048 bits or more: the state has the first password encrypted with it, and not in the clear. It cannot be exchanged later.",
    )
    .optional(),
  removalPolicy: removalPolicy(
    "retain (default): Terraform refuses to destroy the instance. destroy: Terraform may destroy it, once this is deployed.",
  ).optional(),
  credentialsSecret: z
    .union([flag(), secretSettings], "credentials-secret")
    .describe(
      "Whether AWS Secrets Manager gets the credentials, under the key of the instance. Default: the setting under `defaults`, and false " +
        "with `passwordPublicKey`.",
    )
    .optional(),
  outputs: outputs("instance", ["connectionUrl", "importCommand", "encryptedPassword", "secretArn"]),
  formerly: formerly("instance-name", "instance"),
}).meta({ id: "instance", title: "Aura instance", description: "An Aura instance." });

const waiver = settings("waiver", {
  rule: text("rule").describe("Id of the rule that is waived."),
  on: z
    .union([name("on", "Name of a key or an instance."), z.array(text("on"), "on").min(1, "on")], "on")
    .describe("Name of the key or instance for which the rule is waived, or a list of names."),
  reason: text("reason").describe("Why the rule is waived; shown to reviewers."),
}).meta({ id: "waiver", title: "Waiver", description: "A rule is waived for a key or an instance, and why." });

const removal = settings("removal", {
  stack: text("stack-name").describe("Stack that it was in: `<account>-<region>`."),
  key: text("key-name").describe("Name of the key. Default, without `instance`: all that was in the stack.").optional(),
  instance: text("instance-name").describe("Name of the instance.").optional(),
  action: z
    .enum(["destroy", "hand-over"], "removal-action")
    .describe(
      "destroy: Terraform destroys it; its protection has to be given up (`removalPolicy: destroy`) and deployed before. hand-over: " +
        "Terraform forgets it, and it stays in AWS and Aura.",
    ),
})
  .refine(({ key, instance }) => key === undefined || instance === undefined, "removal")
  .meta({
    id: "removal",
    title: "Removal",
    description: "A key or an instance that is no longer in this file, and what becomes of it.",
  });

const s3 = settings("s3", {
  bucket: text("bucket").describe("Name of the bucket."),
  region: region("AWS region of the bucket."),
  keyPrefix: text("key-prefix").describe("Prefix of the state objects; each stack adds its own name.").optional(),
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

const backend = settings("backend", {
  s3: s3.optional(),
  local: settings("local", {}).nullable().describe("State beside the configuration.").optional(),
})
  .refine((given) => (given.s3 === undefined) !== (given.local === undefined), "backend")
  .describe("Where Terraform keeps its state. Default: local.")
  .meta({ minProperties: 1, maxProperties: 1 });

const head = {
  version: z.literal(1, "format-version").describe("Version of this file format."),
  aura: settings("aura", {
    projectId: text("project-id")
      .describe("UUID of the Aura project.")
      .meta({ examples: ["6981ace7-efe5-4f5c-b7c5-267b5162ce91"] }),
    baseUrl: text("base-url").describe("Address of the Aura API. Default: the public one.").optional(),
    providerSource: text("provider-source")
      .describe(
        "Source address of the Terraform provider `aura` in your own registry. Default: synth writes the provider beside each stack.",
      )
      .optional(),
    accountId: auraAccountId("Applies to every key that has no setting of its own."),
    principals: auraPrincipals("Applies to every key that has no setting of its own."),
  }).describe("The Aura project. Credentials come from the environment: AURA_CLIENT_ID, AURA_CLIENT_SECRET."),
  backend: backend.optional(),
  defaults: settings("defaults", {
    keyStatements: keyStatements("They are in the policy of every key."),
    deletionGuardInDays: deletionGuardInDays(`For keys that are kept. Default: ${DELETION_GUARD_IN_DAYS.default}.`),
    alarm: alarm("Default: false."),
    credentialsSecret: z
      .union(
        [flag(), settings("credentials-secret", { recoveryWindowInDays: recoveryWindowInDays() })],
        "credentials-secret",
      )
      .describe(
        "Whether AWS Secrets Manager gets the credentials of every instance that names no `passwordPublicKey`. Default: false.",
      )
      .optional(),
    outputs: flag().describe("Whether keys and instances have Terraform outputs. Default: true.").optional(),
  })
    .describe("Settings of every key that is created, and of every instance.")
    .optional(),
  tags: tags.optional(),
};

const accountNames = text("name");
/** Names become construct ids, which are kept in plain objects: names that every object inherits are reserved. */
const auraNames = text("name")
  .max(AURA_NAME_LENGTH.max, "name-length")
  .refine((given) => !(given in Object.prototype), "reserved-name");

/** The form of an entry: a map of settings. */
export type EntrySchema<T> = z.ZodType<T> & { readonly shape: Readonly<Record<string, z.ZodType>> };

/** A section whose entries have names: the form of a name and of an entry. */
export interface SectionSchema<T> {
  readonly names: z.ZodType<string>;
  /** The form depends on the value: a key with an ARN is an existing one. */
  readonly entry: (given: unknown) => EntrySchema<T>;
}

/** The sections whose entries have names. */
export const SECTIONS: {
  readonly accounts: SectionSchema<Account>;
  readonly keys: SectionSchema<Key>;
  readonly instances: SectionSchema<GivenInstance>;
} = {
  accounts: { names: accountNames, entry: () => account },
  keys: { names: auraNames, entry: (given) => (isExisting(given) ? existingKey : createdKey) },
  instances: { names: auraNames, entry: () => instance },
};

/** The form of a waiver. */
export const waiverSchema = waiver;

/** The form of a removal. */
export const removalSchema = removal;

/** The file without the forms of its entries, which are checked one by one. */
export const headSchema = settings("estate", {
  ...head,
  accounts: z.unknown().optional(),
  keys: z.unknown().optional(),
  instances: z.unknown().optional(),
  waivers: z.unknown().optional(),
  removed: z.unknown().optional(),
});

/** The whole file, for editors. */
export const estateSchema = settings("estate", {
  ...head,
  accounts: z.record(accountNames, account).nullish().describe("AWS accounts, by a name of your choice."),
  keys: z
    .record(auraNames, z.union([createdKey, existingKey]))
    .nullish()
    .describe("KMS keys, by a name of your choice."),
  instances: z.record(auraNames, instance).nullish().describe("Aura instances, by a name of your choice."),
  waivers: z.array(waiver).nullish().describe("Rules that are waived, and why."),
  removed: z.array(removal).nullish().describe("What is no longer in this file, and what becomes of it."),
});

function isExisting(given: unknown): boolean {
  return typeof given === "object" && given !== null && Object.hasOwn(given, "arn");
}

/** An AWS account that owns keys. */
export type Account = z.output<typeof account>;
/** A KMS key to create. */
export type CreatedKey = z.output<typeof createdKey>;
/** A KMS key that is owned elsewhere. */
export type ExistingKey = z.output<typeof existingKey>;
/** A KMS key: one to create or one owned elsewhere; `"arn" in key` tells them apart. */
export type Key = CreatedKey | ExistingKey;
/** An Aura instance as it is written: a clone can do without a key. */
export type GivenInstance = z.output<typeof instance>;
/** How the credentials of an instance are kept in AWS Secrets Manager. */
export type SecretSettings = z.output<typeof secretSettings>;
/** An Aura instance with its key, also of a clone that names none. */
export type Instance = GivenInstance & { key: string };
/** A waiver as it is written. */
export type GivenWaiver = z.output<typeof waiver>;
/** What becomes of something that is no longer in the file. */
export type Removal = z.output<typeof removal>;
/** A rule that is waived for the keys and instances with these names, and why. */
export type EstateWaiver = Omit<GivenWaiver, "on"> & { on: string[] };
/** The sections without entries. */
export type EstateHead = Pick<z.output<typeof headSchema>, keyof typeof head>;

/** The content of an estate file, checked: every name that is used exists. */
export interface Estate extends EstateHead {
  accounts: Record<string, Account>;
  keys: Record<string, Key>;
  instances: Record<string, Instance>;
  waivers: EstateWaiver[];
  removed: Removal[];
}
