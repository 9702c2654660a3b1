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
 * What hashicorp/azurerm 4.55 declares, as data: the names, types and flags that its documentation, its code and the prebuilt bindings
 * give. A test compares the names with the bindings.
 */

const name = fixed(requiredText);
const timeouts = (...actions: readonly string[]): Readonly<Record<string, NestedBlock>> => ({
  timeouts: { nesting: "single", block: { attributes: optionals("string", actions) } },
});
const ALL = ["create", "delete", "read", "update"];
const NO_UPDATE = ["create", "delete", "read"];
const READ = ["read"];

const POLICY: AttributeType = [
  "list",
  [
    "object",
    {
      ...{ application_id: "string", object_id: "string", tenant_id: "string" },
      ...{ certificate_permissions: LIST, key_permissions: LIST, secret_permissions: LIST, storage_permissions: LIST },
    },
  ],
];
const ACLS: AttributeType = [
  "list",
  ["object", { bypass: "string", default_action: "string", ip_rules: SET, virtual_network_subnet_ids: SET }],
];

/** What a resource and a data source have in common: what the vault says of a key. */
const publicKey = computeds("string", [
  ...["e", "n", "public_key_openssh", "public_key_pem", "resource_id", "resource_versionless_id", "version"],
  ...["versionless_id", "x", "y"],
]);

/** The resources by their type. */
export const RESOURCE_SCHEMAS = {
  azurerm_key_vault: {
    attributes: {
      access_policy: either(POLICY),
      enable_rbac_authorization: { ...either("bool"), deprecated: true },
      ...optionals("bool", [
        "enabled_for_deployment",
        "enabled_for_disk_encryption",
        "enabled_for_template_deployment",
      ]),
      id,
      location: name,
      name,
      public_network_access_enabled: byDefault("bool", true),
      purge_protection_enabled: optional("bool"),
      rbac_authorization_enabled: either("bool"),
      resource_group_name: name,
      sku_name: requiredText,
      soft_delete_retention_days: byDefault("number", 90),
      tags: optional(STRINGS),
      tenant_id: requiredText,
      vault_uri: always(computed("string")),
    },
    blocks: {
      contact: {
        nesting: "set",
        block: { attributes: { email: requiredText, name: optional("string"), phone: optional("string") } },
      },
      network_acls: {
        nesting: "list",
        maxItems: 1,
        block: {
          attributes: {
            ...{ bypass: requiredText, default_action: requiredText },
            ...{ ip_rules: optional(SET), virtual_network_subnet_ids: optional(SET) },
          },
        },
      },
      ...timeouts(...ALL),
    },
  },
  azurerm_key_vault_key: {
    attributes: {
      curve: fixed(either("string")),
      expiration_date: optional("string"),
      id,
      key_opts: { type: LIST, required: true },
      key_size: fixed(optional("number")),
      key_type: name,
      key_vault_id: name,
      name,
      not_before_date: optional("string"),
      tags: optional(STRINGS),
      ...publicKey,
    },
    blocks: {
      rotation_policy: {
        nesting: "list",
        maxItems: 1,
        block: {
          attributes: optionals("string", ["expire_after", "notify_before_expiry"]),
          blocks: {
            automatic: {
              nesting: "list",
              maxItems: 1,
              block: { attributes: optionals("string", ["time_after_creation", "time_before_expiry"]) },
            },
          },
        },
      },
      ...timeouts(...ALL),
    },
  },
  azurerm_management_lock: {
    attributes: { id, lock_level: name, name, notes: fixed(optional("string")), scope: name },
    blocks: timeouts(...NO_UPDATE),
  },
  azurerm_resource_group: {
    attributes: { id, location: name, managed_by: optional("string"), name, tags: optional(STRINGS) },
    blocks: timeouts(...ALL),
  },
  azurerm_role_assignment: {
    attributes: {
      condition: optional("string"),
      condition_version: either("string"),
      delegated_managed_identity_resource_id: fixed(optional("string")),
      description: optional("string"),
      id,
      name: fixed(either("string")),
      principal_id: name,
      principal_type: fixed(either("string")),
      role_definition_id: fixed(either("string")),
      role_definition_name: fixed(either("string")),
      scope: name,
      skip_service_principal_aad_check: either("bool"),
    },
    blocks: timeouts(...NO_UPDATE),
  },
} satisfies Readonly<Record<string, Block>>;

