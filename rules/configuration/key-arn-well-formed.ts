import type { KeyPolicyNode, KmsKeyNode, RecordNode } from "../../model/model";
import { anImportedKey, given, KEY_ARN } from "../example";
import {
  configurationRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
} from "../rule";
import { arnField, type Claim, conflictOf, firstUnknown, inOtherCloud, isKeyId, keyArnVerdict } from "../analysis";

/** Every reference to a key is a key ARN, and agrees with the key's region. */
export const keyArnWellFormed = configurationRule({
  id: "key-arn-well-formed",
  title: "Every reference to a key is a key ARN that matches the key's region",
  severity: "error",
  rationale:
    "Aura needs the full ARN of the key. An alias can be pointed at another key at any time, and a key id contains neither " +
    "region nor account, so neither identifies the key that protects the data.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html",
  on: ["key", "record", "key-policy"],
  check(node, index) {
    if (node.kind === "record") return ofRecord(node, index);
    return node.kind === "key" ? ofKey(node) : ofKeyPolicy(node, index);
  },
  example: () => ({
    bad: [anImportedKey(KEY_ARN, { arn: given("alias/orders", "ARN of key shared") })],
    good: [anImportedKey(KEY_ARN)],
  }),
});

function ofKey(key: KmsKeyNode): Verdict {
  const primary = key.replicaOf && keyArnVerdict(`primary of replica ${key.name}`, key.replicaOf.primaryArn, undefined);
  if (primary?.outcome === "violation") return primary;
  // AWS makes the ARN of a key that is created here.
  const named = key.origin === "imported" || key.arn.known;
  const own = named ? keyArnVerdict(`ARN of key ${key.name}`, key.arn, key) : compliant;
  if (own.outcome === "violation") return own;
  const facts = [key.region, ...(key.arn.known ? [arnField(key.arn, "region")] : []), ...key.regionClaims];
  const clash = conflictOf(facts.map((fact): Claim<string> => ["key", fact]));
  if (clash) {
    return violation({
      what: `conflicting regions for key ${key.name}`,
      got: clash.text,
      expected: "one region",
      fix: `make ARN, \`region\` and provider agree: either ${clash.trusted.value} or ${clash.other.value} is wrong`,
    });
  }
  const needs = named ? [key.arn, ...facts] : [key.region];
  const open = firstUnknown(key.replicaOf && !key.replicaOf.primary ? [key.replicaOf.primaryArn, ...needs] : needs);
  return open ? unknown(open.reason) : compliant;
}

function ofRecord(record: RecordNode, index: ModelIndex): Verdict {
  const key = index.key(record.key);
  // A record that exists already is given by its id; nothing is sent to Aura here.
  if (inOtherCloud(record) || index.otherCloudKey(record.key) || (record.origin === "imported" && !record.keyArn.known))
    return notApplicable;
  if (!record.keyArn.known && key?.origin === "created") return compliant;
  return keyArnVerdict(`key of Aura key record ${record.name}`, record.keyArn, key);
}

function ofKeyPolicy(policy: KeyPolicyNode, index: ModelIndex): Verdict {
  const { keyId } = policy;
  // KMS accepts a key id here: it means the key in the provider's own account and region.
  if (keyId.known && isKeyId(keyId.value)) return compliant;
  if (!keyId.known && index.key(policy.key)?.origin === "created") return compliant;
  return keyArnVerdict(`key of policy ${policy.name}`, keyId, index.key(policy.key));
}
