import fc from "fast-check";
import { known, type Fact } from "../../../model/fact";
import { keyRegionMatchesInstance as rule } from "../../../rules/configuration/key-region-matches-instance";
import type { OtherCloudKey } from "../../../model/model";
import * as s from "../support";

const inRegion = (region: string, of: string): Fact<string> => known(region, `\`region\` of ${of}`);

describe("key-region-matches-instance", () => {
  const key = s.aKey();
  const record = s.aRecord({ key: key.id });
  const instance = s.anInstance({ record: record.id });

  it("accepts a key that is created in the region of the instance", () => {
    expect(s.evaluate(rule, key, record, instance)).toEqual(s.COMPLIANT);
  });

  it("accepts a primary, a replica and a key owned elsewhere that live in the region of the instance", () => {
    const replica = s.aReplica(key, "eu-central-1");
    const there = s.aRecord({ key: replica.id, region: inRegion("eu-central-1", "the record") });
    const clone = s.anInstance({ record: there.id, region: inRegion("eu-central-1", "the instance") });
    expect(s.evaluate(rule, key, replica, there, clone)).toEqual(s.COMPLIANT);
    const imported = s.anImportedKey(s.MRK_ARN);
    const named = s.aRecord({ key: imported.id, keyArn: imported.arn });
    expect(s.evaluate(rule, imported, named, instance)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aRecord(), instance)).toEqual(s.COMPLIANT);
  });

  it("refuses a key in another region and says where both regions were read", () => {
    const elsewhere = s.anImportedKey(s.KEY_ARN.replace("eu-west-1", "us-east-1"));
    const its = s.aRecord({ key: elsewhere.id, keyArn: elsewhere.arn });
    expect(s.evaluate(rule, elsewhere, its, instance)).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its key are in different regions",
      got: "key in us-east-1 (4th field of the key ARN), instance in eu-west-1 (`region` of instance orders-prod)",
      expected: "eu-west-1",
      fix: "use a key or replica in eu-west-1",
    });
  });

  it("names the replica that lives in the region of the instance", () => {
    const replica = s.aReplica(key, "eu-central-1");
    const moved = s.anInstance({ record: record.id, region: inRegion("eu-central-1", "the instance") });
    expect(s.evaluate(rule, key, replica, { ...record, region: s.later("region") }, moved)).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its key are in different regions",
      got: "key in eu-west-1 (`region` of key orders), instance in eu-central-1 (`region` of the instance)",
      expected: "eu-central-1",
      fix: "register replica orders-eu-central-1 (prod/orders-eu-central-1)",
    });
  });

  it("does not offer a replica whose region is unknown", () => {
    const replica = s.aReplica(key, "eu-central-1", { region: s.later("region"), regionClaims: [] });
    const moved = s.anInstance({ record: record.id, region: inRegion("eu-central-1", "the instance") });
    expect(s.evaluate(rule, key, replica, record, moved)).toMatchObject({
      outcome: "violation",
      fix: "use a key or replica in eu-central-1",
    });
  });

  it("names the primary, with its ARN, when a replica in another region was registered", () => {
    const primary = s.anImportedKey(s.MRK_ARN, { name: "dr" });
    const arn = s.MRK_ARN.replace("eu-west-1", "eu-central-1");
    const replica = s.aReplica(primary, "eu-central-1", { arn: known(arn, "ARN of the replica") });
    const its = s.aRecord({ key: replica.id, keyArn: replica.arn, region: inRegion("eu-central-1", "the record") });
    expect(s.evaluate(rule, primary, replica, its, instance)).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its key are in different regions",
      got: "key in eu-central-1 (`region` of replica dr-eu-central-1), instance in eu-west-1 (`region` of instance orders-prod)",
      expected: "eu-west-1",
      fix: `register key dr (prod/dr): ${s.MRK_ARN}`,
    });
  });

  it("names the ARN of a multi-Region key in the region of the instance, when no replica is in the configuration", () => {
    const its = s.aRecord({ keyArn: known(s.MRK_ARN, "`keyId` of the record"), region: s.later("region") });
    const moved = s.anInstance({ record: its.id, region: inRegion("eu-central-1", "the instance") });
    expect(s.evaluate(rule, its, moved)).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its key are in different regions",
      got: "key in eu-west-1 (4th field of the key ARN, `keyId` of the record), instance in eu-central-1 (`region` of the instance)",
      expected: "eu-central-1",
      fix: `use arn:aws:kms:eu-central-1:111122223333:key/${s.MRK_ID}; create the replica if it does not exist`,
    });
  });

  it("proves the mistake from two known regions while that of the instance is unknown", () => {
    const moved = s.aRecord({ key: key.id, region: inRegion("eu-central-1", "the record") });
    expect(s.evaluate(rule, key, moved, s.anInstance({ record: moved.id, region: s.later("region") }))).toEqual({
      outcome: "violation",
      what: "instance orders-prod and its key are in different regions",
      got: "record in eu-central-1 (`region` of the record), key in eu-west-1 (`region` of key orders)",
      expected: "eu-west-1",
      fix: "register key orders (prod/orders)",
    });
  });

  it("says nothing about an instance under Neo4j's own key", () => {
    expect(s.evaluate(rule, s.anInstance())).toEqual(s.NOT_APPLICABLE);
  });

  it("takes the region of a key of Google Cloud from its resource name, and that of a key of Azure from its vault alone", () => {
    const google = s.aRecord({
      cloudProvider: known("gcp", "cloud provider"),
      region: inRegion("europe-west1", "record"),
      keyArn: known("projects/acme-prod/locations/us-east1/keyRings/r/cryptoKeys/k", "key"),
    });
    const there = s.anInstance({ record: google.id, region: inRegion("europe-west1", "instance") });
    expect(s.evaluate(rule, google, there)).toMatchObject({
      what: "instance orders-prod and its key are in different regions",
      got: "key in us-east1 (location in key), instance in europe-west1 (`region` of instance)",
      fix: "use a key in europe-west1",
    });
    const azure = { ...google, cloudProvider: known("azure", "cloud provider"), keyArn: known("https://vault", "key") };
    expect(s.evaluate(rule, azure, there)).toEqual(
      s.unknownBecause("the vault of the key is not in this configuration"),
    );
    const key = { id: "k", kind: "vault-key", cloud: "azure", region: inRegion("uksouth", "vault") } as OtherCloudKey;
    expect(s.evaluate(rule, key, { ...azure, key: "k" }, there)).toMatchObject({
      got: "key in uksouth (`region` of vault), instance in europe-west1 (`region` of instance)",
    });
    const near = { ...key, region: inRegion("europe-west1", "vault") } as OtherCloudKey;
    expect(s.evaluate(rule, near, { ...azure, key: "k" }, there)).toEqual(s.COMPLIANT);
  });

  it("leaves it open while the region of the instance or of the key is unknown", () => {
    const open = s.unknownBecause("region is known only at apply");
    expect(s.evaluate(rule, key, record, { ...instance, region: s.later("region") })).toEqual(open);
    const hidden = s.aKey({ region: s.later("region"), regionClaims: [] });
    expect(s.evaluate(rule, hidden, record, instance)).toEqual(open);
  });

  it("does not take the declared region of a key owned elsewhere for its ARN", () => {
    const arn = s.later("ARN");
    const imported = s.anImportedKey(s.KEY_ARN, { arn, regionClaims: [inRegion("eu-west-1", "key shared"), arn] });
    const its = s.aRecord({ key: imported.id, keyArn: arn });
    expect(s.evaluate(rule, imported, its, instance)).toEqual(s.unknownBecause("ARN is known only at apply"));
  });

  it("leaves it open when the key is not part of the configuration", () => {
    const why = "the key of instance orders-prod is not in this configuration";
    const open = { ...s.unknownBecause(why), severity: "warning" };
    const outside = s.anInstance({ customerManagedKeyId: known("7e1f", "`customerManagedKeyId`") });
    expect(s.evaluate(rule, outside)).toEqual(open);
    const later = s.anInstance({ customerManagedKeyId: s.later("`customerManagedKeyId`") });
    expect(s.evaluate(rule, later)).toEqual({
      ...s.unknownBecause(why),
      cause: "`customerManagedKeyId` is known only at apply",
    });
  });

  it("leaves it open when what is given for the key is no key ARN", () => {
    const its = s.aRecord({ keyArn: known("alias/orders", "`keyId` of the record") });
    expect(s.evaluate(rule, its, instance)).toEqual(s.unknownBecause("`keyId` of the record is an alias name"));
  });

  it("never accepts two known regions that differ, and never refuses one region", () => {
    const region = fc.constantFrom("eu-west-1", "eu-central-1", "us-east-1");
    const maybe = fc.option(region, { nil: undefined });
    const factOf = (value: string | undefined): Fact<string> => (value ? inRegion(value, "it") : s.later("it"));
    fc.assert(
      fc.property(maybe, fc.array(maybe, { maxLength: 3 }), maybe, maybe, maybe, fc.boolean(), (...drawn) => {
        const [keyRegion, claims, arnRegion, recordRegion, instanceRegion, created] = drawn;
        const node = s.aKey({
          origin: created ? "created" : "imported",
          region: factOf(keyRegion),
          regionClaims: claims.map(factOf),
        });
        const arn = arnRegion ? known(s.MRK_ARN.replace("eu-west-1", arnRegion), "ARN") : s.later("ARN");
        const its = s.aRecord({ key: node.id, keyArn: arn, region: factOf(recordRegion) });
        const verdict = s.evaluate(rule, node, its, s.anInstance({ record: its.id, region: factOf(instanceRegion) }));
        const regions = new Set([keyRegion, ...claims, arnRegion, recordRegion, instanceRegion].filter(Boolean));
        const proven =
          keyRegion !== undefined && instanceRegion !== undefined && (created || !claims.includes(undefined));
        const outcome = regions.size > 1 ? "violation" : proven ? "compliant" : "unknown";
        expect(verdict).toMatchObject({ outcome });
      }),
    );
  });
});

it("has this one-line message for the bad example of key-region-matches-instance", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders-prod: instance orders-prod and its key are in different regions: key in eu-west-1 (`region` of key orders), instance in us-east-1 (`region` of the instance); expected: us-east-1; help: use a key or replica in us-east-1 [key-region-matches-instance]",
  );
});
