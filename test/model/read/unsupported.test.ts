import * as s from "./support";

const KEY = "aws_kms_key.orders";
const unchanged = { address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] };
const gaps = (...entries: s.Entry[]) => s.readEntries(entries).plans[0]?.gaps;
const clause = (what: string, type: string) =>
  `${what}: ${type} is not covered by this review and may affect a key used by Aura`;

describe("a change that no rule covers", () => {
  const grant = { key_id: s.KEY_ID, grantee_principal: "arn:aws:iam::999988887777:role/other" };

  it("is a gap where it is about a key used by Aura", () => {
    expect(gaps(unchanged, { address: "aws_kms_grant.a", after: grant })).toEqual([
      clause("aws_kms_grant.a is created", "aws_kms_grant"),
    ]);
    expect(gaps(unchanged, { address: "aws_kms_grant.a", before: { ...grant, key_id: s.KEY_ARN } })).toEqual([
      clause("aws_kms_grant.a is deleted", "aws_kms_grant"),
    ]);
    const coming = { address: "aws_kms_grant.b", ...s.coming(grant, "key_id"), before: grant };
    expect(
      gaps(unchanged, { ...coming, actions: ["delete", "create"] }, { ...coming, address: "aws_kms_grant.c" }),
    ).toEqual([clause("aws_kms_grant.b is replaced, and 1 more of its type are changed", "aws_kms_grant")]);
  });

  it("is a gap where a customer managed key names the key, and no known resource creates it", () => {
    const record = { address: "aura_customer_managed_key.a", before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
    const key = {
      address: "awscc_kms_key.orders",
      before: { arn: s.KEY_ARN },
      after: { arn: s.KEY_ARN, enabled: false },
    };
    expect(gaps(record, key)).toEqual([clause("awscc_kms_key.orders is changed", "awscc_kms_key")]);
    const created = { address: "awscc_kms_key.orders", ...s.coming({ arn: "", key_id: "" }, "arn", "key_id") };
    expect(gaps({ address: "aura_customer_managed_key.a", ...s.coming(s.RECORD, "id", "key_id") }, created)).toEqual([
      clause("awscc_kms_key.orders is created", "awscc_kms_key"),
    ]);
  });

  it("is a gap where it mentions Aura", () => {
    expect(gaps({ address: "awscc_kms_alias.neo4j", after: {} })).toHaveLength(1);
    expect(gaps({ address: "neo4jaura_instance.a", after: {} })).toEqual([
      clause("neo4jaura_instance.a is created", "neo4jaura_instance"),
    ]);
    expect(gaps({ address: "restful_resource.a", before: { path: "/v1/customer-managed-keys" } })).toEqual([
      clause("restful_resource.a is deleted", "restful_resource"),
    ]);
  });

  it.each([
    ["a grant on another key", { address: "aws_kms_grant.a", after: { ...grant, key_id: "another" } }],
    ["a key of somebody else", { address: "awscc_kms_key.logs", before: { arn: s.KEY_ARN.replace("1234", "9999") } }],
    ["a ciphertext", { address: "aws_kms_ciphertext.a", after: { key_id: s.KEY_ID } }],
    ["a grant that stays", { address: "aws_kms_grant.a", before: grant, after: grant, actions: ["no-op"] }],
    ["what is only read", { address: "aws_kms_grant.a", after: grant, more: { mode: "data" } }],
    ["another REST API", { address: "restful_resource.a", after: { path: "/pets" } }],
    ["a database of another name", { address: "aws_rds_cluster.aurora", after: { engine: "aurora" } }],
    ["a snapshot", { address: "neo4jaura_snapshot.a", after: {} }],
  ])("is not a gap for %s", (_what, other) => {
    expect(gaps(unchanged, other)).toEqual([]);
  });
});
