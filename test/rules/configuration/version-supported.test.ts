import { known } from "../../../model/fact";
import { versionSupported as rule } from "../../../rules/configuration/version-supported";
import * as s from "../support";

const version = (value: string | undefined) => ({ version: known(value, "`version`") });
const underOwnKey = { record: "prod/orders-record" };

describe("version-supported", () => {
  it("accepts version 5", () => {
    expect(s.judge(rule, s.anInstance({ ...underOwnKey, ...version("5") }))).toEqual(s.COMPLIANT);
  });

  it.each(["4", "4.4", "3.5"])("refuses version %s", (value) => {
    expect(s.judge(rule, s.anInstance({ ...underOwnKey, ...version(value) }))).toEqual({
      outcome: "violation",
      what: "instance orders-prod must be of a version that takes customer managed keys",
      got: `${value} (\`version\`)`,
      expected: "5",
      fix: "use version 5, or waive this rule for a v4.x instance that Aura accepts",
    });
  });

  it.each([
    ["2025.01", "2025.01"],
    ["5.12", "5.12"],
    ["45", "45"],
    ["latest", "latest"],
    ["", '""'],
  ])("leaves %j open: the documents say nothing about it", (value, shown) => {
    expect(s.judge(rule, s.anInstance({ ...underOwnKey, ...version(value) }))).toEqual(
      s.undecidedBecause(
        `version ${shown} (\`version\`) is not one that Aura's documents speak of with customer managed keys; "5" stands for the latest`,
      ),
    );
  });

  it("says nothing about an instance under Neo4j's own key, or one that exists and whose version was not said", () => {
    expect(s.judge(rule, s.anInstance(version("4")))).toEqual(s.NOT_APPLICABLE);
    const elsewhere = s.anInstance({ ...underOwnKey, ...version(undefined), origin: "imported" });
    expect(s.judge(rule, elsewhere)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the version is unknown or not set", () => {
    expect(s.judge(rule, s.anInstance({ ...underOwnKey, version: s.later("version") }))).toEqual(
      s.undecidedBecause("version is known only at apply"),
    );
    expect(s.judge(rule, s.anInstance({ ...underOwnKey, ...version(undefined) }))).toEqual(
      s.undecidedBecause("`version` of instance orders-prod is not set"),
    );
  });
});
