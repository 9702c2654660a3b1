import { AuraApiError, systemClock, type AuraApi, type Instance } from "../../../provider/aura-api";
import { UNKNOWN, type Context, type ObjectValue } from "../../../provider/plugin";
import { Aura } from "../../../provider/resources/aura";
import { createInstance } from "../../../provider/resources/instance-create";
import { Journal } from "../../../provider/resources/journal";
import { Deadline } from "../../../provider/resources/wait";

const PLANNED: ObjectValue = {
  id: UNKNOWN,
  project_id: "p",
  name: "orders",
  cloud_provider: "aws",
  region: "eu-west-1",
  type: "enterprise-db",
  memory: "8GB",
  version: "5",
};
const MINUTE = 60_000;

const equalInstance = (id: string, ageInMinutes: number): Instance => ({
  id,
  name: "orders",
  status: "running",
  tenant_id: "p",
  cloud_provider: "aws",
  region: "eu-west-1",
  type: "enterprise-db",
  memory: "8GB",
  created_at: new Date(Date.now() - ageInMinutes * MINUTE).toISOString(),
});

async function create(api: Partial<Record<keyof AuraApi, unknown>>) {
  const log = () => undefined;
  const journal = new Journal({ dataDir: undefined, workspace: "w", secret: "s", abandoned: () => false, log });
  const client = new Aura(api as unknown as AuraApi, systemClock, 1, journal);
  const { signal } = new AbortController();
  const context: Context<Aura> = { client, signal, log, private: {}, terraformVersion: "1.11.4" };
  return createInstance(PLANNED, new Deadline(signal, 5_000, systemClock), context);
}

/** Creates an instance when the answer to the creation is lost, and `there` has appeared since the project was listed. */
function createWhileLost(there: Instance) {
  const listed = [[], [there], [there], [there], [there]];
  return create({
    listInstances: () => Promise.resolve(listed.length > 1 ? listed.shift() : listed[0]),
    getInstance: () => Promise.resolve(there),
    createInstance: () =>
      Promise.reject(new AuraApiError({ method: "POST", path: "/instances", cause: "no answer", ambiguous: true })),
  });
}

/** Creates an instance beside one that this directory did not create; Aura refuses a second one. */
function createBeside(there: Instance) {
  return create({
    listInstances: () => Promise.resolve([there]),
    getInstance: () => Promise.resolve(there),
    createInstance: () =>
      Promise.reject(new AuraApiError({ method: "POST", path: "/instances", status: 400, ambiguous: false })),
  });
}

describe("an instance whose creation got no answer", () => {
  it("is the equal one that has just appeared", async () => {
    expect((await createWhileLost(equalInstance("0badcafe", 0))).state).toMatchObject({ id: "0badcafe" });
  });

  it("is not one that somebody else made before, while this run waited for its key", async () => {
    await expect(createWhileLost(equalInstance("0badcafe", 15))).rejects.toThrow("POST /instances got no answer");
  });
});

describe("an instance beside an equal one that this directory did not create", () => {
  const refused =
    'Project p has 0badcafe (running) with the same name "orders", size, region and key, created less than a day ago and not ' +
    "in this state. Nothing was created. If an interrupted apply created it: terraform import <address> 0badcafe. " +
    "If it belongs to another configuration, choose another name.";

  it("is not created while the other may come from an interrupted apply", async () => {
    await expect(createBeside(equalInstance("0badcafe", 23 * 60))).rejects.toMatchObject({
      diagnostics: [{ severity: "error", summary: "An equal instance already exists", detail: refused }],
    });
  });

  it.each([undefined, "yesterday"])("is not created when Aura gives the other's age as %p", async (created) => {
    const { created_at: _, ...ageless } = equalInstance("0badcafe", 0);
    const there = created === undefined ? ageless : { ...ageless, created_at: created };
    await expect(createBeside(there)).rejects.toMatchObject({ diagnostics: [{ detail: refused }] });
  });

  it("is created when the other is more than a day old", async () => {
    await expect(createBeside(equalInstance("0badcafe", 25 * 60))).rejects.toThrow("POST /instances answered 400");
  });
});
