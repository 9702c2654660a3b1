import { z } from "zod";
import { CLOUD_KMS_ROTATION_IN_DAYS, DESTROY_SCHEDULED_IN_DAYS } from "../model/limits";
import { DESTROY_SCHEDULED_OF_ESTATES } from "./forms-google";
import { basicsOfKey, days, formerly, recordId, settings, text } from "./schema-parts";

/* Accounts and keys of Google Cloud. */

const labels = z
  .record(text("label-key"), text("label-value"), {
    error: (issue) => (issue.code === "invalid_key" ? "label-key" : "labels"),
  })
  .describe("Labels of Google Cloud. Labels of a key win over those of its account.");

/** The service accounts of Aura. */
export const serviceAccounts = (what: string) =>
  z
    .array(text("service-account"), "service-accounts")
    .length(3, "service-accounts")
    .refine((accounts) => new Set(accounts).size === accounts.length, "service-accounts")
    .describe(
      `The three service accounts that the Aura Console shows (e-mail addresses): Google Cloud gives them access. ${what}`,
    )
    .optional();

/** The settings of a project of Google Cloud. */
export const gcpAccount = settings("gcp-account", {
  cloud: z.literal("gcp", "gcp-cloud").describe("Cloud of the account: Google Cloud."),
  project: text("gcp-project")
    .describe("Id of the Google Cloud project, or `${NAME}` for an environment variable.")
    .meta({ examples: ["acme-prod"] }),
  labels: labels.optional(),
  formerly: formerly("account-name", "account"),
}).meta({ id: "gcpAccount", title: "Google Cloud project", description: "A project of Google Cloud that owns keys." });

const keyBasics = basicsOfKey(
  text("gcp-region")
    .describe("Google Cloud region of the key: the location of its key ring.")
    .meta({ examples: ["europe-west1"] }),
);

const ofCreatedKeys = {
  ...keyBasics,
  serviceAccounts: serviceAccounts(
    "Until they are set, here or under `aura`, the key is in phase 1: the key and the customer managed key are created, and its " +
      "instances are deferred. Default: those under `aura`.",
  ),
  keyName: text("crypto-key-name")
    .describe(
      "Name of the key in its key ring; Google Cloud never gives it to a new key. Default: its name in this file, the first one when it was renamed.",
    )
    .optional(),
  rotationPeriodInDays: days("cloud-kms-rotation-period", CLOUD_KMS_ROTATION_IN_DAYS)
    .describe(`Days between two automatic rotations. Default: ${CLOUD_KMS_ROTATION_IN_DAYS.default}.`)
    .optional(),
  destroyScheduledDurationInDays: days("destroy-scheduled", DESTROY_SCHEDULED_OF_ESTATES)
    .describe(
      `Days in which a destroyed version of the key can be restored; another number later replaces the key. ` +
        `Default: ${DESTROY_SCHEDULED_IN_DAYS.default}.`,
    )
    .optional(),
  protectionLevel: z
    .enum(["SOFTWARE", "HSM"], "protection-level")
    .describe("Where the key is kept; another level replaces the key. Default: SOFTWARE.")
    .optional(),
  labels: labels.optional(),
};

/** The settings of a key to create, with a key ring for it. */
export const keyInNewRing = settings("gcp-key", {
  ...ofCreatedKeys,
  keyRingName: text("key-ring-name")
    .describe(
      "Name of the key ring to create for this key. Another name replaces the key. Default: neo4j-aura-<name of the key>, the first one when it was renamed.",
    )
    .optional(),
}).meta({
  id: "keyInNewRing",
  title: "Google Cloud key to create",
  description: "A key to create in Google Cloud KMS, with a key ring for it.",
});

/** The settings of a key to create in a key ring that exists. */
export const keyInGivenRing = settings("gcp-key", {
  ...ofCreatedKeys,
  keyRing: text("key-ring-id").describe(
    "Resource name of a key ring that exists, instead of a new one. Another ring replaces the key.",
  ),
}).meta({
  id: "keyInGivenRing",
  title: "Google Cloud key to create in a key ring",
  description: "A key to create in a key ring of Google Cloud that exists.",
});

/** The settings of a key in Google Cloud KMS that is owned elsewhere. */
export const existingCloudKmsKey = settings("gcp-key", {
  ...keyBasics,
  keyId: text("crypto-key-id")
    .describe(
      "Resource name of the existing key, in `region`. The key is used, never changed; its owner gives Aura's service accounts access.",
    )
    .meta({ examples: ["projects/acme-prod/locations/europe-west1/keyRings/aura/cryptoKeys/orders"] }),
  recordId,
}).meta({
  id: "existingCloudKmsKey",
  title: "Existing Google Cloud key",
  description: "A key in Google Cloud KMS, owned elsewhere.",
});
