import { AuraApiError, type Instance, type KeyRecord } from "../../../provider/aura-api";
import type { ObjectValue } from "../../../provider/plugin";
import { customerManagedKey } from "../../../provider/resources/customer-managed-key";
import { keyChecks } from "../../../provider/resources/key-alarm";
import { instance } from "../../../provider/resources/instance";
import { TestClock } from "../support/clock";
import { contextOf } from "../support/context";

const PROJECT = "7d1ec0d5-5a1e-4c0d-8a1e-000000000001";
const KEY = "8c7f4ad2-5f1c-4a1b-9d6e-2f0f4a9b7c11";
const ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const place = { tenant_id: PROJECT, cloud_provider: "aws", region: "eu-west-1" };
const orders = (status: string): Instance => ({
  ...place,
  id: "2f49c2b3",
  name: "orders",
  type: "enterprise-db",
  memory: "8GB",
  customer_managed_key_id: KEY,
  status,
});
const PRIOR: ObjectValue = { id: "2f49c2b3", name: "orders", memory: "8GB", customer_managed_key_id: KEY };
const CHECKS = (edit: string, key: string, region: string) =>
  `Check:\n1. Is Aura's statement in the policy of the key? Open project ${PROJECT} in the Aura Console, "Customer Managed Keys", edit ${edit}, and ` +
  `compare what it shows with the policy of ${key}.\n2. Is the key enabled, symmetric, and not scheduled for deletion? A deletion can be cancelled ` +
  `until its date, and never after it.\n3. ${region}`;
const OF_INSTANCE = CHECKS(KEY, "the KMS key", "Is it in eu-west-1?");

const ALARMS = ["encryption key error", "encryption key deleted", "encryption key not found"];

describe("an instance whose key Aura cannot use", () => {
  it.each(ALARMS)("is a warning in the refresh, with what to check: %s", async (status) => {
    const read = await instance.read?.(PRIOR, contextOf({ getInstance: async () => orders(status) }));
    expect(read?.state).toMatchObject({ status });
    expect(read?.diagnostics).toEqual([
      {
        severity: "warning",
        summary: 'Aura cannot use the key of instance 2f49c2b3 ("orders")',
        detail:
          `Aura reports status "${status}". ${OF_INSTANCE}\nAs long as it lasts the data cannot be read; when the key is lost, the data is lost, ` +
          "backups included. Do not destroy or replace the instance: it comes back when Aura can use the key again.",
      },
    ]);
  });

  it.each(["running", "paused", "suspended", "resuming", "loading failed"])("is not one that is %s", async (status) => {
    const read = await instance.read?.(PRIOR, contextOf({ getInstance: async () => orders(status) }));
    expect(read?.diagnostics).toEqual([]);
  });

  it("ends the wait for a change at once, as an error", async () => {
    const context = contextOf({
      updateInstance: async () => undefined,
      getInstance: async () => orders("encryption key error"),
    });
    const changed = await instance.update?.({ ...PRIOR, memory: "16GB" }, PRIOR, context);
    expect(changed?.state).toMatchObject({ memory: "16GB", status: "encryption key error" });
    expect(changed?.diagnostics).toEqual([
      {
        severity: "error",
        summary: "Instance 2f49c2b3: the change of memory failed",
        detail: `Aura reports status "encryption key error". ${OF_INSTANCE}`,
        path: ["memory"],
      },
    ]);
  });

  const conflict = (method: string, reason?: string) => () =>
    Promise.reject(
      new AuraApiError({
        method,
        path: "/instances/2f49c2b3",
        status: 409,
        ...(reason && { details: [{ message: "Busy", reason }] }),
      }),
    );

  it("ends the wait for Aura to accept a change", async () => {
    const api = { updateInstance: conflict("PATCH"), getInstance: async () => orders("encryption key deleted") };
    const context = contextOf(api, { clock: new TestClock(), pollInterval: 20_000 });
    const changed = await instance.update?.({ ...PRIOR, memory: "16GB" }, PRIOR, context);
    expect(changed?.state).toMatchObject({ memory: "8GB" });
    expect(changed?.diagnostics).toMatchObject([
      {
        severity: "error",
        detail:
          "Stopped waiting after 1m, because it does not end by itself. PATCH /instances/2f49c2b3 answered 409: " +
          `Aura reports status "encryption key deleted". ${OF_INSTANCE}`,
      },
    ]);
  });

  const remove = (status: string, reason?: string) => {
    const clock = new TestClock();
    const api = { deleteInstance: conflict("DELETE", reason), getInstance: async () => orders(status) };
    const context = contextOf(api, { clock, pollInterval: 20_000 });
    return instance.delete?.({ ...PRIOR, deletion_protection: false, timeouts: { delete: "5m" } }, context);
  };

  it.each(ALARMS)("ends the wait for Aura to accept a deletion, with what to check: %s", async (status) => {
    await expect(remove(status, "ongoing-database-operation")).rejects.toThrow(
      "Instance 2f49c2b3 is not destroyed yet: It stays in the state until it is destroyed; apply or destroy again. " +
        "Stopped waiting after 1m, because it does not end by itself; last seen: DELETE /instances/2f49c2b3 answered 409: " +
        `Busy (ongoing-database-operation): Aura reports status "${status}". ${OF_INSTANCE}`,
    );
  });

  it("is not what a deletion waits for while an operation is under way, shown by the reason or by the status", async () => {
    const busy = /Stopped waiting after 5m; last seen: Aura is busy with the instance: DELETE .* answered 409/;
    await expect(remove("running", "ongoing-database-operation")).rejects.toThrow(busy);
    await expect(remove("restoring", "other")).rejects.toThrow(busy);
  });

  it("is not what a deletion is refused for when Aura gives another reason", async () => {
    await expect(remove("running", "no-permission")).rejects.toThrow(
      "Stopped waiting after 1m, because it does not end by itself; last seen: DELETE /instances/2f49c2b3 answered 409: " +
        "Busy (no-permission): status running.",
    );
  });

  it("is an error when it has just been created, and may be replaced or kept", async () => {
    const planned = { ...PRIOR, id: null, customer_managed_key_id: null, project_id: PROJECT, type: "enterprise-db" };
    const context = contextOf({
      listInstances: async () => [],
      createInstance: async () => ({ id: "2f49c2b3", username: "neo4j", password: "first" }),
      getInstance: async () => orders("encryption key error"),
    });
    const made = await instance.create({ ...planned, password: null }, context);
    expect(made.state).toMatchObject({ id: "2f49c2b3", deletion_protection: false, status: "encryption key error" });
    expect(made.diagnostics).toEqual([
      {
        severity: "error",
        summary: 'Aura cannot use the key of instance 2f49c2b3 ("orders")',
        detail:
          `Aura reports status "encryption key error". ${OF_INSTANCE}\nIt holds nothing of its own yet: the next apply replaces it. To keep it, put the key right ` +
          "and run `terraform untaint <address>`.",
      },
    ]);
  });
});

