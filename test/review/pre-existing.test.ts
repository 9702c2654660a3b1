import { reviewPlans } from "../../review/review";
import type { ReviewFinding } from "../../review/types";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const POLICY = "aws_kms_key_policy.orders";
/** Who used a second factor is unknown offline. */
const MFA = {
  ...{ Sid: "SecondFactor", Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*" },
  Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
};
const WHY =
  'cannot verify that AWS account 111122223333 can change the policy of key orders (whether statement 3 ("SecondFactor") denies it to AWS account 111122223333 depends on aws:MultiFactorAuthPresent)';
const OTHER_ARN = "arn:aws:kms:eu-west-1:111122223333:key/99999999-0000-4000-8000-000000000009";
const BARE = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT) };
const WITH_DENIAL = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT, MFA) };

/** Level, headline and detail of a finding. */
function textOf({ level, preExisting, what, got = "" }: ReviewFinding): string {
  return [level, ...(preExisting ? ["pre-existing"] : []), what, ...(got === "" ? [] : [`(${got})`])].join(" ");
}

/** The findings on what the policy leaves open, and the verdict. */
function review(entries: readonly s.Entry[], more: object = {}) {
  const inline = { ...s.configured({ [KEY]: { policy: {} } }), complete: true };
  const { verdict, findings } = reviewPlans(s.readEntries(entries, { ...inline, ...more }), { now: new Date(0) });
  const found = findings.filter(({ rule, alsoUndetermined = [] }) =>
    [rule, ...alsoUndetermined].includes("administrators-keep-control"),
  );
  return { verdict, found: found.map(textOf) };
}

const key = (before: object | null, after: object, more: object = {}): s.Entry => ({
  ...{ address: KEY, before, after, ...(before === after && { actions: ["no-op"] }) },
  ...more,
});
const PRE_EXISTING = [`note pre-existing ${WHY}`];
const OPEN = [`attention ${WHY}`];

