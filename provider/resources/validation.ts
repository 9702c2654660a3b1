import { error, isSet, isUnknown, type Diagnostic, type ObjectValue } from "../plugin";
import { parseDuration } from "./duration";

/** Longest name of a record or an instance, in characters. @see the Aura API specification, v1 */
const NAME_MAX = 30;
/** Clouds that Aura runs on. */
export const CLOUDS = ["aws", "azure", "gcp"];
/** Products that can be encrypted with a key of one's own. */
export const PRODUCTS_WITH_KEYS = ["enterprise-db", "enterprise-ds"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** partition, region, and the id of a key (not an alias) */
const KEY_ARN = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]+$/;

/** Checks one known text; says nothing about unknown or absent values. */
type Check = (config: ObjectValue, name: string) => Diagnostic[];

const text =
  (problem: (value: string) => string | undefined): Check =>
  (config, name) => {
    const value = config[name];
    if (typeof value !== "string") return [];
    const wrong = problem(value);
    return wrong === undefined ? [] : [error(`Invalid ${name}`, `${wrong}, got: ${JSON.stringify(value)}.`, name)];
  };

/** Must not be empty, nor begin or end with a blank. */
export const filled = text((value) =>
  value === "" || value.trim() !== value ? "It must not be empty, nor begin or end with a blank" : undefined,
);

/** 1 to 30 characters, no blank at either end. */
export const objectName = text((value) =>
  value === "" || value.trim() !== value || [...value].length > NAME_MAX
    ? `It must have 1 to ${NAME_MAX} characters and no blank at either end`
    : undefined,
);

/** One of a few. */
export const oneOf = (...allowed: readonly string[]): Check =>
  text((value) => (allowed.includes(value) ? undefined : `It must be one of ${allowed.join(", ")}`));

/** A size as Aura writes it. */
export const size = text((value) => (/^[1-9]\d*GB$/.test(value) ? undefined : "It must be a size such as 8GB"));

/** Aura writes ids in lower case: in another case every plan would see a change, and replace what has the id. */
const LOWER_CASE = "It must be in lower case, as Aura writes it: another case would be a change in every plan";
const inOtherCase = (value: string) => UUID.test(value) && value !== value.toLowerCase();

/** The id of a project. */
export const projectId: Check = (config, name) => [
  ...filled(config, name),
  ...text((value) => (inOtherCase(value) ? LOWER_CASE : undefined))(config, name),
];

/** The id of a record: never empty, because Aura would take that for Neo4j's own key. */
export const recordId = text((value) => {
  if (inOtherCase(value)) return LOWER_CASE;
  if (UUID.test(value)) return undefined;
  if (value.startsWith("arn:")) return "It must be the id of a record of the key in Aura, not the ARN of the key";
  return value.trim() === ""
    ? "It must be the id of a record of the key in Aura (to use Neo4j's own key, leave the attribute out)"
    : "It must be the id (a UUID) of a record of the key in Aura";
});

/** Whether text is the id of a record or a project. */
export const isUuid = (value: string): boolean => UUID.test(value);

/** On AWS: the full ARN of a key in the region that the record is for. */
export const keyArn: Check = (config, name) => {
  if (isSet(config["cloud_provider"] ?? null) && config["cloud_provider"] !== "aws") return filled(config, name);
  if (isUnknown(config["cloud_provider"])) return filled(config, name);
  return text((value) => {
    const region = KEY_ARN.exec(value)?.[1];
    if (region === undefined)
      return "It must be the full ARN of a KMS key, arn:aws:kms:<region>:<account>:key/<id> (no alias)";
    const wanted = config["region"];
    if (typeof wanted !== "string" || wanted === region) return undefined;
    return `The key must be in the record's region, ${wanted}`;
  })(config, name);
};

/** A whole number, not negative. */
export const count: Check = (config, name) => {
  const value = config[name];
  if (typeof value !== "number" || (Number.isInteger(value) && value >= 0)) return [];
  return [error(`Invalid ${name}`, `It must be a whole number, 0 or more, got: ${value}.`, name)];
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
            `It must be a duration of more than 0, such as 30m or 1h30m, got: ${JSON.stringify(value)}.`,
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
