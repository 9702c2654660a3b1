import { known } from "../../../model/fact";
import { keyArnWellFormed as rule } from "../../../rules/configuration/key-arn-well-formed";
import * as s from "../support";

const EXPECTED = "arn:PARTITION:kms:REGION:ACCOUNT:key/ID";
const DESCRIBE = "use `KeyMetadata.Arn` of `aws kms describe-key`";
const ALIAS = "arn:aws:kms:eu-west-1:111122223333:alias/orders";

describe("key-arn-well-formed", () => {
  describe("of a key", () => {
    it("accepts a key that AWS has yet to name, and a key ARN", () => {
      const key = s.aKey();
      expect(s.evaluate(rule, key)).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, key, s.aReplica(key, "eu-central-1"))).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, s.anImportedKey(s.MRK_ARN))).toEqual(s.COMPLIANT);
    });

    it("refuses an alias ARN and says how to find the key ARN", () => {
      expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { arn: known(ALIAS, "ARN of key shared") }))).toEqual({
        outcome: "violation",
        what: "ARN of key shared is not a KMS key ARN",
        got: `an alias ARN: ${ALIAS} (ARN of key shared)`,
        expected: EXPECTED,
        fix: DESCRIBE,
      });
    });

    it("refuses a bare key id and gives the ARN that it stands for", () => {
      const bare = s.KEY_ARN.slice(-36);
      expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { arn: known(bare, "ARN of key shared") }))).toEqual({
        outcome: "violation",
        what: "ARN of key shared is not a KMS key ARN",
        got: `a bare key id: ${bare} (ARN of key shared)`,
        expected: EXPECTED,
        fix: `use ${s.KEY_ARN}`,
      });
    });

    it("refuses an ARN that contradicts the declared region", () => {
      const region = known("us-east-1", "`region` of key shared");
      expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { region, regionClaims: [region] }))).toEqual({
        outcome: "violation",
        what: "conflicting regions for key shared",
        got: "key in eu-west-1 (4th field of the key ARN, ARN of key shared), key in us-east-1 (`region` of key shared)",
        expected: "one region",
        fix: "make ARN, `region` and provider agree: either us-east-1 or eu-west-1 is wrong",
      });
    });

    it("refuses two claims that differ although the ARN and the region are unknown", () => {
      const claims = [known("eu-west-1", "region of provider aws"), known("eu-west-2", "region of provider aws.dr")];
      expect(s.evaluate(rule, s.aKey({ region: s.later("region"), regionClaims: claims }))).toEqual({
        outcome: "violation",
        what: "conflicting regions for key orders",
        got: "key in eu-west-2 (region of provider aws.dr), key in eu-west-1 (region of provider aws)",
        expected: "one region",
        fix: "make ARN, `region` and provider agree: either eu-west-1 or eu-west-2 is wrong",
      });
    });

    it("refuses a replica of what is no key", () => {
      const replica = s.aKey({ name: "copy", replicaOf: { primaryArn: known(ALIAS, "`primaryKeyArn` of copy") } });
      expect(s.evaluate(rule, replica)).toEqual({
        outcome: "violation",
        what: "primary of replica copy is not a KMS key ARN",
        got: `an alias ARN: ${ALIAS} (\`primaryKeyArn\` of copy)`,
        expected: EXPECTED,
        fix: DESCRIBE,
      });
    });

    it("leaves it open while an ARN that must be right is unknown", () => {
      const open = s.unknownBecause("ARN is known only at apply");
      expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN, { arn: s.later("ARN") }))).toEqual(open);
      expect(s.evaluate(rule, s.aKey({ replicaOf: { primaryArn: s.later("ARN") } }))).toEqual(open);
      expect(s.evaluate(rule, s.aKey({ region: s.later("region") }))).toEqual(
        s.unknownBecause("region is known only at apply"),
      );
    });
  });

  describe("of a record", () => {
    it("accepts a key ARN, and a key of the configuration that AWS has yet to name", () => {
      const key = s.aKey();
      expect(s.evaluate(rule, s.aRecord())).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, key, s.aRecord({ key: key.id }))).toEqual(s.COMPLIANT);
    });

    it.each([
      ["an alias ARN", ALIAS, ALIAS],
      ["an alias name", "alias/orders", "alias/orders"],
      ["a bare key id", s.MRK_ID, s.MRK_ID],
      ["not an ARN", "", '""'],
      ["an ARN of iam, not of KMS", "arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:role/x"],
    ])("refuses what is %s", (kind, text, shown) => {
      expect(s.evaluate(rule, s.aRecord({ keyArn: known(text, "`keyId` of the record") }))).toEqual({
        outcome: "violation",
        what: "key of Aura key record orders-record is not a KMS key ARN",
        got: `${kind}: ${shown} (\`keyId\` of the record)`,
        expected: EXPECTED,
        fix: DESCRIBE,
      });
    });

    it("says nothing about a record that exists already, or about a key in another cloud", () => {
      expect(s.evaluate(rule, s.aRecord({ origin: "imported", keyArn: s.later("ARN") }))).toEqual(s.NOT_APPLICABLE);
      const gcp = s.aRecord({ cloudProvider: known("gcp", "cloud provider"), keyArn: known("projects/p", "key") });
      expect(s.evaluate(rule, gcp)).toEqual(s.NOT_APPLICABLE);
    });

    it("leaves it open while the ARN of a key owned elsewhere is unknown", () => {
      const open = s.unknownBecause("ARN is known only at apply");
      const key = s.anImportedKey(s.KEY_ARN);
      expect(s.evaluate(rule, s.aRecord({ keyArn: s.later("ARN") }))).toEqual(open);
      expect(s.evaluate(rule, key, s.aRecord({ key: key.id, keyArn: s.later("ARN") }))).toEqual(open);
    });
  });

  describe("of a key policy", () => {
    it("accepts a key ARN, a bare key id, and a key that AWS has yet to name", () => {
      const key = s.aKey();
      expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, s.aKeyPolicy({ keyId: known(s.MRK_ID, "`keyId`") }))).toEqual(s.COMPLIANT);
      expect(s.evaluate(rule, key, s.aKeyPolicy({ key: key.id, keyId: s.later("id") }))).toEqual(s.COMPLIANT);
    });

    it("refuses an alias, which PutKeyPolicy does not take", () => {
      expect(s.evaluate(rule, s.aKeyPolicy({ keyId: known("alias/orders", "`keyId` of the policy") }))).toEqual({
        outcome: "violation",
        what: "key of policy orders-policy is not a KMS key ARN",
        got: "an alias name: alias/orders (`keyId` of the policy)",
        expected: EXPECTED,
        fix: DESCRIBE,
      });
    });

    it("leaves it open while the ARN of a key owned elsewhere is unknown", () => {
      const key = s.anImportedKey(s.KEY_ARN);
      expect(s.evaluate(rule, key, s.aKeyPolicy({ key: key.id, keyId: s.later("id") }))).toEqual(
        s.unknownBecause("id is known only at apply"),
      );
    });

    it("leaves it open while the key is unknown", () => {
      expect(s.evaluate(rule, s.aKeyPolicy({ keyId: s.later("id") }))).toEqual(
        s.unknownBecause("id is known only at apply"),
      );
    });
  });
});

it("has this one-line message for the bad example of key-arn-well-formed", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/shared: ARN of key shared is not a KMS key ARN: an alias name: alias/orders (ARN of key shared); expected: arn:PARTITION:kms:REGION:ACCOUNT:key/ID; help: use `KeyMetadata.Arn` of `aws kms describe-key` [key-arn-well-formed]",
  );
});
