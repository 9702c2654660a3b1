import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWithTerraform } from "../support/terraform";
import { instance, record, stage, words, type Stage } from "./support/stage";

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
};

// One story: each test goes on where the one before ended.
describeWithTerraform("a password that is encrypted with a public key", () => {
  const [ours, other] = [pair(), pair()];
  let on: Stage;
  let key: string;
  beforeAll(async () => {
    on = await stage();
    key = record(on.key());
    writeFileSync(join(on.dir, "private.pem"), ours.privateKey);
  });
  afterAll(() => on.stop());

  const DECRYPTED =
    'output "password" {\n  value     = rsadecrypt(aura_instance.db.encrypted_password, file("private.pem"))\n  sensitive = true\n}\n';
  const stateFile = () => readFileSync(join(on.dir, "terraform.tfstate"), "utf8");
  const first = () => String(on.simulator.aura.instances.list()[0]?.password);

  const named = (name: string, more: object = {}) => instance({ name, ...more }).replace('"db"', `"${name}"`);

  it("is nowhere in the state, and the owner of the private key can read it", async () => {
    await on.apply(key + instance({ password_public_key: ours.publicKey }));
    expect(on.state("aura_instance.db")).toMatchObject({ username: "neo4j", password: null });
    expect(stateFile()).not.toContain(first());
    expect(await on.isSettled()).toBe(true);
    await on.apply(key + instance({ password_public_key: ours.publicKey }) + DECRYPTED);
    expect((await on.must("output", "-raw", "password")).stdout).toBe(first());
  });

  it("cannot be encrypted with another public key", async () => {
    on.write(key + instance({ password_public_key: other.publicKey }));
    const result = await on.run("plan", "-no-color");
    expect(result.code).toBe(1);
    const { id } = on.state("aura_instance.db");
    expect(words(result)).toContain(`Error: The password of instance ${id} is encrypted with another public key`);
  });

  it("leaves the state with its public key, which is said in the plan", async () => {
    on.write(key + instance());
    expect(words(await on.must("plan", "-no-color"))).toContain("Warning: The password of instance");
    await on.apply();
    expect(on.state("aura_instance.db")).toMatchObject({ password: null, encrypted_password: null });
    expect(await on.isSettled()).toBe(true);
  });

  it("can be encrypted later, and is in the clear no longer", async () => {
    await on.apply(key + instance() + named("sales"));
    const password = String(on.state("aura_instance.sales")["password"]);
    expect(password).toMatch(/^[\w-]+$/);
    on.simulator.calls.clear();
    await on.apply(
      key + instance() + named("sales", { password_public_key: ours.publicKey }) + DECRYPTED.replace(".db.", ".sales."),
    );
    expect(on.simulator.calls.names("P* /v1*")).toEqual([]);
    expect(stateFile().match(new RegExp(password, "g"))).toHaveLength(1);
    expect((await on.must("output", "-raw", "password")).stdout).toBe(password);
    await on.apply(key + instance() + named("sales", { password_public_key: ours.publicKey }));
    expect(stateFile()).not.toContain(password);
    expect(await on.isSettled()).toBe(true);
  });

  it("is encrypted also where the public key is known only after apply", async () => {
    const late = `resource "terraform_data" "key" {\n  input = ${JSON.stringify(ours.publicKey)}\n}\n`;
    const both = key + instance() + named("sales", { password_public_key: ours.publicKey });
    await on.apply(both + late + named("third", { password_public_key: "=terraform_data.key.output" }));
    expect(on.state("aura_instance.third")).toMatchObject({ password: null });
    expect(on.state("aura_instance.third")["encrypted_password"]).toMatch(/^[\w+/]{342}==$/);
  });
});
