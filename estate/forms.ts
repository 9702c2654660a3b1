import { CLOUDS } from "../model/clouds";
import {
  AURA_MEMORY_SIZES,
  AURA_NAME_LENGTH,
  AWS_TAG,
  DELETION_GUARD_IN_DAYS,
  DELETION_WINDOW_IN_DAYS,
  EMAIL,
  isProviderSource,
  OUTPUT_NAME,
  RECOVERY_WINDOW_IN_DAYS,
  ROTATION_PERIOD_IN_DAYS,
  SECRET_NAME,
  type Range,
} from "../model/limits";
import { ACCOUNT_ID, parseArn, parseKeyArn, REGION_ID } from "../policy/arn";
import { isExpectedPrincipal } from "../policy/access/principal";
import { isOnThisMachine } from "../util/on-this-machine";
import { insteadOfRsaPublicKey, RSA_PUBLIC_KEY } from "../util/rsa-public-key";
import * as advice from "./advice";
import { onCloud, onRegionOfOtherCloud } from "./advice-clouds";
import type { Form } from "./form";
import { AZURE_FORMS } from "./forms-azure";
import { GOOGLE_FORMS } from "./forms-google";

// Patterns have no flags, because JSON Schema has none; what needs a flag is in `accepts`.
// Aura writes its ids in lower case; another case would show as a change in every plan.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOT_BLANK = /\S/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** How a value names the environment variable that it comes from. */
export const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/;

/** An IAM role or user can have a path; wildcards are not allowed. */
const ROLE_OR_USER = /^(role|user)\/([^*?\s]+\/)?[\w+=,.@-]{1,64}$/;

const between = ({ min, max }: Range): string => `${min} to ${max}`;