describe("an unknown of a policy", () => {
  it("is a note while the plan does not change the policy", () => {
    expect(review([key(WITH_DENIAL, WITH_DENIAL)])).toEqual({ verdict: "OK", found: PRE_EXISTING });
    const described = { ...WITH_DENIAL, description: "Aura's" };
    expect(review([key(WITH_DENIAL, described)])).toEqual({ verdict: "OK", found: PRE_EXISTING });
  });

  it.each([
    ["with a new key", key(null, WITH_DENIAL)],
    ["with the policy that adds it", key(BARE, WITH_DENIAL)],
    ["with another change of the policy", key({ ...s.KEY, policy: s.policy(MFA, s.OWN, s.STATEMENT) }, WITH_DENIAL)],
    ["with a key that is imported", key(WITH_DENIAL, WITH_DENIAL, { change: { importing: { id: s.KEY_ID } } })],
    ["with a key that is replaced", key(WITH_DENIAL, WITH_DENIAL, { actions: ["delete", "create"] })],
  ])("needs review %s", (_, entry) => {
    expect(review([entry])).toMatchObject({ found: OPEN });
  });

  it("needs review when the same plan registers the key with Aura, and not when it is registered already", () => {
    const record = "aura_customer_managed_key.orders";
    const untouched = key(WITH_DENIAL, WITH_DENIAL);
    expect(review([untouched, { address: record, after: s.RECORD }]).found).toContainEqual(OPEN[0]);
    const known = { address: record, before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
    expect(review([untouched, known])).toEqual({ verdict: "OK", found: PRE_EXISTING });
  });

  it.each([
    ["is imported", s.RECORD, s.RECORD, { actions: ["no-op"], change: { importing: { id: "id" } } }],
    ["is replaced", s.RECORD, s.RECORD, { actions: ["delete", "create"] }],
    ["is moved from another key", { ...s.RECORD, key_id: OTHER_ARN }, s.RECORD, { actions: ["delete", "create"] }],
    ["is on a key that is not known yet", null, s.coming(s.RECORD, "key_id").after, { unknown: { key_id: true } }],
  ])("needs review when a record %s", (_, before, after, more) => {
    const record: s.Entry = { address: "aura_customer_managed_key.orders", before, after, ...more };
    expect(review([key(WITH_DENIAL, WITH_DENIAL), record]).found).toEqual(OPEN);
  });

  it("stays a note when a record of another key is created", () => {
    const record = { address: "aura_customer_managed_key.other", after: { ...s.RECORD, key_id: OTHER_ARN } };
    expect(review([key(WITH_DENIAL, WITH_DENIAL), record]).found).toEqual(PRE_EXISTING);
  });

  it.each([
    ["by its bare id", s.KEY_ID],
    ["by a sensitive value", undefined],
  ])("needs review when a new record is on a key that a policy names %s", (_, keyId) => {
    const standalone = { key_id: keyId ?? s.KEY_ARN, policy: WITH_DENIAL.policy };
    const sensitive = keyId === undefined ? { key_id: true } : {};
    const policy = { address: POLICY, before: standalone, after: standalone, actions: ["no-op"], sensitive };
    const providers = { aws: { name: "aws", expressions: { allowed_account_ids: { constant_value: [s.ACCOUNT] } } } };
    const onKey = s.configured({ [POLICY]: { policy: {}, key_id: {} } }, {}, providers);
    const why = WHY.replace("key orders", "policy orders");
    expect(review([policy], onKey).found).toEqual([`note pre-existing ${why}`]);
    const record = { address: "aura_customer_managed_key.orders", after: s.RECORD };
    expect(review([policy, record], onKey).found).toEqual([`attention ${why}`]);
  });

  it("needs review where the plan changes who is expected beside Aura", () => {
    const metadata = (besideAura: readonly string[]): object => ({
      input: JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [KEY], waivers: [] },
        ...{ principals: { [KEY]: [s.AURA_ACCOUNT, "777788889999"] }, besideAura: { [KEY]: besideAura } },
      }),
    });
    const stated = (before: object, after: object): s.Entry => ({
      ...{ address: "terraform_data.metadata", before, after },
      ...(before === after && { actions: ["no-op"] }),
    });
    const [none, one] = [metadata([]), metadata(["777788889999"])];
    expect(review([key(WITH_DENIAL, WITH_DENIAL), stated(one, one)]).found).toEqual(PRE_EXISTING);
    expect(review([key(WITH_DENIAL, WITH_DENIAL), stated(none, one)]).found).toEqual(OPEN);
  });

  it("needs review where two standalone policies of a key stay: the plan does not show which one is in force", () => {
    const standalone = { key_id: s.KEY_ARN, policy: WITH_DENIAL.policy };
    const [one, two] = ["one", "two"].map((name) => `aws_kms_key_policy.${name}`);
    const onKey = s.configured(
      Object.fromEntries([
        [KEY, {}],
        ...[one, two].map((name) => [name, { policy: {}, key_id: s.refersTo(`${KEY}.arn`) }]),
      ]),
    );
    const same = (address = ""): s.Entry => ({ address, before: standalone, after: standalone, actions: ["no-op"] });
    const single = review([key(WITH_DENIAL, WITH_DENIAL), same(one)], onKey).found;
    expect(single.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual(["note pre-existing"]);
    const both = review([key(WITH_DENIAL, WITH_DENIAL), same(one), same(two)], onKey).found;
    expect([...new Set(both.map((text) => text.split(" ")[0]))]).toEqual(["attention"]);
  });

  describe("of a policy with a condition on the key itself", () => {
    const asking = (name: string, value: string) => ({
      ...s.KEY,
      policy: s.policy(s.OWN, s.STATEMENT, { ...MFA, Condition: { StringEquals: { [name]: value } } }),
    });
    const whyOf = (name: string) => WHY.replace("aws:MultiFactorAuthPresent", name);
    const TAG = "aws:resourcetag/frozen";
    const tagged = asking(TAG, "yes");
    const frozen = { ...tagged, tags: { frozen: "yes" }, tags_all: { frozen: "yes" } };
    const ALIAS = { name: "alias/orders", target_key_id: s.KEY_ID, region: "eu-west-1" };
    const alias = (before: object | null, after: object | null): s.Entry => ({
      ...{ address: "aws_kms_alias.orders", before, after },
      ...(before === after && { actions: ["no-op"] }),
    });

    it("needs review when the tags of the key may change", () => {
      const [note, open] = [[`note pre-existing ${whyOf(TAG)}`], [`attention ${whyOf(TAG)}`]];
      expect(review([key(tagged, tagged)])).toEqual({ verdict: "OK", found: note });
      expect(review([key(tagged, frozen)])).toEqual({ verdict: "NEEDS REVIEW", found: open });
      expect(review([key(tagged, { ...tagged, tags_all: { frozen: "yes" } })]).found).toEqual(open);
      expect(review([key(tagged, tagged, { actions: ["update"], unknown: { tags_all: true } })]).found).toEqual(open);
      const drift = { resource_drift: [s.entry(key(tagged, frozen))] };
      expect(review([key(frozen, frozen)], drift)).toEqual({ verdict: "NEEDS REVIEW", found: open });
      expect(review([key(tagged, tagged), alias(null, ALIAS)]).found).toEqual(note);
    });

    it("needs review when the policy is standalone and the tags of its key may change", () => {
      const standalone = { key_id: s.KEY_ARN, policy: tagged.policy };
      const onKey = s.configured({ [KEY]: {}, [POLICY]: { policy: {}, key_id: s.refersTo(`${KEY}.arn`) } });
      const same = { address: POLICY, before: standalone, after: standalone, actions: ["no-op"] };
      const why = whyOf(TAG).replace("key orders", "policy orders");
      expect(review([key(tagged, tagged), same], onKey).found).toEqual([`note pre-existing ${why}`]);
      expect(review([key(tagged, frozen), same], onKey).found).toEqual([`attention ${why}`]);
    });

    it("needs review when an alias is created, deleted or renamed", () => {
      const NAME = "kms:ResourceAliases";
      const named = asking(NAME, "alias/orders");
      const [note, open] = [[`note pre-existing ${whyOf(NAME)}`], [`attention ${whyOf(NAME)}`]];
      const untouched = key(named, named);
      const other = { ...ALIAS, name: "alias/neo4j" };
      expect(review([untouched, alias(ALIAS, ALIAS)])).toEqual({ verdict: "OK", found: note });
      expect(review([key(named, { ...named, description: "Aura's" }), alias(ALIAS, ALIAS)]).found).toEqual(note);
      expect(review([untouched, alias(null, ALIAS)])).toEqual({ verdict: "NEEDS REVIEW", found: open });
      expect(review([untouched, alias(ALIAS, null)]).found).toEqual(open);
      expect(review([untouched, alias(other, ALIAS)]).found).toEqual(open);
      const drift = { resource_drift: [s.entry(alias(other, ALIAS))] };
      expect(review([untouched, alias(ALIAS, ALIAS)], drift).found).toEqual(open);
    });

    it("needs review when the policy is sensitive and an alias is created", () => {
      const hidden = key(s.KEY, s.KEY, { sensitive: { policy: true } });
      const why = `\`policy\` of ${KEY} is marked as sensitive`;
      expect(review([hidden, alias(ALIAS, ALIAS)])).toEqual({ verdict: "OK", found: [`note pre-existing ${why}`] });
      const needed = "cannot verify: a key policy has at most 32768 bytes";
      expect(review([hidden, alias(null, ALIAS)])).toEqual({
        verdict: "NEEDS REVIEW",
        found: [`attention ${why} (${needed})`],
      });
    });
  });

  it("needs review when the expected principals change, or when it was added outside of Terraform", () => {
    const metadata = (principals: object) =>
      JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
        principals,
      });
    const expecting = (account: string) => metadata({ [KEY]: [account] });
    const stated = { address: "terraform_data.metadata", before: { input: expecting("444455556666") } };
    const untouched = key(WITH_DENIAL, WITH_DENIAL);
    const same = { ...stated, after: stated.before, actions: ["no-op"] };
    expect(review([untouched, same])).toEqual({ verdict: "OK", found: PRE_EXISTING });
    const other = { ...stated, after: { input: metadata({ [KEY]: ["444455556666", "999988887777"] }) } };
    expect(review([untouched, other])).toEqual({ verdict: "NEEDS REVIEW", found: OPEN });
    const drift = { resource_drift: [s.entry(key(BARE, WITH_DENIAL))] };
    expect(review([untouched], drift)).toEqual({ verdict: "NEEDS REVIEW", found: OPEN });
    const elsewhere = { resource_drift: [s.entry(key({ ...WITH_DENIAL, tags: { by: "hand" } }, WITH_DENIAL))] };
    expect(review([untouched], elsewhere)).toEqual({ verdict: "OK", found: PRE_EXISTING });
  });

  it("is a note on a standalone policy while neither the policy nor the key changes", () => {
    const standalone = { key_id: s.KEY_ARN, policy: WITH_DENIAL.policy };
    const onKey = s.configured({ [KEY]: {}, [POLICY]: { policy: {}, key_id: s.refersTo(`${KEY}.arn`) } });
    const why = WHY.replace("key orders", "policy orders");
    const bare = key(WITH_DENIAL, WITH_DENIAL);
    const same = { address: POLICY, before: standalone, after: standalone, actions: ["no-op"] };
    expect(review([bare, same], onKey)).toEqual({ verdict: "OK", found: [`note pre-existing ${why}`] });
    expect(review([same], onKey)).toEqual({ verdict: "OK", found: [`note pre-existing ${why}`] });
    const before = { ...standalone, policy: BARE.policy };
    const changed = { address: POLICY, before, after: standalone };
    expect(review([bare, changed], onKey)).toMatchObject({ found: [`attention ${why}`] });
    // The key shows its standalone policy, which is not a change of its policy.
    const drift = { resource_drift: [s.entry(key(BARE, WITH_DENIAL))] };
    expect(review([bare, same], { ...onKey, ...drift })).toEqual({
      verdict: "OK",
      found: [`note pre-existing ${why}`],
    });
  });

  it("does not soften a violation in an unchanged policy", () => {
    const open = { ...s.KEY, policy: s.policy(s.OWN, { ...s.AURA, Principal: "*" }) };
    const { verdict, findings } = reviewPlans(
      s.readEntries([key(open, open)], s.configured({ [KEY]: { policy: {} } })),
      { now: new Date(0) },
    );
    expect(verdict).toBe("BLOCK");
    expect(findings.filter(({ level }) => level === "block").map(({ rule }) => rule)).toEqual([
      "no-unexpected-principals",
    ]);
  });
});

