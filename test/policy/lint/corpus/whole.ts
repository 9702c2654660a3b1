import { AURA_NEEDS, KEY, OWN, policyOf, type Fixture } from "./fixture";

const OWNER = "111122223333";
const AURA = "444455556666";
const role = (name: string): string => `arn:aws:iam::${OWNER}:role/${name}`;
const USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"];
const allow = (principal: unknown, action: unknown, condition?: object): object => ({
  ...{ Effect: "Allow", Principal: principal, Action: action, Resource: "*" },
  ...(condition && { Condition: condition }),
});
const deny = (action: unknown, condition?: object, over: object = {}): object => ({
  ...allow("*", action, condition),
  ...{ Effect: "Deny", ...over },
});
const AURAS = allow({ AWS: "*" }, AURA_NEEDS, { StringEquals: { "kms:CallerAccount": AURA } });

/** A policy with the account's own statement, others and Aura's. */
const beside = (name: string, others: readonly object[], finds: readonly string[] = []): Fixture => ({
  ...{ name, text: policyOf(...others, AURAS), key: KEY, finds },
});
const OPEN = ["warning aura-access-unverified "];

/** Policies of owners, of the kinds that modules, landing zones, vendors and the documents of AWS have, with Aura's statement. */
export const WHOLE: readonly Fixture[] = [
  beside("owners, administrators, users and service-linked roles of terraform-aws-modules", [
    allow({ AWS: role("owner") }, "kms:*"),
    allow({ AWS: role("admin") }, ["kms:Create*", "kms:Put*", "kms:ScheduleKeyDeletion", "kms:ImportKeyMaterial"]),
    allow({ AWS: role("app") }, USE),
    allow({ AWS: role("aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling") }, "kms:CreateGrant", {
      Bool: { "kms:GrantIsForAWSResource": true },
    }),
  ]),
  beside("the account through S3 and Secrets Manager", [
    allow({ AWS: "*" }, USE, {
      StringEquals: { "kms:CallerAccount": OWNER },
      StringLike: { "kms:ViaService": ["s3.*.amazonaws.com", "secretsmanager.*.amazonaws.com"] },
    }),
  ]),
  beside("CloudTrail and its readers", [
    allow({ Service: "cloudtrail.amazonaws.com" }, "kms:GenerateDataKey*", {
      StringEquals: { "aws:SourceArn": `arn:aws:cloudtrail:eu-west-1:${OWNER}:trail/all` },
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${OWNER}:trail/*` },
    }),
    allow({ AWS: "*" }, ["kms:Decrypt", "kms:ReEncryptFrom"], {
      StringEquals: { "kms:CallerAccount": OWNER },
      StringLike: { "kms:EncryptionContext:aws:cloudtrail:arn": `arn:aws:cloudtrail:*:${OWNER}:trail/*` },
    }),
  ]),
  beside("CloudWatch Logs, with kms:Describe* under its encryption context as in its documents", [
    allow({ Service: "logs.eu-west-1.amazonaws.com" }, ["kms:Encrypt*", "kms:Decrypt*", "kms:Describe*"], {
      ArnEquals: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${OWNER}:log-group:orders` },
    }),
  ]),
  beside(
    "AWS Config of Control Tower, for any account",
    [allow({ Service: "config.amazonaws.com" }, "kms:Decrypt")],
    ["warning service-without-source Statement[1].Principal.Service"],
  ),
  beside("roles of a landing zone in the organization, which Aura is not in", [
    allow({ AWS: "*" }, USE, {
      StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" },
      ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/AWSAccelerator-*" },
    }),
  ]),
  beside("the organization and the account of Aura, and no one else", [
    deny("kms:*", {
      Bool: { "aws:PrincipalIsAWSService": "false" },
      StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:PrincipalAccount": [OWNER, AURA] },
    }),
  ]),
  beside(
    "the organization, without Aura",
    [deny("kms:*", { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } })],
    OPEN,
  ),
  beside("TLS, other regions, anonymous callers and the root user denied", [
    deny("kms:*", { Bool: { "aws:SecureTransport": "false" } }),
    deny("kms:*", { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-central-1"] } }),
    deny("kms:Decrypt", { StringEquals: { "aws:PrincipalType": "Anonymous" } }),
    deny("kms:*", { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${OWNER}:root` } }),
  ]),
  beside("tags and networks of the account's own principals", [
    deny("kms:Decrypt", {
      StringNotEquals: { "aws:PrincipalTag/team": "data" },
      StringEquals: { "aws:PrincipalAccount": OWNER },
    }),
    deny(USE, {
      StringNotEquals: { "aws:SourceVpce": "vpce-1234", "aws:PrincipalAccount": AURA },
    }),
    deny("kms:*", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { Principal: { AWS: role("contractor") } }),
  ]),
  beside("tags of everybody", [deny("kms:Decrypt", { StringNotEquals: { "aws:PrincipalTag/team": "data" } })], OPEN),
  beside("networks of everybody", [deny("kms:*", { NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } })], OPEN),
  beside("MFA for the deletion of the key", [
    deny(["kms:ScheduleKeyDeletion", "kms:DisableKey"], { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } }),
  ]),
  beside(
    "MFA for everything, which Aura has none of",
    [deny("kms:*", { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } })],
    OPEN,
  ),
  beside(
    "grants for AWS resources only",
    [deny("kms:CreateGrant", { Bool: { "kms:GrantIsForAWSResource": "false" } })],
    OPEN,
  ),
  beside("a change of the policy by the security team only", [
    deny("kms:PutKeyPolicy", { ArnNotLike: { "aws:PrincipalArn": role("security-*") } }),
  ]),
  beside("a change of the policy by nobody", [deny("kms:PutKeyPolicy")], ["error administrators-keep-control "]),
  beside("separated duties", [deny(USE, undefined, { Principal: { AWS: role("admin") } })]),
  beside("everything but two operations denied to other accounts", [
    {
      ...{ Effect: "Deny", Principal: { AWS: "*" }, NotAction: ["kms:Decrypt", "kms:DescribeKey"], Resource: "*" },
      Condition: { StringNotEquals: { "aws:PrincipalAccount": [OWNER, AURA] } },
    },
  ]),
  beside(
    "everybody denied but some that are named, without Aura",
    [
      {
        ...{ Effect: "Deny", NotPrincipal: { AWS: [`arn:aws:iam::${OWNER}:root`, role("admin")] } },
        ...{ Action: "kms:*", Resource: "*" },
      },
    ],
    ["error aura-can-use-key "],
  ),
  {
    name: "a vendor beside Aura whose access nothing proves, where Aura's account is known",
    text: policyOf(
      allow({ AWS: "arn:aws:iam::777788889999:root" }, USE, { StringEquals: { "aws:PrincipalTag/tenant": "x" } }),
      AURAS,
    ),
    key: { ...KEY, expectedPrincipals: [AURA] },
    finds: [
      "error no-unexpected-principals Statement[1].Principal",
      'warning condition-unverified Statement[1].Condition.StringEquals["aws:PrincipalTag/tenant"]',
    ],
  },
  {
    name: "an account's own statement that none of its principals meets",
    text: {
      Version: "2012-10-17",
      Statement: [{ ...OWN, Condition: { StringEquals: { "aws:PrincipalAccount": AURA } } }, AURAS],
    },
    key: KEY,
    finds: ["error administrators-keep-control "],
  },
];
