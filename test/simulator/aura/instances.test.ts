import fc from "fast-check";
import { DEFAULT_PROJECT, startSimulator, type Simulator, type SimulatorOptions } from "../../../simulator";
import { GOOD_POLICY, LONG, policyWith, World } from "../support/world";

let simulator: Simulator;
let world: World;
const OTHER_PROJECT = { ...DEFAULT_PROJECT, id: "other" };
/** Nothing happens between two calls that the clock was not moved on for. */
const HALF = LONG / 2;
const DELAYS = { create: HALF, destroy: HALF, update: HALF, pause: HALF, resume: HALF, overwrite: HALF };
const start = async ({ delays, ...aura }: NonNullable<SimulatorOptions["aura"]> = {}) => {
  const projects = [DEFAULT_PROJECT, OTHER_PROJECT];
  const slow = { ...DELAYS, ...delays };
  simulator = await startSimulator({ aura: { requestsPerMinute: 100_000, projects, delays: slow, ...aura } });
  world = new World(simulator);
};
beforeEach(() => start());
afterEach(() => simulator.stop());

const shown = (id: string) => world.aura.data<Record<string, unknown>>(200, "GET", `/instances/${id}`);
const busy = (status: string) => ({
  status: 409,
  reason: "ongoing-database-operation",
  message: `The database is current undergoing an operation: ${status}`,
});

describe("an order", () => {
  it.each(["version", "region", "memory", "name", "type", "tenant_id", "cloud_provider"])("needs %s", async (field) => {
    expect(await world.refusal("POST", "/instances", world.order({ [field]: undefined }))).toEqual({
      status: 400,
      reason: "missing-field",
      message: `Missing required field: ${field}`,
      field,
    });
  });

  it.each([
    ["an unknown type", { type: "big-db" }, "invalid-type", "type", "Invalid instance type: big-db"],
    [
      "a type that the project does not offer",
      { type: "free-db" },
      "invalid-type",
      "type",
      "Not available for this project: type free-db",
    ],
    [
      "another cloud",
      { cloud_provider: "gcp" },
      "invalid-cloud-provider",
      "cloud_provider",
      "Not available for this project: cloud_provider gcp",
    ],
    [
      "an unknown region",
      { region: "us-west-1" },
      "invalid-region",
      "region",
      "Not available for this project: region us-west-1",
    ],
    ["an unknown version", { version: "3" }, "invalid-version", "version", "Not available for this project: version 3"],
    [
      "an unknown size",
      { memory: "3GB" },
      "invalid-memory-size",
      "memory",
      "Not available for this project: memory 3GB",
    ],
    [
      "a storage that does not fit",
      { storage: "8GB" },
      "invalid-storage-size",
      "storage",
      "Not available for this project: storage 8GB",
    ],
    [
      "a name that is too long",
      { name: "x".repeat(31) },
      "invalid-name",
      "name",
      "The name must have 1 to 30 characters and no leading or trailing whitespace",
    ],
    [
      "an unknown project",
      { tenant_id: "none" },
      "tenant-not-found",
      "tenant_id",
      "The tenant you specified could not be found",
    ],
    [
      "a snapshot of nothing",
      { source_snapshot_id: "x" },
      "missing-field",
      "source_instance_id",
      "source_snapshot_id needs source_instance_id",
    ],
    [
      "an unknown source",
      { source_instance_id: "00000000" },
      "db-not-found",
      "source_instance_id",
      "DB not found: 00000000",
    ],
    [
      "an unknown key",
      { customer_managed_key_id: "none" },
      "encryption-key-not-found",
      "customer_managed_key_id",
      "Encryption Key not found: none",
    ],
    [
      "a text for a switch",
      { vector_optimized: "yes" },
      "invalid-field",
      "vector_optimized",
      "Invalid value for field: vector_optimized",
    ],
  ])("is refused with %s", async (_name, more: object, reason, field, message) => {
    expect(await world.refusal("POST", "/instances", world.order(more))).toEqual({
      status: 400,
      reason,
      message,
      field,
    });
    expect(simulator.aura.instances.list()).toEqual([]);
  });

  it("is refused with a customer managed key that is not ready, of another region, or of another product", async () => {
    const id = await world.record(await world.key({}));
    const order = (more: object = {}) =>
      world.refusal("POST", "/instances", world.order({ customer_managed_key_id: id, ...more }));
    const refused = { status: 400, field: "customer_managed_key_id" };
    expect(await order()).toEqual({
      ...refused,
      reason: "encryption-key-not-ready",
      message: `Encryption key ${id} is not ready: pending`,
    });
    expect(await order({ region: "eu-central-1" })).toEqual({
      ...refused,
      reason: "encryption-key-mismatch",
      message: `Encryption key ${id} is for region eu-west-1, the instance is for eu-central-1`,
    });
    expect(await order({ type: "enterprise-ds" })).toEqual({
      ...refused,
      reason: "encryption-key-mismatch",
      message: `Encryption key ${id} is for instance type enterprise-db, the instance is for enterprise-ds`,
    });
  });

  it("does not find the customer managed key of another project", async () => {
    const id = await world.record(await world.key(), { tenant_id: "other" });
    simulator.clock.advance(LONG);
    expect(await world.recordStatus(id)).toBe("ready");
    expect(await world.refusal("POST", "/instances", world.order({ customer_managed_key_id: id }))).toEqual({
      status: 400,
      reason: "encryption-key-not-found",
      message: `Encryption Key not found: ${id}`,
      field: "customer_managed_key_id",
    });
  });

  it("is accepted with an empty key id, and gets a Neo4j-managed key", async () => {
    const id = await world.instance({ customer_managed_key_id: "" });
    expect(await shown(id)).not.toHaveProperty("customer_managed_key_id");
  });

  it("is refused with 405 when the project has as many instances as it may", async () => {
    await simulator.stop();
    await start({ maxInstances: 1 });
    await world.instance();
    expect(await world.refusal("POST", "/instances", world.order())).toEqual({
      status: 405,
      reason: "instance-limit-reached",
      message: "The project has reached its limit of 1 instances",
    });
  });

  it("may not be visible at once", async () => {
    await simulator.stop();
    await start({ delays: { visible: LONG } });
    const id = await world.instance({}, false);
    expect(await world.refusal("GET", `/instances/${id}`)).toEqual({
      status: 404,
      reason: "db-not-found",
      message: `DB not found: ${id}`,
    });
    simulator.clock.advance(LONG);
    expect((await shown(id)).id).toBe(id);
  });

  it("of AuraDS shows no secondaries and no change data capture", async () => {
    const id = await world.instance({ type: "enterprise-ds", storage: "32GB" });
    expect(await shown(id)).toMatchObject({ type: "enterprise-ds", storage: "32GB" });
    expect(await shown(id)).not.toHaveProperty("secondaries_count");
    expect(await shown(id)).not.toHaveProperty("cdc_enrichment_mode");
  });
});

