import * as fc from "fast-check";
import type { KeyRequest } from "../../../policy/evaluate/evaluate";
import type { Condition, OneOrMany, PolicyDocument, PolicyPrincipal, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import { oneOrMany } from "../arbitraries";

/* Policies and requests that mean something to each other, so that about as many requests are allowed as denied. */

const ACCOUNTS = [ACCOUNT, "444455556666", "999999999999"] as const;

/** Roles, users, sessions and root users of three accounts, one of which owns the key. */
const callers: fc.Arbitrary<KeyRequest["principal"]> = fc.constantFrom(
  ...ACCOUNTS.flatMap((accountId) =>
    [
      ...[`iam::${accountId}:role/admin`, `iam::${accountId}:user/Ann`],
      ...[`sts::${accountId}:assumed-role/admin/s-1`, `iam::${accountId}:root`],
    ].map((resource) => ({ arn: `arn:aws:${resource}`, accountId })),
  ),
);

function some<T>(item: fc.Arbitrary<T>): fc.Arbitrary<OneOrMany<T>> {
  return oneOrMany(item, { minLength: 1, maxLength: 3 });
}

const awsPrincipal = fc.oneof(
  { weight: 3, arbitrary: fc.constant("*") },
  { weight: 2, arbitrary: fc.constantFrom(...ACCOUNTS) },
  { weight: 4, arbitrary: callers.map(({ arn }) => arn) },
);
const principals: fc.Arbitrary<PolicyPrincipal> = fc.oneof(
  fc.constant("*"),
  some(awsPrincipal).map((names) => ({ AWS: names })),
);

const OPERATIONS = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncryptFrom", "kms:GenerateDataKey", "kms:DescribeKey", "kms:CreateGrant"],
  ...["kms:ListGrants", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"],
];
const actions = some(
  fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom("kms:*", "*") },
    { weight: 1, arbitrary: fc.constantFrom(...OPERATIONS) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...["kms:ReEncrypt*", "kms:De*", "KMS:decrypt", "kms:?ncrypt", "kms:GenerateDataKey*"],
        ...["kms:*Grant*", "kms:Put*", "kms:Get*"],
      ),
    },
  ),
);
const resources = some(
  fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom("*", KEY_ARN) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...["arn:aws:kms:*:111122223333:key/*", KEY_ARN.replace("eu-west-1", "us-east-1"), "arn:aws:kms:eu-*"],
        "arn:aws:kms:eu-west-?:111122223333:key/*${kms:ViaService, 'ab'}",
      ),
    },
  ),
);

const texts = fc.constantFrom(
  "a",
  "b",
  "A",
  "a*",
  "?",
  "ab",
  "",
  "${aws:PrincipalTag/team}",
  "${*}",
  "${kms:ViaService, 'a'}",
);
const tested: fc.Arbitrary<[string, string, OneOrMany<string>]> = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ...["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
      "StringNotEqualsIgnoreCase",
    ),
    fc.constantFrom("kms:ViaService", "aws:SourceAccount", "KMS:viaservice"),
    some(texts),
  ),
  fc.tuple(
    fc.constantFrom(
      ...["ForAnyValue:StringEquals", "ForAllValues:StringLike", "ForAnyValue:StringNotEquals"],
      "ForAllValues:StringNotEquals",
    ),
    fc.constant("kms:EncryptionContextKeys"),
    some(texts),
  ),
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringLike"),
    fc.constantFrom("kms:RequestAlias", "kms:KeySpec"),
    some(texts),
  ),
  fc.tuple(
    fc.constantFrom(
      ...["NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan"],
      "NumericGreaterThanEquals",
    ),
    fc.constant("aws:MultiFactorAuthAge"),
    some(fc.constantFrom("1", "2", "10", "9")),
  ),
  fc.tuple(
    fc.constantFrom("DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "DateEquals"),
    fc.constant("aws:CurrentTime"),
    some(fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z", "2025-12-31T00:00:00Z")),
  ),
  fc.tuple(fc.constant("Bool"), fc.constant("kms:GrantIsForAWSResource"), fc.constantFrom("true", "false")),
  fc.tuple(
    fc.constant("Null"),
    fc.constantFrom("kms:ViaService", "aws:SourceIp", "kms:GrantIsForAWSResource"),
    fc.constantFrom("true", "false"),
  ),
  fc.tuple(
    fc.constantFrom("IpAddress", "NotIpAddress"),
    fc.constant("aws:SourceIp"),
    some(fc.constantFrom("203.0.113.0/24", "203.0.113.7/32", "10.0.0.0/8", "2001:db8::/32")),
  ),
  fc.tuple(
    fc.constantFrom("ArnLike", "ArnNotLike", "ArnEquals", "ArnNotEquals"),
    fc.constant("aws:PrincipalArn"),
    some(
      fc.constantFrom("arn:aws:iam::444455556666:role/*", "arn:aws:iam::*:role/admin", "arn:aws:iam::111122223333:*"),
    ),
  ),
  // What follows from the caller and the key, and what no request to KMS carries.
  fc.tuple(
    fc.constantFrom("Bool", "Null"),
    fc.constantFrom("aws:SecureTransport", "kms:MultiRegion", "aws:PrincipalIsAWSService"),
    fc.constantFrom("true", "false"),
  ),
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals", "StringLike"),
    fc.constantFrom("aws:PrincipalType", "kms:KeyOrigin", "sts:ExternalId"),
    some(fc.constantFrom("User", "AssumedRole", "Account", "AWS_KMS", "EXTERNAL", "*Role")),
  ),
  fc.tuple(
    fc.constantFrom("StringLike", "ArnLike", "ArnNotLike"),
    fc.constant("aws:PrincipalArn"),
    some(fc.constantFrom("arn:aws:sts::444455556666:assumed-role/admin/*", "arn:aws:iam::444455556666:role/admin")),
  ),
  fc.tuple(
    fc.constantFrom("StringEquals", "StringNotEquals"),
    fc.constantFrom("kms:CallerAccount", "aws:PrincipalAccount"),
    some(fc.constantFrom(...ACCOUNTS)),
  ),
);
const conditions: fc.Arbitrary<Condition> = fc
  .array(fc.tuple(tested, fc.boolean()), { maxLength: 3, size: "xsmall" })
  .map((tests) =>
    Object.fromEntries(
      tests.map(([[operator, key, values], ifExists]) => [
        ifExists && !/^(For|Null)/.test(operator) ? `${operator}IfExists` : operator,
        { [key]: values },
      ]),
    ),
  );

