import { describeWithTerraform } from "../support/terraform";
import { addKey, instance, PROJECT, quickSimulator, record, stage, words, type Stage } from "./support/stage";

/** May be destroyed or replaced. */
const UNPROTECTED = { deletion_protection: false };

describeWithTerraform("the life of a customer managed key and an instance", () => {
  let on: Stage;
  beforeEach(async () => {
    on = await stage();
  });
  afterEach(() => on.stop());

  it("creates a customer managed key and an instance, repeats no request, and leaves nothing behind", async () => {
    const key = on.key();
    await on.apply(record(key) + instance());
    const made = on.state("aura_customer_managed_key.key");
    expect(made).toEqual({
      id: on.simulator.aura.records.list()[0]?.id,
      project_id: PROJECT,
      name: "orders-key",
      cloud_provider: "aws",
      region: "eu-west-1",
      instance_type: "enterprise-db",
      key_id: key,
      status: "pending",
      deletion_protection: true,
      created: expect.stringMatching(/^\d{4}-/) as string,
    });
    const [db] = on.simulator.aura.instances.list();
    expect(on.state("aura_instance.db")).toEqual({
      id: db?.id,
      project_id: PROJECT,
      name: "orders",
      cloud_provider: "aws",
      region: "eu-west-1",
      type: "enterprise-db",
      memory: "8GB",
      storage: "16GB",
      version: "5",
      customer_managed_key_id: made["id"],
      source_instance_id: null,
      source_snapshot_id: null,
      vector_optimized: false,
      graph_analytics_plugin: false,
      secondaries_count: 0,
      cdc_enrichment_mode: "OFF",
      paused: false,
      deletion_protection: true,
      status: "running",
      connection_url: `neo4j+s://${db?.id}.databases.neo4j.io`,
      metrics_integration_url: expect.stringContaining(`${db?.id}/metrics`) as string,
      username: "neo4j",
      password: db?.password,
      password_public_key: null,
      encrypted_password: null,
      created_at: expect.stringMatching(/^\d{4}-/) as string,
      timeouts: null,
    });
    expect(await on.isSettled()).toBe(true);

    on.simulator.calls.clear();
    await on.apply(record(key, UNPROTECTED) + instance(UNPROTECTED));
    expect(on.simulator.calls.names("P* /v1*")).toEqual([]);
    await on.must("destroy", "-auto-approve");
    expect(on.simulator.calls.names("DELETE *")).toEqual([
      `DELETE /v1/instances/${db?.id}`,
      `DELETE /v1/customer-managed-keys/${String(made["id"])}`,
    ]);
    expect([on.simulator.aura.records.list(), on.simulator.aura.instances.list()]).toEqual([[], []]);
  });

  it("changes in place what Aura can change, in the order that Aura requires, and replaces nothing", async () => {
    const key = record(on.key());
    await on.apply(key + instance({ paused: true }));
    const { id } = on.state("aura_instance.db");
    expect(on.simulator.aura.instances.find(String(id))?.rest).toBe("paused");
    expect(await on.isSettled()).toBe(true);

    on.simulator.calls.clear();
    const changed = { name: "orders 2", memory: "16GB", secondaries_count: 2, cdc_enrichment_mode: "FULL" };
    await on.apply(key + instance({ ...changed, paused: false, vector_optimized: true }));
    expect(on.simulator.calls.list().filter(({ call }) => /^(POST|PATCH|DELETE) \/v1/.test(call))).toMatchObject([
      { call: `POST /v1/instances/${String(id)}/resume`, request: {} },
      { call: `PATCH /v1/instances/${String(id)}`, request: { ...changed, vector_optimized: true } },
    ]);
    expect(on.state("aura_instance.db")).toMatchObject({
      ...changed,
      id,
      paused: false,
      status: "running",
      storage: "32GB",
    });
    expect(await on.isSettled()).toBe(true);
  });

  it("sets what the creation request cannot set right after it, in the same apply", async () => {
    await on.apply(record(on.key()) + instance({ secondaries_count: 3, cdc_enrichment_mode: "DIFF", storage: "32GB" }));
    expect(on.simulator.aura.instances.list()).toMatchObject([
      { secondaries_count: 3, cdc_enrichment_mode: "DIFF", storage: "32GB" },
    ]);
    expect(await on.isSettled()).toBe(true);
  });

  it("imports a customer managed key and an instance; the plan is empty, also after the version is configured", async () => {
    const key = on.key();
    const both = record(key) + instance({ version: "5" });
    await on.apply(both);
    const { id, password } = on.state("aura_instance.db");
    const keyRecord = on.state("aura_customer_managed_key.key");
    await on.must("state", "rm", "aura_instance.db", "aura_customer_managed_key.key");

    on.write(record(key) + instance());
    await on.must("import", "aura_customer_managed_key.key", String(keyRecord["id"]));
    await on.must("import", "aura_instance.db", String(id));
    // No run has seen it in the state yet: the journal still has what Aura said once.
    expect(on.state("aura_instance.db")).toMatchObject({ id, version: null, password, username: "neo4j" });
    expect(await on.isSettled()).toBe(true);
    await on.must("state", "rm", "aura_instance.db");
    await on.must("import", "aura_instance.db", String(id));
    expect(on.state("aura_instance.db")).toMatchObject({ id, version: null, password: null, username: null });
    expect(await on.isSettled()).toBe(true);

    on.simulator.calls.clear();
    const clone = { version: "5", source_instance_id: "0badcafe" };
    expect(words(await on.apply(record(key) + instance(clone)))).toContain("0 added, 1 changed, 0 destroyed");
    expect(on.simulator.calls.names("P*")).toEqual(["POST /oauth/token", "POST /oauth/token"]);
    expect(on.state("aura_instance.db")).toMatchObject({ id, ...clone, password: null });
    expect(await on.isSettled()).toBe(true);

    expect(words(await on.apply(record(key) + instance()))).toContain("0 destroyed");
    expect(await on.isSettled()).toBe(true);
  });

  it("refuses to import an invalid id and an object that does not exist", async () => {
    on.write(record(on.key()) + instance());
    expect(words(await on.run("import", "aura_instance.db", "orders"))).toContain(
      'The id of an instance has 8 hexadecimal digits, got: "orders".',
    );
    expect(words(await on.run("import", "aura_instance.db", "0badcafe"))).toContain(
      "DB not found: 0badcafe (db-not-found)",
    );
    expect(words(await on.run("import", "aura_customer_managed_key.key", "orders-key"))).toContain(
      'The id of a customer managed key in Aura is a UUID, got: "orders-key".',
    );
  });

  it("replaces an instance when its version changes, and a customer managed key with its instances when its name changes", async () => {
    const key = on.key();
    await on.apply(record(key, UNPROTECTED) + instance(UNPROTECTED));
    const first = on.state("aura_instance.db");
    on.write(record(key) + instance({ version: "4" }));
    expect(words(await on.must("plan", "-no-color"))).toContain('~ version = "5" -> "4" # forces replacement');
    await on.apply(record(key, { name: "other" }) + instance());
    const second = on.state("aura_instance.db");
    expect(second["id"]).not.toBe(first["id"]);
    expect(on.simulator.aura.records.list().map(({ name }) => name)).toEqual(["other"]);
    expect(on.simulator.aura.instances.list().map(({ id }) => id)).toEqual([second["id"]]);
  });

  it("keeps a customer managed key that is replaced by an equal one with create_before_destroy", async () => {
    await on.apply(record(on.key(), { ...UNPROTECTED, lifecycle: { create_before_destroy: true } }));
    const { id } = on.state("aura_customer_managed_key.key");
    const output = words(
      await on.must("apply", "-auto-approve", "-no-color", "-replace=aura_customer_managed_key.key"),
    );
    expect(output).toContain(
      `Warning: Customer managed key ${String(id)} was not removed The replacement created in this apply uses the same customer managed ` +
        'key: project, key, region, product and name "orders-key" are equal. For a new one, choose another name or remove create_before_destroy.',
    );
    expect(on.simulator.aura.records.list().map((one) => one.id)).toEqual([id]);
    expect(on.state("aura_customer_managed_key.key")).toMatchObject({ id });
    expect(await on.isSettled()).toBe(true);
  });

  it("has one customer managed key after its resource was renamed, in either order of create and destroy", async () => {
    const key = record(on.key(), UNPROTECTED);
    await on.apply(key);
    await on.apply(key.replace('"key"', '"renamed"'));
    const { id } = on.state("aura_customer_managed_key.renamed");
    expect(on.simulator.aura.records.list().map((one) => one.id)).toEqual([id]);
  });

  it("shows drift, and removes destroyed objects from the state", async () => {
    const key = record(on.key(), UNPROTECTED);
    await on.apply(key + instance());
    const [db] = on.simulator.aura.instances.list();
    Object.assign(db ?? {}, { memory: "16GB", storage: "32GB" });
    expect(words(await on.must("plan", "-no-color"))).toContain('~ memory = "16GB" -> "8GB"');

    on.simulator.aura.instances.destroy(String(db?.id));
    on.simulator.clock.advance(60_000);
    expect(words(await on.must("plan", "-no-color"))).toContain("Plan: 1 to add, 0 to change, 0 to destroy.");
    expect((await on.run("destroy", "-auto-approve")).code).toBe(0);
  });

  it("keeps two provider blocks apart", async () => {
    const other = await quickSimulator();
    try {
      const provider = `provider "aura" {\n alias = "other"\n base_url = "${other.endpoints.aura}/v1"\n}\n`;
      const second = record(addKey(other), { name: "theirs", provider: "=aura.other" }).replace('"key"', '"other"');
      await on.apply(provider + record(on.key()) + second);
      const names = [on.simulator, other].map(({ aura }) => aura.records.list().map(({ name }) => name));
      expect(names).toEqual([["orders-key"], ["theirs"]]);
      expect(await on.isSettled()).toBe(true);
    } finally {
      await other.stop();
    }
  });

  it("finds a project by its name in the plan, and its keys and instances", async () => {
    const project = (name: string) => `data "aura_project" "p" {\n  name = "${name}"\n}\n`;
    const all = (kind: string) => `data "aura_${kind}" "all" {\n  project_id = data.aura_project.p.id\n}\n`;
    const shown = `output "all" {\n  value = [data.aura_projects.all, data.aura_instances.all.instances[*].name, data.aura_customer_managed_keys.all.customer_managed_keys[*].status]\n}\n`;
    const made = record(on.key()) + instance();
    await on.apply(made);
    await on.apply(
      `${made}${project("Simulated")}data "aura_projects" "all" {}\n${all("instances")}${all("customer_managed_keys")}${shown}`,
    );
    const { all: output } = (await on.must("output", "-json")).json<{ all: { value: unknown } }>();
    expect(output.value).toEqual([{ projects: [{ id: PROJECT, name: "Simulated" }] }, ["orders"], ["ready"]]);

    on.write(made + project("Simulation"));
    expect(words(await on.run("plan", "-no-color"))).toContain(
      `No project is called "Simulation" with data.aura_project.p, on main.tf line 24, in data "aura_project" "p": 24: name = "Simulation" These ` +
        `credentials can read: "Simulated" (${PROJECT}).`,
    );
  });

  it("clones an instance from its most recent snapshot, and keeps the clone when there is a later one", async () => {
    const made = record(on.key()) + instance();
    await on.apply(made);
    const source = String(on.state("aura_instance.db")["id"]);
    const take = async () => {
      const { id } = on.simulator.aura.instances.takeSnapshot(source);
      // Snapshots have a time in whole seconds, and need a moment to be complete.
      on.simulator.clock.advance(2_000);
      return id;
    };
    await take();
    const second = await take();
    const latest = `data "aura_snapshot" "latest" {\n  instance_id = aura_instance.db.id\n}\n`;
    const more = {
      source_instance_id: "=aura_instance.db.id",
      source_snapshot_id: "=data.aura_snapshot.latest.snapshot_id",
    };
    const copy = (lifecycle?: object) =>
      instance({ name: "copy", ...more, ...(lifecycle && { lifecycle }) }).replace('"db"', '"copy"');
    const kept = { ignore_changes: "=[source_snapshot_id]" };
    await on.apply(made + latest + copy(kept));
    expect(on.state("aura_instance.copy")).toMatchObject({ source_instance_id: source, source_snapshot_id: second });

    await take();
    expect(await on.isSettled()).toBe(true);
    on.write(made + latest + copy());
    expect(words(await on.run("plan", "-no-color"))).toContain("is protected from replacement");
  });

  it("reads a project and the instances that it may create", async () => {
    await on.apply(`data "aura_project" "p" {\n id = "${PROJECT}"\n}\noutput "p" {\n value = data.aura_project.p\n}\n`);
    const { p } = (await on.must("output", "-json")).json<{
      p: { value: { name: string; instance_configurations: object[] } };
    }>();
    expect(p.value.name).toBe("Simulated");
    expect(p.value.instance_configurations).toContainEqual({
      cloud_provider: "aws",
      region: "eu-west-1",
      region_name: "Simulated (eu-west-1)",
      type: "enterprise-db",
      memory: "8GB",
      storage: "16GB",
      version: "5",
    });
  });
});
