import { TerraformVariable } from "cdktf";
import {
  AuraAzureProvider,
  AuraCustomerManagedKey,
  AuraKeyVaultKey,
  EncryptedAuraInstance,
  type AuraKeyVaultKeyProps,
} from "../../constructs";
import {
  anAzureKey,
  APPLICATION,
  AZURE_KEY,
  stackOfClouds,
  TENANT,
  VAULT_ID,
  VAULT_KEY_ID,
} from "../support/other-clouds";
import {
  addresses,
  annotationsOf,
  newStack,
  only,
  outputOf,
  PROJECT,
  renderedProblems,
  synth,
  variable,
} from "../support/synth";

const INSTANCE = { projectId: PROJECT, product: "AuraDB", memory: "8GB", region: "northeurope" } as const;
const ofAzure = (all: string[]): string[] => all.filter((address) => /azure|terraform_data\.orders/.test(address));

const TAGS = "up to 15 tags with names of 1 to 256 characters without < > % & \\ ? / and values of up to 256";

describe("with minimal properties", () => {
  it("creates a vault that fits Aura and a key that never expires, and lets nobody in", () => {
    const synthesized = synth(anAzureKey().stack);
    expect(ofAzure(addresses(synthesized))).toEqual([
      "azurerm_key_vault.orders-key_Vault_BC546ECE",
      "azurerm_key_vault_key.orders-key_218DA540",
      "terraform_data.orders-key_AccessGuard_50267604",
    ]);
    expect(only(synthesized, "azurerm_key_vault")).toEqual({
      enabled_for_disk_encryption: true,
      lifecycle: { prevent_destroy: true },
      ...{ location: "northeurope", name: "acme-aura", resource_group_name: "aura", tenant_id: TENANT },
      network_acls: { bypass: "AzureServices", default_action: "Allow" },
      public_network_access_enabled: true,
      purge_protection_enabled: true,
      rbac_authorization_enabled: true,
      sku_name: "standard",
      soft_delete_retention_days: 90,
    });
    expect(only(synthesized, "azurerm_key_vault_key")).toEqual({
      depends_on: ["terraform_data.orders-key_AccessGuard_50267604"],
      key_opts: ["unwrapKey", "wrapKey"],
      ...{ key_size: 4096, key_type: "RSA", name: "orders-key" },
      key_vault_id: "${azurerm_key_vault.orders-key_Vault_BC546ECE.id}",
      lifecycle: { ignore_changes: ["expiration_date"], prevent_destroy: true },
      rotation_policy: { automatic: { time_after_creation: "P365D" } },
    });
    expect(only(synthesized, "terraform_data", "AccessGuard")).toEqual({
      count: 0,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("reads the service principal in phase 2, and gives it one role on the key", () => {
    const synthesized = synth(anAzureKey({ applicationId: APPLICATION }).stack);
    expect(synthesized.data).toEqual({
      azuread_service_principal: { "orders-key_ServicePrincipal_F8850D3C": { client_id: APPLICATION } },
    });
    expect(only(synthesized, "azurerm_role_assignment")).toEqual({
      depends_on: ["terraform_data.orders-key_AccessGuard_50267604"],
      lifecycle: { prevent_destroy: true },
      principal_id: "${data.azuread_service_principal.orders-key_ServicePrincipal_F8850D3C.object_id}",
      role_definition_name: "Key Vault Crypto Service Encryption User",
      scope: "${azurerm_key_vault_key.orders-key_218DA540.resource_versionless_id}",
    });
    expect(only(synthesized, "terraform_data", "AccessGuard")["count"]).toBe(1);
  });

  it("lets Terraform forget the role, and not destroy it, where a plan of phase 1 is for the role alone", () => {
    const removed = (props: Partial<AuraKeyVaultKeyProps>) =>
      (synth(anAzureKey(props).stack) as { readonly removed?: unknown }).removed;
    const [name = ""] = Object.keys(
      synth(anAzureKey({ applicationId: APPLICATION }).stack).resource["azurerm_role_assignment"] ?? {},
    );
    expect(removed({})).toEqual([{ from: `azurerm_role_assignment.${name}`, lifecycle: { destroy: false } }]);
    expect(removed({ applicationId: APPLICATION })).toBe(undefined);
    expect(removed({ removalPolicy: "destroy" })).toBe(undefined);
  });
});

it("passes every property on", () => {
  const stack = stackOfClouds();
  const second = new AuraAzureProvider(stack, "second", { alias: "second" });
  anAzureKey(
    {
      ...{ sku: "premium", softDeleteRetentionInDays: 7, allowedIpRanges: ["203.0.113.0/24"], keySize: 2048 },
      ...{ allowedSubnetIds: ["/subscriptions/s/subnets/n"], publicNetworkAccess: false, managementLock: true },
      ...{ legacyRbacArgument: true, keyName: "key", keyType: "RSA-HSM", rotationPeriodInDays: 90 },
      ...{ removalPolicy: "destroy", tags: { team: "graph" }, applicationId: APPLICATION },
      ...{ provider: second.azurerm, azureadProvider: second.azuread },
    },
    stack,
  );
  const { resource, data } = synth(stack);
  expect({ ...resource, aura_: undefined, terraform_data: undefined, data }).toEqual({
    azurerm_key_vault: {
      "orders-key_Vault_BC546ECE": {
        enable_rbac_authorization: true,
        enabled_for_disk_encryption: true,
        ...{ location: "northeurope", name: "acme-aura", resource_group_name: "aura", tenant_id: TENANT },
        network_acls: {
          bypass: "AzureServices",
          default_action: "Deny",
          ip_rules: ["203.0.113.0/24"],
          virtual_network_subnet_ids: ["/subscriptions/s/subnets/n"],
        },
        provider: "azurerm.second",
        public_network_access_enabled: false,
        purge_protection_enabled: true,
        ...{ sku_name: "premium", soft_delete_retention_days: 7, tags: { team: "graph" } },
      },
    },
    azurerm_key_vault_key: {
      "orders-key_218DA540": {
        ...{ key_opts: ["unwrapKey", "wrapKey"], key_size: 2048, key_type: "RSA-HSM", name: "key" },
        key_vault_id: "${azurerm_key_vault.orders-key_Vault_BC546ECE.id}",
        lifecycle: { ignore_changes: ["expiration_date"] },
        provider: "azurerm.second",
        rotation_policy: { automatic: { time_after_creation: "P90D" } },
        tags: { team: "graph" },
      },
    },
    azurerm_management_lock: {
      "orders-key_Lock_055804E7": {
        lock_level: "CanNotDelete",
        name: "neo4j-aura",
        notes: "Keys of Neo4j Aura: the data encrypted with them would be lost",
        provider: "azurerm.second",
        scope: "${azurerm_key_vault.orders-key_Vault_BC546ECE.id}",
      },
    },
    azurerm_role_assignment: {
      "orders-key_Access_96A54417": {
        principal_id: "${data.azuread_service_principal.orders-key_ServicePrincipal_F8850D3C.object_id}",
        provider: "azurerm.second",
        role_definition_name: "Key Vault Crypto Service Encryption User",
        scope: "${azurerm_key_vault_key.orders-key_218DA540.resource_versionless_id}",
      },
    },
    data: {
      azuread_service_principal: {
        "orders-key_ServicePrincipal_F8850D3C": { client_id: APPLICATION, provider: "azuread.second" },
      },
    },
  });
});

it("a key in an HSM gets a premium vault", () => {
  expect(only(synth(anAzureKey({ keyType: "RSA-HSM" }).stack), "azurerm_key_vault")["sku_name"]).toBe("premium");
});

describe("a vault that exists", () => {
  it("is named by its id, and none is created", () => {
    const { stack, key } = anAzureKey({ vaultId: VAULT_ID });
    const synthesized = synth(stack);
    expect([key.vault, only(synthesized, "azurerm_key_vault_key")["key_vault_id"]]).toEqual([undefined, VAULT_ID]);
    expect(synthesized.resource["azurerm_key_vault"]).toBe(undefined);
  });

  /** Conditions on the key, each with what is said where it fails. */
  const conditionsWith = (props: Partial<AuraKeyVaultKeyProps>, stack = stackOfClouds()): readonly string[] => {
    const { precondition } = only(synth(anAzureKey(props, stack).stack), "azurerm_key_vault_key")["lifecycle"] as {
      readonly precondition: readonly { readonly condition: string; readonly error_message: string }[];
    };
    return precondition.flatMap(({ condition, error_message }) => [condition, error_message]);
  };
  const READ = "data.azurerm_key_vault.orders-key_GivenVault_AB478A4B";

  it("is read at plan, which fails where the vault does not fit; the key takes no value from what was read", () => {
    expect(synth(anAzureKey({ vaultId: VAULT_ID }).stack).data).toEqual({
      azurerm_key_vault: { "orders-key_GivenVault_AB478A4B": { name: "acme-aura", resource_group_name: "aura" } },
    });
    expect(conditionsWith({ vaultId: VAULT_ID, keyType: "RSA-HSM" })).toEqual([
      `\${(lower(${READ}.id) == lower("${VAULT_ID}"))}`,
      `prod/orders-key: the vault of key orders-key is not the one that is given: \${${READ}.id}; expected: ${VAULT_ID}; help: set \`provider\` to an azurerm provider of the vault's subscription [vault-fits-aura]`,
      `\${(lower(replace(${READ}.location, " ", "")) == lower(replace("northeurope", " ", "")))}`,
      `prod/orders-key: the vault of key orders-key is in another region than \`region\` says: \${${READ}.location}; expected: northeurope; help: correct \`region\`, or use a vault in that region [key-region-matches-instance]`,
      `\${${READ}.rbac_authorization_enabled == true}`,
      "prod/orders-key: the vault of key orders-key goes by access policies, not by roles: `rbac_authorization_enabled` is not true; expected: true; help: switch the vault to Azure RBAC [vault-fits-aura]",
      `\${${READ}.purge_protection_enabled == true}`,
      "prod/orders-key: the vault of key orders-key has no purge protection: `purge_protection_enabled` is not true; expected: true; help: switch it on; it cannot be switched off later [vault-fits-aura]",
      `\${${READ}.enabled_for_disk_encryption == true}`,
      "prod/orders-key: the vault of key orders-key is not enabled for disk encryption: `enabled_for_disk_encryption` is not true; expected: true; help: enable it: Aura asks for it [vault-fits-aura]",
      `\${anytrue([for acl in ${READ}.network_acls : lower(acl.bypass) == "azureservices"]) || (${READ}.public_network_access_enabled == true && !anytrue([for acl in ${READ}.network_acls : lower(acl.default_action) == "deny"]))}`,
      "prod/orders-key: the network of the vault of key orders-key is closed to Aura: trusted services of Microsoft cannot bypass it; help: set `bypass` of its network rules to AzureServices [vault-fits-aura]",
      `\${lower(${READ}.sku_name) == "premium"}`,
      `prod/orders-key: the vault of key orders-key has no keys of type RSA-HSM: \${${READ}.sku_name}; expected: premium; help: use a premium vault, or \`keyType\` RSA [vault-fits-aura]`,
    ]);
  });

  it("is read with the provider of the key, by the name of RBAC that it knows, and by a vault that is known only at apply", () => {
    const stack = stackOfClouds();
    const { azurerm: provider } = new AuraAzureProvider(stack, "second", { alias: "second" });
    const props = { vaultId: variable(stack, "vault").stringValue, legacyRbacArgument: true, provider };
    const conditions = conditionsWith(props, stack);
    expect([conditions[0], conditions[4]]).toEqual([
      `\${(lower(${READ}.id) == lower(var.vault))}`,
      `\${${READ}.enable_rbac_authorization == true}`,
    ]);
    expect(synth(stack)).toMatchObject({
      data: {
        azurerm_key_vault: {
          "orders-key_GivenVault_AB478A4B": {
            name: '${element(split("/", var.vault), 8)}',
            ...{ provider: "azurerm.second", resource_group_name: '${element(split("/", var.vault), 4)}' },
          },
        },
      },
    });
  });

  it("in another region than its instance is refused, by the region that is given for it", () => {
    const { stack, key } = anAzureKey({ vaultId: VAULT_ID });
    new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, region: "eastus", key });
    expect(renderedProblems(() => synth(stack)).map((problem) => problem.replace(/; expected.*/, ""))).toEqual([
      "prod/orders/Instance: instance orders and its key are in different regions: key in northeurope (`region` of key orders-key), instance in eastus (`region` of instance orders)",
      "prod/orders/CustomerManagedKey: Aura key record orders and its key are in different regions: key in northeurope (`region` of key orders-key), record in eastus (`region` of record orders)",
    ]);
  });
});

describe("what could never be right", () => {
  const problemsWith = (props: Partial<AuraKeyVaultKeyProps>) => renderedProblems(() => synth(anAzureKey(props).stack));

  it("is told at once", () => {
    expect(
      problemsWith({
        ...{ region: "West Europe", keyName: "orders_key", vaultName: "acme--aura", tenantId: "acme.onmicrosoft.com" },
        resourceGroupName: "groups/aura",
        ...{ softDeleteRetentionInDays: 6, rotationPeriodInDays: 6, applicationId: "Neo4j", keyType: "RSA-HSM" },
        sku: "standard",
      }),
    ).toEqual([
      'prod/orders-key: `region` is not the id of an Azure region: "West Europe"; expected: an id such as westeurope; help: write the id as Azure does, in lower case and without blanks [region-well-formed]',
      'prod/orders-key: `keyName` is not a name of a key in Key Vault: "orders_key"; expected: 1 to 127 letters, digits and -; help: leave out the other characters [cloud-id-well-formed]',
      'prod/orders-key: a vault with `sku: "standard"` has no keys of type RSA-HSM: both; expected: premium; help: leave `sku` out, or use `keyType` RSA [exclusive-props]',
      'prod/orders-key: `vaultName` is not a name of a vault: "acme--aura"; expected: 3 to 24 letters, digits and single -, beginning with a letter; help: choose another name, unique in all of Azure [cloud-id-well-formed]',
      'prod/orders-key: `resourceGroupName` is not a name of a resource group: "groups/aura"; expected: 1 to 90 characters without /, not ending with a full stop; help: copy it from `az group list --query [].name` [cloud-id-well-formed]',
      'prod/orders-key: `tenantId` is not the id of a tenant: "acme.onmicrosoft.com"; expected: a UUID; help: copy it from `az account show --query tenantId` [cloud-id-well-formed]',
      "prod/orders-key: `softDeleteRetentionInDays` is out of range: 6; expected: 7 to 90 whole days; help: use 90 [deletion-window-in-range]",
      "prod/orders-key: `rotationPeriodInDays` is out of range: 6; expected: 7 to 3650 whole days; help: use 365 [rotation-period-in-range]",
      'prod/orders-key: `applicationId` is not the id of an application: "Neo4j"; expected: a UUID such as 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10; help: copy the application id from the Aura Console, not its name; for phase 1, leave `applicationId` out [aura-principal-well-formed]',
    ]);
  });

  it.each([
    [AZURE_KEY.tenantId.toUpperCase(), "`applicationId` is the id of the tenant"],
    ["00000000-0000-0000-0000-000000000000", "`applicationId` is not the id of an application"],
  ])("%s is not Aura's application", (applicationId, what) => {
    expect(problemsWith({ applicationId })).toEqual([
      `prod/orders-key: ${what}: "${applicationId}"; expected: a UUID such as 3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10; help: copy the application id from the Aura Console, not its name; for phase 1, leave \`applicationId\` out [aura-principal-well-formed]`,
    ]);
  });

  it("of a new vault name, group and tenant are needed", () => {
    const stack = stackOfClouds();
    new AuraKeyVaultKey(stack, "orders-key", { region: "northeurope" });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders-key: `vaultName` is missing: nothing; expected: a string, for a new vault; help: add `vaultName`, or `vaultId` of a vault that exists [prop-type]",
      "prod/orders-key: `resourceGroupName` is missing: nothing; expected: a string, for a new vault; help: add `resourceGroupName`, or `vaultId` of a vault that exists [prop-type]",
      "prod/orders-key: `tenantId` is missing: nothing; expected: a string, for a new vault; help: add `tenantId`, or `vaultId` of a vault that exists [prop-type]",
    ]);
  });

  it("what is of a new vault is refused beside a vault that exists, and so is a vault that is none", () => {
    const props = { vaultName: "acme-aura", managementLock: false, softDeleteRetentionInDays: 90 };
    expect(problemsWith({ vaultId: `${VAULT_ID}/keys/orders`, ...props })).toEqual([
      'prod/orders-key: `vaultId` is not the resource id of a vault: "/subscriptions/5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44/resourceGroups/aura/provi..."; expected: /subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.KeyVault/vaults/NAME; help: copy it from `az keyvault show --name NAME --query id` [cloud-id-well-formed]',
      "prod/orders-key: `vaultName` and `vaultId` exclude each other: both; expected: one of them; help: leave `vaultName` out: it is of a new vault [exclusive-props]",
      "prod/orders-key: `softDeleteRetentionInDays` and `vaultId` exclude each other: both; expected: one of them; help: leave `softDeleteRetentionInDays` out: it is of a new vault [exclusive-props]",
      "prod/orders-key: `managementLock` and `vaultId` exclude each other: both; expected: one of them; help: leave `managementLock` out: it is of a new vault [exclusive-props]",
    ]);
  });

  it.each([
    ["keySize", 1024, "the number 1024", "2048 or 3072 or 4096"],
    ["keyType", "EC", '"EC"', '"RSA" or "RSA-HSM"'],
    ["sku", "Premium", '"Premium"', '"standard" or "premium"'],
    ["managementLock", "yes", '"yes"', "true or false"],
    ["tags", { "a/b": "x" }, "an object", TAGS],
    ["tags", Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`t${i}`, ""])), "an object", TAGS],
  ])("`%s` is not %j", (name, value, got, expected) => {
    const problem =
      `prod/orders-key: \`${name}\` has the wrong type: ${got}; expected: ${expected}; help: correct \`${name}\`, or leave it out ` +
      "[prop-type]";
    const stack = stackOfClouds();
    expect(renderedProblems(() => new AuraKeyVaultKey(stack, "orders-key", { ...AZURE_KEY, [name]: value }))).toEqual([
      problem,
    ]);
  });

  it("a value known only at apply is refused where it decides on access or protection", () => {
    const stack = stackOfClouds();
    const days = new TerraformVariable(stack, "days", { type: "number" }).numberValue;
    const id = variable(stack, "id").stringValue;
    const props = { applicationId: id, tenantId: id, softDeleteRetentionInDays: days, rotationPeriodInDays: days };
    anAzureKey(props, stack);
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders-key: `tenantId` is not a literal: a value known only at apply; expected: a UUID; help: write the value of `tenantId` itself: another tenant would lock everybody out [needs-literal]",
      "prod/orders-key: `softDeleteRetentionInDays` is not a literal: a value known only at apply; expected: 7 to 90 whole days; help: write the value of `softDeleteRetentionInDays` itself: it is judged in the plan [needs-literal]",
      "prod/orders-key: `rotationPeriodInDays` is not a literal: a value known only at apply; expected: 7 to 3650 whole days; help: write the value of `rotationPeriodInDays` itself: it is judged in the plan [needs-literal]",
      "prod/orders-key: `applicationId` is not a literal: a value known only at apply; expected: a UUID; help: write the value of `applicationId` itself: it is compared before anything is applied [needs-literal]",
    ]);
  });
});

