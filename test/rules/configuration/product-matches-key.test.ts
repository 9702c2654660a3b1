import { known } from "../../../model/fact";
import { productMatchesKey as rule } from "../../../rules/configuration/product-matches-key";
import * as s from "../support";

describe("product-matches-key", () => {
  const record = s.aRecord();
  const instance = s.anInstance({ record: record.id });

  it("accepts one product", () => {
    expect(s.evaluate(rule, record, instance)).toEqual(s.COMPLIANT);
  });

  it("refuses the record of another product", () => {
    const product = known("AuraDS", "`product` of instance orders-prod");
    expect(s.evaluate(rule, record, { ...instance, product })).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its customer managed key have different products",
      got: "key AuraDB (`product` of record orders-record), instance AuraDS (`product` of instance orders-prod)",
      expected: "one product",
      fix: "register the KMS key for AuraDS as well",
    });
  });

  it("says nothing about an instance under Neo4j's own key", () => {
    expect(s.evaluate(rule, s.anInstance())).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while a product, or the record, is unknown", () => {
    const open = s.unknownBecause("product is known only at apply");
    expect(s.evaluate(rule, record, { ...instance, product: s.later("product") })).toEqual(open);
    expect(s.evaluate(rule, s.aRecord({ product: s.later("product") }), instance)).toEqual(open);
    expect(s.evaluate(rule, instance)).toEqual({
      ...s.unknownBecause("the key of instance orders-prod is not in this configuration"),
      cause: "key of instance orders-prod is known only at apply",
    });
  });
});

it("has this one-line message for the bad example of product-matches-key", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-prod: instance orders-prod and its customer managed key have different products: key AuraDB (`product` of record orders-record), instance AuraDS (`product` of the instance); expected: one product; help: register the KMS key for AuraDS as well [product-matches-key]",
  );
});
