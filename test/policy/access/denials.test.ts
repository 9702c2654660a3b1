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
  ["everybody", {}],
  ["everybody but an account", { Condition: { StringNotEquals: { "aws:PrincipalAccount": "111122223333" } } }],
  [
    "everybody but roles of an account",
    { Condition: { StringNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" } } },
  ],
  ["everybody but an organization", { Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }],
])("a stranger is denied what is denied to %s", (_, over) => {
  expect(denied(deny(over))).toBe(true);
});

it.each([
  ["nobody", undefined],
  ["one account", { Principal: { AWS: "777788889999" } }],
  ["calls that are not encrypted, which he need not make", { Condition: { Bool: { "aws:SecureTransport": "false" } } }],
  [
    "calls from other networks than one, where he may be",
    { Condition: { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } } },
  ],
  [
    "everybody but roles of one name, which he may have",
    { Condition: { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/ci-*" } } },
  ],
  ["everybody but users of one name", { Condition: { StringNotEquals: { "aws:username": "ann" } } }],
  ["those who want something else", { Action: "kms:Encrypt" }],
])("a stranger is not denied what is denied to %s", (_, over) => {
  expect(denied(...(over ? [deny(over)] : []))).toBe(false);
});

it("a denial that does not concern strangers makes no open statement less open", () => {
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
