import { known } from "../../../model/fact";
import { namesFitAura as rule } from "../../../rules/configuration/names-fit-aura";
import * as s from "../support";

const named = (name: string) => ({ auraName: known(name, "`name`") });
const THIRTY = "abcdefghijklmnopqrstuvwxyz1234";

describe("names-fit-aura", () => {
  it.each(["a", "orders prod", THIRTY, "🔑".repeat(30)])("accepts %j", (name) => {
    expect(s.judge(rule, s.anInstance(named(name)))).toEqual(s.COMPLIANT);
    expect(s.judge(rule, s.aRecord(named(name)))).toEqual(s.COMPLIANT);
  });

  it.each([
    [`${THIRTY}5`, 31, "shorten it by 1"],
    ["🔑".repeat(32), 32, "shorten it by 2"],
    ["", 0, "give it a name"],
    ["  ", 2, "give it a name"],
    [" orders", 7, 'use "orders"'],
    ["orders\n", 7, 'use "orders"'],
    [` ${THIRTY}5 `, 33, "shorten it by 1"],
  ])("refuses %j", (name, length, fix) => {
    expect(s.judge(rule, s.anInstance(named(name)))).toEqual({
      outcome: "violation",
      what: "the name of instance orders-prod must be one that Aura takes",
      got: `${JSON.stringify(name)} with ${length} characters (\`name\`)`,
      expected: "1 to 30 characters, no blanks at either end",
      fix,
    });
  });

  it("says nothing about the unknown name of what exists already", () => {
    expect(s.judge(rule, s.aRecord({ origin: "imported", auraName: s.later("name") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the name is unknown", () => {
    expect(s.judge(rule, s.aRecord({ auraName: s.later("name") }))).toEqual(
      s.undecidedBecause("name is known only at apply"),
    );
  });
});
