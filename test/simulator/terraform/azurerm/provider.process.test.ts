import { startSimulator, type Simulator } from "../../../../simulator";
import { describeWithTerraform } from "../../../support/terraform";
import { stageOn, type Stage } from "../../support/terraform";
import { azureConfiguration, azureOf } from "./support";

describeWithTerraform("the providers for Azure against the simulator", () => {
  let simulator: Simulator;
  let terraform: Stage;
  beforeEach(async () => {
    simulator = await startSimulator({ clouds: ["azure"] });
    terraform = await stageOn(simulator);
  });
  afterEach(async () => {
    terraform.stop();
    await simulator.stop();
  });

  it("makes vault, key, principal and role, plans nothing afterwards, and destroys them", async () => {
    await terraform.apply(azureConfiguration());
    expect(await terraform.plannedChanges()).toEqual({});
    const { vaults, deployer } = azureOf(simulator);
    expect(vaults.list().map(({ name, location }) => [name, location])).toEqual([["orders", "westeurope"]]);
    const { id, resource_versionless_id: scope } = terraform.state("azurerm_key_vault_key.main");
    expect(id).toMatch(/^https:\/\/orders\.vault\.azure\.net\/keys\/aura\/[0-9a-f]{32}$/);
    const { object_id: principalId } = terraform.state("azuread_service_principal.aura");
    const assigned = azureOf(simulator).assignments.list(String(scope));
    expect(assigned.filter((one) => one.principalId !== deployer.id)).toEqual([
      {
        ...{ name: terraform.state("azurerm_role_assignment.aura").name, scope, principalId },
        ...{ principalType: "ServicePrincipal", role: "e147488a-f6f5-4113-8e2d-b22465e65bf6" },
      },
    ]);

    simulator.calls.clear();
    await terraform.must("destroy", "-auto-approve", "-no-color");
    const deletions = simulator.calls.names("*delete");
    expect([...deletions].sort()).toEqual([
      "Microsoft.Authorization/roleAssignments/delete",
      "Microsoft.KeyVault/vaults/delete",
      "Microsoft.KeyVault/vaults/keys/delete",
      "Microsoft.Resources/subscriptions/resourceGroups/delete",
      "microsoft.directory/servicePrincipals/delete",
    ]);
    expect(vaults.list()).toEqual([]);
    expect(vaults.findDeleted("orders")?.keys.get("aura")?.deletedAt).toBeDefined();
  });
});
