import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AzureReader } from "../../live/azure";
import { GoogleReader } from "../../live/google";
import type { AzureNode } from "../../model/azure";
import { aVaultKey } from "../../rules/azure/example";

/* Answers that are not those of the cloud: of a proxy, a firewall, a service that is half up. What they say is not known. */

const VAULT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/orders";
const KEY = `https://orders.vault.azure.net/keys/aura/${"0".repeat(32)}`;
const APPLICATION = "3e1f7c02-5a0e-4c8f-9c43-b3a86c2f5d10";
const RING = "projects/acme-prod/locations/europe-west1/keyRings/aura";
const CRYPTO_KEY = `${RING}/cryptoKeys/orders`;

interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sound answers, by what is in the address. */
const SOUND: Readonly<Record<string, unknown>> = {
  "/vaults/orders?": { id: VAULT, name: "orders", location: "westeurope", properties: { tenantId: "t" } },
  "/vaults/orders/providers/Microsoft.Authorization/roleAssignments": { value: [] },
  "/keys/aura/providers/Microsoft.Authorization/roleAssignments": { value: [] },
  "/providers/Microsoft.Authorization/locks": { value: [] },
  "/vault/orders/keys/aura/0": { key: { kid: KEY, kty: "RSA", key_ops: [] }, attributes: { enabled: true } },
  "/vault/orders/keys/aura/versions": { value: [{ kid: KEY, attributes: { enabled: true, created: 1 } }] },
  "/vault/orders/keys/aura/rotationpolicy": { id: `${KEY}/rotationpolicy` },
  "/graph/v1.0/servicePrincipals": { value: [{ id: "o", appId: APPLICATION, accountEnabled: true }] },
  [`${CRYPTO_KEY}/cryptoKeyVersions`]: {},
  [`${CRYPTO_KEY}:getIamPolicy`]: { etag: "ACAB" },
  [`${RING}:getIamPolicy`]: { etag: "ACAB" },
  [CRYPTO_KEY]: { name: CRYPTO_KEY, purpose: "ENCRYPT_DECRYPT" },
  [RING]: { name: RING },
};

