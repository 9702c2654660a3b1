import type { Decision, KeyRequest } from "../../../policy/evaluate/evaluate";
import type { PolicyDocument, Statement } from "../../../policy/document";
import { ACCOUNT, KEY_ARN } from "../../support/samples";
import type { Simulated } from "../../../bench/iam-simulate";

/** A difference between the simulator and KMS, or its documentation. */
export interface Divergence {
  readonly what: string;
  /** Why our answer is right, or why it is unknown. */
  readonly reason: string;
  readonly policy: PolicyDocument;
  readonly request: KeyRequest;
  readonly ours: Decision["answer"];
  readonly theirs: Simulated["answer"];
}

const USER = { arn: "arn:aws:iam::111122223333:user/Ann", accountId: ACCOUNT };
const ROOT = { arn: "arn:aws:iam::111122223333:root", accountId: ACCOUNT };
const ROLE_ELSEWHERE = { arn: "arn:aws:iam::444455556666:role/data", accountId: "444455556666" };
const ROLE_IN_CHINA = { arn: "arn:aws-cn:iam::444455556666:role/data", accountId: "444455556666" };

function policy(...statements: Partial<Statement>[]): PolicyDocument {
  const whole = statements.map((statement): Statement => ({
    Effect: "Allow",
    Principal: "*",
    Action: "kms:*",
    Resource: "*",
    ...statement,
  }));
  return {
    Version: "2012-10-17",
    // An element that is undefined is none; the simulator's parser does not take it for that.
    Statement: JSON.parse(JSON.stringify(whole)) as Statement[],
  };
}

function request(element: Partial<KeyRequest> = {}): KeyRequest {
  const common = { action: "kms:Decrypt", principal: USER, keyArn: KEY_ARN, keyAccountId: ACCOUNT };
  return { ...common, context: {}, ...element };
}

const older = (value: string): { policy: PolicyDocument; request: KeyRequest } => ({
  policy: {
    ...policy({ Condition: { StringEquals: { "kms:ViaService": "${aws:username}" } } }),
    Version: "2008-10-17",
  },
  request: request({ context: { "kms:ViaService": value, "aws:username": "Ann" } }),
});

