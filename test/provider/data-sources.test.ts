import { systemClock, type Clock } from "../../provider/aura-api";
import { auraProvider } from "../../provider/provider";
import { tinyServer, type Reply, type TinyServer } from "./support/server";
import { terraformClient, type TerraformClient } from "./support/terraform-client";

const PROJECT = "7d1ec0d5-5a1e-4c0d-8a1e-000000000001";
const OTHER = "7d1ec0d5-5a1e-4c0d-8a1e-000000000002";
const KEY = "8c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11";
const ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const DAY = 24 * 60 * 60_000;

const data = (body: unknown): Reply => ({ status: 200, body: { data: body } });
const place = { tenant_id: PROJECT, cloud_provider: "aws", region: "eu-west-1" };
const product = { type: "enterprise-db", memory: "8GB", storage: "16GB" };
const orders = { ...place, ...product, id: "2f49c2b3", name: "orders", status: "running" };
const ordersWithKey = { ...orders, customer_managed_key_id: KEY, created_at: "2026-05-04T10:11:12Z" };
const sales = {
  ...orders,
  id: "aaaa1111",
  name: "sales",
  status: "paused",
  connection_url: "neo4j+s://aaaa1111.example",
};
const key = {
  ...place,
  id: KEY,
  name: "orders-key",
  created: "2026-05-04T10:11:12Z",
  key_id: ARN,
  type: "enterprise-db",
  status: "ready",
};

