import type { MoveSource, ObjectValue } from "../../../provider/plugin";
import { customerManagedKey } from "../../../provider/resources/customer-managed-key";
import { instance } from "../../../provider/resources/instance";
import early from "../support/states/neo4jaura-instance-early.json";
import neo4jaura from "../support/states/neo4jaura-instance.json";
import pgrKey from "../support/states/pgrneo4jaura-auracmk.json";
import pgrInstance from "../support/states/pgrneo4jaura-aurainstance.json";

const LABS = "registry.terraform.io/neo4j-labs/neo4jaura";
const PROGRESSIVE = "registry.terraform.io/progressive-insurance/pgrneo4jaura";
const moveInstance = (type: string, state: ObjectValue, provider = LABS) => instance.move?.({ provider, type, state });

/** What every source says of the instance. */
const ORDERS = {
  id: "2f49c2b3",
  project_id: "7d1ec0d5-5a1e-4c0d-8a1e-000000000001",
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  type: "enterprise-db",
  memory: "8GB",
  storage: "16GB",
  version: "5",
  connection_url: "neo4j+s://2f49c2b3.databases.neo4j.io",
  username: "neo4j",
  password: "the-first-password",
  deletion_protection: true,
};

describe("moves from other providers", () => {
  it("takes over neo4jaura_instance with user name, password and source", () => {
    expect(moveInstance("neo4jaura_instance", neo4jaura)).toEqual({
      state: {
        ...ORDERS,
        metrics_integration_url: neo4jaura.metrics_integration_url,
        status: "running",
        paused: false,
        secondaries_count: null,
        cdc_enrichment_mode: null,
        vector_optimized: false,
        graph_analytics_plugin: false,
        created_at: "2026-05-04T10:11:12Z",
        source_instance_id: "aaaa1111",
        source_snapshot_id: "afdb4e9d-6ba6-4d45-b951-f82843dcbca6",
      },
      diagnostics: [],
    });
  });

  it("takes over neo4jaura_instance of early versions, which had other names", () => {
    const moved = moveInstance("neo4jaura_instance", early, "terraform.local/local/aura");
    expect(moved).toMatchObject({ state: { ...ORDERS, paused: true, source_instance_id: null }, diagnostics: [] });
  });

  it("takes over pgrneo4jaura_aurainstance with its password and key", () => {
    expect(moveInstance("pgrneo4jaura_aurainstance", pgrInstance, PROGRESSIVE)).toEqual({
      state: {
        ...ORDERS,
        metrics_integration_url: pgrInstance.metrics_integration_url,
        paused: false,
        secondaries_count: 0,
        vector_optimized: true,
        graph_analytics_plugin: false,
        customer_managed_key_id: "8c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11",
      },
      diagnostics: [],
    });
  });

  it.each([
    ["it was not kept", { n4jusr: false, n4jpwd: null }],
    ["the instance was imported", { n4jusr: false, n4jpwd: "N/A" }],
  ])("says that the password is not in the state when %s", (_, more) => {
    const moved = moveInstance("pgrneo4jaura_aurainstance", { ...pgrInstance, ...more });
    expect(moved?.state).toMatchObject({ username: null, password: null });
    expect(moved?.diagnostics).toEqual([
      {
        severity: "warning",
        summary: "The password of instance 2f49c2b3 is not in the state that was moved",
        detail: "The API returns it only when it creates an instance. Reset it in the Aura Console if nobody has it.",
      },
    ]);
  });

  it("takes nothing for a value that pgrneo4jaura writes for a paused instance, or for no key", () => {
    const more = { storage: "paused", connection_url: "", customer_managed_key_id: "" };
    expect(moveInstance("pgrneo4jaura_aurainstance", { ...pgrInstance, ...more })?.state).toMatchObject({
      storage: null,
      connection_url: null,
      customer_managed_key_id: null,
    });
  });

  it("takes nothing for a value that another version keeps in another form", () => {
    const odd = {
      secondaries_count: "2",
      paused: "false",
      vector_optimized: "true",
      graph_analytics_plugin: [],
      storage: 16,
    };
    expect(moveInstance("neo4jaura_instance", { ...neo4jaura, ...odd, source: [] })?.state).toMatchObject({
      ...{
        secondaries_count: null,
        paused: false,
        vector_optimized: null,
        graph_analytics_plugin: null,
        storage: null,
      },
      ...{ source_instance_id: null, password: "the-first-password" },
    });
    const pgr = { ...odd, secondary_count: "2" };
    expect(moveInstance("pgrneo4jaura_aurainstance", { ...pgrInstance, ...pgr }, PROGRESSIVE)?.state).toMatchObject({
      ...{ secondaries_count: null, paused: null, vector_optimized: null, graph_analytics_plugin: null },
    });
  });

  it("takes over pgrneo4jaura_auracmk", () => {
    const source: MoveSource = { provider: PROGRESSIVE, type: "pgrneo4jaura_auracmk", state: pgrKey };
    const { tenant_id: project_id, ...rest } = pgrKey;
    expect(customerManagedKey.move?.(source)).toEqual({
      state: { ...rest, project_id, deletion_protection: true },
      diagnostics: [],
    });
  });

  it.each([
    "registry.opentofu.org/neo4j-labs/neo4jaura",
    "terraform.example.com/platform/neo4jaura",
    "registry.terraform.io/lackofmorals/aura-fork",
  ])("does not depend on the registry or the name of the provider: %s", (provider) => {
    expect(moveInstance("neo4jaura_instance", neo4jaura, provider)?.state).toMatchObject(ORDERS);
  });

  it("keeps a resource of this provider under another address as it is, its protection included", () => {
    const state = { ...ORDERS, deletion_protection: false, timeouts: { create: "45m" } };
    const former = "registry.terraform.io/cdktf-aura-cmk/aura";
    expect(moveInstance("aura_instance", state, former)).toEqual({ state, diagnostics: [] });
  });

  it("refuses a state that does not say what it should, and names what to do", () => {
    expect(() => moveInstance("neo4jaura_instance", { ...neo4jaura, instance_id: null, project_id: "" })).toThrow(
      "The state of neo4jaura_instance cannot be read: It was stored by registry.terraform.io/neo4j-labs/neo4jaura, and does not have " +
        "what it should: id, project_id. Nothing was moved. Use a `removed` block with `destroy = false` for it, and import it instead.",
    );
  });

  it.each(["neo4jaura_snapshot", "pgrneo4jaura_auracmk", "constructor", ""])("knows no instance of type %j", (type) => {
    expect(moveInstance(type, neo4jaura)).toBeUndefined();
  });
});
