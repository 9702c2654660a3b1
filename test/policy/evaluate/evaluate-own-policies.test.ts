import type { Decision, KeyRequest } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { KEY_ARN } from "../../support/samples";
import { OWN } from "../examples";
import { ADMIN, allow, ask, NEO4J } from "./evaluate-support";

describe("the caller's own IAM policies", () => {
  const CLERK = { arn: "arn:aws:iam::111122223333:user/team/Ann", accountId: "111122223333" };
  const identity = (element: Partial<Statement>, version = "2012-10-17"): PolicyDocument => ({
    Version: version,
    Statement: [{ Effect: "Allow", Action: "kms:Decrypt", Resource: "*", ...element }],
  });
  const named = allow({ Principal: { AWS: CLERK.arn } });
  const answer = (iam: KeyRequest["iam"], statements: readonly Statement[], principal = CLERK): Decision =>
    ask(statements, { principal, iam });

  it("have to allow what the key policy leaves to the account", () => {
    expect(answer("allow nothing", [OWN])).toEqual({
      answer: "denied",
      because: `statement 1 ("Enable IAM User Permissions") is not enough without the caller's own IAM policies, which do not allow kms:Decrypt to ${CLERK.arn}`,
      statement: 0,
    });
    expect(answer([identity({})], [OWN])).toEqual({
      answer: "allowed",
      because: `statement 1 ("Enable IAM User Permissions") allows kms:Decrypt to ${CLERK.arn}`,
      statement: 0,
    });
    expect(answer("unknown", [OWN])).toEqual({
      answer: "unknown",
      because: `cannot determine whether the caller's own IAM policies deny kms:Decrypt to ${CLERK.arn}`,
    });
    expect(answer([identity({ Condition: { StringEqual: { "aws:x": "a" } } })], [OWN])).toEqual({
      answer: "unknown",
      because: `statement 1 ("Enable IAM User Permissions") is not enough without the caller's own IAM policies, and it is unknown whether they allow kms:Decrypt to ${CLERK.arn}`,
      statement: 0,
    });
  });

  it("need not allow what the key policy allows the caller itself, in the key's account only", () => {
    expect(answer("allow nothing", [named]).answer).toBe("allowed");
    expect(answer("allow nothing", [allow({})]).answer).toBe("allowed");
    expect(answer("allow nothing", [allow({ Principal: { AWS: NEO4J.arn } })], NEO4J)).toEqual({
      answer: "denied",
      because: `statement 1 is not enough without the caller's own IAM policies, which do not allow kms:Decrypt to ${NEO4J.arn}`,
      statement: 0,
    });
    expect(answer([identity({})], [allow({ Principal: { AWS: NEO4J.arn } })], NEO4J).answer).toBe("allowed");
  });

  it("take the statement that needs least", () => {
    expect(answer("allow nothing", [OWN, named])).toEqual({
      answer: "allowed",
      because: `statement 2 allows kms:Decrypt to ${CLERK.arn}`,
      statement: 1,
    });
  });

  it("are without effect where no statement names the account", () => {
    expect(answer([identity({ Action: "*" })], [allow({ Principal: { AWS: ADMIN.arn } })])).toEqual({
      answer: "denied",
      because: `no statement allows kms:Decrypt to ${CLERK.arn}`,
    });
  });

  it("can always deny", () => {
    const deny = identity({ Effect: "Deny", Action: "kms:De*" });
    expect(answer([identity({ Action: "*" }), deny], [named])).toEqual({
      answer: "denied",
      because: `the caller's own IAM policies deny kms:Decrypt to ${CLERK.arn}`,
    });
    expect(answer("unknown", [named]).answer).toBe("unknown");
    const perhaps = identity({ Effect: "Deny", Action: "*", Condition: { Bool: { "aws:x": "maybe" } } });
    expect(ask([named], { principal: CLERK, iam: [perhaps], context: { "aws:x": "true" } }).answer).toBe("unknown");
  });

  it("do not bind the root user", () => {
    const root = { arn: "arn:aws:iam::111122223333:root", accountId: "111122223333" };
    for (const iam of ["allow nothing", "unknown", [identity({ Effect: "Deny", Action: "*" })]] as const) {
      expect(answer(iam, [OWN], root).answer).toBe("allowed");
    }
  });

  it.each<[Partial<Statement>, boolean]>([
    [{ Action: "*" }, true],
    [{ Action: "kms:Encrypt" }, false],
    [{ Action: undefined, NotAction: "iam:*" }, true],
    [{ Resource: KEY_ARN }, true],
    [{ Resource: "arn:aws:kms:*:111122223333:key/*" }, true],
    [{ Resource: "arn:aws:kms:*:444455556666:key/*" }, false],
    [{ Resource: undefined }, false],
    [{ Resource: undefined, NotResource: "arn:aws:s3:::*" }, true],
    [{ Condition: { StringEquals: { "aws:username": "Ann" } } }, true],
    [{ Condition: { StringEquals: { "aws:username": "team/Ann" } } }, false],
    [{ Condition: { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } } }, true],
    [{ Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } }, true],
    [{ Condition: { Bool: { "aws:PrincipalIsAWSService": "true" } } }, false],
  ])("allow by %j: %p", (element, allowed) => {
    expect(answer([identity(element)], [OWN]).answer).toBe(allowed ? "allowed" : "denied");
  });

  it("have a version of their own", () => {
    const condition = { StringEquals: { "aws:ResourceAccount": "${aws:PrincipalAccount}" } };
    expect(answer([identity({ Condition: condition }, "2008-10-17")], [OWN]).answer).toBe("denied");
  });
});
