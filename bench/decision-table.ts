import type { Decision, KeyRequest } from "../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../policy/document";

const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** A decision that AWS's documentation settles, or says that it does not. */
export interface Row {
  /** The rule, and the page of AWS's documentation that has it. */
  readonly rule: string;
  readonly page: string;
  /** Statements of the key policy; by default they allow everyone everything. */
  readonly policy: readonly Partial<Statement>[];
  /** Version of the key policy, when it is not the present one. */
  readonly version?: string;
  /** The request; what is left out is Ann, a user of the key's account, who decrypts and has no IAM policy. */
  readonly request?: Partial<KeyRequest>;
  readonly answer: Decision["answer"];
}

const KMS = "https://docs.aws.amazon.com/kms/latest/developerguide";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const DEFAULT_POLICY = `${KMS}/key-policy-default.html`;
const KEY_POLICIES = `${KMS}/key-policies.html`;
const ELEMENTS = `${KMS}/key-policy-overview.html`;
const EXTERNAL = `${KMS}/key-policy-modifying-external-accounts.html`;
const PERMISSIONS = `${KMS}/kms-api-permissions-reference.html`;
const EVALUATION = `${KMS}/policy-evaluation.html`;
const CONDITIONS = `${KMS}/conditions-kms.html`;
const NITRO = `${KMS}/conditions-nitro-enclaves.html`;
const GRANTS = `${KMS}/grant-delete.html`;
const PUT_KEY_POLICY = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html";
const PRINCIPAL = `${IAM}/reference_policies_elements_principal.html`;
const NOT_PRINCIPAL = `${IAM}/reference_policies_elements_notprincipal.html`;
const ACTION = `${IAM}/reference_policies_elements_action.html`;
const NOT_ACTION = `${IAM}/reference_policies_elements_notaction.html`;
const RESOURCE = `${IAM}/reference_policies_elements_resource.html`;
const NOT_RESOURCE = `${IAM}/reference_policies_elements_notresource.html`;
const OPERATORS = `${IAM}/reference_policies_elements_condition_operators.html`;
const LOGIC = `${IAM}/reference_policies_condition-logic-multiple-context-keys-or-values.html`;
const MULTIVALUED = `${IAM}/reference_policies_condition-single-vs-multi-valued-context-keys.html`;
const GLOBAL_KEYS = `${IAM}/reference_policies_condition-keys.html`;
const VARIABLES = `${IAM}/reference_policies_variables.html`;
const VERSION = `${IAM}/reference_policies_elements_version.html`;
const IAM_EVALUATION = `${IAM}/reference_policies_evaluation-logic.html`;
const ROOT_USER = `${IAM}/id_root-user.html`;
const PARTITIONS = `${IAM}/reference-arns.html`;

const ACCOUNT = "111122223333";
const ROOT_ARN = "arn:aws:iam::111122223333:root";
const ANN = { arn: "arn:aws:iam::111122223333:user/Ann", accountId: ACCOUNT };
const ROOT = { arn: ROOT_ARN, accountId: ACCOUNT };
const ADMIN = { arn: "arn:aws:iam::111122223333:role/ops/admin", accountId: ACCOUNT };
const ADMIN_SESSION = { arn: "arn:aws:sts::111122223333:assumed-role/admin/maria", accountId: ACCOUNT };
const VENDOR = { arn: "arn:aws:iam::444455556666:role/vendor", accountId: "444455556666" };
const VENDOR_ROOT = { arn: "arn:aws:iam::444455556666:root", accountId: "444455556666" };

const DELEGATED: Partial<Statement> = { Principal: { AWS: ROOT_ARN } };
const TO_VENDOR: Partial<Statement> = { Principal: { AWS: VENDOR.arn } };
const TO_ANN: Partial<Statement> = { Principal: { AWS: ANN.arn } };
const DENY: Partial<Statement> = { Effect: "Deny" };

/** An IAM policy of the caller. */
function identity(...statements: Partial<Statement>[]): readonly PolicyDocument[] {
  const whole = statements.map((one): Statement => ({ Effect: "Allow", Action: "kms:*", Resource: "*", ...one }));
  return [{ Version: "2012-10-17", Statement: whole }];
}

const ALLOWED_BY_IAM: Partial<KeyRequest> = { iam: "allow everything" };
const VENDOR_ASKS: Partial<KeyRequest> = { principal: VENDOR, iam: "allow everything" };

