import { reviewPlans } from "../../review/review";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const RECORD = "aura_customer_managed_key.orders";
const INSTANCE = "aura_instance.orders";

function review(entries: readonly s.Entry[]) {
  const inline = { ...s.configured({ [KEY]: { policy: {} } }), complete: true };
  const { verdict, findings } = reviewPlans(s.readEntries(entries, inline), { now: new Date(0) });
  return { verdict, findings: findings.filter(({ rule, preExisting }) => rule !== "key-is-protected" && !preExisting) };
}

const unchanged = (address: string, values: object): s.Entry => ({
  ...{ address, before: values, after: values },
  actions: ["no-op"],
});

describe("a fact that an error rule needs and the plan does not show", () => {
  const key = unchanged(KEY, { ...s.KEY, policy: s.policy(s.OWN, s.STATEMENT) });
  const record = unchanged(RECORD, s.RECORD);
  const CHECK = "check it by hand before the apply, or use a value that the plan shows";

  it("needs review once, whatever needs it, where the plan creates the resource", () => {
    const instance = { address: INSTANCE, ...s.coming(s.INSTANCE, "id", "region") };
    expect(review([key, record, instance])).toEqual({
      verdict: "NEEDS REVIEW",
      findings: [
        {
          ...{ level: "attention", rule: "key-region-matches-instance", outcome: "unknown" },
          on: { address: INSTANCE, name: "orders" },
          what: "`region` of aura_instance.orders is known only at apply",
          got: "cannot verify: the key is in the region of the instance",
          fix: CHECK,
          alsoUndetermined: ["region-supported"],
        },
      ],
    });
  });

  it("needs review where the region of an existing key becomes known only at apply, and an instance is created", () => {
    const open = { ...key, unknown: { region: true } };
    const instance = { address: INSTANCE, after: s.INSTANCE };
    const inline = { ...s.configured({ [KEY]: { policy: {}, region: { references: ["data.x.y"] } } }), complete: true };
    const reading = s.readEntries([{ ...open, actions: ["update"] }, record, instance], inline);
    expect(reviewPlans(reading, { now: new Date(0) })).toMatchObject({
      verdict: "NEEDS REVIEW",
      reason: "unknown: `region` of aws_kms_key.orders is known only at apply",
    });
  });

  it("is a note where the resource stays as it is", () => {
    const { region, ...rest } = s.INSTANCE;
    expect(review([key, record, unchanged(INSTANCE, rest)])).toMatchObject({
      verdict: "OK",
      findings: [{ level: "note", rule: "key-region-matches-instance", alsoUndetermined: ["region-supported"] }],
    });
  });

  it("is one finding for the rules and resources that need it", () => {
    const { key_id, ...rest } = s.RECORD;
    const found = review([{ address: RECORD, after: rest, unknown: { id: true, key_id: true } }, key]);
    expect(found.verdict).toBe("NEEDS REVIEW");
    expect(found.findings).toMatchObject([
      {
        ...{ level: "attention", rule: "record-region-matches-key", on: { address: RECORD } },
        what: "`key_id` of aura_customer_managed_key.orders is known only at apply",
        alsoUndetermined: ["key-arn-well-formed", "key-account-expected"],
      },
    ]);
  });

  it("is no longer unknown where both projects are known, and blocks where they differ", () => {
    const project = "0a1b2c3d-0000-4000-8000-000000000002";
    const instance = { address: INSTANCE, ...s.coming({ ...s.INSTANCE, project_id: project }, "id") };
    expect(review([key, record, instance])).toMatchObject({
      verdict: "BLOCK",
      findings: [
        {
          ...{ level: "block", rule: "project-matches-record", on: { address: INSTANCE } },
          what: "instance orders and its customer managed key are in different Aura projects",
        },
      ],
    });
  });

  it("is a note for an instance on a record that another state creates: its id is known", () => {
    expect(review([{ address: INSTANCE, ...s.coming(s.INSTANCE, "id") }])).toMatchObject({
      verdict: "OK",
      findings: [
        {
          level: "note",
          rule: "key-region-matches-instance",
          alsoUndetermined: ["product-matches-key", "project-matches-record"],
        },
      ],
    });
    expect(review([{ address: INSTANCE, ...s.coming(s.INSTANCE, "id", "customer_managed_key_id") }]).verdict).toBe(
      "NEEDS REVIEW",
    );
  });
});
