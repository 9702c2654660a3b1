import { describeWithTerraform } from "../support/terraform";
import { instance, record, stage, words, type Stage } from "./support/stage";

const DB = "aura_instance.db";
const KEY = "aura_customer_managed_key.key";

// The tests of this file share what is deployed: each leaves it as it found it.
describeWithTerraform("deletion protection, under each option of Terraform", () => {
  let on: Stage;
  let both: string;
  beforeAll(async () => {
    on = await stage();
    both = record(on.key()) + instance();
    await on.apply(both);
    on.simulator.calls.clear();
  });
  afterAll(() => on.stop());
  afterEach(async () => {
    expect(on.simulator.calls.names("DELETE *")).toEqual([]);
    on.write(both);
    expect(await on.isSettled()).toBe(true);
  });

  const refused = async (...args: string[]) => {
    const result = await on.run(...args, "-no-color");
    expect([args, result.code]).toEqual([args, 1]);
    return words(result);
  };
  const gone = () => both.slice(0, both.indexOf('resource "aura_instance"'));
  const renamed = () => both.replaceAll('"key"', '"other"').replaceAll(KEY, "aura_customer_managed_key.other");

  it.each([
    ["destroy", [`-target=${DB}`], () => both],
    ["destroy", [`-target=${KEY}`], () => both],
    ["apply", [], () => gone()],
    ["apply", [`-target=${DB}`], () => gone()],
    ["apply", [], () => ""],
    ["apply", [`-target=${KEY}`], () => ""],
    ["apply", ["-refresh=false"], () => ""],
    ["apply", [], () => renamed()],
    ["apply", [`-replace=${DB}`], () => both],
    ["apply", [`-replace=${KEY}`], () => both],
  ])("refuses %s %j", async (command, options, configuration) => {
    on.write(configuration());
    expect(await refused(command, "-auto-approve", ...options)).toContain("is protected from deletion");
  });

  it("refuses in the apply what no plan shows: the replacement of a tainted instance", async () => {
    await on.must("taint", DB);
    expect(await refused("apply", "-auto-approve")).toContain("is protected from deletion");
    await on.must("untaint", DB);
  });

  it("is given up in an apply of its own, not together with what it forbids", async () => {
    on.write(both.replace('memory = "8GB"', 'memory = "8GB"\n deletion_protection = false\n version = "4"'));
    expect(await refused("apply", "-auto-approve")).toContain("is protected from replacement");
  });

  it("follows a moved block", async () => {
    const moved = `moved {\n from = ${KEY}\n to = aura_customer_managed_key.other\n}\n`;
    on.write(renamed() + moved);
    await on.must("apply", "-auto-approve");
    on.write(
      both +
        moved
          .replace(KEY, "x")
          .replace("aura_customer_managed_key.other", KEY)
          .replace("x", "aura_customer_managed_key.other"),
    );
    await on.must("apply", "-auto-approve");
  });

  it("is on after an import, and stays on in a refresh", async () => {
    const { id } = on.state(DB);
    await on.must("state", "rm", DB);
    await on.must("import", DB, String(id));
    await on.must("apply", "-refresh-only", "-auto-approve");
    expect(on.state(DB)).toMatchObject({ deletion_protection: true });
  });
});
