import {
  AURA_MEMORY_SIZES,
  AURA_NAME_LENGTH,
  DELETION_WINDOW_IN_DAYS,
  ROTATION_PERIOD_IN_DAYS,
  type Range,
} from "../model/limits";
import { ACCOUNT_ID, parseArn, parseKeyArn, REGION_ID } from "../policy/arn";
import { isExpectedPrincipal } from "../policy/access/principal";
import * as advice from "./advice";
import type { ProblemCode } from "../model/codes";

/**
 * The form of one value of the estate file: the check and the words for it stand together. The schema (zod) puts the name of
 * the form into its issues, and `issues.ts` makes the sentence.
 */
export interface Form {
  /** Completes "must be ...". */
  readonly is: string;
  /** What is accepted, where an example does not say it. */
  readonly expected?: string;
  /** A right value, as it is written in the file. */
  readonly example: string;
  /** Form of a text. */
  readonly pattern?: RegExp;
  /** What a pattern can not say about a text. */
  readonly accepts?: (text: string) => boolean;
  /** The public name of the mistake, where a rule already has one. */
  readonly code?: ProblemCode;
  /** A better word on what was found, or on what to do, than can be said of any wrong value. */
  readonly advise?: (value: unknown) => advice.Advice | undefined;
}

// Patterns have no flags, because JSON Schema has none; what needs a flag is in `accepts`.
// Aura writes its ids in lower case; another case would be a change in every plan.
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NOT_BLANK = /\S/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;

/** Limits of tags that AWS sets. @see https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
const TAG = { key: 128, value: 256 };
const TAG_CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+@-]*$/u;

/** An IAM role or user may sit under a path; wildcards are no principals. */
const ROLE_OR_USER = /^(role|user)\/([^*?\s]+\/)?[\w+=,.@-]{1,64}$/;

const between = ({ min, max }: Range): string => `${min} to ${max}`;

