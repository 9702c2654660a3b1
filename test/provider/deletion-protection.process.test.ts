import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithTerraform } from "../support/terraform";
import { instance, record, stage, words, type Stage } from "./support/stage";

const DB = "aura_instance.db";
const KEY = "aura_customer_managed_key.key";

// The tests of this file are one story: each goes on where the one before ended. More options: deletion-protection.drill.test.ts.
describeWithTerraform("deletion protection", () => {
  let on: Stage;
  let key: string;
  beforeAll(async () => {
    on = await stage();
    key = on.key();
    await on.apply(record(key) + instance());
  });
  afterAll(() => on.stop());

  const ids = () => [on.simulator.aura.instances.list()[0]?.id, on.simulator.aura.records.list()[0]?.id];
  const refused = async (...args: string[]) => {
    const result = await on.run(...args, "-no-color");
    expect([args, result.code]).toEqual([args, 1]);
    return words(result);
  };

  it("is on by default, and holds when the resource is destroyed or no longer configured", async () => {
    const [db] = ids();
    expect(await refused("plan", "-destroy")).toContain(
      `Error: Instance "orders" (${db}) is protected from deletion with ${DB}, on main.tf line 14, in resource "aura_instance" "db": 14: ` +
        'resource "aura_instance" "db" { Its data would be lost. Its deletion_protection is true in the state, whatever the configuration ' +
        "says. If it was renamed or moved in the configuration, add a `moved` block. To give it up, set deletion_protection to false " +
        '(constructs and estate: `removalPolicy` "destroy"), apply, then destroy it. To keep it and no longer manage it, run ' +
        "`terraform state rm <address>`.",
    );
    on.write("");
    expect(await refused("apply", "-auto-approve")).toContain(
      `Error: Instance "orders" (${db}) is protected from deletion Its data would be lost.`,
    );
  });

  it("refuses a replacement, and names the attribute that forces it", async () => {
    const [db, id] = ids();
    on.write(record(key, { name: "other" }) + instance({ version: "4" }));
    const said = await refused("plan");
    expect(said).toContain(
      `Error: Customer managed key "orders-key" (${id}) is protected from replacement with ${KEY}, on main.tf line 8, in resource ` +
        '"aura_customer_managed_key" "key": 8: name = "other" A change of name from "orders-key" to "other" replaces it. Instances ' +
        "encrypted with it, and their clones, need it. Undo the change. To give it up, set deletion_protection to false (constructs and " +
        'estate: `removalPolicy` "destroy"), and nothing else, apply, then change it.',
    );
    on.write(record(key) + instance({ deletion_protection: false, version: "4" }));
    expect(await refused("plan")).toContain(
      `Error: Instance "orders" (${db}) is protected from replacement with ${DB}, on main.tf line 23, in resource "aura_instance" "db": ` +
        '23: version = "4" A change of version from "5" to "4" replaces it.',
    );
  });

  it("is on in a state that an earlier version of the provider wrote", async () => {
    const file = join(on.dir, "terraform.tfstate");
    const old = readFileSync(file, "utf8")
      .replace(/ *"deletion_protection": true,\n/g, "")
      .replaceAll('"schema_version": 1', '"schema_version": 0');
    expect(old).not.toContain("deletion_protection");
    writeFileSync(file, old);
    on.write(record(key) + instance());
    expect(await on.isSettled()).toBe(true);
    expect(await refused("plan", "-destroy")).toContain("is protected from deletion");
  });

  it("ends with an apply that sets it to false, which asks nothing of Aura", async () => {
    const unprotected = { deletion_protection: false };
    on.simulator.calls.clear();
    await on.apply(record(key, unprotected) + instance(unprotected));
    expect(on.simulator.calls.names("P* /v1*")).toEqual([]);
    expect(await on.isSettled()).toBe(true);
    await on.must("destroy", "-auto-approve");
    expect(ids()).toEqual([undefined, undefined]);
  });
});
