import { DELETION_WINDOW_IN_DAYS } from "../../model/limits";
import type { AttributeType, Block, NestedBlock } from "../../provider/plugin";
import { OTHER_SCHEMAS } from "./other-schemas";
import {
  STRINGS,
  SET,
  LIST,
  optional,
  computed,
  either,
  fixed,
  always,
  byDefault,
  id,
  region,
  tags,
  requiredText,
  optionals,
  computeds,
} from "./schema-parts";

/*
 * What hashicorp/aws 6.25 declares, as data: the names, types and flags that its documentation and the prebuilt bindings
 * give. A test compares the names with the bindings.
 */

const bypass = byDefault("bool", false);

const externalKey = {
  arn: always(computed("string")),
  bypass_policy_lockout_safety_check: bypass,
  deletion_window_in_days: byDefault("number", DELETION_WINDOW_IN_DAYS.default),
  description: optional("string"),
  enabled: either("bool"),
  expiration_model: computed("string"),
  id,
  key_material_base64: fixed({ ...optional("string"), sensitive: true }),
  key_state: computed("string"),
  policy: either("string"),
  region,
  ...tags,
  valid_to: optional("string"),
};

/** The resources by their type. */
export const RESOURCE_SCHEMAS = {
  ...OTHER_SCHEMAS,
  aws_kms_key: {
    attributes: {
      arn: always(computed("string")),
      bypass_policy_lockout_safety_check: bypass,
      custom_key_store_id: fixed(optional("string")),
      customer_master_key_spec: fixed(byDefault("string", "SYMMETRIC_DEFAULT")),
      deletion_window_in_days: optional("number"),
      description: either("string"),
      enable_key_rotation: byDefault("bool", false),
      id,
      is_enabled: byDefault("bool", true),
      key_id: always(computed("string")),
      key_usage: fixed(byDefault("string", "ENCRYPT_DECRYPT")),
      multi_region: fixed(either("bool")),
      policy: either("string"),
      region,
      rotation_period_in_days: either("number"),
      ...tags,
      xks_key_id: fixed(optional("string")),
    },
    blocks: { timeouts: { nesting: "single", block: { attributes: { create: optional("string") } } } },
  },
  aws_kms_replica_key: {
    attributes: {
      arn: always(computed("string")),
      bypass_policy_lockout_safety_check: bypass,
      deletion_window_in_days: byDefault("number", DELETION_WINDOW_IN_DAYS.default),
      description: optional("string"),
      enabled: byDefault("bool", true),
      id,
      key_id: always(computed("string")),
      key_rotation_enabled: computed("bool"),
      key_spec: computed("string"),
      key_usage: computed("string"),
      policy: either("string"),
      primary_key_arn: fixed({ type: "string", required: true }),
      region,
      ...tags,
    },
  },
  aws_kms_external_key: {
    attributes: {
      ...externalKey,
      key_spec: fixed(either("string")),
      key_usage: fixed(either("string")),
      multi_region: fixed(either("bool")),
    },
  },
  aws_kms_replica_external_key: {
    attributes: {
      ...externalKey,
      key_id: always(computed("string")),
      key_usage: computed("string"),
      primary_key_arn: fixed({ type: "string", required: true }),
    },
  },
  aws_kms_grant: {
    attributes: {
      grant_creation_tokens: fixed(optional(SET)),
      grant_id: always(computed("string")),
      grant_token: { ...computed("string"), sensitive: true },
      grantee_principal: fixed(requiredText),
      id,
      key_id: fixed(requiredText),
      name: fixed(optional("string")),
      operations: fixed({ type: SET, required: true }),
      region,
      retire_on_delete: fixed(byDefault("bool", false)),
      retiring_principal: fixed(optional("string")),
    },
    blocks: {
      constraints: {
        nesting: "set",
        block: { attributes: optionals(STRINGS, ["encryption_context_equals", "encryption_context_subset"]) },
      },
    },
  },
  aws_kms_key_policy: {
    attributes: {
      bypass_policy_lockout_safety_check: bypass,
      id,
      key_id: { type: "string", required: true },
      policy: { type: "string", required: true },
      region,
    },
  },
  aws_kms_alias: {
    attributes: {
      arn: always(computed("string")),
      id,
      name: always(fixed(either("string"))),
      name_prefix: fixed(either("string")),
      region,
      target_key_arn: always(computed("string")),
      target_key_id: { type: "string", required: true },
    },
  },
} as const satisfies Readonly<Record<string, Block>>;

const KEY_PLACE: AttributeType = ["object", { arn: "string", region: "string" }];
const principals: NestedBlock = {
  nesting: "set",
  block: { attributes: { identifiers: { type: SET, required: true }, type: requiredText } },
};