describe("a clone", () => {
  const clone = (source_instance_id: string, more: object = {}) => world.order({ source_instance_id, ...more });

  it("keeps the key of its source: another key and a Neo4j-managed key are refused", async () => {
    const record = await world.readyRecord();
    const other = await world.readyRecord();
    const source = await world.instance({ customer_managed_key_id: record });
    const refused = {
      status: 400,
      reason: "encryption-key-mismatch",
      message: `Instance ${source} can only be cloned with the encryption key that it has`,
      field: "customer_managed_key_id",
    };
    expect(await world.refusal("POST", "/instances", clone(source))).toEqual(refused);
    expect(await world.refusal("POST", "/instances", clone(source, { customer_managed_key_id: other }))).toEqual(
      refused,
    );
    const id = await world.instance({ source_instance_id: source, customer_managed_key_id: record });
    expect(await shown(id)).toMatchObject({ customer_managed_key_id: record, status: "running" });
  });

  it("is not smaller than its source", async () => {
    const source = await world.instance({ memory: "8GB" });
    expect(await world.refusal("POST", "/instances", clone(source, { memory: "4GB" }))).toEqual({
      status: 400,
      reason: "invalid-memory-size",
      message: `Instance ${source} cannot be cloned into a smaller one`,
      field: "memory",
    });
  });
});