const oneOfFour = fc.constantFrom(false, false, false, true);
const common = {
  Effect: fc.constantFrom("Allow" as const, "Allow" as const, "Allow" as const, "Deny" as const),
  Action: actions,
  Resource: resources,
  Condition: conditions,
  negated: fc.record({ action: oneOfFour, resource: oneOfFour }),
};

type Common = { [Key in keyof typeof common]: (typeof common)[Key] extends fc.Arbitrary<infer T> ? T : never };

function negatedOrNot<T extends Common>({ negated, Action: action, Resource: resource, ...rest }: T): Statement {
  return {
    ...rest,
    ...(negated.action ? { NotAction: action } : { Action: action }),
    ...(negated.resource ? { NotResource: resource } : { Resource: resource }),
  };
}

function policyOf(statement: fc.Arbitrary<Statement>, maxLength: number): fc.Arbitrary<PolicyDocument> {
  const list = fc.array(statement, { minLength: 1, maxLength, size: "max" });
  return fc.tuple(list, fc.boolean()).map(([statements, older]) => ({
    // The older version reads variables literally, where the simulator replaces them.
    Version: older && !JSON.stringify(statements).includes("${") ? "2008-10-17" : "2012-10-17",
    Statement: statements,
  }));
}

/** NotPrincipal where it is supported, in a Deny. */
function whoseOrNot({ Principal: principal, ...rest }: Statement, others: boolean): Statement {
  return others && rest.Effect === "Deny" && principal !== undefined
    ? { ...rest, NotPrincipal: principal }
    : { ...rest, ...(principal !== undefined && { Principal: principal }) };
}

/** Key policies. */
export const keyPolicies: fc.Arbitrary<PolicyDocument> = policyOf(
  fc
    .tuple(fc.record({ ...common, Principal: principals }).map(negatedOrNot), fc.boolean())
    .map(([statement, others]) => whoseOrNot(statement, others)),
  4,
);

/** What the caller's own IAM policies say, when it is known. */
const ownPolicies: fc.Arbitrary<Exclude<KeyRequest["iam"], "unknown" | undefined>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant("allow everything" as const) },
  { weight: 1, arbitrary: fc.constant("allow nothing" as const) },
  { weight: 5, arbitrary: fc.array(policyOf(fc.record(common).map(negatedOrNot), 3), { maxLength: 2 }) },
);

const contexts: fc.Arbitrary<KeyRequest["context"]> = fc.record(
  {
    "kms:ViaService": fc.constantFrom("a", "A", "ab", "a*", "b"),
    "aws:SourceAccount": fc.constantFrom("a", "b", ""),
    "kms:EncryptionContextKeys": fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 3 }),
    "kms:RequestAlias": fc.constantFrom("a", "b"),
    "aws:MultiFactorAuthAge": fc.constantFrom("1", "2", "10"),
    "aws:CurrentTime": fc.constantFrom("2026-01-01T00:00:00Z", "2026-01-01T11:00:00Z"),
    "kms:GrantIsForAWSResource": fc.constantFrom("true", "false"),
    "aws:SourceIp": fc.constantFrom("203.0.113.7", "203.0.113.200", "10.1.2.3", "2001:db8::1"),
    "aws:PrincipalTag/team": fc.constantFrom("a", "a*"),
  },
  { requiredKeys: [] },
);

/** Requests of which everything is known, the condition keys of the caller included. */
export const keyRequests: fc.Arbitrary<KeyRequest & { readonly iam: NonNullable<KeyRequest["iam"]> }> = fc
  .record({
    action: fc.constantFrom(...OPERATIONS),
    principal: callers,
    keyArn: fc.constant(KEY_ARN),
    keyAccountId: fc.constant(ACCOUNT),
    context: contexts,
    iam: ownPolicies,
  })
  .map((request) => ({ ...request, context: { ...request.context, ...ofCaller(request.principal) } }));

function ofCaller({ arn, accountId }: KeyRequest["principal"]): Record<string, string> {
  return {
    "kms:CallerAccount": accountId,
    "aws:PrincipalAccount": accountId,
    "aws:PrincipalArn": arn.includes(":assumed-role/") ? `arn:aws:iam::${accountId}:role/admin` : arn,
    "aws:PrincipalType": /:user\//.test(arn) ? "User" : arn.endsWith(":root") ? "Account" : "AssumedRole",
    "aws:PrincipalIsAWSService": "false",
    "aws:SecureTransport": "true",
    "kms:KeySpec": "SYMMETRIC_DEFAULT",
    "kms:KeyOrigin": "AWS_KMS",
    "kms:MultiRegion": "false",
  };
}