const AUTHORIZATION: readonly Row[] = [
  {
    rule: "the account principal allows IAM policies of the account to allow",
    page: DEFAULT_POLICY,
    policy: [DELEGATED],
    request: { iam: identity({}) },
    answer: "allowed",
  },
  {
    rule: "the account principal gives no principal permission by itself",
    page: DEFAULT_POLICY,
    policy: [DELEGATED],
    answer: "denied",
  },
  {
    rule: "the account id is the same as the account principal's ARN: IAM policies may allow",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: ACCOUNT } }],
    request: { iam: identity({ Action: "kms:Decrypt" }) },
    answer: "allowed",
  },
  {
    rule: "the account id is the same as the account principal's ARN: it gives no principal permission by itself",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: ACCOUNT } }],
    answer: "denied",
  },
  {
    rule: "IAM policies that allow are without effect unless the key policy permits them",
    page: KEY_POLICIES,
    policy: [{ Principal: { AWS: ADMIN.arn } }],
    request: { iam: identity({ Action: "*" }) },
    answer: "denied",
  },
  {
    rule: "an IAM policy can deny without permission from the key policy",
    page: KEY_POLICIES,
    policy: [TO_ANN],
    request: { iam: identity({ Effect: "Deny", Action: "kms:Decrypt" }) },
    answer: "denied",
  },
  {
    rule: "no principal has any permission unless it is allowed explicitly: not a user",
    page: KEY_POLICIES,
    policy: [],
    request: ALLOWED_BY_IAM,
    answer: "denied",
  },
  {
    rule: "no principal has any permission unless it is allowed explicitly: not the root user",
    page: KEY_POLICIES,
    policy: [{ Principal: { AWS: ADMIN.arn } }],
    request: { principal: ROOT },
    answer: "denied",
  },
  {
    rule: "the account principal includes the root user, which needs no IAM policy",
    page: ROOT_USER,
    policy: [DELEGATED],
    request: { principal: ROOT, action: "kms:PutKeyPolicy" },
    answer: "allowed",
  },
  {
    rule: "what the account statement does not cover, IAM policies cannot allow",
    page: DEFAULT_POLICY,
    policy: [{ ...DELEGATED, Action: ["kms:Describe*", "kms:List*"] }],
    request: { iam: identity({}) },
    answer: "denied",
  },
  {
    rule: "key administrators named in the key policy may change it without an IAM policy",
    page: DEFAULT_POLICY,
    policy: [{ Principal: { AWS: ADMIN.arn }, Action: ["kms:Put*", "kms:ScheduleKeyDeletion"] }],
    request: { principal: ADMIN, action: "kms:PutKeyPolicy" },
    answer: "allowed",
  },
  {
    rule: "key administrators may not use the key for encryption unless it says so",
    page: DEFAULT_POLICY,
    policy: [{ Principal: { AWS: ADMIN.arn }, Action: ["kms:Put*", "kms:ScheduleKeyDeletion"] }],
    request: { principal: ADMIN },
    answer: "denied",
  },
  {
    rule: "key users named in the key policy may use the key without an IAM policy",
    page: DEFAULT_POLICY,
    policy: [DELEGATED, { ...TO_ANN, Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey"] }],
    answer: "allowed",
  },
  {
    rule: "key users may not administer the key",
    page: DEFAULT_POLICY,
    policy: [DELEGATED, { ...TO_ANN, Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:DescribeKey"] }],
    request: { action: "kms:ScheduleKeyDeletion" },
    answer: "denied",
  },
  {
    rule: "example 1: Alice has no IAM policy for the key, and the key policy delegates to IAM policies",
    page: EVALUATION,
    policy: [DELEGATED],
    request: { principal: { arn: "arn:aws:iam::111122223333:user/Alice", accountId: ACCOUNT } },
    answer: "denied",
  },
  {
    rule: "example 2: a role of the key's account that the key policy names may use the key",
    page: EVALUATION,
    policy: [DELEGATED, { Principal: { AWS: ADMIN.arn }, Action: ["kms:Encrypt", "kms:Decrypt"] }],
    request: { principal: ADMIN_SESSION },
    answer: "allowed",
  },
  {
    rule: "an explicit denial overrides every allow",
    page: IAM_EVALUATION,
    policy: [TO_ANN, { ...DENY, ...TO_ANN, Action: "kms:Decrypt" }],
    answer: "denied",
  },
  {
    rule: "the order of statements does not matter to an explicit denial",
    page: IAM_EVALUATION,
    policy: [{ ...DENY, ...TO_ANN, Action: "kms:Decrypt" }, TO_ANN],
    answer: "denied",
  },
  {
    rule: "a denial of other operations does not touch this one",
    page: IAM_EVALUATION,
    policy: [TO_ANN, { ...DENY, Action: "kms:Encrypt" }],
    answer: "allowed",
  },
  {
    rule: "an explicit denial in the key policy overrides the IAM policy",
    page: EVALUATION,
    policy: [DELEGATED, { ...DENY, Action: "kms:Decrypt" }],
    request: { iam: identity({}) },
    answer: "denied",
  },
  {
    rule: "a Deny for the account principal holds for every principal of the account",
    page: PRINCIPAL,
    policy: [TO_ANN, { ...DENY, Principal: { AWS: ACCOUNT } }],
    answer: "denied",
  },
  {
    rule: "who may retire a grant is in the grant: the key policy has no effect",
    page: GRANTS,
    policy: [TO_ANN],
    request: { action: "kms:RetireGrant" },
    answer: "unknown",
  },
];

const ACROSS_ACCOUNTS: readonly Row[] = [
  {
    rule: "another account as principal, and an IAM policy there",
    page: EXTERNAL,
    policy: [DELEGATED, { Principal: { AWS: VENDOR_ROOT.arn }, Action: ["kms:Decrypt", "kms:DescribeKey"] }],
    request: { principal: VENDOR, iam: identity({ Action: "kms:Decrypt", Resource: KEY_ARN }) },
    answer: "allowed",
  },
  {
    rule: "another account as principal does not suffice without an IAM policy there",
    page: EXTERNAL,
    policy: [{ Principal: { AWS: VENDOR_ROOT.arn } }],
    request: { principal: VENDOR },
    answer: "denied",
  },
  {
    rule: "a role of another account does not suffice without an IAM policy there",
    page: EXTERNAL,
    policy: [TO_VENDOR],
    request: { principal: VENDOR },
    answer: "denied",
  },
  {
    rule: "a role of another account, and an IAM policy there",
    page: EXTERNAL,
    policy: [TO_VENDOR],
    request: { principal: VENDOR, iam: identity({ Action: "kms:Decrypt" }) },
    answer: "allowed",
  },
  {
    rule: "an IAM policy in another account does not suffice without the key policy",
    page: EXTERNAL,
    policy: [DELEGATED],
    request: VENDOR_ASKS,
    answer: "denied",
  },
  {
    rule: "the IAM policy in the other account has to be about this key",
    page: EXTERNAL,
    policy: [TO_VENDOR],
    request: { principal: VENDOR, iam: identity({ Resource: KEY_ARN.replace("1234abcd", "0987dcba") }) },
    answer: "denied",
  },
  {
    rule: "another role of the other account is not allowed",
    page: EXTERNAL,
    policy: [TO_VENDOR],
    request: { ...VENDOR_ASKS, principal: { ...VENDOR, arn: "arn:aws:iam::444455556666:role/other" } },
    answer: "denied",
  },
  {
    rule: "anyone as principal does not suffice without an IAM policy in the other account",
    page: EXTERNAL,
    policy: [{}],
    request: { principal: VENDOR },
    answer: "denied",
  },
  {
    rule: "an IAM policy of the other account can deny",
    page: IAM_EVALUATION,
    policy: [TO_VENDOR],
    request: { principal: VENDOR, iam: identity({}, { Effect: "Deny", Action: "kms:Decrypt" }) },
    answer: "denied",
  },
  ...["Encrypt", "ReEncryptFrom", "GenerateDataKeyPair", "DescribeKey", "GetPublicKey", "GetKeyRotationStatus"].map(
    (name): Row => ({
      rule: `${name} works across accounts`,
      page: PERMISSIONS,
      policy: [TO_VENDOR],
      request: { ...VENDOR_ASKS, action: `kms:${name}` },
      answer: "allowed",
    }),
  ),
  ...["CreateGrant", "ListGrants", "RevokeGrant"].map((name): Row => ({
    rule: `${name} works across accounts`,
    page: PERMISSIONS,
    policy: [TO_VENDOR],
    request: { ...VENDOR_ASKS, action: `kms:${name}` },
    answer: "allowed",
  })),
  ...["PutKeyPolicy", "GetKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "TagResource", "EnableKeyRotation"].map(
    (name): Row => ({
      rule: `${name} does not work across accounts, not even under kms:*`,
      page: PERMISSIONS,
      policy: [TO_VENDOR],
      request: { ...VENDOR_ASKS, action: `kms:${name}` },
      answer: "denied",
    }),
  ),
];

const PARTS: readonly Row[] = [
  {
    rule: "a statement without Action has no effect",
    page: PUT_KEY_POLICY,
    policy: [{ ...TO_ANN, Action: undefined }],
    answer: "denied",
  },
  {
    rule: "a statement without Resource has no effect",
    page: PUT_KEY_POLICY,
    policy: [{ ...TO_ANN, Resource: undefined }],
    answer: "denied",
  },
  {
    rule: "a Deny without Resource has no effect either",
    page: PUT_KEY_POLICY,
    policy: [TO_ANN, { ...DENY, Resource: undefined }],
    answer: "allowed",
  },
  {
    rule: "in a key policy the resource * means the key that it is attached to",
    page: ELEMENTS,
    policy: [{ ...TO_ANN, Resource: "*" }],
    answer: "allowed",
  },
  {
    rule: "the resource may be the key's ARN",
    page: ELEMENTS,
    policy: [{ ...TO_ANN, Resource: KEY_ARN }],
    answer: "allowed",
  },
  {
    rule: "a statement about another key does not allow this one",
    page: RESOURCE,
    policy: [{ ...TO_ANN, Resource: KEY_ARN.replace("1234abcd", "0987dcba") }],
    answer: "denied",
  },
  {
    rule: "an alias is no key: a statement about one does not allow the key",
    page: RESOURCE,
    policy: [{ ...TO_ANN, Resource: "arn:aws:kms:eu-west-1:111122223333:alias/aura" }],
    answer: "denied",
  },
  {
    rule: "a wildcard in a segment of a resource matches any characters",
    page: RESOURCE,
    policy: [{ ...TO_ANN, Resource: "arn:aws:kms:*:111122223333:key/1234*" }],
    answer: "allowed",
  },
  {
    rule: "a star at the end of a segment of a resource can reach over colons",
    page: RESOURCE,
    policy: [{ ...TO_ANN, Resource: "arn:aws:kms:eu-*" }],
    answer: "allowed",
  },
  {
    rule: "a variable in the account of a resource: IAM has them after the fifth colon only",
    page: VARIABLES,
    policy: [{ ...TO_ANN, Resource: "arn:aws:kms:eu-west-1:${aws:PrincipalAccount}:key/*" }],
    answer: "unknown",
  },
  {
    rule: "NotResource denies what it does not name",
    page: NOT_RESOURCE,
    policy: [TO_ANN, { ...DENY, Resource: undefined, NotResource: "arn:aws:kms:*:444455556666:key/*" }],
    answer: "denied",
  },
  {
    rule: "NotResource leaves alone what it names",
    page: NOT_RESOURCE,
    policy: [TO_ANN, { ...DENY, Resource: undefined, NotResource: KEY_ARN }],
    answer: "allowed",
  },
  {
    rule: "names of actions are not case-sensitive",
    page: ACTION,
    policy: [{ ...TO_ANN, Action: "KMS:dEcRyPt" }],
    answer: "allowed",
  },
  {
    rule: "a wildcard in an action matches any characters",
    page: ACTION,
    policy: [{ ...TO_ANN, Action: "kms:GenerateDataKey*" }],
    request: { action: "kms:GenerateDataKeyWithoutPlaintext" },
    answer: "allowed",
  },
  {
    rule: "an action without wildcard is that one action",
    page: ACTION,
    policy: [{ ...TO_ANN, Action: "kms:GenerateDataKey" }],
    request: { action: "kms:GenerateDataKeyWithoutPlaintext" },
    answer: "denied",
  },
  {
    rule: "the permission for ReEncrypt comes in two halves",
    page: PERMISSIONS,
    policy: [{ ...TO_ANN, Action: "kms:ReEncryptFrom" }],
    request: { action: "kms:ReEncryptTo" },
    answer: "denied",
  },
  {
    rule: "NotAction allows everything it does not name",
    page: NOT_ACTION,
    policy: [{ ...TO_ANN, Action: undefined, NotAction: ["kms:Put*", "kms:Schedule*"] }],
    answer: "allowed",
  },
  {
    rule: "NotAction does not allow what it names",
    page: NOT_ACTION,
    policy: [{ ...TO_ANN, Action: undefined, NotAction: ["kms:Put*", "kms:De*"] }],
    answer: "denied",
  },
  {
    rule: "NotAction in a Deny denies everything it does not name",
    page: NOT_ACTION,
    policy: [TO_ANN, { ...DENY, Action: undefined, NotAction: "kms:Encrypt" }],
    answer: "denied",
  },
];

const PRINCIPALS: readonly Row[] = [
  {
    rule: "the wildcard is anyone, and gives a user of the key's account permission by itself",
    page: PRINCIPAL,
    policy: [{ Principal: "*" }],
    answer: "allowed",
  },
  {
    rule: 'Principal {"AWS": "*"} is the same as Principal "*"',
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: "*" } }],
    request: VENDOR_ASKS,
    answer: "allowed",
  },
  {
    rule: "one principal of a list suffices",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: [ADMIN.arn, ANN.arn] } }],
    answer: "allowed",
  },
  {
    rule: "a role as principal allows its sessions",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: ADMIN.arn } }],
    request: { principal: ADMIN_SESSION },
    answer: "allowed",
  },
  {
    rule: "a session as principal allows that session",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: ADMIN_SESSION.arn } }],
    request: { principal: ADMIN_SESSION },
    answer: "allowed",
  },
  {
    rule: "a session as principal does not allow another session of the role",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: ADMIN_SESSION.arn.replace("maria", "john") } }],
    request: { principal: ADMIN_SESSION, ...ALLOWED_BY_IAM },
    answer: "denied",
  },
  {
    rule: "the path is part of the ARN of a user",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: "arn:aws:iam::111122223333:user/team/Ann" } }],
    request: ALLOWED_BY_IAM,
    answer: "denied",
  },
  {
    rule: "a wildcard cannot match a part of a principal's ARN",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: "arn:aws:iam::111122223333:user/*" } }],
    request: ALLOWED_BY_IAM,
    answer: "denied",
  },
  {
    rule: "an AWS service as principal allows no user",
    page: PRINCIPAL,
    policy: [{ Principal: { Service: "logs.eu-west-1.amazonaws.com" } }],
    request: ALLOWED_BY_IAM,
    answer: "denied",
  },
  {
    rule: "the unique id of a deleted user allows no user of its name",
    page: PRINCIPAL,
    policy: [{ Principal: { AWS: "AIDACKCEVSQ6C2EXAMPLE" } }],
    request: ALLOWED_BY_IAM,
    answer: "denied",
  },
  {
    rule: "credentials of another partition do not work in this one",
    page: PARTITIONS,
    policy: [{}],
    request: { ...VENDOR_ASKS, principal: { ...VENDOR, arn: "arn:aws-us-gov:iam::444455556666:role/vendor" } },
    answer: "denied",
  },
  {
    rule: "NotPrincipal with Deny exempts principals that it names with the account",
    page: NOT_PRINCIPAL,
    policy: [TO_ANN, { ...DENY, Principal: undefined, NotPrincipal: { AWS: [ANN.arn, ROOT_ARN] } }],
    answer: "allowed",
  },
  {
    rule: "NotPrincipal with Deny denies everyone else",
    page: NOT_PRINCIPAL,
    policy: [TO_ANN, { ...DENY, Principal: undefined, NotPrincipal: { AWS: [VENDOR.arn, VENDOR_ROOT.arn] } }],
    answer: "denied",
  },
  {
    rule: "NotPrincipal that does not name the account as well may still deny",
    page: NOT_PRINCIPAL,
    policy: [TO_ANN, { ...DENY, Principal: undefined, NotPrincipal: { AWS: ANN.arn } }],
    answer: "unknown",
  },
  {
    rule: "NotPrincipal is not supported with Allow: its effect is unknown",
    page: NOT_PRINCIPAL,
    policy: [{ Principal: undefined, NotPrincipal: { AWS: VENDOR.arn } }],
    answer: "unknown",
  },
];

