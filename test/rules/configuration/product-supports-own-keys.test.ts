import { known } from "../../../model/fact";
import { productSupportsOwnKeys as rule } from "../../../rules/configuration/product-supports-own-keys";
import * as s from "../support";

const product = (name: string) => ({ product: known(name, "`product`") });
const OTHERWISE = "use AuraDB or AuraDS (Virtual Dedicated Cloud), or no customer managed key";

describe("product-supports-own-keys", () => {
  it.each(["AuraDB", "AuraDS"])("accepts %s", (name) => {
    expect(s.evaluate(rule, s.aRecord(product(name)))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anInstance({ record: "prod/orders-record", ...product(name) }))).toEqual(s.COMPLIANT);
  });

  it.each([
    ["Free", "Free", OTHERWISE],
    ["Professional", "Professional", OTHERWISE],
    ["Business Critical", '"Business Critical"', OTHERWISE],
    ["", '""', OTHERWISE],
    ["toString", "toString", OTHERWISE],
    ["enterprise-db", "enterprise-db", "use AuraDB"],
    ["enterprise-ds", "enterprise-ds", "use AuraDS"],
    ["auradb", "auradb", "use AuraDB"],
  ])("refuses %j", (name, shown, fix) => {
    expect(s.evaluate(rule, s.aRecord(product(name)))).toEqual({
      outcome: "violation",
      what: `product ${shown} does not support customer managed keys`,
      got: `customer managed key orders-record (\`product\`)`,
      expected: "AuraDB or AuraDS",
      fix,
    });
  });

  it("refuses it for an instance whose key is not known yet: it is not the Neo4j-managed key", () => {
    expect(s.evaluate(rule, s.anInstance({ ...product("Free"), customerManagedKeyId: s.later("key") }))).toEqual({
      outcome: "violation",
      what: "product Free does not support customer managed keys",
      got: "instance orders-prod (`product`)",
      expected: "AuraDB or AuraDS",
      fix: OTHERWISE,
    });
  });

  it("refuses it of an instance too", () => {
    const instance = s.anInstance({ ...product("Free"), customerManagedKeyId: known("7e1f", "key of the instance") });
    expect(s.evaluate(rule, instance)).toEqual({
      outcome: "violation",
      what: "product Free does not support customer managed keys",
      got: "instance orders-prod (`product`)",
      expected: "AuraDB or AuraDS",
      fix: OTHERWISE,
    });
  });

  it("says nothing about an instance under Neo4j's own key", () => {
    expect(s.evaluate(rule, s.anInstance(product("Free")))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while the product is unknown", () => {
    expect(s.evaluate(rule, s.aRecord({ product: s.later("product") }))).toEqual(
      s.unknownBecause("product is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of product-supports-own-keys", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-record: product enterprise-db does not support customer managed keys: customer managed key orders-record (`product` of the record); expected: AuraDB or AuraDS; help: use AuraDB [product-supports-own-keys]",
  );
});
