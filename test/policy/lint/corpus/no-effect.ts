import { AURA_NEEDS, KEY, policyOf, ROLE, VENDOR, vendorWith, type Fixture } from "./fixture";

const AT = "Statement[0]";
const OTHER_ROLE = "arn:aws:iam::444455556666:role/other";
const aura = (elements: Readonly<Record<string, unknown>> = {}): object =>
  vendorWith({ Principal: { AWS: VENDOR }, Action: AURA_NEEDS, ...elements });

/** What KMS takes, and what does not do what it says. */
export const NO_EFFECT: readonly Fixture[] = [
  {
    name: "an empty Condition",
    text: vendorWith({ Condition: {} }),
    finds: [`warning condition-empty ${AT}.Condition`],
  },
  {
    name: "operators without keys",
    text: vendorWith({ Condition: { StringEquals: {}, Bool: { "kms:MultiRegion": false }, Null: {} } }),
    finds: [`warning condition-empty ${AT}.Condition.StringEquals`, `warning condition-empty ${AT}.Condition.Null`],
  },
  {
    name: "the session of a role that calls",
    text: aura({
      Principal: "*",
      Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:sts::444455556666:assumed-role/neo4j/*" } },
    }),
    key: KEY,
    finds: ["error aura-can-use-key ", `warning condition-never-met ${AT}.Condition.StringLike["aws:PrincipalArn"]`],
  },
  {
    name: "an account id that lost its zeros as a number",
    text: vendorWith({ Principal: { AWS: ROLE }, Condition: { StringEquals: { "aws:PrincipalAccount": 4455556666 } } }),
    finds: [`warning condition-never-met ${AT}.Condition.StringEquals["aws:PrincipalAccount"]`],
  },
  {
    name: "a key of another kind than Aura's",
    text: aura({ Condition: { StringEquals: { "kms:KeyUsage": "SIGN_VERIFY" } } }),
    key: KEY,
    finds: ["error aura-can-use-key "],
  },
  {
    name: "a multi-Region key that this one is not",
    text: aura({ Condition: { StringEquals: { "kms:MultiRegionKeyType": ["PRIMARY", "REPLICA"] } } }),
    key: KEY,
    finds: ["error aura-can-use-key "],
  },
  {
    name: "what depends on the service through which Aura calls",
    text: aura({ Condition: { StringLike: { "kms:ViaService": "ec2.*.amazonaws.com" } } }),
    key: KEY,
    finds: ["warning aura-access-unverified "],
  },
  {
    name: "more principals than can be Aura's",
    text: aura({
      Principal: { AWS: Array.from({ length: 301 }, (_, index) => `arn:aws:iam::444455556${index + 100}:root`) },
    }),
    key: KEY,
    finds: ["warning aura-access-unverified "],
  },
  {
    name: "Decrypt beside grants for AWS services only",
    text: vendorWith({
      Action: ["kms:Decrypt", "kms:CreateGrant"],
      Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
    }),
    finds: [`error grant-condition ${AT}.Action[0]`],
  },
  {
    name: "a denial of Decrypt for grants of AWS services",
    is: "policy",
    text: policyOf({
      Effect: "Deny",
      Principal: "*",
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { Bool: { "kms:GrantIsForAWSResource": "false" } },
    }),
    key: KEY,
    finds: ['warning condition-key-not-carried Statement[1].Condition.Bool["kms:GrantIsForAWSResource"]'],
  },
  {
    name: "a misspelt action",
    text: vendorWith({ Action: ["kms:Encrypt", "kms:Decypt"] }),
    finds: [`warning action-unknown ${AT}.Action[1]`],
  },
  {
    name: "ReEncrypt, which has two halves",
    text: vendorWith({ Action: "kms:ReEncrypt" }),
    finds: [`warning action-unknown ${AT}.Action`],
  },
  {
    name: "a pattern that covers no operation",
    text: vendorWith({ Action: ["kms:Decrypt", "kms:Rotate?"] }),
    finds: [`warning action-unknown ${AT}.Action[1]`],
  },
  {
    name: "operations that are not done to a key",
    text: vendorWith({ Action: ["kms:Decrypt", "kms:ListKeys", "kms:CreateKey", "kms:GenerateRandom"] }),
    finds: [
      `warning action-not-on-keys ${AT}.Action[1]`,
      `warning action-not-on-keys ${AT}.Action[2]`,
      `warning action-not-on-keys ${AT}.Action[3]`,
    ],
  },
  {
    name: "a misspelt exception of a denial",
    is: "policy",
    text: policyOf({
      Effect: "Deny",
      Principal: { AWS: VENDOR },
      NotAction: ["kms:Decypt", "kms:DescribeKey"],
      Resource: "*",
    }),
    key: KEY,
    finds: ["warning action-unknown Statement[1].NotAction[0]"],
  },
  {
    name: "the ARN of another key",
    text: aura({ Resource: "arn:aws:kms:eu-west-1:111122223333:key/ffffffff-12ab-34cd-56ef-1234567890ab" }),
    key: KEY,
    finds: ["error aura-can-use-key ", `error resource-other-key ${AT}.Resource`],
  },
  {
    name: "the key of another region",
    text: aura({ Resource: KEY.keyArn.replace("eu-west-1", "eu-central-1") }),
    key: KEY,
    finds: ["error aura-can-use-key ", `error resource-other-key ${AT}.Resource`],
  },
  {
    name: "a key of another account, when only the account is known",
    text: aura({ Resource: KEY.keyArn }),
    key: { accountId: "999988887777" },
    finds: [`error resource-other-key ${AT}.Resource`],
  },
  {
    name: "this key and another one",
    text: aura({ Resource: [KEY.keyArn, "arn:aws:kms:*:999988887777:key/*"] }),
    key: KEY,
    finds: [`error resource-not-wildcard ${AT}.Resource[0]`, `error resource-other-key ${AT}.Resource[1]`],
  },
  {
    name: "a statement that lacks what Aura needs",
    text: aura({ Action: ["kms:Encrypt", "kms:DescribeKey"] }),
    key: KEY,
    finds: ["error aura-can-use-key "],
  },
  {
    name: "a statement for an organization, some accounts of which may be allowed the rest",
    text: aura({
      Principal: "*",
      Action: ["kms:Encrypt", "kms:DescribeKey"],
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    }),
    key: KEY,
    finds: ["warning aura-access-unverified "],
  },
  {
    name: "a Deny for one of two principals",
    text: policyOf(
      aura({ Principal: { AWS: [ROLE, OTHER_ROLE] } }),
      vendorWith({ Effect: "Deny", Principal: { AWS: OTHER_ROLE } }),
    ),
    key: KEY,
    finds: ["warning aura-access-unverified "],
  },
  {
    name: "a Deny for one of two principals, and one that may be for the other",
    text: policyOf(
      aura({ Principal: { AWS: [ROLE, OTHER_ROLE] } }),
      vendorWith({ Effect: "Deny", Principal: { AWS: OTHER_ROLE } }),
      vendorWith({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } } }),
    ),
    key: KEY,
    finds: ["warning aura-access-unverified "],
  },
  {
    name: "a Deny for both of two principals",
    text: policyOf(
      aura({ Principal: { AWS: [ROLE, OTHER_ROLE] } }),
      vendorWith({ Effect: "Deny", Principal: { AWS: [ROLE, OTHER_ROLE] } }),
    ),
    key: KEY,
    finds: ["error aura-can-use-key "],
  },
  {
    name: "reading a policy across accounts",
    text: aura({ Action: [...AURA_NEEDS, "kms:GetKeyPolicy"] }),
    key: KEY,
    finds: [`warning across-accounts ${AT}.Action[6]`],
  },
  {
    name: "administration across accounts",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: { AWS: ROLE },
      Action: ["kms:Decrypt", "kms:ScheduleKeyDeletion"],
      Resource: "*",
    }),
    key: KEY,
    finds: ["warning across-accounts Statement[1].Action[1]"],
  },
  {
    name: "everything across accounts",
    is: "policy",
    text: policyOf({ Effect: "Allow", Principal: { AWS: VENDOR }, Action: "kms:*", Resource: "*" }),
    key: KEY,
    finds: ["warning across-accounts Statement[1].Action"],
  },
  {
    name: "the key's own account as the caller",
    text: aura({
      Principal: { AWS: "*" },
      Condition: { StringEquals: { "kms:CallerAccount": "111122223333" } },
    }),
    key: KEY,
    finds: [`warning no-outsider-access ${AT}`],
  },
  {
    name: "a role of the key's own account",
    text: aura({ Principal: { AWS: "arn:aws:iam::111122223333:role/admin" } }),
    key: KEY,
    finds: [`warning no-outsider-access ${AT}`],
  },
  {
    name: "an AWS service in place of Aura",
    text: aura({
      Principal: { Service: "ec2.amazonaws.com" },
      Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } },
    }),
    key: KEY,
    finds: [`warning no-outsider-access ${AT}`, `warning service-without-source ${AT}.Principal.Service`],
  },
  {
    name: "a role, and another account",
    text: vendorWith({ Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } } }),
    finds: [`warning no-outsider-access ${AT}`],
  },
  {
    name: "a misspelt pattern of actions",
    text: vendorWith({ Principal: { AWS: VENDOR }, Action: [...AURA_NEEDS, "kms:GenerateDataKye*"] }),
    finds: [`warning action-unknown ${AT}.Action[6]`],
  },
  {
    name: "a misspelt condition key",
    text: vendorWith({ Condition: { StringEquals: { "kms:CalerAccount": "444455556666" } } }),
    finds: [`warning condition-key-unknown ${AT}.Condition.StringEquals["kms:CalerAccount"]`],
  },
  {
    name: "a condition key of S3, which a comparison without it passes",
    text: vendorWith({ Condition: { StringNotEquals: { "s3:prefix": "x" } } }),
    finds: [`warning condition-key-unknown ${AT}.Condition.StringNotEquals["s3:prefix"]`],
  },
  {
    name: "an encryption context on DescribeKey, which has none",
    text: vendorWith({
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Condition: { StringEquals: { "kms:EncryptionContext:tenant": "orders" } },
    }),
    finds: [`warning condition-key-not-carried ${AT}.Condition.StringEquals["kms:EncryptionContext:tenant"]`],
  },
  {
    name: "an encryption context that has to be there, on a pattern of actions without one",
    text: vendorWith({ Action: "kms:Get*", Condition: { Null: { "kms:EncryptionContextKeys": "false" } } }),
    finds: [`warning condition-key-not-carried ${AT}.Condition.Null["kms:EncryptionContextKeys"]`],
  },
  {
    name: "an account id with hyphens",
    text: vendorWith({ Condition: { StringEquals: { "aws:PrincipalAccount": "4444-5555-6666" } } }),
    finds: [`warning condition-never-met ${AT}.Condition.StringEquals["aws:PrincipalAccount"]`],
  },
  {
    name: "a service without its region",
    text: vendorWith({ Condition: { StringEquals: { "kms:ViaService": ["ec2", "ec2.eu-west-1.amazonaws.com"] } } }),
    finds: [`warning condition-never-met ${AT}.Condition.StringEquals["kms:ViaService"][0]`],
  },
  {
    name: "a service of another region than the key's",
    text: aura({ Condition: { StringEquals: { "kms:ViaService": "ec2.us-east-1.amazonaws.com" } } }),
    key: KEY,
    finds: [`warning condition-never-met ${AT}.Condition.StringEquals["kms:ViaService"]`],
  },
  {
    name: "a tag that has to be two things",
    text: vendorWith({
      Condition: {
        StringEquals: { "aws:PrincipalTag/team": "data" },
        StringLike: { "aws:PrincipalTag/team": ["ops-*", "sec-*"] },
      },
    }),
    finds: [
      `warning condition-unverified ${AT}.Condition.StringEquals["aws:PrincipalTag/team"]`,
      `warning condition-never-met ${AT}.Condition.StringLike["aws:PrincipalTag/team"]`,
      `warning condition-unverified ${AT}.Condition.StringLike["aws:PrincipalTag/team"]`,
    ],
  },
  {
    name: "a key that has to be there and not",
    text: vendorWith({
      Condition: { Null: { "aws:SourceVpce": true }, StringEquals: { "aws:SourceVpce": "vpce-1a2b3c4d" } },
    }),
    finds: [
      `warning condition-unverified ${AT}.Condition.Null["aws:SourceVpce"]`,
      `warning condition-never-met ${AT}.Condition.StringEquals["aws:SourceVpce"]`,
      `warning condition-unverified ${AT}.Condition.StringEquals["aws:SourceVpce"]`,
    ],
  },
  {
    name: "where and how Aura calls, and as which principal",
    text: aura({
      Condition: {
        IpAddress: { "aws:SourceIp": "203.0.113.0/24", "aws:VpcSourceIp": ["10.0.0.0/8"] },
        StringEquals: {
          "aws:SourceVpc": "vpc-1a2b3c4d",
          "AWS:SourceVpce": "vpce-1a2b3c4d",
          "aws:PrincipalOrgID": "o-a1b2c3d4e5",
        },
        Bool: { "aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "false" },
        BoolIfExists: { "aws:MultiFactorAuthPresent": true },
        StringNotLike: { "aws:UserAgent": "curl/*" },
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*" },
      },
    }),
    key: KEY,
    finds: [
      `warning condition-unverified ${AT}.Condition.IpAddress["aws:SourceIp"]`,
      `warning condition-unverified ${AT}.Condition.IpAddress["aws:VpcSourceIp"]`,
      `warning condition-unverified ${AT}.Condition.StringEquals["aws:SourceVpc"]`,
      `warning condition-unverified ${AT}.Condition.StringEquals["AWS:SourceVpce"]`,
      `warning condition-unverified ${AT}.Condition.StringEquals["aws:PrincipalOrgID"]`,
      `warning condition-unverified ${AT}.Condition.BoolIfExists["aws:MultiFactorAuthPresent"]`,
      `warning condition-unverified ${AT}.Condition.StringNotLike["aws:UserAgent"]`,
      `warning condition-unverified ${AT}.Condition["ForAnyValue:StringLike"]["aws:PrincipalOrgPaths"]`,
    ],
  },
  {
    name: "another account's callers, from a network, when the key is not known",
    text: vendorWith({
      Principal: "*",
      Condition: {
        StringEquals: { "kms:CallerAccount": "444455556666" },
        NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" },
      },
    }),
    finds: [`warning condition-unverified ${AT}.Condition.NotIpAddress["aws:SourceIp"]`],
  },
  {
    name: "an account in a tag of the caller",
    text: vendorWith({ Condition: { StringEquals: { "kms:CallerAccount": "${aws:PrincipalTag/account}" } } }),
    finds: [`warning condition-unverified ${AT}.Condition.StringEquals["kms:CallerAccount"]`],
  },
  {
    name: "where from the owner's own people call",
    is: "policy",
    text: policyOf(vendorWith({ Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } } })),
    key: KEY,
    finds: [],
  },
  {
    name: "a pattern under StringEquals",
    text: vendorWith({ Condition: { StringEquals: { "kms:ViaService": "ec2.*.amazonaws.com" } } }),
    finds: [`warning wildcard-taken-literally ${AT}.Condition.StringEquals["kms:ViaService"]`],
  },
  {
    name: "a variable in a policy without Version",
    is: "policy",
    text: {
      Statement: [
        { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" },
        vendorWith({ Condition: { StringEquals: { "aws:PrincipalTag/team": "${aws:PrincipalTag/owner}" } } }),
      ],
    },
    key: KEY,
    finds: ["warning variable-taken-literally Statement[1]"],
  },
];
