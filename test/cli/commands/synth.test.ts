import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/synth";
import { run as runAsItIs } from "../support/run";

let folder: string;
let before: string;
beforeEach(() => {
  folder = temporaryFolder();
  before = process.cwd();
  process.chdir(folder);
});
afterEach(() => process.chdir(before));

/** Runs the program; on a busy machine it says what takes long, which is no result. */
async function run(...args: string[]): ReturnType<typeof runAsItIs> {
  const result = await runAsItIs(...args);
  return { ...result, stderr: result.stderr.replace(/^(reading|building|checking|writing|running) .* \.\.\.\n/gm, "") };
}

const ESTATE = `version: 1
aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91 }
accounts: { prod: { id: "111122223333" } }
keys:
  orders: { account: prod, region: eu-west-1, product: AuraDB, statement: orders.json }
instances:
  main: { key: orders, region: eu-west-1, memory: 8GB }
`;
const TABLE = [
  "stack           key     region     phase        external access  customer managed key  instances        findings",
  "--------------  ------  ---------  -----------  ---------------  --------------------  ---------------  --------",
  "prod-eu-west-1  orders  eu-west-1  1 bootstrap  -                orders                main (deferred)  -",
].join("\n");

it("writes the stacks of estate.yaml, and ends with the table of its keys", async () => {
  writeFileSync("estate.yaml", ESTATE);
  const { code, stdout, stderr } = await run("synth");
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.endsWith(`\n\n${TABLE}\n`)).toBe(true);
  expect(readdirSync("cdktf.out/stacks")).toEqual(["prod-eu-west-1"]);
});

it("writes another estate to another directory", async () => {
  writeFileSync("accounts.yaml", ESTATE);
  expect((await run("synth", "accounts.yaml", "--out", "made")).code).toBe(0);
  expect(readdirSync("made/stacks")).toEqual(["prod-eu-west-1"]);
  expect(existsSync("cdktf.out")).toBe(false);
});

it("prints keys, deferred instances and next steps as JSON", async () => {
  writeFileSync("estate.yaml", ESTATE);
  const { code, stdout } = await run("synth", "--json");
  const { notes, ...rest } = JSON.parse(stdout) as { notes: object[] };
  expect([code, rest]).toEqual([
    0,
    {
      ...{ version: 1, outdir: "cdktf.out" },
      keys: [
        {
          ...{ stack: "prod-eu-west-1", key: "orders", region: "eu-west-1", phase: "bootstrap", externalAccess: "-" },
          ...{ customerManagedKey: "orders", instances: [{ name: "main", deferred: true }], findings: {} },
        },
      ],
    },
  ]);
  expect(notes).toEqual([
    {
      ...{ level: "info", on: "prod-eu-west-1/records/orders" },
      message: expect.stringMatching(
        /^Phase 1 of 2: output orders_next_steps says what to do after the deployment; the statement goes to .*$/,
      ),
    },
  ]);
});

it("refuses a mistake with exit code 1, for a person and for a program, and writes nothing", async () => {
  writeFileSync(
    "estate.yaml",
    ESTATE.replace("main: { key: orders, region: eu-west-1", "main: { key: orders, region: us-east-1"),
  );
  const text = await run("synth");
  expect([text.code, text.stdout]).toEqual([1, ""]);
  expect(text.stderr).toMatch(
    /^estate\.yaml:7:3: .* \[key-region-matches-instance\]\n1 problem; nothing was written\.\n$/,
  );
  const { code, stdout, stderr } = await run("synth", "--json");
  expect([code, stderr, JSON.parse(stdout)]).toEqual([
    1,
    "",
    {
      version: 1,
      problems: [expect.objectContaining({ code: "key-region-matches-instance", path: "estate.yaml:7:3" })],
    },
  ]);
  expect(readdirSync(".")).toEqual(["estate.yaml"]);
});

it("fails with --frozen when the lock file is not up to date", async () => {
  writeFileSync("estate.yaml", ESTATE);
  expect((await run("synth", "--frozen")).code).toBe(1);
  await run("synth");
  expect((await run("synth", "--frozen")).code).toBe(0);
  expect(readFileSync("estate.lock.json", "utf8")).toContain('"orders"');
});

it("says where an estate that is not there is named", async () => {
  const { code, stderr } = await run("synth", "acounts.yaml");
  expect([code, stderr]).toEqual([
    1,
    "acounts.yaml: cannot read the estate file: no such file; help: check the path, or the variable AURA_ESTATE [estate-unreadable]\n" +
      "1 problem; nothing was written.\n",
  ]);
});

it("has nothing to synthesize in an empty directory", async () => {
  expect(await run("synth")).toEqual({
    ...{ code: 2, stdout: "" },
    stderr:
      "nothing to synthesize: neither estate.yaml nor cdktf.json is here; help: change the directory, name an estate, or begin " +
      "with `aura-cmk init`\n",
  });
});

it.each([
  ["{", "not JSON"],
  ["{}", "`app` is missing"],
  ['{ "app": " " }', "`app` is missing"],
])("refuses cdktf.json with %s", async (text, why) => {
  writeFileSync(join(folder, "cdktf.json"), text);
  expect(await run("synth")).toEqual({
    ...{ code: 2, stdout: "" },
    stderr: `cdktf.json: ${why}; help: name the command that runs your program, as in "app": "npx ts-node main.ts"\n`,
  });
});

it("says that a program failed, with what it said", async () => {
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify({ app: "echo made; echo no such module >&2; exit 3" }));
  const { code, stdout, stderr } = await run("synth");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.split("\n").sort()).toEqual([
    "",
    "made",
    "no such module",
    expect.stringMatching(/^the program failed with exit code 3: echo made/),
  ]);
});
