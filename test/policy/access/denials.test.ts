import { isDeniedToExternalPrincipals } from "../../../policy/access/evaluate-for-all";
import { lintPolicyText } from "../../../policy/lint/source-text";

const KEY = {
  keyArn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  keyAccountId: "111122223333",
};
const OWN = { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" } as const;
const deny = (over: object) => ({ Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*", ...over }) as const;
const denied = (...denials: ReturnType<typeof deny>[]): boolean =>
  isDeniedToExternalPrincipals(
    { Version: "2012-10-17", Statement: [OWN, ...denials] },
    { action: "kms:Decrypt", ...KEY },
  );

it.each([
  ["everyone", {}],
  ["everyone except an account", { Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } } }],
  [
    "everyone except roles of an account",
    { Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } } },
  ],
  ["everyone except an organization", { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }],
])("an external principal is denied what is denied to %s", (_, over) => {
  expect(denied(deny(over))).toBe(true);
});

it.each([
  ["no principal", undefined],
  ["one account", { Principal: { AWS: "777788889999" } }],
  ["calls that are not encrypted, which it need not make", { Condition: { Bool: { "aws:SecureTransport": "false" } } }],
  [
    "calls from other networks than one, where it may be",
    { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } },
  ],
  [
    "everyone except roles of one name, which it may have",
    { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci-*" } } },
  ],
  ["everyone except users of one name", { Condition: { StringNotEquals: { "aws:username": "ann" } } }],
  ["callers of another operation", { Action: "kms:Encrypt" }],
])("an external principal is not denied what is denied to %s", (_, over) => {
  expect(denied(...(over ? [deny(over)] : []))).toBe(false);
});

it("a Deny that is not about external principals does not make public access less public", () => {
  const open = { ...OWN, Principal: "*", Condition: { StringLike: { "kms:CallerAccount": "4*" } } };
  const codes = (...others: object[]): string[] => {
    const text = JSON.stringify({ Version: "2012-10-17", Statement: [OWN, open, ...others] });
    return lintPolicyText(text, { accountId: "111122223333" }).findings.map(({ code }) => code);
  };
  expect(codes()).toEqual(["public-access"]);
  expect(codes(deny({ Principal: { AWS: "777788889999" } }))).toEqual(["public-access"]);
  expect(codes(deny({ Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }))).toEqual([
    "principal-unclear",
  ]);
});
