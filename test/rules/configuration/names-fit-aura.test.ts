import { known } from "../../../model/fact";
import { namesFitAura as rule } from "../../../rules/configuration/names-fit-aura";
import * as s from "../support";

const named = (name: string) => ({ auraName: known(name, "`name`") });
const THIRTY = "abcdefghijklmnopqrstuvwxyz1234";

describe("names-fit-aura", () => {
  it.each(["a", "orders prod", THIRTY, "🔑".repeat(30)])("accepts %j", (name) => {
    expect(s.evaluate(rule, s.anInstance(named(name)))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aRecord(named(name)))).toEqual(s.COMPLIANT);
  });

  it.each([
    [`${THIRTY}5`, 31, "remove 1 character"],
    ["🔑".repeat(32), 32, "remove 2 characters"],
    ["", 0, "set a name"],
    ["  ", 2, "set a name"],
    [" orders", 7, 'use "orders"'],
    ["orders\n", 7, 'use "orders"'],
    [` ${THIRTY}5 `, 33, "remove 1 character"],
  ])("refuses %j", (name, length, fix) => {
    expect(s.evaluate(rule, s.anInstance(named(name)))).toEqual({
      outcome: "violation",
      what: "name of instance orders-prod is not valid in Aura",
      got: `${JSON.stringify(name)}, ${length} characters (\`name\`)`,
      expected: "1 to 30 characters, trimmed",
      fix,
    });
  });

  it("says nothing about the unknown name of what exists already", () => {
    expect(s.evaluate(rule, s.aRecord({ origin: "imported", auraName: s.later("name") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the name is unknown", () => {
    expect(s.evaluate(rule, s.aRecord({ auraName: s.later("name") }))).toEqual(
      s.unknownBecause("name is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of names-fit-aura", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders-prod: name of instance orders-prod is not valid in Aura: "orders of the whole company in production", 41 characters (`name`); expected: 1 to 30 characters, trimmed; help: remove 11 characters [names-fit-aura]',
  );
});
