import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readPlans } from "../../model/read/read-plans";
import { printReviewMetadata, REVIEW_METADATA_ID } from "../../model/review-metadata";
import { PROVIDER_SOURCE } from "../../provider/version";
import { reviewPlans } from "../../review/review";
import { DEFAULT_PROJECT } from "../../simulator";
import { deployment, type Deployment, type Stack } from "../e2e/support/deployment";
import { APPLICATION, AzureWorld, type Key } from "../simulator/support/azure";
import {
  azureConfiguration,
  KEY,
  LOCKED,
  PRINCIPAL,
  ROLE,
  VAULT,
  type Changes,
} from "../simulator/terraform/azurerm/support";
import { describeWithTerraform } from "../support/terraform";

const NOW = new Date("2026-11-30T00:00:00Z");
const OTHER_APPLICATION = "0a1b2c3d-0000-4000-8000-000000000009";
const OTHER_TENANT = "33333333-0000-4000-8000-000000000003";
const PROTECTED = [VAULT, KEY, ROLE, PRINCIPAL];
const AURA_ROLE = "Key Vault Crypto Service Encryption User";

type Resources = Readonly<Record<string, Readonly<Record<string, object>> | undefined>>;

/** What differs from a key with a customer managed key and an instance. */
interface Differs extends Changes {
  /** Addresses with `prevent_destroy`, as the stack says. */
  readonly protects?: readonly string[];
  readonly principal?: object;
  /** Arguments of the module. */
  readonly module?: object;
}

const ENCRYPTED = {
  ...{ project_id: DEFAULT_PROJECT.id, name: "orders", cloud_provider: "azure", region: "northeurope" },
  deletion_protection: false,
};

/** All of it in one configuration, with keys of a module beside. */
function configuration({ protects = PROTECTED, principal, module, ...changes }: Differs): object {
  const metadata = printReviewMetadata({
    ...{ version: "1", protected: protects, waivers: [] },
    principals: { [KEY]: [APPLICATION] },
  });
  const others: Resources = {
    azurerm_resource_group: { main: { name: "keys", location: "North Europe" } },
    ...LOCKED,
    azuread_service_principal: { aura: { client_id: APPLICATION, use_existing: true, ...principal } },
    aura_customer_managed_key: {
      orders: { ...ENCRYPTED, instance_type: "enterprise-db", key_id: `\${${KEY}.id}` },
    },
    aura_instance: {
      orders: {
        ...{ ...ENCRYPTED, type: "enterprise-db", memory: "8GB" },
        customer_managed_key_id: "${aura_customer_managed_key.orders.id}",
        depends_on: [ROLE],
      },
    },
    terraform_data: { [REVIEW_METADATA_ID]: { input: metadata } },
    ...changes.others,
  };
  const basic = azureConfiguration({ ...changes, others }) as {
    readonly terraform: { readonly required_providers: object };
    readonly provider: object;
  };
  return {
    ...basic,
    terraform: { required_providers: { ...basic.terraform.required_providers, aura: { source: PROVIDER_SOURCE } } },
    provider: { ...basic.provider, aura: {} },
    module: {
      more: {
        ...{ source: "./more", tenant: "${data.azurerm_client_config.me.tenant_id}", size: 2048, keys: ["one", "two"] },
        group: "${azurerm_resource_group.main.name}",
        principal: `\${${PRINCIPAL}.object_id}`,
        ...module,
      },
    },
  };
}

const eachKey = "${azurerm_key_vault_key.main[each.key]";
/** A module with a vault by `count`, and keys by `for_each`. */
const MODULE = {
  terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm" } } },
  variable: { tenant: {}, group: {}, principal: {}, size: {}, keys: { type: "set(string)" }, vaults: { default: 1 } },
  output: { vault: { value: "${one(azurerm_key_vault.main[*].id)}" } },
  resource: {
    azurerm_key_vault: {
      main: {
        ...{ count: "${var.vaults}", name: "more-${count.index}", location: "westeurope" },
        ...{ resource_group_name: "${var.group}", tenant_id: "${var.tenant}", sku_name: "standard" },
        ...{ rbac_authorization_enabled: true, purge_protection_enabled: true, enabled_for_disk_encryption: true },
      },
    },
    azurerm_key_vault_key: {
      main: {
        ...{ for_each: "${var.keys}", name: "${each.key}", key_vault_id: "${azurerm_key_vault.main[0].id}" },
        ...{ key_type: "RSA", key_size: "${var.size}", key_opts: ["wrapKey", "unwrapKey"] },
        rotation_policy: [{ automatic: [{ time_after_creation: "P365D" }] }],
      },
    },
    azurerm_role_assignment: {
      main: {
        ...{ for_each: "${var.keys}", scope: `${eachKey}.resource_versionless_id}` },
        ...{ role_definition_name: AURA_ROLE, principal_id: "${var.principal}" },
      },
    },
  },
};

