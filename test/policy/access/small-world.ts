import * as fc from "fast-check";
import type { KeyRequest } from "../../../policy/evaluate/evaluate";
import type { Condition, OneOrMany, PolicyDocument, PolicyPrincipal, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { oneOrMany } from "../arbitraries";

/*
 * Policies and requests from a small world, so that they often concern each other: three accounts, a few roles and users in
 * each, two organizations.
 */

const ACCOUNTS = ["111122223333", "444455556666", "444455559999"] as const;
const ROLES = ["role/admin", "role/aura/data", "role/:444455556666:role/data"] as const;
const ORGANIZATIONS = ["o-aaaaaaaaaa", "o-bbbbbbbbbb"] as const;

const account = fc.constantFrom(...ACCOUNTS);
const roleArn = fc.tuple(account, fc.constantFrom(...ROLES)).map(([id, role]) => `arn:aws:iam::${id}:${role}`);
const userArn = account.map((id) => `arn:aws:iam::${id}:user/Ann`);
const rootArn = account.map((id) => `arn:aws:iam::${id}:root`);
const sessionArn = fc
  .tuple(account, fc.constantFrom("admin", "data"))
  .map(([id, name]) => `arn:aws:sts::${id}:assumed-role/${name}/s`);

function some<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return oneOrMany(item, { maxLength: 3 });
}

const principal: fc.Arbitrary<PolicyPrincipal> = fc.oneof(
  { weight: 2, arbitrary: fc.constant("*") },
  {
    weight: 4,
    arbitrary: some(fc.oneof(fc.constant("*"), account, rootArn, roleArn, userArn, sessionArn)).map((names) => ({
      AWS: names,
    })),
  },
  { weight: 1, arbitrary: fc.constant({ Service: "logs.amazonaws.com" }) },
);

const accountPattern = fc.oneof(
  { weight: 4, arbitrary: account },
  { weight: 2, arbitrary: fc.constantFrom("4444*", "*", "????????????", "44445555666?", "${aws:PrincipalAccount}") },
);
const arnPattern = fc.oneof(
  ...[roleArn, userArn, rootArn],
  fc.constantFrom("*", "arn:aws:iam::*:role/admin", "arn:*:444455556666:role/data", "arn:*:iam::444455556666:role/*"),
  fc.constantFrom("arn:aws:iam::444455556666:*", "arn:aws:iam::444455556666:role/a*", "arn:aws:iam::4444*:role/*"),
  fc.constantFrom("arn:aws:iam::444455556666:*/data", "ARN:aws:iam::444455556666:role/ADMIN", "${aws:PrincipalArn}"),
);
const organization = fc.constantFrom(...ORGANIZATIONS, "o-*");
const path = fc.constantFrom("o-aaaaaaaaaa/*", "o-aaaaaaaaaa/r-1/*", "o-*", "o-bbbbbbbbbb/r-1/", "o-aaaaaaaaaa");

const quantifiers = ["", "", "", "ForAnyValue:", "ForAllValues:"] as const;
const textOperators = [
  "StringEquals",
  "StringLike",
  "StringEqualsIgnoreCase",
  "StringNotEquals",
  "StringNotLike",
] as const;
const arnOperators = ["ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"] as const;
type Test = [operator: string, key: string, values: OneOrMany<string>];

