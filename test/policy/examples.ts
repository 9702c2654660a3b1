import type { Statement } from "../../policy/document";
import { OWN_STATEMENT, STATEMENT } from "../support/samples";

/** The one public example of Aura's statement, with the account that its author blacked out. */
export const AURA_TEXT = `{
  "Sid": "Allow access for Neo4j",
  "Effect": "Allow",
  "Principal": { "AWS": "*" },
  "Action": [
    "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*",
    "kms:DescribeKey", "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"
  ],
  "Resource": "*",
  "Condition": { "StringEquals": { "kms:CallerAccount": "444455556666" } }
}`;

export const AURA: Statement = STATEMENT;

/** As other vendors hand them out: roles, two statements, one for grants of AWS services only. */
export const ROLES_TEXT = `{
    "Sid" : "Allow the vendor to use the key",
    "Effect" : "Allow",
    "Principal" : { "AWS" : ["arn:aws:iam::444455556666:role/data/one", "arn:aws:iam::444455556666:role/two"] },
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:DescribeKey" ],
    "Resource" : "*"
}, {
    "Sid" : "Allow the vendor to attach persistent resources",
    "Effect" : "Allow",
    "Principal" : { "AWS" : "arn:aws:iam::444455556666:role/two" },
    "Action" : [ "kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant" ],
    "Resource" : "*",
    "Condition" : { "Bool" : { "kms:GrantIsForAWSResource" : "true" } }
}`;

export const OWN: Statement = OWN_STATEMENT;
