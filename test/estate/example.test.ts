import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { accountIdOf, regionsOf } from "../../estate/entries";
import { loadEstate } from "../../estate/load";
import { synthesizeEstate } from "../../synth/synthesize";
import { temporaryFolder } from "../support/synth";

const ROOT = join(__dirname, "../..");
const { estate, problems } = loadEstate(join(ROOT, "estate.yaml"), { ruleIds: ["one-key-per-product-and-region"] });
const keys = Object.entries(estate?.keys ?? {});
const instances = Object.entries(estate?.instances ?? {});
const isSaved = (key: string | undefined): boolean => {
  const entry = key === undefined ? undefined : estate?.keys[key];
  const file = entry !== undefined && "statement" in entry ? entry.statement : undefined;
  return typeof file === "string" && existsSync(join(ROOT, file));
};

test("the example has no problem and names its schema on the first line", () => {
  expect(problems).toEqual([]);
  expect(readFileSync(join(ROOT, "estate.yaml"), "utf8").split("\n")[0]).toBe(
    "# yaml-language-server: $schema=./estate.schema.json",
  );
});

test("the lock file of the example is up to date", () => {
  const result = synthesizeEstate(join(ROOT, "estate.yaml"), temporaryFolder(), { frozen: true });
  expect("problems" in result ? result.problems : []).toEqual([]);
});

test("the example shows two accounts, three regions and both products", () => {
  expect(Object.values(estate?.accounts ?? {}).map(accountIdOf)).toEqual(["111122223333", "444455556666"]);
  expect(new Set(instances.map(([, { region }]) => region))).toEqual(
    new Set(["eu-west-1", "eu-central-1", "us-east-1"]),
  );
  expect(new Set(keys.map(([, { product }]) => product))).toEqual(new Set(["AuraDB", "AuraDS"]));
  expect(new Set(keys.map(([, { account }]) => account))).toEqual(new Set(["prod", "analytics"]));
});

test("the example shows both phases, an existing key and a replica that an instance uses", () => {
  const created = keys.filter(([, key]) => !("arn" in key)).map(([name]) => name);
  expect(created.map((name) => [name, isSaved(name)])).toEqual([
    ["orders", false],
    ["audit", true],
    ["dr", true],
    ["analytics", true],
  ]);
  expect(keys.filter(([, key]) => "arn" in key).map(([name]) => name)).toEqual(["shared"]);
  const { dr } = estate?.keys ?? {};
  expect(dr && "replicas" in dr ? dr.replicas : []).toContain(estate?.instances["orders-dr"]?.region);
});

test("the example shows a clone that waits, one that does not, an import and a waiver", () => {
  const clones = instances.filter(([, { cloneOf }]) => cloneOf !== undefined);
  expect(clones.map(([name, { key }]) => [name, isSaved(key)])).toEqual([
    ["orders-copy", false],
    ["audit-copy", true],
  ]);
  expect(instances.filter(([, { importSizeInGb = 0 }]) => importSizeInGb > 4)).toHaveLength(1);
  expect(estate?.waivers.map(({ rule, on }) => [rule, on])).toEqual([["one-key-per-product-and-region", ["audit"]]]);
});

test("every instance of the example lives in the region of its key or of one of its replicas", () => {
  for (const [, { key, region }] of instances) {
    const entry = estate?.keys[key];
    expect(entry ? regionsOf(entry) : []).toContain(region);
  }
});

test("the statements of the example let in one made-up account only", () => {
  for (const name of ["audit", "dr", "analytics"]) {
    const statement = JSON.parse(readFileSync(join(ROOT, `statements/${name}.json`), "utf8")) as object;
    expect(statement).toMatchObject({
      Effect: "Allow",
      Condition: { StringEquals: { "kms:CallerAccount": "999988887777" } },
    });
  }
});
