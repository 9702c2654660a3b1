import { reviewPlans } from "../../review/review";
import { renderText } from "../../review/format/text";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const LOGS = { Effect: "Allow", Principal: { Service: "logs.amazonaws.com" }, Action: "kms:Decrypt", Resource: "*" };

/** The phases of a key with a record, before and after a plan that changes its policy. */
function phases(before: readonly object[], after: readonly object[]) {
  const key = (statements: readonly object[]) => ({ ...s.KEY, policy: s.policy(...statements) });
  const record = { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
  const reading = s.readEntries(
    [{ address: KEY, before: key(before), after: key(after) }, record],
    s.configured({ [KEY]: { policy: {} } }),
  );
  return reviewPlans(reading, { now: new Date(0) }).phases.map((line) => [line.before, line.after]);
}

it("stays in phase 1 with a statement for an AWS service or a federated principal", () => {
  const federated = { ...LOGS, Principal: { Federated: "x.example.com" } };
  expect(phases([s.OWN], [s.OWN, LOGS])).toEqual([["bootstrap", "bootstrap"]]);
  expect(phases([s.OWN, LOGS], [s.OWN, LOGS, federated])).toEqual([["bootstrap", "bootstrap"]]);
  expect(phases([s.OWN, LOGS], [s.OWN, LOGS, s.AURA])).toEqual([["bootstrap", "encrypted"]]);
  expect(phases([s.OWN, LOGS, s.AURA], [s.OWN, LOGS])).toEqual([["encrypted", "bootstrap"]]);
  expect(phases([s.OWN, s.AURA], [s.OWN, s.AURA, LOGS])).toEqual([]);
});

it("lists the expected principals of a key in phase 1", () => {
  const input = JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
    principals: { [KEY]: ["444455556666"] },
  });
  const record = { address: "aura_customer_managed_key.orders", after: s.RECORD };
  const phaseOf = (...statements: object[]) => {
    const key = { address: KEY, after: { ...s.KEY, policy: s.policy(...statements) } };
    const reading = s.readEntries(
      [key, record, { address: "terraform_data.metadata", after: { input } }],
      s.configured({ [KEY]: { policy: {} } }),
    );
    return reviewPlans(reading, { now: new Date(0) });
  };
  const review = phaseOf(s.OWN);
  expect(review).toMatchObject({ verdict: "OK", phases: [{ before: "none", expectedPrincipals: ["444455556666"] }] });
  expect(renderText(review)).toContain(
    "\n    expected: 444455556666\n\nNext steps\n  aws_kms_key.orders: after the apply, open customer managed key ",
  );
  const [encrypted] = phaseOf(s.OWN, s.AURA).phases;
  expect(encrypted).not.toHaveProperty("expectedPrincipals");
});

it("is in phase 1 with principals that only the owner's own statements name, and does not list them as Aura", () => {
  const user = { ...s.AURA, Sid: "User", Condition: { StringEquals: { "kms:CallerAccount": "777788889999" } } };
  const input = JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
    principals: { [KEY]: ["444455556666", "777788889999"] },
    besideAura: { [KEY]: ["777788889999"] },
  });
  const reading = s.readEntries(
    [
      { address: KEY, after: { ...s.KEY, policy: s.policy(s.OWN, user) } },
      { address: "aura_customer_managed_key.orders", after: s.RECORD },
      { address: "terraform_data.metadata", after: { input } },
    ],
    s.configured({ [KEY]: { policy: {} } }),
  );
  const [key] = reading.after.keys;
  expect(key).toMatchObject({ statement: { known: true, value: undefined }, besideAura: ["777788889999"] });
  expect(reviewPlans(reading, { now: new Date(0) })).toMatchObject({
    verdict: "OK",
    phases: [{ before: "none", after: "bootstrap", expectedPrincipals: ["444455556666"] }],
  });
});

it("shows the policy after the apply, and a remark, where the key is in none of the plans", () => {
  const policy = { key_id: s.KEY_ARN, policy: s.policy(s.OWN, s.AURA) };
  const [shown] = reviewPlans(s.readEntries([{ address: "aws_kms_key_policy.orders", after: policy }]), {
    now: new Date(0),
  }).policies;
  expect(shown).toMatchObject({
    isNew: true,
    remark: "the current policy of the key is not in these plans",
    access: [{ who: "AWS account 111122223333" }, { who: "AWS account 444455556666" }],
  });
});

describe("an auditor of another account, who cannot use the key", () => {
  const AUDITOR = {
    ...{ Sid: "Auditor", Effect: "Allow", Principal: { AWS: "arn:aws:iam::222233334444:role/auditor" }, Resource: "*" },
    Action: ["kms:DescribeKey", "kms:GetKeyRotationStatus", "kms:ListGrants"],
  };
  const key = (...statements: object[]) => ({ ...s.KEY, policy: s.policy(...statements) });
  const review = (before: object | null, after: object, ...more: s.Entry[]) =>
    reviewPlans(
      s.readEntries(
        [
          { address: KEY, before, after, ...(before === after && { actions: ["no-op"] }) },
          { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] },
          ...more,
        ],
        s.configured({ [KEY]: { policy: {} } }),
      ),
      { now: new Date(0) },
    );
  const WITH_AUDITOR = key(s.OWN, AUDITOR);

  it("leaves a key in phase 1 as it is", () => {
    expect(review(WITH_AUDITOR, WITH_AUDITOR)).toMatchObject({ verdict: "OK", phases: [{ after: "bootstrap" }] });
    expect(review(WITH_AUDITOR, key(s.OWN, AUDITOR, s.STATEMENT))).toMatchObject({
      verdict: "NEEDS REVIEW",
      reason: "AWS account 444455556666 gains first access to key orders",
      phases: [{ before: "bootstrap", after: "encrypted" }],
    });
  });

  it("is not Aura when it loses its access", () => {
    expect(review(key(s.OWN, s.STATEMENT, AUDITOR), key(s.OWN, s.STATEMENT)).verdict).toBe("OK");
    expect(review(WITH_AUDITOR, key(s.OWN)).verdict).toBe("OK");
  });

  it("does not make the key ready for a new instance", () => {
    const found = review(WITH_AUDITOR, WITH_AUDITOR, { address: "aura_instance.orders", after: s.INSTANCE }).findings;
    expect(found).toContainEqual(
      expect.objectContaining({
        what: "instance orders will be created before Aura can use its key",
        got: "no external principal can use key orders (`policy` of aws_kms_key.orders)",
      }),
    );
  });
});

it("has no next step where Aura's statement was removed outside of Terraform: it has to come back", () => {
  const [known, is] = [s.policy(s.OWN, s.STATEMENT), s.policy(s.OWN)].map((policy) => ({ ...s.KEY, policy }));
  const record = { address: "aura_customer_managed_key.orders", before: s.RECORD, after: s.RECORD, actions: ["no-op"] };
  const drift = [s.entry({ address: KEY, before: known, after: is })];
  const reading = s.readEntries([{ address: KEY, before: is, after: is, actions: ["no-op"] }, record], {
    ...s.configured({ [KEY]: { policy: {} } }),
    resource_drift: drift,
  });
  const [phase, ...others] = reviewPlans(reading, { now: new Date(0) }).phases;
  expect([phase?.before, phase?.after, phase?.next, others]).toEqual(["bootstrap", "bootstrap", undefined, []]);
});
