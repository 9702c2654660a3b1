import { known } from "../../../model/fact";
import { keyAccountExpected as rule } from "../../../rules/configuration/key-account-expected";
import * as s from "../support";

describe("key-account-expected", () => {
  it("accepts claims that agree", () => {
    const key = s.aKey({
      accountClaims: [known("111122223333", "`accountId`"), known("111122223333", "account of provider aws")],
    });
    expect(s.evaluate(rule, key)).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id, keyArn: known(s.KEY_ARN, "ARN") }))).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, key, s.aReplica(key, "eu-central-1"))).toEqual(s.COMPLIANT);
  });

  it("refuses a key of another account and names every claim, although one is unknown", () => {
    const key = s.anImportedKey(s.KEY_ARN, {
      accountClaims: [
        s.later("account of provider aws"),
        known("999988887777", "`accountId` of key shared"),
        known("111122223333", "5th field of the key ARN"),
      ],
    });
    expect(s.evaluate(rule, key)).toEqual([
      {
        outcome: "violation",
        what: "conflicting account ids for key shared",
        got: "999988887777 (`accountId` of key shared), 111122223333 (5th field of the key ARN)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  it("refuses a key of another account and another partition in two verdicts", () => {
    const key = s.aKey({
      accountClaims: [known("1", "a"), known("2", "b")],
      partitionClaims: [known("aws", "c"), known("aws-cn", "d")],
    });
    expect(s.evaluate(rule, key)).toEqual([
      {
        outcome: "violation",
        what: "conflicting account ids for key orders",
        got: "1 (a), 2 (b)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
      {
        outcome: "violation",
        what: "conflicting partitions for key orders",
        got: "aws (c), aws-cn (d)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  it("refuses a replica in another account than its primary", () => {
    const primary = s.aKey();
    const replica = s.aReplica(primary, "eu-central-1", { accountClaims: [known("999988887777", "`accountId`")] });
    expect(s.evaluate(rule, primary, replica)).toEqual([
      {
        outcome: "violation",
        what: "conflicting account ids for key orders-eu-central-1",
        got: "999988887777 (`accountId`), 111122223333 (`accountId` of key orders)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  it("refuses a replica whose primary is named by an ARN of another account", () => {
    const primary = s.aKey();
    const primaryArn = known(s.MRK_ARN.replace("111122223333", "999988887777"), "ARN of the primary");
    const replica = s.aReplica(primary, "eu-central-1", { replicaOf: { primary: primary.id, primaryArn } });
    expect(s.evaluate(rule, primary, replica)).toEqual([
      {
        outcome: "violation",
        what: "conflicting account ids for key orders-eu-central-1",
        got: "111122223333 (`accountId` of key orders-eu-central-1), 111122223333 (`accountId` of key orders), 999988887777 (5th field of the key ARN, ARN of the primary)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  it("refuses a replica in another partition than the ARN of a primary owned elsewhere", () => {
    const primaryArn = known(s.MRK_ARN.replace("aws:kms:eu-west-1", "aws-cn:kms:cn-north-1"), "primary");
    expect(s.evaluate(rule, s.aKey({ replicaOf: { primaryArn } }))).toEqual([
      {
        outcome: "violation",
        what: "conflicting partitions for key orders",
        got: "aws (partition of the region of key orders), aws-cn (2nd field of the key ARN, primary)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  it("refuses a record whose ARN is of another account than its key", () => {
    const key = s.aKey();
    const keyArn = known(s.KEY_ARN.replace("111122223333", "999988887777"), "`keyId` of the record");
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id, keyArn }))).toEqual([
      {
        outcome: "violation",
        what: "conflicting account ids for Aura key record orders-record",
        got: "111122223333 (`accountId` of key orders), 999988887777 (5th field of the key ARN, `keyId` of the record)",
        expected: "",
        fix: "correct the wrong one, or use another key",
      },
    ]);
  });

  describe("with a provider that is kept in or out of accounts", () => {
    const limit = (kind: "allowed" | "forbidden", ...accounts: string[]) => ({
      ...{ kind, accounts: known(accounts, `\`${kind}AccountIds\` of provider aws`) },
    });

    it("accepts an account that it works in", () => {
      const accountLimits = [limit("allowed", "111122223333", "444455556666"), limit("forbidden", "999988887777")];
      expect(s.evaluate(rule, s.aKey({ accountLimits }))).toEqual(s.COMPLIANT);
    });

    it("refuses one that is not among those allowed, and one that is forbidden", () => {
      const accountLimits = [limit("allowed", "444455556666", "999988887777"), limit("forbidden", "111122223333")];
      const refused = {
        outcome: "violation",
        what: "provider of key orders does not allow its account",
        got: "111122223333 (`accountId` of key orders)",
        fix: "use the provider of the key's account, or correct the account id",
      };
      expect(s.evaluate(rule, s.aKey({ accountLimits }))).toEqual([
        { ...refused, expected: "one of 444455556666, 999988887777 (`allowedAccountIds` of provider aws)" },
        { ...refused, expected: "none of 111122223333 (`forbiddenAccountIds` of provider aws)" },
      ]);
    });

    it("leaves it open while they are unknown", () => {
      const accounts = s.later("`allowedAccountIds` of provider aws");
      expect(s.evaluate(rule, s.aKey({ accountLimits: [{ kind: "allowed", accounts }] }))).toEqual([
        s.unknownBecause("`allowedAccountIds` of provider aws is known only at apply"),
      ]);
    });
  });

  it("says nothing where nothing is claimed, or where the record only repeats its key", () => {
    const key = s.aKey({ accountClaims: [], partitionClaims: [] });
    expect(s.evaluate(rule, key)).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, key, s.aRecord({ key: key.id }))).toEqual(s.NOT_APPLICABLE);
    const gcp = s.aRecord({ cloudProvider: known("gcp", "cloud provider"), keyArn: known("projects/p", "key") });
    expect(s.evaluate(rule, gcp)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open while a claim is unknown", () => {
    const accountClaims = [known("111122223333", "`accountId`"), s.later("account of provider aws")];
    expect(s.evaluate(rule, s.aKey({ accountClaims }))).toEqual(
      s.unknownBecause("account of provider aws is known only at apply"),
    );
    const replica = s.aKey({ replicaOf: { primaryArn: s.later("ARN of the primary") } });
    expect(s.evaluate(rule, replica)).toEqual(s.unknownBecause("ARN of the primary is known only at apply"));
    expect(s.evaluate(rule, s.aRecord({ keyArn: s.later("ARN") }))).toEqual(
      s.unknownBecause("ARN is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of key-account-expected", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: conflicting account ids for key orders: 111122223333 (`accountId`), 999988887777 (provider aws); help: correct the wrong one, or use another key [key-account-expected]",
  );
});
