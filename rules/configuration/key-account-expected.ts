import type { Fact } from "../../model/fact";
import type { KmsKeyNode, RecordNode } from "../../model/model";
import { aKey, given } from "../example";
import {
  configurationRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
} from "../rule";
import { limitVerdicts } from "../verdicts";
import { arnField, cite, conflictOf, firstUnknown, inOtherCloud, knownOf } from "../analysis";
import { claimsDisagree } from "../messages";

const FIELDS = [
  { field: "accountId", claims: "accountClaims", word: "account" },
  { field: "partition", claims: "partitionClaims", word: "partition" },
] as const;

/** All settings agree on the key's account and partition. */
export const keyAccountExpected = configurationRule({
  id: "key-account-expected",
  title: "All settings agree on the key's account and partition",
  severity: "error",
  rationale:
    "A key in an unintended account is administered by others, who can delete it, and with it the data. A replica always " +
    "belongs to the account and partition of its primary.",
  see: "https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html",
  on: ["key", "record"],
  check(node, index) {
    // A record that takes the ARN from its key adds nothing.
    if (node.kind === "record" && (inOtherCloud(node) || (node.key && !node.keyArn.known))) return notApplicable;
    const all = FIELDS.map((entry) => ({ word: entry.word, facts: claimsOf(node, index, entry) }));
    const wrong = [
      ...all.flatMap(({ word, facts }) => disagreement(node, word, facts)),
      ...(node.kind === "key" ? limitVerdicts(node) : []),
    ];
    if (wrong.length > 0) return wrong;
    const facts = all.flatMap((entry) => entry.facts);
    const open = firstUnknown(facts);
    if (open) return unknown(open.reason);
    return facts.length > 0 ? compliant : notApplicable;
  },
  example: () => ({
    bad: [aKey({ accountClaims: [given("111122223333", "`accountId`"), given("999988887777", "provider aws")] })],
    good: [aKey({ accountClaims: [given("111122223333", "`accountId`"), given("111122223333", "provider aws")] })],
  }),
});

function claimsOf(node: KmsKeyNode | RecordNode, index: ModelIndex, entry: (typeof FIELDS)[number]): Fact<string>[] {
  const { field, claims } = entry;
  if (node.kind === "record") return [...(index.key(node.key)?.[claims] ?? []), arnField(node.keyArn, field)];
  const primary = index.key(node.replicaOf?.primary);
  // The ARN of a primary that is created here is known only at apply, and says nothing new.
  const arn = primary && !node.replicaOf?.primaryArn.known ? undefined : node.replicaOf?.primaryArn;
  return [...node[claims], ...(primary?.[claims] ?? []), ...(arn ? [arnField(arn, field)] : [])];
}

function disagreement(
  node: KmsKeyNode | RecordNode,
  word: (typeof FIELDS)[number]["word"],
  facts: readonly Fact<string>[],
): Verdict[] {
  const clash = conflictOf(facts.map((fact) => ["key", fact]));
  if (!clash) return [];
  const subject = `${node.kind === "key" ? "key" : "Aura key record"} ${node.name}`;
  return [violation(claimsDisagree(subject, word, [...new Set(knownOf(facts).map(cite))].join(", ")))];
}
