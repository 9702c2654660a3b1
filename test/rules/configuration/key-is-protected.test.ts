import { known } from "../../../model/fact";
import { keyIsProtected as rule } from "../../../rules/configuration/key-is-protected";
import * as s from "../support";

describe("key-is-protected", () => {
  it("accepts a key that Terraform refuses to destroy", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
  });

  it("warns of a key that Terraform may destroy", () => {
    expect(s.evaluate(rule, s.aKey({ destroyPrevented: known(false, "`removalPolicy` of key orders") }))).toEqual({
      outcome: "violation",
      what: "key orders is not protected from destruction",
      got: "false (`removalPolicy` of key orders)",
      expected: "`prevent_destroy`",
      fix: 'remove `removalPolicy: "destroy"`',
    });
  });

  it("says nothing about a key owned elsewhere, which this configuration cannot destroy", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { destroyPrevented: known(false, "it") }))).toEqual(
      s.NOT_APPLICABLE,
    );
  });

  it("leaves it open where the protection cannot be seen", () => {
    expect(s.evaluate(rule, s.aKey({ destroyPrevented: s.later("protection") }))).toEqual(
      s.unknownBecause("protection is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of key-is-protected", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders: key orders is not protected from destruction: false (`removalPolicy` of key orders); expected: `prevent_destroy`; help: remove `removalPolicy: "destroy"` [key-is-protected]',
  );
});