describe("a customer managed key that was ready", () => {
  const record = (status: string): KeyRecord => ({
    ...place,
    id: KEY,
    name: "orders-key",
    created: "2026-05-04T10:11:12Z",
    key_id: ARN,
    instance_type: "enterprise-db",
    status,
  });
  const read = (before: string, now: string, kept: Record<string, boolean> = {}) =>
    customerManagedKey.read?.(
      { id: KEY, status: before },
      contextOf({ getKey: async () => record(now) }, { kept: { ...kept, imported: true } }),
    );

  it("and is pending now is a warning, with what to check", async () => {
    const { state, diagnostics, private: kept } = (await read("ready", "pending")) ?? {};
    expect(state).toMatchObject({ status: "pending" });
    expect(kept).toEqual({ imported: true, was_ready: true });
    expect(diagnostics).toEqual([
      {
        severity: "warning",
        summary: `Aura can no longer use customer managed key ${KEY} ("orders-key")`,
        detail:
          'It was "ready", and Aura reports status "pending" now. Instances that are encrypted with it lose their data when the key is lost. ' +
          CHECKS('"orders-key"', ARN, "Is it in eu-west-1, and is its ARN the one above?"),
      },
    ]);
  });

  it("stays a warning in every later plan, until it is ready again", async () => {
    expect((await read("pending", "pending", { was_ready: true }))?.diagnostics).toHaveLength(1);
    expect((await read("pending", "ready", { was_ready: true }))?.diagnostics).toEqual([]);
  });

  it("is not one that waits for its statement, as in phase 1", async () => {
    expect(await read("pending", "pending")).toMatchObject({ private: { imported: true }, diagnostics: [] });
    expect(await read("pending", "ready")).toMatchObject({ private: { was_ready: true }, diagnostics: [] });
  });
});

it.each([
  [
    "azure",
    "https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef",
    `Check:
1. Does Aura's application have its role on the key? Open project p in the Aura Console, "Customer Managed Keys", edit "orders", and compare what it shows with the role assignments of https://acme.vault.azure.net/keys/orders/0123456789abcdef0123456789abcdef.
2. Are the vault, the key and the service principal of the application there, and is the key enabled and without an expiry? A deleted key can be recovered as long as its vault retains it.
3. Is the vault in westeurope, does it go by Azure RBAC, and do trusted Microsoft services pass its network?`,
  ],
  [
    "gcp",
    undefined,
    `Check:
1. Do Aura's three service accounts have both of their roles on the key? Open project p in the Aura Console, "Customer Managed Keys", edit "orders", and compare what it shows with the IAM policy of the key.
2. Is the primary version of the key enabled, and no version scheduled for destruction? A version can be restored until its date, and never after it.
3. Is its key ring in westeurope?`,
  ],
])("what to check of a key of %s is said in its words", (cloud, key, text) => {
  const place = { cloud, region: "westeurope", id: '"orders"', project: "p" };
  expect(keyChecks({ ...place, ...(key !== undefined && { key }) })).toBe(text);
});
