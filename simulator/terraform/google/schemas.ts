import type { AttributeType, Block, NestedBlock } from "../../../provider/plugin";
import {
  always,
  byDefault,
  computed,
  computeds,
  either,
  fixed,
  id,
  LIST,
  optional,
  optionals,
  requiredText,
  SET,
  STRINGS,
} from "../schema-parts";

/*
 * What hashicorp/google 6.50 declares, as data: the names, types and flags that its code and the prebuilt bindings give. A test compares
 * the names with the bindings.
 */

/** The times that an operation may take. */
function timeouts(...names: readonly string[]): NestedBlock {
  return { nesting: "single", block: { attributes: optionals("string", names) } };
}

const project = always(fixed(either("string")));
const required = fixed(requiredText);
const list = (members: Readonly<Record<string, AttributeType>>): AttributeType => ["list", ["object", members]];
const PRIMARY = list({ name: "string", state: "string" });
const EXTERNAL = { ekm_connection_key_path: "string", external_key_uri: "string" } as const;

/** The condition of a role; whatever changes in it makes a new object. */
const CONDITION: NestedBlock = {
  nesting: "list",
  maxItems: 1,
  block: { attributes: { description: fixed(optional("string")), expression: required, title: required } },
};

/** What all resources for IAM policies have in common. */
const iam = (parent: string): Block["attributes"] => ({ [parent]: required, etag: always(computed("string")), id });
const iamMember = (parent: string): Block => ({
  attributes: { ...iam(parent), member: required, role: required },
  blocks: { condition: CONDITION },
});
const iamBinding = (parent: string): Block => ({
  attributes: { ...iam(parent), members: { type: SET, required: true }, role: required },
  blocks: { condition: CONDITION },
});
const iamPolicy = (parent: string): Block => ({ attributes: { ...iam(parent), policy_data: requiredText } });

/** The resources by their type. */
export const RESOURCE_SCHEMAS = {
  google_kms_key_ring: {
    attributes: { id, location: required, name: required, project },
    blocks: { timeouts: timeouts("create", "delete") },
  },
  google_kms_crypto_key: {
    attributes: {
      crypto_key_backend: fixed(either("string")),
      destroy_scheduled_duration: fixed(either("string")),
      effective_labels: computed(STRINGS),
      id,
      import_only: fixed(either("bool")),
      key_ring: required,
      labels: optional(STRINGS),
      name: required,
      primary: computed(PRIMARY),
      purpose: fixed(byDefault("string", "ENCRYPT_DECRYPT")),
      rotation_period: optional("string"),
      skip_initial_version_creation: optional("bool"),
      terraform_labels: computed(STRINGS),
    },
    blocks: {
      timeouts: timeouts("create", "delete", "update"),
      version_template: {
        nesting: "list",
        maxItems: 1,
        block: { attributes: { algorithm: requiredText, protection_level: fixed(byDefault("string", "SOFTWARE")) } },
      },
    },
  },
  google_kms_crypto_key_version: {
    attributes: {
      algorithm: computed("string"),
      attestation: computed(
        list({
          cert_chains: list({ cavium_certs: LIST, google_card_certs: LIST, google_partition_certs: LIST }),
          content: "string",
          external_protection_level_options: list(EXTERNAL),
          format: "string",
        }),
      ),
      crypto_key: required,
      generate_time: computed("string"),
      id,
      name: always(computed("string")),
      protection_level: computed("string"),
      state: either("string"),
    },
    blocks: {
      external_protection_level_options: {
        nesting: "list",
        maxItems: 1,
        block: { attributes: optionals("string", Object.keys(EXTERNAL)) },
      },
      timeouts: timeouts("create", "delete", "update"),
    },
  },
  google_kms_crypto_key_iam_binding: iamBinding("crypto_key_id"),
  google_kms_crypto_key_iam_member: iamMember("crypto_key_id"),
  google_kms_crypto_key_iam_policy: iamPolicy("crypto_key_id"),
  google_kms_key_ring_iam_binding: iamBinding("key_ring_id"),
  google_kms_key_ring_iam_member: iamMember("key_ring_id"),
  google_kms_key_ring_iam_policy: iamPolicy("key_ring_id"),
  google_project_iam_binding: iamBinding("project"),
  google_project_iam_member: iamMember("project"),
} as const satisfies Readonly<Record<string, Block>>;

/** The data sources by their type. */
export const DATA_SOURCE_SCHEMAS = {
  google_client_config: {
    attributes: {
      access_token: { ...computed("string"), sensitive: true },
      ...computeds("string", ["id", "project", "region", "zone"]),
      default_labels: computed(STRINGS),
    },
  },
  google_iam_policy: {
    attributes: { id, policy_data: computed("string") },
    blocks: {
      audit_config: {
        nesting: "set",
        block: {
          attributes: { service: requiredText },
          blocks: {
            audit_log_configs: {
              nesting: "set",
              minItems: 1,
              block: { attributes: { exempted_members: optional(SET), log_type: requiredText } },
            },
          },
        },
      },
      binding: {
        nesting: "set",
        block: {
          attributes: { members: { type: SET, required: true }, role: requiredText },
          blocks: { condition: CONDITION },
        },
      },
    },
  },
  google_kms_crypto_key: {
    attributes: {
      ...computeds("string", ["crypto_key_backend", "destroy_scheduled_duration", "purpose", "rotation_period"]),
      ...computeds(STRINGS, ["effective_labels", "labels", "terraform_labels"]),
      ...computeds("bool", ["import_only", "skip_initial_version_creation"]),
      id,
      key_ring: requiredText,
      name: requiredText,
      primary: computed(PRIMARY),
      version_template: computed(list({ algorithm: "string", protection_level: "string" })),
    },
  },
  google_kms_key_ring: {
    attributes: { id, location: requiredText, name: requiredText, project: optional("string") },
  },
  google_project: {
    attributes: {
      auto_create_network: computed("bool"),
      ...computeds("string", ["billing_account", "deletion_policy", "folder_id", "name", "number", "org_id"]),
      ...computeds(STRINGS, ["effective_labels", "labels", "tags", "terraform_labels"]),
      id,
      project_id: optional("string"),
    },
  },
} as const satisfies Readonly<Record<string, Block>>;

