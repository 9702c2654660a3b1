import { known, unknown, type Fact } from "../../model/fact";
import type { KeyPolicyNode, KmsKeyNode } from "../../model/model";
import type { KeyArn } from "../../policy/arn";
import { asList, type PolicyDocument } from "../../policy/document";
import { agreedOn, knownOf } from "./facts";
import { keyArnOf } from "./key-arn";
import { remember } from "./remember";
import { possibleArns, type KeyPlace } from "./possible-arns";

/** Whose key it is and where: what a decision needs to know of it. */
export interface KeyIdentity extends KeyPlace {
  /** Undefined where AWS has yet to name it, or nobody says. */
  readonly arn: string | undefined;
}

/**
 * What is known of a key. Those who contradict each other are not believed: there are rules that say so.
 * @param name what a person calls the key
 * @param key the key; absent when it is not in the model
 * @param apart the policies that are set apart from it
 * @param policy its policy, which names its account and partition where nothing else does
 */
export function identityOf(
  name: string,
  key: KmsKeyNode | undefined,
  apart: readonly KeyPolicyNode[],
  policy: Fact<string>,
): Fact<KeyIdentity> {
  const named = [...(key ? [key.arn] : []), ...apart.map(({ keyId }) => keyId)].find((arn) => keyArnOf(arn));
  const arn = named && keyArnOf(named);
  // The key that has the ARN is the one that is meant, whatever else is said of it.
  if (arn && named.known) return known({ ...placeIn(arn), arn: named.value }, named.source);
  const accountId = agreedOn(key?.accountClaims ?? apart.flatMap((one) => one.accountId ?? []))?.value;
  if (accountId === undefined) return unknown(`which AWS account key ${name} belongs to is not known`);
  const claims = knownOf(key?.partitionClaims ?? []);
  const partition = agreedOn(claims.length > 0 ? claims : partitionsIn(policy, accountId))?.value;
  if (partition === undefined) return unknown(`which AWS partition key ${name} is in is not known`);
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
export function asPoliciesSeeIt(identity: KeyIdentity, ...documents: readonly PolicyDocument[]): KeyIdentity {
  return documents.some(namesKeys) ? identity : { ...identity, arn: undefined };
}

function namesKeys(document: PolicyDocument): boolean {
  return remember(document, "names keys", () =>
    document.Statement.some(({ Resource: resource, NotResource: notResource }) =>
      [...asList(resource), ...asList(notResource)].some((pattern) => pattern !== "*"),
    ),
  );
}

/**
 * The ARNs that a key can have, as far as policies tell them apart.
 * @param identity what is known of the key
 * @param documents the policies
 * @returns undefined when there are more than can be tried
 */
export function arnsOf(identity: KeyIdentity, ...documents: readonly PolicyDocument[]): readonly string[] | undefined {
  if (identity.arn !== undefined) return [identity.arn];
  return possibleArns({ Statement: documents.flatMap((document) => document.Statement) }, identity);
}

const IDENTITIES = /"arn:(aws[a-z-]*):(?:iam|sts)::(\d{12}):/g;

/** KMS takes nobody of the account into a policy but by the partition that the key is in. */
function partitionsIn(policy: Fact<string>, accountId: string): readonly Fact<string>[] {
  if (!policy.known) return [];
  const named = [...policy.value.matchAll(IDENTITIES)].filter(([, , account]) => account === accountId);
  return named.map(([, partition = ""]) => known(partition, policy.source));
}
