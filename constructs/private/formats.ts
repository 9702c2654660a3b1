import { CLOUDS } from "../../model/clouds";
import {
  AURA_PRODUCTS,
  DELETION_GUARD_IN_DAYS,
  EMAIL,
  RECOVERY_WINDOW_IN_DAYS,
  SECRET_NAME,
  type AuraProduct,
  type CloudProvider,
} from "../../model/limits";
import type { Problem } from "../../model/problem";
import { ACCOUNT_ID, parseArn } from "../../policy/arn";
import { insteadOfRsaPublicKey, PRIVATE_KEY, PUBLIC_KEY_OF_PAIR, RSA_PUBLIC_KEY } from "../../util/rsa-public-key";
import { holdsToken, show } from "./tokens";

/* What is wrong with one value of a prop, whatever the other props are. A token is right as far as anybody can see. */

// Aura writes them in lower case; in another case every plan would see a change.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MEMORY = /^[1-9]\d*GB$/;
const IAM_ROLE_OR_USER = /^(role|user)\/[\w+=,.@/-]+$/;
// @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
const ALIAS = /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/;

// EventBridge does not order events, so a rule cannot send them to a FIFO topic without a group of messages.
const TOPIC_NAME = /^[\w-]{1,256}$/;

/** Whether a text is a UUID as Aura writes it. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** What the Aura API calls a product. Any other word goes out as it is: rule `product-supports-own-keys` refuses it. */
export function apiProduct(product: string): string {
  return Object.hasOwn(AURA_PRODUCTS, product) ? AURA_PRODUCTS[product as AuraProduct] : product;
}

/**
 * The default alias of a key.
 * @param name name of the key; characters that KMS does not take become a hyphen
 */
export function aliasFor(name: string): string {
  return `alias/neo4j-aura/${name.replace(/[^a-zA-Z0-9/_-]/g, "-")}`;
}

/** Checks a region, by default of AWS. */
export function regionProblems(path: string, region: string | undefined, cloud: CloudProvider = "aws"): Problem[] {
  const { aRegion, region: form, exampleRegion } = CLOUDS[cloud];
  if (region === undefined || holdsToken(region) || form.test(region)) return [];
  return [
    {
      code: "region-well-formed",
      path,
      what: `\`region\` is not the id of ${aRegion}`,
      got: show(region),
      expected: `an id such as ${exampleRegion}`,
      fix: `write the id as ${CLOUDS[cloud].name} does, in lower case and without blanks`,
    },
  ];
}

/** Checks an account id. */
export function accountProblems(path: string, accountId: string | undefined): Problem[] {
  if (accountId === undefined || holdsToken(accountId) || ACCOUNT_ID.test(accountId)) return [];
  return [
    {
      code: "account-id-well-formed",
      path,
      what: "`accountId` is not the id of an AWS account",
      got: show(accountId),
      expected: "12 digits",
      fix: "take the id from the AWS console or `aws sts get-caller-identity`, with leading zeros",
    },
  ];
}

/**
 * Checks the administrators of a key.
 * @param administrators ARNs of roles and users
 * @param owner the account that owns the key, and its partition when it is known
 */
export function administratorProblems(
  path: string,
  administrators: readonly string[],
  { accountId, partition }: { readonly accountId: string; readonly partition: string | undefined },
): Problem[] {
  const account = ACCOUNT_ID.test(accountId) ? accountId : undefined;
  return administrators.flatMap((administrator, index) => {
    const prop = `administrators[${index}]`;
    if (holdsToken(administrator)) return needsLiteral(path, prop, administrator, "the ARN of an IAM role or user");
    const arn = parseArn(administrator);
    const isIam = arn?.service === "iam" && arn.region === "" && IAM_ROLE_OR_USER.test(arn.resource);
    const isOurs = (account ?? arn?.accountId) === arn?.accountId && (partition ?? arn?.partition) === arn?.partition;
    if (isIam && isOurs) return [];
    return [
      {
        code: "administrator-well-formed",
        path,
        what: `\`${prop}\` is not a role or user of the key's account`,
        got: show(administrator),
        expected: `arn:${partition ?? "PARTITION"}:iam::${account ?? "ACCOUNT"}:role/NAME or :user/NAME`,
        fix: isIam
          ? "name a role of the key's account, which other accounts may assume; KMS allows no other administrators"
          : "copy the ARN of the role or user from IAM",
      },
    ];
  });
}

