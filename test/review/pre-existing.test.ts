import { reviewPlans } from "../../review/review";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const POLICY = "aws_kms_key_policy.orders";
/** Nobody can tell offline who has used a second factor. */
const MFA = {
  ...{ Sid: "SecondFactor", Effect: "Deny", Principal: "*", Action: "kms:PutKeyPolicy", Resource: "*" },
  Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } },
};
const WHY =
  'whether somebody of AWS account 111122223333 can change the policy of key orders is not proved: whether statement 3 ("SecondFactor") denies it to AWS account 111122223333 can not be told without aws:MultiFactorAuthPresent';
const OTHER_ARN = "arn:aws:kms:eu-west-1:111122223333:key/99999999-0000-4000-8000-000000000009";
const BARE = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT) };
const WITH_DENIAL = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT, MFA) };

/** What a review says of what the policy leaves open, and its verdict. */
function review(entries: readonly s.Entry[], more: object = {}) {
  const inline = s.configured({ [KEY]: { policy: {} } });
  const { verdict, findings } = reviewPlans(s.readEntries(entries, { ...inline, ...more }), { now: new Date(0) });
  const found = findings.filter(({ rule }) => rule === "administrators-keep-control");
  return { verdict, found: found.map(({ level, what }) => `${level} ${what}`) };
}

const key = (before: object | null, after: object, more: object = {}): s.Entry => ({
  ...{ address: KEY, before, after, ...(before === after && { actions: ["no-op"] }) },
  ...more,
});
const AS_BEFORE = [`note as before: ${WHY}`];
const OPEN = [`attention ${WHY}`];

