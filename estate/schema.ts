import { z } from "zod";
import {
  AURA_MEMORY_SIZES,
  AURA_NAME_LENGTH,
  DELETION_GUARD_IN_DAYS,
  RECOVERY_WINDOW_IN_DAYS,
  type CloudProvider,
} from "../model/limits";
import type { FormName } from "./forms";
import {
  alarm,
  auraAccountId,
  auraPrincipals,
  awsAccount,
  createdKey,
  deletionGuardInDays,
  existingKey,
  keyStatements,
  tags,
} from "./schema-aws";
import { applicationId, azureAccount, existingVaultKey, keyInGivenVault, keyInNewVault } from "./schema-azure";
import { backend } from "./schema-backend";
import { existingCloudKmsKey, gcpAccount, keyInGivenRing, keyInNewRing, serviceAccounts } from "./schema-google";
import { days, flag, formerly, name, outputs, product, removalPolicy, settings, text } from "./schema-parts";

const recoveryWindowInDays = () =>
  days("recovery-window", RECOVERY_WINDOW_IN_DAYS)
    .describe(`Days until a deleted secret is gone. Default: ${RECOVERY_WINDOW_IN_DAYS.default}.`)
    .optional();
const secretSettings = settings("credentials-secret", {
  name: text("secret-name").describe("Name of the secret. Default: neo4j-aura/<name of the instance>.").optional(),
  recoveryWindowInDays: recoveryWindowInDays(),
}).meta({
  id: "credentialsSecret",
  title: "Credentials in Secrets Manager",
  description: "Secret with the credentials of an instance, see docs/credentials.md.",
});

const size = (form: FormName, what: string) =>
  text(form)
    .describe(what)
    .meta({ examples: [...AURA_MEMORY_SIZES] });

/** The form of the regions of each cloud. */
const REGION_FORMS = { aws: "region", azure: "azure-region", gcp: "gcp-region" } as const;

/** @param form an editor does not know where the key of an instance is, and takes the regions of all clouds */
const regionOf = (form: FormName, what: string) =>
  text(form)
    .describe(what)
    .meta({ examples: ["eu-west-1"] });

const outsideInstance = (regionForm: FormName) =>
  settings("outside-instance", {
    instanceId: text("instance-id").describe("Id of the source in Aura: 8 hex digits."),
    region: regionOf(regionForm, "Region of the source."),
    customerManagedKeyId: text("record-id").describe("UUID of the customer managed key of the source in Aura."),
    product: product("Product of the source. Default: the product of the clone.").optional(),
  });

/** The settings of an instance in every cloud. */
const instanceSettings = (regionForm: FormName) => ({
  import: settings("import", { instanceId: text("instance-id").describe("Id of the instance in Aura: 8 hex digits.") })
    .describe(
      "An instance that exists: the first deployment imports it. `aura-cmk adopt` writes this. It may be removed once it is deployed.",
    )
    .optional(),
  key: name("key-name", "Name of a key in this file. A clone can do without, see cloneOf.").optional(),
  product: product("Aura product. Default: the product of the key.").optional(),
  region: regionOf(regionForm, "Region of the instance. The key or one of its replicas must be in it."),
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
    .union(
      [
        name("clone-of", "Name of an instance in this file."),
        outsideInstance(regionForm).meta({
          title: "Instance outside this file",
          description: "An Aura instance that is not in this file.",
        }),
      ],
      "clone-of",
    )
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
  formerly: formerly("instance-name", "instance"),
});

const INSTANCE_OUTPUTS = ["connectionUrl", "importCommand", "encryptedPassword"] as const;

/** An instance whose credentials AWS Secrets Manager can keep. */
const awsInstance = (regionForm: FormName) =>
  settings("instance", {
    ...instanceSettings(regionForm),
    credentialsSecret: z
      .union([flag(), secretSettings], "credentials-secret")
      .describe(
        "Whether AWS Secrets Manager gets the credentials, under the key of the instance. Default: the setting under `defaults`, and false " +
          "with `passwordPublicKey`. For keys of AWS.",
      )
      .optional(),
    outputs: outputs("instance", [...INSTANCE_OUTPUTS, "secretArn"]),
  });

const otherInstance = (regionForm: FormName) =>
  settings("instance", { ...instanceSettings(regionForm), outputs: outputs("instance", INSTANCE_OUTPUTS) });

const instance = awsInstance("any-region").meta({
  id: "instance",
  title: "Aura instance",
  description: "An Aura instance.",
});

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
        "Terraform forgets it, and it stays in its cloud and in Aura.",
    ),
})
  .refine(({ key, instance }) => key === undefined || instance === undefined, "removal")
  .meta({
    id: "removal",
    title: "Removal",
    description: "A key or an instance that is no longer in this file, and what becomes of it.",
  });

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
    applicationId: applicationId("Applies to every key in Azure that has no setting of its own."),
    serviceAccounts: serviceAccounts("Applies to every key in Google Cloud that has no setting of its own."),
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
    .describe("Settings of every AWS key that is created, and of every instance of such a key; `outputs` of all.")
    .optional(),
  tags: tags
    .describe(
      "Tags in AWS and Azure. Tags of a key win over those of its account, and those over these. Google Cloud: `labels` there.",
    )
    .optional(),
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
  /** The form depends on the cloud, and on the value: a key with an ARN is an existing one. */
  readonly entry: (given: unknown, cloud: CloudProvider) => EntrySchema<T>;
}

const ACCOUNTS = { aws: awsAccount, azure: azureAccount, gcp: gcpAccount };
const INSTANCES = {
  aws: awsInstance(REGION_FORMS.aws),
  azure: otherInstance(REGION_FORMS.azure),
  gcp: otherInstance(REGION_FORMS.gcp),
};