describe("an instance", () => {
  it("is listed with its summary only, by project if asked for", async () => {
    const id = await world.instance();
    const { created_at } = await shown(id);
    const row = { id, name: "orders", tenant_id: DEFAULT_PROJECT.id, cloud_provider: "aws", created_at };
    expect(await world.aura.data(200, "GET", "/instances")).toEqual([row]);
    expect(await world.aura.data(200, "GET", `/instances?tenantId=${DEFAULT_PROJECT.id}`)).toEqual([row]);
    expect(await world.aura.data(200, "GET", "/instances?tenantId=none")).toEqual([]);
  });

  it.each(["GET", "PATCH", "DELETE"])("that does not exist answers %s with 404", async (method) => {
    const body = method === "PATCH" ? { name: "x" } : undefined;
    expect(await world.refusal(method, "/instances/00000000", body)).toEqual({
      status: 404,
      reason: "db-not-found",
      message: "DB not found: 00000000",
    });
  });

  it("refuses everything while it is created", async () => {
    const id = await world.instance({}, false);
    const other = await world.instance();
    const late = await world.instance({}, false);
    expect(await world.instanceStatus(late)).toBe("creating");
    expect(await world.instanceStatus(id)).toBe("running");
    for (const [method, path, body] of [
      ["PATCH", "", { name: "x" }],
      ["DELETE", "", undefined],
      ["POST", "/pause", {}],
      ["POST", "/resume", {}],
      ["POST", "/overwrite", { source_instance_id: other }],
    ] as const) {
      expect(await world.refusal(method, `/instances/${late}${path}`, body)).toEqual(busy("creating"));
    }
  });

  it("is renamed with 200 and resized with 202, and is updating for a while", async () => {
    const id = await world.instance();
    const renamed = await world.aura.data(200, "PATCH", `/instances/${id}`, { name: "new" });
    expect(renamed).toMatchObject({ name: "new", status: "updating" });
    expect(await world.refusal("PATCH", `/instances/${id}`, { memory: "16GB" })).toEqual(busy("updating"));
    simulator.clock.advance(LONG);
    expect(await world.aura.call("PATCH", `/instances/${id}`, { memory: "16GB" })).toMatchObject({
      status: 202,
      body: {},
    });
    expect(await shown(id)).toMatchObject({ name: "new", memory: "16GB", storage: "32GB", status: "updating" });
    simulator.clock.advance(LONG);
    const options = {
      storage: "64GB",
      secondaries_count: 2,
      cdc_enrichment_mode: "FULL",
      vector_optimized: true,
      graph_analytics_plugin: true,
    };
    expect((await world.aura.call("PATCH", `/instances/${id}`, options)).status).toBe(202);
    simulator.clock.advance(LONG);
    expect(await shown(id)).toMatchObject({ ...options, name: "new", memory: "16GB", status: "running" });
  });

  it.each([
    ["nothing", {}, "invalid-request-body", "There is nothing to change", {}],
    [
      "an unknown size",
      { memory: "3GB" },
      "invalid-memory-size",
      "Not available for this project: memory 3GB",
      { field: "memory" },
    ],
    [
      "a storage that does not fit",
      { storage: "8GB" },
      "invalid-storage-size",
      "Not available for this project: storage 8GB",
      { field: "storage" },
    ],
    [
      "too many secondaries",
      { secondaries_count: 16 },
      "invalid-secondaries-count",
      "Invalid secondaries count: 16",
      { field: "secondaries_count" },
    ],
    [
      "half a secondary",
      { secondaries_count: 0.5 },
      "invalid-field",
      "Invalid value for field: secondaries_count",
      { field: "secondaries_count" },
    ],
    [
      "an unknown mode",
      { cdc_enrichment_mode: "ON" },
      "invalid-cdc-mode",
      "Invalid CDC enrichment mode: ON",
      { field: "cdc_enrichment_mode" },
    ],
    [
      "a blank name",
      { name: " " },
      "invalid-name",
      "The name must have 1 to 30 characters and no leading or trailing whitespace",
      { field: "name" },
    ],
  ])("is not changed by %s", async (_name, change, reason, message, more) => {
    const id = await world.instance();
    const before = await shown(id);
    expect(await world.refusal("PATCH", `/instances/${id}`, change)).toEqual({ status: 400, reason, message, ...more });
    expect(await shown(id)).toEqual(before);
  });

  it("of AuraDS accepts no secondaries", async () => {
    const id = await world.instance({ type: "enterprise-ds" });
    expect(await world.refusal("PATCH", `/instances/${id}`, { secondaries_count: 1 })).toMatchObject({
      status: 400,
      reason: "invalid-secondaries-count",
    });
  });

  it("keeps its key: a PATCH that names another one changes nothing about it", async () => {
    const id = await world.instance({ customer_managed_key_id: await world.readyRecord() });
    const { customer_managed_key_id } = await shown(id);
    const other = await world.readyRecord();
    await world.aura.data(200, "PATCH", `/instances/${id}`, { name: "new", customer_managed_key_id: other });
    expect(await shown(id)).toMatchObject({ name: "new", customer_managed_key_id });
  });

  it("is paused and resumed, and can only be renamed in between", async () => {
    const id = await world.instance();
    expect(await world.refusal("POST", `/instances/${id}/resume`, {})).toEqual(busy("running"));
    expect(await world.aura.data(202, "POST", `/instances/${id}/pause`, {})).toMatchObject({ status: "pausing" });
    expect(await world.refusal("DELETE", `/instances/${id}`)).toEqual(busy("pausing"));
    simulator.clock.advance(LONG);
    expect(await world.instanceStatus(id)).toBe("paused");
    expect(await world.refusal("PATCH", `/instances/${id}`, { memory: "16GB" })).toEqual(busy("paused"));
    await world.aura.data(200, "PATCH", `/instances/${id}`, { name: "new" });
    simulator.clock.advance(LONG);
    expect(await world.instanceStatus(id)).toBe("paused");
    expect(await world.aura.data(202, "POST", `/instances/${id}/resume`, {})).toMatchObject({ status: "resuming" });
    simulator.clock.advance(LONG);
    expect(await world.instanceStatus(id)).toBe("running");
  });

  it("is overwritten by one that is not larger and has the same key", async () => {
    const target = await world.instance();
    const source = await world.instance();
    const large = await world.instance({ memory: "16GB" });
    const own = await world.instance({ customer_managed_key_id: await world.readyRecord() });
    const overwrite = (source_instance_id: string) =>
      [`/instances/${target}/overwrite`, { source_instance_id }] as const;
    expect(await world.refusal("POST", ...overwrite(large))).toEqual({
      status: 500,
      reason: "db-overwrite-size-disparity",
      message: `Cannot clone database ${large} into smaller database ${target}.`,
    });
    expect(await world.refusal("POST", ...overwrite(own))).toMatchObject({
      status: 409,
      reason: "encryption-key-mismatch",
    });
    expect(await world.refusal("POST", ...overwrite("00000000"))).toMatchObject({
      status: 404,
      reason: "db-not-found",
    });
    await world.aura.data(202, "POST", `/instances/${source}/pause`, {});
    expect(await world.refusal("POST", ...overwrite(source))).toEqual(busy("pausing"));
    simulator.clock.advance(LONG);
    await world.aura.data(202, "POST", `/instances/${source}/resume`, {});
    simulator.clock.advance(LONG);
    expect(await world.aura.data(202, "POST", ...overwrite(source))).toMatchObject({ status: "overwriting" });
    expect(await world.refusal("POST", ...overwrite(source))).toEqual(busy("overwriting"));
    simulator.clock.advance(LONG);
    expect(await world.instanceStatus(target)).toBe("running");
  });

  it("is destroyed once: a second request does not find it", async () => {
    const id = await world.instance();
    const gone = { status: 404, reason: "db-not-found", message: `DB not found: ${id}` };
    expect(await world.aura.data(202, "DELETE", `/instances/${id}`)).toMatchObject({ id, status: "destroying" });
    expect(await world.instanceStatus(id)).toBe("destroying");
    expect(await world.refusal("DELETE", `/instances/${id}`)).toEqual(gone);
    simulator.clock.advance(LONG);
    expect(await world.refusal("GET", `/instances/${id}`)).toEqual(gone);
  });

  it("blocks the deletion of its customer managed key until it is destroyed", async () => {
    const record = await world.readyRecord();
    const id = await world.instance({ customer_managed_key_id: record }, false);
    const active = {
      status: 400,
      reason: "encryption-key-is-active",
      message: `Can not delete encryption key ${record}. The key is linked to an active instance.`,
    };
    const remove = () => world.refusal("DELETE", `/customer-managed-keys/${record}`);
    expect(await remove()).toEqual(active);
    simulator.clock.advance(LONG);
    expect(await remove()).toEqual(active);
    await world.aura.data(202, "DELETE", `/instances/${id}`);
    expect(await remove()).toEqual(active);
    simulator.clock.advance(LONG);
    expect((await world.aura.call("DELETE", `/customer-managed-keys/${record}`)).status).toBe(204);
  });

  it("shows why its key is not usable, and runs again once it is", async () => {
    const KeyId = await world.key();
    const record = await world.record(KeyId);
    simulator.clock.advance(LONG);
    const id = await world.instance({ customer_managed_key_id: record });
    await world.kms("DisableKey", { KeyId });
    expect(await world.instanceStatus(id)).toBe("encryption key error");
    expect(await world.refusal("PATCH", `/instances/${id}`, { name: "new" })).toEqual(busy("encryption key error"));
    await world.kms("EnableKey", { KeyId });
    expect(await world.instanceStatus(id)).toBe("running");
    await world.kms("PutKeyPolicy", { KeyId, Policy: policyWith() });
    expect(await world.instanceStatus(id)).toBe("encryption key error");
    await world.kms("PutKeyPolicy", { KeyId, Policy: GOOD_POLICY });
    expect(await world.instanceStatus(id)).toBe("running");
    await world.kms("ScheduleKeyDeletion", { KeyId, PendingWindowInDays: 7 });
    expect(await world.instanceStatus(id)).toBe("encryption key deleted");
    simulator.clock.advance(30 * 86_400_000);
    expect(simulator.kms.keys()).toEqual([]);
    const headers = { authorization: `Bearer ${await world.aura.newToken()}` };
    const path = `/v1/instances/${id}`;
    expect((await world.aura.raw("GET", path, { headers })).body).toMatchObject({
      data: { status: "encryption key not found" },
    });
    expect((await world.aura.raw("DELETE", path, { headers })).status).toBe(202);
  });

  it("may go on for a while after its key was disabled", async () => {
    await simulator.stop();
    await start({ delays: { keyLoss: LONG } });
    const KeyId = await world.key();
    const record = await world.record(KeyId);
    simulator.clock.advance(LONG);
    const id = await world.instance({ customer_managed_key_id: record });
    await world.kms("DisableKey", { KeyId });
    expect(await world.recordStatus(record)).toBe("pending");
    expect(await world.instanceStatus(id)).toBe("running");
    simulator.clock.advance(LONG);
    expect(await world.instanceStatus(id)).toBe("encryption key error");
  });
});

