import { isBoundToAccount } from "../../../policy/access/service-binding";
import type { Condition } from "../../../policy/document";

const ACCOUNT = "111122223333";
const isBound = (Condition?: Condition, accountId: string | undefined = ACCOUNT): boolean =>
  isBoundToAccount(
    {
      Effect: "Allow",
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Action: "kms:*",
      Resource: "*",
      ...(Condition && { Condition }),
    },
    accountId,
  );

const BOUND: readonly Condition[] = [
  { StringEquals: { "aws:SourceAccount": ACCOUNT } },
  { StringLike: { "AWS:SourceAccount": [ACCOUNT] } },
  { "ForAnyValue:StringEquals": { "aws:SourceAccount": ACCOUNT } },
  { ArnLike: { "aws:SourceArn": `arn:aws:logs:eu-west-1:${ACCOUNT}:*` } },
  { ArnEquals: { "aws:SourceArn": [`arn:aws:sns:eu-west-1:${ACCOUNT}:a`, `arn:aws:sns:eu-west-1:${ACCOUNT}:b`] } },
  { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:orders` } },
  { StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${ACCOUNT}:trail/*` } },
  { StringEquals: { "aws:SourceAccount": ACCOUNT }, Bool: { "aws:SecureTransport": "true" } },
];

it.each(BOUND)("a service is bound to the account by %j", (condition) => {
  expect(isBound(condition)).toBe(true);
});

it.each(BOUND)("a service is bound to one account by %j where the key's account is not known", (condition) => {
  expect(isBoundToAccount({ Effect: "Allow", Condition: condition }, undefined)).toBe(true);
  expect(isBound(condition, "777788889999")).toBe(false);
});

it.each<[string, Condition | undefined]>([
  ["no condition", undefined],
  ["another account", { StringEquals: { "aws:SourceAccount": "777788889999" } }],
  ["two accounts", { StringEquals: { "aws:SourceAccount": [ACCOUNT, "777788889999"] } }],
  ["no value", { StringEquals: { "aws:SourceAccount": [] } }],
  ["every other account", { StringNotEquals: { "aws:SourceAccount": ACCOUNT } }],
  ["a key that may be missing", { StringEqualsIfExists: { "aws:SourceAccount": ACCOUNT } }],
  ["all values of a key that may be missing", { "ForAllValues:StringEquals": { "aws:SourceAccount": ACCOUNT } }],
  ["smaller account numbers", { NumericLessThanEquals: { "aws:SourceAccount": ACCOUNT } }],
  ["a misspelt operator", { StringEqual: { "aws:SourceAccount": ACCOUNT } }],
  ["a key that only has to exist", { Null: { "aws:SourceAccount": "false" } }],
  ["any account", { StringLike: { "aws:SourceAccount": "*" } }],
  ["an ARN of any account", { ArnLike: { "aws:SourceArn": "arn:aws:sns:eu-west-1:*:orders" } }],
  ["an ARN without account", { ArnLike: { "aws:SourceArn": "arn:aws:s3:::orders" } }],
  ["the account in another place of the ARN", { ArnLike: { "aws:SourceArn": `arn:aws:sns:*:*:${ACCOUNT}:*` } }],
  ["the account behind a wildcard that reaches further", { StringLike: { "aws:SourceArn": `arn:*:${ACCOUNT}:*` } }],
  ["an organization", { StringEquals: { "aws:SourceOrgID": "o-a1b2c3d4e5" } }],
  ["a path in an organization", { StringLike: { "aws:SourceOrgPaths": "o-a1b2c3d4e5/*" } }],
  ["the account of the caller, which is the service's", { StringEquals: { "kms:CallerAccount": ACCOUNT } }],
  ["a deprecated key", { StringEquals: { "aws:SourceOwner": ACCOUNT } }],
  ["an encryption context that names no ARN", { StringEquals: { "kms:EncryptionContext:tenant": ACCOUNT } }],
])("a service is not bound to the account by %s", (_, condition) => {
  expect(isBound(condition)).toBe(false);
});
