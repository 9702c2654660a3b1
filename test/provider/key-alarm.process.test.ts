import { describeWithTerraform } from "../support/terraform";
import { instance, record, stage, words, type Stage } from "./support/stage";

// One story: each test goes on where the one before ended.
describeWithTerraform("the alarms of Aura", () => {
  let on: Stage;
  let key: string;
  let configuration: string;
  beforeAll(async () => {
    on = await stage();
    key = on.key({ granted: false });
    configuration = record(key) + instance();
  });
  afterAll(() => on.stop());

  const plan = async (...options: string[]) => {
    const result = await on.run("plan", "-no-color", "-detailed-exitcode", ...options);
    return { code: result.code, says: words(result) };
  };

  it("fails after the time that the configuration gives the key, and says what to check", async () => {
    on.write(record(key) + instance({ timeouts: { create: "45m", key_ready: "300ms" } }));
    const result = await on.run("apply", "-auto-approve", "-no-color");
    expect(result.code).toBe(1);
    expect(words(result)).toContain(
      'Error: The customer managed key is not ready with aura_instance.db, on main.tf line 21, in resource "aura_instance" "db"',
    );
    expect(words(result)).toContain(
      'Stopped waiting after 300ms. Aura reports status "pending" for customer managed key',
    );
    expect(on.simulator.aura.instances.list()).toEqual([]);
  });

  it("has none while everything is right", async () => {
    on.grant(key);
    await on.apply(configuration);
    await on.must("apply", "-refresh-only", "-auto-approve");
    const { code, says } = await plan();
    expect([code, says.includes("Warning")]).toEqual([0, false]);
  });

  it("warns of the key and of each instance when Aura can no longer use the key, and does not stop a plan", async () => {
    const found = on.simulator.kms.find(key);
    Object.assign(found as object, { enabled: false });
    const [db, cmk] = [on.state("aura_instance.db"), on.state("aura_customer_managed_key.key")];
    const { code, says } = await plan();
    expect(code).toBe(0);
    expect(says).toContain(`Warning: Aura can no longer use customer managed key ${cmk["id"]} ("orders-key")`);
    expect(says).toContain(`Warning: Aura cannot use the key of instance ${db["id"]} ("orders")`);
    expect(says).toContain(
      'Aura reports status "encryption key error". Check: 1. Is Aura\'s statement in the policy of the key?',
    );

    await on.must("apply", "-refresh-only", "-auto-approve");
    expect((await plan()).says).toContain("Warning: Aura can no longer use customer managed key");
  });

  it("refuses a change of the instance without waiting for it", async () => {
    on.write(record(key) + instance({ memory: "16GB", timeouts: { update: "10h" } }));
    const result = await on.run("apply", "-auto-approve", "-no-color");
    expect(result.code).toBe(1);
    expect(words(result)).toContain("the change of memory failed");
    expect(words(result)).toContain('Aura reports status "encryption key error"');
    expect(on.clock.slept.filter((milliseconds) => milliseconds > 60_000)).toEqual([]);
  });

  it("has none when Aura can use the key again", async () => {
    Object.assign(on.simulator.kms.find(key) as object, { enabled: true });
    await on.apply(configuration);
    expect((await plan()).says).not.toContain("Warning");
  });
});
