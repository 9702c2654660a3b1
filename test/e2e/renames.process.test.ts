import { describeWithTerraform } from "../support/terraform";
import { deployment, type Deployment, type Stack } from "./support/deployment";

interface Names {
  readonly account?: string;
  readonly key?: string;
  readonly instance?: string;
}

/** An estate with these names for the same account, key and instance. */
const estate = (
  { account = "prod", key = "orders", instance = "main" }: Names = {},
  formerly = "",
  rest = "",
): string => {
  const was = (name: string) => (formerly ? `formerly: ${name}, ` : "");
  return `version: 1
aura: { projectId: 7d1ec0d5-5a1e-4c0d-8a1e-000000000001 }
accounts: { ${account}: { ${account === "prod" ? "" : was("prod")}id: "111122223333" } }
keys: { ${key}: { ${key === "orders" ? "" : was("orders")}account: ${account}, region: eu-west-1, product: AuraDB, statement: orders.json } }
instances: { ${instance ? `${instance}: { ${instance === "main" ? "" : was("main")}key: ${key}, region: eu-west-1, memory: 8GB, name: main }` : ""} }
${rest}
`;
};

describeWithTerraform("what is called otherwise, or handed over", () => {
  let on: Deployment;
  beforeAll(async () => {
    on = await deployment();
  });
  afterAll(() => on.stop());

  const stack = (name: string): Stack => on.stack(name);

  /** What the next plan would do, without the guards and the review metadata. */
  const planned = async (name: string): Promise<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(await stack(name).planned()).filter(([address]) => !address.startsWith("terraform_data.")),
    );

  it("renames account, key and instance: Terraform moves them, and destroys nothing", async () => {
    on.estate(estate());
    await stack("prod-eu-west-1").deploy();
    on.statement("orders.json", await on.console("orders"));
    on.estate(estate());
    await stack("prod-eu-west-1").deploy();
    on.simulator.calls.clear();

    const renamed = { account: "production", key: "ledger", instance: "ledger-db" };
    expect(() => on.estate(estate(renamed))).toThrow("stack prod-eu-west-1 would be left behind");
    on.estate(estate(renamed, "formerly"));
    await stack("production-eu-west-1").must("init", "-no-color");
    const moves = await planned("production-eu-west-1");
    expect([...new Set(Object.values(moves))]).toEqual(["move"]);
    expect(Object.keys(moves)).toHaveLength(4);
    await stack("production-eu-west-1").deploy();
    expect(await stack("production-eu-west-1").planCode()).toBe(0);
    expect(on.simulator.aura.instances.list()).toHaveLength(1);
    expect(on.simulator.kms.keys()).toHaveLength(1);
  });

  it("hands an instance over: Terraform forgets it, and it stays in Aura", async () => {
    const names = { account: "production", key: "ledger", instance: "" };
    const removed = "removed: [{ stack: production-eu-west-1, instance: ledger-db, action: hand-over }]";
    on.estate(estate(names, "", removed));
    await stack("production-eu-west-1").deploy();
    expect(on.simulator.aura.instances.list()).toMatchObject([{ name: "main", rest: "running" }]);
    on.estate(estate(names));
    expect(await stack("production-eu-west-1").planCode()).toBe(0);
  });
});
