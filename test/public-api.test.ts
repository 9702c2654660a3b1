import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as api from "../constructs";
import { HOMEPAGE, packageVersion } from "../provider/version";

const ROOT = join(__dirname, "..");

/** Interfaces and tables have nothing to run: they are tested by those who use them. */
const ONLY_TYPES = ["index", "instance-props", "interfaces"];

it("exports exactly these names", () => {
  expect(Object.keys(api).sort()).toEqual([
    "AuraAzureProvider",
    "AuraCloudKmsKey",
    "AuraCmkError",
    "AuraCredentialsSecret",
    "AuraCustomerManagedKey",
    "AuraCustomerManagedKeyResource",
    "AuraGoogleProvider",
    "AuraInstance",
    "AuraInstanceResource",
    "AuraKeyAlarm",
    "AuraKeyPolicy",
    "AuraKeyVaultKey",
    "AuraKmsKey",
    "AuraKmsReplicaKey",
    "AuraProvider",
    "AuraStatement",
    "DataAuraProject",
    "DataAuraSnapshot",
    "EncryptedAuraInstance",
    "KeyStatements",
    "waiveRule",
  ]);
});

it("has a test file for every construct", () => {
  const names = readdirSync(join(ROOT, "constructs"))
    .filter((name) => name.endsWith(".ts") && name !== "write-bundles.ts")
    .map((name) => name.slice(0, -".ts".length));
  const tested = readdirSync(join(ROOT, "test/constructs")).map((name) => name.replace(/\.test\.ts$/, ""));
  expect(names.filter((name) => !tested.includes(name)).sort()).toEqual(ONLY_TYPES);
});

it("is of one version and one home, the package's", () => {
  const { version, homepage } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as Record<string, string>;
  expect([packageVersion, HOMEPAGE]).toEqual([version, homepage]);
});

it("re-exports and nothing else", () => {
  const lines = readFileSync(join(ROOT, "constructs/index.ts"), "utf8").trim().split("\n");
  // First of all it says which packages are missing.
  expect(lines.filter((line) => !/^export (\*|type \{.*\}|\{.*\}) from "\.\.?\/.*";$/.test(line))).toEqual([
    'import "./private/peers";',
  ]);
});

it("looks at tokens in one file only", () => {
  const files = readdirSync(join(ROOT, "constructs"), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  expect(files.filter((name) => /isUnresolved\(/.test(readFileSync(join(ROOT, "constructs", name), "utf8")))).toEqual([
    join("private", "tokens.ts"),
  ]);
});

it("has one door to synthesis in the tests", () => {
  const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const pattern = new RegExp("Testing" + "\\.(synth|fullSynth)");
  expect(files.filter((name) => pattern.test(readFileSync(join(__dirname, name), "utf8")))).toEqual([
    join("support", "synth.ts"),
  ]);
});
