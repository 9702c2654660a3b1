import { AzureWorld } from "../../simulator/support/azure";
import { deployment, type Deployment } from "../../e2e/support/deployment";
import { describeWithTerraform } from "../../support/terraform";
import { REGIONS, SIMULATED } from "../../../cli/init/application";
import { DEFAULTS } from "../../../cli/init/choices";
import { filesOf } from "../../../cli/init/files";

/** What the simulated Console shows for a key. */
interface Shown {
  readonly applicationId?: string;
  readonly serviceAccounts?: readonly string[];
}

const CLOUDS = ["azure", "gcp"] as const;

describeWithTerraform("the estate that aura-cmk init writes", () => {
  let on: Deployment;
  beforeEach(async () => {
    on = await deployment({ clouds: CLOUDS });
    const azure = new AzureWorld(on.simulator);
    azure.state.addGroup({ name: "aura", location: REGIONS.azure });
  });
  afterEach(() => on.stop());

  it("has the ids of the simulated clouds", () => {
    const { subscriptionId, tenantId } = new AzureWorld(on.simulator).state;
    const project = on.simulator.environment["GOOGLE_PROJECT"];
    expect(SIMULATED).toMatchObject({ subscriptionId, tenantId, googleProject: project });
  });

  it.each(CLOUDS)("is deployed in two phases, by what its comments say: %s", async (cloud) => {
    const choices = { ...DEFAULTS, ...SIMULATED, cloud, region: REGIONS[cloud], name: "db", packageSpec: "0.1.0" };
    const estate = filesOf(choices, false).get("estate.yaml") ?? "";
    const stack = on.stack(`prod-${REGIONS[cloud]}`);
    on.estate(estate);
    await stack.deploy();
    const { records, instances } = on.simulator.aura;
    expect(records.list()).toMatchObject([{ name: "orders", cloud_provider: cloud }]);
    expect(instances.list()).toEqual([]);

    const { applicationId, serviceAccounts } = JSON.parse(await on.console("orders")) as Shown;
    if (applicationId !== undefined) new AzureWorld(on.simulator).state.ensurePrincipal(applicationId);
    on.estate(
      estate
        .replace(/# (applicationId:) ""/, `$1 ${applicationId}`)
        .replace(/# (serviceAccounts:) \[\]/, `$1 ${JSON.stringify(serviceAccounts)}`),
    );
    await stack.deploy();
    expect(instances.list()).toMatchObject([{ name: "orders-prod", cloud_provider: cloud }]);
    expect(await stack.planCode()).toBe(0);
  });
});