function test(operators: readonly string[], keys: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Test> {
  const operator = fc
    .tuple(fc.constantFrom(...quantifiers), fc.constantFrom(...operators), fc.constantFrom("", "", "", "IfExists"))
    .map((parts) => parts.join(""));
  return fc.tuple(operator, fc.constantFrom(...keys), some(value));
}

const conditionTest: fc.Arbitrary<Test> = fc.oneof(
  test(textOperators, ["kms:CallerAccount", "aws:PrincipalAccount", "AWS:principalaccount"], accountPattern),
  test([...textOperators, ...arnOperators], ["aws:PrincipalArn"], arnPattern),
  test(textOperators, ["aws:PrincipalOrgID"], organization),
  test(textOperators, ["aws:PrincipalOrgPaths"], path),
  test(textOperators, ["kms:ViaService", "aws:SourceAccount"], fc.constantFrom("a", "A", "a*", "444455556666")),
  fc.constantFrom<Test>(
    ["Null", "kms:CallerAccount", "true"],
    ["Null", "aws:PrincipalOrgID", "false"],
    ["NumericEquals", "kms:CallerAccount", "444455556666"],
    ["NumericLessThan", "aws:MultiFactorAuthAge", "60"],
    ["Bool", "kms:GrantIsForAWSResource", "true"],
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
    ["StringIs", "kms:CallerAccount", "444455556666"],
  ),
);
const condition: fc.Arbitrary<Condition | undefined> = fc.option(
  fc.array(conditionTest, { minLength: 1, maxLength: 3 }).map((tests) => {
    const operators: Record<string, Record<string, OneOrMany>> = {};
    for (const [operator, key, values] of tests) operators[operator] = { ...operators[operator], [key]: values };
    return operators;
  }),
  { nil: undefined },
);

export const OPERATIONS = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo", "kms:GenerateDataKey", "kms:DescribeKey"],
  ...["kms:CreateGrant", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
] as const;
const action = some(
  fc.constantFrom(
    "kms:*",
    "*",
    "kms:Decrypt",
    "KMS:decrypt",
    "kms:*crypt*",
    "kms:?ncrypt",
    "kms:ReEncrypt*",
    "kms:Create*",
    "s3:*",
  ),
);
const resource = some(
  fc.constantFrom("*", KEY_ARN, "arn:aws:kms:*:111122223333:key/*", "arn:aws:kms:eu-west-1:111122223333:key/other"),
);

/** Statements with every element that a key policy can have. */
export const statements: fc.Arbitrary<Statement> = fc
  .record({
    Sid: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
    Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
    principal,
    action: fc.option(action, { nil: undefined, freq: 20 }),
    resource: fc.option(resource, { nil: undefined, freq: 20 }),
    Condition: condition,
    not: fc.record({ principal: rare(), action: rare(), resource: rare() }),
  })
  .map(({ principal: named, action: actions, resource: resources, not, ...rest }) => ({
    ...rest,
    [not.principal ? "NotPrincipal" : "Principal"]: named,
    [not.action ? "NotAction" : "Action"]: actions,
    [not.resource ? "NotResource" : "Resource"]: resources,
  }));

function rare(): fc.Arbitrary<boolean> {
  return fc.integer({ min: 0, max: 7 }).map((number) => number === 0);
}

/** Policies of a few such statements. */
export const policies: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom("2012-10-17", "2012-10-17", undefined),
  Statement: fc.array(statements, { minLength: 1, maxLength: 4 }),
});

const caller = fc
  .tuple(account, fc.constantFrom(...ROLES, "user/Ann", "root"), fc.boolean())
  .map(([accountId, resourceName, inSession]) => {
    const arn = `arn:aws:iam::${accountId}:${resourceName}`;
    const name = resourceName.split("/").at(-1);
    const session = inSession && resourceName.startsWith("role/");
    return {
      principal: { accountId, arn: session ? `arn:aws:sts::${accountId}:assumed-role/${name}/s` : arn },
      context: { "aws:PrincipalArn": arn },
    };
  });

/** Requests by callers who exist: a session has its role's ARN, and a member of an organization its path. */
export const requests: fc.Arbitrary<KeyRequest> = fc
  .record({
    caller,
    action: fc.constantFrom(...OPERATIONS),
    organization: fc.option(fc.constantFrom(...ORGANIZATIONS), { nil: undefined }),
    root: fc.constantFrom("r-1", "r-2"),
    rest: fc.record(
      {
        "kms:ViaService": fc.constantFrom("a", "ab", "b"),
        "aws:SourceAccount": fc.constantFrom("444455556666", "a"),
        "aws:SourceIp": fc.constantFrom("203.0.113.9", "198.51.100.1"),
        "aws:MultiFactorAuthAge": fc.constantFrom("1", "100"),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ caller: { principal: who, context }, action: name, organization: id, root, rest }) => ({
    action: name,
    principal: who,
    keyArn: KEY_ARN,
    keyAccountId: ACCOUNT,
    context: {
      ...context,
      ...(id !== undefined && { "aws:PrincipalOrgID": id, "aws:PrincipalOrgPaths": [`${id}/${root}/`] }),
      ...rest,
    },
  }));
