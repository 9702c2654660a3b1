import { known } from "../../../model/fact";
import { deletionWindowInRange as rule } from "../../../rules/configuration/deletion-window-in-range";
import * as s from "../support";

const days = (value: number | undefined) => s.aKey({ deletionWindowInDays: known(value, "`deletionWindowInDays`") });

describe("deletion-window-in-range", () => {
  it.each([7, 8, 29, 30])("accepts %d days", (value) => {
    expect(s.evaluate(rule, days(value))).toEqual(s.COMPLIANT);
  });

  it.each([
    [6, 7],
    [31, 30],
    [7.5, 8],
  ])("refuses %d days and offers %d", (value, offered) => {
    expect(s.evaluate(rule, days(value))).toEqual({
      outcome: "violation",
      what: `deletion window of key orders is ${Number.isInteger(value) ? "out of range" : "not a whole number"}`,
      got: `${value} (\`deletionWindowInDays\`)`,
      expected: "7 to 30 days",
      fix: `use ${offered}, or remove it for 30`,
    });
  });

  it("says nothing where no window is set, or where the key is owned elsewhere", () => {
    expect(s.evaluate(rule, days(undefined))).toEqual(s.NOT_APPLICABLE);
    const elsewhere = s.anImportedKey(s.KEY_ARN, { deletionWindowInDays: s.later("window") });
    expect(s.evaluate(rule, elsewhere)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the window is unknown", () => {
    expect(s.evaluate(rule, s.aKey({ deletionWindowInDays: s.later("window") }))).toEqual(
      s.unknownBecause("window is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of deletion-window-in-range", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: deletion window of key orders is out of range: 31 (`deletionWindowInDays`); expected: 7 to 30 days; help: use 30, or remove it for 30 [deletion-window-in-range]",
  );
});
