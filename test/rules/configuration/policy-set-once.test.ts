import { known } from "../../../model/fact";
import { policySetOnce as rule } from "../../../rules/configuration/policy-set-once";
import * as s from "../support";

const NO_POLICY = { policy: known(undefined, "`policy` of key orders") };
const FIX = "merge them into one policy";
const named = (keyId: string, name: string) => s.aKeyPolicy({ name, keyId: known(keyId, "`keyId`") });

describe("policy-set-once", () => {
  it("accepts one policy apart, on a key owned elsewhere and on a key without an inline policy", () => {
    const key = s.aKey(NO_POLICY);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN), s.aKeyPolicy())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, key, s.aKeyPolicy({ key: key.id, keyId: s.later("id") }))).toEqual(s.COMPLIANT);
  });

  it("refuses a policy apart on a key with an inline policy", () => {
    const key = s.aKey();
    expect(s.evaluate(rule, key, s.aKeyPolicy({ key: key.id, keyId: s.later("id") }))).toEqual({
      outcome: "violation",
      what: "policy orders-policy conflicts with another policy of its key",
      got: "also set by policy of key orders (prod/orders)",
      expected: "",
      fix: FIX,
      against: ["prod/orders"],
    });
  });

  it.each([
    ["its ARN", s.KEY_ARN, s.KEY_ARN],
    ["its id", s.KEY_ARN, s.KEY_ARN.slice(-36)],
    ["its ARN, a multi-Region key", s.MRK_ARN, s.MRK_ARN],
  ])("finds the key of the model by %s", (_, arn, keyId) => {
    const key = s.aKey({ arn: known(arn, "ARN") });
    expect(s.evaluate(rule, key, named(keyId, "extra"))).toEqual({
      outcome: "violation",
      what: "policy extra conflicts with another policy of its key",
      got: "also set by policy of key orders (prod/orders)",
      expected: "",
      fix: FIX,
      against: ["prod/orders"],
    });
  });

  it("refuses the second and third policy on one key, named in different ways", () => {
    const key = s.anImportedKey(s.KEY_ARN);
    const first = s.aKeyPolicy({ name: "first", key: key.id, keyId: s.later("id") });
    const second = named(s.KEY_ARN, "second");
    expect(s.evaluate(rule, key, first, second, named(s.KEY_ARN.slice(-36), "third"))).toEqual({
      outcome: "violation",
      what: "policy third conflicts with another policy of its key",
      got: "also set by policy first (prod/first), policy second (prod/second)",
      expected: "",
      fix: FIX,
      against: ["prod/first", "prod/second"],
    });
    expect(s.evaluate(rule, key, first)).toEqual(s.COMPLIANT);
  });

  it("names at most three of the others", () => {
    const many = Array.from({ length: 13 }, (_, index) => named(s.KEY_ARN, `p${index}`));
    expect(s.evaluate(rule, ...many)).toMatchObject({
      got: "also set by policy p0 (prod/p0), policy p1 (prod/p1), policy p2 (prod/p2) and 9 more",
    });
  });

  it("finds two policies on a key that is not in the model", () => {
    expect(s.evaluate(rule, named(s.KEY_ARN, "first"), named(s.KEY_ARN.slice(-36), "second"))).toEqual({
      outcome: "violation",
      what: "policy second conflicts with another policy of its key",
      got: "also set by policy first (prod/first)",
      expected: "",
      fix: FIX,
      against: ["prod/first"],
    });
  });

  it("takes a primary and its replica, which share their id, for two keys", () => {
    const replica = s.MRK_ARN.replace("eu-west-1", "eu-central-1");
    expect(s.evaluate(rule, named(s.MRK_ARN, "first"), named(replica, "second"))).toEqual(s.COMPLIANT);
  });

  it("evaluates nothing but policies that are set apart", () => {
    expect(rule.on).toEqual(["key-policy"]);
  });

  it("is unknown if the key of a policy is unknown", () => {
    const nameless = s.aKeyPolicy({ name: "nameless", keyId: s.later("id") });
    expect(s.evaluate(rule, nameless)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKey(NO_POLICY), nameless)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN), nameless)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKey(), nameless)).toEqual(
      s.unknownBecause("cannot verify that policy nameless and orders (prod/orders) belong to different keys"),
    );
    expect(s.evaluate(rule, s.aKeyPolicy(), nameless)).toEqual(
      s.unknownBecause(
        "cannot verify that policy nameless and orders-policy (prod/orders-policy) belong to different keys",
      ),
    );
    expect(s.evaluate(rule, nameless, s.aKeyPolicy())).toEqual(
      s.unknownBecause("cannot verify that policy orders-policy and nameless (prod/nameless) belong to different keys"),
    );
    expect(s.evaluate(rule, s.aKeyPolicy(), named(s.MRK_ID, "bare"))).toEqual(
      s.unknownBecause(
        "cannot verify that policy bare and orders-policy (prod/orders-policy) belong to different keys",
      ),
    );
  });

  it("leaves it open while it is unknown whether the key has an inline policy", () => {
    const key = s.aKey({ policy: s.later("policy") });
    expect(s.evaluate(rule, key, s.aKeyPolicy({ key: key.id }))).toEqual(
      s.unknownBecause("policy is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of policy-set-once", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-policy: policy orders-policy conflicts with another policy of its key: also set by policy of key orders (prod/orders); help: merge them into one policy [policy-set-once]",
  );
});
