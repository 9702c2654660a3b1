import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeSinceTerraform } from "../support/terraform";
import { instance, PROJECT, record, stage, words, type Stage } from "./support/stage";

/** A query file; Terraform refuses a block without arguments of its own. */
const query = (type: string, config: Record<string, string>, more = "") =>
  `list "${type}" "all" {\n  provider = aura\n${more}  config {\n${Object.entries(config)
    .map(([name, value]) => `    ${name} = "${value}"\n`)
    .join("")}  }\n}\n`;

describeSinceTerraform(14)("terraform query and import by identity", () => {
  let on: Stage;
  beforeAll(async () => {
    on = await stage();
    const withoutKey = instance({ name: "sales", customer_managed_key_id: undefined }).replace('"db"', '"sales"');
    await on.apply(record(on.key()) + instance() + withoutKey);
    // Until a plan has seen them in the state, an import takes their passwords from the journal.
    expect(await on.isSettled()).toBe(true);
  });
  afterAll(() => on.stop());

  const ask = async (...lists: string[]) => {
    writeFileSync(join(on.dir, "all.tfquery.hcl"), `provider "aura" {}\n${lists.join("")}`);
    return on.run("query", "-no-color");
  };

  it("finds instances, also those without a customer managed key, and customer managed keys", async () => {
    const { code, stdout, stderr } = await ask(
      query("aura_instance", { project_id: PROJECT }),
      query("aura_customer_managed_key", {}),
    );
    expect([code, stderr]).toEqual([0, ""]);
    const [db, sales] = [on.state("aura_instance.db"), on.state("aura_instance.sales")];
    const key = on.state("aura_customer_managed_key.key");
    const found = words({ code, stdout, stderr } as never);
    expect(found).toContain(
      `list.aura_instance.all id=${db["id"]} orders (${db["id"]}, running, customer managed key ${key["id"]})`,
    );
    expect(found).toContain(
      `list.aura_instance.all id=${sales["id"]} sales (${sales["id"]}, running, no customer managed key)`,
    );
    expect(found).toContain(
      `list.aura_customer_managed_key.all id=${key["id"]} orders-key (${key["id"]}, ready, ${key["key_id"]})`,
    );
  });

  it("writes import blocks and resources that plan as imports and nothing else", async () => {
    const { id, ...before } = on.state("aura_instance.sales");
    const lists = query("aura_instance", { name: "sales" }, "  include_resource = true\n");
    writeFileSync(join(on.dir, "all.tfquery.hcl"), `provider "aura" {}\n${lists}`);
    await on.must("query", "-no-color", "-generate-config-out=found.tf");
    const generated = readFileSync(join(on.dir, "found.tf"), "utf8");
    expect(generated).toContain("import {");
    expect(generated).toContain(`id = "${id}"`);
    await on.must("state", "rm", "aura_instance.sales");
    on.write(record(String(on.state("aura_customer_managed_key.key")["key_id"])) + instance());
    const { stdout } = await on.must("apply", "-auto-approve", "-no-color");
    expect(stdout).toContain("1 imported, 0 added, 0 changed, 0 destroyed");
    const address = `aura_instance.${/resource "aura_instance" "(\w+)"/.exec(generated)?.[1]}`;
    const unknown = { username: null, password: null, version: null };
    expect(on.state(address)).toEqual({ ...before, id, ...unknown });
    expect(await on.isSettled()).toBe(true);
  });

  it("keeps the identity in the state", () => {
    const { resources } = JSON.parse(readFileSync(join(on.dir, "terraform.tfstate"), "utf8")) as {
      resources: { instances: { identity?: object; attributes: { id: string } }[] }[];
    };
    const all = resources.flatMap(({ instances }) => instances);
    expect(all.map(({ identity }) => identity)).toEqual(all.map(({ attributes: { id } }) => ({ id })));
  });

  it("refuses arguments that cannot be right", async () => {
    const result = await ask(query("aura_instance", { project_id: "" }));
    expect(result.code).toBe(1);
    expect(words(result)).toContain("Invalid project_id");
  });
});
