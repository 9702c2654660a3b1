import { parseArn, REGION_ID } from "../../policy/arn";
import { asList, type Statement } from "../../policy/document";

/** A place in AWS that a statement names: an ARN, or the region of a service. */
export interface NamedPlace {
  /** The text that names it. */
  readonly text: string;
  /** The element that holds it: "Resource", "aws:SourceArn". */
  readonly where: string;
  /** Whether it is a key of KMS; others are in the same region, of whatever account. */
  readonly isKey: boolean;
  /** Each absent where the text does not say it, or says it with a wildcard. */
  readonly partition?: string;
  readonly region?: string;
  readonly accountId?: string;
  /** Everything after the account, of a key. */
  readonly resource?: string;
}

const EXACT = /^[^*?$]+$/;

/**
 * Every place that a statement names, each one once.
 * @param statement the statement
 */
export function placesIn(statement: Statement): readonly NamedPlace[] {
  const { Principal: principal, Resource: resource, NotResource: notResource, Condition: condition = {} } = statement;
  const named: (readonly [where: string, text: string])[] = [
    ...(typeof principal === "object" ? asList(principal.AWS) : []).map((text) => ["Principal", text] as const),
    ...asList(resource).map((text) => ["Resource", text] as const),
    ...asList(notResource).map((text) => ["NotResource", text] as const),
    ...Object.values(condition).flatMap((keys) =>
      Object.entries(keys).flatMap(([key, values]) => asList(values).map((value) => [key, String(value)] as const)),
    ),
  ];
  const places = named.flatMap(([where, text]) => placeOf(where, text) ?? []);
  return [...new Map(places.map((place) => [`${place.where} ${place.text}`, place])).values()];
}

function placeOf(where: string, text: string): NamedPlace | undefined {
  const arn = parseArn(text);
  if (!arn) return regionOfService(where, text);
  const isKey = arn.service === "kms";
  return {
    ...{ text, where, isKey },
    ...(EXACT.test(arn.partition) && { partition: arn.partition }),
    ...(EXACT.test(arn.region) && { region: arn.region }),
    ...(isKey && EXACT.test(arn.accountId) && { accountId: arn.accountId }),
    ...(isKey && EXACT.test(arn.resource) && { resource: arn.resource }),
  };
}

/** Such as `ec2.eu-west-1.amazonaws.com`, through which KMS is called in that region only. */
function regionOfService(where: string, text: string): NamedPlace | undefined {
  if (where.toLowerCase() !== "kms:viaservice") return undefined;
  const region = text.split(".").find((part) => REGION_ID.test(part));
  return region === undefined ? undefined : { text, where, isKey: false, region };
}