it("takes names that are known only at apply", () => {
  const stack = stackOfClouds();
  const name = variable(stack, "name").stringValue;
  anAzureKey({ vaultName: name, resourceGroupName: name, keyName: name }, stack);
  expect(only(synth(stack), "azurerm_key_vault")).toMatchObject({ name: "${var.name}" });
});

describe("in phase 1", () => {
  it("the instance is deferred, and the next steps name the command and the application id", () => {
    const { stack, key } = anAzureKey();
    const orders = new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key });
    const synthesized = synth(stack);
    expect([orders.instance.deferred, synthesized.resource["aura_instance"]]).toEqual([true, undefined]);
    expect(outputOf(synthesized, "next_steps")["value"]).toBe(
      'Phase 1 of 2: Aura does not have access to key "orders" yet. After the deployment:\n' +
        `1. Open https://console.neo4j.io, project ${PROJECT}, Security, Customer Managed Keys.\n` +
        '2. Click the Edit icon of "orders" (record ${aura_customer_managed_key.orders_CustomerManagedKey_6FFB9DD9.id}, key ' +
        "${azurerm_key_vault_key.orders-key_218DA540.id}) and copy the application id it shows.\n" +
        "3. Add its service principal to your tenant, once: az ad sp create --id <application id>\n" +
        "4. Set `applicationId` of key orders-key to it.\n" +
        "5. Deploy again: the application gets its role on the key, Aura turns the key ready, the instances are created.",
    );
    expect(annotationsOf(stack)).toEqual([
      "info prod/orders/CustomerManagedKey: Phase 1 of 2: output orders_next_steps says what to do after the deployment",
    ]);
  });
});

