import type { Statement } from "../../policy/document";
import type { Project } from "./options";

/** What Aura does with a customer's key. */
const ACTIONS = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncrypt*",
  "kms:GenerateDataKey*",
  "kms:DescribeKey",
  "kms:CreateGrant",
  "kms:ListGrants",
  "kms:RevokeGrant",
];

/** The same, as the calls that Aura really makes: a wildcard can be granted, but not called. */
export const AURA_CALLS: readonly string[] = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyPair",
  "kms:GenerateDataKeyPairWithoutPlaintext",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:DescribeKey",
  "kms:CreateGrant",
  "kms:ListGrants",
  "kms:RevokeGrant",
];

/**
 * The statement that the Console shows for a record of this project, in the shape of the one public example: any
 * principal, narrowed to Aura's AWS account.
 * @param project the project of the record
 */
export function statementFor(project: Project): Statement {
  return {
    Sid: "Allow access for Neo4j",
    Effect: "Allow",
    Principal: { AWS: "*" },
    Action: ACTIONS,
    Resource: "*",
    Condition: { StringEquals: { "kms:CallerAccount": project.awsAccountId } },
  };
}

/** The principal that uses the keys of a project. */
export function auraPrincipal(project: Project): { readonly arn: string; readonly accountId: string } {
  const accountId = project.awsAccountId;
  return { arn: `arn:aws:iam::${accountId}:role/neo4j-aura-${project.id}`, accountId };
}
