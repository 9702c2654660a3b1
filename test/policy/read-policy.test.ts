import { readAppliedPolicy } from "../../policy/read-policy";

const STATEMENT = { Effect: "Allow", Principal: { AWS: "*" }, Action: ["kms:*"], Resource: "*" };
const policy = (...statements: unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("readAppliedPolicy", () => {
  it("accepts what KMS keeps, also a single statement and the id of a deleted role", () => {
    const gone = {
      ...STATEMENT,
      Principal: { AWS: ["AROAEXAMPLEEXAMPLE123"] },
      Condition: { Bool: { "aws:x": true } },
    };
    expect(readAppliedPolicy(policy(STATEMENT, gone))).toEqual({
      document: { Version: "2012-10-17", Statement: [STATEMENT, gone] },
    });
    expect(readAppliedPolicy(JSON.stringify({ Statement: STATEMENT }))).toEqual({
      document: { Statement: [STATEMENT] },
    });
  });

  it("is not misled by quotes and colons inside of texts", () => {
    const tricky = { ...STATEMENT, Sid: 'a"b": "c\\', Condition: { StringLike: { 'x":': 'y" : "z' } } };
    expect(readAppliedPolicy(policy(tricky))).toEqual({
      document: { Version: "2012-10-17", Statement: [tricky] },
    });
  });

  it.each([
    ["no JSON", "{", "not JSON"],
    ["a list", "[]", "not a JSON object"],
    ["no statement", "{}", "no `Statement`"],
    ["two members of one name", '{"Statement":[],"Statement":[]}', 'duplicate JSON key "Statement"'],
    ["a name that is written in two ways", '{"Statement": [{"a": {"b": 1}, "\\u0061": 2}]}', 'duplicate JSON key "a"'],
    [
      "a name twice in an object in a list",
      '{"Statement": [{"b": 1, "a": [{"c": 1, "c": 2}]}]}',
      'duplicate JSON key "c"',
    ],
    ["a text as statement", policy("x"), "statement 1 is not a valid statement"],
    [
      "an effect that is none",
      policy(STATEMENT, { ...STATEMENT, Effect: "allow" }),
      "statement 2 is not a valid statement",
    ],
    ["a number as action", policy({ ...STATEMENT, Action: 1 }), "statement 1 is not a valid statement"],
    [
      "a list as principal of a kind",
      policy({ ...STATEMENT, Principal: { AWS: [1] } }),
      "statement 1 is not a valid statement",
    ],
    [
      "null as a value",
      policy({ ...STATEMENT, Condition: { Bool: { a: null } } }),
      "statement 1 is not a valid statement",
    ],
  ])("refuses %s", (_, text, error) => {
    expect(readAppliedPolicy(text)).toEqual({ error });
  });

  it("does not fall over what is nested deeper than the stack", () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect(readAppliedPolicy(`{"Statement":[],"x":${deep}}`)).toHaveProperty("document.Statement", []);
  });
});
