import fc from "fast-check";
import { known, type Fact } from "../../../model/fact";
import type { RecordNode } from "../../../model/model";
import { oneKeyPerProductAndRegion as rule } from "../../../rules/configuration/one-key-per-product-and-region";
import * as s from "../support";

const first = s.aRecord({ name: "orders" });
const second = s.aRecord({ name: "audit" });
const FIX = "use orders, or waive this rule for one of the two if Aura accepts both";

describe("one-key-per-product-and-region", () => {
  it("accepts the first record of a project, product and region", () => {
    expect(s.evaluate(rule, first)).toEqual(s.COMPLIANT);
  });

  it.each([
    ["project", { projectId: known("another", "`projectId`") }],
    ["product", { product: known("AuraDS", "`product`") }],
    ["region", { region: known("eu-central-1", "`region`") }],
  ])("accepts a record of another %s", (_, other) => {
    expect(s.evaluate(rule, first, { ...second, ...other })).toEqual(s.COMPLIANT);
  });

  it("refuses the second record, names the first, and gives it for a waiver", () => {
    expect(s.evaluate(rule, first, second)).toEqual({
      outcome: "violation",
      what: "project has a second customer managed key for AuraDB in eu-west-1",
      got: `audit beside orders (prod/orders)`,
      expected: "one",
      fix: FIX,
      against: ["prod/orders"],
    });
  });

  it("refuses the third record beside both", () => {
    expect(s.evaluate(rule, first, second, s.aRecord({ name: "dr" }))).toEqual({
      outcome: "violation",
      what: "project has a second customer managed key for AuraDB in eu-west-1",
      got: `dr beside orders (prod/orders) and 1 more`,
      expected: "one",
      fix: FIX,
      against: ["prod/orders", "prod/audit"],
    });
  });

  it("lists no more than 50 records, so that then only the record itself can be waived", () => {
    const others = (count: number) => Array.from({ length: count }, (_, index) => s.aRecord({ name: `r${index}` }));
    expect(s.evaluate(rule, ...others(50), second)).toMatchObject({ against: others(50).map(({ id }) => id) });
    expect(s.evaluate(rule, ...others(51), second)).not.toHaveProperty("against");
  });

  it("takes a record that is named twice for one record", () => {
    const id = { recordId: known("7e1f", "id of the record") };
    expect(s.evaluate(rule, { ...first, ...id }, { ...second, ...id })).toEqual(s.COMPLIANT);
  });

  it("leaves it open while a record could be the second one", () => {
    const hidden = { ...second, projectId: s.later("project") };
    expect(s.evaluate(rule, first, hidden)).toEqual(
      s.unknownBecause(
        "cannot verify that customer managed keys audit and orders (prod/orders) differ in product or region: project is known only at apply",
      ),
    );
    expect(s.evaluate(rule, hidden, first)).toEqual(
      s.unknownBecause(
        "cannot verify that customer managed keys orders and audit (prod/audit) differ in product or region: project is known only at apply",
      ),
    );
  });

  it("does not leave it open when what is known already differs", () => {
    const hidden = { ...second, projectId: s.later("project"), region: known("eu-central-1", "`region`") };
    expect(s.evaluate(rule, first, hidden)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, hidden, first)).toEqual(s.COMPLIANT);
  });

  it("evaluates nothing but records", () => {
    expect(rule.on).toEqual(["record"]);
  });

  it("says of any records what comparing every pair says", () => {
    const field = fc.constantFrom("a", "b", undefined);
    const factOf = (value: string | undefined): Fact<string> => (value ? known(value, "it") : s.later("it"));
    const fields = fc.tuple(field, field, field);
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1, maxLength: 8 }), (drawn) => {
        const records = drawn.map(([project, product, region], index): RecordNode => ({
          ...s.aRecord({ name: `r${index}` }),
          ...{ projectId: factOf(project), product: factOf(product), region: factOf(region) },
        }));
        const last = drawn.at(-1) ?? [];
        const fits = drawn.slice(0, -1).map((other) => {
          const pairs = other.map((value, index) => [value, last[index]] as const);
          if (pairs.some(([a, b]) => a && b && a !== b)) return "no";
          return pairs.every(([a, b]) => a && b) ? "yes" : "maybe";
        });
        const outcome = fits.includes("yes") ? "violation" : fits.includes("maybe") ? "unknown" : "compliant";
        expect(s.evaluate(rule, ...records)).toMatchObject({ outcome });
      }),
      { numRuns: 1000 },
    );
  });
});

it("has this one-line message for the bad example of one-key-per-product-and-region", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/audit: project has a second customer managed key for AuraDB in eu-west-1: audit beside orders-record (prod/orders-record); expected: one; help: use orders-record, or waive this rule for one of the two if Aura accepts both [one-key-per-product-and-region]",
  );
});
