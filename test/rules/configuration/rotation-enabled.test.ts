import { known } from "../../../model/fact";
import { rotationEnabled as rule } from "../../../rules/configuration/rotation-enabled";
import * as s from "../support";

const off = { rotationEnabled: known(false, "rotation of key orders") };

describe("rotation-enabled", () => {
  it("accepts a key that is rotated", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
  });

  it("warns of a key that is not rotated", () => {
    expect(s.evaluate(rule, s.aKey(off))).toEqual({
      outcome: "violation",
      what: "automatic rotation of key orders is off",
      got: "false (rotation of key orders)",
      expected: "true",
      fix: "turn it on; the ARN does not change",
    });
  });

  it("points at the primary of a replica whose primary is owned elsewhere", () => {
    const replica = s.aKey({ ...off, replicaOf: { primaryArn: known(s.MRK_ARN, "ARN of the primary") } });
    expect(s.evaluate(rule, replica)).toEqual({
      outcome: "violation",
      what: "automatic rotation of key orders is off",
      got: "false (rotation of key orders)",
      expected: "true",
      fix: "turn it on on the primary; the ARN does not change",
    });
  });

  it("evaluates the primary, not its replicas", () => {
    const primary = s.aKey(off);
    expect(s.evaluate(rule, primary, s.aReplica(primary, "eu-central-1", off))).toEqual(s.NOT_APPLICABLE);
  });

  it("says nothing about a key that KMS cannot rotate, which another rule refuses", () => {
    expect(s.evaluate(rule, s.aKey({ ...off, keySpec: known("HMAC_256", "`keySpec`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.aKey({ ...off, materialOrigin: known("EXTERNAL", "`origin`") }))).toEqual(
      s.NOT_APPLICABLE,
    );
  });

  it("is unknown until rotation of the key is known", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { rotationEnabled: s.later("rotation") }))).toEqual(
      s.unknownBecause("rotation is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of rotation-enabled", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: automatic rotation of key orders is off: false (rotation of key orders); expected: true; help: turn it on; the ARN does not change [rotation-enabled]",
  );
});
