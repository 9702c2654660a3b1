import type { ResourceSchema } from "../../../terraform/configuration/as-plan";

const MEMBER: ResourceSchema = { computed: ["id", "etag"], optional: ["condition"] };

/** The attributes that the reader asks for, by type of resource. */
export const GOOGLE_SCHEMAS: Readonly<Record<string, ResourceSchema>> = {
  google_kms_key_ring: { computed: ["id", "project"], optional: [] },
  google_kms_crypto_key: {
    computed: [
      ...["id", "primary", "version_template", "destroy_scheduled_duration", "import_only", "crypto_key_backend"],
      ...["effective_labels", "terraform_labels"],
    ],
    optional: ["rotation_period", "skip_initial_version_creation", "labels", "deletion_policy"],
    defaults: { purpose: "ENCRYPT_DECRYPT" },
  },
  google_kms_crypto_key_version: { computed: ["id", "name", "state"], optional: [] },
  google_kms_crypto_key_iam_member: MEMBER,
  google_kms_crypto_key_iam_binding: MEMBER,
  google_kms_crypto_key_iam_policy: { computed: ["id", "etag"], optional: [] },
  google_kms_key_ring_iam_member: MEMBER,
  google_kms_key_ring_iam_binding: MEMBER,
  google_kms_key_ring_iam_policy: { computed: ["id", "etag"], optional: [] },
};