describe("in phase 2", () => {
  it("the key is registered by the identifier of the resource, and the instance is created after Aura has access", () => {
    const { stack, key } = anAzureKey({ applicationId: APPLICATION });
    new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key });
    const synthesized = synth(stack);
    expect(only(synthesized, "aura_customer_managed_key")).toMatchObject({
      ...{ cloud_provider: "azure", region: "northeurope", key_id: "${azurerm_key_vault_key.orders-key_218DA540.id}" },
    });
    expect(only(synthesized, "aura_instance")).toMatchObject({
      ...{ cloud_provider: "azure", depends_on: ["azurerm_role_assignment.orders-key_Access_96A54417"] },
    });
    expect(synthesized.output["orders_key_id"]).toEqual({
      description: "Key identifier of the key that Aura knows as orders",
      value: "${azurerm_key_vault_key.orders-key_218DA540.id}",
    });
    expect(annotationsOf(stack)).toEqual([]);
  });

  it("the review of a plan knows whom Aura's access is for", () => {
    const { stack } = anAzureKey({ applicationId: APPLICATION });
    expect(only(synth(stack), "terraform_data", "AuraCmkReviewMetadata")["input"]).toContain(
      `"principals":{"azurerm_key_vault_key.orders-key_218DA540":["${APPLICATION}"]}`,
    );
  });

  it("an instance in another region than the vault is refused", () => {
    const { stack, key } = anAzureKey({ applicationId: APPLICATION });
    new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, region: "eastus", key });
    expect(renderedProblems(() => synth(stack))).toEqual([
      "prod/orders/Instance: instance orders and its key are in different regions: key in northeurope (`region` of key orders-key), instance in eastus (`region` of instance orders); expected: eastus; help: use a key in eastus [key-region-matches-instance]",
      "prod/orders/CustomerManagedKey: Aura key record orders and its key are in different regions: key in northeurope (`region` of key orders-key), record in eastus (`region` of record orders); expected: eastus; help: use a key in eastus, or set `region` to northeurope [record-region-matches-key]",
    ]);
  });
});

