import { AURA_APPLICATION, PRINCIPAL_ID, VAULT_ID } from "../../../rules/azure/example";
import { KEY, LOCK, planText, PRINCIPAL, reviewOf, ROLE_ON_KEY, said, STATE, VAULT } from "./plan";
import type { Planned } from "./plan";
import { readPlans } from "../../../model/read/read-plans";
import { reviewPlans } from "../../../review/review";

const GROUP = VAULT_ID.replace(/\/providers.*/, "");
const SUBSCRIPTION = GROUP.replace(/\/resourceGroups.*/, "");
const MANAGEMENT_GROUP = "/providers/Microsoft.Management/managementGroups/acme";
const OTHER_VAULT = `${GROUP.replace("aura", "shop")}/providers/Microsoft.KeyVault/vaults/shop`;
const created = (after: object): Planned => ({ before: null, after: { ...after } });
const deleted = (before: object): Planned => ({ before: { ...before }, after: null });
const changed = (before: object, after: object): Planned => ({ before: { ...before }, after: { ...after } });
const role = (scope: string): object => ({
  ...{ scope, principal_id: PRINCIPAL_ID, role_definition_id: STATE[ROLE_ON_KEY]?.["role_definition_id"] },
});
const UUID_OF_POLICY = "/providers/Microsoft.Authorization/policyDefinitions/405c5871-3e91-4644-8a63-58e19d68ff5b";

type Case = readonly [address: string, what: string, planned: Planned];

/** All are beside a key of Aura, and no rule judges them. */
const UNKNOWN: readonly Case[] = [
  ["azurerm_key_vault_access_policy.x", "gives access to keys", created({ key_vault_id: VAULT_ID })],
  ["azurerm_pim_active_role_assignment.x", "gives a role on the vault", created(role(VAULT_ID))],
  ["azurerm_pim_active_role_assignment.x", "gives a role, in upper case", created(role(GROUP.toUpperCase()))],
  ["azurerm_pim_eligible_role_assignment.x", "takes a role on the group", deleted(role(GROUP))],
  ["azurerm_pim_eligible_role_assignment.x", "gives a role on a management group", created(role(MANAGEMENT_GROUP))],
  [
    "azurerm_pim_active_role_assignment.x",
    "gives a role on what is known at apply",
    { before: null, after: {}, unknown: { scope: true } },
  ],
  ["azurerm_role_management_policy.x", "changes who can get roles", changed({ scope: SUBSCRIPTION }, { a: 1 })],
  ["azurerm_key_vault_managed_hardware_security_module.x", "goes with its keys", deleted({ id: "x" })],
  ["azurerm_key_vault_managed_hardware_security_module_key.x", "is deleted", deleted({ id: "x" })],
  ["azuread_application.x", "is Aura's", deleted({ client_id: AURA_APPLICATION })],
  [
    "msgraph_update_resource.x",
    "disables Aura's principal",
    created({ url: `servicePrincipals/${PRINCIPAL_ID}`, body: { accountEnabled: false } }),
  ],
  ["azurerm_resource_group.x", "is deleted, in upper case", deleted({ id: GROUP.toUpperCase() })],
  [
    "azurerm_resource_group.x",
    "is replaced",
    { ...changed({ id: GROUP }, { name: "other" }), actions: ["delete", "create"], replaceBy: ["name"] },
  ],
  ["azurerm_subscription.x", "is cancelled", deleted({ subscription_id: "1" })],
  ["azurerm_management_group_subscription_association.x", "is removed", deleted({ subscription_id: SUBSCRIPTION })],
  [
    "azurerm_role_definition.x",
    "no longer unwraps",
    changed({ permissions: [{ data_actions: ["Microsoft.KeyVault/vaults/keys/unwrap/action"] }] }, { permissions: [] }),
  ],
  [
    "azurerm_subscription_policy_assignment.x",
    "assigns a built-in policy",
    created({ subscription_id: SUBSCRIPTION, policy_definition_id: UUID_OF_POLICY }),
  ],
  [
    "azurerm_management_group_policy_assignment.x",
    "assigns a built-in policy above",
    created({ management_group_id: MANAGEMENT_GROUP, policy_definition_id: UUID_OF_POLICY }),
  ],
  ["azurerm_policy_definition.x", "is about vaults", created({ policy_rule: "Microsoft.KeyVault/vaults/keys" })],
  [
    "azurerm_network_security_perimeter_association.x",
    "is of the vault",
    created({ access_mode: "Enforced", resource_id: VAULT_ID }),
  ],
  ["azapi_update_resource.x", "is in lower case", created({ type: "microsoft.keyvault/vaults@2023-07-01" })],
  [
    "azapi_resource_action.x",
    "is a deletion",
    created({ type: "Microsoft.KeyVault/vaults@2023-07-01", method: "DELETE" }),
  ],
  ["azapi_resource.x", "is a role", created({ type: "Microsoft.Authorization/roleAssignments@2022-04-01" })],
  ["azapi_resource.x", "is a lock", deleted({ type: "Microsoft.Authorization/locks@2020-05-01", parent_id: VAULT_ID })],
  ["azapi_resource.x", "is a deployment stack", created({ type: "Microsoft.Resources/deploymentStacks@2024-03-01" })],
  ["azapi_resource.x", "is of a type that is known at apply", { before: null, after: {}, unknown: { type: true } }],
  [
    "azurerm_resource_group_template_deployment.x",
    "deletes what is not in it",
    created({ deployment_mode: "Complete", template_content: '{"resources":[]}' }),
  ],
  [
    "azurerm_resource_group_template_deployment.x",
    "is known at apply",
    { before: null, after: { deployment_mode: "Incremental" }, unknown: { template_content: true } },
  ],
  [
    "azurerm_subscription_template_deployment.x",
    "takes its template from elsewhere",
    created({ template_spec_version_id: "/subscriptions/1/templateSpecs/a/versions/1" }),
  ],
  [
    "azurerm_resource_deployment_script_azure_cli.x",
    "deletes the key",
    created({ script_content: "az keyvault key delete --vault-name acme-aura --name orders" }),
  ],
  [
    "azurerm_automation_runbook.x",
    "takes the role away",
    created({ content: "Remove-AzRoleAssignment -ObjectId 1 -RoleDefinitionName x" }),
  ],
  [
    "azurerm_virtual_machine_run_command.x",
    "deletes the group",
    created({ source: [{ script: "az group delete -n aura" }] }),
  ],
];