/** Every form, by the name that the schema gives to its issues. */
export const FORMS = {
  // The file and its sections.
  estate: { is: "a map", expected: "version, aura, accounts, keys, instances, ...", example: "version: 1" },
  "format-version": {
    is: "the number of the file format",
    expected: "1",
    example: "1",
    advise: (value) => (value === "1" ? { fix: "write 1 without quotes" } : undefined),
  },
  aura: { is: "a map", expected: "the Aura project, in `projectId`", example: "{ projectId: <UUID> }" },
  accounts: { is: "a map from names to AWS accounts", example: '{ prod: { id: "111122223333" } }' },
  keys: { is: "a map from names to KMS keys", example: "{ orders: { account: prod, ... } }" },
  instances: { is: "a map from names to Aura instances", example: "{ orders-prod: { key: orders, ... } }" },
  waivers: { is: "a list of waivers", example: "[{ rule: <rule>, on: <name>, reason: <why> }]" },
  account: { is: "a map that describes an AWS account", example: '{ id: "111122223333" }' },
  key: { is: "a map that describes a KMS key", example: "{ account: prod, region: eu-west-1, product: AuraDB }" },
  instance: { is: "a map that describes an Aura instance", example: "{ key: orders, region: eu-west-1, memory: 8GB }" },
  waiver: { is: "a map that describes a waiver", example: "{ rule: <rule>, on: <name>, reason: <why> }" },
  name: {
    is: "made of letters, digits, - and _, beginning with a letter or digit (it becomes part of Terraform ids and alias names)",
    example: "orders",
    pattern: NAME,
    advise: advice.onName,
  },
  template: {
    is: "plain text, without ${ or %{ (Terraform would read it as an expression)",
    expected: "the value itself",
    example: "orders",
    advise: () => ({ fix: "write the value itself" }),
  },
  "reserved-name": {
    is: "a name that is free (every JavaScript object has this one)",
    example: "orders",
  },
  "name-length": {
    is: `${between(AURA_NAME_LENGTH)} characters long (it becomes a name in Aura)`,
    expected: `${between(AURA_NAME_LENGTH)} characters`,
    example: "orders",
    code: "names-fit-aura",
    advise: advice.onLength,
  },

  // Aura.
  "project-id": {
    is: "the UUID of the Aura project (in the Aura Console: Project settings), in lower case",
    example: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
    pattern: UUID,
  },
  "base-url": {
    is: "the address of the Aura API",
    expected: "an https address (http on this machine only), without credentials",
    example: "https://api.neo4j.io/v1",
    accepts: isBaseUrl,
  },
  product: {
    is: "an Aura product that takes customer managed keys",
    expected: "AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise)",
    example: "AuraDB",
    code: "product-supports-own-keys",
    advise: advice.onProduct,
  },
  "aura-version": { is: "the version of Aura", example: '"5"', pattern: NOT_BLANK },
  memory: {
    is: "a size in GB that Aura offers",
    expected: `one of ${AURA_MEMORY_SIZES.join(", ")}`,
    example: "8GB",
    pattern: /^[1-9]\d*GB$/,
    advise: advice.onSize,
  },
  storage: { is: "a size in GB", example: "16GB", pattern: /^[1-9]\d*GB$/, advise: advice.onSize },
  "instance-id": { is: "the id of an Aura instance, 8 hex digits", example: "db1d1234", pattern: /^[0-9A-Fa-f]{8}$/ },
  "record-id": {
    is: "the UUID of the key's record in Aura, in lower case",
    example: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
    pattern: UUID,
  },
  "aura-name": {
    is: `${between(AURA_NAME_LENGTH)} characters, without blanks at either end`,
    example: "Orders",
    pattern: /^\S(.*\S)?$/,
    accepts: (text) => text.length <= AURA_NAME_LENGTH.max,
    code: "names-fit-aura",
    advise: advice.onLength,
  },
  "clone-of": {
    is: "the name of an instance of this file, or a map for one that lives elsewhere",
    example: "orders-prod",
  },
  "outside-instance": {
    is: "the name of an instance of this file, or a map for one that lives elsewhere",
    example: "{ instanceId: db1d1234, region: eu-west-1, customerManagedKeyId: <UUID> }",
  },
  snapshot: { is: "the id of a snapshot of the source instance", example: "<UUID>", pattern: NOT_BLANK },
  "import-size": { is: "the size in GB of the database to import", expected: "a number above 0", example: "40" },
  "import-method": {
    is: "a way to import the database",
    expected: "database-upload, console or push-to-cloud",
    example: "database-upload",
  },
  secondaries: { is: "a number of secondaries", expected: "a whole number, 0 or more", example: "1" },
  enrichment: { is: "a mode of change data capture", example: '"FULL"', pattern: NOT_BLANK },

  // AWS.
  "account-id": { is: "an AWS account id: 12 digits, in quotes", example: '"111122223333"', pattern: ACCOUNT_ID },
  region: { is: "an AWS region id", example: "eu-west-1", pattern: REGION_ID, advise: advice.onRegion },
  "role-arn": {
    is: "the ARN of an IAM role",
    example: "arn:aws:iam::111122223333:role/terraform",
    accepts: (text) => isRoleOrUser(text) && text.includes(":role/"),
    advise: advice.onPrincipal,
  },
  administrators: { is: "a list of IAM roles and users", example: "[arn:aws:iam::111122223333:role/key-admin]" },
  administrator: {
    is: "the ARN of an IAM role or user",
    example: "arn:aws:iam::111122223333:role/key-admin",
    accepts: isRoleOrUser,
    advise: advice.onPrincipal,
  },
  "aura-principals": {
    is: "a list of AWS account ids and ARNs, with one entry or more",
    example: '["999988887777"]',
  },
  "aura-principal": {
    is: "an AWS account id (12 digits, in quotes) or the ARN of an IAM role or user",
    example: '"999988887777"',
    accepts: isExpectedPrincipal,
  },
  "key-arn": {
    is: "the ARN of a KMS key",
    expected: "arn:PARTITION:kms:REGION:ACCOUNT:key/ID",
    example: '"arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"',
    accepts: (text) => !("not" in parseKeyArn(text)),
    code: "key-arn-well-formed",
    advise: advice.onKeyArn,
  },
  alias: {
    is: "the name of a KMS alias",
    expected: "alias/ and then letters, digits, - _ and / (250 characters; alias/aws/ is reserved for AWS)",
    example: "alias/neo4j-aura/orders",
    pattern: /^alias\/(?!aws\/)[\w/-]{1,250}$/,
    advise: advice.onAlias,
  },
  statement: {
    is: "the path of the file with the statement from the Aura Console, relative to this file",
    example: "statements/orders.json",
    pattern: NOT_BLANK,
    advise: (value) => (value === null ? { fix: "leave `statement` out until Aura has shown it" } : undefined),
  },
  description: { is: "a text", example: '"Encrypts the orders database"', pattern: NOT_BLANK },
  "rotation-period": {
    is: "a whole number of days that KMS allows between two rotations",
    expected: between(ROTATION_PERIOD_IN_DAYS),
    example: String(ROTATION_PERIOD_IN_DAYS.default),
    code: "rotation-period-in-range",
  },
  "deletion-window": {
    is: "a whole number of days that KMS allows between the request to delete a key and its deletion",
    expected: between(DELETION_WINDOW_IN_DAYS),
    example: String(DELETION_WINDOW_IN_DAYS.default),
    code: "deletion-window-in-range",
  },
  "removal-policy": {
    is: "what Terraform does when it leaves the configuration",
    expected: "retain or destroy",
    example: "retain",
  },
  replicas: { is: "a list of AWS regions", example: "[eu-central-1]" },
  "describe-key": {
    is: "the word that `aws kms describe-key` answers",
    example: "SYMMETRIC_DEFAULT",
    pattern: NOT_BLANK,
  },
  tags: { is: "a map from tag names to texts", example: "{ team: orders }" },
  "tag-key": {
    is: "the name of an AWS tag",
    expected: `1 to ${TAG.key} letters, digits, blanks and _ . : / = + - @, not beginning with aws:`,
    example: "team",
    pattern: new RegExp(`^(?![aA][wW][sS]:).{1,${TAG.key}}$`),
    accepts: (text) => TAG_CHARACTERS.test(text),
  },
  "tag-value": {
    is: "the value of an AWS tag",
    expected: `a text of at most ${TAG.value} letters, digits, blanks and _ . : / = + - @`,
    example: '"4711"',
    pattern: new RegExp(`^.{0,${TAG.value}}$`),
    accepts: (text) => TAG_CHARACTERS.test(text),
  },

  // Names of other entries, waivers.
  "account-name": { is: "the name of an account of this file", example: "prod" },
  "key-name": { is: "the name of a key of this file", example: "orders" },
  rule: { is: "the id of a rule", example: "one-key-per-product-and-region", pattern: NOT_BLANK },
  on: { is: "the name of a key or an instance of this file, or a list of them", example: "orders" },
  reason: {
    is: "a reason that a reviewer can follow",
    expected: "a text that is not blank",
    example: '"agreed with Neo4j, case 1234"',
    pattern: NOT_BLANK,
  },
  flag: { is: "true or false", expected: "true or false, without quotes", example: "true", advise: advice.onFlag },

  // Where Terraform keeps its state.
  backend: {
    is: "one place for the state of Terraform",
    expected: "either `s3` or `local`",
    example: "{ local: {} }",
    advise: advice.onBackend,
  },
  s3: { is: "a map that describes an S3 bucket", example: "{ bucket: tf-state, region: eu-west-1 }" },
  local: { is: "an empty map", example: "{}" },
  bucket: {
    is: "the name of an S3 bucket",
    expected: "3 to 63 lower-case letters, digits, . and -",
    example: "tf-state",
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  },
  "key-prefix": {
    is: "a prefix for the state's objects, without / at either end",
    example: "aura",
    pattern: /^[^/\s]([^\s]*[^/\s])?$/,
    advise: advice.onPrefix,
  },
  table: { is: "the name of a DynamoDB table", example: "tf-locks", pattern: /^[\w.-]{3,255}$/ },
  "state-key": { is: "the KMS key that encrypts the state", example: "alias/tf-state", pattern: NOT_BLANK },
  profile: { is: "a profile of the AWS configuration", example: "default", pattern: NOT_BLANK },
} as const satisfies Record<string, Form>;

/** Names a form. */
export type FormName = keyof typeof FORMS;

/**
 * The form of that name, seen as a {@link Form}.
 * @param name the name
 */
export function formOf(name: FormName): Form {
  return FORMS[name];
}

function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const onThisMachine = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  return (protocol === "https:" || (protocol === "http:" && onThisMachine)) && !username && !password;
}

function isRoleOrUser(text: string): boolean {
  const arn = parseArn(text);
  return (
    arn?.service === "iam" && arn.region === "" && ACCOUNT_ID.test(arn.accountId) && ROLE_OR_USER.test(arn.resource)
  );
}
