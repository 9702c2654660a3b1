import { AuraAzureProvider } from "../../constructs";
import { TENANT } from "../support/other-clouds";
import { newStack, renderedProblems, synth } from "../support/synth";

const FEATURES = [
  {
    key_vault: [
      {
        purge_soft_delete_on_destroy: false,
        purge_soft_deleted_keys_on_destroy: false,
        recover_soft_deleted_key_vaults: true,
        recover_soft_deleted_keys: true,
      },
    ],
    resource_group: [{ prevent_deletion_if_contains_resources: true }],
  },
];

it("recovers what was deleted, purges nothing, and asks for a version that works after 27 February 2027", () => {
  const stack = newStack();
  new AuraAzureProvider(stack, "azure");
  const { provider, terraform } = synth(stack);
  expect(provider).toMatchObject({ azurerm: [{ features: FEATURES }], azuread: [{}] });
  expect(terraform["required_providers"]).toMatchObject({
    azurerm: { source: "azurerm", version: ">= 4.81.0, < 5.0.0" },
    azuread: { source: "hashicorp/azuread", version: "3.7.0" },
  });
});

it("passes every property on", () => {
  const stack = newStack();
  new AuraAzureProvider(stack, "first");
  const props = { subscriptionId: TENANT, tenantId: TENANT, alias: "second", azurermVersion: "4.41.0" };
  const { azurerm, azuread } = new AuraAzureProvider(stack, "second", props);
  const { provider, terraform } = synth(stack);
  expect([azurerm.alias, azuread.alias]).toEqual(["second", "second"]);
  expect(provider).toMatchObject({
    azurerm: [
      { features: FEATURES },
      { alias: "second", features: FEATURES, subscription_id: TENANT, tenant_id: TENANT },
    ],
    azuread: [{}, { alias: "second", tenant_id: TENANT }],
  });
  expect(terraform["required_providers"]).toMatchObject({ azurerm: { version: "4.41.0" } });
});

it("refuses props of the wrong type", () => {
  expect(renderedProblems(() => new AuraAzureProvider(newStack(), "azure", { alias: 1 } as never))).toEqual([
    "prod/azure: `alias` has the wrong type: the number 1; expected: a string; help: correct `alias`, or leave it out [prop-type]",
  ]);
});
