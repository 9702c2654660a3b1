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

/** Whatever stands for a key is the ARN of a key, and agrees with what else is said about the key. */
export const keyArnWellFormed = configurationRule({
  id: "key-arn-well-formed",
  title: "A key is named by its key ARN, which agrees with everything else that is said about its region",
  severity: "error",
  rationale:
    "Aura takes the full ARN of the key. An alias can be pointed at another key at any time, and a bare key id says " +
    "neither region nor account, so neither proves which key protects the data.",
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
  const primary =
    key.replicaOf && keyArnVerdict(`the primary of replica ${key.name}`, key.replicaOf.primaryArn, undefined);
  if (primary?.outcome === "violation") return primary;
  // AWS names a key that is created here, and names it well.
  const named = key.origin === "imported" || key.arn.known;
  const own = named ? keyArnVerdict(`the ARN of key ${key.name}`, key.arn, key) : compliant;
  if (own.outcome === "violation") return own;
  const facts = [key.region, ...(key.arn.known ? [arnField(key.arn, "region")] : []), ...key.regionClaims];
  const clash = conflictOf(facts.map((fact): Claim<string> => ["key", fact]));
  if (clash) {
    return violation({
      what: `everything that is said about the region of key ${key.name} must agree`,
      got: clash.text,
      expected: "one region",
      fix: `give the ARN, the \`region\` and the provider of the same key: one of ${clash.trusted.value} and ${clash.other.value} is wrong`,
    });
  }
  const needs = named ? [key.arn, ...facts] : [key.region];
  const open = firstUnknown(key.replicaOf && !key.replicaOf.primary ? [key.replicaOf.primaryArn, ...needs] : needs);
  return open ? unknown(open.reason) : compliant;
}

function ofRecord(record: RecordNode, index: ModelIndex): Verdict {
  const key = index.key(record.key);
  // A record that exists already is named by its id; nothing is told to Aura here.
  if (inOtherCloud(record) || (record.origin === "imported" && !record.keyArn.known)) return notApplicable;
  if (!record.keyArn.known && key?.origin === "created") return compliant;
  return keyArnVerdict(`the key of record ${record.name}`, record.keyArn, key);
}

function ofKeyPolicy(policy: KeyPolicyNode, index: ModelIndex): Verdict {
  const { keyId } = policy;
  // KMS takes a bare id here: it means the key of that id in the provider's own account and region.
  if (keyId.known && isKeyId(keyId.value)) return compliant;
  if (!keyId.known && index.key(policy.key)?.origin === "created") return compliant;
  return keyArnVerdict(`the key of policy ${policy.name}`, keyId, index.key(policy.key));
}