describe("a key that is owned elsewhere", () => {
  it("is registered by its identifier, for the region that is given", () => {
    const stack = newStack();
    const key = AuraKeyVaultKey.fromKeyId(stack, "theirs", VAULT_KEY_ID, { region: "northeurope" });
    new AuraCustomerManagedKey(stack, "orders", { key, projectId: PROJECT, product: "AuraDB" });
    expect([key.phase, only(synth(stack), "aura_customer_managed_key")]).toEqual([
      "kept-elsewhere",
      {
        ...{ cloud_provider: "azure", deletion_protection: true, instance_type: "enterprise-db" },
        ...{ key_id: VAULT_KEY_ID, name: "orders", project_id: PROJECT, region: "northeurope" },
      },
    ]);
  });

  it.each([
    [
      VAULT_KEY_ID.replace(/\/\w+$/, ""),
      "it names no version, and to Azure that is another key; help: register `id` of `azurerm_key_vault_key`",
    ],
    [
      VAULT_KEY_ID.replace("vault.azure.net", "managedhsm.azure.net"),
      "it is a key of a Managed HSM, which Aura does not document; help: use a key of a vault",
    ],
  ])("is refused: %s", (keyId, why) => {
    const problem = `prod/orders: customer managed key orders names no key of Azure Key Vault: ${keyId} (\`keyId\` of record orders): ${why} [key-identifier-well-formed]`;
    const stack = newStack();
    const key = AuraKeyVaultKey.fromKeyId(stack, "theirs", keyId, { region: "northeurope" });
    new AuraCustomerManagedKey(stack, "orders", { key, projectId: PROJECT, product: "AuraDB" });
    expect(renderedProblems(() => synth(stack))).toEqual([problem]);
  });

  it("needs its region", () => {
    expect(renderedProblems(() => AuraKeyVaultKey.fromKeyId(newStack(), "theirs", VAULT_KEY_ID, {} as never))).toEqual([
      "prod/theirs: `region` is missing: nothing; expected: a string; help: add `region` [prop-type]",
    ]);
  });
});

