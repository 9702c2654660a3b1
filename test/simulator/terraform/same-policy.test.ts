import fc from "fast-check";
import { isSamePolicy, normalizedPolicy } from "../../../simulator/terraform/same-policy";

const STATEMENT = {
  Sid: "x",
  Effect: "Allow",
  Principal: { AWS: ["111122223333", "arn:aws:iam::444455556666:role/a"] },
  Action: ["kms:Decrypt", "kms:Encrypt"],
  Resource: "*",
  Condition: { StringEquals: { "kms:CallerAccount": ["1", "2"] } },
};
const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

describe("two policies", () => {
  it.each([
    ["blanks", JSON.stringify({ Version: "2012-10-17", Statement: [STATEMENT] }, undefined, 2)],
    ["a statement for a list of it", JSON.stringify({ Version: "2012-10-17", Statement: STATEMENT })],
    ["order of members", JSON.stringify({ Statement: [STATEMENT], Version: "2012-10-17" })],
    ["order of actions", policy({ ...STATEMENT, Action: ["kms:Encrypt", "kms:Decrypt"] })],
    ["a list of one resource", policy({ ...STATEMENT, Resource: ["*"] })],
    [
      "an account's ARN for its id",
      policy({
        ...STATEMENT,
        Principal: { AWS: ["arn:aws:iam::444455556666:role/a", "arn:aws:iam::111122223333:root"] },
      }),
    ],
  ])("that differ in %s only are the same", (_name, other) => {
    expect(isSamePolicy(policy(STATEMENT), other)).toBe(true);
  });

  it.each([
    ["effect", policy({ ...STATEMENT, Effect: "Deny" })],
    ["Sid", policy({ ...STATEMENT, Sid: "y" })],
    ["an action", policy({ ...STATEMENT, Action: ["kms:Decrypt"] })],
    ["a principal", policy({ ...STATEMENT, Principal: { AWS: ["111122223333"] } })],
    ["anyone", policy({ ...STATEMENT, Principal: "*" })],
    ["a condition", policy({ ...STATEMENT, Condition: undefined })],
    ["one more statement", policy(STATEMENT, STATEMENT)],
    ["the version", JSON.stringify({ Statement: [STATEMENT] })],
    ["the Id", JSON.stringify({ Version: "2012-10-17", Id: "x", Statement: [STATEMENT] })],
    ["being no JSON", "{"],
  ])("that differ in %s are not the same", (_name, other) => {
    expect(isSamePolicy(policy(STATEMENT), other)).toBe(false);
    expect(isSamePolicy(other, policy(STATEMENT))).toBe(false);
  });

  it.each([
    [
      "where a statement omits a principal",
      { NotPrincipal: { AWS: "111122223333" } },
      "arn:aws:iam::111122223333:root",
    ],
    [
      "in another partition",
      { NotPrincipal: { AWS: ["111122223333", "arn:aws-cn:iam::444455556666:role/a"] } },
      ["arn:aws-cn:iam::111122223333:root", "arn:aws-cn:iam::444455556666:role/a"],
    ],
  ])("know an account by its id and by its ARN %s", (_name, excepted, AWS) => {
    const denial = { Effect: "Deny", Action: "kms:*", Resource: "*" };
    expect(isSamePolicy(policy({ ...denial, ...excepted }), policy({ ...denial, NotPrincipal: { AWS } }))).toBe(true);
  });

  it("are the same with numbers and booleans of a condition as JSON and as texts", () => {
    const limited = (bool: unknown, age: unknown) =>
      policy({
        ...STATEMENT,
        Condition: {
          Bool: { "aws:SecureTransport": bool },
          NumericLessThan: { "aws:MultiFactorAuthAge": [age, 7] },
        },
      });
    expect(isSamePolicy(limited(true, 300), limited("true", "300"))).toBe(true);
    expect(isSamePolicy(limited(true, 300), limited("false", "300"))).toBe(false);
    expect(isSamePolicy(limited(true, 300), limited(true, 301))).toBe(false);
  });

  it("are not the same when one has no statements, or is no object", () => {
    expect(isSamePolicy("{}", policy(STATEMENT))).toBe(false);
    expect(isSamePolicy("null", policy(STATEMENT))).toBe(false);
  });

  it("are the same in any order of their statements", () => {
    const statements = ["a", "b", "c", "d"].map((Sid) => ({ ...STATEMENT, Sid }));
    fc.assert(
      fc.property(fc.shuffledSubarray(statements, { minLength: 4 }), (shuffled) => {
        expect(isSamePolicy(policy(...statements), policy(...shuffled))).toBe(true);
      }),
    );
  });
});

describe("a policy in plans and state", () => {
  it("is compact, with sorted keys and the escapes of Go", () => {
    const text = '{ "Version": "2012-10-17", "Statement": [{ "Sid": "<a> & b", "Effect": "Allow" }] }';
    expect(normalizedPolicy(text)).toBe(
      '{"Statement":[{"Effect":"Allow","Sid":"\\u003ca\\u003e \\u0026 b"}],"Version":"2012-10-17"}',
    );
  });

  it("stays as it is where it is not JSON", () => {
    expect(normalizedPolicy("{")).toBe("{");
  });
});
