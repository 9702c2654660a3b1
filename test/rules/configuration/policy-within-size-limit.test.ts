import { known } from "../../../model/fact";
import { policyWithinSizeLimit as rule } from "../../../rules/configuration/policy-within-size-limit";
import * as s from "../support";

const policy = (text: string) => s.aKey({ policy: known(text, "`policy` of key orders") });

describe("policy-within-size-limit", () => {
  it("accepts 32,768 bytes, on a key and apart from it", () => {
    expect(s.evaluate(rule, policy("x".repeat(32_768)))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("refuses one byte more", () => {
    expect(s.evaluate(rule, policy("x".repeat(32_769)))).toEqual({
      outcome: "violation",
      what: "policy of key orders is too large for KMS",
      got: "32769 bytes (`policy` of key orders)",
      expected: "at most 32768 bytes",
      fix: "remove 1 byte",
    });
  });

  it("counts bytes, not characters", () => {
    expect(s.evaluate(rule, s.aKeyPolicy({ policy: known("é".repeat(16_385), "policy") }))).toEqual({
      outcome: "violation",
      what: "policy orders-policy is too large for KMS",
      got: "32770 bytes (policy)",
      expected: "at most 32768 bytes",
      fix: "remove 2 bytes",
    });
  });

  it("says nothing where no policy is set inline, or where KMS has taken it already", () => {
    expect(s.evaluate(rule, s.aKey({ policy: known(undefined, "`policy`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the policy is unknown", () => {
    const open = s.unknownBecause("policy is known only at apply");
    expect(s.evaluate(rule, s.aKey({ policy: s.later("policy") }))).toEqual(open);
    expect(s.evaluate(rule, s.aKeyPolicy({ policy: s.later("policy") }))).toEqual(open);
  });
});

it("has this one-line message for the bad example of policy-within-size-limit", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: policy of key orders is too large for KMS: 36638 bytes (`policy` of key orders); expected: at most 32768 bytes; help: remove 3870 bytes [policy-within-size-limit]",
  );
});
