import { reviewPlans } from "../../review/review";
import { renderText } from "../../review/format/text";
import * as s from "../model/read/support";

/* One fact is said once: by the heaviest of the rules that find it, and not again in the list of changes. */

const KEY = "aws_kms_key.orders";
const PARTNER = {
  ...{ Sid: "Partner", Effect: "Allow", Principal: { AWS: "777788889999" }, Resource: "*" },
  Action: ["kms:DescribeKey", "kms:Decrypt"],
};
const ANYONE = { Sid: "All", Effect: "Allow", Principal: "*", Action: "kms:Decrypt", Resource: "*" };
const keyWith = (over: object, ...more: object[]) => ({
  ...s.KEY,
  policy: s.policy(s.OWN, s.STATEMENT, ...more),
  ...over,
});

function review(before: object, after: object, principals?: readonly string[]) {
  const metadata = JSON.stringify({
    ...{ kind: "cdktf-aura-cmk/review-metadata", version: "1", protected: [KEY], waivers: [] },
    principals: principals ? { [KEY]: principals } : {},
  });
  const stated = {
    ...{ address: "terraform_data.AuraCmkReviewMetadata", before: { input: metadata }, after: { input: metadata } },
    actions: ["no-op"],
  };
  const reading = s.readEntries([{ address: KEY, before, after }, stated], s.configured({ [KEY]: { policy: {} } }));
  const made = reviewPlans(reading, { now: new Date(0) });
  return {
    found: made.findings.map(({ level, rule, alsoFoundBy = [] }) => [level, rule, ...alsoFoundBy].join(" ")),
    changes: /\nWhat changes\n((?: {2}.*\n)+)/.exec(renderText(made))?.[1],
  };
}

describe("a fact that several rules find", () => {
  it.each<[string, object, object, string]>([
    ["a key that is disabled", keyWith({}), keyWith({ is_enabled: false }), "block key-survives key-is-symmetric"],
    [
      "rotation that is turned off",
      keyWith({ enable_key_rotation: true }),
      keyWith({ enable_key_rotation: false }),
      "block rotation-stays-on rotation-enabled",
    ],
    ["access for anyone", keyWith({}), keyWith({}, ANYONE), "block no-new-access no-unexpected-principals"],
  ])("is one finding of %s", (_, before, after, found) => {
    expect(review(before, after).found.filter((one) => !one.startsWith("note"))).toEqual([found]);
  });

  it("is one finding of an unexpected principal that has all of its access by the plan", () => {
    expect(review(keyWith({}), keyWith({}, PARTNER), [s.AURA_ACCOUNT]).found).toEqual([
      "block no-new-access no-unexpected-principals",
    ]);
  });

  it("is two where a principal that is not expected gets more access than it had", () => {
    const less = { ...PARTNER, Action: "kms:DescribeKey" };
    expect(review(keyWith({}, less), keyWith({}, PARTNER), [s.AURA_ACCOUNT]).found).toEqual([
      "block no-unexpected-principals",
      "attention no-new-access",
    ]);
  });
});

describe("the list of changes", () => {
  it.each([
    ["the deletion window", { deletion_window_in_days: 30 }, { deletion_window_in_days: 7 }],
    ["whether the key is enabled", { is_enabled: true }, { is_enabled: false }],
  ])("does not repeat %s, which a finding says", (_, before, after) => {
    expect(review(keyWith(before), keyWith(after)).changes).toBeUndefined();
  });

  it("has what no finding says of the same key", () => {
    const [before, after] = [keyWith({ description: "a" }), keyWith({ description: "b" })];
    expect(review({ ...before, is_enabled: true }, { ...after, is_enabled: false }).changes).toBe(
      "  key aws_kms_key.orders: updated: description a → b\n",
    );
  });
});
