import { known } from "../../../model/fact";
import { statementMatchesKey as rule } from "../../../rules/configuration/statement-matches-key";
import * as s from "../support";

const OTHER_ID = "0987dcba-09fe-87dc-65ba-ab0987654321";
const NAME = 'statement 1 ("Allow access for Neo4j"), `statement` of key orders';
const ARN = known(s.KEY_ARN, "ARN of key orders");

function foreign(got: string, expected = "arn:aws:kms:eu-west-1:111122223333:key/... or *") {
  return {
    outcome: "violation",
    what: "Aura's statement does not match key orders",
    got,
    expected,
    fix: "use the statement that the Aura Console shows for this key",
  };
}

const about = (Resource: string | string[]) => ({ ...s.STATEMENT, Resource });
const under = (condition: object) => ({ ...s.STATEMENT, Condition: { ...s.STATEMENT.Condition, ...condition } });

describe("statement-matches-key", () => {
  it("accepts a statement that names no place, on a key and in a policy apart", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("accepts the key's own ARN, and patterns that it matches", () => {
    for (const resource of [s.KEY_ARN, "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:eu-west-1:*:key/*"]) {
      expect(s.evaluate(rule, s.aKeyWith([about(resource)], [], { arn: ARN }))).toEqual(s.COMPLIANT);
    }
  });

  it("refuses the ARN of another key", () => {
    const other = s.KEY_ARN.replace(/key.*/, `key/${OTHER_ID}`);
    expect(s.evaluate(rule, s.aKeyWith([about([s.KEY_ARN, other])], [], { arn: ARN }))).toEqual([
      foreign(`Resource ${other} (${NAME}), another key`, s.KEY_ARN),
    ]);
  });

  it.each([
    ["region", "arn:aws:kms:us-east-1:111122223333:key/*", "region us-east-1"],
    ["account", "arn:aws:kms:eu-west-1:999988887777:key/*", "account 999988887777"],
    ["partition", "arn:aws-cn:kms:eu-west-1:111122223333:key/*", "partition aws-cn"],
  ])("refuses another %s, also for a key that AWS has yet to name", (_what, arn, word) => {
    expect(s.evaluate(rule, s.aKeyWith([about(arn)]))).toEqual([foreign(`Resource ${arn} (${NAME}), ${word}`)]);
    expect(s.evaluate(rule, s.aKeyWith([about(arn)], [], { arn: ARN }))).toEqual([
      foreign(`Resource ${arn} (${NAME}), ${word}`, s.KEY_ARN),
    ]);
  });

  it("looks into conditions: key ARNs, the ARNs and regions of services, principals of another partition", () => {
    const database = "arn:aws:rds:us-east-1:999988887777:db:aura";
    const aura = [
      under({
        ArnLike: { "aws:SourceArn": [database, "arn:aws:rds:eu-west-1:999988887777:db:*", "arn:aws:s3:::aura"] },
        StringLike: {
          "kms:ViaService": ["ec2.us-west-2.amazonaws.com", "ec2.eu-west-1.amazonaws.com", "s3.*.amazonaws.com"],
          "kms:EncryptionContext:key": s.KEY_ARN.replace("eu-west-1", "eu-west-2"),
        },
      }),
      { ...s.STATEMENT, Sid: "gov", Principal: { AWS: "arn:aws-us-gov:iam::444455556666:role/aura" } },
    ];
    expect(s.evaluate(rule, s.aKeyWith(aura))).toEqual([
      foreign(`aws:SourceArn ${database} (${NAME}), region us-east-1`),
      foreign(`kms:ViaService ec2.us-west-2.amazonaws.com (${NAME}), region us-west-2`),
      foreign(`kms:EncryptionContext:key ${s.KEY_ARN.replace("eu-west-1", "eu-west-2")} (${NAME}), region eu-west-2`),
      foreign(
        'Principal arn:aws-us-gov:iam::444455556666:role/aura (statement 2 ("gov"), `statement` of key orders), partition aws-us-gov',
      ),
    ]);
  });

  it("leaves open whether an ARN is the one that a key will get", () => {
    expect(s.evaluate(rule, s.aKeyWith([about(s.KEY_ARN)]))).toEqual([
      s.unknownBecause(
        `cannot verify that Resource ${s.KEY_ARN} (${NAME}) matches key orders: compare it with the ARN of the key after the apply`,
      ),
    ]);
    expect(s.evaluate(rule, s.aKeyWith([about("arn:aws:kms:eu-west-1:111122223333:key/*")]))).toEqual(s.COMPLIANT);
  });

  it("leaves open what names a region while the key's is not known", () => {
    const region = s.later("region of key orders");
    const key = s.aKeyWith([about(s.KEY_ARN)], [], { region, regionClaims: [region] });
    expect(s.evaluate(rule, key)).toEqual([
      s.unknownBecause(
        `cannot verify that Resource ${s.KEY_ARN} (${NAME}) matches key orders: its region is known only at apply`,
      ),
    ]);
  });

  it("does not look at the owner's own statements", () => {
    const own = { ...s.OWN_STATEMENT, Sid: "other", Resource: "arn:aws:kms:us-east-1:999988887777:key/*" };
    expect(s.evaluate(rule, s.aKeyWith([s.STATEMENT], [own]))).toEqual(s.COMPLIANT);
  });

  it("says nothing in phase 1", () => {
    expect(s.evaluate(rule, s.aKey({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open where the policy or the statement is not known", () => {
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(
      s.unknownBecause("the policy of key shared is kept by its owner"),
    );
    expect(s.evaluate(rule, s.aKey({ statement: s.later("`statement` of key orders") }))).toEqual(
      s.unknownBecause("`statement` of key orders is known only at apply"),
    );
  });
});

it("has this one-line message for the bad example of statement-matches-key", () => {
  expect(s.exampleLine(rule)).toBe(
    'prod/orders: Aura\'s statement does not match key orders: Resource arn:aws:kms:us-east-1:111122223333:key/* (statement 1 ("Allow access for Neo4j"), `statement` of key orders), region us-east-1; expected: arn:aws:kms:eu-west-1:111122223333:key/... or *; help: use the statement that the Aura Console shows for this key [statement-matches-key]',
  );
});
