import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuraApiError, systemClock, type AuraApi, type Instance } from "../../../provider/aura-api";
import { UNKNOWN, type Context, type ObjectValue } from "../../../provider/plugin";
import { Aura } from "../../../provider/resources/aura";
import { createInstance } from "../../../provider/resources/instance-create";
import { identityOf } from "../../../provider/resources/instance-identity";
import { Journal } from "../../../provider/resources/journal";
import { type Arrived } from "../../../provider/resources/journal-entry";
import { thisProcess } from "../../../provider/resources/owner";
import { Deadline } from "../../../provider/resources/wait";

const PLANNED: ObjectValue = {
  id: UNKNOWN,
  username: UNKNOWN,
  password: UNKNOWN,
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

/** Creates an instance with an Aura whose clock is ahead by some minutes. */
async function create(
  api: Partial<Record<keyof AuraApi, unknown>>,
  { planned = PLANNED, ahead = 0, dataDir = "" } = {},
) {
  const log = () => undefined;
  const options = { workspace: "w", state: "", secret: "s", terraform: { pid: 1 }, log };
  const journal = new Journal({ dataDir: dataDir === "" ? undefined : dataDir, ...options });
  const now = () => Date.now() + ahead * MINUTE;
  const client = new Aura({ now, ...api } as unknown as AuraApi, systemClock, 1, journal);
  const { signal } = new AbortController();
  const context: Context<Aura> = { client, signal, log, private: {}, terraformVersion: "1.11.4" };
  return createInstance(planned, new Deadline(signal, 5_000, systemClock), context);
}

const lost = (body?: string) =>
  new AuraApiError({
    ...{ method: "POST", path: "/instances", cause: "no answer", ambiguous: true },
    ...(body !== undefined && { body }),
  });

/** Creates an instance when the answer to the creation is lost, and others have appeared since the project was listed. */
function createWhileLost(there: readonly Instance[], body?: string, before: readonly Instance[] = []) {
  const listed = [before, [...before, ...there]];
  const createInstance = jest.fn(() => Promise.reject(lost(body)));
  const outcome = create({
    listInstances: () => Promise.resolve(listed.length > 1 ? listed.shift() : listed[0]),
    getInstance: (id: string) => Promise.resolve([...before, ...there].find((one) => one.id === id)),
    createInstance,
  });
  return { outcome, createInstance };
}

/** Creates an instance beside one that this directory did not create; Aura refuses a second one. */
function createBeside(there: Instance, more?: Parameters<typeof create>[1]) {
  return create(
    {
      listInstances: () => Promise.resolve([there]),
      getInstance: () => Promise.resolve(there),
      createInstance: () =>
        Promise.reject(new AuraApiError({ method: "POST", path: "/instances", status: 400, ambiguous: false })),
    },
    more,
  );
}

describe("an instance whose creation got no answer", () => {
  it.each([-90, 0, 90])(
    "is the equal one that was not there before, whatever the clocks say (%p minutes)",
    async (age) => {
      const { outcome } = createWhileLost([equalInstance("0badcafe", age)], undefined, [
        equalInstance("01dfe110", 2_000),
      ]);
      expect((await outcome).state).toMatchObject({ id: "0badcafe", password: null });
    },
  );

  it("is not chosen among several", async () => {
    const { outcome } = createWhileLost([equalInstance("0badcafe", 0), equalInstance("0badbad0", 0)]);
    await expect(outcome).rejects.toMatchObject({
      diagnostics: [
        {
          summary: "Which of several instances is the new one is unknown",
          detail:
            "The answer to a creation was lost. Since then project p has 0badcafe (running), 0badbad0 (running) with the name " +
            '"orders", and the same size, region and key. Find out in the Aura Console which one nobody else uses: terraform import <address> <its id>.',
        },
      ],
    });
  });

  it("has the password of an answer that was cut after it", async () => {
    const cut = '{"data":{"id":"0badcafe","username":"neo4j","password":"p\\"w","created_at":"2025-';
    const { outcome, createInstance } = createWhileLost([equalInstance("0badcafe", 0)], cut);
    const { state, diagnostics } = await outcome;
    expect([state, diagnostics, createInstance.mock.calls.length]).toMatchObject([
      { id: "0badcafe", username: "neo4j", password: 'p"w' },
      [],
      1,
    ]);
  });

  it("has the password of an answer without an id", async () => {
    const { outcome } = createWhileLost([equalInstance("0badcafe", 0)], '{"data":{"password":"pw"}}');
    expect((await outcome).state).toMatchObject({ id: "0badcafe", password: "pw" });
  });

  it("is not asked for again when an answer came that says nothing", async () => {
    const { outcome, createInstance } = createWhileLost([], "<html>");
    await expect(outcome).rejects.toThrow("POST /instances got no answer");
    expect(createInstance).toHaveBeenCalledTimes(1);
  });

  it("is not one that somebody else made while this run waited for its key", async () => {
    const key = "00000000-0000-4000-8000-000000000000";
    const there = { ...equalInstance("0badcafe", 0), customer_managed_key_id: key };
    const keys = ["pending", "ready"].map((status) => ({ ...there, id: key, status, instance_type: there.type }));
    const isReady = () => keys.length === 1;
    const outcome = create(
      {
        listInstances: () => Promise.resolve(isReady() ? [there] : []),
        getInstance: () => Promise.resolve(there),
        getKey: () => Promise.resolve(isReady() ? keys[0] : keys.shift()),
        createInstance: () => Promise.reject(lost()),
      },
      { planned: { ...PLANNED, customer_managed_key_id: key } },
    );
    await expect(outcome).rejects.toThrow("An equal instance already exists");
  });
});

it("an instance whose answer has no password says so", async () => {
  const { state, diagnostics } = await create({
    listInstances: () => Promise.resolve([]),
    createInstance: () => Promise.resolve({ id: "0badcafe", unusable: ["password"] }),
    getInstance: () => Promise.resolve({ ...equalInstance("0badcafe", 0), unusable: ["storage"] }),
  });
  expect(state).toMatchObject({ id: "0badcafe", username: null, password: null });
  expect(diagnostics?.map(({ severity, summary }) => [severity, summary])).toEqual([
    ["warning", "The password of instance 0badcafe is lost"],
    ["warning", "Aura returned an unusable password"],
    ["warning", "Aura returned an unusable storage"],
  ]);
  expect(diagnostics?.[0]?.detail).toBe(
    'Aura created "orders", but the response, which alone holds the password, has it in an unknown form. The instance is in the state. ' +
      "Reset the password in the Aura Console.",
  );
});

it("an instance of which Aura repeats something in other words is not changed: the next plan shows it", async () => {
  const planned = { ...PLANNED, cdc_enrichment_mode: "FULL" };
  const there = { ...equalInstance("0badcafe", 0), memory: "8 GB", cdc_enrichment_mode: "OFF" };
  const updateInstance = jest.fn((_: string, change: object) => Promise.resolve(void Object.assign(there, change)));
  const { state } = await create(
    {
      listInstances: () => Promise.resolve([]),
      createInstance: () => Promise.resolve({ id: "0badcafe", password: "pw" }),
      getInstance: () => Promise.resolve(there),
      updateInstance,
    },
    { planned },
  );
  expect(updateInstance.mock.calls).toEqual([["0badcafe", { cdc_enrichment_mode: "FULL" }]]);
  expect(state).toMatchObject({ memory: "8GB", cdc_enrichment_mode: "FULL" });
});

describe("an instance that is created in this directory, or that an interrupted run made there", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "aura-create-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const folder = () => join(dataDir, "aura-creating");
  /** As if a process had been killed, of which something is known. */
  const leave = (owner: object, arrived?: Arrived) => {
    const options = { workspace: "w", state: "", secret: "s", terraform: { pid: 1 }, log: () => undefined };
    const creation = new Journal({ dataDir, ...options }).begin(identityOf(PLANNED), Date.now(), []);
    if (arrived) creation.keep(arrived);
    const [name = ""] = readdirSync(folder());
    const entry = JSON.parse(readFileSync(join(folder(), name), "utf8")) as object;
    writeFileSync(join(folder(), name), JSON.stringify({ ...entry, owner }));
    return join(folder(), name);
  };
  const GONE = { pid: 2 ** 31 - 1 };
  const notFound = () => Promise.reject(new AuraApiError({ method: "GET", path: "/instances/0badcafe", status: 404 }));
  const never = () => Promise.reject(new Error("a second one was created"));

  it("is adopted by its id, whatever it is called now, and although it is not there at once", async () => {
    leave(GONE, { id: "0badcafe", username: "neo4j", password: "pw" });
    const there = { ...equalInstance("0badcafe", 0), name: "renamed" };
    let looks = 0;
    const look = () => (++looks < 3 ? notFound() : Promise.resolve(there));
    const patched = jest.fn(() => Promise.resolve(void Object.assign(there, { name: "orders" })));
    const { state, diagnostics } = await create(
      { getInstance: look, createInstance: never, updateInstance: patched },
      { dataDir },
    );
    expect(state).toMatchObject({ id: "0badcafe", name: "orders", password: "pw" });
    expect(diagnostics?.map(({ summary }) => summary)).toEqual(["Instance 0badcafe was adopted"]);
    expect(patched).toHaveBeenCalledWith("0badcafe", { name: "orders" });
  });

  it("is created again when it is gone", async () => {
    leave(GONE, { id: "0badcafe", password: "pw" });
    const made = equalInstance("0badbad0", 0);
    const { state } = await create(
      {
        listInstances: () => Promise.resolve([]),
        getInstance: (id: string) => (id === made.id ? Promise.resolve(made) : notFound()),
        createInstance: () => Promise.resolve({ id: made.id, password: "new" }),
      },
      { dataDir },
    );
    expect(state).toMatchObject({ id: "0badbad0", password: "new" });
  });

  it("whose journal cannot be written is created all the same, and that is said", async () => {
    // Nobody can write into a file as if it were a folder.
    writeFileSync(folder(), "");
    const made = equalInstance("0badbad0", 0);
    const { state, diagnostics } = await create(
      {
        listInstances: () => Promise.resolve([]),
        getInstance: () => Promise.resolve(made),
        createInstance: () => Promise.resolve({ id: made.id, password: "new" }),
      },
      { dataDir },
    );
    expect(state).toMatchObject({ id: "0badbad0", password: "new" });
    expect(diagnostics).toEqual([
      {
        severity: "warning",
        summary: "The journal of the creation of instance 0badbad0 is not written",
        detail: expect.stringMatching(
          /^The provider cannot write the journal of the creation to \S+: EEXIST.*\. Without it the password is lost when Terraform is killed before it has written its state\. Put it right before the next creation\.$/,
        ),
      },
    ]);
  });

  it("is waited for while the other process may still get the answer", async () => {
    const file = leave({ ...thisProcess(), run: "other" });
    const there = equalInstance("0badcafe", 0);
    const work = create({ getInstance: () => Promise.resolve(there), createInstance: never }, { dataDir });
    await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(file);
    leave(GONE, { id: "0badcafe", password: "late" });
    expect((await work).state).toMatchObject({ id: "0badcafe", password: "late" });
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

  it("is not created when only the clock of this machine makes the other old", async () => {
    const there = equalInstance("0badcafe", 25 * 60);
    await expect(createBeside(there, { ahead: -2 * 60 })).rejects.toMatchObject({ diagnostics: [{ detail: refused }] });
  });

  it("is created when the other is more than a day old", async () => {
    await expect(createBeside(equalInstance("0badcafe", 25 * 60))).rejects.toThrow("POST /instances answered 400");
  });
});