describe("a snapshot", () => {
  const take = async (id: string) =>
    (await world.aura.data(202, "POST", `/instances/${id}/snapshots`, {})).snapshot_id ?? "";

  it("is complete after a while, and listed on its day", async () => {
    await simulator.stop();
    await start({ delays: { snapshot: HALF } });
    const id = await world.instance();
    const snapshot = await take(id);
    const path = `/instances/${id}/snapshots`;
    const shown = {
      instance_id: id,
      profile: "AdHoc",
      snapshot_id: snapshot,
      status: "InProgress",
      timestamp: expect.stringMatching(/Z$/),
      exportable: false,
    };
    expect(await world.aura.data(200, "GET", `${path}/${snapshot}`)).toEqual(shown);
    const clone = world.order({ source_instance_id: id, source_snapshot_id: snapshot });
    expect(await world.refusal("POST", "/instances", clone)).toMatchObject({ reason: "snapshot-not-found" });
    simulator.clock.advance(HALF);
    expect(await world.aura.data(200, "GET", path)).toEqual([{ ...shown, status: "Completed", exportable: true }]);
    await world.aura.data(202, "POST", "/instances", clone);
    expect(await world.aura.data(200, "GET", `${path}?date=2020-01-01`)).toEqual([]);
    expect(await world.refusal("GET", `${path}/other`)).toEqual({
      status: 404,
      reason: "snapshot-not-found",
      message: "Snapshot not found: other",
    });
  });

  it("is restored, and overwrites another instance", async () => {
    const [id, other] = [await world.instance(), await world.instance()];
    const snapshot = await take(id);
    expect(await world.aura.data(202, "POST", `/instances/${id}/snapshots/${snapshot}/restore`, {})).toMatchObject({
      status: "restoring",
    });
    simulator.clock.advance(LONG);
    const from = { source_instance_id: id, source_snapshot_id: "none" };
    expect(await world.refusal("POST", `/instances/${other}/overwrite`, from)).toMatchObject({ status: 404 });
    await world.aura.data(202, "POST", `/instances/${other}/overwrite`, { ...from, source_snapshot_id: snapshot });
  });
});