describe("what a policy leaves open", () => {
  it("is a note as long as the plan leaves the policy as it is, whatever else it does", () => {
    expect(review([key(WITH_DENIAL, WITH_DENIAL)])).toEqual({ verdict: "OK", found: AS_BEFORE });
    const described = { ...WITH_DENIAL, description: "Aura's" };
    expect(review([key(WITH_DENIAL, described)])).toEqual({ verdict: "OK", found: AS_BEFORE });
  });

  it.each([
    ["with a new key", key(null, WITH_DENIAL)],
    ["with the policy that brings it", key(BARE, WITH_DENIAL)],
    ["with a policy that changes elsewhere", key({ ...s.KEY, policy: s.policy(MFA, s.OWN, s.STATEMENT) }, WITH_DENIAL)],
    ["with a key that is imported", key(WITH_DENIAL, WITH_DENIAL, { change: { importing: { id: s.KEY_ID } } })],
    ["with a key that is made anew", key(WITH_DENIAL, WITH_DENIAL, { actions: ["delete", "create"] })],
  ])("has to be looked at %s", (_, entry) => {
    expect(review([entry])).toMatchObject({ found: OPEN });
  });

  it("has to be looked at when Aura is told of the key by the same plan, and not when it knows it already", () => {
    const record = "aura_customer_managed_key.orders";
    const untouched = key(WITH_DENIAL, WITH_DENIAL);
    expect(review([untouched, { address: record, after: s.RECORD }]).found).toContainEqual(OPEN[0]);
    const known = { address: record, before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
    expect(review([untouched, known])).toEqual({ verdict: "OK", found: AS_BEFORE });
  });

  it.each([
    ["is imported", s.RECORD, s.RECORD, { actions: ["no-op"], change: { importing: { id: "id" } } }],
    ["is made anew", s.RECORD, s.RECORD, { actions: ["delete", "create"] }],
    ["is moved from another key", { ...s.RECORD, key_id: OTHER_ARN }, s.RECORD, { actions: ["delete", "create"] }],
    ["is of a key that nobody knows yet", null, s.coming(s.RECORD, "key_id").after, { unknown: { key_id: true } }],
  ])("has to be looked at when a record %s", (_, before, after, more) => {
    const record: s.Entry = { address: "aura_customer_managed_key.orders", before, after, ...more };
    expect(review([key(WITH_DENIAL, WITH_DENIAL), record]).found).toEqual(OPEN);
  });

  it("stays a note when a record of another key is made", () => {
    const record = { address: "aura_customer_managed_key.other", after: { ...s.RECORD, key_id: OTHER_ARN } };
    expect(review([key(WITH_DENIAL, WITH_DENIAL), record]).found).toEqual(AS_BEFORE);
  });

  it.each([
    ["aws_kms_key_policy.orders by its bare id", s.KEY_ID],
    ["by nothing that can be seen", undefined],
  ])("has to be looked at when a new record is on a key that a policy names by %s", (_, keyId) => {
    const apart = { key_id: keyId ?? s.KEY_ARN, policy: WITH_DENIAL.policy };
    const sensitive = keyId === undefined ? { key_id: true } : {};
    const policy = { address: POLICY, before: apart, after: apart, actions: ["no-op"], sensitive };
    const providers = { aws: { name: "aws", expressions: { allowed_account_ids: { constant_value: [s.ACCOUNT] } } } };
    const onKey = s.configured({ [POLICY]: { policy: {}, key_id: {} } }, {}, providers);
    const why = WHY.replace("key orders", "policy orders");
    expect(review([policy], onKey).found).toEqual([`note as before: ${why}`]);
    const record = { address: "aura_customer_managed_key.orders", after: s.RECORD };
    expect(review([policy, record], onKey).found).toEqual([`attention ${why}`]);
  });

  describe("when the policy asks for what the key itself has", () => {
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

    it("has to be looked at as soon as its tags may be others", () => {
      const [note, open] = [[`note as before: ${whyOf(TAG)}`], [`attention ${whyOf(TAG)}`]];
      expect(review([key(tagged, tagged)])).toEqual({ verdict: "OK", found: note });
      expect(review([key(tagged, frozen)])).toEqual({ verdict: "NEEDS REVIEW", found: open });
      expect(review([key(tagged, { ...tagged, tags_all: { frozen: "yes" } })]).found).toEqual(open);
      expect(review([key(tagged, tagged, { actions: ["update"], unknown: { tags_all: true } })]).found).toEqual(open);
      const drift = { resource_drift: [s.entry(key(tagged, frozen))] };
      expect(review([key(frozen, frozen)], drift)).toEqual({ verdict: "NEEDS REVIEW", found: open });
      expect(review([key(tagged, tagged), alias(null, ALIAS)]).found).toEqual(note);
    });

    it("has to be looked at as soon as the tags of the key that it is set apart from may be others", () => {
      const apart = { key_id: s.KEY_ARN, policy: tagged.policy };
      const onKey = s.configured({ [KEY]: {}, [POLICY]: { policy: {}, key_id: s.refersTo(`${KEY}.arn`) } });
      const same = { address: POLICY, before: apart, after: apart, actions: ["no-op"] };
      const why = whyOf(TAG).replace("key orders", "policy orders");
      expect(review([key(tagged, tagged), same], onKey).found).toEqual([`note as before: ${why}`]);
      expect(review([key(tagged, frozen), same], onKey).found).toEqual([`attention ${why}`]);
    });

    it("has to be looked at as soon as an alias comes, goes or is another one", () => {
      const NAME = "kms:ResourceAliases";
      const named = asking(NAME, "alias/orders");
      const [note, open] = [[`note as before: ${whyOf(NAME)}`], [`attention ${whyOf(NAME)}`]];
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

    it("has to be looked at when nobody may see what it asks for", () => {
      const hidden = key(s.KEY, s.KEY, { sensitive: { policy: true } });
      const why = `\`policy\` of ${KEY} is marked as sensitive`;
      expect(review([hidden, alias(ALIAS, ALIAS)])).toEqual({ verdict: "OK", found: [`note as before: ${why}`] });
      expect(review([hidden, alias(null, ALIAS)])).toEqual({ verdict: "NEEDS REVIEW", found: [`attention ${why}`] });
    });
  });

  it("has to be looked at once more when it comes to count for somebody else, or from outside of Terraform", () => {
    const facts = (principals: object) =>
      JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
        principals,
      });
    const pin = (account: string) => facts({ [KEY]: [account] });
    const stated = { address: "terraform_data.facts", before: { input: pin("444455556666") } };
    const untouched = key(WITH_DENIAL, WITH_DENIAL);
    const same = { ...stated, after: stated.before, actions: ["no-op"] };
    expect(review([untouched, same])).toEqual({ verdict: "OK", found: AS_BEFORE });
    const other = { ...stated, after: { input: facts({ [KEY]: ["444455556666", "999988887777"] }) } };
    expect(review([untouched, other])).toEqual({ verdict: "NEEDS REVIEW", found: OPEN });
    const drift = { resource_drift: [s.entry(key(BARE, WITH_DENIAL))] };
    expect(review([untouched], drift)).toEqual({ verdict: "NEEDS REVIEW", found: OPEN });
    const elsewhere = { resource_drift: [s.entry(key({ ...WITH_DENIAL, tags: { by: "hand" } }, WITH_DENIAL))] };
    expect(review([untouched], elsewhere)).toEqual({ verdict: "OK", found: AS_BEFORE });
  });

  it("is told of the policy apart from a key, as long as neither of them changes", () => {
    const apart = { key_id: s.KEY_ARN, policy: WITH_DENIAL.policy };
    const onKey = s.configured({ [KEY]: {}, [POLICY]: { policy: {}, key_id: s.refersTo(`${KEY}.arn`) } });
    const why = WHY.replace("key orders", "policy orders");
    const bare = key(WITH_DENIAL, WITH_DENIAL);
    const same = { address: POLICY, before: apart, after: apart, actions: ["no-op"] };
    expect(review([bare, same], onKey)).toEqual({ verdict: "OK", found: [`note as before: ${why}`] });
    expect(review([same], onKey)).toEqual({ verdict: "OK", found: [`note as before: ${why}`] });
    const before = { ...apart, policy: BARE.policy };
    const changed = { address: POLICY, before, after: apart };
    expect(review([bare, changed], onKey)).toMatchObject({ found: [`attention ${why}`] });
    // The key shows what was set apart from it, which is no change of its policy.
    const drift = { resource_drift: [s.entry(key(BARE, WITH_DENIAL))] };
    expect(review([bare, same], { ...onKey, ...drift })).toEqual({ verdict: "OK", found: [`note as before: ${why}`] });
  });

  it("takes nothing from what is wrong with a policy that stays as it is", () => {
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

describe("what AWS would refuse in a policy that it has", () => {
  /** What KMS shows in the place of a role that was deleted; it refuses to take that back. */
  const GONE = { ...s.OWN, Sid: "Gone", Principal: { AWS: "AROAEXAMPLEEXAMPLE123" }, Action: "kms:DescribeKey" };
  const withGone = { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT, GONE) };
  const found = (before: object | null, after: object) =>
    reviewPlans(s.readEntries([key(before, after)], s.configured({ [KEY]: { policy: {} } })), { now: new Date(0) })
      .findings.filter(({ rule }) => rule === "statement-well-formed")
      .map(({ level, what }) => `${level} ${what}`);

  it("is a note while nothing of the policy changes", () => {
    expect(found(withGone, withGone)).toEqual([expect.stringMatching(/^note as before: /)]);
    expect(found(withGone, { ...withGone, description: "Aura's" })).toEqual([
      expect.stringMatching(/^note as before: /),
    ]);
  });

  it("blocks when the policy is written anew, which AWS would refuse", () => {
    const wider = { ...withGone, policy: s.policy(s.OWN, s.STATEMENT, GONE, { ...GONE, Sid: "More" }) };
    expect(found(withGone, wider)).toContainEqual(expect.stringMatching(/^block /));
    expect(found(BARE, withGone)).toEqual([expect.stringMatching(/^block /)]);
    expect(found(null, withGone)).toEqual([expect.stringMatching(/^block /)]);
  });
});
