import { known } from "../../../model/fact";
import { cloneKeepsKey as rule } from "../../../rules/configuration/clone-keeps-key";
import * as s from "../support";

const WHAT = "clone copy has another key than its source orders-prod";
const EXPECTED = "";
const id = (value: string, of: string) => ({ customerManagedKeyId: known(value, `key of ${of}`) });

describe("clone-keeps-key", () => {
  const record = s.aRecord();
  const source = s.anInstance({ record: record.id });
  const clone = s.anInstance({ name: "copy", cloneOf: source.id, record: record.id });
  const bare = s.anInstance({ name: "copy", cloneOf: source.id });

  it("accepts a clone on the record of its source", () => {
    expect(s.evaluate(rule, record, source, clone)).toEqual(s.COMPLIANT);
  });

  it("accepts the same record, known by its id on one side or both", () => {
    const outside = { ...s.anInstance({ origin: "imported" }), ...id("7e1f", "the source") };
    expect(s.evaluate(rule, outside, { ...bare, ...id("7e1f", "the clone") })).toEqual(s.COMPLIANT);
    const named = { ...record, recordId: known("7e1f", "id of the record") };
    expect(s.evaluate(rule, named, outside, clone)).toEqual(s.COMPLIANT);
  });

  it("refuses another record, created here as well", () => {
    const other = s.aRecord({ name: "audit-record" });
    expect(s.evaluate(rule, record, other, source, { ...clone, record: other.id })).toEqual({
      outcome: "violation",
      what: WHAT,
      got: "customer managed key audit-record (prod/audit-record) instead of customer managed key orders-record (prod/orders-record)",
      expected: EXPECTED,
      fix: "use the source's key, or clone in the Console",
    });
  });

  it("refuses another record although a product is unknown", () => {
    const other = s.aRecord({ name: "audit-record" });
    const hidden = { ...clone, record: other.id, product: s.later("product") };
    expect(s.evaluate(rule, record, other, source, hidden)).toMatchObject({ outcome: "violation", what: WHAT });
  });

  it.each([
    ["one multi-Region key, in one region", s.MRK_ARN, "eu-west-1"],
    ["one single-region key, in two regions", s.KEY_ARN, "eu-central-1"],
  ])("refuses another record of %s", (_, arn, region) => {
    const keyArn = known(arn, "ARN");
    const other = s.aRecord({ name: "audit-record", keyArn, region: known(region, "`region`") });
    const verdict = s.evaluate(rule, { ...record, keyArn }, other, source, { ...clone, record: other.id });
    expect(verdict).toMatchObject({ outcome: "violation", what: WHAT });
  });

  it("refuses another record, known by its id", () => {
    const outside = { ...s.anInstance({ origin: "imported" }), ...id("7e1f", "the source") };
    expect(s.evaluate(rule, outside, { ...bare, ...id("9a2b", "the clone") })).toEqual({
      outcome: "violation",
      what: WHAT,
      got: "customer managed key 9a2b instead of customer managed key 7e1f",
      expected: EXPECTED,
      fix: "use the source's key, or clone in the Console",
    });
  });

  it("refuses a clone that falls back to Neo4j's own key", () => {
    expect(s.evaluate(rule, record, source, bare)).toEqual({
      outcome: "violation",
      what: WHAT,
      got: "the Neo4j-managed key instead of customer managed key orders-record (prod/orders-record)",
      expected: EXPECTED,
      fix: "use the source's key, or clone in the Console",
    });
  });

  it("refuses a clone of another product, whatever its key", () => {
    const product = known("AuraDS", "`product` of instance copy");
    expect(s.evaluate(rule, source, { ...bare, product, customerManagedKeyId: s.later("key") })).toEqual({
      outcome: "violation",
      what: "clone copy has another product than its source orders-prod",
      got: "clone AuraDS (`product` of instance copy), source AuraDB (`product` of instance orders-prod)",
      expected: "",
      fix: "create the clone as AuraDB",
    });
  });

  it("says nothing about what is no clone, or where neither has a key of one's own", () => {
    expect(s.evaluate(rule, record, source)).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.anInstance(), bare)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves one multi-Region key in two regions open", () => {
    const open = s.unknownBecause(
      "Aura's documentation does not say whether a multi-Region key in another region is the same key for a clone",
    );
    const key = s.aKey();
    const replica = s.aReplica(key, "eu-central-1");
    const region = known("eu-central-1", "`region`");
    const here = s.aRecord({ key: key.id });
    const there = s.aRecord({ name: "there", key: replica.id, region });
    expect(s.evaluate(rule, key, replica, here, there, source, { ...clone, record: there.id })).toEqual(open);
    const byArn = s.aRecord({
      name: "there",
      region,
      keyArn: known(s.MRK_ARN.replace("eu-west-1", "eu-central-1"), "ARN"),
    });
    const primary = s.aRecord({ keyArn: known(s.MRK_ARN, "ARN") });
    expect(s.evaluate(rule, primary, byArn, source, { ...clone, record: byArn.id })).toEqual(open);
  });

  it("leaves a clone to a key of one's own open when its source has none", () => {
    expect(s.evaluate(rule, record, s.anInstance(), clone)).toEqual(
      s.unknownBecause(
        "Aura's documentation does not say whether its API clones from the Neo4j-managed key to a customer managed key",
      ),
    );
  });

  it("leaves it open while records, products or the source are unknown", () => {
    const open = s.unknownBecause("cannot verify that clone copy has the key of its source orders-prod");
    const existing = s.aRecord({ name: "existing", origin: "imported" });
    expect(s.evaluate(rule, record, existing, source, { ...clone, record: existing.id })).toEqual(open);
    expect(s.evaluate(rule, record, source, { ...bare, customerManagedKeyId: s.later("key") })).toEqual(open);
    expect(s.evaluate(rule, s.anInstance({ customerManagedKeyId: s.later("key") }), bare)).toEqual(open);
    expect(s.evaluate(rule, s.anInstance(), { ...bare, customerManagedKeyId: s.later("key") })).toEqual(open);
    expect(s.evaluate(rule, record, source, { ...clone, product: s.later("product") })).toEqual(
      s.unknownBecause("product is known only at apply"),
    );
    expect(s.evaluate(rule, clone)).toEqual(
      s.unknownBecause("the source of clone copy is not part of this configuration"),
    );
  });
});

it("has this one-line message for the bad example of clone-keeps-key", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/copy: clone copy has another key than its source orders-prod: the Neo4j-managed key instead of customer managed key orders-record (prod/orders-record); help: use the source's key, or clone in the Console [clone-keeps-key]",
  );
});