/** Each of them is asserted, so that a change of the simulator is noticed. */
export const DIVERGENCES: readonly Divergence[] = [
  {
    what: "an Allow without Resource allows",
    reason: "PutKeyPolicy's page: without Action or Resource a statement has no effect",
    policy: policy({ Resource: undefined }),
    request: request(),
    ours: "denied",
    theirs: "allowed",
  },
  {
    what: "a Deny without Resource denies",
    reason: "PutKeyPolicy's page: without Action or Resource a statement has no effect",
    policy: policy({}, { Effect: "Deny", Resource: undefined }),
    request: request(),
    ours: "allowed",
    theirs: "denied",
  },
  {
    what: "a statement without Action makes the policy unusable",
    reason: "PutKeyPolicy's page: it is accepted and has no effect, so the other statements hold",
    policy: policy({}, { Effect: "Deny", Action: undefined }),
    request: request(),
    ours: "allowed",
    theirs: "refused",
  },
  {
    what: "an account of another partition is taken for one of the same number",
    reason: "a partition has accounts of its own",
    policy: policy({ Principal: { AWS: "arn:aws-cn:iam::444455556666:root" } }),
    request: request({ principal: ROLE_ELSEWHERE }),
    ours: "denied",
    theirs: "allowed",
  },
  {
    what: "a caller of another partition is allowed",
    reason: "credentials of one partition are not valid in another",
    policy: policy({}),
    request: request({ principal: ROLE_IN_CHINA }),
    ours: "denied",
    theirs: "allowed",
  },
  {
    what: "an operation that KMS keeps for the key's account is allowed from another",
    reason: "the reference of the API says of each operation whether it works across accounts",
    policy: policy({}),
    request: request({ principal: ROLE_ELSEWHERE, action: "kms:PutKeyPolicy" }),
    ours: "denied",
    theirs: "allowed",
  },
  {
    what: "the root user needs an IAM policy",
    reason: "no IAM policy can be attached to a root user, and the account statement allows it",
    policy: policy({ Principal: { AWS: ACCOUNT } }),
    request: request({ principal: ROOT, iam: "allow nothing" }),
    ours: "allowed",
    theirs: "denied",
  },
  {
    what: "an IAM policy can deny the root user",
    reason: "no IAM policy can be attached to a root user",
    policy: policy({ Principal: { AWS: ACCOUNT } }),
    request: request({
      principal: ROOT,
      iam: [{ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] }],
    }),
    ours: "allowed",
    theirs: "denied",
  },
  {
    what: "a key policy allows a grant to be retired",
    reason: "kms:RetireGrant is without effect in a key policy: the grant says who may retire it",
    policy: policy({}),
    request: request({ action: "kms:RetireGrant" }),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "a Deny with a misspelt operator does not deny the request",
    reason: "KMS would not have accepted the policy, so it is unknown",
    policy: policy({}, { Effect: "Deny", Condition: { StringEqual: { "kms:ViaService": "a" } } }),
    request: request({ context: { "kms:ViaService": "a" } }),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "a Deny whose value is not a number does not deny the request",
    reason: "IAM's documents do not say what such a comparison gives",
    policy: policy({}, { Effect: "Deny", Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "many" } } }),
    request: request({ context: { "aws:MultiFactorAuthAge": "10" } }),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "a Deny with a variable that has no value does not deny the request",
    reason: "IAM's documents do not say it for every operator",
    policy: policy({}, { Effect: "Deny", Condition: { StringNotEquals: { "kms:ViaService": "${aws:x}" } } }),
    request: request({ context: { "kms:ViaService": "a" } }),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "NotPrincipal exempts a caller when it names the caller but not its account",
    reason: "IAM's page on NotPrincipal wants the account named too, since the Deny may hold for it",
    policy: policy({}, { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: USER.arn } }),
    request: request(),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "NotPrincipal in an Allow allows everyone else",
    reason: "IAM's page on NotPrincipal does not support it with Allow",
    policy: policy({ Principal: undefined, NotPrincipal: { AWS: ROLE_ELSEWHERE.arn } }),
    request: request(),
    ours: "unknown",
    theirs: "allowed",
  },
  {
    what: "a star at the end of a segment does not reach over a colon",
    reason: "IAM's page on Resource says that it can",
    policy: policy({ Resource: "arn:aws:kms:*:key/1234abcd-12ab-34cd-56ef-1234567890ab" }),
    request: request(),
    ours: "allowed",
    theirs: "denied",
  },
  {
    what: "a variable of the older version of the language is replaced",
    reason: "IAM's page on Version: without 2012-10-17, ${...} is taken literally",
    ...older("Ann"),
    ours: "denied",
    theirs: "allowed",
  },
  {
    what: "a variable of the older version of the language is not compared literally",
    reason: "IAM's page on Version: without 2012-10-17, ${...} is taken literally",
    ...older("${aws:username}"),
    ours: "allowed",
    theirs: "denied",
  },
  {
    what: "the keys of the encryption context are taken for absent",
    reason: "KMS's page on its condition keys: requests to encrypt and decrypt carry kms:EncryptionContext:<name>",
    policy: policy({ Condition: { StringEquals: { "kms:EncryptionContext:app": "a" } } }),
    request: request({ context: { "kms:EncryptionContext:app": "a" } }),
    ours: "allowed",
    theirs: "denied",
  },
  ...Object.entries({
    "kms:CallerAccount": "111122223333",
    "aws:PrincipalAccount": "111122223333",
    "aws:PrincipalArn": USER.arn,
    "aws:ResourceAccount": "111122223333",
    "aws:RequestedRegion": "eu-west-1",
    "aws:username": "Ann",
  }).map(([key, value]): Divergence => ({
    what: `${key} is absent unless it is given`,
    reason: "it follows from the caller, or from the key",
    policy: policy({ Condition: { StringEquals: { [key]: value } } }),
    request: request(),
    ours: "allowed",
    theirs: "denied",
  })),
];
