import { known } from "../../../model/fact";
import { versionSupported as rule } from "../../../rules/configuration/version-supported";
import * as s from "../support";

const version = (value: string | undefined) => ({ version: known(value, "`version`") });
const underOwnKey = { record: "prod/orders-record" };

describe("version-supported", () => {
  it("accepts version 5", () => {
    expect(s.evaluate(rule, s.anInstance({ ...underOwnKey, ...version("5") }))).toEqual(s.COMPLIANT);
  });

  it.each(["4", "4.4", "3.5"])("refuses version %s", (value) => {
    expect(s.evaluate(rule, s.anInstance({ ...underOwnKey, ...version(value) }))).toEqual({
      outcome: "violation",
      what: `version ${value} of instance orders-prod does not support customer managed keys`,
      got: "`version`",
      expected: "5",
      fix: "use version 5",
    });
  });

  it.each([
    ["2025.01", "2025.01"],
    ["5.12", "5.12"],
    ["45", "45"],
    ["latest", "latest"],
    ["", '""'],
  ])("leaves %j open: the documents say nothing about it", (value, shown) => {
    expect(s.evaluate(rule, s.anInstance({ ...underOwnKey, ...version(value) }))).toEqual(
      s.unknownBecause(
        `cannot verify that version ${shown} (\`version\`) supports customer managed keys: it is not documented; "5" means the latest`,
      ),
    );
  });

  it("says nothing about an instance under Neo4j's own key, or one that exists and whose version was not said", () => {
    expect(s.evaluate(rule, s.anInstance(version("4")))).toEqual(s.NOT_APPLICABLE);
    const elsewhere = s.anInstance({ ...underOwnKey, ...version(undefined), origin: "imported" });
    expect(s.evaluate(rule, elsewhere)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the version is unknown or not set", () => {
    expect(s.evaluate(rule, s.anInstance({ ...underOwnKey, version: s.later("version") }))).toEqual(
      s.unknownBecause("version is known only at apply"),
    );
    expect(s.evaluate(rule, s.anInstance({ ...underOwnKey, ...version(undefined) }))).toEqual(
      s.unknownBecause("`version` of instance orders-prod is not set"),
    );
  });
});

it("has this one-line message for the bad example of version-supported", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-prod: version 4 of instance orders-prod does not support customer managed keys: `version` of the instance; expected: 5; help: use version 5 [version-supported]",
  );
});
