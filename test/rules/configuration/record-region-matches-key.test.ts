import fc from "fast-check";
import { known, type Fact } from "../../../model/fact";
import { recordRegionMatchesKey as rule } from "../../../rules/configuration/record-region-matches-key";
import * as s from "../support";

const inRegion = (region: string, of: string): Fact<string> => known(region, `\`region\` of ${of}`);

describe("record-region-matches-key", () => {
  it("accepts the region in which the key is created, and the one in the ARN", () => {
    const key = s.aKey();
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id }))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aRecord())).toEqual(s.COMPLIANT);
  });

  it("refuses another region than that of the key", () => {
    const key = s.aKey();
    const record = s.aRecord({ key: key.id, region: inRegion("us-east-1", "the record") });
    expect(s.evaluate(rule, key, record)).toEqual({
      outcome: "violation",
      what: "Aura key record orders-record and its key are in different regions",
      got: "key in eu-west-1 (`region` of key orders), record in us-east-1 (`region` of the record)",
      expected: "us-east-1",
      fix: "use a key or replica in us-east-1, or set `region` to eu-west-1",
    });
  });

  it("names the ARN of the replica when the primary's ARN was given", () => {
    const record = s.aRecord({
      keyArn: known(s.MRK_ARN, "`keyId` of the record"),
      region: inRegion("eu-central-1", "the record"),
    });
    expect(s.evaluate(rule, record)).toEqual({
      outcome: "violation",
      what: "Aura key record orders-record and its key are in different regions",
      got: "key in eu-west-1 (4th field of the key ARN, `keyId` of the record), record in eu-central-1 (`region` of the record)",
      expected: "eu-central-1",
      fix: `use arn:aws:kms:eu-central-1:111122223333:key/${s.MRK_ID}; create the replica if it does not exist, or set \`region\` to eu-west-1`,
    });
  });

  it("refuses an ARN of another region than that of the key it is said to be, while its own region is unknown", () => {
    const key = s.aKey({ region: inRegion("eu-central-1", "key orders") });
    const record = s.aRecord({ key: key.id, keyArn: known(s.KEY_ARN, "`keyId`"), region: s.later("region") });
    expect(s.evaluate(rule, key, record)).toEqual({
      outcome: "violation",
      what: "Aura key record orders-record and its key are in different regions",
      got: "key in eu-west-1 (4th field of the key ARN, `keyId`), key in eu-central-1 (`region` of key orders)",
      expected: "eu-central-1",
      fix: "register key orders (prod/orders)",
    });
  });

  it("evaluates a record of an AWS key of the configuration, whatever cloud it names", () => {
    const key = s.aKey();
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id, cloudProvider: known("gcp", "cloud provider") }))).toEqual(
      s.COMPLIANT,
    );
  });

  it("reads the region in the resource name of a key of Google Cloud", () => {
    const keyArn = known("projects/acme-prod/locations/us-east1/keyRings/r/cryptoKeys/k", "key");
    const record = s.aRecord({ cloudProvider: known("gcp", "cloud"), keyArn, region: inRegion("us-east4", "record") });
    expect(s.evaluate(rule, record)).toMatchObject({
      what: "Aura key record orders-record and its key are in different regions",
      fix: "use a key in us-east4, or set `region` to us-east1",
    });
    expect(s.evaluate(rule, { ...record, region: inRegion("us-east1", "record") })).toEqual(s.COMPLIANT);
  });

  it("leaves it open while the region of the record or of the key is unknown", () => {
    const open = s.unknownBecause("region is known only at apply");
    expect(s.evaluate(rule, s.aRecord({ region: s.later("region") }))).toEqual(open);
    const key = s.aKey({ region: s.later("region"), regionClaims: [] });
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id }))).toEqual(open);
    expect(s.evaluate(rule, s.aRecord({ keyArn: s.later("ARN") }))).toEqual(
      s.unknownBecause("ARN is known only at apply"),
    );
  });

  it("never accepts two known regions that differ, and never refuses one region", () => {
    const maybe = fc.option(fc.constantFrom("eu-west-1", "eu-central-1", "us-east-1"), { nil: undefined });
    const factOf = (value: string | undefined): Fact<string> => (value ? inRegion(value, "it") : s.later("it"));
    fc.assert(
      fc.property(maybe, maybe, maybe, maybe, (keyRegion, claim, arnRegion, recordRegion) => {
        const key = s.aKey({ region: factOf(keyRegion), regionClaims: [factOf(claim)] });
        const keyArn = arnRegion ? known(s.MRK_ARN.replace("eu-west-1", arnRegion), "ARN") : s.later("ARN");
        const verdict = s.evaluate(rule, key, s.aRecord({ key: key.id, keyArn, region: factOf(recordRegion) }));
        const regions = new Set([keyRegion, claim, arnRegion, recordRegion].filter(Boolean));
        const proven = keyRegion !== undefined && recordRegion !== undefined;
        expect(verdict).toMatchObject({ outcome: regions.size > 1 ? "violation" : proven ? "compliant" : "unknown" });
      }),
    );
  });
});

it("has this one-line message for the bad example of record-region-matches-key", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-record: Aura key record orders-record and its key are in different regions: key in eu-west-1 (`region` of key orders), record in us-east-1 (`region` of the record); expected: us-east-1; help: use a key or replica in us-east-1, or set `region` to eu-west-1 [record-region-matches-key]",
  );
});
