/* What many tests are about: one key of one account, and the statements in its policy. No imports, so that every test can afford it. */

export const ACCOUNT = "111122223333";
/** The account that Aura's statement names. */
export const AURA_ACCOUNT = "444455556666";
export const PROJECT = "6981ace7-efe5-4f5c-b7c5-267b5162ce91";
export const KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
export const KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
export const MRK_ID = "mrk-1234abcd12ab34cd56ef1234567890ab";
export const RECORD_ID = "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f";

/** A statement of the shape that the Aura Console generates: its one public example, with an account in it. */
export const STATEMENT = {
  Sid: "Allow access for Neo4j",
  Effect: "Allow",
  Principal: { AWS: "*" },
  Action: [
    ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
    ...["kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
  ],
  Resource: "*",
  Condition: { StringEquals: { "kms:CallerAccount": AURA_ACCOUNT } },
} as const;

/** The account's own statement, as KMS and we put it first in the policy of a key. */
export const OWN_STATEMENT = {
  Sid: "Enable IAM User Permissions",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
} as const;
