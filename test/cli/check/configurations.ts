const OWN = {
  Sid: "Account",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::111122223333:root" },
  Action: "kms:*",
  Resource: "*",
};
const AURA = {
  Sid: "Allow access for Neo4j",
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::999988887777:root" },
  Action: [
    ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
    ...["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
  ],
  Resource: "*",
};

/** An Aura project. */
export const PROJECT = "6981ace7-efe5-4f5c-b7c5-267b5162ce91";

/** The arguments of a customer managed key. */
export const RECORD = {
  project_id: PROJECT,
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  instance_type: "enterprise-db",
  key_id: "${aws_kms_key.orders.arn}",
};

interface Changes {
  readonly key?: object;
  readonly instance?: object;
  /** `terraform_data` by name. */
  readonly metadata?: object;
}

/** A configuration in JSON as people write it: a key in phase 2, its registration, an instance. */
export function configuration({ key, instance, metadata }: Changes = {}) {
  return {
    provider: { aws: [{ region: "eu-west-1", allowed_account_ids: ["111122223333"] }], aura: [{}] },
    resource: {
      aws_kms_key: {
        orders: {
          ...{ description: "Neo4j Aura: orders", enable_key_rotation: true, deletion_window_in_days: 30 },
          policy: JSON.stringify({ Version: "2012-10-17", Statement: [OWN, AURA] }),
          lifecycle: { prevent_destroy: true },
          ...key,
        },
      },
      aura_customer_managed_key: { orders: RECORD },
      aura_instance: {
        orders: {
          ...{ project_id: PROJECT, name: "orders", cloud_provider: "aws", region: "eu-west-1" },
          ...{ type: "enterprise-db", memory: "8GB" },
          customer_managed_key_id: "${aura_customer_managed_key.orders.id}",
          ...instance,
        },
      },
      ...(metadata && { terraform_data: metadata }),
    },
  };
}
