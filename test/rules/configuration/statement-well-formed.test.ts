import { known, unknown } from "../../../model/fact";
import { statementWellFormed as rule } from "../../../rules/configuration/statement-well-formed";
import { runRules } from "../../../rules/engine";
import * as s from "../support";

const given = (...statements: object[]) => s.aKey({ statement: known(statements, "`statement` of key orders") });

describe("statement-well-formed", () => {
  it("accepts a statement of the shape that Aura generates, on a key and in a policy apart", () => {
    expect(s.evaluate(rule, s.aKey())).toEqual(s.COMPLIANT);
    expect(s.evaluate(rule, s.aKeyPolicy())).toEqual(s.COMPLIANT);
  });

  it("refuses every mistake of a statement in a verdict of its own, and says where the statement is from", () => {
    const { Sid, Principal, Resource } = s.STATEMENT;
    expect(s.evaluate(rule, given({ Sid, Effect: "allow", Principal, Resource }))).toEqual([
      {
        outcome: "violation",
        what: 'statement 1 ("Allow access for Neo4j") has no Action',
        got: "KMS refuses it since 18 August 2025 (announced by AWS by mail; not documented yet) (`statement` of key orders)",
        expected: "Action or NotAction",
        fix: 'add "Action", or copy the statement again',
      },
      {
        outcome: "violation",
        what: 'Effect of statement 1 ("Allow access for Neo4j") is neither Allow nor Deny',
        got: '"allow" (`statement` of key orders)',
        expected: '"Allow" or "Deny"',
        fix: 'did you mean "Allow"?',
      },
    ]);
  });

  it("warns of what KMS takes and what does not do what it says, and leaves to other rules what they look at", () => {
    const statement = {
      ...s.STATEMENT,
      Action: [...s.STATEMENT.Action, "kms:Decript"],
      Resource: "arn:aws:kms:us-east-1:999999999999:key/*",
      Condition: { StringEquals: { "kms:CallerAcount": "444455556666" } },
    };
    expect(s.evaluate(rule, given(statement))).toEqual([
      {
        outcome: "violation",
        severity: "warning",
        what: 'Action of statement 1 ("Allow access for Neo4j") contains an action that no key policy can allow',
        got: '"kms:Decript", which is not a KMS action (`statement` of key orders)',
        expected: "an operation on a key, such as kms:Decrypt",
        fix: 'did you mean "kms:Decrypt"?',
      },
      {
        outcome: "violation",
        severity: "warning",
        what: 'Condition of statement 1 ("Allow access for Neo4j") uses an unknown key',
        got: '"kms:CallerAcount", so StringEquals is never true (`statement` of key orders)',
        expected: "a KMS or global condition key",
        fix: 'did you mean "kms:CallerAccount"?',
      },
    ]);
  });

  it("refuses characters that KMS does not take, each once, whichever statement they are in", () => {
    const own = { ...s.OWN_STATEMENT, Sid: "Owner’s" };
    const auras = { ...s.STATEMENT, Sid: "Aura’s – Neo4j’s" };
    const policy = known(s.policyText(own, auras), "`policy` of key orders");
    const strays = [
      {
        outcome: "violation",
        what: "invalid character in the key policy",
        got: "U+2019 (a curly quotation mark), 3 times (`policy` of key orders)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: "type a straight one (' in a text, \" around it)",
      },
      {
        outcome: "violation",
        what: "invalid character in the key policy",
        got: "U+2013 (an en dash) (`policy` of key orders)",
        expected: "tab, line feed, carriage return, or U+0020 to U+00FF",
        fix: "type a hyphen (-)",
      },
    ];
    const key = s.aKey({ policy, statement: known([auras], "`statement` of key orders") });
    const found = runRules(s.modelOf(key)).map(({ verdict }) => verdict);
    expect(found.filter((verdict) => JSON.stringify(verdict).includes("character"))).toEqual(strays);
    expect(s.evaluate(rule, { ...key, address: "aws_kms_key.orders" })).toEqual(strays);
    // The policy does not hold it.
    expect(s.evaluate(rule, given(auras))).toMatchObject([{ what: "invalid character in the statements" }, {}]);
  });

  it("refuses an empty list of statements", () => {
    expect(s.evaluate(rule, given())).toEqual([
      {
        outcome: "violation",
        what: "no statement",
        got: "none (`statement` of key orders)",
        expected: "one statement or more",
        fix: "copy the statement from the Aura Console",
      },
    ]);
  });

  it("says nothing in phase 1, when Aura has not been asked yet", () => {
    expect(s.evaluate(rule, s.aKey({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
    expect(s.evaluate(rule, s.aKeyPolicy({ statement: known(undefined, "`statement`") }))).toEqual(s.NOT_APPLICABLE);
  });

  it("says nothing about a key whose policy is set apart, where the statement is evaluated", () => {
    const key = s.anImportedKey(s.KEY_ARN);
    expect(s.evaluate(rule, s.aKeyPolicy(), key)).toEqual(s.NOT_APPLICABLE);
  });

  it("leaves it open where the policy is kept elsewhere", () => {
    const open = s.unknownBecause("the policy of key shared is kept by its owner");
    expect(s.evaluate(rule, s.anImportedKey(s.KEY_ARN))).toEqual(open);
    const other = s.aKeyPolicy({ keyId: known(s.MRK_ARN, "`keyId`") });
    expect(s.evaluate(rule, other, s.anImportedKey(s.KEY_ARN))).toEqual(open);
    expect(s.evaluate(rule, s.aKeyPolicy({ statement: unknown("not ours") }))).toEqual(s.unknownBecause("not ours"));
  });
});

describe("statement-well-formed on the policy as it will be written", () => {
  const OWN = { Effect: "Allow", Principal: { AWS: s.ACCOUNT }, Action: "kms:*", Resource: "*" };
  const written = (...statements: object[]) => {
    const policy = known(JSON.stringify({ Version: "2012-10-17", Statement: [OWN, ...statements] }), "`policy`");
    return s.aKey({ id: "aws_kms_key.orders", address: "aws_kms_key.orders", policy });
  };
  const headlines = (...statements: object[]) =>
    [s.evaluate(rule, written(...statements))].flat().map((one) => ("what" in one ? one.what : one.outcome));

  it("refuses in the owner's statements what KMS refuses", () => {
    expect(headlines({ ...OWN, Sid: "Team", Effect: undefined })).toEqual(['statement 2 ("Team") has no Effect']);
    expect(headlines({ ...OWN, Resource: "arn:aws:kms:eu-west-1:111122223333:key/*" })).toEqual([
      "KMS refuses Resource of statement 2",
    ]);
    expect(headlines({ ...OWN, Condition: { StringLike: { "aws:ResourceTag/team": "*" } } })).toEqual([
      "KMS refuses a key of Condition.StringLike of statement 2",
    ]);
  });

  it("accepts an empty Sid, and everything that KMS accepts", () => {
    expect(headlines({ ...OWN, Sid: "" }, s.STATEMENT)).toEqual(["compliant"]);
  });

  it("warns of a misspelt action and condition key in the owner's statements, and of nothing else that has no effect", () => {
    const misspelt = { ...OWN, Action: "kms:Decypt", Condition: { StringEquals: { "kms:CallerAcount": s.ACCOUNT } } };
    expect([s.evaluate(rule, written(misspelt))].flat()).toMatchObject([
      { severity: "warning", what: "Action of statement 2 contains an action that no key policy can allow" },
      { severity: "warning", what: "Condition of statement 2 uses an unknown key" },
    ]);
    expect(headlines({ ...OWN, Action: "kms:ListKeys" }, { ...OWN, Condition: {} })).toEqual(["compliant"]);
  });

  it("reports a mistake of Aura's statement once", () => {
    const wrong = { ...s.STATEMENT, Principal: { AWS: "AIDACKCEVSQ6C2EXAMPLE" } };
    const node = { ...written(wrong), statement: known([wrong], "`policy`") };
    expect([s.evaluate(rule, node)].flat()).toHaveLength(1);
  });
});

it("has this one-line message for the bad example of statement-well-formed", () => {
  expect(s.exampleLine(rule)).toBe(
    "prod/orders: no statement: none (`statement` of key orders); expected: one statement or more; help: copy the statement from the Aura Console [statement-well-formed]",
  );
});