const acls = (bypass: string, action: string, more: object = {}): Changes => ({
  vault: { network_acls: [{ bypass, default_action: action }], ...more },
});
const gone = (...types: readonly string[]): Changes => ({
  others: Object.fromEntries(types.map((type) => [type, undefined])),
});

const AURAS_ROLE = {
  ...{ scope: `\${${KEY}.resource_versionless_id}`, role_definition_name: AURA_ROLE },
  principal_id: `\${${PRINCIPAL}.object_id}`,
};

type Case = readonly [what: string, differs: Differs, finding: string | undefined, options?: readonly string[]];

const KEY_GOES = "block key-survives: key aura will be deleted";
const VAULT_GOES = "block key-survives: vault orders will be deleted";
const ACCESS_GOES = "block aura-keeps-access: this plan revokes Aura's access to key aura";
const PRINCIPAL_GOES = "block aura-keeps-access: this plan deletes Aura's service principal aura";
const CLOSED = "block aura-keeps-access: the network of vault orders will be closed to Aura";
const BY_POLICIES = "block aura-keeps-access: vault orders will go by access policies, and ignore Aura's role";
const NO_PURGE_PROTECTION = "block key-survives: purge protection of vault orders will be turned off";
const REST = ["aura_customer_managed_key", "aura_instance"];