let server: Server;
let answers: Record<string, Answer>;
beforeEach(async () => {
  answers = Object.fromEntries(Object.entries(SOUND).map(([part, body]) => [part, { body }]));
  server = createServer((request, response) => {
    const part = Object.keys(answers).find((one) => (request.url ?? "").includes(one)) ?? "";
    const { status = 200, body, headers = {} } = answers[part] ?? { status: 404, body: {} };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Reads a key with all that belongs to it, and says of each object and each list of it what is known. */
async function readings(cloud: "azure" | "gcp", nodes: readonly AzureNode[] = []): Promise<readonly string[]> {
  const failures: string[] = [];
  const options = {
    credentials: { token: () => Promise.resolve("token"), caller: "tester" },
    ...{ userAgent: "test", onFailure: (what: string, { why }: { why: string }) => failures.push(`${what}: ${why}`) },
  };
  const env = { AURA_CMK_AZURE_ENDPOINT: address(), AURA_CMK_GOOGLE_ENDPOINT: address() };
  const reader = new (cloud === "azure" ? AzureReader : GoogleReader)({ ...options, env });
  const keys = nodes.length > 0 ? [] : cloud === "azure" ? [VAULT, KEY, APPLICATION] : [CRYPTO_KEY];
  const { others, missing } = await reader.read({ nodes, registered: new Map(), keys });
  const facts = others.map((one) => `${one.kind}: ${Object.entries(one).flatMap(stateOfFact).join(", ")}`.trim());
  return [...facts, ...[...missing].map(([id]) => `missing: ${id}`), ...failures];
}

function stateOfFact([name, value]: readonly [string, unknown]): string[] {
  if (typeof value !== "object" || value === null || !("known" in value)) return [];
  return [`${name} ${value.known === true ? "known" : "unknown"}`];
}

const AZURE = [
  "vault: assignments known, locks known",
  "service-principal:",
  "vault-key: description known, newest known, rotation known, assignments known",
];
const GOOGLE = ["key-ring: bindings known", "crypto-key: description known, versions known, bindings known"];

test("sound answers are known", async () => {
  expect([...(await readings("azure"))].sort()).toEqual([...AZURE].sort());
  expect([...(await readings("gcp"))].sort()).toEqual([...GOOGLE].sort());
});

const HTML = { body: "<html>Sign in</html>", headers: { "content-type": "text/html" } };
/** Answers that no cloud gives. */
const BROKEN: readonly (readonly [what: string, answer: Answer])[] = [
  ["an empty object", { body: {} }],
  ["an empty body", { body: "" }],
  ["a list", { body: [] }],
  ["a page of a proxy", HTML],
  ["such a page with 404", { ...HTML, status: 404 }],
  ["another object with 404", { status: 404, body: { error: { code: 404, message: "no route" } } }],
  ["a redirect", { status: 302, body: "", headers: { location: "https://login.example" } }],
  [
    "members without a value",
    { body: { value: null, id: null, name: null, key: null, etag: null, cryptoKeyVersions: 1 } },
  ],
];

describe.each(BROKEN)("%s", (_, answer) => {
  it.each([
    ["/vaults/orders?", "vault orders"],
    ["/vaults/orders/providers/Microsoft.Authorization/roleAssignments", "vault orders"],
    ["/keys/aura/providers/Microsoft.Authorization/roleAssignments", "key aura of vault orders"],
    ["/providers/Microsoft.Authorization/locks", "vault orders"],
    ["/vault/orders/keys/aura/0", "key aura of vault orders"],
    ["/vault/orders/keys/aura/versions", "key aura of vault orders"],
    ["/vault/orders/keys/aura/rotationpolicy", "key aura of vault orders"],
    ["/graph/v1.0/servicePrincipals", `application ${APPLICATION}`],
  ])("at %s of Azure is unknown, and never missing", async (part, what) => {
    answers[part] = answer;
    const found = await readings("azure");
    expect(found.filter((line) => AZURE.includes(line))).toHaveLength(AZURE.length - 1);
    expect(found.filter((line) => line.startsWith(`${what}: `))).toHaveLength(1);
    expect(found.join()).not.toContain("missing");
  });

  it.each([
    [CRYPTO_KEY, `key ${CRYPTO_KEY}`],
    [RING, `key ring ${RING}`],
    [`${CRYPTO_KEY}:getIamPolicy`, `key ${CRYPTO_KEY}`],
    [`${RING}:getIamPolicy`, `key ring ${RING}`],
  ])("at %s of Google Cloud is unknown, and never missing", async (part, what) => {
    answers[part] = answer;
    const found = await readings("gcp");
    expect(found.filter((line) => GOOGLE.includes(line))).toHaveLength(GOOGLE.length - 1);
    expect(found.filter((line) => line.startsWith(`${what}: `))).toHaveLength(1);
    expect(found.join()).not.toContain("missing");
  });
});

test("a next page elsewhere is not asked for, and one that comes again ends the list", async () => {
  const roles = "/vaults/orders/providers/Microsoft.Authorization/roleAssignments";
  answers[roles] = { body: { value: [], nextLink: "https://elsewhere.example/page" } };
  expect(await readings("azure")).toContain(
    "vault orders: Microsoft.Authorization/roleAssignments/read failed: 200: a next page at elsewhere.example",
  );
  answers[roles] = { body: { value: [], nextLink: `${address()}${roles}?page=2` } };
  expect(await readings("azure")).toContain(
    "vault orders: Microsoft.Authorization/roleAssignments/read failed: 200: the same page twice",
  );
});

test("what is not there is missing, where the cloud itself says so", async () => {
  answers[CRYPTO_KEY] = { status: 404, body: { error: { code: 404, status: "NOT_FOUND", message: "not found" } } };
  expect(await readings("gcp")).toEqual(["key-ring: bindings known", `missing: ${CRYPTO_KEY}`]);
});

test("Aura's application without a service principal is missing, where the review metadata name it", async () => {
  answers["/graph/v1.0/servicePrincipals"] = { body: { value: [] } };
  const key = { ...aVaultKey(), expectedPrincipals: [APPLICATION] };
  expect(await readings("azure", [key])).toContain(`missing: ${APPLICATION}`);
});