describe("an upgrade", () => {
  it("turns an AuraDB Professional instance into an AuraDB Business Critical one", async () => {
    await simulator.stop();
    const offers = ["professional-db", "business-critical"].flatMap((type) =>
      DEFAULT_PROJECT.instanceConfigurations.map((offer) => ({ ...offer, type, cloud_provider: "gcp" })),
    );
    await start({ projects: [{ ...DEFAULT_PROJECT, instanceConfigurations: offers }] });
    const id = await world.instance({ type: "professional-db", cloud_provider: "gcp" });
    expect(await shown(id)).not.toHaveProperty("cdc_enrichment_mode");
    const upgrade = (body?: object) => [`/instances/${id}/upgrade`, body] as const;
    expect(await world.refusal("POST", ...upgrade({ memory: "16GB" }))).toMatchObject({ reason: "missing-field" });
    expect(await world.aura.data(200, "POST", ...upgrade({ memory: "16GB", storage: "32GB" }))).toMatchObject({
      type: "business-critical",
      memory: "16GB",
      cdc_enrichment_mode: "OFF",
      status: "running",
    });
    expect(await world.refusal("POST", ...upgrade())).toMatchObject({ status: 409, reason: "unsupported-tier" });
  });
});

describe("any sequence of calls", () => {
  it("never leaves a record deleted under an instance, a second password, or a state outside Aura's list", async () => {
    const statuses = [
      ...["creating", "destroying", "running", "pausing", "paused", "resuming", "updating", "overwriting"],
      "encryption key error",
    ];
    const operation = fc.record({
      what: fc.constantFrom("order", "pause", "resume", "rename", "resize", "destroy", "forget", "disable", "enable"),
      which: fc.nat(2),
      waitMs: fc.constantFrom(0, HALF / 2, LONG),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 15 }), async (operations) => {
        await simulator.stop();
        await start();
        const record = await world.readyRecord();
        const KeyId = simulator.kms.keys()[0]?.arn;
        const passwords: unknown[] = [];
        for (const { what, which, waitMs } of operations) {
          simulator.clock.advance(waitMs);
          const all = await world.aura.data<{ id: string }[]>(200, "GET", "/instances");
          const path = `/instances/${all[which % Math.max(all.length, 1)]?.id ?? "00000000"}`;
          if (what === "order") {
            const { body } = await world.aura.call(
              "POST",
              "/instances",
              world.order({ customer_managed_key_id: record }),
            );
            passwords.push(...[(body as { data?: { password: string } }).data?.password].filter(Boolean));
          } else if (what === "rename") await world.aura.call("PATCH", path, { name: "n" });
          else if (what === "resize") await world.aura.call("PATCH", path, { memory: "16GB" });
          else if (what === "destroy") await world.aura.call("DELETE", path);
          else if (what === "forget") {
            const { status } = await world.aura.call("DELETE", `/customer-managed-keys/${record}`);
            if (status === 204) {
              expect(all).toEqual([]);
              return; // without its record the rest of this run would only meet 400s
            }
          } else if (what === "disable") await world.kms("DisableKey", { KeyId });
          else if (what === "enable") await world.kms("EnableKey", { KeyId });
          else await world.aura.call("POST", `${path}/${what}`, {});
          for (const { id } of await world.aura.data<{ id: string }[]>(200, "GET", "/instances")) {
            const { status, body } = await world.aura.call("GET", `/instances/${id}`);
            if (status === 404) continue;
            const { data } = body as { data: Record<string, unknown> };
            expect(statuses).toContain(data.status);
            expect(data).not.toHaveProperty("password");
            expect(data.customer_managed_key_id).toBe(record);
          }
        }
        expect(new Set(passwords).size).toBe(passwords.length);
      }),
      { numRuns: 15 },
    );
  });
});