/** Every form, by the name that the schema gives to its issues. */
export const FORMS = {
  // The file and its sections.
  estate: { is: "a map", expected: "version, aura, accounts, keys, instances, ...", example: "version: 1" },
  "format-version": {
    is: "a supported format version",
    expected: "1",
    example: "1",
    advise: (value) => (value === "1" ? { fix: "write 1 without quotes" } : undefined),
  },
  aura: { is: "a map", expected: "the Aura project, in `projectId`", example: "{ projectId: <UUID> }" },
  defaults: { is: "a map", expected: "settings of every key", example: "{ deletionGuardInDays: 90 }" },
  accounts: { is: "a map of accounts", example: '{ prod: { id: "111122223333" } }' },
  keys: { is: "a map of keys", example: "{ orders: { account: prod, ... } }" },
  instances: { is: "a map of Aura instances", example: "{ orders-prod: { key: orders, ... } }" },
  removed: { is: "a list of removals", example: "[{ stack: prod-eu-west-1, key: orders, action: destroy }]" },
  waivers: { is: "a list of waivers", example: "[{ rule: <rule>, on: <name>, reason: <why> }]" },
  account: { is: "a map", example: '{ id: "111122223333" }' },
  key: { is: "a map", example: "{ account: prod, region: eu-west-1, product: AuraDB }" },
  instance: { is: "a map", example: "{ key: orders, region: eu-west-1, memory: 8GB }" },
  removal: {
    is: "a removal",
    expected: "`stack`, `action`, and either `key`, `instance` or neither",
    example: "{ stack: prod-eu-west-1, key: orders, action: destroy }",
  },
  waiver: { is: "a map", example: "{ rule: <rule>, on: <name>, reason: <why> }" },
  name: {
    is: "a valid name",
    expected: "letters, digits, - and _, beginning with a letter or digit",
    example: "orders",
    pattern: NAME,
    advise: advice.onName,
  },
  template: {
    is: "plain text",
    fact: "contains a Terraform expression",
    expected: "plain text, without ${ or %{",
    example: "orders",
    advise: () => ({ fix: "write the value itself" }),
  },
  "reserved-name": { is: "a name", fact: "is reserved", example: "orders" },
  "name-length": {
    is: "a name that fits Aura",
    fact: "is too long for Aura",
    expected: `${between(AURA_NAME_LENGTH)} characters`,
    example: "orders",
    code: "names-fit-aura",
    advise: advice.onLength,
  },

  // Aura.
  "project-id": {
    is: "the UUID of an Aura project",
    expected: "a lower-case UUID (in the Aura Console: Project settings)",
    example: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
    pattern: UUID,
    fromEnvironment: true,
  },
  "base-url": {
    is: "an Aura API address",
    expected: "an https address (http on this machine only), without credentials",
    example: "https://api.neo4j.io/v1",
    accepts: isBaseUrl,
  },
  "provider-source": {
    is: "a provider's source address",
    expected: "HOST/NAMESPACE/TYPE",
    example: "terraform.example.com/platform/aura",
    accepts: isProviderSource,
  },
  product: {
    is: "a product with customer managed keys",
    expected: "AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise)",
    example: "AuraDB",
    code: "product-supports-own-keys",
    advise: advice.onProduct,
  },
  "aura-version": { is: "an Aura version", example: '"5"', pattern: NOT_BLANK },
  memory: {
    is: "an Aura memory size",
    expected: AURA_MEMORY_SIZES.join(", "),
    example: "8GB",
    pattern: /^[1-9]\d*GB$/,
    advise: advice.onSize,
  },
  storage: { is: "a size in GB", example: "16GB", pattern: /^[1-9]\d*GB$/, advise: advice.onSize },
  "instance-id": {
    is: "an Aura instance id",
    expected: "8 hex digits",
    example: "db1d1234",
    pattern: /^[0-9A-Fa-f]{8}$/,
  },
  "record-id": {
    is: "a customer managed key id",
    expected: "a lower-case UUID",
    example: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
    pattern: UUID,
  },
  "aura-name": {
    is: "a valid Aura name",
    expected: `${between(AURA_NAME_LENGTH)} characters, without spaces at either end`,
    example: "Orders",
    pattern: /^\S(.*\S)?$/,
    accepts: (text) => text.length <= AURA_NAME_LENGTH.max,
    code: "names-fit-aura",
    advise: advice.onLength,
  },
  "clone-of": {
    is: "an instance",
    expected: "the name of an instance in this file, or a map for another one",
    example: "orders-prod",
  },
  "outside-instance": {
    is: "an instance",
    expected: "the name of an instance in this file, or a map for another one",
    example: "{ instanceId: db1d1234, region: eu-west-1, customerManagedKeyId: <UUID> }",
  },
  snapshot: { is: "a snapshot id", example: "<UUID>", pattern: NOT_BLANK },
  "import-size": { is: "a size in GB", expected: "a number above 0", example: "40" },
  "import-method": {
    is: "an import method",
    expected: "database-upload, console or push-to-cloud",
    example: "database-upload",
  },
  secondaries: { is: "a number of secondaries", expected: "a whole number, 0 or more", example: "1" },
  enrichment: { is: "a change data capture mode", example: '"FULL"', pattern: NOT_BLANK },
  "public-key": {
    is: "an RSA public key",
    expected: RSA_PUBLIC_KEY,
    example: "<PEM>",
    accepts: (text) => insteadOfRsaPublicKey(text) === undefined,
    code: "public-key-well-formed",
    advise: advice.onPublicKey,
  },

  // The clouds.
  cloud: { is: "the id of a cloud", expected: "aws, azure or gcp", example: "aws", advise: onCloud },
  "any-region": {
    is: "a region id",
    example: "eu-west-1",
    pattern: new RegExp(
      Object.values(CLOUDS)
        .map(({ region }) => region.source)
        .join("|"),
    ),
  },
  ...AZURE_FORMS,
  ...GOOGLE_FORMS,

  // AWS.
  "account-id": {
    is: "an AWS account id",
    expected: "12 digits, in quotes",
    example: '"111122223333"',
    pattern: ACCOUNT_ID,
    fromEnvironment: true,
  },
  region: {
    is: "an AWS region id",
    example: "eu-west-1",
    pattern: REGION_ID,
    advise: (value) => advice.onRegion(value) ?? onRegionOfOtherCloud(value, "aws"),
  },
  "role-arn": {
    is: "the ARN of an IAM role",
    example: "arn:aws:iam::111122223333:role/terraform",
    accepts: (text) => isRoleOrUser(text) && text.includes(":role/"),
    advise: advice.onPrincipal,
  },
  "external-id": {
    is: "an external id",
    expected: "2 to 1224 letters, digits and + = , . @ : / _ -",
    example: "aura-terraform",
    pattern: /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/,
  },
  "session-name": {
    is: "a session name",
    expected: "2 to 64 letters, digits and + = , . @ _ -",
    example: "aura-terraform",
    pattern: /^[A-Za-z0-9_+=,.@-]{2,64}$/,
  },
  administrators: { is: "a list of roles and users", example: "[arn:aws:iam::111122223333:role/key-admin]" },
  administrator: {
    is: "an IAM role or user ARN",
    example: "arn:aws:iam::111122223333:role/key-admin",
    accepts: isRoleOrUser,
    advise: advice.onPrincipal,
  },
  "aura-principals": {
    is: "a list of principals",
    expected: "at least one AWS account id or IAM ARN",
    example: '["999988887777"]',
  },
  "aura-principal": {
    is: "an account id or IAM ARN",
    expected: "12 digits in quotes, or the ARN of an IAM role or user",
    example: '"999988887777"',
    accepts: isExpectedPrincipal,
  },
  "key-arn": {
    is: "the ARN of a KMS key",
    expected: "arn:PARTITION:kms:REGION:ACCOUNT:key/ID",
    example: '"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"',
    accepts: (text) => !("error" in parseKeyArn(text)),
    code: "key-arn-well-formed",
    advise: advice.onKeyArn,
  },
  alias: {
    is: "a valid KMS alias name",
    expected: "alias/ and up to 250 letters, digits, - _ and /, but not alias/aws/",
    example: "alias/neo4j-aura/orders",
    pattern: /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    advise: advice.onAlias,
  },
  statement: {
    is: "a file path",
    expected: "a path relative to this file",
    example: "statements/orders.json",
    pattern: NOT_BLANK,
    advise: (value) => (value === null ? { fix: "remove `statement` until the Aura Console shows it" } : undefined),
  },
  import: { is: "a map", expected: "ids of what exists", example: "{ keyArn: <ARN>, recordId: <UUID> }" },
  "policy-file": {
    is: "a file path",
    expected: "a path relative to this file",
    example: "policies/orders.json",
    pattern: NOT_BLANK,
  },
  description: { is: "text", example: '"Encrypts the orders database"', pattern: NOT_BLANK },
  "rotation-period": {
    is: "a valid rotation period",
    expected: `${between(ROTATION_PERIOD_IN_DAYS)} days`,
    example: String(ROTATION_PERIOD_IN_DAYS.default),
    code: "rotation-period-in-range",
  },
  "deletion-window": {
    is: "a valid deletion window",
    expected: `${between(DELETION_WINDOW_IN_DAYS)} days`,
    example: String(DELETION_WINDOW_IN_DAYS.default),
    code: "deletion-window-in-range",
  },
  "deletion-guard": {
    is: "a valid deletion guard",
    expected: `${between(DELETION_GUARD_IN_DAYS)} days, or 0 for none`,
    example: String(DELETION_GUARD_IN_DAYS.default),
    code: "deletion-guard-in-range",
  },
  "key-statements": {
    is: "a list of policy statements",
    example: '[{ Effect: Allow, Principal: { AWS: <ARN> }, Action: "kms:DescribeKey", Resource: "*" }]',
  },
  "key-statement": {
    is: "a policy statement",
    expected: "a map with Effect, Principal, Action, Resource",
    example: '{ Effect: Allow, Principal: { AWS: <ARN> }, Action: "kms:DescribeKey", Resource: "*" }',
  },
  alarm: {
    is: "true, false or a map",
    expected: "true, false, or a map with `emails`, `topicArn`",
    example: "{ emails: [oncall@example.com] }",
  },
  emails: { is: "a list of mail addresses", example: "[oncall@example.com]" },
  email: { is: "a mail address", example: "oncall@example.com", pattern: EMAIL, code: "email-well-formed" },
  "topic-arn": {
    is: "the ARN of an SNS topic",
    expected: "arn:PARTITION:sns:REGION:ACCOUNT:NAME, in the region of the key",
    example: "arn:aws:sns:eu-west-1:111122223333:alarms",
    accepts: (text) => parseArn(text)?.service === "sns",
    code: "topic-well-formed",
  },
  "credentials-secret": {
    is: "true, false or a map",
    expected: "true, false, or a map with `name`, `recoveryWindowInDays`",
    example: "true",
  },
  "secret-name": {
    is: "a name of a secret",
    expected: "1 to 512 letters, digits and / _ + = . @ -",
    example: "neo4j-aura/orders-prod",
    pattern: SECRET_NAME,
    code: "secret-name-well-formed",
  },
  "recovery-window": {
    is: "a valid recovery window",
    expected: `${between(RECOVERY_WINDOW_IN_DAYS)} days`,
    example: String(RECOVERY_WINDOW_IN_DAYS.default),
    code: "recovery-window-in-range",
  },
  outputs: {
    is: "true, false or a map",
    expected: "true, false, or a map from an output to its name or false",
    example: "{ keyArn: orders_key }",
  },
  "output-name": {
    is: "the name of an output",
    expected: "letters, digits, - and _, beginning with a letter or _; or false",
    example: "orders_key",
    pattern: OUTPUT_NAME,
  },
  "removal-policy": { is: "a removal policy", expected: "retain or destroy", example: "retain" },
  replicas: { is: "a list of AWS regions", example: "[eu-central-1]" },
  "describe-key": { is: "a value of `aws kms describe-key`", example: "SYMMETRIC_DEFAULT", pattern: NOT_BLANK },
  tags: { is: "a map of AWS tags", example: "{ team: orders }" },
  "tag-key": {
    is: "an AWS tag key",
    expected: `1 to ${AWS_TAG.keyLength} letters, digits, spaces and _ . : / = + - @, not beginning with aws:`,
    example: "team",
    pattern: new RegExp(`^(?![aA][wW][sS]:).{1,${AWS_TAG.keyLength}}$`),
    accepts: (text) => AWS_TAG.characters.test(text),
  },
  "tag-value": {
    is: "an AWS tag value",
    expected: `at most ${AWS_TAG.valueLength} letters, digits, spaces and _ . : / = + - @`,
    example: '"4711"',
    pattern: new RegExp(`^.{0,${AWS_TAG.valueLength}}$`),
    accepts: (text) => AWS_TAG.characters.test(text),
  },

  // Names of other entries, waivers.
  "account-name": { is: "an account name", expected: "the name of an account in this file", example: "prod" },
  "key-name": { is: "a key name", expected: "the name of a key in this file", example: "orders" },
  "instance-name": {
    is: "an instance name",
    expected: "the name of an instance",
    example: "orders-prod",
    pattern: NOT_BLANK,
  },
  "stack-name": { is: "a stack name", expected: "<account>-<region>", example: "prod-eu-west-1", pattern: NOT_BLANK },
  "removal-action": { is: "an action", expected: "destroy or hand-over", example: "hand-over" },
  rule: { is: "a rule id", example: "one-key-per-product-and-region", pattern: NOT_BLANK },
  on: { is: "a key or instance name", expected: "one name, or a list of names", example: "orders" },
  reason: {
    is: "a reason",
    expected: "a text that reviewers can follow",
    example: '"agreed with Neo4j, case 1234"',
    pattern: NOT_BLANK,
  },
  flag: { is: "a Boolean", fact: "is neither true nor false", example: "true", advise: advice.onFlag },

  // Where Terraform keeps its state.
  backend: {
    is: "a backend",
    fact: "does not name one backend",
    expected: "one of `s3`, `azurerm`, `gcs` and `local`",
    example: "{ local: {} }",
    advise: advice.onBackend,
  },
  s3: { is: "a map", example: "{ bucket: tf-state, region: eu-west-1 }" },
  azurerm: { is: "a map", example: "{ storageAccountName: tfstate, containerName: aura }" },
  gcs: { is: "a map", example: "{ bucket: tf-state }" },
  local: { is: "an empty map", example: "{}" },
  bucket: {
    is: "an S3 bucket name",
    expected: "3 to 63 lower-case letters, digits, . and -",
    example: "tf-state",
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  },
  "key-prefix": {
    is: "an object key prefix",
    expected: "no / at either end",
    example: "aura",
    pattern: /^[^/\s]([^\s]*[^/\s])?$/,
    advise: advice.onPrefix,
  },
  table: { is: "a DynamoDB table name", example: "tf-locks", pattern: /^[\w.-]{3,255}$/ },
  "storage-account": {
    is: "the name of a storage account",
    expected: "3 to 24 lower-case letters and digits",
    example: "tfstate",
    pattern: /^[a-z0-9]{3,24}$/,
  },
  "storage-container": {
    is: "the name of a container",
    expected: "3 to 63 lower-case letters, digits and single -",
    example: "aura",
    pattern: /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  },
  "gcs-bucket": {
    is: "the name of a bucket",
    expected: "3 to 222 lower-case letters, digits, . _ and -",
    example: "tf-state",
    pattern: /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
    advise: advice.onGcsBucket,
  },
  "gcs-state-key": {
    is: "the resource name of a key",
    expected: "projects/PROJECT/locations/LOCATION/keyRings/RING/cryptoKeys/KEY",
    example: "projects/acme-prod/locations/europe-west1/keyRings/terraform/cryptoKeys/state",
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+$/,
  },
  "state-key": { is: "a KMS key", example: "alias/tf-state", pattern: NOT_BLANK },
  profile: { is: "an AWS profile name", example: "default", pattern: NOT_BLANK },
} as const satisfies Record<string, Form>;

/** Names a form. */
export type FormName = keyof typeof FORMS;

/** The form of that name, seen as a {@link Form}. */
export function formOf(name: FormName): Form {
  return FORMS[name];
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === "https:" || (protocol === "http:" && isOnThisMachine(text))) && !username && !password;
}

function isRoleOrUser(text: string): boolean {
  const arn = parseArn(text);
  return (
    arn?.service === "iam" && arn.region === "" && ACCOUNT_ID.test(arn.accountId) && ROLE_OR_USER.test(arn.resource)
  );
}
