import { describeWithTerraform } from "../support/terraform";
import { itWithCode } from "./support/binary";
import { instance, record, stage, until, words, type Stage } from "./support/stage";

const HOUR = 3_600_000;
const SLOW = { aura: { delays: { ready: 0, create: HOUR, update: HOUR, destroy: HOUR } } };

describeWithTerraform("what the provider promises", () => {
  let on: Stage;
  afterEach(() => on.stop());
  const instances = () => on.simulator.aura.instances.list();
  const apply = async (configuration: string) => {
    on.write(configuration);
    const result = await on.run("apply", "-auto-approve", "-no-color");
    return { code: result.code, says: words(result) };
  };
  /** Ends a wait of the provider, as if so much time had passed, as soon as it is under way. */
  const endWait = async (what: string, milliseconds: number) => {
    await until(() => on.logged.some((line) => line.startsWith(`info: waiting for ${what}`)));
    on.clock.advance(milliseconds);
  };

  describe("waits", () => {
    itWithCode(
      "ends a creation that takes too long with a warning, and the instance in the state, not tainted",
      async () => {
        on = await stage(SLOW);
        const applied = apply(record(on.key()) + instance({ timeouts: { create: "1h" } }));
        await endWait("instance", HOUR);
        const { code, says } = await applied;
        const [db] = instances();
        expect(code).toBe(0);
        expect(says).toContain(
          `Warning: Instance ${db?.id} is not running yet with aura_instance.db, on main.tf line 14, in resource "aura_instance" "db": ` +
            `14: resource "aura_instance" "db" { Aura accepted it and it is in the state. ` +
            "Stopped waiting after 1h; last seen: status creating. The next plan shows its status.",
        );
        const state = on.state("aura_instance.db");
        expect(state).toMatchObject({ id: db?.id, status: "creating", password: db?.password });
        expect(state["tainted"]).toBeUndefined();
        on.simulator.clock.advance(4_000_000);
        expect(await on.isSettled()).toBe(true);
      },
    );

    itWithCode("ends a change that takes too long with a warning, and continues it in the next apply", async () => {
      on = await stage({ aura: { delays: { update: HOUR } } });
      const key = record(on.key());
      await apply(key + instance());
      const applied = apply(key + instance({ memory: "16GB", timeouts: { update: "1h" } }));
      await endWait("the change of memory", HOUR);
      const { code, says } = await applied;
      expect(code).toBe(0);
      expect(says).toContain(`Warning: Instance ${instances()[0]?.id}: the change of memory is not finished`);
      on.simulator.clock.advance(4_000_000);
      expect(await on.isSettled()).toBe(true);
    });

    itWithCode("keeps an instance in the state until it is destroyed", async () => {
      on = await stage({ aura: { delays: { destroy: HOUR } } });
      const unprotected = { deletion_protection: false };
      await apply(record(on.key(), unprotected) + instance({ ...unprotected, timeouts: { delete: "1h" } }));
      const destroyed = on.run("destroy", "-auto-approve", "-no-color");
      await endWait(`instance ${instances()[0]?.id} to be destroyed`, HOUR);
      const result = await destroyed;
      expect(result.code).toBe(1);
      expect(words(result)).toContain(
        "It stays in the state until it is destroyed; apply or destroy again. Stopped waiting after 1h; last seen: status destroying.",
      );
      expect(on.state("aura_instance.db")).toMatchObject({ status: "running" });
      on.simulator.clock.advance(4_000_000);
      await on.must("destroy", "-auto-approve");
      expect(on.simulator.aura.records.list()).toEqual([]);
    });

    it("logs what it waits for, at once and then every 20 seconds", async () => {
      on = await stage({ aura: { delays: { ready: HOUR, create: HOUR } } });
      const waiting = () => on.logged.filter((line) => line.includes("waiting"));
      const applied = apply(record(on.key()) + instance());
      // The simulated hour ends only when the wait was seen: nothing depends on how quick this machine is.
      for (const lines of [1, 2]) {
        await until(() => waiting().length === lines);
        on.simulator.clock.advance(HOUR);
      }
      expect((await applied).code).toBe(0);
      expect(waiting()).toEqual([
        expect.stringMatching(
          /^info: waiting for customer managed key \S+ to become ready since \d+ms: Aura reports status "pending" for key arn:aws:kms/,
        ),
        expect.stringMatching(/^info: waiting for instance [0-9a-f]{8} to run since \d+ms: status creating$/),
      ]);
    });

    itWithCode(
      "waits for the key before anything is created, and lists what to check when it does not become ready",
      async () => {
        on = await stage();
        const arn = on.key({ granted: false });
        const configuration = record(arn) + instance();
        const applied = apply(configuration);
        await endWait("customer managed key", HOUR);
        const { code, says } = await applied;
        expect(code).toBe(1);
        const { id } = on.state("aura_customer_managed_key.key");
        expect(says).toContain(
          `Stopped waiting after 10m. Aura reports status "pending" for customer managed key ${String(id)}, not "ready". No instance was created; fix it and apply ` +
            `again. Check: 1. Is Aura's statement in the policy of the key? Open project 7d1ec0d5-5a1e-4c0d-8a1e-000000000001 in the ` +
            `Aura Console, "Customer Managed Keys", edit "orders-key", and compare what it shows with the policy of ${arn}. ` +
            "2. Is the key enabled, symmetric, and not scheduled for deletion? A deletion can be cancelled until its date, and never after it. " +
            "3. Is it in eu-west-1, and is its ARN the one above? If all of it is right, Aura needs longer: apply again, or allow more with " +
            "`key_ready` in `timeouts`.",
        );
        expect(on.simulator.calls.names("POST /v1/instances")).toEqual([]);
        on.grant(arn);
        expect((await apply(configuration)).code).toBe(0);
        expect(instances()).toMatchObject([{ customer_managed_key_id: id }]);
      },
    );

    it("creates the instance as soon as the key becomes ready during the wait", async () => {
      on = await stage({ aura: { delays: { ready: HOUR } } });
      const looks = () => on.simulator.calls.names("GET /v1/customer-managed-keys/*").length;
      const applied = apply(record(on.key()) + instance());
      await until(() => looks() > 5);
      expect(on.simulator.calls.names("POST /v1/instances")).toEqual([]);
      on.simulator.clock.advance(HOUR);
      expect((await applied).code).toBe(0);
      expect(instances()).toHaveLength(1);
    });

    it("stops on Ctrl-C at once, with the instance in the state", async () => {
      on = await stage(SLOW);
      on.write(record(on.key()) + instance());
      const started = on.start("apply", "-auto-approve", "-no-color");
      await until(() => on.logged.some((line) => line.includes("to run")));
      // Without it the apply would go on for an hour, and this test would never end.
      started.process.kill("SIGINT");
      const result = await started.result;
      expect(words(result)).toContain("it is in the state. Stopped early; last seen: status creating.");
      expect(on.state("aura_instance.db")).toMatchObject({
        id: instances()[0]?.id,
        password: instances()[0]?.password,
      });
    });

    it("stops on Ctrl-C while it waits for the key, and creates nothing", async () => {
      on = await stage();
      on.write(record(on.key({ granted: false })) + instance());
      const started = on.start("apply", "-auto-approve", "-no-color");
      await until(() => on.logged.some((line) => line.includes("to become ready")));
      started.process.kill("SIGINT");
      expect(words(await started.result)).toContain("Error: The customer managed key is not ready");
      expect(instances()).toEqual([]);
    });

    it("tolerates that a new instance is not found right after its creation", async () => {
      on = await stage({ aura: { delays: { visible: HOUR, create: HOUR } } });
      const applied = apply(record(on.key()) + instance());
      await until(() => on.simulator.calls.list().some(({ outcome }) => outcome === 404));
      on.simulator.clock.advance(HOUR);
      expect((await applied).code).toBe(0);
      expect(await on.isSettled()).toBe(true);
    });
  });

  describe("failures of the API", () => {
    it("renews an expired token, once for each refusal, in every kind of call", async () => {
      on = await stage();
      const { faults } = on.simulator;
      for (const call of ["POST /v1/customer-managed-keys", "POST /v1/instances", "GET /v1/instances/*"])
        faults.add({ on: call, expireToken: true });
      expect((await apply(record(on.key()) + instance())).code).toBe(0);
      expect(faults.pending).toBe(0);
      expect([instances().length, on.simulator.aura.records.list().length]).toEqual([1, 1]);

      faults.add({ on: "GET /v1/instances/*", status: 403, times: "always" });
      on.simulator.calls.clear();
      const denied = await on.run("plan", "-no-color");
      expect(words(denied)).toMatch(
        /Error: Instance \w+ cannot be read .* GET \/instances\/\w+ answered 403: Forbidden/,
      );
      expect(on.simulator.calls.names("GET /v1/instances/*")).toHaveLength(2);
    });

    itWithCode.each([
      ["429 with seconds", () => ({ status: 429, retryAfter: 60 }), 60_000],
      ["429 with a date", () => ({ status: 429, retryAfter: new Date(Date.now() + 90_000).toUTCString() }), 60_000],
      ["503", () => ({ status: 503, retryAfter: 0 }), 0],
    ])("goes on after %s, wherever it comes, and waits as long as it says", async (_, fault, atLeast) => {
      on = await stage();
      const { faults } = on.simulator;
      for (const call of ["POST /oauth/token", "POST /v1/instances", "GET /v1/instances/*"])
        faults.add({ on: call, ...fault() });
      expect((await apply(record(on.key()) + instance())).code).toBe(0);
      expect([faults.pending, instances().length]).toEqual([0, 1]);
      expect(Math.max(...on.clock.slept)).toBeGreaterThanOrEqual(atLeast);
    });

    it.each([
      ["is cut before Aura takes it", { drop: "before" }],
      ["is taken and its answer is lost", { drop: "after" }],
      ["is answered with 502", { status: 502 }],
    ] as const)("makes one record and one instance when a creation %s", async (_, fault) => {
      on = await stage();
      const { faults } = on.simulator;
      faults.add({ on: "POST /v1/customer-managed-keys", ...fault });
      faults.add({ on: "POST /v1/instances", ...fault });
      const { code, says } = await apply(record(on.key()) + instance());
      expect([code, faults.pending]).toEqual([0, 0]);
      expect([instances().length, on.simulator.aura.records.list().length]).toEqual([1, 1]);
      const state = on.state("aura_instance.db");
      expect(state["id"]).toBe(instances()[0]?.id);
      expect(says.includes("The password of instance")).toBe("drop" in fault && fault.drop === "after");
      expect(await on.isSettled()).toBe(true);
    });

    it("creates one instance when the response is lost and the instance appears only later", async () => {
      on = await stage({ aura: { delays: { visible: HOUR } } });
      const { calls, clock, faults } = on.simulator;
      faults.add({ on: "POST /v1/instances", drop: "after" });
      // Not for the first look, but for the second.
      faults.add({ on: "GET /v1/instances/*", hook: (at) => void (at === "after" && clock.advance(HOUR)) });
      expect((await apply(record(on.key()) + instance())).code).toBe(0);
      expect(calls.list().filter(({ outcome }) => outcome === 404)).toHaveLength(1);
      expect(calls.names("POST /v1/instances")).toHaveLength(1);
      expect(instances()).toHaveLength(1);
    });

    it.each(["before", "after"] as const)(
      "changes and removes although the connection is cut %s Aura takes the call",
      async (drop) => {
        on = await stage();
        const { faults } = on.simulator;
        const unprotected = { deletion_protection: false };
        const key = record(on.key(), unprotected);
        await apply(key + instance(unprotected));
        for (const call of ["PATCH /v1/instances/*", "POST /v1/instances/*/pause"]) faults.add({ on: call, drop });
        expect((await apply(key + instance({ ...unprotected, memory: "16GB", paused: true }))).code).toBe(0);
        expect(instances()).toMatchObject([{ memory: "16GB", rest: "paused" }]);
        for (const call of ["DELETE /v1/instances/*", "DELETE /v1/customer-managed-keys/*"])
          faults.add({ on: call, drop });
        expect((await apply("")).code).toBe(0);
        expect([faults.pending, instances(), on.simulator.aura.records.list()]).toEqual([0, [], []]);
      },
    );

    itWithCode("waits while Aura is busy with the instance, and gives up at the timeout", async () => {
      on = await stage();
      const key = record(on.key());
      await apply(key + instance());
      const [db] = instances();
      on.simulator.faults.add({
        on: "PATCH /v1/instances/*",
        hook: (at) => void (at === "before" && on.simulator.aura.instances.pause(db?.id ?? "")),
      });
      expect((await apply(key + instance({ name: "renamed" }))).code).toBe(0);
      expect(on.simulator.calls.list().filter(({ outcome }) => outcome === 409).length).toBeGreaterThan(0);

      Object.assign(db ?? {}, { busy: { status: "updating", until: Infinity, then: "running" } });
      const applied = apply(key + instance({ name: "renamed", memory: "16GB" }));
      await endWait("the change of memory", HOUR);
      const { code, says } = await applied;
      expect(code).toBe(1);
      expect(says).toMatch(/Stopped waiting after 1h\. Aura is busy with the instance: PATCH .* answered 409/);
      expect(on.state("aura_instance.db")).toMatchObject({ memory: "8GB", name: "renamed" });
    });

    it("shows an error of Aura at the attribute, and keeps the changes before it", async () => {
      on = await stage();
      const key = record(on.key());
      const refused = await apply(key + instance({ memory: "7GB" }));
      expect(refused.says).toContain(
        "POST /instances answered 400: Not available for this project: memory 7GB (invalid-memory-size) at memory",
      );
      await apply(key + instance({ paused: true }));
      const { says } = await apply(key + instance({ paused: false, memory: "7GB" }));
      expect(says).toContain("the change of memory failed");
      expect(on.state("aura_instance.db")).toMatchObject({ memory: "8GB", paused: false, status: "running" });
    });
  });

  describe("the key", () => {
    it("names the instances that block the removal of a customer managed key", async () => {
      on = await stage();
      await apply(record(on.key(), { deletion_protection: false }) + instance());
      const [db] = instances();
      await on.must("state", "rm", "aura_instance.db");
      const { code, says } = await apply("");
      expect(code).toBe(1);
      expect(says).toContain(`("orders-key") while instances are encrypted with it: "orders" (${db?.id}, running).`);
    });

    it.each([
      ["an empty text", '""', "for a Neo4j-managed key, remove the attribute"],
      ["the ARN of the key", '"arn:aws:kms:eu-west-1:111122223333:key/x"', "not the ARN of the KMS key"],
    ])("refuses %s instead of an id during validation", async (_, id, text) => {
      on = await stage();
      on.write(instance({ customer_managed_key_id: `=${id}` }));
      const result = await on.run("validate", "-no-color");
      expect([result.code, words(result)]).toEqual([1, expect.stringContaining(text)]);
    });

    it.each([
      ["is empty", '""', "for a Neo4j-managed key, remove the attribute"],
      ["could be null", "null", "The customer managed key could be null after apply"],
    ])("refuses an id that is unknown during plan and then %s", async (_, value, text) => {
      on = await stage();
      const open = `=aura_customer_managed_key.key.status == "no such" ? aura_customer_managed_key.key.id : ${value}`;
      const { code, says } = await apply(record(on.key()) + instance({ customer_managed_key_id: open }));
      expect([code, says]).toEqual([1, expect.stringContaining(text)]);
      expect(on.simulator.calls.names("POST /v1/instances")).toEqual([]);
    });

    it("takes an id that is unknown during plan as its error advises, and refuses a project that does not exist", async () => {
      on = await stage();
      const open = 'resource "terraform_data" "k" { input = "00000000-0000-4000-8000-000000000000" }\n';
      const advised = { customer_managed_key_id: "=trimspace(terraform_data.k.output)" };
      on.write(open + instance(advised));
      expect((await on.run("plan", "-no-color")).code).toBe(0);
      on.write(record(on.key(), { project_id: "00000000-0000-4000-8000-000000000001" }));
      const refused = await on.run("plan", "-no-color");
      expect([refused.code, words(refused)]).toEqual([1, expect.stringContaining("Error: The project does not exist")]);
    });

    it("refuses to remove the key from an instance", async () => {
      on = await stage();
      const key = record(on.key());
      await apply(key + instance());
      const { code, says } = await apply(key + instance({ customer_managed_key_id: undefined }));
      expect([code, says]).toEqual([1, expect.stringContaining("it would be destroyed, with its data")]);
      expect(instances()).toHaveLength(1);
    });

    it("creates an instance with a Neo4j-managed key when no key is configured", async () => {
      on = await stage();
      await apply(instance({ customer_managed_key_id: undefined }));
      expect(instances()).toMatchObject([{ customer_managed_key_id: undefined }]);
      expect(await on.isSettled()).toBe(true);
    });

    it("refuses in the plan a customer managed key of another region or product, and one that does not exist", async () => {
      on = await stage();
      const arn = on.key();
      await apply(record(arn));
      const { id } = on.state("aura_customer_managed_key.key");
      on.write(record(arn) + instance({ region: "eu-west-2", type: "enterprise-ds" }));
      const says = words(await on.run("plan", "-no-color"));
      expect(says).toContain(
        `Customer managed key ${String(id)} ("orders-key") has region eu-west-1, the instance has region eu-west-2.`,
      );
      expect(says).toContain("has instance_type enterprise-db, the instance has type enterprise-ds.");
      on.write(instance({ customer_managed_key_id: "00000000-0000-4000-8000-000000000000" }));
      expect(words(await on.run("plan", "-no-color"))).toContain(
        "Aura has no customer managed key 00000000-0000-4000-8000-000000000000",
      );
    });

    it("reports an instance that was created with another key, and keeps it in the state as tainted", async () => {
      on = await stage();
      const forget = () => void Object.assign(instances()[0] ?? {}, { customer_managed_key_id: undefined });
      on.simulator.faults.add({ on: "GET /v1/instances/*", times: "always", hook: forget });
      const { code, says } = await apply(record(on.key()) + instance());
      expect([code, says]).toEqual([1, expect.stringContaining("is not encrypted with your key")]);
      expect(on.state("aura_instance.db")).toMatchObject({
        ...{ tainted: true, customer_managed_key_id: null, deletion_protection: false },
      });
    });

    it("does not plan a new instance when Aura no longer returns the key", async () => {
      on = await stage();
      await apply(record(on.key()) + instance());
      Object.assign(instances()[0] ?? {}, { customer_managed_key_id: undefined });
      const result = await on.run("plan", "-detailed-exitcode", "-no-color");
      expect([result.code, words(result)]).toEqual([
        0,
        expect.stringContaining("Aura reports no customer managed key"),
      ]);
    });

    it("waits for instances that are being destroyed before it removes their customer managed key", async () => {
      on = await stage({ aura: { delays: { destroy: HOUR } } });
      await apply(record(on.key(), { deletion_protection: false }) + instance());
      on.simulator.aura.instances.destroy(instances()[0]?.id ?? "");
      await on.must("state", "rm", "aura_instance.db");
      const applied = apply("");
      await until(() => on.logged.some((line) => line.startsWith("info: waiting for removal of customer managed key")));
      on.simulator.clock.advance(HOUR);
      expect((await applied).code).toBe(0);
      expect(on.simulator.aura.records.list()).toEqual([]);
    });
  });

  itWithCode("never writes a secret into a log, an error or a warning", async () => {
    on = await stage(SLOW);
    on.simulator.faults.add({ on: "POST /v1/instances", drop: "after" });
    const applied = apply(record(on.key()) + instance());
    await endWait("instance", HOUR);
    const first = await applied;
    const [db] = instances();
    on.simulator.faults.add({ on: "GET /v1/instances/*", status: 400 });
    const refused = await on.run("plan", "-no-color");
    const output = [...on.logged, first.says, words(refused)].join("\n");
    for (const secret of [
      "simulated-secret",
      Buffer.from("simulated-client:simulated-secret").toString("base64"),
      "Bearer",
      String(db?.password),
    ])
      expect(output).not.toContain(secret);
  });

  it("names missing credentials, and refuses an address that would expose them", async () => {
    on = await stage({}, { AURA_CLIENT_SECRET: "", AURA_API_BASE_URL: "http://api.example.com" });
    const { code, says } = await apply(record(on.key()));
    expect(code).toBe(1);
    expect(says).toContain("client_secret is missing");
    expect(says).toContain("The address of the Aura API must start with https://");
  });
});
