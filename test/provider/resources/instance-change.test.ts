import { AuraApiError, type AuraApi, type Instance } from "../../../provider/aura-api";
import type { ObjectValue } from "../../../provider/plugin";
import { instance } from "../../../provider/resources/instance";
import { contextOf } from "../support/context";

const ID = "0badcafe";
const PRIOR: ObjectValue = { id: ID, project_id: "p", name: "orders", memory: "8GB", paused: false, status: "running" };
const FOUND = { id: ID, name: "orders", status: "running", memory: "8GB" } as Instance;
const failing =
  (method: string, status?: number, ambiguous = false) =>
  () =>
    Promise.reject(
      new AuraApiError({
        method,
        path: `/instances/${ID}`,
        ambiguous,
        ...(status ? { status } : { cause: "no answer" }),
      }),
    );

const run = async (api: Partial<Record<keyof AuraApi, () => Promise<unknown>>>, planned: ObjectValue | null) => {
  const context = contextOf(api);
  const timeouts = { update: "50ms", delete: "50ms" };
  return planned
    ? instance.update?.({ ...planned, timeouts }, PRIOR, context)
    : instance.delete?.({ ...PRIOR, deletion_protection: false, timeouts }, context);
};

describe("an error while an accepted change is followed", () => {
  it.each([400, 401, 403, 404])("says that the instance has changed when reading answers %d", async (status) => {
    const api = { updateInstance: () => Promise.resolve(), getInstance: failing("GET", status) };
    const outcome = await run(api, { ...PRIOR, memory: "16GB", paused: true });
    expect(outcome).toMatchObject({ state: { memory: "16GB", paused: false } });
    expect(outcome?.diagnostics).toEqual([
      {
        severity: "error",
        summary: `Instance ${ID}: the outcome of the change of memory is unknown`,
        detail:
          "Aura accepted the change (memory), so the instance has changed or is changing; then it could not be read: " +
          `GET /instances/${ID} answered ${status}. Not started: pausing. Look at it in the Aura Console, then plan again.`,
      },
    ]);
  });

  it("says that it may have changed when the answer was lost and reading is refused", async () => {
    const api = { updateInstance: failing("PATCH", undefined, true), getInstance: failing("GET", 403) };
    const outcome = await run(api, { ...PRIOR, memory: "16GB" });
    expect(outcome).toMatchObject({ state: { memory: "8GB" } });
    expect(outcome?.diagnostics).toEqual([
      {
        severity: "error",
        summary: `Instance ${ID}: the outcome of the change of memory is unknown`,
        detail: `The answer was lost: Aura may have carried it out. GET /instances/${ID} answered 403. Look at it in the Aura Console, then plan again.`,
        path: ["memory"],
      },
    ]);
  });

  it("says that it was refused when it was", async () => {
    const api = { updateInstance: failing("PATCH", 400), getInstance: () => Promise.resolve(FOUND) };
    const outcome = await run(api, { ...PRIOR, memory: "16GB" });
    expect(outcome?.diagnostics).toEqual([
      {
        severity: "error",
        summary: `Instance ${ID}: the change of memory failed`,
        detail: `PATCH /instances/${ID} answered 400.`,
        path: ["memory"],
      },
    ]);
  });

  it("says that the instance is being destroyed when a deletion cannot be followed", async () => {
    const api = { deleteInstance: () => Promise.resolve(), getInstance: failing("GET", 403) };
    await expect(run(api, null)).rejects.toThrow(
      `Instance ${ID} is being destroyed, its end was not seen: Aura accepted the deletion, but then the instance could not be read: ` +
        `GET /instances/${ID} answered 403. It stays in the state until it is known to be gone. Look at it in the Aura Console, then plan again.`,
    );
  });
});
