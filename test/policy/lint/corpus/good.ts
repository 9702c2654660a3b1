import { ACCOUNT, KEY, OWN, policyOf, ROLE, VENDOR, vendorWith, type Fixture } from "./fixture";

/** The one public example of Aura's statement, with another account than the blacked-out one. */
const AURA = `{
  "Sid": "Allow access for Neo4j",
  "Effect": "Allow",
  "Principal": { "AWS": "*" },
  "Action": [
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt*",
    "kms:GenerateDataKey*",
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:ListGrants",
    "kms:RevokeGrant"
  ],
  "Resource": "*",
  "Condition": { "StringEquals": { "kms:CallerAccount": "444455556666" } }
}`;

const USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
const GRANTS = ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"];

/** Of Confluent's form: roles, and a second statement for grants of AWS services. */
const CONFLUENT = `{
  "Sid" : "Allow Confluent accounts to use the key",
  "Effect" : "Allow",
  "Principal" : { "AWS" : ["arn:aws:iam::444455556666:role/cc-one", "arn:aws:iam::444455556666:role/cc-two"] },
  "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey" ],
  "Resource" : "*"
}, {
  "Sid" : "Allow Confluent accounts to attach persistent resources",
  "Effect" : "Allow",
  "Principal" : { "AWS" : ["arn:aws:iam::444455556666:role/cc-one", "arn:aws:iam::444455556666:role/cc-two"] },
  "Action" : [ "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant" ],
  "Resource" : "*",
  "Condition" : { "Bool" : { "kms:GrantIsForAWSResource" : "true" } }
}`;