const BLOCKS: readonly Case[] = [
  [
    "the vault is deleted",
    gone("azurerm_key_vault", "azurerm_key_vault_key", "azurerm_role_assignment", "azurerm_management_lock", ...REST),
    VAULT_GOES,
  ],
  ["the vault gets another name", { vault: { name: "others" } }, VAULT_GOES],
  ["the vault moves to another location", { vault: { location: "westeurope" } }, VAULT_GOES],
  ["the vault moves to another resource group", { vault: { resource_group_name: "others" } }, VAULT_GOES],
  ["the key is deleted", gone("azurerm_key_vault_key", "azurerm_role_assignment", ...REST), KEY_GOES],
  ["the key is of another type", { key: { key_type: "RSA-HSM" }, vault: { sku_name: "premium" } }, KEY_GOES],
  ["the key has another size", { key: { key_size: 4096 } }, KEY_GOES],
  ["the key gets another name", { key: { name: "other" } }, KEY_GOES],
  ["the key moves to another vault", { key: { key_vault_id: "${module.more.vault}" } }, KEY_GOES],
  ["the key is replaced on request", {}, KEY_GOES, [`-replace=${KEY}`]],
  [
    "the key gets an expiry",
    { key: { expiration_date: "2031-01-01T00:00:00Z" } },
    "block key-survives: key aura will expire",
  ],
  [
    "the key can be used from a day in the future",
    { key: { not_before_date: "2031-01-01T00:00:00Z" } },
    "block key-survives: key aura cannot be used for some time",
  ],
  [
    "new versions of the key expire",
    {
      key: {
        rotation_policy: [
          { automatic: [{ time_after_creation: "P365D" }], expire_after: "P2Y", notify_before_expiry: "P30D" },
        ],
      },
    },
    "block key-survives: key aura will expire after each rotation",
  ],
  [
    "rotation is turned off",
    { key: { rotation_policy: [] } },
    "block rotation-stays-on: automatic rotation of key aura will be turned off",
  ],
  [
    "the key no longer wraps",
    { key: { key_opts: ["unwrapKey"] } },
    "block aura-keeps-access: key aura will no longer wrap",
  ],
  [
    "the key no longer unwraps",
    { key: { key_opts: ["wrapKey"] } },
    "block aura-keeps-access: key aura will no longer unwrap",
  ],
  ["the vault goes by access policies", { vault: { rbac_authorization_enabled: false } }, BY_POLICIES],
  [
    "the vault goes by access policies, by the former name of the flag",
    { vault: { rbac_authorization_enabled: null, enable_rbac_authorization: false } },
    BY_POLICIES,
  ],
  ["the network is closed", acls("None", "Deny"), CLOSED],
  [
    "the public network is off, without a bypass",
    acls("None", "Allow", { public_network_access_enabled: false }),
    CLOSED,
  ],
  [
    "the vault is no longer for disk encryption",
    { vault: { enabled_for_disk_encryption: false } },
    "block aura-keeps-access: vault orders will no longer be enabled for disk encryption",
  ],
  [
    "the vault no longer says that it is for disk encryption",
    { vault: { enabled_for_disk_encryption: null } },
    "block aura-keeps-access: vault orders will no longer be enabled for disk encryption",
  ],
  [
    "the vault moves to another tenant",
    { vault: { tenant_id: OTHER_TENANT } },
    "block aura-keeps-access: vault orders will move to another tenant",
  ],
  ["purge protection is turned off", { vault: { purge_protection_enabled: false } }, NO_PURGE_PROTECTION],
  ["purge protection is left out", { vault: { purge_protection_enabled: null } }, NO_PURGE_PROTECTION],
  [
    "the retention is shortened",
    { vault: { soft_delete_retention_days: 7 } },
    "block key-survives: the retention of vault orders will be shortened",
  ],
  ["the role is deleted", gone("azurerm_role_assignment", "aura_instance"), ACCESS_GOES],
  [
    "only the role is deleted, by `-target`",
    gone("azurerm_role_assignment", "aura_instance"),
    ACCESS_GOES,
    [`-target=${ROLE}`],
  ],
  ["the vault is replaced on request", {}, VAULT_GOES, [`-replace=${VAULT}`]],
  ["the role is replaced on request", {}, ACCESS_GOES, [`-replace=${ROLE}`]],
  [
    "the role is given twice",
    { others: { azurerm_role_assignment: { aura: AURAS_ROLE, again: AURAS_ROLE } } },
    "block access-granted-once: role assignment aura gives what another one gives",
  ],
  ["the role is another one", { role: { role_definition_name: "Key Vault Reader" } }, ACCESS_GOES],
  ["the role is on another scope", { role: { scope: "${azurerm_resource_group.main.id}" } }, ACCESS_GOES],
  ["the role is on the vault, and given again", { role: { scope: `\${${VAULT}.id}` } }, ACCESS_GOES],
  [
    "the role is for another principal",
    { role: { principal_id: "${data.azurerm_client_config.me.object_id}" } },
    ACCESS_GOES,
  ],
  [
    "the role gets a condition",
    { role: { condition: "@Resource[x] StringEquals 'y'", condition_version: "2.0" } },
    ACCESS_GOES,
  ],
  [
    "the service principal is deleted, although it was adopted",
    {
      ...gone("azuread_service_principal"),
      role: { principal_id: "0a1b2c3d-0000-4000-8000-00000000000a" },
      module: { principal: "0a1b2c3d-0000-4000-8000-00000000000a" },
    },
    PRINCIPAL_GOES,
  ],
  [
    "the service principal is that of another application",
    { principal: { client_id: OTHER_APPLICATION, use_existing: false } },
    PRINCIPAL_GOES,
  ],
  [
    "the service principal is disabled",
    { principal: { account_enabled: false } },
    "block aura-keeps-access: Aura's service principal aura will be disabled",
  ],
  ["the keys of a module get another size", { module: { size: 4096 } }, "block key-survives: key one will be deleted"],
];

const NEEDS_REVIEW: readonly Case[] = [
  [
    "another principal may change the vault",
    {
      others: {
        azurerm_role_assignment: {
          aura: AURAS_ROLE,
          other: {
            ...{ scope: "${azurerm_resource_group.main.id}", role_definition_name: "Key Vault Contributor" },
            principal_id: "${data.azurerm_client_config.me.object_id}",
          },
        },
      },
    },
    "attention no-new-access: a principal gains control over keys aura, one and two",
  ],
  [
    "the key can be used for more",
    { key: { key_opts: ["decrypt", "unwrapKey", "wrapKey"] } },
    "attention key-type-supported: key aura can be used for more than Aura needs",
  ],
  [
    "a key of a module, with which nothing is encrypted, is left out",
    { module: { keys: ["one"] } },
    "attention key-survives: key two will be deleted",
  ],
  [
    "a vault of a module is left out",
    { module: { vaults: 0, keys: [] } },
    "attention key-survives: vault more-0 will be deleted",
  ],
  [
    "the lock is removed",
    gone("azurerm_management_lock"),
    "attention key-survives: the lock main no longer protects the vault",
  ],
  [
    "`prevent_destroy` of the key is removed",
    { protects: PROTECTED.filter((address) => address !== KEY) },
    "attention key-survives: key aura will no longer be protected from destruction",
  ],
  [
    "the provider does not recover keys",
    { features: { key_vault: [{ recover_soft_deleted_keys: false }] } },
    "attention key-can-be-recovered: key aura will not be recovered when it is created again",
  ],
  [
    "the provider does not recover vaults",
    { features: { key_vault: [{ recover_soft_deleted_key_vaults: false }] } },
    "attention key-can-be-recovered: vault orders will not be recovered when it is created again",
  ],
];

