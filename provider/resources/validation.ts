import { error, isSet, isUnknown, type Diagnostic, type ObjectValue } from "../plugin";
import { parseDuration } from "./duration";

/** Maximum length of the name of a customer managed key or an instance, in characters. @see the Aura API specification, v1 */
const MAX_NAME_LENGTH = 30;
/** Clouds that Aura runs on. */
export const CLOUDS = ["aws", "azure", "gcp"];
/** Products that support customer managed keys. */
export const PRODUCTS_WITH_KEYS = ["enterprise-db", "enterprise-ds"];
/** Control characters, line separators, and characters that are not seen or change the direction of text; joiners belong to words and emoji. */
const DECEIVING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;
/** Largest number that a 32-bit integer holds. */
const MAX_COUNT = 2 ** 31 - 1;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** partition, region, and the id of a key (not an alias) */
const KEY_ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]+$/;

/** Checks one attribute; unknown and absent values pass. */
type Check = (config: ObjectValue, name: string) => Diagnostic[];

const text =
  (problem: (value: string) => string | undefined): Check =>
  (config, name) => {
    const value = config[name];
    if (typeof value !== "string") return [];
    const wrong = problem(value);
    return wrong === undefined ? [] : [error(`Invalid ${name}`, `${wrong}, got: ${JSON.stringify(value)}.`, name)];
  };

/** Not empty, no whitespace at either end. */
export const filled = text((value) =>
  value === "" || value.trim() !== value ? "It must not be empty or begin or end with whitespace" : undefined,
);

/** 1 to 30 characters, no whitespace at either end, and nothing that makes it look like another name. */
export const objectName = text((value) => {
  if (value === "" || value.trim() !== value || [...value].length > MAX_NAME_LENGTH)
    return `It must have 1 to ${MAX_NAME_LENGTH} characters and no whitespace at either end`;
  return DECEIVING.test(value)
    ? "It must not have control characters, invisible ones, or marks that change the direction of text"
    : undefined;
});

/** One of a few. */
export const oneOf = (...allowed: readonly string[]): Check =>
  text((value) => (allowed.includes(value) ? undefined : `It must be one of ${allowed.join(", ")}`));

/** A size in the notation of Aura. */
export const size = text((value) => (/^[1-9]\d*GB$/.test(value) ? undefined : "It must be a size such as 8GB"));

/** Aura returns ids in lower case: in another case every plan would show a change, and replace the resource. */
const LOWER_CASE = "It must be in lower case, as Aura returns it; otherwise every plan would show a change";
const inOtherCase = (value: string) => UUID.test(value) && value !== value.toLowerCase();

/** The id of a project. */
export const projectId: Check = (config, name) => [
  ...filled(config, name),
  ...text((value) => (inOtherCase(value) ? LOWER_CASE : undefined))(config, name),
];

const INSTANCE_ID = /^[0-9a-f]{8}$/;

/** Whether text is the id of an instance. */
export const isInstanceId = (value: string): boolean => INSTANCE_ID.test(value);

/** The id of an instance. */
export const instanceId = text((value) =>
  isInstanceId(value) ? undefined : "The id of an instance has 8 hexadecimal digits",
);

/** The id of a customer managed key: never empty, because Aura would then use a Neo4j-managed key. */
export const customerManagedKeyId = text((value) => {
  if (inOtherCase(value)) return LOWER_CASE;
  if (UUID.test(value)) return undefined;
  if (value.startsWith("arn:"))
    return "It must be the id of the customer managed key in Aura, not the ARN of the KMS key";
  return value.trim() === ""
    ? "It must be the id of a customer managed key in Aura (for a Neo4j-managed key, remove the attribute)"
    : "It must be the id (a UUID) of a customer managed key in Aura";
});

/** Whether text is the id of a customer managed key or a project. */
export const isUuid = (value: string): boolean => UUID.test(value);

/** On AWS: the full ARN of a key in the configured region. */
export const keyArn: Check = (config, name) => {
  if (isSet(config["cloud_provider"] ?? null) && config["cloud_provider"] !== "aws") return filled(config, name);
  if (isUnknown(config["cloud_provider"])) return filled(config, name);
  return text((value) => {
    const region = KEY_ARN.exec(value)?.[1];
    if (region === undefined)
      return "It must be the full ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id> (not an alias)";
    const wanted = config["region"];
    if (typeof wanted !== "string" || wanted === region) return undefined;
    return `The key must be in region ${wanted}`;
  })(config, name);
};

/** A whole number from 0 to {@link MAX_COUNT}. Terraform sends a number that a JSON number does not hold exactly as text. */
export const count: Check = (config, name) => {
  const value = config[name];
  const isNumber = typeof value === "number" || typeof value === "string";
  if (!isNumber || (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_COUNT)) return [];
  return [error(`Invalid ${name}`, `It must be a whole number from 0 to ${MAX_COUNT}, got: ${value}.`, name)];
};

/** Every duration in the `timeouts` block. */
export const timeouts: Check = (config, name) => {
  const block = config[name];
  if (!isSet(block ?? null)) return [];
  return Object.entries(block as ObjectValue).flatMap(([operation, value]) =>
    typeof value === "string" && !parseDuration(value)
      ? [
          error(
            "Invalid timeout",
            `It must be a duration greater than 0, such as 30m or 1h30m, got: ${JSON.stringify(value)}.`,
            name,
            operation,
          ),
        ]
      : [],
  );
};

/** Runs the checks of a schema. */
export const checkAll = (config: ObjectValue, checks: Readonly<Record<string, Check>>): Diagnostic[] =>
  Object.entries(checks).flatMap(([name, check]) => check(config, name));
