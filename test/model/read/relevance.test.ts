import { modelOf } from "../../../model/model";
import { readPlans } from "../../../model/read/read-plans";
import * as s from "./support";

const plain = { ...s.KEY, description: "restaurants", policy: s.policy(s.OWN) };
const unchanged = (address: string, values: object, sensitive = {}) => ({
  ...{ address, before: values, after: values, actions: ["no-op"], sensitive },
});
const skipped = (...entries: s.Entry[]): readonly string[] | undefined =>
  s.readEntries(entries).plans[0]?.skipped.map(({ address }) => address);
const KEY = "aws_kms_key.orders";
const other = unchanged("aws_kms_key.other", {
  ...plain,
  arn: s.KEY_ARN.replace("1234abcd", "00000000"),
  key_id: "x",
  id: "x",
});

describe("a key without any relation to Aura", () => {
  it("is skipped, with its policy and its alias, and listed as such", () => {
    const policy = unchanged("aws_kms_key_policy.orders", { key_id: s.KEY_ID, policy: s.policy(s.OWN) });
    const alias = unchanged("aws_kms_alias.orders", { name: "alias/orders", target_key_id: s.KEY_ID });
    const reading = s.readEntries([unchanged(KEY, plain), policy, alias]);
    expect(reading.plans).toMatchObject([
      {
        ...{ resources: 3, relevant: 0 },
        skipped: [KEY, "aws_kms_key_policy.orders", "aws_kms_alias.orders"].map((address) => ({ address })),
      },
    ]);
    const empty = modelOf([]);
    expect([reading.before, reading.after, reading.changes]).toEqual([empty, empty, []]);
  });

  it.each([
    ["a record that names it", [unchanged("aura_customer_managed_key.orders", s.RECORD)], {}],
    ["an address that speaks of Aura", [], {}, "module.aura_prod.aws_kms_key.orders"],
    ["a description that does", [], { description: "Key for Neo4j" }],
    ["a tag that does", [], { tags: { service: "aura-prod" } }],
    ["a policy that lets somebody in", [], { policy: s.policy(s.OWN, s.AURA) }],
    [
      "an alias that speaks of Aura",
      [unchanged("aws_kms_alias.x", { name: "alias/neo4j-aura/x", target_key_id: s.KEY_ID })],
      {},
    ],
    [
      "a policy apart that lets somebody in",
      [unchanged("aws_kms_key_policy.x", { key_id: s.KEY_ID, policy: s.policy(s.OWN, s.AURA) })],
      {},
    ],
    ["a policy that nobody can read", [], { policy: "{" }],
  ] as const)("is not a key with %s", (_, beside, over, address: string = KEY) => {
    expect(skipped(unchanged(address, { ...plain, ...over }), other, ...beside)).toEqual(["aws_kms_key.other"]);
  });

  it("is not an alias that leaves a key which the plans do not show, but one that comes to it", () => {
    const to = (key: string) => ({ name: "alias/archive", target_key_id: key, region: "eu-west-1" });
    const [unseen, another] = ["11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002"];
    const alias = "aws_kms_alias.archive";
    expect(skipped({ address: alias, before: to(unseen), after: to(another) }, other)).toEqual([other.address]);
    expect(skipped({ address: alias, before: to(unseen) }, other)).toEqual([other.address]);
    expect(skipped({ address: alias, after: to(unseen) }, other)).toEqual([alias, other.address]);
    expect(skipped({ address: alias, before: to("x"), after: to(unseen) }, other)).toEqual([alias, other.address]);
    expect(skipped(unchanged(alias, to(unseen)), other)).toEqual([alias, other.address]);
  });

  it("is not a replica of a key that a customer managed key names", () => {
    const replica = {
      address: "aws_kms_replica_key.copy",
      after: { primary_key_arn: s.KEY_ARN, policy: s.policy(s.OWN) },
    };
    expect(skipped(replica, other, unchanged("aura_customer_managed_key.orders", s.RECORD))).toEqual([other.address]);
    expect(skipped(replica, other)).toEqual([replica.address, other.address]);
  });

  it("is a key that only its account and AWS services may use", () => {
    const logs = {
      Effect: "Allow",
      Principal: { Service: "logs.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
    };
    expect(skipped(unchanged(KEY, { ...plain, policy: s.policy(s.OWN, logs) }))).toEqual([KEY]);
  });

  it("is not a key whose policy is sensitive, one in review metadata, or one that granted external access before", () => {
    expect(skipped(unchanged(KEY, plain, { policy: true }), other)).toEqual(["aws_kms_key.other"]);
    const input = `{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":["${KEY}"],"waivers":[],"principals":{}}`;
    expect(skipped(unchanged(KEY, plain), other, unchanged("terraform_data.facts", { input }))).toEqual([
      "aws_kms_key.other",
    ]);
    const was = { ...plain, policy: s.policy(s.OWN, s.AURA) };
    expect(skipped({ address: KEY, before: was, after: plain }, other)).toEqual(["aws_kms_key.other"]);
    const drift = { resource_drift: [s.entry({ address: KEY, before: was, after: plain })] };
    expect(s.readEntries([unchanged(KEY, plain), other], drift).plans[0]?.skipped).toEqual([
      { address: "aws_kms_key.other" },
    ]);
  });

  it("is listed as destroyed where the plan destroys it", () => {
    expect(s.readEntries([{ address: KEY, before: plain }]).plans[0]?.skipped).toEqual([
      { address: KEY, isDestroyed: true },
    ]);
  });

  it("is not one of another state whose policy or grants the plan changes: only a plan of that key shows whose it is", () => {
    const policy = { address: "aws_kms_key_policy.a", after: { key_id: s.KEY_ID, policy: s.policy(s.OWN) } };
    const grant = { address: "aws_kms_grant.a", after: { key_id: s.KEY_ID, operations: ["Decrypt"] } };
    expect(skipped(policy)).toEqual([]);
    expect(skipped(grant)).toEqual([]);
    expect(skipped(unchanged(policy.address, policy.after))).toEqual([policy.address]);
    expect(skipped(policy, unchanged(KEY, plain))).toEqual([policy.address, KEY]);
  });

  it("is not a replica of a key of Aura, nor its primary", () => {
    const replica = {
      ...plain,
      primary_key_arn: s.KEY_ARN,
      arn: s.KEY_ARN.replace("eu-west-1", "us-east-1"),
      key_id: "y",
    };
    const forAura = { description: "Aura" };
    expect(
      skipped(unchanged(KEY, { ...plain, ...forAura }), unchanged("aws_kms_replica_key.copy", replica), other),
    ).toEqual([other.address]);
    expect(
      skipped(unchanged(KEY, plain), unchanged("aws_kms_replica_key.copy", { ...replica, ...forAura }), other),
    ).toEqual([other.address]);
  });

  it("does not exist while the key of a customer managed key is unknown", () => {
    const record = { address: "aura_customer_managed_key.orders", ...s.coming(s.RECORD, "id", "key_id") };
    expect(skipped(unchanged(KEY, plain), other, record)).toEqual([]);
  });

  describe("with external access", () => {
    const LAKE = "arn:aws:iam::777788889999:root";
    const use = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
    const grants = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];
    const lets = (Action: string[], over = {}) => ({
      ...{ Sid: "Vendor", Effect: "Allow", Principal: { AWS: LAKE }, Action, Resource: "*" },
      ...over,
    });
    // As the console of AWS writes it for other accounts, and vendors ask for it.
    const vendor = { ...plain, policy: s.policy(s.OWN, lets(use), lets(grants, { Sid: "Grants" })) };
    const record = (over: object = {}) => unchanged("aura_customer_managed_key.orders", { ...s.RECORD, ...over });
    const elsewhere = s.KEY_ARN.replace("1234abcd", "99999999");

    it("is skipped all the same, and named where the plan creates it", () => {
      expect(skipped(unchanged(KEY, vendor))).toEqual([KEY]);
      expect(skipped(unchanged(KEY, vendor), record({ key_id: elsewhere }))).toEqual([KEY]);
      expect(s.readEntries([{ address: KEY, after: vendor }]).plans[0]?.skipped).toEqual([
        { address: KEY, externalPrincipals: ["AWS account 777788889999"] },
      ]);
      expect(s.readEntries([unchanged(KEY, vendor)]).others?.changes.map(({ id }) => id)).toEqual([KEY]);
    });

    it.each([
      ["one statement asks for all that Aura needs", lets([...use, ...grants])],
      ["its statement speaks of Aura", lets(use, { Sid: "Allow access for Neo4j" })],
      ["its principal does", lets(use, { Principal: { AWS: "arn:aws:iam::777788889999:role/aura-kms" } })],
    ])("is judged as Aura's where %s", (_, statement) => {
      expect(skipped(unchanged(KEY, { ...plain, policy: s.policy(s.OWN, statement) }))).toEqual([]);
    });

    it("is not judged as Aura's because an organization may do everything: Aura is in no customer's organization", () => {
      const condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
      const shared = lets([...use, ...grants], { Principal: "*", Condition: condition });
      expect(skipped(unchanged(KEY, { ...plain, policy: s.policy(s.OWN, shared) }))).toEqual([KEY]);
    });

    it("is judged as Aura's where the account is expected, by the estate, by metadata or as the one of another key", () => {
      const entries = [unchanged(KEY, vendor)].map(s.entry);
      const inEstate = readPlans([{ name: "plan", text: s.planText(entries) }], ["777788889999"]);
      expect("reading" in inEstate && inEstate.reading.plans[0]?.skipped).toEqual([]);
      const input = `{"kind":"cdktf-aura-cmk/review-metadata","version":"1","protected":[],"waivers":[],"principals":{"aws_kms_key.x":["777788889999"]}}`;
      expect(skipped(unchanged(KEY, vendor), unchanged("terraform_data.facts", { input }))).toEqual([]);
      const ofAura = { ...other, before: { ...vendor, arn: elsewhere, key_id: "x", id: "x" } };
      const used = { ...ofAura, after: ofAura.before };
      expect(skipped(unchanged(KEY, vendor), used, record({ key_id: elsewhere }))).toEqual([]);
    });

    it("is judged as Aura's while something of Aura uses a key that cannot be determined", () => {
      const instance = unchanged("aura_instance.orders", s.INSTANCE);
      expect(skipped(unchanged(KEY, vendor), instance)).toEqual([]);
      expect(skipped(unchanged(KEY, vendor), instance, record({ key_id: elsewhere }))).toEqual([KEY]);
      expect(skipped(unchanged(KEY, vendor), record({ key_id: "alias/orders" }))).toEqual([]);
      expect(skipped(unchanged(KEY, vendor), unchanged("neo4jaura_customer_managed_key.x", {}))).toEqual([]);
      expect(
        skipped(unchanged(KEY, vendor), unchanged("aura_instance.x", { ...s.INSTANCE, customer_managed_key_id: null })),
      ).toEqual([KEY]);
    });

    it("does not lose its signs by the plan that is reviewed", () => {
      const was = { ...plain, policy: s.policy(s.OWN, lets([...use, ...grants])) };
      expect(skipped({ address: KEY, before: was, after: vendor })).toEqual([]);
    });
  });
});
