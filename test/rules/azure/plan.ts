import { readPlans } from "../../../model/read/read-plans";
import { printReviewMetadata } from "../../../model/review-metadata";
import { reviewPlans } from "../../../review/review";
import type { Review } from "../../../review/types";
import { AURA_APPLICATION, PRINCIPAL_ID, VAULT_ID, VAULT_KEY_ID } from "../../../rules/azure/example";

/* Plans of Azure by hand, in the shapes that the providers write: azurerm 4.55, azuread 3.7. */

export const TENANT = "22222222-0000-4000-8000-000000000002";
const SUBSCRIPTION = "/subscriptions/99999999-0000-4000-8000-000000000001";
const ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/e147488a-f6f5-4113-8e2d-b22465e65bf6`;
const ASSIGNMENT = "77777777-0000-4000-8000-000000000007";

/** The addresses of what every plan has. */
export const VAULT = "azurerm_key_vault.main";
export const KEY = "azurerm_key_vault_key.orders";
export const ROLE_ON_KEY = "azurerm_role_assignment.aura";
export const PRINCIPAL = "azuread_service_principal.aura";
export const LOCK = "azurerm_management_lock.vault";
export const RECORD = "aura_customer_managed_key.orders";
export const INSTANCE = "aura_instance.orders";

type Values = Readonly<Record<string, unknown>>;

/** What there is: everything as Aura needs it, as a state has it after the first refresh. */
export const STATE: Readonly<Record<string, Values>> = {
  [VAULT]: {
    id: VAULT_ID,
    name: "acme-aura",
    location: "westeurope",
    resource_group_name: "aura",
    tenant_id: TENANT,
    sku_name: "standard",
    rbac_authorization_enabled: true,
    enable_rbac_authorization: true,
    purge_protection_enabled: true,
    soft_delete_retention_days: 90,
    enabled_for_disk_encryption: true,
    enabled_for_deployment: false,
    public_network_access_enabled: true,
    network_acls: [{ bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] }],
    access_policy: [],
    vault_uri: "https://acme-aura.vault.azure.net/",
    tags: {},
  },
  [KEY]: {
    id: VAULT_KEY_ID,
    name: "orders",
    key_vault_id: VAULT_ID,
    key_type: "RSA",
    key_size: 3072,
    curve: "",
    key_opts: ["wrapKey", "unwrapKey"],
    expiration_date: "",
    not_before_date: "",
    rotation_policy: [
      {
        automatic: [{ time_after_creation: "P365D", time_before_expiry: "" }],
        expire_after: "",
        notify_before_expiry: "",
      },
    ],
    version: "0123456789abcdef0123456789abcdef",
    versionless_id: "https://acme-aura.vault.azure.net/keys/orders",
    resource_id: `${VAULT_ID}/keys/orders/versions/0123456789abcdef0123456789abcdef`,
    resource_versionless_id: `${VAULT_ID}/keys/orders`,
    n: "one",
    e: "AQAB",
    public_key_pem: "one",
    public_key_openssh: "one",
    tags: {},
  },
  [ROLE_ON_KEY]: {
    id: `${VAULT_ID}/keys/orders/providers/Microsoft.Authorization/roleAssignments/${ASSIGNMENT}`,
    name: ASSIGNMENT,
    scope: `${VAULT_ID}/keys/orders`,
    role_definition_id: ROLE,
    role_definition_name: "Key Vault Crypto Service Encryption User",
    principal_id: PRINCIPAL_ID,
    principal_type: "ServicePrincipal",
    condition: "",
    condition_version: "",
    description: "",
    delegated_managed_identity_resource_id: "",
    skip_service_principal_aad_check: null,
  },
  [PRINCIPAL]: {
    id: `/servicePrincipals/${PRINCIPAL_ID}`,
    client_id: AURA_APPLICATION,
    object_id: PRINCIPAL_ID,
    account_enabled: true,
    use_existing: true,
    display_name: "Neo4j Aura CMK",
  },
  [LOCK]: {
    id: `${VAULT_ID}/providers/Microsoft.Authorization/locks/aura`,
    name: "aura",
    scope: VAULT_ID,
    lock_level: "CanNotDelete",
    notes: "",
  },
  [RECORD]: {
    id: "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f",
    name: "orders",
    project_id: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
    cloud_provider: "azure",
    region: "westeurope",
    instance_type: "enterprise-ds",
    key_id: VAULT_KEY_ID,
    status: "ready",
    created: "2026-01-01T00:00:00Z",
    deletion_protection: true,
  },
  [INSTANCE]: {
    id: "db1d1234",
    name: "orders-prod",
    project_id: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
    cloud_provider: "azure",
    region: "westeurope",
    type: "enterprise-ds",
    version: "5",
    memory: "8GB",
    customer_managed_key_id: "f1c9e0a2-3c1b-4a55-9d2e-0a1b2c3d4e5f",
    source_instance_id: null,
    source_snapshot_id: null,
    status: "running",
    deletion_protection: true,
  },
};

/** What a plan does to a resource. */
export interface Planned {
  /** What changes; null where it goes. @default - nothing */
  readonly after?: Values | null;
  /** @default - what there is; null where it is created */
  readonly before?: Values | null;
  /** @default - by `before` and `after` */
  readonly actions?: readonly string[];
  readonly unknown?: Values;
  readonly replaceBy?: readonly string[];
  readonly reason?: string;
  readonly more?: Values;
}

/** What a plan has beside its changes. */
export interface Beside {
  readonly protectedBefore?: readonly string[];
  readonly protectedAfter?: readonly string[];
  /** The applications that are expected on the key. @default - Aura's, before and after */
  readonly expected?: { readonly before?: readonly string[]; readonly after?: readonly string[] };
  readonly hasMetadata?: boolean;
  readonly drift?: Readonly<Record<string, Planned>>;
  /** Arguments that the configuration sets, by address. */
  readonly configured?: Readonly<Record<string, Values>>;
  /** `features.key_vault` of the provider. */
  readonly features?: Values;
  readonly root?: Values;
}

const METADATA = "terraform_data.AuraCmkReviewMetadata";
const DEFAULT_PROTECTED = [VAULT, KEY, ROLE_ON_KEY, PRINCIPAL];

function entryOf(address: string, planned: Planned = {}): object {
  const [type = "", name = ""] = address
    .replace(/\[.*\]$/, "")
    .split(".")
    .slice(-2);
  const state = STATE[address];
  const before = planned.before === undefined ? (state ?? null) : planned.before && { ...state, ...planned.before };
  const after = planned.after === null ? null : { ...(before ?? state), ...planned.after };
  const changes = planned.after !== undefined || planned.unknown !== undefined;
  const actions = planned.actions ?? [
    before === null ? "create" : after === null ? "delete" : changes ? "update" : "no-op",
  ];
  const unknown = Object.keys(planned.unknown ?? {});
  const kept = after && Object.fromEntries(Object.entries(after).filter(([key]) => planned.unknown?.[key] !== true));
  return {
    ...{ address, mode: "managed", type, name },
    change: {
      ...{ actions, before, after: unknown.length > 0 ? kept : after, after_unknown: planned.unknown ?? {} },
      ...{ before_sensitive: {}, after_sensitive: {} },
      ...(planned.replaceBy && { replace_paths: planned.replaceBy.map((path) => [path]) }),
    },
    ...(planned.reason !== undefined && { action_reason: planned.reason }),
    ...planned.more,
  };
}

const asExpressions = (values: Values): object =>
  Object.fromEntries(
    Object.entries(values).map(([argument, value]) => [
      argument,
      typeof value === "object" && value !== null ? value : { constant_value: value },
    ]),
  );

/** The text of a plan that does something to what there is. */
export function planText(changes: Readonly<Record<string, Planned | undefined>>, beside: Beside = {}): string {
  const { protectedBefore = DEFAULT_PROTECTED, protectedAfter = protectedBefore, expected = {} } = beside;
  const [before = [AURA_APPLICATION], after = before] = [expected.before, expected.after];
  const metadata = (protects: readonly string[], principals: readonly string[]): Values => ({
    input: printReviewMetadata({
      ...{ version: "1", protected: protects, waivers: [] },
      principals: principals.length > 0 ? { [KEY]: principals } : {},
    }),
  });
  const left = Object.entries(changes).flatMap(([address, planned]) => (planned === undefined ? [address] : []));
  const addresses = [...new Set([...Object.keys(STATE), ...Object.keys(changes)])].filter((one) => !left.includes(one));
  const [was, is] = [metadata(protectedBefore, before), metadata(protectedAfter, after)];
  const isSame = JSON.stringify(was) === JSON.stringify(is);
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    complete: true,
    timestamp: "2026-11-29T22:00:00Z",
    resource_changes: [
      ...addresses.map((address) => entryOf(address, changes[address])),
      ...(beside.hasMetadata === false ? [] : [entryOf(METADATA, { before: was, ...(isSame ? {} : { after: is }) })]),
    ],
    ...(beside.drift && {
      resource_drift: Object.entries(beside.drift).map(([address, planned]) => entryOf(address, planned)),
    }),
    configuration: {
      provider_config: {
        azurerm: {
          name: "azurerm",
          full_name: "registry.terraform.io/hashicorp/azurerm",
          expressions: { features: [beside.features ? { key_vault: [asExpressions(beside.features)] } : {}] },
        },
      },
      root_module: {
        resources: addresses
          .filter((address) => changes[address]?.after !== null)
          .map((address) => {
            const [type = "", name = ""] = address.split(".");
            return {
              ...{ address, mode: "managed", type, name },
              provider_config_key: type.startsWith("azurerm") ? "azurerm" : type.split("_")[0],
              expressions: asExpressions(beside.configured?.[address] ?? {}),
            };
          }),
      },
    },
    ...beside.root,
  });
}

/** What the review says of a plan. */
export function reviewOf(changes: Readonly<Record<string, Planned | undefined>>, beside: Beside = {}): Review {
  const result = readPlans([{ name: "plan", text: planText(changes, beside) }]);
  if ("problems" in result) throw new Error(JSON.stringify(result.problems));
  return reviewPlans(result.reading, { now: new Date("2026-11-29T22:00:00Z") });
}

/** The verdict, and what it rests on: `level rule: what`, a line each. */
export function said({ verdict, findings, plans }: Review): readonly string[] {
  return [
    verdict,
    ...plans.flatMap(({ gaps }) => gaps.map(({ what }) => `gap: ${what}`)),
    ...findings.filter(({ level }) => level !== "note").map(({ level, rule, what }) => `${level} ${rule}: ${what}`),
  ];
}