const FINE: readonly Case[] = [
  ["nothing changes", {}, undefined],
  [
    "the same is said in another way",
    {
      vault: { location: "NORTH EUROPE", rbac_authorization_enabled: null, enable_rbac_authorization: true },
      key: { expiration_date: "", not_before_date: null },
    },
    undefined,
  ],
  ["tags change", { vault: { tags: { team: "graph" } } }, undefined],
  [
    "the network is closed, and trusted services pass it",
    acls("AzureServices", "Deny", { public_network_access_enabled: false }),
    undefined,
  ],
  [
    "the provider purges, which the vault does not let it",
    { features: { key_vault: [{ purge_soft_delete_on_destroy: true, purge_soft_deleted_keys_on_destroy: true }] } },
    undefined,
  ],
];

describeWithTerraform("plans of a key in Azure, made by Terraform", () => {
  let on: Deployment;
  let azure: AzureWorld;
  let stack: Stack;
  const write = (differs: Differs) =>
    writeFileSync(join(stack.folder, "main.tf.json"), JSON.stringify(configuration(differs)));

  beforeAll(async () => {
    on = await deployment({ clouds: ["azure"], aura: { projects: [DEFAULT_PROJECT] } });
    azure = new AzureWorld(on.simulator);
    azure.state.ensurePrincipal(APPLICATION);
    stack = on.stackIn(join(on.folder, "root"));
    mkdirSync(join(stack.folder, "more"), { recursive: true });
    writeFileSync(join(stack.folder, "more", "main.tf.json"), JSON.stringify(MODULE));
    write({});
    await stack.deploy();
  });
  afterAll(() => on.stop());

  /** The verdict on the next plan, and what it rests on. */
  async function reviewOf(differs: Differs, options: readonly string[] = []): Promise<readonly string[]> {
    write(differs);
    await stack.must("plan", "-no-color", "-out=plan.bin", ...options);
    const { stdout: text } = await stack.must("show", "-json", "plan.bin");
    const result = readPlans([{ name: "plan", text }]);
    if ("problems" in result) throw new Error(JSON.stringify(result.problems));
    const { verdict, findings } = reviewPlans(result.reading, { now: NOW });
    const grave = findings.filter(({ level }) => level !== "note");
    return [verdict, ...grave.map(({ level, rule, what }) => `${level} ${rule}: ${what}`)];
  }

  describe.each([
    ["BLOCK", BLOCKS],
    ["NEEDS REVIEW", NEEDS_REVIEW],
    ["OK", FINE],
  ] as const)("are %s", (verdict, cases) => {
    for (const [what, differs, finding, options] of cases) {
      it(`where ${what}`, async () =>
        expect((await reviewOf(differs, options)).slice(0, 2)).toEqual(
          finding === undefined ? [verdict] : [verdict, finding],
        ));
    }
  });

  describe("of what was done outside", () => {
    /** Changes the current version of the key. */
    async function patch(attributes: object): Promise<void> {
      const { key } = await azure.client.vault<Key>("orders", "GET", "keys/aura");
      await azure.client.vault("orders", "PATCH", new URL(key.kid).pathname.slice(1), { attributes });
    }

    it("are OK after a rotation: the registered identifier stays", async () => {
      azure.state.rotate(on.simulator.aura.records.list()[0]?.key_id ?? "");
      expect(await reviewOf({})).toEqual(["OK"]);
      expect(await stack.planned()).toEqual({});
    });

    it("need review where the key was disabled: Terraform does not read it, only what Aura says", async () => {
      await patch({ enabled: false });
      expect(await reviewOf({})).toEqual([
        "NEEDS REVIEW",
        "attention key-stays-usable: Aura cannot use the key of instance orders",
      ]);
      await patch({ enabled: true });
    });

    it("are BLOCK where the key got an expiry: Terraform replaces it", async () => {
      await patch({ exp: 1_924_992_000 });
      expect((await reviewOf({})).slice(0, 2)).toEqual(["BLOCK", KEY_GOES]);
    });

    it("are BLOCK where the key was deleted", async () => {
      await azure.client.vault("orders", "DELETE", "keys/aura");
      expect((await reviewOf({})).slice(0, 2)).toEqual([
        "BLOCK",
        "block key-survives: key aura was deleted outside Terraform",
      ]);
    });
  });
});
