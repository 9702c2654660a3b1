import { asList, type PolicyDocument } from "../../policy/document";

/** What is known of the ARN of a key that AWS has yet to name. */
export interface KeyPlace {
  readonly partition: string;
  readonly accountId: string;
  /** Undefined where it is not known either. */
  readonly region: string | undefined;
}

/** How many resources of a policy are tried as the key's own. */
const MOST_TRIED = 20;

/** A key id that nobody has written into a policy before AWS gave it to a key. */
const SOME_ID = "key/00000000-0000-4000-8000-000000000000";

/** A region that nobody has written into a policy. */
const SOME_REGION = "xx-unknown-1";

/**
 * ARNs that stand for all that a key can turn out to have, as far as the policy tells them apart: one that no resource
 * names, and one for each resource that may be the key.
 * @param document the key policy
 * @param place what is known of the ARN
 * @returns undefined when there are more than can be tried
 */
export function possibleArns(document: PolicyDocument, place: KeyPlace): readonly string[] | undefined {
  const { partition, accountId, region = SOME_REGION } = place;
  const arns = new Set([`arn:${partition}:kms:${region}:${accountId}:${SOME_ID}`]);
  for (const { Resource: resource, NotResource: notResource } of document.Statement) {
    for (const pattern of [...asList(resource), ...asList(notResource)]) {
      const arn = arnMatching(pattern, place);
      if (arn !== undefined) arns.add(arn);
    }
  }
  return arns.size > MOST_TRIED ? undefined : [...arns];
}

/** An ARN that the pattern names and that the key can have. */
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
  if (/[*?$]/.test(pattern)) return field ?? SOME_REGION;
  return field === undefined || field === pattern ? pattern : undefined;
}
