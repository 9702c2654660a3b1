import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { jsonSchema } from "../../estate/json-schema";
import { estateText, parse, THREE_CLOUDS, type Sections } from "./sample";

const committed: unknown = JSON.parse(readFileSync(join(__dirname, "../../estate.schema.json"), "utf8"));

// Read back from JSON by zod's reader of JSON Schema: what an editor makes of the file.
const asEditor = z.fromJSONSchema(committed as z.core.JSONSchema.JSONSchema);

test("the shipped JSON Schema is the one of this source (else: npm run docs)", () => {
  expect(committed).toEqual(JSON.parse(JSON.stringify(jsonSchema())));
});

test("the JSON Schema has a name, a title and a version that editors know", () => {
  expect(committed).toMatchObject({
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: "urn:cdktf-aura-cmk:estate:1",
    title: "Estate of Neo4j Aura customer managed keys",
    type: "object",
    required: ["version", "aura"],
    additionalProperties: false,
  });
});

test("every pattern means the same with and without the flag u, which validators do not agree on", () => {
  const patterns: string[] = [];
  JSON.stringify(committed, (name, value: unknown) => {
    if (name === "pattern") patterns.push(value as string);
    return value;
  });
  expect(patterns.length).toBeGreaterThan(20);
  for (const pattern of patterns) {
    expect(pattern).not.toContain("\\p");
    expect([new RegExp(pattern).source, new RegExp(pattern, "u").source]).toEqual([pattern, pattern]);
  }
});

test("the example of the repository is right for an editor", () => {
  const example = parseYaml(readFileSync(join(__dirname, "../../estate.yaml"), "utf8")) as unknown;
  expect(asEditor.safeParse(example).error?.issues).toBeUndefined();
});

test("an editor shows only the two products", () => {
  expect(JSON.stringify(committed).match(/"enum":\["AuraDB","AuraDS"\]/g)?.length).toBeGreaterThanOrEqual(4);
});

test.each<[what: string, sections: Sections]>([
  ["a missing setting", { keys: "keys: { orders: { account: prod, region: eu-west-1 } }" }],
  ["an unknown setting", { rest: "other: 1" }],
  ["an unquoted account id", { accounts: "accounts: { prod: { id: 111122223333 } }" }],
  ["a malformed region", { keys: "keys: { orders: { account: prod, region: eu_west_1, product: AuraDB } }" }],
  ["the free product", { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB Free } }" }],
  [
    "a short rotation period",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 89 } }" },
  ],
  [
    "a name over 30 characters",
    { instances: "instances: { a23456789-123456789-123456789-1: { key: orders, region: eu-west-1, memory: 8GB } }" },
  ],
  ["a blank reason", { rest: "waivers: [{ rule: version-supported, on: orders, reason: ' ' }]" }],
])("an editor marks %s, as the loader does", (_, sections) => {
  const text = estateText(sections);
  expect(asEditor.safeParse(parseYaml(text)).success).toBe(false);
  expect(parse(text).problems).toHaveLength(1);
});

test("an editor takes an estate over three clouds, as the loader does", () => {
  expect(asEditor.safeParse(parseYaml(THREE_CLOUDS)).success).toBe(true);
  expect(parse(THREE_CLOUDS).problems).toEqual([]);
});

test("an editor takes the smallest estate, as the loader does", () => {
  expect(asEditor.safeParse(parseYaml(estateText())).success).toBe(true);
  expect(parse(estateText()).problems).toEqual([]);
});

/** Settings of keys in other clouds, each with a value that is right and one that is not. */
const BROKEN: readonly (readonly [cloud: "azure" | "gcp", right: string, wrong: string])[] = [
  ["azure", "vaultName: acme-ledger", "vaultName: acme--ledger"],
  ["azure", "vaultName: acme-ledger", "vaultName: 12345"],
  ["azure", "resourceGroupName: aura", "resourceGroupName: aura."],
  ["azure", "product: AuraDB", "product: AuraDB, keySize: 1024"],
  ["azure", "product: AuraDB", "product: AuraDB, keySize: '2048'"],
  ["azure", "product: AuraDB", "product: AuraDB, keyType: EC"],
  ["azure", "product: AuraDB", "product: AuraDB, keyName: a_b"],
  ["azure", "product: AuraDB", "product: AuraDB, sku: Premium"],
  ["azure", "product: AuraDB", "product: AuraDB, rotationPeriodInDays: 6"],
  ["azure", "product: AuraDB", "product: AuraDB, rotationPeriodInDays: 90.5"],
  ["azure", "product: AuraDB", "product: AuraDB, applicationId: aura"],
  ["azure", "product: AuraDB", "product: AuraDB, allowedIpRanges: [10.0.0.0/33]"],
  ["azure", "product: AuraDB", "product: AuraDB, allowedIpRanges: []"],
  ["azure", "product: AuraDB", "product: AuraDB, publicNetworkAccess: no"],
  ["azure", "product: AuraDB", "product: AuraDB, tags: { 'a<b': c }"],
  ["azure", "region: northeurope", "region: North Europe"],
  ["gcp", "product: AuraDB", "product: AuraDB, keyRingName: a/b"],
  ["gcp", "product: AuraDB", "product: AuraDB, protectionLevel: EXTERNAL"],
  ["gcp", "product: AuraDB", "product: AuraDB, destroyScheduledDurationInDays: 1"],
  ["gcp", "product: AuraDB", "product: AuraDB, rotationPeriodInDays: 0"],
  ["gcp", "product: AuraDB", "product: AuraDB, serviceAccounts: [a-aura@neo4j.iam.gserviceaccount.com]"],
  ["gcp", "product: AuraDB", "product: AuraDB, labels: { Team: events }"],
  ["gcp", "region: europe-west1", "region: europe-west1-b"],
];
const VAULT_KEY =
  "{ account: corp, region: northeurope, product: AuraDB, vaultName: acme-ledger, resourceGroupName: aura }";
const CRYPTO_KEY = "{ account: data, region: europe-west1, product: AuraDB }";

test.each(BROKEN)(
  "an editor marks, of a key of %s, the wrong one of %s and %s, as the loader does",
  (cloud, right, wrong) => {
    const accounts =
      "accounts:\n  corp: { cloud: azure, subscriptionId: 0b1f6471-1bf0-4dda-aec3-cb9272f09590, tenantId: 5f0b6a1e-6c1f-4d3a-9a55-0c7f3a1e2b44 }\n  data: { cloud: gcp, project: acme-prod }";
    const verdicts = [right, wrong].map((setting) => {
      const key = (cloud === "azure" ? VAULT_KEY : CRYPTO_KEY).replace(right, setting);
      const text = estateText({ accounts, keys: `keys: { orders: ${key} }`, instances: "" });
      return [asEditor.safeParse(parseYaml(text)).success, parse(text).problems.length === 0];
    });
    expect(verdicts).toEqual([
      [true, true],
      [false, false],
    ]);
  },
);