/** The services whose address a provider block can set; only that of Cloud KMS is used. */
const SERVICES = [
  ...["access_approval", "access_context_manager", "active_directory", "alloydb", "apigee", "apihub", "apikeys"],
  ...["app_engine", "apphub", "artifact_registry", "assured_workloads", "backup_dr", "beyondcorp", "big_query"],
  ...["biglake", "bigquery_analytics_hub", "bigquery_connection", "bigquery_data_transfer", "bigquery_datapolicy"],
  ...["bigquery_reservation", "bigtable", "billing", "binary_authorization", "blockchain_node_engine"],
  ...["certificate_manager", "chronicle", "cloud_asset", "cloud_billing", "cloud_build", "cloud_functions"],
  ...["cloud_identity", "cloud_ids", "cloud_quotas", "cloud_resource_manager", "cloud_run", "cloud_run_v2"],
  ...["cloud_scheduler", "cloud_tasks", "cloudbuildv2", "clouddeploy", "clouddomains", "cloudfunctions2", "colab"],
  ...["composer", "compute", "contact_center_insights", "container_analysis", "container_attached", "container_aws"],
  ...["container_azure", "container", "core_billing", "data_catalog", "data_fusion", "data_loss_prevention"],
  ...["data_pipeline", "database_migration_service", "dataflow", "dataplex", "dataproc", "dataproc_gdc"],
  ...["dataproc_metastore", "datastream", "deployment_manager", "developer_connect", "dialogflow", "dialogflow_cx"],
  ...["discovery_engine", "dns", "document_ai", "document_ai_warehouse", "edgecontainer", "edgenetwork"],
  ...["essential_contacts", "eventarc", "filestore", "firebase_app_check", "firebase_app_hosting"],
  ...["firebase_data_connect", "firebaserules", "firestore", "gemini", "gke_backup", "gke_hub2", "gke_hub"],
  ...["gkeonprem", "healthcare", "iam2", "iam3", "iam_beta", "iam_credentials", "iam", "iam_workforce_pool", "iap"],
  ...["identity_platform", "integration_connectors", "integrations", "kms", "logging", "looker", "lustre"],
  ...["managed_kafka", "memcache", "memorystore", "migration_center", "ml_engine", "model_armor"],
  ...["model_armor_global", "monitoring", "netapp", "network_connectivity", "network_management"],
  ...["network_security", "network_services", "notebooks", "oracle_database", "org_policy", "os_config"],
  ...["os_config_v2", "os_login", "parallelstore", "parameter_manager", "parameter_manager_regional", "privateca"],
  ...["privileged_access_manager", "public_ca", "pubsub", "pubsub_lite", "recaptcha_enterprise", "redis"],
  ...["resource_manager", "resource_manager_v3", "secret_manager", "secret_manager_regional"],
  ...["secure_source_manager", "security_center", "security_center_management", "security_center_v2"],
  ...["securityposture", "service_management", "service_networking", "service_usage", "site_verification"],
  ...["source_repo", "spanner", "sql", "storage_batch_operations", "storage_control", "storage", "storage_insights"],
  ...["storage_transfer", "tags", "tags_location", "tpu", "transcoder", "vertex_ai", "vmwareengine", "vpc_access"],
  ...["workbench", "workflows"],
];

/** The provider block. */
export const PROVIDER_SCHEMA: Block = {
  attributes: {
    ...optionals("string", [
      ...["billing_project", "credentials", "impersonate_service_account", "project", "region", "request_reason"],
      ...["request_timeout", "terraform_attribution_label_addition_strategy", "universe_domain", "zone"],
      ...SERVICES.map((service) => `${service}_custom_endpoint`),
    ]),
    ...optionals("bool", ["add_terraform_attribution_label", "user_project_override"]),
    ...optionals(LIST, ["impersonate_service_account_delegates", "scopes"]),
    access_token: { ...optional("string"), sensitive: true },
    default_labels: optional(STRINGS),
  },
  blocks: {
    batching: {
      nesting: "list",
      maxItems: 1,
      block: { attributes: { enable_batching: optional("bool"), send_after: optional("string") } },
    },
    external_credentials: {
      nesting: "list",
      maxItems: 1,
      block: {
        attributes: {
          audience: requiredText,
          identity_token: { ...requiredText, sensitive: true },
          service_account_email: requiredText,
        },
      },
    },
  },
};
