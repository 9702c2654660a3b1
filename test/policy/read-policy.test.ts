import { readAppliedPolicy } from "../../policy/read-policy";

const STATEMENT = { Effect: "Allow", Principal: { AWS: "*" }, Action: ["kms:*"], Resource: "*" };
const policy = (...statements: unknown[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("readAppliedPolicy", () => {
  it("takes what KMS keeps, also a statement that stands alone and the id of a role that is gone", () => {
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
    ["no JSON", "{", "it is not JSON"],
    ["a list", "[]", "it is not a JSON object"],
    ["no statement", "{}", "it has no `Statement`"],
    ["two members of one name", '{"Statement":[],"Statement":[]}', "a name stands twice in one of its objects"],
    ["a text as statement", policy("x"), "its statement 1 is none"],
    ["an effect that is none", policy(STATEMENT, { ...STATEMENT, Effect: "allow" }), "its statement 2 is none"],
    ["a number as action", policy({ ...STATEMENT, Action: 1 }), "its statement 1 is none"],
    ["a list as principal of a kind", policy({ ...STATEMENT, Principal: { AWS: [1] } }), "its statement 1 is none"],
    ["null as a value", policy({ ...STATEMENT, Condition: { Bool: { a: null } } }), "its statement 1 is none"],
  ])("refuses %s", (_, text, not) => {
    expect(readAppliedPolicy(text)).toEqual({ not });
  });

  it("does not fall over what is nested deeper than the stack", () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect(readAppliedPolicy(`{"Statement":[],"x":${deep}}`)).toHaveProperty("document.Statement", []);
  });
});
