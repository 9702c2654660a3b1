import { expecting } from "../../review/expecting";
import { runChangeRules } from "../../rules/engine";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const PRINCIPALS = ["444455556666", "999988887777"];

describe("the principals of an estate", () => {
  it("are expected on every side: in what there was, is and will be, so that nobody takes them for a new pin", () => {
    const was = { ...s.KEY, description: "Aura, before" };
    const reading = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }], {
      resource_drift: [s.entry({ address: KEY, before: was, after: s.KEY })],
    });
    const { before, after, changes, drift } = expecting(reading, PRINCIPALS);
    const models = [before, after, drift?.before].map((model) => model?.keys.map((key) => key.expectedPrincipals));
    expect(models).toEqual([[PRINCIPALS], [PRINCIPALS], [PRINCIPALS]]);
    const sides = [...changes, ...(drift?.changes ?? [])].flatMap((change) => [change.before, change.after]);
    expect(sides).toMatchObject(Array(4).fill({ expectedPrincipals: PRINCIPALS }));
    expect(runChangeRules(expecting(reading, PRINCIPALS))).toEqual([]);
  });

  it("do not stand in for a pin of the stack's own", () => {
    const input = JSON.stringify({
      ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
      principals: { [KEY]: ["444455556666"] },
    });
    const facts = { address: "terraform_data.facts", before: { input }, after: { input }, actions: ["no-op"] };
    const reading = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }, facts]);
    expect(expecting(reading, PRINCIPALS).after).toEqual(reading.after);
    // Nor for that of the key, on the policy that is set apart from it.
    const policy = { key_id: s.KEY_ID, policy: s.KEY.policy };
    const apart = { address: "aws_kms_key_policy.orders", before: policy, after: policy, actions: ["no-op"] };
    const both = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }, facts, apart]);
    expect(expecting(both, PRINCIPALS).after).toEqual(both.after);
  });

  it("do not stand in before the plan by which a stack pins somebody: the same pull request may have changed the estate", () => {
    const input = (principals: object) =>
      JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
        principals,
      });
    const facts = (pinnedBefore: object) => ({
      address: "terraform_data.facts",
      before: { input: input(pinnedBefore) },
      after: { input: input({ [KEY]: ["444455556666"] }) },
    });
    const phase1 = { ...s.KEY, policy: s.policy(s.OWN) };
    const found = (pinnedBefore: object) => {
      const key = { address: KEY, before: phase1, after: s.KEY };
      const reading = s.readEntries([key, facts(pinnedBefore)], s.configured({ [KEY]: { policy: {} } }));
      return runChangeRules(expecting(reading, ["444455556666"])).map(({ rule, verdict }) => [rule, verdict]);
    };
    expect(found({ [KEY]: ["444455556666"] })).toEqual([]);
    expect(found({})).toMatchObject([
      ["no-new-access", { severity: "warning", got: expect.stringMatching(/; the pin comes with the same plan$/) }],
    ]);
  });
});
