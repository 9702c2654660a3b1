import { UNKNOWN_KEY_ID } from "../arn";
import { asList, type PolicyDocument, type Statement } from "../document";

/** What is known of the ARN of a key. */
export interface KeyPlace {
  readonly partition: string;
  /** The account that owns the key, 12 digits. */
  readonly accountId: string;
  /** Undefined where it is not known. */
  readonly region: string | undefined;
}

/** How many ARNs are tried. */
const MAX_ARNS = 20;

/** A region that no policy names. */
const UNUSED_REGION = "xx-unknown-1";

/** An ARN that a key can have and that no policy names: for policies that apply to any key of the account. */
export function unnamedKeyArn({ partition, accountId, region = UNUSED_REGION }: KeyPlace): string {
  return `arn:${partition}:kms:${region}:${accountId}:key/${UNKNOWN_KEY_ID}`;
}

/**
 * ARNs that represent all that a key can have, as far as a policy distinguishes them: one that no resource names, and one for
 * each resource that can be the key.
 * @returns undefined when there are more than can be tried
 */
export function possibleKeyArns(
  statements: readonly Pick<Statement, "Resource" | "NotResource">[],
  place: KeyPlace,
): readonly string[] | undefined {
  const arns = new Set([unnamedKeyArn(place)]);
  for (const { Resource: resource, NotResource: notResource } of statements) {
    for (const pattern of [...asList(resource), ...asList(notResource)]) {
      const arn = arnMatching(pattern, place);
      if (arn !== undefined) arns.add(arn);
    }
  }
  return arns.size > MAX_ARNS ? undefined : [...arns];
}

/** Whether a statement names keys by their ARN, so that it can apply to one key of an account and not to another. */
export function namesKeys({ Resource: resource, NotResource: notResource }: Statement): boolean {
  return notResource !== undefined || asList(resource).some((pattern) => pattern !== "*");
}

/** Whether any statement of a policy names keys by their ARN. */
export function policyNamesKeys(document: PolicyDocument): boolean {
  return document.Statement.some(namesKeys);
}

/** An ARN that matches the pattern and that the key can have. */
function arnMatching(pattern: string, place: KeyPlace): string | undefined {
  const [arn, partition, service, region, accountId, ...rest] = pattern.split(":");
  // A pattern of fewer fields, such as *, is met by any key as well as by another one.
  if (arn !== "arn" || rest.length === 0) return undefined;
  const fields = [
    fitting(partition, place.partition),
    fitting(service, "kms"),
    fitting(region, place.region),
    fitting(accountId, place.accountId),
  ];
  if (fields.some((field) => field === undefined)) return undefined;
  return ["arn", ...fields, rest.join(":").replaceAll("*", "any").replaceAll("?", "x")].join(":");
}

/** The field as it is known, where the pattern does not exclude it. */
function fitting(pattern = "", field: string | undefined): string | undefined {
  if (/[*?$]/.test(pattern)) return field ?? UNUSED_REGION;
  return field === undefined || field === pattern ? pattern : undefined;
}
