import { ACCOUNT, AURA_NEEDS, KEY, OWN, policyOf, ROLE, VENDOR, vendorWith, type Fixture } from "./fixture";

const AT = "Statement[0]";
const anyone = (condition?: object): object =>
  vendorWith({ Principal: "*", Action: AURA_NEEDS, ...(condition && { Condition: condition }) });
const LET_IN = [`error public-access ${AT}.Principal`];

/** What KMS takes, and what does more than a vendor's statement should. */
export const DANGEROUS: readonly Fixture[] = [
  { name: "anyone", text: anyone(), key: KEY, finds: LET_IN },
  { name: "anyone in a list", text: vendorWith({ Principal: { AWS: [ROLE, "*"] } }), finds: LET_IN },
  {
    name: "anyone but one account",
    text: anyone({ StringNotEquals: { "kms:CallerAccount": "444455556666" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone whose request does not say the organization",
    text: anyone({ StringEqualsIfExists: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone without an organization",
    text: anyone({ "ForAllValues:StringEquals": { "aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone of any account",
    text: anyone({ StringLike: { "kms:CallerAccount": "*" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone of the accounts that begin with a digit",
    text: anyone({ StringLike: { "kms:CallerAccount": ["444455556666", "4*"] } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone through a service",
    text: anyone({ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone from anywhere",
    text: anyone({ IpAddress: { "aws:SourceIp": "0.0.0.0/0" } }),
    key: KEY,
    finds: LET_IN,
  },
  {
    name: "anyone in a policy",
    is: "policy",
    text: policyOf({ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" }),
    key: KEY,
    finds: ["error public-access Statement[1].Principal"],
  },
  {
    name: "anyone in a policy that denies everyone outside of an organization",
    is: "policy",
    text: policyOf(
      { Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:Decrypt", Resource: "*" },
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringNotEquals: { "kms:CallerAccount": ["111122223333", "444455556666"] } },
      },
    ),
    key: KEY,
    finds: ["warning principal-unclear Statement[1].Principal"],
  },
  {
    name: "a principal that is named by a canonical id",
    text: vendorWith({
      Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" },
    }),
    finds: [`warning principal-unclear ${AT}.Principal`],
  },
  {
    name: "everything for the vendor",
    text: vendorWith({ Principal: { AWS: VENDOR }, Action: "kms:*" }),
    key: KEY,
    finds: [`error aura-cannot-administer-key ${AT}.Action`],
  },
  {
    name: "everything of everything for the vendor, when the key is not known",
    text: vendorWith({ Action: "*" }),
    finds: [`error aura-cannot-administer-key ${AT}.Action`],
  },
  {
    name: "the policy itself for the vendor",
    text: vendorWith({ Principal: { AWS: VENDOR }, Action: [...AURA_NEEDS, "kms:PutKeyPolicy", "kms:Disable*"] }),
    key: KEY,
    finds: [`error aura-cannot-administer-key ${AT}.Action[6]`, `error aura-cannot-administer-key ${AT}.Action[7]`],
  },
  {
    name: "the end of the key for anyone",
    text: vendorWith({ Principal: "*", Action: "kms:ScheduleKeyDeletion" }),
    finds: [`error public-access ${AT}.Principal`, `error aura-cannot-administer-key ${AT}.Action`],
  },
  {
    name: "everything but the end of the key for the vendor",
    text: vendorWith({ Action: undefined, NotAction: "kms:ScheduleKeyDeletion" }),
    finds: [`warning not-action-in-allow ${AT}.NotAction`, `error aura-cannot-administer-key ${AT}.NotAction`],
  },
  {
    name: "control of one session",
    is: "policy",
    text: {
      Version: "2012-10-17",
      Statement: { ...OWN, Principal: { AWS: "arn:aws:sts::111122223333:assumed-role/terraform/run-1" } },
    },
    key: KEY,
    finds: ["warning control-by-session "],
  },
  {
    name: "any service on behalf of any of its customers",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: "*",
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { Bool: { "aws:PrincipalIsAWSService": true } },
    }),
    key: KEY,
    finds: ["warning service-without-source Statement[1].Principal"],
  },
  {
    name: "any service, by a comparison that would also hold without its key, which every request carries",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: "*",
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { BoolIfExists: { "aws:PrincipalIsAWSService": "true" } },
    }),
    key: KEY,
    finds: ["warning service-without-source Statement[1].Principal"],
  },
  {
    name: "another account than the one that is expected",
    text: vendorWith({ Principal: { AWS: VENDOR }, Action: AURA_NEEDS }),
    key: { ...KEY, expectedPrincipals: ["123456789012"] },
    finds: ["error no-unexpected-principals Statement[0].Principal"],
  },
  {
    name: "access that ends on a day",
    text: vendorWith({
      Principal: { AWS: VENDOR },
      Action: AURA_NEEDS,
      Condition: {
        DateLessThanEquals: { "aws:CurrentTime": "2030-01-01T00:00:00Z" },
        NumericLessThanIfExists: { "aws:EpochTime": "1893456000" },
        DateGreaterThan: { "aws:CurrentTime": "2020-01-01T00:00:00Z" },
        DateNotEquals: { "aws:CurrentTime": "2025-01-01T00:00:00Z" },
        NumericLessThan: { "aws:MultiFactorAuthAge": "3600" },
      },
    }),
    key: KEY,
    finds: [
      'warning access-expires Statement[0].Condition.DateLessThanEquals["aws:CurrentTime"]',
      'warning access-expires Statement[0].Condition.NumericLessThanIfExists["aws:EpochTime"]',
      'warning condition-unverified Statement[0].Condition.DateGreaterThan["aws:CurrentTime"]',
      'warning condition-unverified Statement[0].Condition.DateNotEquals["aws:CurrentTime"]',
      'warning condition-unverified Statement[0].Condition.NumericLessThan["aws:MultiFactorAuthAge"]',
    ],
  },
  {
    name: "a denial from the vendor",
    text: [
      vendorWith({ Principal: { AWS: VENDOR }, Action: AURA_NEEDS }),
      vendorWith({ Effect: "Deny", Principal: { AWS: ACCOUNT }, Action: "kms:PutKeyPolicy" }),
    ],
    key: KEY,
    finds: ["warning vendor-denies Statement[1].Effect"],
  },
  {
    name: "a service on behalf of any of its customers",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: { Service: ["sns.amazonaws.com", "events.amazonaws.com"] },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
    }),
    key: KEY,
    finds: ["warning service-without-source Statement[1].Principal.Service"],
  },
  {
    name: "a service whose condition holds without the key",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringEqualsIfExists: { "aws:SourceAccount": "111122223333" } },
    }),
    key: KEY,
    finds: ["warning service-without-source Statement[1].Principal.Service"],
  },
  {
    name: "anyone in a policy that denies everyone outside of an organization one of two operations",
    is: "policy",
    text: policyOf(
      { Effect: "Allow", Principal: { AWS: "*" }, Action: ["kms:Decrypt", "kms:Encrypt"], Resource: "*" },
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: "kms:Decrypt",
        Resource: "*",
        Condition: { StringNotEquals: { "kms:CallerAccount": "111122223333" } },
      },
    ),
    key: KEY,
    finds: ["error public-access Statement[1].Principal"],
  },
  {
    name: "a service whose condition says nothing",
    is: "policy",
    text: policyOf({
      Effect: "Allow",
      Principal: { Service: "sns.amazonaws.com" },
      Action: "kms:Decrypt",
      Resource: "*",
      Condition: { StringLike: { "aws:SourceAccount": "*" } },
    }),
    key: KEY,
    finds: ["warning service-without-source Statement[1].Principal.Service"],
  },
  {
    name: "an old policy whose text would become a variable",
    text: {
      Version: "2008-10-17",
      Statement: vendorWith({ Condition: { StringEquals: { "kms:EncryptionContext:team": "${team}" } } }),
    },
    finds: ["error variables-change-meaning Version"],
  },
];