describe("a statement of an existing policy that AWS would refuse", () => {
  /** KMS shows this instead of a deleted role, and refuses it in a new policy. */
  const GONE = { ...s.OWN, Sid: "Gone", Principal: { AWS: "AROAEXAMPLEEXAMPLE123" }, Action: "kms:DescribeKey" };
  const withGone = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT, GONE) };
  const found = (before: object | null, after: object) =>
    reviewPlans(s.readEntries([key(before, after)], s.configured({ [KEY]: { policy: {} } })), { now: new Date(0) })
      .findings.filter(({ rule }) => rule === "statement-well-formed")
      .map(textOf);

  it("is a note while the policy does not change", () => {
    expect(found(withGone, withGone)).toEqual([expect.stringMatching(/^note pre-existing /)]);
    expect(found(withGone, { ...withGone, description: "Aura's" })).toEqual([
      expect.stringMatching(/^note pre-existing /),
    ]);
  });

  it("blocks when the policy is written again", () => {
    const wider = { ...withGone, policy: s.policy(s.OWN, s.STATEMENT, GONE, { ...GONE, Sid: "More" }) };
    expect(found(withGone, wider)).toContainEqual(expect.stringMatching(/^block /));
    expect(found(BARE, withGone)).toEqual([expect.stringMatching(/^block /)]);
    expect(found(null, withGone)).toEqual([expect.stringMatching(/^block /)]);
  });
});
