import { writeFileSync, readFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSimulator } from "../../simulator";
import { readConfig } from "../../simulator/config";
import * as azuread from "../../simulator/terraform/azuread/schemas";
import * as azurerm from "../../simulator/terraform/azurerm/schemas";
import * as google from "../../simulator/terraform/google/schemas";
import * as aws from "../../simulator/terraform/schemas";

const DOCS = path.resolve(__dirname, "../../docs");
const page = readFileSync(path.join(DOCS, "simulator.md"), "utf8");
const fence = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(page)?.[1] ?? "";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-simulator-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const configured = (text: string) => {
  const file = path.join(folder, "cloud.yaml");
  writeFileSync(file, text);
  return readConfig(file);
};

it("starts with what the file of the page says", async () => {
  const config = configured(fence("yaml simulator").replace(" ../", ` ${path.dirname(DOCS)}/`));
  if ("error" in config) throw new Error(config.error);
  const simulator = await startSimulator(config.options);
  try {
    const [key] = simulator.kms.keys();
    expect(key).toMatchObject({ accountId: "111122223333", region: "us-east-1", enabled: true });
    expect(JSON.parse(key?.policy ?? "")).toHaveProperty("Statement");
    expect(simulator.kms.aliases()).toMatchObject([{ name: "alias/shared", targetKeyId: key?.keyId }]);
    const offers = simulator.aura.projects[0]?.instanceConfigurations ?? [];
    expect(offers.filter(({ cloud_provider }) => cloud_provider === "gcp").map(({ memory }) => memory)).toEqual([
      "1GB",
      "2GB",
    ]);
  } finally {
    await simulator.stop();
  }
});

it.each([
  ["a name that it does not have", "key: []", '✖ Unrecognized key: "key"'],
  ["what is no account", "keys: [{ account: '1', region: eu-west-1 }]", "✖ Expected 12 digits\n  → at keys[0].account"],
  [
    "a region that does not exist",
    "keys: [{ account: '111122223333', region: eu-nowhere-1 }]",
    "✖ Expected an AWS region\n  → at keys[0].region",
  ],
  [
    "a policy that KMS refuses",
    "keys: [{ account: '111122223333', region: eu-west-1, policy: { Statement: [{}] } }]",
    "KMS refuses a policy: MalformedPolicyDocumentException: Policy contains a statement with an invalid effect.",
  ],
])("refuses a file with %s", (_name, text, error) => {
  expect(configured(text)).toEqual({ error });
});

it("shows controls that work, and every control", async () => {
  const simulator = await startSimulator({ clouds: ["azure", "gcp"] });
  try {
    const call = async (line: string) => {
      const [, method, target, body] = /^(\w+) (\S+)(?: (.+))?$/.exec(line) ?? [];
      const headers = { "content-type": "application/json" };
      return fetch(`${simulator.endpoints.aura}${target}`, { method, headers, body });
    };
    for (const line of fence("http").trim().split("\n")) expect([line, (await call(line)).status]).toEqual([line, 204]);
    const { error } = (await (await call("GET /_simulator/none")).json()) as { error: string };
    const rows = [...page.matchAll(/^\| `(\w+) \/_simulator(\S+)`/gm)].map(
      ([, method, control]) => `${method} ${control}`,
    );
    const names = error.replace(/^.* It has (.*)\.$/, "$1").split(", ");
    expect(rows.sort()).toEqual(names.sort());
  } finally {
    await simulator.stop();
  }
});

it.each([
  ["AWS", "aws", aws],
  ["Google", "google", google],
  ["Azure", "azurerm", azurerm],
  ["Microsoft Entra ID", "azuread", azuread],
])("lists what the %s provider of the simulator knows", (_name, prefix, { RESOURCE_SCHEMAS, DATA_SOURCE_SCHEMAS }) => {
  const rows = [...page.matchAll(/^\| `(([a-z]+)_\w+)` +\| (resource|data source) /gm)].flatMap(
    ([, type = "", owner, kind = ""]) => (owner === prefix ? [`${kind} ${type}`] : []),
  );
  const resources = Object.keys(RESOURCE_SCHEMAS).map((type) => `resource ${type}`);
  const sources = Object.keys(DATA_SOURCE_SCHEMAS).map((type) => `data source ${type}`);
  expect(rows.sort()).toEqual([...resources, ...sources].sort());
});
