import { expecting } from "../../review/expecting";
import { runChangeRules } from "../../rules/change-engine";
import * as s from "../model/read/support";

const KEY = "aws_kms_key.orders";
const PRINCIPALS = ["444455556666", "999988887777"];

describe("the principals of an estate", () => {
  it("are set before and after the plan and before drift, so that they are not new expected principals", () => {
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

  it("do not replace expected principals of the stack", () => {
    const input = JSON.stringify({
      ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
      principals: { [KEY]: ["444455556666"] },
    });
    const metadata = { address: "terraform_data.metadata", before: { input }, after: { input }, actions: ["no-op"] };
    const reading = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }, metadata]);
    expect(expecting(reading, PRINCIPALS).after).toEqual(reading.after);
    // Nor for that of the key, on the policy that is set apart from it.
    const policy = { key_id: s.KEY_ID, policy: s.KEY.policy };
    const apart = { address: "aws_kms_key_policy.orders", before: policy, after: policy, actions: ["no-op"] };
    const both = s.readEntries([{ address: KEY, before: s.KEY, after: s.KEY, actions: ["no-op"] }, metadata, apart]);
    expect(expecting(both, PRINCIPALS).after).toEqual(both.after);
  });

  it("are not set before the plan that adds expected principals to the stack", () => {
    const input = (principals: object) =>
      JSON.stringify({
        ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [], waivers: [] },
        principals,
      });
    const metadata = (principalsBefore: object) => ({
      address: "terraform_data.metadata",
      before: { input: input(principalsBefore) },
      after: { input: input({ [KEY]: ["444455556666"] }) },
    });
    const phase1 = { ...s.KEY, policy: s.policy(s.OWN) };
    const found = (principalsBefore: object) => {
      const key = { address: KEY, before: phase1, after: s.KEY };
      const reading = s.readEntries([key, metadata(principalsBefore)], s.configured({ [KEY]: { policy: {} } }));
      return runChangeRules(expecting(reading, ["444455556666"])).map(({ rule, verdict }) => [rule, verdict]);
    };
    expect(found({ [KEY]: ["444455556666"] })).toEqual([]);
    expect(found({})).toMatchObject([
      [
        "no-new-access",
        { severity: "warning", got: expect.stringMatching(/; `auraAccountId` is set in the same plan$/) },
      ],
    ]);
  });
});