describe("data sources and searches", () => {
  const start = Date.parse("2026-11-29T12:00:00Z");
  const clock: Clock = { ...systemClock, now: () => start };
  let server: TinyServer;
  let terraform: TerraformClient;
  let answers: Record<string, Reply>;
  const daysAgo = (days: number) => new Date(start - days * DAY).toISOString();
  const today = daysAgo(0).slice(0, 10);

  beforeAll(async () => {
    server = await tinyServer((call) => answers[call]);
    const env = { AURA_CLIENT_ID: "id", AURA_CLIENT_SECRET: "secret", AURA_API_BASE_URL: server.url };
    terraform = await terraformClient(auraProvider({ version: "1.2.3", env, clock }));
    const none = { client_id: null, client_secret: null, base_url: null };
    expect(await terraform.call("ConfigureProvider", { config: none })).toEqual({});
  });
  afterAll(async () => {
    terraform.stop();
    await server.stop();
  });
  beforeEach(() => {
    server.seen.length = 0;
    answers = {
      "GET /v1/tenants": data([
        { id: PROJECT, name: "Orders" },
        { id: OTHER, name: "Sales" },
      ]),
      [`GET /v1/tenants/${PROJECT}`]: data({ id: PROJECT, name: "Orders", instance_configurations: [] }),
      [`GET /v1/instances?tenantId=${PROJECT}`]: data([orders, { ...orders, id: "dead0000" }, sales]),
      "GET /v1/instances": data([orders, sales]),
      "GET /v1/instances/2f49c2b3": data(ordersWithKey),
      "GET /v1/instances/aaaa1111": data(sales),
      [`GET /v1/customer-managed-keys?tenantId=${PROJECT}`]: data([key]),
      [`GET /v1/customer-managed-keys/${KEY}`]: data(key),
    };
  });

  const read = (type_name: string, config: object) => terraform.call("ReadDataSource", { type_name, config });
  const problemsOf = (answer: object) =>
    ((answer as { diagnostics?: { summary: string; detail: string }[] }).diagnostics ?? []).map(
      ({ summary, detail }) => `${summary}: ${detail}`,
    );

  describe("aura_project", () => {
    const project = (config: object) =>
      read("aura_project", { id: null, name: null, instance_configurations: null, ...config });

    it.each([[{ id: PROJECT }], [{ name: "Orders" }]])("is found by %j", async (config) => {
      expect(await project(config)).toEqual({ state: { id: PROJECT, name: "Orders", instance_configurations: [] } });
    });

    it("says which projects there are when none has the name", async () => {
      expect(problemsOf(await project({ name: "orders" }))).toEqual([
        `No project is called "orders": These credentials can read: "Orders" (${PROJECT}), "Sales" (${OTHER}).`,
      ]);
    });

    it("does not choose between projects of the same name", async () => {
      answers["GET /v1/tenants"] = data([PROJECT, OTHER].map((id) => ({ id, name: "Orders" })));
      expect(problemsOf(await project({ name: "Orders" }))).toEqual([
        `Several projects are called "Orders": Set id to one of: "Orders" (${PROJECT}), "Orders" (${OTHER}).`,
      ]);
    });

    it.each([
      [{}, "neither"],
      [{ id: PROJECT, name: "Orders" }, "id and name"],
    ])("wants one of id and name, not %j", async (more, got) => {
      const config = { id: null, name: null, instance_configurations: null, ...more };
      expect(
        problemsOf(await terraform.call("ValidateDataResourceConfig", { type_name: "aura_project", config })),
      ).toEqual([`Either id or name of the project: Set one of them, got: ${got}.`]);
    });
  });

  it("aura_projects lists the projects", async () => {
    expect(await read("aura_projects", { projects: null })).toEqual({
      state: {
        projects: [
          { id: PROJECT, name: "Orders" },
          { id: OTHER, name: "Sales" },
        ],
      },
    });
  });

  it("aura_instances lists the instances of a project, and not those that are gone meanwhile", async () => {
    const state = { project_id: PROJECT, name: null };
    const shown = { cloud_provider: "aws", region: "eu-west-1", type: "enterprise-db", memory: "8GB", storage: "16GB" };
    expect(await read("aura_instances", { ...state, instances: null })).toEqual({
      state: {
        ...state,
        instances: [
          {
            ...shown,
            id: "2f49c2b3",
            name: "orders",
            status: "running",
            customer_managed_key_id: KEY,
            connection_url: null,
            created_at: "2026-05-04T10:11:12Z",
          },
          {
            ...shown,
            id: "aaaa1111",
            name: "sales",
            status: "paused",
            customer_managed_key_id: null,
            connection_url: "neo4j+s://aaaa1111.example",
            created_at: null,
          },
        ],
      },
    });
  });

  it("aura_instances reads only those of the name", async () => {
    const { state } = await read("aura_instances", { project_id: PROJECT, name: "sales", instances: null });
    expect(state).toMatchObject({ instances: [{ id: "aaaa1111" }] });
    expect(server.seen.map(({ call }) => call).slice(-2)).toEqual([
      `GET /v1/instances?tenantId=${PROJECT}`,
      "GET /v1/instances/aaaa1111",
    ]);
  });

  it("aura_customer_managed_keys lists the keys of a project", async () => {
    const config = { project_id: PROJECT, name: null, customer_managed_keys: null };
    const { tenant_id: _, type: instance_type, ...shown } = key;
    expect(await read("aura_customer_managed_keys", config)).toEqual({
      state: { ...config, customer_managed_keys: [{ ...shown, instance_type }] },
    });
  });

  describe("aura_snapshot", () => {
    const computed = { status: null, timestamp: null, profile: null, exportable: null };
    const snapshot = (snapshot_id: string | null = null) =>
      read("aura_snapshot", { ...computed, instance_id: "2f49c2b3", snapshot_id });
    const taken = (id: string, timestamp: string, status = "Completed") => ({
      instance_id: "2f49c2b3",
      snapshot_id: id,
      profile: "Scheduled",
      status,
      timestamp,
      exportable: true,
    });
    const day = (date: string) => `GET /v1/instances/2f49c2b3/snapshots?date=${date}`;
    const state = (id: string, timestamp: string, status = "Completed") => ({ state: taken(id, timestamp, status) });

    it("is the most recent one that is completed", async () => {
      answers[day(today)] = data([
        taken("early", `${today}T00:00:01Z`),
        taken("late", `${today}T00:00:03Z`),
        taken("failed", `${today}T00:00:04Z`, "Failed"),
        taken("running", `${today}T00:00:05Z`, "InProgress"),
      ]);
      expect(await snapshot()).toEqual(state("late", `${today}T00:00:03Z`));
    });

    it("is looked for day by day, because the API returns those of one day", async () => {
      for (const days of [0, 1]) answers[day(daysAgo(days).slice(0, 10))] = data([]);
      answers[day(daysAgo(2).slice(0, 10))] = data([taken("old", daysAgo(2))]);
      expect(await snapshot()).toEqual(state("old", daysAgo(2)));
    });

    it("is an error when there is none, as far back as the instance exists", async () => {
      answers["GET /v1/instances/2f49c2b3"] = data({ ...ordersWithKey, created_at: daysAgo(1) });
      for (const days of [0, 1]) answers[day(daysAgo(days).slice(0, 10))] = data([]);
      expect(problemsOf(await snapshot())).toEqual([
        'Instance 2f49c2b3 has no completed snapshot: Aura has taken none of "orders" in the last 30 days. Take one in the Aura Console, or set snapshot_id.',
      ]);
    });

    it("is the one of the id, in whatever status", async () => {
      answers["GET /v1/instances/2f49c2b3/snapshots/x"] = data(taken("x", daysAgo(50), "Pending"));
      expect(await snapshot("x")).toEqual(state("x", daysAgo(50), "Pending"));
      expect(problemsOf(await snapshot("y"))).toEqual([
        "Snapshot y of instance 2f49c2b3 cannot be read: GET /instances/2f49c2b3/snapshots/y answered 404",
      ]);
    });
  });

  describe("searches", () => {
    const list = (type_name: string, config: object = {}, more: object = {}) =>
      terraform.stream("ListResource", { type_name, config: { project_id: null, name: null, ...config }, ...more });

    it("find instances of all projects, also those without a customer managed key", async () => {
      expect(await list("aura_instance", {}, { limit: 100 })).toEqual([
        {
          identity: { identity_data: { id: "2f49c2b3" } },
          display_name: `orders (2f49c2b3, running, customer managed key ${KEY})`,
        },
        {
          identity: { identity_data: { id: "aaaa1111" } },
          display_name: "sales (aaaa1111, paused, no customer managed key)",
        },
      ]);
    });

    it("find what an import would: protected, without a password", async () => {
      const more = { limit: 1, include_resource_object: true };
      const [found] = await list("aura_instance", { project_id: PROJECT, name: "orders" }, more);
      expect(found?.["resource_object"]).toMatchObject({
        id: "2f49c2b3",
        customer_managed_key_id: KEY,
        deletion_protection: true,
        password: null,
        timeouts: null,
      });
    });

    it("find customer managed keys", async () => {
      expect(await list("aura_customer_managed_key", { project_id: PROJECT }, { limit: 100 })).toEqual([
        { identity: { identity_data: { id: KEY } }, display_name: `orders-key (${KEY}, ready, ${ARN})` },
      ]);
    });

    it("end with what Aura answered", async () => {
      answers["GET /v1/instances"] = { status: 400, body: { errors: [{ message: "No", reason: "not-today" }] } };
      const [event] = await list("aura_instance", {}, { limit: 100 });
      expect(event).toMatchObject({
        diagnostic: [
          { summary: "The instances cannot be listed", detail: "GET /instances answered 400: No (not-today)" },
        ],
      });
    });
  });
});
