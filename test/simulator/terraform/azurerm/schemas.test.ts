import type { Block } from "../../../../provider/plugin";
import * as azuread from "../../../../simulator/terraform/azuread/schemas";
import * as azurerm from "../../../../simulator/terraform/azurerm/schemas";
import { configurable, providerArguments, sidesOf } from "../../support/bindings";

/** The block of a kind inside of another one. */
const inside = (block: Block, ...names: readonly string[]): Block =>
  names.reduce((outer, name) => outer.blocks?.[name]?.block ?? { attributes: {} }, block);

describe("the schemas of the substitutes for hashicorp/azurerm and hashicorp/azuread", () => {
  it.each([
    ...[azurerm, azuread].flatMap(({ RESOURCE_SCHEMAS }) =>
      Object.entries(RESOURCE_SCHEMAS).map(([type, block]) => [type, "resource", block] as const),
    ),
    ...[azurerm, azuread].flatMap(({ DATA_SOURCE_SCHEMAS }) =>
      Object.entries(DATA_SOURCE_SCHEMAS).map(([type, block]) => [type, "data source", block] as const),
    ),
  ])("have for %s (%s) the arguments and attributes of the real provider", (type, kind, block: Block) => {
    const { ours, real } = sidesOf(type, block, kind === "data source");
    expect(ours).toEqual(real);
  });

  it("have the arguments of the real provider blocks", () => {
    const without = (names: readonly string[]) => names.filter((name) => name !== "alias").sort();
    expect(configurable(azurerm.PROVIDER_SCHEMA).sort()).toEqual(
      without(providerArguments("azurerm", "AzurermProviderConfig")),
    );
    expect(configurable(azuread.PROVIDER_SCHEMA).sort()).toEqual(
      without(providerArguments("azuread", "AzureadProviderConfig")),
    );
    expect(configurable(inside(azurerm.PROVIDER_SCHEMA, "features", "key_vault")).sort()).toEqual(
      without(providerArguments("azurerm", "AzurermProviderFeaturesKeyVault")),
    );
    expect(configurable(inside(azurerm.PROVIDER_SCHEMA, "features", "resource_group"))).toEqual(
      providerArguments("azurerm", "AzurermProviderFeaturesResourceGroup"),
    );
  });
});
