import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SYNTHESIZE_WITH_CDKTN } from "../support/dist";
import { describeWithTerraform } from "../support/terraform";
import { deployment, type Deployment } from "./support/deployment";

const ESTATE = `version: 1
aura: { projectId: 7d1ec0d5-5a1e-4c0d-8a1e-000000000001 }
accounts: { prod: { id: "111122223333" } }
keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json } }
instances: { main: { key: orders, region: eu-west-1, memory: 8GB } }
`;

describeWithTerraform("an application that moves from cdktf to CDK Terrain", () => {
  let on: Deployment;
  beforeAll(async () => {
    on = await deployment();
  });
  afterAll(() => on.stop());

  /** What `cdktn deploy` runs in the folder of the estate. */
  const synthesizeWithTerrain = () => {
    const { synthesizeEstate } = jest.requireActual<typeof import("../../synth/synthesize")>(SYNTHESIZE_WITH_CDKTN);
    const result = synthesizeEstate(join(on.folder, "estate.yaml"), join(on.folder, "cdktf.out"), { frozen: true });
    expect(result).not.toHaveProperty("problems");
  };
  const stateOf = (name: string) =>
    JSON.parse(
      readFileSync(join(on.folder, "cdktf.out/stacks", name, `../../../terraform.${name}.tfstate`), "utf8"),
    ) as unknown;

  it("plans no change, and leaves state and lock file as they are", async () => {
    on.estate(ESTATE);
    const stack = on.stack("prod-eu-west-1");
    await stack.deploy();
    on.statement("orders.json", await on.console("orders"));
    on.estate(ESTATE);
    await stack.deploy();
    const before = stateOf("prod-eu-west-1");

    synthesizeWithTerrain();

    expect(JSON.stringify(stack.configuration())).toContain('"source":"hashicorp/aws"');
    await stack.must("init", "-no-color");
    expect(await stack.planned()).toEqual({});
    expect(await stack.planCode()).toBe(0);
    expect(stateOf("prod-eu-west-1")).toEqual(before);
  });
});