/** The data sources by their type. */
export const DATA_SOURCE_SCHEMAS = {
  aws_kms_key: {
    attributes: {
      ...computeds("string", [
        ...["arn", "aws_account_id", "cloud_hsm_cluster_id", "creation_date", "custom_key_store_id"],
        ...["customer_master_key_spec", "deletion_date", "description", "expiration_model", "key_manager", "key_spec"],
        ...["key_state", "key_usage", "origin", "valid_to"],
      ]),
      ...computeds("bool", ["enabled", "multi_region"]),
      grant_tokens: optional(LIST),
      id,
      key_id: requiredText,
      multi_region_configuration: computed([
        "list",
        [
          "object",
          { multi_region_key_type: "string", primary_key: ["list", KEY_PLACE], replica_keys: ["list", KEY_PLACE] },
        ],
      ]),
      pending_deletion_window_in_days: computed("number"),
      region: either("string"),
      xks_key_configuration: computed(["list", ["object", { id: "string" }]]),
    },
  },
  aws_kms_alias: {
    attributes: {
      ...computeds("string", ["arn", "target_key_arn", "target_key_id"]),
      id,
      name: requiredText,
      region: either("string"),
    },
  },
  aws_iam_policy_document: {
    attributes: {
      id,
      json: computed("string"),
      minified_json: computed("string"),
      ...optionals("string", ["override_json", "policy_id", "source_json", "version"]),
      ...optionals(LIST, ["override_policy_documents", "source_policy_documents"]),
    },
    blocks: {
      statement: {
        nesting: "list",
        block: {
          attributes: {
            ...optionals(SET, ["actions", "not_actions", "resources", "not_resources"]),
            ...optionals("string", ["effect", "sid"]),
          },
          blocks: {
            condition: {
              nesting: "set",
              block: {
                attributes: { test: requiredText, values: { type: LIST, required: true }, variable: requiredText },
              },
            },
            principals,
            not_principals: principals,
          },
        },
      },
    },
  },
  aws_caller_identity: {
    attributes: { account_id: computed("string"), arn: computed("string"), id, user_id: computed("string") },
  },
  aws_partition: {
    attributes: {
      dns_suffix: computed("string"),
      id,
      partition: computed("string"),
      reverse_dns_prefix: computed("string"),
    },
  },
  aws_region: {
    attributes: {
      description: computed("string"),
      endpoint: either("string"),
      id,
      name: either("string"),
      region: either("string"),
    },
  },
} as const satisfies Readonly<Record<string, Block>>;

/** The provider block. Of the 300 services that have an endpoint of their own, only those that a key's stack may set. */
export const PROVIDER_SCHEMA: Block = {
  attributes: {
    ...optionals("string", [
      ...["access_key", "custom_ca_bundle", "ec2_metadata_service_endpoint", "ec2_metadata_service_endpoint_mode"],
      ...["http_proxy", "https_proxy", "no_proxy", "profile", "region", "retry_mode", "s3_us_east_1_regional_endpoint"],
      ...["secret_key", "skip_metadata_api_check", "sts_region", "tag_policy_compliance", "token"],
    ]),
    ...optionals("bool", [
      ...["insecure", "s3_use_path_style", "skip_credentials_validation", "skip_region_validation"],
      ...["skip_requesting_account_id", "use_dualstack_endpoint", "use_fips_endpoint"],
    ]),
    ...optionals("number", ["max_retries", "token_bucket_rate_limiter_capacity"]),
    ...optionals(SET, ["allowed_account_ids", "forbidden_account_ids"]),
    ...optionals(LIST, ["shared_config_files", "shared_credentials_files"]),
  },
  blocks: {
    assume_role: {
      nesting: "list",
      block: {
        attributes: {
          ...optionals("string", ["duration", "external_id", "policy", "role_arn", "session_name", "source_identity"]),
          ...optionals(SET, ["policy_arns", "transitive_tag_keys"]),
          tags: optional(STRINGS),
        },
      },
    },
    assume_role_with_web_identity: {
      nesting: "list",
      maxItems: 1,
      block: {
        attributes: {
          ...optionals("string", ["duration", "policy", "role_arn", "session_name"]),
          ...optionals("string", ["web_identity_token", "web_identity_token_file"]),
          policy_arns: optional(SET),
        },
      },
    },
    default_tags: { nesting: "list", maxItems: 1, block: { attributes: { tags: optional(STRINGS) } } },
    endpoints: {
      nesting: "set",
      block: { attributes: optionals("string", ["events", "iam", "kms", "secretsmanager", "sns", "sts"]) },
    },
    ignore_tags: {
      nesting: "list",
      maxItems: 1,
      block: { attributes: { key_prefixes: optional(SET), keys: optional(SET) } },
    },
  },
};

/** What a module may say about itself. */
export const META_SCHEMA: Block = { attributes: { user_agent: optional(LIST) } };
