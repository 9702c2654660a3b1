import type { Block } from "../../../../provider/plugin";
import { DATA_SOURCE_SCHEMAS, PROVIDER_SCHEMA, RESOURCE_SCHEMAS } from "../../../../simulator/terraform/google/schemas";
import { configurable, providerArguments, sidesOf } from "../../support/bindings";

describe("the schema of the substitute for hashicorp/google", () => {
  it.each([
    ...Object.entries(RESOURCE_SCHEMAS).map(([type, block]) => [type, block, false] as const),
    ...Object.entries(DATA_SOURCE_SCHEMAS).map(([type, block]) => [type, block, true] as const),
  ])("has for %s the arguments and attributes of the real provider", (type, block: Block, isData) => {
    const { ours, real } = sidesOf(type, block, isData);
    expect(ours).toEqual(real);
  });

  it("has the arguments of the real provider block", () => {
    const names = providerArguments("google", "GoogleProviderConfig");
    expect(configurable(PROVIDER_SCHEMA).sort()).toEqual(names.filter((name) => name !== "alias").sort());
  });
});
