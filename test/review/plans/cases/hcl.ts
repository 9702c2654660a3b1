import { PROVIDER_SOURCE } from "../../../../provider/version";
import { DEFAULT_PROJECT } from "../../../../simulator";
import { statementFor } from "../../../../simulator/aura/statement";

// Configurations in plain HCL, as written without the library.

/** The account of the keys. */
export const ACCOUNT_ID = "111122223333";
/** An account that has no business with any key here. */
export const UNEXPECTED_ID = "666677778888";

/** The account's own statement. */
export const OWN = {
  Sid: "Account",
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ACCOUNT_ID}:root` },
  Action: "kms:*",
  Resource: "*",
};

/** What the Console shows. */
export const AURA = statementFor(DEFAULT_PROJECT);

/** An account that Aura does not use here. */
export const ELSEWHERE_ID = "888877776666";
/** What the Console would show if Aura used that account. */
export const AURA_ELSEWHERE = { ...AURA, Condition: { StringEquals: { "kms:CallerAccount": ELSEWHERE_ID } } };

/** A policy as a JSON text. */
export const policyText = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** A policy as an expression. */
export const policy = (...statements: object[]): string => `jsonencode(${policyText(...statements)})`;

/** Arguments of a block, as expressions; those that are undefined are left out. */
type Arguments = Readonly<Record<string, string | undefined>>;

/**
 * A block.
 * @param head its type and labels
 * @param body its arguments
 * @param inner blocks inside of it
 */
export function block(head: string, body: Arguments = {}, ...inner: string[]): string {
  const lines = Object.entries(body).flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} = ${value}`]));
  return [`${head} {`, ...lines, ...inner, "}"].join("\n");
}

const resource =
  (type: string, standard: Arguments) =>
  (changes: Arguments = {}, name = "orders", ...inner: string[]): string =>
    block(`resource "${type}" "${name}"`, { ...standard, ...changes }, ...inner);

/** `aws_kms_key`: 30 days, rotation on, and a policy that lets Aura in. */
export const key = resource("aws_kms_key", {
  description: '"Aura: orders"',
  deletion_window_in_days: "30",
  enable_key_rotation: "true",
  policy: policy(OWN, AURA),
});

/** `aws_kms_key_policy`: lets Aura in. */
export const keyPolicy = resource("aws_kms_key_policy", {
  key_id: "aws_kms_key.orders.key_id",
  policy: policy(OWN, AURA),
});

/** `aws_kms_alias` */
export const alias = resource("aws_kms_alias", {
  name: '"alias/orders"',
  target_key_id: "aws_kms_key.orders.key_id",
});

/** Lets Terraform plan what the provider otherwise refuses: a deletion, a replacement. */
const UNPROTECTED = { deletion_protection: "false" };

/** `aura_customer_managed_key` */
export const record = resource("aura_customer_managed_key", {
  project_id: `"${DEFAULT_PROJECT.id}"`,
  name: '"orders"',
  cloud_provider: '"aws"',
  region: '"eu-west-1"',
  instance_type: '"enterprise-db"',
  key_id: "aws_kms_key.orders.arn",
  ...UNPROTECTED,
});

/** `aura_instance` */
export const instance = resource("aura_instance", {
  project_id: `"${DEFAULT_PROJECT.id}"`,
  name: '"orders"',
  cloud_provider: '"aws"',
  region: '"eu-west-1"',
  type: '"enterprise-db"',
  memory: '"8GB"',
  customer_managed_key_id: "aura_customer_managed_key.orders.id",
  ...UNPROTECTED,
});

/** The providers that a configuration asks for, and their blocks. */
export const PROVIDERS = [
  block(
    "terraform",
    {},
    block("required_providers", {
      aura: `{ source = "${PROVIDER_SOURCE}" }`,
      aws: '{ source = "hashicorp/aws" }',
    }),
  ),
  block('provider "aura"'),
  block('provider "aws"', { region: '"eu-west-1"' }),
].join("\n");

/** A configuration of these blocks with both providers. */
export const configuration = (...blocks: string[]): string => [PROVIDERS, ...blocks, ""].join("\n");

/** The parts of the usual configuration, for those that are different; an empty text leaves one out. */
interface Parts {
  readonly key?: string;
  readonly alias?: string;
  readonly record?: string;
  readonly instance?: string;
  /** Blocks besides. */
  readonly more?: string;
}

/** Key, alias, record and instance. */
export const usual = (parts: Parts = {}): string =>
  configuration(
    parts.key ?? key(),
    parts.alias ?? alias(),
    parts.record ?? record(),
    parts.instance ?? instance(),
    parts.more ?? "",
  );

/** The usual configuration with other arguments for its key. */
export const withKey = (changes: Arguments): string => usual({ key: key(changes) });

/** The usual configuration whose key has its policy in a resource of its own. */
export const withSeparatePolicy = (policyResource: string): string =>
  usual({ key: key({ policy: undefined }), more: policyResource });
