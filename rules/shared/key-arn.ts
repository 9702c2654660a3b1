import { known, unknown, type Fact } from "../../model/fact";
import type { KmsKeyNode } from "../../model/model";
import { arnOfKeyId, parseKeyArn, type KeyArn } from "../../policy/arn";
import { compliant, undecided, violation, type Verdict } from "../rule";
import { knownOf, show } from "./facts";

const FIELDS = { partition: "2nd", region: "4th", accountId: "5th" } as const;
const FORM = "arn:PARTITION:kms:REGION:ACCOUNT:key/ID, where ID is a UUID, or mrk- and 32 hex digits";

/**
 * The key ARN taken apart, or undefined when it is unknown or no key ARN.
 * @param arn the ARN as given
 */
export function keyArnOf(arn: Fact<string>): KeyArn | undefined {
  const parsed = arn.known ? parseKeyArn(arn.value) : undefined;
  return parsed && !("not" in parsed) ? parsed : undefined;
}

/**
 * What one field of a key ARN claims; unknown when the ARN is, or when it is no key ARN (which has its own rule).
 * @param arn the ARN as given
 * @param field which field
 */
export function arnField(arn: Fact<string>, field: keyof typeof FIELDS): Fact<string> {
  if (!arn.known) return arn;
  const parsed = parseKeyArn(arn.value);
  if ("not" in parsed) return unknown(`${arn.source} is ${parsed.not}`);
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
 * @param what whose ARN it is
 * @param arn the ARN as given
 * @param key the key, when its region and account can complete a bare id
 */
export function keyArnVerdict(what: string, arn: Fact<string>, key: KmsKeyNode | undefined): Verdict {
  if (!arn.known) return undecided(arn.reason);
  const parsed = parseKeyArn(arn.value);
  if (!("not" in parsed)) return compliant;
  const region = key && knownOf([key.region, ...key.regionClaims])[0]?.value;
  const account = key && knownOf(key.accountClaims)[0]?.value;
  const complete = region && account ? arnOfKeyId(arn.value, region, account) : undefined;
  return violation({
    what: `${what} must be the ARN of a KMS key`,
    got: `${parsed.not}: ${show(arn.value)} (${arn.source})`,
    expected: FORM,
    fix: complete
      ? `give ${complete}`
      : "give the `KeyMetadata.Arn` that `aws kms describe-key --key-id` prints for it, in the account and region of the key",
  });
}