/** The data sources by their type. */
export const DATA_SOURCE_SCHEMAS = {
  azurerm_client_config: {
    attributes: { id, ...computeds("string", ["client_id", "object_id", "subscription_id", "tenant_id"]) },
    blocks: timeouts(...READ),
  },
  azurerm_key_vault: {
    attributes: {
      access_policy: computed(POLICY),
      ...computeds("bool", [
        ...["enable_rbac_authorization", "enabled_for_deployment", "enabled_for_disk_encryption"],
        ...["enabled_for_template_deployment", "public_network_access_enabled", "purge_protection_enabled"],
        "rbac_authorization_enabled",
      ]),
      id,
      ...computeds("string", ["location", "sku_name", "tenant_id", "vault_uri"]),
      name: requiredText,
      network_acls: computed(ACLS),
      resource_group_name: requiredText,
      tags: computed(STRINGS),
    },
    blocks: timeouts(...READ),
  },
  azurerm_key_vault_key: {
    attributes: {
      ...computeds("string", ["curve", "key_type"]),
      id,
      key_opts: computed(LIST),
      key_size: computed("number"),
      key_vault_id: requiredText,
      name: requiredText,
      tags: computed(STRINGS),
      ...publicKey,
    },
    blocks: timeouts(...READ),
  },
  azurerm_resource_group: {
    attributes: { id, ...computeds("string", ["location", "managed_by"]), name: requiredText, tags: computed(STRINGS) },
    blocks: timeouts(...READ),
  },
} satisfies Readonly<Record<string, Block>>;

const list = (block: Block): NestedBlock => ({ nesting: "list", block });

/** The provider block. Of its features, those of key vaults and resource groups are known. */
export const PROVIDER_SCHEMA: Block = {
  attributes: {
    ...optionals("string", [
      ...["ado_pipeline_service_connection_id", "client_certificate", "client_certificate_password"],
      ...["client_certificate_path", "client_id", "client_id_file_path", "client_secret", "client_secret_file_path"],
      ...["environment", "metadata_host", "msi_api_version", "msi_endpoint", "oidc_request_token", "oidc_request_url"],
      ...["oidc_token", "oidc_token_file_path", "partner_id", "resource_provider_registrations", "subscription_id"],
      "tenant_id",
    ]),
    ...optionals("bool", [
      ...["disable_correlation_request_id", "disable_terraform_partner_id", "skip_provider_registration"],
      ...["storage_use_azuread", "use_aks_workload_identity", "use_cli", "use_msi", "use_oidc"],
    ]),
    ...optionals(LIST, ["auxiliary_tenant_ids", "resource_providers_to_register"]),
  },
  blocks: {
    features: list({
      attributes: {},
      blocks: {
        key_vault: list({
          attributes: optionals("bool", [
            ...["purge_soft_delete_on_destroy", "purge_soft_deleted_certificates_on_destroy"],
            "purge_soft_deleted_hardware_security_module_keys_on_destroy",
            "purge_soft_deleted_hardware_security_modules_on_destroy",
            ...["purge_soft_deleted_keys_on_destroy", "purge_soft_deleted_secrets_on_destroy"],
            ...["recover_soft_deleted_certificates", "recover_soft_deleted_hardware_security_module_keys"],
            ...["recover_soft_deleted_key_vaults", "recover_soft_deleted_keys", "recover_soft_deleted_secrets"],
          ]),
        }),
        resource_group: list({ attributes: optionals("bool", ["prevent_deletion_if_contains_resources"]) }),
      },
    }),
  },
};