/** Nothing of these reaches the key. */
const HARMLESS: readonly Case[] = [
  ["azurerm_pim_active_role_assignment.x", "is on another vault", created({ ...role(OTHER_VAULT), principal_id: "1" })],
  ["azurerm_key_vault_access_policy.x", "is of another vault", created({ key_vault_id: OTHER_VAULT })],
  ["azurerm_resource_group.x", "is another one", deleted({ id: `${GROUP}2` })],
  ["azurerm_resource_group.x", "gets a tag", changed({ id: GROUP }, { tags: { a: "b" } })],
  ["azurerm_subscription.x", "is new", created({ subscription_id: "1" })],
  ["azurerm_key_vault_managed_hardware_security_module.x", "is new", created({ name: "hsm" })],
  ["azuread_application.x", "is another one", deleted({ client_id: "0ddba110-1111-4222-8333-444455556666" })],
  ["azurerm_key_vault_secret.x", "is in the vault", created({ key_vault_id: VAULT_ID, name: "s" })],
  ["azurerm_private_endpoint.x", "is one more way to the vault", created({ resource: VAULT_ID })],
  ["azapi_resource.x", "is something else", created({ type: "Microsoft.Web/sites@2023-01-01" })],
  [
    "azurerm_resource_group_template_deployment.x",
    "adds something else",
    created({ deployment_mode: "Incremental", template_content: '{"resources":[{"type":"Microsoft.Web/sites"}]}' }),
  ],
  [
    "azurerm_linux_virtual_machine.x",
    "fetches a secret",
    created({ custom_data: "az keyvault secret show --vault-name acme-aura --name s" }),
  ],
  [
    "azurerm_resource_group_policy_assignment.x",
    "is of another group",
    created({ resource_group_id: `${GROUP}2`, policy_definition_id: UUID_OF_POLICY }),
  ],
  ["azurerm_network_security_perimeter_association.x", "is of another vault", created({ resource_id: OTHER_VAULT })],
];

describe("beside a key of Aura in Azure", () => {
  it.each(UNKNOWN)("%s needs review where it %s", (address, _, planned) => {
    expect(said(reviewOf({ [address]: planned }))).toEqual([
      "NEEDS REVIEW",
      `gap: ${address} is not covered by this review`,
    ]);
  });

  it.each(HARMLESS)("%s is OK where it %s", (address, _, planned) => {
    expect(said(reviewOf({ [address]: planned }))).toEqual(["OK"]);
  });

  it("a resource group needs review where only the customer managed key names a key, whose group is not known", () => {
    const elsewhere = { [VAULT]: undefined, [KEY]: undefined, [ROLE_ON_KEY]: undefined, [LOCK]: undefined };
    expect(
      said(
        reviewOf({ ...elsewhere, [PRINCIPAL]: undefined, "azurerm_resource_group.shop": deleted({ id: `${GROUP}2` }) }),
      ),
    ).toEqual(["NEEDS REVIEW", "gap: azurerm_resource_group.shop is not covered by this review"]);
  });
});

describe("a provisioner", () => {
  /** The verdict on a plan with a resource that runs a command when it is created. */
  const verdictOn = (command: string, others: Readonly<Record<string, undefined>> = {}): readonly string[] => {
    const address = "null_resource.x";
    const plan = JSON.parse(planText({ [address]: created({}), ...others }, { hasMetadata: false })) as {
      readonly configuration: { readonly root_module: { readonly resources: Record<string, unknown>[] } };
    };
    const block = plan.configuration.root_module.resources.find((one) => one["address"] === address) ?? {};
    block["provisioners"] = [{ type: "local-exec", expressions: { command: { constant_value: command } } }];
    const result = readPlans([{ name: "plan", text: JSON.stringify(plan) }]);
    if ("problems" in result) throw new Error(JSON.stringify(result.problems));
    return said(reviewPlans(result.reading, { now: new Date("2026-11-29T22:00:00Z") }));
  };
  const nothing = Object.fromEntries(Object.keys(STATE).map((address) => [address, undefined]));
  const GAP = "gap: provisioners of null_resource.x are not covered by this review";

  it.each(["az keyvault key delete --id x", "az keyvault purge --name x", "pwsh -c 'Remove-AzKeyVault -Name x'"])(
    "that runs `%s` needs review, also where nothing of Aura is in the plan",
    (command) => expect(verdictOn(command, nothing)).toEqual(["NEEDS REVIEW", GAP]),
  );

  it("that has nothing to do with keys is OK", () => expect(verdictOn("make docs", nothing)).toEqual(["OK"]));
});
