import { known, unknown as unknownFact, type Fact } from "../../model/fact";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import { type KeyArn, arnOfKeyId, parseKeyArn } from "../../policy/arn";
import { policyNamesKeys, possibleKeyArns, type KeyPlace } from "../../policy/access/key-arns";
import type { PolicyDocument } from "../../policy/document";
import { agreedValue, knownOf, show } from "./facts";
import { memoize } from "../../util/memoize";
import { compliant, unknown, violation, type Verdict } from "../rule";

/** Whose key it is and where: what a decision needs to know of it. */
export interface KeyIdentity extends KeyPlace {
  /** Undefined where it is known only at apply, or not stated. */
  readonly arn: string | undefined;
}

/**
 * What is known of a key. Those who contradict each other are not believed: there are rules that say so.
 * @param name what a person calls the key
 * @param key the key; absent when it is not in the model
 * @param standalone its standalone policies
 * @param policy its policy, which names its account and partition where nothing else does
 */
export function identityOf(
  name: string,
  key: KmsKeyNode | undefined,
  standalone: readonly KeyPolicyNode[],
  policy: Fact<string>,
): Fact<KeyIdentity> {
  const named = [...(key ? [key.arn] : []), ...standalone.map(({ keyId }) => keyId)].find((arn) => keyArnOf(arn));
  const arn = named && keyArnOf(named);
  // The key that has the ARN is the one that is meant, whatever else is said of it.
  if (arn && named.known) return known({ ...placeIn(arn), arn: named.value }, named.source);
  const claims = knownOf(key?.accountClaims ?? []);
  const accountId = agreedValue(claims.length > 0 ? claims : standalone.flatMap((one) => one.accountId ?? []))?.value;
  if (accountId === undefined) return unknownFact(`which AWS account key ${name} belongs to is not known`);
  const partitions = knownOf(key?.partitionClaims ?? []);
  const partition = agreedValue(partitions.length > 0 ? partitions : partitionsIn(policy, accountId))?.value;
  if (partition === undefined) return unknownFact(`which AWS partition key ${name} is in is not known`);
  const region = key && knownOf([key.region, ...key.regionClaims])[0]?.value;
  return known({ partition, accountId, region, arn: undefined }, `what is said of key ${name}`);
}

function placeIn({ partition, accountId, region }: KeyArn): KeyPlace {
  return { partition, accountId, region };
}

/**
 * The key as far as policies tell it from others of its account and region: without its ARN where they speak of any key. What is
 * decided for one holds for all of them.
 * @param identity what is known of the key
 * @param documents the policies
 */
export function identityForPolicies(identity: KeyIdentity, ...documents: readonly PolicyDocument[]): KeyIdentity {
  return documents.some(namesKeys) ? identity : { ...identity, arn: undefined };
}

const namesKeys = memoize(policyNamesKeys);

/**
 * The ARNs that a key can have, as far as policies tell them apart.
 * @param identity what is known of the key
 * @param documents the policies
 * @returns undefined when there are more than can be tried
 */
export function arnsOf(identity: KeyIdentity, ...documents: readonly PolicyDocument[]): readonly string[] | undefined {
  if (identity.arn !== undefined) return [identity.arn];
  return possibleKeyArns(
    documents.flatMap((document) => document.Statement),
    identity,
  );
}

const IDENTITIES = /"arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):/g;

/** KMS accepts principals of the account only with the partition of the key. */
function partitionsIn(policy: Fact<string>, accountId: string): readonly Fact<string>[] {
  if (!policy.known) return [];
  const named = [...policy.value.matchAll(IDENTITIES)].filter(([, , account]) => account === accountId);
  return named.map(([, partition = ""]) => known(partition, policy.source));
}

const FIELDS = { partition: "2nd", region: "4th", accountId: "5th" } as const;
const FORM = "arn:PARTITION:kms:REGION:ACCOUNT:key/ID";

/**
 * The key ARN taken apart, or undefined when it is unknown or no key ARN.
 * @param arn the ARN as given
 */
export function keyArnOf(arn: Fact<string>): KeyArn | undefined {
  const parsed = arn.known ? parseKeyArn(arn.value) : undefined;
  return parsed && !("error" in parsed) ? parsed : undefined;
}

/**
 * What one field of a key ARN claims; unknown when the ARN is, or when it is no key ARN (which has its own rule).
 * @param arn the ARN as given
 * @param field which field
 */
export function arnField(arn: Fact<string>, field: keyof typeof FIELDS): Fact<string> {
  if (!arn.known) return arn;
  const parsed = parseKeyArn(arn.value);
  if ("error" in parsed) return unknownFact(`${arn.source} is ${parsed.error}`);
  return known(parsed[field], `${FIELDS[field]} field of the key ARN, ${arn.source}`);
}

/**
 * Whether a text is a bare key id.
 * @param text what was given
 */
export function isKeyId(text: string): boolean {
  return arnOfKeyId(text, "us-east-1", "000000000000") !== undefined;
}

/**
 * Whether a text is the ARN of a KMS key, and what it is instead.
 * @param what whose ARN it is, such as "ARN of key orders"
 * @param arn the ARN as given
 * @param key the key, when its region and account can complete a bare id
 */
export function keyArnVerdict(what: string, arn: Fact<string>, key: KmsKeyNode | undefined): Verdict {
  if (!arn.known) return unknown(arn.reason);
  const parsed = parseKeyArn(arn.value);
  if (!("error" in parsed)) return compliant;
  const region = key && knownOf([key.region, ...key.regionClaims])[0]?.value;
  const account = key && knownOf(key.accountClaims)[0]?.value;
  const complete = region && account ? arnOfKeyId(arn.value, region, account) : undefined;
  return violation({
    what: `${what} is not a KMS key ARN`,
    got: `${parsed.error}: ${show(arn.value)} (${arn.source})`,
    expected: FORM,
    fix: complete ? `use ${complete}` : "use `KeyMetadata.Arn` of `aws kms describe-key`",
  });
}

/** The attribute that says whether a key is enabled. */
export function enabledAttribute({ replicaOf }: KmsKeyNode): string {
  return replicaOf ? "enabled" : "is_enabled";
}
