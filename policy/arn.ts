/** The six fields of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the fifth colon. */
  readonly resource: string;
}

/** A parsed KMS key ARN. */
export interface KeyArn extends Arn {
  /** A UUID, or `mrk-` and 32 hex digits for a multi-Region key. */
  readonly keyId: string;
  readonly multiRegion: boolean;
}

/** Form of an AWS account id: 12 digits. */
export const ACCOUNT_ID = /^\d{12}$/;

/**
 * The account id that a text probably means: with hyphens, as the AWS console shows it, or without its leading zeros, which a
 * number loses. Undefined when it is none.
 */
export function accountMeant(text: string): string | undefined {
  const digits = text.replace(/[\s-]/g, "");
  return /^\d{10,12}$/.test(digits) ? digits.padStart(12, "0") : undefined;
}

/** Form of an AWS region id. */
export const REGION_ID = /^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/;

/** Form of the id of a key: a UUID, or that of a multi-Region key. */
export const KEY_ID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;
/** Stands for the id of a key that is not known; KMS gives no key an id of zeros. */
export const UNKNOWN_KEY_ID = "00000000-0000-4000-8000-000000000000";

const PARTITION = /^aws(-[a-z]+)*$/;

/** ARNs that were parsed: a policy names the same ones in hundreds of statements, and is asked about each many times. */
const PARSED = new Map<string, Arn | undefined>();
const MAX_PARSED = 100_000;

/** Parses an ARN; undefined when the text does not have the six fields. */
export function parseArn(text: string): Arn | undefined {
  if (PARSED.has(text)) return PARSED.get(text);
  if (PARSED.size >= MAX_PARSED) PARSED.clear();
  const arn = parse(text);
  PARSED.set(text, arn);
  return arn;
}

function parse(text: string): Arn | undefined {
  const [arn, partition = "", service = "", region = "", accountId = "", ...rest] = text.split(":");
  if (arn !== "arn" || rest.length === 0 || !PARTITION.test(partition) || !service) return undefined;
  return { partition, service, region, accountId, resource: rest.join(":") };
}

/**
 * Parses the ARN of a KMS key: `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`.
 * @returns its fields, or in one clause why it is not the ARN of a KMS key
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
export function parseKeyArn(text: string): KeyArn | { readonly error: string } {
  if (KEY_ID.test(text)) return { error: "a bare key id" };
  if (text.startsWith("alias/")) return { error: "an alias name" };
  const arn = parseArn(text);
  if (!arn) return { error: "not an ARN" };
  if (arn.service !== "kms") return { error: `an ARN of ${arn.service}, not of KMS` };
  if (arn.resource.startsWith("alias/")) return { error: "an alias ARN" };
  if (!REGION_ID.test(arn.region)) return { error: `a key ARN with the malformed region "${arn.region}"` };
  if (partitionOf(arn.region) !== arn.partition) {
    return {
      error: `a key ARN of partition ${arn.partition} with region ${arn.region} of partition ${partitionOf(arn.region)}`,
    };
  }
  if (!ACCOUNT_ID.test(arn.accountId)) return { error: `a key ARN with the malformed account id "${arn.accountId}"` };
  const keyId = arn.resource.startsWith("key/") ? arn.resource.slice("key/".length) : "";
  if (!KEY_ID.test(keyId)) return { error: `a KMS ARN that names "${arn.resource}", not a key` };
  return { ...arn, keyId, multiRegion: keyId.startsWith("mrk-") };
}

/** How the regions of each partition but `aws` begin. */
export const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn", "aws-cn"],
  ["us-gov", "aws-us-gov"],
  ["us-iso", "aws-iso"],
  ["us-isob", "aws-iso-b"],
  ["us-isof", "aws-iso-f"],
  ["eu-isof", "aws-iso-f"],
  ["eu-isoe", "aws-iso-e"],
  ["eusc", "aws-eusc"],
];

/**
 * The partition that a region belongs to.
 * @param region region id, such as `eu-west-1`
 * @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 */
export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(`${prefix}-`))?.[1] ?? "aws";
}

/**
 * The ARN of the same multi-Region key in another region.
 * @param arn ARN of the primary or of a replica
 * @param region region of the sibling
 */
export function siblingArn(arn: KeyArn, region: string): string {
  return `arn:${arn.partition}:${arn.service}:${region}:${arn.accountId}:${arn.resource}`;
}

/**
 * The ARN of the key with a bare key id.
 * @param accountId 12-digit id of its account
 * @returns undefined when the text is no bare key id
 */
export function arnOfKeyId(keyId: string, region: string, accountId: string): string | undefined {
  const arn = `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${keyId}`;
  return "error" in parseKeyArn(arn) ? undefined : arn;
}

/**
 * The bare id of a key.
 * @param name the ARN of a key, or its bare id
 * @returns the text itself when it is no key ARN
 */
export function bareKeyId(name: string): string {
  const arn = parseKeyArn(name);
  return "error" in arn ? name : arn.keyId;
}
