import { CLOUD_KMS_NAME, GOOGLE_REGION, parseCloudKmsKeyName, SERVICE_ACCOUNT } from "../model/key-identifiers";
import { CLOUD_KMS_ROTATION_IN_DAYS, DESTROY_SCHEDULED_IN_DAYS, type Range } from "../model/limits";
import * as advice from "./advice-clouds";
import type { Form } from "./form";

/** Days in which a destroyed version can be restored: as long as on the other clouds, or longer. */
export const DESTROY_SCHEDULED_OF_ESTATES: Range = {
  min: DESTROY_SCHEDULED_IN_DAYS.default,
  max: DESTROY_SCHEDULED_IN_DAYS.max,
};

/** The id of a project, in old organizations with a domain in front; its number would be another name of it. */
const PROJECT = /^([a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?:)?[a-z][-a-z0-9]{4,28}[a-z0-9]$/;

/** The forms of the values of Google Cloud. */
export const GOOGLE_FORMS = {
  "gcp-cloud": { is: "the id of a cloud", expected: "aws, azure or gcp", example: "gcp", advise: advice.onCloud },
  "gcp-account": { is: "a map", example: "{ cloud: gcp, project: acme-prod }" },
  "gcp-key": { is: "a map", example: "{ account: prod, region: europe-west1, product: AuraDB }" },
  "gcp-project": {
    is: "the id of a project",
    expected: "6 to 30 lower-case letters, digits and -, beginning with a letter",
    example: "acme-prod",
    pattern: PROJECT,
    fromEnvironment: true,
    advise: advice.onProject,
  },
  "gcp-region": {
    is: "a Google Cloud region id",
    example: "europe-west1",
    pattern: GOOGLE_REGION,
    advise: advice.onRegionOf("gcp"),
  },
  "service-accounts": {
    is: "a list of three service accounts",
    expected: "the three different e-mail addresses that the Aura Console shows",
    example: "[<account 1>, <account 2>, <account 3>]",
    code: "aura-principal-well-formed",
    advise: advice.onServiceAccounts,
  },
  "service-account": {
    is: "a service account",
    expected: "an e-mail address that ends in .gserviceaccount.com",
    example: "aura-cmk@neo4j-aura.iam.gserviceaccount.com",
    pattern: SERVICE_ACCOUNT,
    fromEnvironment: true,
    code: "aura-principal-well-formed",
    advise: advice.onServiceAccount,
  },
  "key-ring-id": {
    is: "the name of a key ring",
    expected: "projects/PROJECT/locations/REGION/keyRings/RING",
    example: "projects/acme-prod/locations/europe-west1/keyRings/aura",
    accepts: (text) => !("error" in parseCloudKmsKeyName(`${text}/cryptoKeys/any`)),
    advise: advice.onKeyRing,
  },
  "key-ring-name": {
    is: "a valid key ring name",
    expected: "1 to 63 letters, digits, _ and -",
    example: "aura",
    pattern: CLOUD_KMS_NAME,
    advise: advice.onNameOf(/[^a-zA-Z0-9_-]+/g),
  },
  "crypto-key-name": {
    is: "a key name of Cloud KMS",
    expected: "1 to 63 letters, digits, _ and -",
    example: "orders",
    pattern: CLOUD_KMS_NAME,
    advise: advice.onNameOf(/[^a-zA-Z0-9_-]+/g),
  },
  "crypto-key-id": {
    is: "the resource name of a key",
    expected: "projects/PROJECT/locations/REGION/keyRings/RING/cryptoKeys/KEY",
    example: "projects/acme-prod/locations/europe-west1/keyRings/aura/cryptoKeys/orders",
    accepts: (text) => !("error" in parseCloudKmsKeyName(text)),
    code: "key-identifier-well-formed",
    advise: advice.onCloudKmsKeyName,
  },
  "cloud-kms-rotation-period": {
    is: "a valid rotation period",
    expected: `${CLOUD_KMS_ROTATION_IN_DAYS.min} to ${CLOUD_KMS_ROTATION_IN_DAYS.max} days`,
    example: String(CLOUD_KMS_ROTATION_IN_DAYS.default),
    code: "rotation-period-in-range",
  },
  "destroy-scheduled": {
    is: "a valid time for restoring",
    expected: `${DESTROY_SCHEDULED_OF_ESTATES.min} to ${DESTROY_SCHEDULED_OF_ESTATES.max} days`,
    example: String(DESTROY_SCHEDULED_IN_DAYS.default),
    code: "deletion-window-in-range",
  },
  "protection-level": { is: "a protection level", expected: "SOFTWARE or HSM", example: "SOFTWARE" },
  labels: { is: "a map of labels", example: "{ team: orders }" },
  "label-key": {
    is: "a label key",
    expected: "1 to 63 lower-case letters, digits, _ and -, beginning with a letter",
    example: "team",
    pattern: /^[a-z][a-z0-9_-]{0,62}$/,
  },
  "label-value": {
    is: "a label value",
    expected: "at most 63 lower-case letters, digits, _ and -",
    example: '"4711"',
    pattern: /^[a-z0-9_-]{0,63}$/,
  },
} as const satisfies Record<string, Form>;