/** A kind of key: which one an entry is shows in one of its settings. */
interface KeyKind<Schema> {
  /** The setting that only this kind has; absent for the kind of all other entries. */
  readonly by?: string;
  readonly schema: Schema;
}

/** The kinds of key of each cloud. */
const KEYS = {
  aws: [{ by: "arn", schema: existingKey }, { schema: createdKey }],
  azure: [
    { by: "keyId", schema: existingVaultKey },
    { by: "vaultId", schema: keyInGivenVault },
    { schema: keyInNewVault },
  ],
  gcp: [
    { by: "keyId", schema: existingCloudKmsKey },
    { by: "keyRing", schema: keyInGivenRing },
    { schema: keyInNewRing },
  ],
} as const;

/**
 * The kind of a key, and the others of its cloud.
 * @param given the entry
 */
export function keyKindOf(
  given: unknown,
  cloud: CloudProvider,
): { readonly kind: KeyKind<EntrySchema<GivenKey>>; readonly others: readonly KeyKind<EntrySchema<GivenKey>>[] } {
  const kinds: readonly KeyKind<EntrySchema<GivenKey>>[] = KEYS[cloud];
  const settings = typeof given === "object" && given !== null ? given : {};
  // The id of an existing key under the name that it has in another cloud is one mistake, and not many.
  const names = (by: string): readonly string[] => (["arn", "keyId"].includes(by) ? ["arn", "keyId"] : [by]);
  const isKind = ({ by }: KeyKind<unknown>): boolean =>
    by === undefined || names(by).some((name) => Object.hasOwn(settings, name));
  const kind = kinds.find(isKind) ?? { schema: createdKey };
  return { kind, others: kinds.filter((other) => other !== kind) };
}

/** The sections whose entries have names. */
export const SECTIONS: {
  readonly accounts: SectionSchema<Account>;
  readonly keys: SectionSchema<GivenKey>;
  readonly instances: SectionSchema<GivenInstance>;
} = {
  accounts: { names: accountNames, entry: (_, cloud) => ACCOUNTS[cloud] },
  keys: { names: auraNames, entry: (given, cloud) => keyKindOf(given, cloud).kind.schema },
  instances: { names: auraNames, entry: (_, cloud) => INSTANCES[cloud] },
};

/** The settings of the accounts, keys or instances of a cloud. */
export function settingsOf(section: keyof typeof SECTIONS, cloud: CloudProvider): readonly string[] {
  const schemas = {
    accounts: [ACCOUNTS[cloud]],
    keys: KEYS[cloud].map(({ schema }) => schema),
    instances: [INSTANCES[cloud]],
  };
  return schemas[section].flatMap(({ shape }) => Object.keys(shape));
}

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
  accounts: z
    .record(accountNames, z.union([awsAccount, azureAccount, gcpAccount]))
    .nullish()
    .describe("AWS accounts, Azure subscriptions and Google Cloud projects, by a name of your choice."),
  keys: z
    .record(
      auraNames,
      z.union([
        createdKey,
        existingKey,
        keyInNewVault,
        keyInGivenVault,
        existingVaultKey,
        keyInNewRing,
        keyInGivenRing,
        existingCloudKmsKey,
      ]),
    )
    .nullish()
    .describe("Keys, by a name of your choice."),
  instances: z.record(auraNames, instance).nullish().describe("Aura instances, by a name of your choice."),
  waivers: z.array(waiver).nullish().describe("Rules that are waived, and why."),
  removed: z.array(removal).nullish().describe("What is no longer in this file, and what becomes of it."),
});

/** An AWS account that owns keys. */
export type AwsAccount = z.output<typeof awsAccount>;
/** A subscription of Azure that owns keys. */
export type AzureAccount = z.output<typeof azureAccount>;
/** A project of Google Cloud that owns keys. */
export type GcpAccount = z.output<typeof gcpAccount>;
/** What owns keys, in any cloud. */
export type Account = AwsAccount | AzureAccount | GcpAccount;

/** A KMS key to create. */
export type CreatedKey = z.output<typeof createdKey> & { readonly cloud?: undefined };
/** A KMS key that is owned elsewhere. */
export type ExistingKey = z.output<typeof existingKey> & { readonly cloud?: undefined };
/** A KMS key: one to create or one owned elsewhere; `"arn" in key` tells them apart. */
export type AwsKey = CreatedKey | ExistingKey;
/** A key to create in Azure Key Vault: in a vault that exists, or in a new one. */
export type CreatedVaultKey = z.output<typeof keyInNewVault | typeof keyInGivenVault> & { readonly cloud: "azure" };
/** A key in Azure Key Vault that is owned elsewhere. */
export type ExistingVaultKey = z.output<typeof existingVaultKey> & { readonly cloud: "azure" };
/** A key to create in Google Cloud KMS: in a key ring that exists, or in a new one. */
export type CreatedCloudKmsKey = z.output<typeof keyInNewRing | typeof keyInGivenRing> & { readonly cloud: "gcp" };
/** A key in Google Cloud KMS that is owned elsewhere. */
export type ExistingCloudKmsKey = z.output<typeof existingCloudKmsKey> & { readonly cloud: "gcp" };
/** A key in another cloud than AWS; `"keyId" in key` tells an existing one. */
export type OtherCloudKey = CreatedVaultKey | ExistingVaultKey | CreatedCloudKmsKey | ExistingCloudKmsKey;
/** A key in any cloud: that of its account, absent for AWS. */
export type Key = AwsKey | OtherCloudKey;
/** A key as it is written: its account tells its cloud. */
export type GivenKey = z.output<(typeof KEYS)[CloudProvider][number]["schema"]>;
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