it("a renamed key keeps its name, and its resources are moved", () => {
  const stack = stackOfClouds();
  new AuraKeyVaultKey(stack, "sales-key", { ...AZURE_KEY, applicationId: APPLICATION, formerly: "orders-key" });
  const synthesized = synth(stack);
  expect(only(synthesized, "azurerm_key_vault_key")["name"]).toBe("orders-key");
  expect((synthesized as unknown as { moved: { from: string }[] }).moved.map(({ from }) => from)).toEqual([
    "terraform_data.orders-key_AccessGuard_50267604",
    "azurerm_key_vault.orders-key_Vault_BC546ECE",
    "azurerm_key_vault_key.orders-key_218DA540",
    "azurerm_role_assignment.orders-key_Access_96A54417",
  ]);
});

it("an override that registers another key, or moves the vault, is refused", () => {
  const { stack, key } = anAzureKey({ applicationId: APPLICATION });
  const orders = new EncryptedAuraInstance(stack, "orders", { ...INSTANCE, key });
  orders.customerManagedKey.resource.input.keyId = VAULT_KEY_ID;
  expect(renderedProblems(() => synth(stack))).toEqual([
    `prod/orders/CustomerManagedKey: customer managed key orders is not registered for its key: \`key_id\` is "${VAULT_KEY_ID}"; expected: the \`key\` that the construct was given; help: remove the override, aspect or later assignment, and set \`key\` of the construct [configuration-overridden]`,
  ]);
  orders.customerManagedKey.resource.input.keyId = key.keyId;
  key.vault?.addOverride("location", "eastus");
  expect(renderedProblems(() => synth(stack))[0]).toContain("key in eastus (`region` of key orders-key, overridden)");
});

it("the review of a plan knows what Terraform refuses to destroy", () => {
  const { stack } = anAzureKey({ applicationId: APPLICATION, managementLock: true });
  expect(only(synth(stack), "terraform_data", "AuraCmkReviewMetadata")["input"]).toContain(
    `"protected":${JSON.stringify([
      "azurerm_key_vault.orders-key_Vault_BC546ECE",
      "azurerm_key_vault_key.orders-key_218DA540",
      "azurerm_management_lock.orders-key_Lock_055804E7",
      "azurerm_role_assignment.orders-key_Access_96A54417",
    ])}`,
  );
});
