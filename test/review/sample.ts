import type { Review } from "../../review/types";

const key = { address: "aws_kms_key.orders", name: "alias/neo4j-aura/orders" };
const OPERATIONS = ["kms:Encrypt", "kms:Decrypt", "kms:DescribeKey", "kms:PutKeyPolicy"];

/**
 * A review with something in every part of it, in which every text of a plan is `name` where one is given.
 * @param name stands for every name, address and reason
 */
export function sampleReview(name?: string): Review {
  const n = (text: string): string => name ?? text;
  const on = { address: n(key.address), name: n(key.name) };
  return {
    verdict: "BLOCK",
    reason: n("this plan revokes Aura's access to key orders; and 1 more finding"),
    plans: [
      {
        ...{
          name: n("prod.json"),
          terraformVersion: "1.11.4",
          errored: true,
          gaps: [{ what: n("Terraform stopped with an error"), got: n("it is incomplete"), fix: n("mend it") }],
        },
        ...{
          resources: 9,
          relevant: 4,
          skipped: [{ address: n("aws_kms_key.logs"), isDestroyed: true }],
          regions: [n("eu-west-1")],
        },
        accounts: [{ id: n("111122223333"), name: n("prod") }],
        changes: { updated: 1, unchanged: 3 },
      },
    ],
    findings: [
      {
        ...{
          level: "block",
          rule: "aura-keeps-access",
          outcome: "violation",
          on,
          what: n("this plan revokes Aura's access to key orders"),
        },
        ...{ got: n("loses kms:Decrypt"), expected: n("kms:Decrypt is allowed"), fix: n("put the statement back") },
        snippet: name ?? "moved {\n  from = aws_kms_key.old\n  to   = aws_kms_key.orders\n}",
      },
      {
        ...{
          level: "attention",
          rule: "policy-readable",
          outcome: "unknown",
          on,
          alsoUndetermined: ["aura-can-use-key"],
        },
        what: n("the policy is known only at apply"),
      },
      {
        ...{ level: "note", rule: "key-is-protected", outcome: "unknown", on },
        ...{ what: n("a plan does not show it"), waived: n("we know") },
      },
    ],
    changes: [
      { noun: "key", on, change: "updated", attributes: [] },
      {
        ...{ noun: "instance", on: { address: n("aura_instance.main") }, change: "updated" },
        ...{ movedFrom: n("aura_instance.old"), effect: n("no restart") },
        attributes: [{ name: n("memory"), before: n("8GB"), after: n("16GB") }],
      },
    ],
    irreversible: [{ on, what: n("the deletion of the key"), until: "2026-12-22", undo: n("cancel it") }],
    keys: [
      {
        ...{
          on,
          region: n("eu-west-1"),
          change: "updated",
          drifted: true,
          account: n("111122223333"),
          accountName: n("prod"),
        },
        externalPrincipals: [{ who: n("AWS account 999988887777"), expected: true }],
        records: [
          {
            ...{
              on: { address: n("aura_customer_managed_key.orders") },
              region: n("eu-west-1"),
              change: "unchanged",
              drifted: false,
            },
            instances: [{ on: { address: n("aura_instance.main") }, change: "created", drifted: false }],
          },
        ],
      },
    ],
    withoutKnownKey: [
      { on: { address: n("aura_customer_managed_key.other") }, change: "deleted", drifted: false, instances: [] },
    ],
    policies: [
      {
        ...{ on, isNew: false, drifted: false, remark: n("changed"), unchanged: 1, operations: OPERATIONS },
        changes: [
          {
            kind: "narrowed",
            statement: n('statement 2 ("Allow access for Neo4j")'),
            words: [n("no longer: kms:Decrypt")],
          },
        ],
        access: [
          {
            who: n("AWS account 999988887777"),
            before: ["yes", "yes", "yes", "no"],
            after: ["yes", "no", "unknown", "no"],
          },
        ],
      },
    ],
    phases: [
      {
        on,
        before: "bootstrap",
        after: "bootstrap",
        expectedPrincipals: [n("999988887777")],
        next: n("open the record in the Aura Console"),
      },
    ],
    waivers: [{ rule: n("key-is-protected"), on: [on.address], reason: n("we know"), isNew: true }],
  };
}
