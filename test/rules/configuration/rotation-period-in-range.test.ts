import { known } from "../../../model/fact";
import { rotationPeriodInRange as rule } from "../../../rules/configuration/rotation-period-in-range";
import * as s from "../support";

const days = (value: number | undefined) => s.aKey({ rotationPeriodInDays: known(value, "`rotationPeriodInDays`") });

describe("rotation-period-in-range", () => {
  it.each([90, 91, 365, 2559, 2560])("accepts %d days", (value) => {
    expect(s.evaluate(rule, days(value))).toEqual(s.COMPLIANT);
  });

  it.each([
    [89, 90],
    [0, 90],
    [-1, 90],
    [2561, 2560],
    [365.5, 366],
    [Number.POSITIVE_INFINITY, 2560],
    [Number.NaN, 365],
  ])("refuses %d days and offers %d", (value, offered) => {
    expect(s.evaluate(rule, days(value))).toEqual({
      outcome: "violation",
      what: `rotation period of key orders is ${Number.isInteger(value) ? "out of range" : "not a whole number"}`,
      got: `${value} (\`rotationPeriodInDays\`)`,
      expected: "90 to 2560 days",
      fix: `use ${offered}, or remove it for 365`,
    });
  });

  it("says nothing where no period is set, or where the key is owned elsewhere", () => {
    expect(s.evaluate(rule, days(undefined))).toEqual(s.NOT_APPLICABLE);
    const elsewhere = s.anImportedKey(s.KEY_ARN, { rotationPeriodInDays: s.later("period") });
    expect(s.evaluate(rule, elsewhere)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the period is unknown", () => {
    expect(s.evaluate(rule, s.aKey({ rotationPeriodInDays: s.later("period") }))).toEqual(
      s.unknownBecause("period is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of rotation-period-in-range", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: rotation period of key orders is out of range: 89 (`rotationPeriodInDays`); expected: 90 to 2560 days; help: use 90, or remove it for 365 [rotation-period-in-range]",
  );
});
