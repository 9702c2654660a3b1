import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mergeReattached, reattach, type Attribute, type Provider, type Reattached } from "../../provider/plugin";
import { PROVIDER_SOURCE } from "../../provider/version";
import { describeWithTerraform, tofuVersion, type Program } from "../support/terraform";
import { instance, PROJECT, record, stage, type Stage } from "./support/stage";
import neo4jaura from "./support/states/neo4jaura-instance.json";
import pgrKey from "./support/states/pgrneo4jaura-auracmk.json";
import pgrInstance from "./support/states/pgrneo4jaura-aurainstance.json";

type State = Record<string, unknown>;

/** A stand-in for another provider: its schema is the shape of what it stores, and it believes what it has stored. */
function standIn(states: Record<string, State>): Provider<null> {
  const attribute = (value: unknown): Attribute => ({
    type:
      value !== null && typeof value === "object"
        ? ["object", { instance_id: "string", snapshot_id: "string" }]
        : typeof value === "boolean"
          ? "bool"
          : typeof value === "number"
            ? "number"
            : "string",
    optional: true,
    computed: true,
  });
  const schema = (state: State) => ({
    attributes: Object.fromEntries(Object.entries(state).map(([name, value]) => [name, attribute(value)])),
  });
  return {
    schema: { attributes: {} },
    resources: Object.fromEntries(
      Object.entries(states).map(([type, state]) => [
        type,
        { schema: schema(state), create: async (planned) => ({ state: planned }) },
      ]),
    ),
    configure: async () => null,
  };
}

const programs: readonly Program[] = tofuVersion() ? ["terraform", "tofu"] : ["terraform"];
const HOSTS = { terraform: "registry.terraform.io", tofu: "registry.opentofu.org" };

describeWithTerraform.each(programs)("moves from other providers, with %s", (program) => {
  let on: Stage;
  let other: Reattached | undefined;
  let key: string;
  beforeEach(async () => {
    on = await stage({}, {}, program);
    key = on.key();
    await on.apply(record(key) + instance());
  });
  afterEach(async () => {
    other?.stop();
    await on.stop();
  });

  /** Makes the state what another provider would have stored of the same objects. */
  async function storedBy(source: string, changes: Record<string, { type: string; state: State }>): Promise<void> {
    const file = join(on.dir, "terraform.tfstate");
    const state = JSON.parse(readFileSync(file, "utf8")) as { resources: Record<string, unknown>[] };
    for (const resource of state.resources) {
      const change = changes[String(resource["type"])];
      if (!change) continue;
      resource["type"] = change.type;
      resource["provider"] = `provider["${HOSTS[program]}/${source}"]`;
      resource["instances"] = [{ schema_version: 0, attributes: change.state, sensitive_attributes: [] }];
    }
    writeFileSync(file, JSON.stringify(state));
    const types = Object.values(changes).map(({ type, state: stored }) => [type, stored]);
    other = await reattach(source, standIn(Object.fromEntries(types) as Record<string, State>));
    Object.assign(on.env, mergeReattached({ env: on.env as Reattached["env"], stop: () => undefined }, other));
  }

  const header = (name: string, source: string) =>
    `terraform {\n  required_providers {\n    aura = { source = "${PROVIDER_SOURCE}" }\n    ${name} = { source = "${source}" }\n  }\n}\n`;
  const moved = (from: string, to: string) => `moved {\n  from = ${from}\n  to   = ${to}\n}\n`;
  const write = (configuration: string) => writeFileSync(join(on.dir, "main.tf"), configuration);

  it("takes over neo4jaura_instance with its password, asks nothing of Aura but to read it, and protects it", async () => {
    const made = on.state("aura_instance.db");
    const { id, password } = made;
    const state = { ...neo4jaura, instance_id: id, project_id: PROJECT, password, source: null, name: "orders" };
    await storedBy("neo4j-labs/neo4jaura", { aura_instance: { type: "neo4jaura_instance", state } });
    write(
      header("neo4jaura", "neo4j-labs/neo4jaura") +
        record(key) +
        instance() +
        moved("neo4jaura_instance.db", "aura_instance.db"),
    );
    on.simulator.calls.clear();
    await on.must("apply", "-auto-approve", "-no-color");
    expect(on.simulator.calls.names("P* /v1*")).toEqual([]);
    expect(on.state("aura_instance.db")).toEqual(made);
    expect(await on.isSettled()).toBe(true);
    expect((await on.run("plan", "-destroy", "-no-color")).stderr).toContain("is protected from deletion");
  });

  it("takes over what pgrneo4jaura made: the key, and the instance with its password", async () => {
    const [db, cmk] = [on.state("aura_instance.db"), on.state("aura_customer_managed_key.key")];
    const source = "progressive-insurance/pgrneo4jaura";
    await storedBy(source, {
      aura_instance: {
        type: "pgrneo4jaura_aurainstance",
        state: {
          ...pgrInstance,
          id: db["id"],
          tenant_id: PROJECT,
          n4jpwd: db["password"],
          customer_managed_key_id: cmk["id"],
        },
      },
      aura_customer_managed_key: {
        type: "pgrneo4jaura_auracmk",
        state: { ...pgrKey, id: cmk["id"], tenant_id: PROJECT, key_id: key, created: cmk["created"] },
      },
    });
    write(
      header("pgrneo4jaura", source) +
        record(key) +
        instance() +
        moved("pgrneo4jaura_auracmk.key", "aura_customer_managed_key.key") +
        moved("pgrneo4jaura_aurainstance.db", "aura_instance.db"),
    );
    on.simulator.calls.clear();
    await on.must("apply", "-auto-approve", "-no-color");
    expect(on.simulator.calls.names("P* /v1*")).toEqual([]);
    expect(on.state("aura_instance.db")).toEqual(db);
    expect(on.state("aura_customer_managed_key.key")).toEqual({ ...cmk, status: "ready" });
  });
});
