import type { AttributeType, Block } from "../../../provider/plugin";
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

/* What hashicorp/azuread 3.7 declares, as data; a test compares the names with the bindings. */

const APP_ROLES: AttributeType = [
  "list",
  [
    "object",
    {
      ...{ allowed_member_types: LIST, description: "string", display_name: "string", enabled: "bool", id: "string" },
      value: "string",
    },
  ],
];
const SCOPES: AttributeType = [
  "list",
  [
    "object",
    {
      ...{ admin_consent_description: "string", admin_consent_display_name: "string", enabled: "bool", id: "string" },
      ...{ type: "string", user_consent_description: "string", user_consent_display_name: "string", value: "string" },
    },
  ],
];
const flags = (...names: readonly string[]): AttributeType => [
  "list",
  ["object", Object.fromEntries(names.map((name) => [name, "bool"]))],
];
const FEATURES = ["custom_single_sign_on_app", "enterprise_application", "gallery_application", "visible_to_users"];
const FEATURE_TAGS = ["custom_single_sign_on", "enterprise", "gallery", "hide"];

/** What a resource and a data source have in common: what belongs to the application. */
const ofApplication = {
  app_role_ids: computed(STRINGS),
  app_roles: computed(APP_ROLES),
  ...computeds("string", [
    ...["application_tenant_id", "display_name", "homepage_url", "logout_url", "saml_metadata_url"],
    ...["sign_in_audience", "type"],
  ]),
  oauth2_permission_scope_ids: computed(STRINGS),
  oauth2_permission_scopes: computed(SCOPES),
  ...computeds(LIST, ["redirect_uris", "service_principal_names"]),
};

/** The resources by their type. */
export const RESOURCE_SCHEMAS = {
  azuread_service_principal: {
    attributes: {
      account_enabled: byDefault("bool", true),
      ...optionals(SET, ["alternative_names", "notification_email_addresses", "owners"]),
      ...optionals("bool", ["app_role_assignment_required", "use_existing"]),
      client_id: fixed(requiredText),
      ...optionals("string", ["description", "login_url", "notes", "preferred_single_sign_on_mode"]),
      id,
      ...ofApplication,
      object_id: always(computed("string")),
      tags: either(SET),
    },
    blocks: {
      feature_tags: { nesting: "list", block: { attributes: optionals("bool", FEATURE_TAGS) } },
      features: { nesting: "list", block: { attributes: optionals("bool", FEATURES) } },
      saml_single_sign_on: {
        nesting: "list",
        maxItems: 1,
        block: { attributes: { relay_state: optional("string") } },
      },
      timeouts: {
        nesting: "single",
        block: { attributes: optionals("string", ["create", "delete", "read", "update"]) },
      },
    },
  },
} satisfies Readonly<Record<string, Block>>;

/** The data sources by their type. */
export const DATA_SOURCE_SCHEMAS = {
  azuread_service_principal: {
    attributes: {
      ...ofApplication,
      ...computeds("bool", ["account_enabled", "app_role_assignment_required"]),
      ...computeds(LIST, ["alternative_names", "notification_email_addresses", "tags"]),
      client_id: either("string"),
      ...computeds("string", ["description", "login_url", "notes", "preferred_single_sign_on_mode"]),
      display_name: either("string"),
      feature_tags: computed(flags(...FEATURE_TAGS)),
      features: computed(flags(...FEATURES)),
      id,
      object_id: either("string"),
      saml_single_sign_on: computed(["list", ["object", { relay_state: "string" }]]),
    },
    blocks: { timeouts: { nesting: "single", block: { attributes: optionals("string", ["read"]) } } },
  },
} satisfies Readonly<Record<string, Block>>;

/** The provider block. */
export const PROVIDER_SCHEMA: Block = {
  attributes: {
    ...optionals("string", [
      ...["ado_pipeline_service_connection_id", "client_certificate", "client_certificate_password"],
      ...["client_certificate_path", "client_id", "client_id_file_path", "client_secret", "client_secret_file_path"],
      ...["environment", "metadata_host", "msi_endpoint", "oidc_request_token", "oidc_request_url", "oidc_token"],
      ...["oidc_token_file_path", "partner_id", "tenant_id"],
    ]),
    ...optionals("bool", [
      ...["disable_terraform_partner_id", "use_aks_workload_identity", "use_cli", "use_msi", "use_oidc"],
    ]),
  },
};
