import type { KeyPolicyStatement } from "../policy/document";

/** One principal, or several. */
type OneOrMore = string | readonly string[];

/** The accounts that `KeyStatements.denyOutsideOrganization` does not deny anything. */
interface ExceptedAccounts {
  /** The account of the key. */
  readonly accountId: string;
  /** The account of Aura, as the Aura Console shows it in the statement. */
  readonly auraAccountId: string;
  /** Others outside the organization. @default - none */
  readonly otherAccountIds?: readonly string[];
}

/**
 * Statements that owners often add to the policy of a key, for `keyStatements`. Each is plain data, which can be changed with a
 * spread: `{ ...KeyStatements.keyUser(role), Sid: "Backup" }`. Two statements of one kind need different Sids.
 * @example
 * new AuraKmsKey(stack, "orders", {
 *   accountId: "111122223333",
 *   auraAccountId: "999988887777",
 *   keyStatements: [
 *     KeyStatements.auditor("arn:aws:iam::111122223333:role/auditor"),
 *     KeyStatements.denyOutsideOrganization("o-a1b2c3d4e5", {
 *       accountId: "111122223333",
 *       auraAccountId: "999988887777",
 *     }),
 *   ],
 * });
 */
export const KeyStatements = {
  /**
   * Allows roles or users to read the configuration of the key: its state, policy, grants, rotation, tags and last use. They
   * cannot use the key, nor change it.
   * @param principals ARNs of roles or users
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
   */
  auditor(principals: OneOrMore): KeyPolicyStatement {
    return {
      Sid: "Allow auditors to read the configuration of the key",
      Effect: "Allow",
      Principal: { AWS: principals },
      Action: [
        ...["kms:DescribeKey", "kms:GetKeyLastUsage", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants"],
        ...["kms:ListKeyPolicies", "kms:ListKeyRotations", "kms:ListResourceTags"],
      ],
      Resource: "*",
    };
  },

  /**
   * Allows roles or users to encrypt and decrypt with the key: what the AWS console gives a key user, without grants.
   *
   * IMPORTANT: whoever can use the key can decrypt what was encrypted with it, if they get hold of it.
   * @param principals ARNs of roles or users; those of another account also need its IAM policies
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-users-crypto
   */
  keyUser(principals: OneOrMore): KeyPolicyStatement {
    return {
      Sid: "Allow use of the key",
      Effect: "Allow",
      Principal: { AWS: principals },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      Resource: "*",
    };
  },

  /**
   * Allows an AWS service to encrypt and decrypt with the key, on behalf of one account only (`aws:SourceAccount`): else
   * another customer of the service could make it use the key.
   * @param service such as `cloudtrail.amazonaws.com`
   * @param options the account, 12 digits: in most cases the one that owns the key
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
   */
  service(service: string, options: { readonly accountId: string }): KeyPolicyStatement {
    return {
      Sid: `Allow ${service} on behalf of account ${options.accountId}`,
      Effect: "Allow",
      Principal: { Service: service },
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": options.accountId } },
    };
  },

  /**
   * Denies everything to principals outside an organization, except those of some accounts and AWS services.
   *
   * The account of the key is excepted, because a mistake in the id would lock it out, and the account of Aura, because its
   * instances would stop.
   * @param organizationId such as `o-a1b2c3d4e5`
   * @param except account ids, 12 digits each
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
   */
  denyOutsideOrganization(organizationId: string, except: ExceptedAccounts): KeyPolicyStatement {
    const { accountId, auraAccountId, otherAccountIds = [] } = except;
    return {
      Sid: "Deny everything outside the organization",
      Effect: "Deny",
      Principal: { AWS: "*" },
      Action: "kms:*",
      Resource: "*",
      Condition: {
        Bool: { "aws:PrincipalIsAWSService": "false" },
        StringNotEquals: {
          "aws:PrincipalAccount": [accountId, auraAccountId, ...otherAccountIds],
          "aws:PrincipalOrgID": organizationId,
        },
      },
    };
  },
};