/**
 * Checks the days of a deletion guard; 0 is none.
 * @param isRetained whether Terraform refuses to destroy the key: a guard on any other would stop its destruction half-way
 */
export function deletionGuardProblems(path: string, days: number | undefined, isRetained: boolean): Problem[] {
  const { min, max } = DELETION_GUARD_IN_DAYS;
  const expected = `${min} to ${max} whole days, or 0 for no guard`;
  if (holdsToken(days)) return needsLiteral(path, "deletionGuardInDays", days, expected);
  if (days === undefined || days === 0) return [];
  if (Number.isInteger(days) && days >= min && days <= max) return isRetained ? [] : [guardOnKeyToDestroy(path, days)];
  return [
    {
      code: "deletion-guard-in-range",
      path,
      what: "`deletionGuardInDays` is out of range",
      got: String(days),
      expected,
      fix: `use ${DELETION_GUARD_IN_DAYS.default}`,
    },
  ];
}

function guardOnKeyToDestroy(path: string, days: number): Problem {
  return {
    code: "exclusive-props",
    path,
    what: '`deletionGuardInDays` and `removalPolicy: "destroy"` exclude each other',
    got: `${days} and "destroy"`,
    expected: "one of them",
    fix: "remove `deletionGuardInDays` to give the key up, or `removalPolicy` to keep it",
  };
}

/** Checks the days until a deleted secret is gone. */
export function recoveryWindowProblems(path: string, days: number | undefined): Problem[] {
  const { min, max } = RECOVERY_WINDOW_IN_DAYS;
  if (days === undefined || holdsToken(days) || (Number.isInteger(days) && days >= min && days <= max)) return [];
  return [
    {
      code: "recovery-window-in-range",
      path,
      what: "`recoveryWindowInDays` is out of range",
      got: String(days),
      expected: `${min} to ${max} whole days`,
      fix: `use ${RECOVERY_WINDOW_IN_DAYS.default}`,
    },
  ];
}

/** Checks the name of a secret. */
export function secretNameProblems(path: string, name: string): Problem[] {
  if (holdsToken(name) || SECRET_NAME.test(name)) return [];
  return [
    {
      code: "secret-name-well-formed",
      path,
      what: "`secretName` is not a valid name of a secret",
      got: show(name),
      expected: "1 to 512 letters, digits and / _ + = . @ -",
      fix: "leave out the other characters, or set `secretName`",
    },
  ];
}

/** Checks that a password does not stand in the program. */
export function passwordProblems(path: string, password: string | undefined): Problem[] {
  if (password === undefined || holdsToken(password)) return [];
  return [
    {
      code: "secret-in-configuration",
      path,
      what: "`password` is written into the program as plain text",
      got: "a value that the synthesized file would contain",
      expected: "a sensitive Terraform variable, or nothing",
      fix: "use a TerraformVariable with `sensitive: true`, and set TF_VAR_... where Terraform runs",
    },
  ];
}

/** Checks the ARN of a topic for alarms about a key in a region. */
export function topicProblems(path: string, topicArn: string | undefined, region: string): Problem[] {
  if (topicArn === undefined || holdsToken(topicArn)) return [];
  const arn = parseArn(topicArn);
  const isTopic = arn?.service === "sns" && ACCOUNT_ID.test(arn.accountId ?? "") && TOPIC_NAME.test(arn.resource);
  if (isTopic && (holdsToken(region) || arn.region === region)) return [];
  return [
    {
      code: "topic-well-formed",
      path,
      what: isTopic
        ? "the topic is in another region than the key"
        : "`topicArn` is not the ARN of a standard SNS topic",
      got: isTopic ? `${arn.region ?? ""}, and ${region} for the key` : show(topicArn),
      expected: `an ARN such as arn:aws:sns:${holdsToken(region) ? "eu-west-1" : region}:111122223333:alarms`,
      fix: "use a topic in the region of the key, or leave `topicArn` out for a new one",
    },
  ];
}