/** Whether Ann is let in by a statement under a condition. */
function when(
  rule: string,
  page: string,
  condition: NonNullable<Statement["Condition"]>,
  context: KeyRequest["context"],
  answer: Decision["answer"],
  request: Partial<KeyRequest> = {},
): Row {
  return { rule, page, policy: [{ Condition: condition }], request: { context, ...request }, answer };
}

const KMS_KEYS: readonly Row[] = [
  when(
    "kms:CallerAccount restricts anyone to one account",
    CONDITIONS,
    { StringEquals: { "kms:CallerAccount": "444455556666" } },
    {},
    "allowed",
    VENDOR_ASKS,
  ),
  when(
    "kms:CallerAccount keeps other accounts out",
    CONDITIONS,
    { StringEquals: { "kms:CallerAccount": "444455556666" } },
    {},
    "denied",
    ALLOWED_BY_IAM,
  ),
  when(
    "kms:ViaService allows requests through that service",
    CONDITIONS,
    { StringEquals: { "kms:ViaService": ["ec2.eu-west-1.amazonaws.com", "s3.eu-west-1.amazonaws.com"] } },
    { "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
    "allowed",
  ),
  when(
    "kms:ViaService keeps direct requests out",
    CONDITIONS,
    { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } },
    {},
    "denied",
  ),
  when(
    "kms:GrantIsForAWSResource allows services to make grants",
    CONDITIONS,
    { Bool: { "kms:GrantIsForAWSResource": "true" } },
    { "kms:GrantIsForAWSResource": "true" },
    "allowed",
    { action: "kms:CreateGrant" },
  ),
  when(
    "kms:GrantIsForAWSResource keeps people from making grants",
    CONDITIONS,
    { Bool: { "kms:GrantIsForAWSResource": "true" } },
    { "kms:GrantIsForAWSResource": "false" },
    "denied",
    { action: "kms:CreateGrant" },
  ),
  when(
    "kms:GrantIsForAWSResource is in no request to decrypt, so a statement with it never allows that",
    CONDITIONS,
    { Bool: { "kms:GrantIsForAWSResource": "true" } },
    { "kms:GrantIsForAWSResource": "true" },
    "denied",
    { others: "unknown" },
  ),
  when(
    "the encryption context is tested by name and value",
    CONDITIONS,
    { StringEquals: { "kms:EncryptionContext:AppName": "ExampleApp" } },
    { "kms:EncryptionContext:AppName": "ExampleApp" },
    "allowed",
  ),
  when(
    "the value of an encryption context is case-sensitive under StringEquals",
    CONDITIONS,
    { StringEquals: { "kms:EncryptionContext:AppName": "ExampleApp" } },
    { "kms:EncryptionContext:AppName": "exampleapp" },
    "denied",
  ),
  when(
    "the name in kms:EncryptionContext:name is not case-sensitive",
    CONDITIONS,
    { StringEquals: { "kms:EncryptionContext:appname": "ExampleApp" } },
    { "kms:EncryptionContext:AppName": "ExampleApp" },
    "allowed",
  ),
  when(
    "kms:EncryptionContextKeys with ForAnyValue wants one of the names",
    CONDITIONS,
    { "ForAnyValue:StringEquals": { "kms:EncryptionContextKeys": ["AppName", "Department"] } },
    { "kms:EncryptionContextKeys": ["Purpose", "AppName"] },
    "allowed",
  ),
  when(
    "kms:EncryptionContextKeys with ForAllValues wants no other names",
    CONDITIONS,
    { "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": ["AppName", "Department"] } },
    { "kms:EncryptionContextKeys": ["Purpose", "AppName"] },
    "denied",
  ),
  when(
    "kms:RequestAlias allows requests that name the key by that alias",
    CONDITIONS,
    { StringLike: { "kms:RequestAlias": "alias/aura-*" } },
    { "kms:RequestAlias": "alias/aura-production" },
    "allowed",
  ),
  when(
    "kms:RequestAlias is for cryptographic operations, DescribeKey and GetPublicKey only",
    CONDITIONS,
    { StringLike: { "kms:RequestAlias": "alias/aura-*" } },
    { "kms:RequestAlias": "alias/aura-production" },
    "denied",
    { action: "kms:CreateGrant" },
  ),
  when(
    "kms:GrantOperations with ForAllValues limits the operations of a grant",
    CONDITIONS,
    { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Encrypt", "Decrypt"] } },
    { "kms:GrantOperations": ["Decrypt", "CreateGrant"] },
    "denied",
    { action: "kms:CreateGrant" },
  ),
  when(
    "kms:GranteePrincipal limits who a grant is for",
    CONDITIONS,
    { StringEquals: { "kms:GranteePrincipal": "arn:aws:iam::111122223333:role/LimitedAdminRole" } },
    { "kms:GranteePrincipal": "arn:aws:iam::111122223333:role/LimitedAdminRole" },
    "allowed",
    { action: "kms:CreateGrant" },
  ),
  when(
    "kms:BypassPolicyLockoutSafetyCheck can be forbidden",
    CONDITIONS,
    { Bool: { "kms:BypassPolicyLockoutSafetyCheck": "false" } },
    { "kms:BypassPolicyLockoutSafetyCheck": "true" },
    "denied",
    { action: "kms:PutKeyPolicy" },
  ),
  when(
    "kms:ScheduleKeyDeletionPendingWindowInDays can have a lower limit",
    CONDITIONS,
    { NumericGreaterThanEquals: { "kms:ScheduleKeyDeletionPendingWindowInDays": "30" } },
    { "kms:ScheduleKeyDeletionPendingWindowInDays": "7" },
    "denied",
    { action: "kms:ScheduleKeyDeletion" },
  ),
  when(
    "kms:KeyUsage describes the key, whatever the operation",
    CONDITIONS,
    { StringEquals: { "kms:KeyUsage": "ENCRYPT_DECRYPT" } },
    { "kms:KeyUsage": "ENCRYPT_DECRYPT" },
    "allowed",
    { action: "kms:DisableKey" },
  ),
  when(
    "an attestation can be required to decrypt",
    NITRO,
    { StringEqualsIgnoreCase: { "kms:RecipientAttestation:ImageSha384": "9FEDCBA8" } },
    { "kms:RecipientAttestation:ImageSha384": "9fedcba8" },
    "allowed",
  ),
  when(
    "an attestation is in no request to encrypt",
    NITRO,
    { Null: { "kms:RecipientAttestation:PCR3": "false" } },
    { "kms:RecipientAttestation:PCR3": "abc" },
    "denied",
    { action: "kms:Encrypt", others: "unknown" },
  ),
];

