import { known } from "../../../model/fact";
import { regionSupported as rule } from "../../../rules/configuration/region-supported";
import * as s from "../support";

const DB = "ap-northeast-1, ap-northeast-2, ap-northeast-3, ap-south-1 and 14 more";
const region = (id: string) => known(id, "`region`");
const product = (name: string) => known(name, "`product`");

describe("region-supported", () => {
  it("accepts a listed region, of a record and of an instance", () => {
    expect(s.evaluate(rule, s.aRecord())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anInstance({ product: product("AuraDS"), region: region("us-east-2") }))).toEqual(
      s.COMPLIANT,
    );
  });

  it("warns of a region that is not listed and says who knows better", () => {
    expect(s.evaluate(rule, s.anInstance({ region: region("af-south-1") }))).toEqual({
      outcome: "violation",
      what: "af-south-1 is not a documented region of AuraDB",
      got: "instance orders-prod (`region`)",
      expected: DB,
      fix: "choose another region, or waive this rule if `GET /tenants/{id}` lists this one",
    });
  });

  it("evaluates by product: eu-west-2 has AuraDB and no AuraDS", () => {
    const record = s.aRecord({
      product: product("AuraDS"),
      region: region("eu-west-2"),
      projectId: s.later("project"),
    });
    expect(s.evaluate(rule, record)).toEqual({
      outcome: "violation",
      what: "eu-west-2 is not a documented region of AuraDS",
      got: "customer managed key orders-record (`region`)",
      expected: "ap-southeast-1, ap-southeast-2, eu-central-1, eu-west-1 and 3 more",
      fix: "choose another region, or waive this rule if `GET /tenants/{id}` lists this one",
    });
  });

  it("needs no product for a region that all products have, or none", () => {
    expect(s.evaluate(rule, s.anInstance({ product: s.later("product") }))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.anInstance({ product: s.later("product"), region: region("cn-north-1") }))).toEqual({
      outcome: "violation",
      what: "cn-north-1 is not a documented region of AuraDB or AuraDS",
      got: "instance orders-prod (`region`)",
      expected: DB,
      fix: "choose another region, or waive this rule if `GET /tenants/{id}` lists this one",
    });
  });

  it("has a list for each cloud", () => {
    const azure = s.aRecord({ cloudProvider: known("azure", "cloud provider"), region: region("uksouth") });
    expect(s.evaluate(rule, azure)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, { ...azure, region: region("eu-west-1") })).toMatchObject({
      what: "eu-west-1 is not a documented region of AuraDB",
      expected: "australiaeast, brazilsouth, canadacentral, centralindia and 12 more",
    });
    const google = s.anInstance({ cloudProvider: known("gcp", "cloud provider"), region: region("europe-west1") });
    expect(s.evaluate(rule, google)).toEqual(s.COMPLIANT);
  });

  it("says nothing about a product that has no list, or about a cloud that Aura does not have", () => {
    expect(s.evaluate(rule, s.anInstance({ product: product("Free") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.anInstance({ product: product("toString") }))).toEqual(s.NOT_APPLICABLE);
    const other = s.aRecord({ cloudProvider: known("oracle", "cloud provider"), region: region("westeurope") });
    expect(s.evaluate(rule, other)).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, other, s.anInstance({ record: other.id, region: region("westeurope") }))).toEqual(
      s.NOT_APPLICABLE,
    );
  });

  it("leaves it open while the region, or the product that decides, is unknown", () => {
    expect(s.evaluate(rule, s.anInstance({ region: s.later("region") }))).toEqual(
      s.unknownBecause("region is known only at apply"),
    );
    expect(s.evaluate(rule, s.anInstance({ product: s.later("product"), region: region("eu-west-2") }))).toEqual(
      s.unknownBecause("product is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of region-supported", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-record: eu-west-2 is not a documented region of AuraDS: customer managed key orders-record (`region`); expected: ap-southeast-1, ap-southeast-2, eu-central-1, eu-west-1 and 3 more; help: choose another region, or waive this rule if `GET /tenants/{id}` lists this one [region-supported]",
  );
});
