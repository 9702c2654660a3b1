import { known, unknown } from "../../../model/fact";
import { policyNotReset } from "../../../rules/change/policy-not-reset";
import * as s from "./support";

const key = s.aKey({ policy: known(undefined, "policy") });
const policy = s.policyWith([s.OWN, s.AURA], { address: "aws_kms_key_policy.orders" });
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside: s.Beside = {},
) => s.evaluateChange(policyNotReset, before, after, { before: [key], after: [key], ...beside });
const WHAT = "removing aws_kms_key_policy.orders resets key orders to the AWS default policy";

describe("policy-not-reset", () => {
  it("blocks the deletion of a policy, which resets it", () => {
    const because = { changes: { [policy.id]: { reason: "delete_because_no_resource_config" } } };
    expect(evaluate(policy, undefined, because)).toEqual([
      s.blocks({
        what: WHAT,
        got: "no longer in the configuration",
        expected: "",
        fix: "restore it, or use a `removed` block with `destroy = false`",
      }),
    ]);
  });

  it("does not apply to a policy that goes with its key", () => {
    expect(evaluate(policy, undefined, { before: [key], after: [] })).toEqual([s.NOT_APPLICABLE]);
    const replaced = { changes: { [key.id]: { actions: ["delete", "create"] as const } } };
    expect(evaluate(policy, undefined, replaced)).toEqual([s.NOT_APPLICABLE]);
  });

  it("blocks a rename, and shows the `moved` block that makes it harmless", () => {
    const renamed = s.policyWith([s.OWN, s.AURA], { name: "renamed", address: "aws_kms_key_policy.renamed" });
    expect(evaluate(policy, undefined, { after: [key, renamed] })).toEqual([
      s.blocks({
        what: WHAT,
        got: "deleted; re-created as prod/renamed",
        expected: "",
        fix: "use a `moved` block to aws_kms_key_policy.renamed",
      }),
    ]);
  });

  it("blocks a replacement, also of a policy whose key is in no plan", () => {
    const actions = { actions: ["delete", "create"] as const, replacedBy: ["key_id"] };
    const free = s.aKeyPolicy();
    expect(evaluate(free, s.aKeyPolicy(), { before: [], after: [], changes: { [free.id]: actions } })).toMatchObject([
      {
        what: `removing prod/orders-policy resets key ${s.KEY_ARN} to the AWS default policy`,
        got: "`key_id` changes",
      },
    ]);
  });

  it("blocks a policy that names another key in place, because the provider leaves it where it is", () => {
    const asked = known(s.KEY_ARN.replace("1234abcd", "9999abcd"), "`key_id`");
    expect(evaluate(policy, { ...policy, configuredKeyId: asked })).toEqual([
      s.blocks({
        what: "policy orders-policy names another key",
        got: `\`key_id\` is ${asked.value}; the provider leaves the policy on key orders`,
        expected: "its current key",
        fix: "keep `key_id`, and create another `aws_kms_key_policy` for the other key",
      }),
    ]);
  });

  it("blocks a policy in place whose key is replaced by another one, which gets none", () => {
    const after = { ...policy, keyId: unknown("`key_id` is known only at apply") };
    const replaced = { changes: { [key.id]: { actions: ["delete", "create"] as const } } };
    expect(evaluate(policy, after, replaced)).toMatchObject([
      {
        outcome: "violation",
        got: "`key_id` is the key that replaces it; the provider leaves the policy on key orders",
      },
    ]);
    expect(evaluate(policy, after)).toEqual([s.COMPLIANT]);
  });

  it("blocks a policy in place that refers to another key, whose id comes only with the apply", () => {
    const other = s.aKey({ name: "other", policy: known(undefined, "policy") });
    const after = { ...policy, key: other.id, keyId: unknown("`key_id` is known only at apply") };
    expect(evaluate(policy, after, { before: [key, other], after: [key, other] })).toMatchObject([
      {
        outcome: "violation",
        got: expect.stringContaining("`key_id` is prod/other; the provider leaves"),
      },
    ]);
  });

  it("does not know whether a policy stays on its key when that is named at apply by what is not in the plan", () => {
    const { key: _, ...free } = s.aKeyPolicy();
    const after = { ...free, keyId: unknown("`key_id` is known only at apply") };
    expect(evaluate(free, after, { before: [], after: [] })).toEqual([
      {
        outcome: "unknown",
        why: "cannot verify that policy orders-policy stays on its key: `key_id` is known only at apply",
      },
    ]);
  });

  it("needs review if the policy is removed from state", () => {
    expect(evaluate(policy, undefined, { changes: { [policy.id]: { actions: ["forget"] } } })).toEqual([
      s.needsReview({
        what: "policy orders-policy will no longer be managed by Terraform",
        got: "the key keeps the policy",
        expected: "",
        fix: "make sure that it is managed elsewhere",
      }),
    ]);
  });

  it("says that an inline policy in its place is not written before the next apply", () => {
    const inline = s.keyWith([s.OWN, s.AURA]);
    expect(evaluate(policy, undefined, { after: [inline] })).toMatchObject([
      { outcome: "violation", what: WHAT, got: "deleted; only the next apply writes the inline policy" },
    ]);
  });

  describe("with the lockout safety check bypassed, where the provider writes nothing", () => {
    const bypassed = { ...policy, lockoutCheckBypassed: known(true, "bypass") };

    it("needs review if the policy is deleted, because nothing sets it any more", () => {
      expect(evaluate(bypassed, undefined)).toEqual([
        s.needsReview({
          what: "policy orders-policy will no longer be managed by Terraform",
          got: "the key keeps the policy, because the lockout safety check is bypassed",
          expected: "",
          fix: "make sure that it is managed elsewhere",
        }),
      ]);
    });

    it("accepts a policy that is renamed or replaced", () => {
      const renamed = { ...bypassed, id: "prod/renamed", name: "renamed" };
      expect(evaluate(bypassed, undefined, { after: [key, renamed] })).toEqual([s.COMPLIANT]);
      const actions = { actions: ["delete", "create"] as const };
      expect(evaluate(bypassed, { ...bypassed }, { changes: { [policy.id]: actions } })).toEqual([s.COMPLIANT]);
    });

    it("blocks the deletion where it is unknown whether it is bypassed", () => {
      const open = { ...policy, lockoutCheckBypassed: unknown("it is marked as sensitive") };
      expect(evaluate(open, undefined)).toMatchObject([{ outcome: "violation", what: WHAT }]);
    });
  });

  it("accepts a policy that is changed or moved, and does not apply to a new one", () => {
    const moved = { changes: { [policy.id]: { actions: ["no-op"] as const, movedFrom: "aws_kms_key_policy.old" } } };
    expect(evaluate(policy, s.policyWith([s.OWN]))).toEqual([s.COMPLIANT]);
    expect(evaluate(policy, { ...policy }, moved)).toEqual([s.COMPLIANT]);
    expect(evaluate(undefined, policy)).toEqual([s.NOT_APPLICABLE]);
  });
});

it("has this one-line message for the bad example of policy-not-reset", () => {
  expect(s.exampleLine(policyNotReset)).toBe(
    "prod/orders-policy: removing prod/orders-policy resets key orders to the AWS default policy: deleted; help: restore it, or use a `removed` block with `destroy = false` [policy-not-reset]",
  );
});