const CONDITION_LOGIC: readonly Row[] = [
  when("StringEquals is case-sensitive", OPERATORS, { StringEquals: { "aws:x": "A" } }, { "aws:x": "a" }, "denied"),
  when("StringEquals knows no wildcards", OPERATORS, { StringEquals: { "aws:x": "a*" } }, { "aws:x": "ab" }, "denied"),
  when(
    "StringLike knows wildcards for many and for one",
    OPERATORS,
    { StringLike: { "aws:x": "?b*" } },
    { "aws:x": "abcd" },
    "allowed",
  ),
  when("names of condition keys know no case", OPERATORS, { Null: { "AWS:X": "false" } }, { "aws:x": "a" }, "allowed"),
  when("a positive operator does not match an absent key", OPERATORS, { StringEquals: { "aws:x": "a" } }, {}, "denied"),
  when("a negated operator matches an absent key", OPERATORS, { StringNotEquals: { "aws:x": "a" } }, {}, "allowed"),
  when("IfExists is met by an absent key", OPERATORS, { StringEqualsIfExists: { "aws:x": "a" } }, {}, "allowed"),
  when(
    "IfExists tests a key that is there",
    OPERATORS,
    { StringEqualsIfExists: { "aws:x": "a" } },
    { "aws:x": "b" },
    "denied",
  ),
  when("Null true wants the key absent", OPERATORS, { Null: { "aws:x": "true" } }, { "aws:x": "a" }, "denied"),
  when("Null false wants the key present", OPERATORS, { Null: { "aws:x": "false" } }, {}, "denied"),
  when(
    "numbers are compared as numbers",
    OPERATORS,
    { NumericLessThan: { "aws:x": "9" } },
    { "aws:x": "10" },
    "denied",
  ),
  when(
    "dates are compared as points in time",
    OPERATORS,
    { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
    { "aws:CurrentTime": "2025-12-31T23:59:59Z" },
    "allowed",
  ),
  when(
    "BoolIfExists: requests with long-term credentials do not carry the MFA key",
    GLOBAL_KEYS,
    { BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } },
    {},
    "allowed",
  ),
  when(
    "an address is tested against a range in CIDR notation",
    OPERATORS,
    { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
    { "aws:SourceIp": "203.0.114.1" },
    "denied",
  ),
  when(
    "the six parts of an ARN are tested one by one",
    OPERATORS,
    { ArnLike: { "aws:PrincipalArn": "arn:aws:iam:*user/Ann" } },
    {},
    "denied",
  ),
  when(
    "ArnEquals behaves as ArnLike",
    OPERATORS,
    { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:user/A*" } },
    {},
    "allowed",
  ),
  when("one of many values suffices", LOGIC, { StringEquals: { "aws:x": ["a", "b"] } }, { "aws:x": "b" }, "allowed"),
  when(
    "under a negated operator none of many values may match",
    LOGIC,
    { StringNotEquals: { "aws:x": ["a", "b"] } },
    { "aws:x": "b" },
    "denied",
  ),
  when(
    "all keys of an operator have to hold",
    LOGIC,
    { StringEquals: { "aws:x": "a", "aws:y": "b" } },
    { "aws:x": "a", "aws:y": "c" },
    "denied",
  ),
  when(
    "all operators have to hold",
    LOGIC,
    { StringEquals: { "aws:x": "a" }, Null: { "aws:y": "true" } },
    { "aws:x": "a", "aws:y": "c" },
    "denied",
  ),
  when(
    "ForAllValues is met by a request without the key",
    MULTIVALUED,
    { "ForAllValues:StringEquals": { "aws:TagKeys": "team" } },
    {},
    "allowed",
  ),
  when(
    "ForAnyValue is not met by a request without the key",
    MULTIVALUED,
    { "ForAnyValue:StringEquals": { "aws:TagKeys": "team" } },
    {},
    "denied",
  ),
  when(
    "a key of many values wants a quantifier; without one the outcome is not documented",
    MULTIVALUED,
    { StringEquals: { "aws:TagKeys": "team" } },
    { "aws:TagKeys": ["team", "cost"] },
    "unknown",
  ),
  when(
    "aws:PrincipalOrgID restricts anyone to an organization",
    GLOBAL_KEYS,
    { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } },
    { "aws:PrincipalOrgID": "o-zzzzzzzzzz" },
    "denied",
    VENDOR_ASKS,
  ),
  when(
    "the ARN of a session's principal is that of its role",
    GLOBAL_KEYS,
    { ArnLike: { "aws:PrincipalArn": ADMIN.arn } },
    { "aws:PrincipalArn": ADMIN.arn },
    "allowed",
    { principal: ADMIN_SESSION },
  ),
  when(
    "a variable has a value of the request",
    VARIABLES,
    { StringEquals: { "kms:EncryptionContext:user": "${aws:username}" } },
    { "kms:EncryptionContext:user": "Ann" },
    "allowed",
  ),
  when(
    "a variable can have a default",
    VARIABLES,
    { StringEquals: { "aws:x": "${aws:PrincipalTag/team, 'company-wide'}" } },
    { "aws:x": "company-wide" },
    "allowed",
  ),
  when("${*} is a star", VARIABLES, { StringLike: { "aws:x": "a${*}" } }, { "aws:x": "ab" }, "denied"),
  {
    rule: "without Version 2012-10-17 a variable is a text like any other",
    page: VERSION,
    version: "2008-10-17",
    policy: [{ Condition: { StringEquals: { "aws:x": "${aws:username}" } } }],
    request: { context: { "aws:x": "Ann" } },
    answer: "denied",
  },
];

const NOT_KNOWN: readonly Row[] = [
  {
    rule: "unknown: the account's IAM policies are unknown, and decide",
    page: DEFAULT_POLICY,
    policy: [DELEGATED],
    request: { iam: "unknown" },
    answer: "unknown",
  },
  {
    rule: "unknown: IAM policies of the account can deny principals that the key policy names",
    page: KEY_POLICIES,
    policy: [TO_ANN],
    request: { iam: "unknown" },
    answer: "unknown",
  },
  {
    rule: "cannot: no IAM policy helps principals that the key policy does not allow",
    page: KEY_POLICIES,
    policy: [{ Principal: { AWS: ADMIN.arn } }],
    request: { iam: "unknown", others: "unknown" },
    answer: "denied",
  },
  {
    rule: "cannot: an explicit denial holds whatever else is unknown",
    page: IAM_EVALUATION,
    policy: [TO_ANN, { ...DENY, Action: "kms:Decrypt" }],
    request: { iam: "unknown", others: "unknown" },
    answer: "denied",
  },
  {
    rule: "cannot: nothing unknown makes KMS offer an operation to other accounts",
    page: PERMISSIONS,
    policy: [{}],
    request: { principal: VENDOR, action: "kms:ScheduleKeyDeletion", iam: "unknown", others: "unknown" },
    answer: "denied",
  },
  {
    rule: "can: no IAM policy binds the root user",
    page: ROOT_USER,
    policy: [DELEGATED],
    request: { principal: ROOT, iam: "unknown", others: "unknown", action: "kms:PutKeyPolicy" },
    answer: "allowed",
  },
  {
    rule: "unknown: an Allow under an unknown condition",
    page: CONDITIONS,
    policy: [{ ...TO_ANN, Condition: { StringEquals: { "kms:ViaService": "ec2.eu-west-1.amazonaws.com" } } }],
    request: { others: "unknown" },
    answer: "unknown",
  },
  {
    rule: "unknown: a Deny under an unknown condition",
    page: GLOBAL_KEYS,
    policy: [TO_ANN, { ...DENY, Condition: { StringNotEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }],
    request: { others: "unknown" },
    answer: "unknown",
  },
  {
    rule: "can: an Allow without condition beside one that is not known",
    page: IAM_EVALUATION,
    policy: [{ ...TO_ANN, Condition: { Bool: { "aws:SecureTransport": "true" } } }, TO_ANN],
    request: { others: "unknown" },
    answer: "allowed",
  },
  {
    rule: "can: a Deny that one known key keeps from applying",
    page: LOGIC,
    policy: [
      TO_ANN,
      { ...DENY, Condition: { StringEquals: { "kms:CallerAccount": "444455556666", "aws:SourceVpce": "vpce-1" } } },
    ],
    request: { others: "unknown" },
    answer: "allowed",
  },
  {
    rule: "cannot: an Allow that one known key keeps from applying",
    page: LOGIC,
    policy: [{ Condition: { StringEquals: { "kms:CallerAccount": "444455556666", "aws:SourceVpce": "vpce-1" } } }],
    request: { others: "unknown" },
    answer: "denied",
  },
  {
    rule: "unknown: the ARN of a session does not contain the path of its role",
    page: GLOBAL_KEYS,
    policy: [{ Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ops/*" } } }],
    request: { principal: ADMIN_SESSION },
    answer: "unknown",
  },
  {
    rule: "unknown: an operator that IAM does not have",
    page: OPERATORS,
    policy: [TO_ANN, { ...DENY, Condition: { StringEqual: { "kms:CallerAccount": ACCOUNT } } }],
    answer: "unknown",
  },
];

/** Decisions with the rule that each comes from. */
export const ROWS: readonly Row[] = [
  ...[...AUTHORIZATION, ...ACROSS_ACCOUNTS, ...PARTS],
  ...[...PRINCIPALS, ...KMS_KEYS, ...CONDITION_LOGIC, ...NOT_KNOWN],
];

/** The policy and the request of a row, completed. */
export function complete({ policy, version = "2012-10-17", request }: Row): [PolicyDocument, KeyRequest] {
  const whole = policy.map((statement): Statement => ({
    Effect: "Allow",
    Principal: "*",
    Action: "kms:*",
    Resource: "*",
    ...statement,
  }));
  return [
    { Version: version, Statement: whole },
    {
      ...{ action: "kms:Decrypt", principal: ANN, keyArn: KEY_ARN, keyAccountId: ACCOUNT, context: {} },
      ...{ iam: "allow nothing", ...request },
    },
  ];
}