const DATABRICKS = [
  {
    Sid: "Allow the control plane to use the key",
    ...vendorWith({ Action: USE.slice(0, 2), Principal: { AWS: VENDOR } }),
  },
  {
    Sid: "Allow the control plane to use the key (grants)",
    ...vendorWith({
      Action: GRANTS,
      Principal: { AWS: VENDOR },
      Condition: { Bool: { "kms:GrantIsForAWSResource": true } },
    }),
  },
  {
    Sid: "Allow volumes through EC2",
    ...vendorWith({
      Action: [...USE, "kms:CreateGrant"],
      Principal: { AWS: VENDOR },
      Condition: { StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" } },
    }),
  },
];

/** Of Snowflake's form: with a comma behind it, and the key's ARN as the resource, which KMS refuses since August 2025. */
export const SNOWFLAKE = `{
    "Sid": "Allow use of the key by Snowflake",
    "Effect": "Allow",
    "Principal": { "AWS": "arn:aws:iam::444455556666:user/abc1-s-xyz" },
    "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    "Resource": "${KEY.keyArn}"
},`;

/** What is right, in every shape that it comes in. */
export const GOOD: readonly Fixture[] = [
  { name: "Aura's public example", text: AURA, finds: [] },
  { name: "Aura's public example for a key", text: AURA, key: KEY, finds: [] },
  { name: "Aura's public example for an account", text: AURA, key: { accountId: "111122223333" }, finds: [] },
  { name: "with the line breaks of Windows", text: AURA.replaceAll("\n", "\r\n"), key: KEY, finds: [] },
  { name: "with a byte-order mark", text: `\ufeff${AURA}`, key: KEY, finds: [] },
  { name: "with a comma before it", text: `,\n${AURA}`, key: KEY, finds: [] },
  { name: "in a list", text: `[${AURA}]`, key: KEY, finds: [] },
  {
    name: "in a whole policy",
    text: { Version: "2012-10-17", Statement: JSON.parse(AURA) as object },
    key: KEY,
    finds: [],
  },
  {
    name: "in a whole policy beside the account's own statement",
    text: { Version: "2012-10-17", Statement: [OWN, JSON.parse(AURA)] },
    key: KEY,
    finds: [],
  },
  { name: "two roles and two statements joined by a comma, as Confluent's", text: CONFLUENT, finds: [] },
  { name: "three statements with kms:ViaService, as Databricks'", text: DATABRICKS, finds: [] },
  { name: "a user and a trailing comma, as Snowflake's", text: SNOWFLAKE.replace(KEY.keyArn, "*"), finds: [] },
  { name: "an empty Sid, as Terraform writes it", text: vendorWith({ Sid: "" }), finds: [] },
  {
    name: "two empty Sids",
    text: [vendorWith({ Sid: "" }), vendorWith({ Sid: "", Action: "kms:Encrypt" })],
    finds: [],
  },
  {
    name: "one role, as ClickHouse's",
    text: vendorWith({
      Sid: "Allow ClickHouse Access",
      Action: ["kms:GetPublicKey", "kms:Decrypt", "kms:GenerateDataKeyPair"],
    }),
    finds: [],
  },
  {
    name: "a service through another one, as Elastic's",
    text: vendorWith({
      Principal: { AWS: VENDOR },
      Action: [...USE, "kms:CreateGrant"],
      Condition: { StringEquals: { "kms:ViaService": ["ec2.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"] } },
    }),
    finds: [],
  },
  {
    name: "a bare account id",
    text: vendorWith({ Principal: { AWS: "444455556666" }, Action: [...USE, ...GRANTS] }),
    key: KEY,
    finds: [],
  },
  {
    name: "anyone of an organization",
    text: vendorWith({
      Principal: "*",
      Action: [...USE, ...GRANTS],
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    }),
    finds: [],
  },
  {
    name: "a wildcard narrowed to roles of one account",
    text: vendorWith({
      Principal: { AWS: "*" },
      Action: [...USE, ...GRANTS],
      Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::444455556666:role/aura-*" } },
    }),
    finds: [],
  },
  {
    name: "an encryption context on actions that carry one",
    text: vendorWith({ Condition: { StringEquals: { "kms:EncryptionContext:tenant": "orders" } } }),
    finds: [],
  },
  {
    name: "a tag with a blank in its name",
    is: "policy",
    text: policyOf(vendorWith({ Condition: { StringEquals: { "aws:PrincipalTag/cost center": "42" } } })),
    key: KEY,
    finds: [],
  },
  {
    name: "the session of an identity provider",
    is: "policy",
    text: policyOf(
      vendorWith({ Condition: { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } } }),
    ),
    key: KEY,
    finds: [],
  },
  {
    name: "a variable, which the merged policy knows",
    text: vendorWith({ Condition: { StringEquals: { "aws:PrincipalAccount": "${kms:CallerAccount}" } } }),
    finds: [],
  },
  {
    name: "conditions on who calls and on what is asked for",
    text: vendorWith({
      Principal: "*",
      Condition: {
        StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "kms:EncryptionContext:database": "orders" },
        StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" },
        Bool: { "aws:PrincipalIsAWSService": "false" },
      },
    }),
    finds: [],
  },
  {
    name: "a condition on the role that calls",
    text: vendorWith({
      Principal: { AWS: VENDOR },
      Condition: {
        ArnLike: { "aws:PrincipalArn": [ROLE, "arn:aws:iam::444455556666:role/aura-*"] },
        StringEqualsIfExists: { "kms:CallerAccount": "444455556666" },
      },
    }),
    finds: [],
  },
  {
    name: "a key of KMS that may be absent, for an operation whose requests never have it",
    text: vendorWith({ Condition: { StringEqualsIfExists: { "kms:GrantConstraintType": "EncryptionContextSubset" } } }),
    finds: [],
  },
  {
    name: "a value beside a pattern that a variable completes",
    text: vendorWith({
      Condition: {
        StringEquals: { "kms:EncryptionContext:team": "orders" },
        StringLike: { "kms:EncryptionContext:team": "${aws:PrincipalTag/team}*" },
        StringNotEquals: { "kms:EncryptionContext:team": "${aws:PrincipalTag/other}" },
      },
    }),
    finds: [],
  },
  {
    name: "a value that a variable gives beside a pattern",
    text: vendorWith({
      Condition: {
        StringEquals: { "kms:EncryptionContext:team": "${aws:PrincipalTag/team}" },
        StringLike: { "kms:EncryptionContext:team": "orders-*" },
      },
    }),
    finds: [],
  },
  {
    name: "a key that has to be absent, and to be another one",
    text: vendorWith({
      Condition: {
        Null: { "kms:ViaService": true },
        StringNotEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" },
      },
    }),
    finds: [],
  },
  {
    name: "a statement of another partition, when only the account is known",
    text: vendorWith({
      Principal: { AWS: "arn:aws-us-gov:iam::444455556666:root" },
      Action: [...USE, ...GRANTS],
    }),
    key: { accountId: "111122223333" },
    finds: [],
  },
  {
    name: "the region of the key, when only its account is known",
    text: vendorWith({ Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } } }),
    key: { accountId: "111122223333" },
    finds: [],
  },
  { name: "the default policy of a key", is: "policy", text: policyOf(), key: KEY, finds: [] },
  {
    name: "the policy that the AWS console writes",
    is: "policy",
    key: KEY,
    text: policyOf(
      {
        Sid: "Allow access for Key Administrators",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:role/admin" },
        Action: ["kms:Create*", "kms:Describe*", "kms:Enable*", "kms:List*", "kms:Put*", "kms:ScheduleKeyDeletion"],
        Resource: "*",
      },
      {
        Sid: "Allow attachment of persistent resources",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:role/app" },
        Action: GRANTS,
        Resource: "*",
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ),
    finds: [],
  },
  {
    name: "an administrator alone",
    is: "policy",
    text: { Version: "2012-10-17", Statement: { ...OWN, Principal: { AWS: "arn:aws:iam::111122223333:role/admin" } } },
    key: KEY,
    finds: [],
  },
  {
    name: "a denial of what others do without TLS",
    is: "policy",
    text: policyOf({
      Effect: "Deny",
      Principal: "*",
      Action: "kms:*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    }),
    key: KEY,
    finds: [],
  },
  {
    name: "a service for one of its customers",
    is: "policy",
    key: KEY,
    text: policyOf({
      Effect: "Allow",
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:*" } },
    }),
    finds: [],
  },
  {
    name: "another account that uses the key",
    is: "policy",
    text: policyOf({ Effect: "Allow", Principal: { AWS: [ROLE, ACCOUNT] }, Action: USE, Resource: "*" }),
    key: KEY,
    finds: [],
  },
];