/** Checks addresses for alarms. */
export function emailProblems(path: string, emails: readonly string[]): Problem[] {
  return emails.flatMap((email, index) =>
    holdsToken(email) || EMAIL.test(email)
      ? []
      : [
          {
            code: "email-well-formed" as const,
            path,
            what: `\`emails[${index}]\` is not an e-mail address`,
            got: show(email),
            expected: "an address such as oncall@example.com",
            fix: "correct the address",
          },
        ],
  );
}

/** Checks the name of an alias. */
export function aliasProblems(path: string, alias: string): Problem[] {
  if (holdsToken(alias) || ALIAS.test(alias)) return [];
  return [
    {
      code: "alias-well-formed",
      path,
      what: "`alias` is not a valid alias name",
      got: show(alias),
      expected: "alias/ and then letters, digits, /, _ and -, but not alias/aws/",
      fix: alias.startsWith("alias/") ? "leave out the other characters" : `use ${show(aliasFor(alias))}`,
    },
  ];
}

/** Checks the id of an Aura project. */
export function projectProblems(path: string, projectId: string): Problem[] {
  if (holdsToken(projectId) || isUuid(projectId)) return [];
  return [
    {
      code: "project-id-well-formed",
      path,
      what: "`projectId` is not the id of an Aura project",
      got: show(projectId),
      expected: "a UUID such as 6981ace7-efe5-4f5c-b7c5-267b5162ce91",
      fix: `copy the project id from the Aura Console${letterCase(projectId)}`,
    },
  ];
}

/** Checks Aura's id of a customer managed key. An empty one is reported by the instance that would be created with it. */
export function recordIdProblems(path: string, recordId: string): Problem[] {
  if (recordId === "" || holdsToken(recordId) || isUuid(recordId)) return [];
  return [
    {
      code: "record-id-well-formed",
      path,
      what: "`customerManagedKeyId` is not Aura's id of a customer managed key",
      got: show(recordId),
      expected: "a UUID such as 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9, not the ARN of the key",
      fix: `copy the id from the Aura Console or from an output of its stack${letterCase(recordId)}`,
    },
  ];
}

function letterCase(id: string): string {
  return isUuid(id.toLowerCase()) ? ", in lower case" : "";
}

/** Checks a memory size. */
export function memoryProblems(path: string, memory: string): Problem[] {
  if (holdsToken(memory) || MEMORY.test(memory)) return [];
  return [
    {
      code: "memory-well-formed",
      path,
      what: "`memory` is not a valid size",
      got: show(memory),
      expected: "whole gigabytes, such as 8GB",
      fix: "choose a size from the project's instance configurations (data source aura_project)",
    },
  ];
}

/** Checks the public key for the password of an instance. A private key would be written to the synthesized file and the state. */
export function publicKeyProblems(path: string, key: string | undefined): Problem[] {
  const got = key === undefined || holdsToken(key) ? undefined : insteadOfRsaPublicKey(key);
  if (got === undefined) return [];
  return [
    {
      code: got === PRIVATE_KEY ? "secret-in-configuration" : "public-key-well-formed",
      path,
      what: "`passwordPublicKey` is not an RSA public key",
      got,
      expected: RSA_PUBLIC_KEY,
      fix: PUBLIC_KEY_OF_PAIR,
    },
  ];
}

/** Checks that a product is known: the rules could not judge a token. */
export function productProblems(path: string, product: string): Problem[] {
  return needsLiteral(path, "product", product, Object.keys(AURA_PRODUCTS).join(" or "), "it decides on the key");
}

/**
 * Checks that a value is a literal.
 * @param expected what would be accepted
 * @param reason why it has to be known before apply; by default because it goes into the key policy
 */
export function needsLiteral(
  path: string,
  prop: string,
  value: unknown,
  expected: string,
  reason = "the key policy must be readable in the plan",
): Problem[] {
  if (!holdsToken(value)) return [];
  return [
    {
      code: "needs-literal",
      path,
      what: `\`${prop}\` is not a literal`,
      got: show(value),
      expected,
      fix: `write the value of \`${prop}\` itself: ${reason}`,
    },
  ];
}
