import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse as parseYaml } from "yaml";
import { loadEstate, parseEstate } from "../../estate/load";
import { renderProblem } from "../../model/problem";
import { IN_FULL } from "../support/part";
import { PUBLIC_KEY } from "../support/public-key";
import { estateText, parse, THREE_CLOUDS, type Sections } from "./sample";
import { anyCharacter } from "../support/characters";

describe("an estate file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "estate-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("is loaded, and positions carry the path as it was given", () => {
    const path = join(folder, "estate.yaml");
    writeFileSync(path, estateText());
    const { estate, problems, position } = loadEstate(path);
    expect(problems).toEqual([]);
    expect(Object.keys(estate?.instances ?? {})).toEqual(["orders-prod"]);
    expect(position(["keys", "orders"])).toBe(`${path}:4:9`);
  });

  it("that is missing is the only problem", () => {
    const { estate, problems } = loadEstate("no/such/estate.yaml");
    expect(estate).toBeUndefined();
    expect(problems.map(renderProblem)).toEqual([
      "no/such/estate.yaml: cannot read the estate file: no such file; help: check the path [estate-unreadable]",
    ]);
  });

  it("that is missing can be put right where it was named", () => {
    const { problems } = loadEstate("no/such/estate.yaml", { namedBy: "`--estate`" });
    expect(problems.map(({ fix }) => fix)).toEqual(["check the path, or `--estate`"]);
    expect(loadEstate(folder, { namedBy: "`--estate`" }).problems[0]?.fix).toBe("name a file in it");
  });

  it("is read up to 5 MB", () => {
    const path = join(folder, "large.yaml");
    writeFileSync(path, Buffer.alloc(5_242_881, "#"));
    expect(loadEstate(path).problems.map(renderProblem)).toEqual([
      `${path}: cannot read the estate file: 5242881 bytes; expected: at most 5242880 bytes; ` +
        "help: check that it is the right file, or split the estate [estate-unreadable]",
    ]);
    writeFileSync(path, Buffer.alloc(5_242_880, "#"));
    expect(loadEstate(path).problems.map(({ code }) => code)).toEqual(["estate-syntax"]);
  });
});

test("the smallest estate is the data of its file", () => {
  expect(parse(estateText())).toEqual({
    estate: {
      version: 1,
      aura: { projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91" },
      accounts: { prod: { id: "111122223333" } },
      keys: { orders: { account: "prod", region: "eu-west-1", product: "AuraDB" } },
      instances: { "orders-prod": { key: "orders", region: "eu-west-1", memory: "8GB" } },
      waivers: [],
      removed: [],
    },
    problems: [],
    position: expect.any(Function) as unknown,
  });
});

test("every setting that there is comes through", () => {
  const text = `
version: 1
aura:
  projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91
  baseUrl: "http://127.0.0.1:8080/v1"
  providerSource: terraform.example.com/platform/aura
accounts:
  prod:
    id: "111122223333"
    assumeRoleArn: arn:aws:iam::111122223333:role/ci/terraform
    administrators: [arn:aws:iam::111122223333:user/ann]
    formerly: production
    tags: { stage: prod }
keys:
  made:
    account: prod
    region: eu-west-1
    product: AuraDB
    statement: ../statements/made.json
    alias: alias/neo4j/made
    description: Encrypts the orders
    multiRegion: true
    replicas: [eu-central-1, us-east-1]
    rotationPeriodInDays: 90
    deletionWindowInDays: 7
    removalPolicy: destroy
    administrators: [arn:aws:iam::111122223333:role/key-admin]
    tags: { team: orders, empty: "" }
    recordName: Orders key
    formerly: created
  named:
    account: prod
    region: us-east-1
    product: AuraDS
    arn: arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab
    replicas: [us-east-2]
    recordId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9
    keySpec: RSA_2048
    keyUsage: SIGN_VERIFY
    keyState: Disabled
    origin: EXTERNAL
instances:
  first:
    key: made
    product: AuraDB
    region: eu-west-1
    memory: 8GB
    version: 5
    storage: 16GB
    name: The first
    importSizeInGb: 3.5
    importMethod: push-to-cloud
    vectorOptimized: true
    graphAnalyticsPlugin: false
    secondariesCount: 0
    cdcEnrichmentMode: "OFF"
    paused: false
    passwordPublicKey: |
      ${PUBLIC_KEY.trimEnd().replaceAll("\n", "\n      ")}
    removalPolicy: retain
    formerly: start
  copy: { key: made, region: eu-central-1, memory: 8GB, cloneOf: first, sourceSnapshotId: s1, version: "4" }
  outside:
    key: named
    region: us-east-2
    memory: 8GB
    cloneOf:
      instanceId: db1d1234
      region: us-east-2
      customerManagedKeyId: 8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9
      product: AuraDS
waivers:
  - { rule: version-supported, on: copy, reason: legacy }
  - { rule: one-key-per-product-and-region, on: [made, named], reason: agreed }
removed:
  - { stack: old-eu-west-1, action: hand-over }
  - { stack: prod-eu-west-1, key: lost, action: destroy }
  - { stack: prod-eu-west-1, instance: lost-db, action: destroy }
backend:
  s3:
    bucket: tf-state
    region: eu-west-1
    keyPrefix: aura/prod
    useLockfile: true
    dynamodbTable: tf-locks
    encrypt: true
    kmsKeyId: alias/tf-state
    profile: ops
    assumeRoleArn: arn:aws:iam::111122223333:role/state
tags: { owner: platform }
`;
  const { estate, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(estate).toEqual({
    version: 1,
    aura: {
      projectId: "6981ace7-efe5-4f5c-b7c5-267b5162ce91",
      baseUrl: "http://127.0.0.1:8080/v1",
      providerSource: "terraform.example.com/platform/aura",
    },
    accounts: {
      prod: {
        id: "111122223333",
        assumeRoleArn: "arn:aws:iam::111122223333:role/ci/terraform",
        administrators: ["arn:aws:iam::111122223333:user/ann"],
        formerly: "production",
        tags: { stage: "prod" },
      },
    },
    keys: {
      made: {
        account: "prod",
        region: "eu-west-1",
        product: "AuraDB",
        statement: "../statements/made.json",
        alias: "alias/neo4j/made",
        description: "Encrypts the orders",
        multiRegion: true,
        replicas: ["eu-central-1", "us-east-1"],
        rotationPeriodInDays: 90,
        deletionWindowInDays: 7,
        removalPolicy: "destroy",
        administrators: ["arn:aws:iam::111122223333:role/key-admin"],
        tags: { team: "orders", empty: "" },
        recordName: "Orders key",
        formerly: "created",
      },
      named: {
        account: "prod",
        region: "us-east-1",
        product: "AuraDS",
        arn: "arn:aws:kms:us-east-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        replicas: ["us-east-2"],
        recordId: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
        keySpec: "RSA_2048",
        keyUsage: "SIGN_VERIFY",
        keyState: "Disabled",
        origin: "EXTERNAL",
      },
    },
    instances: {
      first: {
        key: "made",
        product: "AuraDB",
        region: "eu-west-1",
        memory: "8GB",
        version: "5",
        storage: "16GB",
        name: "The first",
        importSizeInGb: 3.5,
        importMethod: "push-to-cloud",
        vectorOptimized: true,
        graphAnalyticsPlugin: false,
        secondariesCount: 0,
        cdcEnrichmentMode: "OFF",
        paused: false,
        passwordPublicKey: PUBLIC_KEY,
        removalPolicy: "retain",
        formerly: "start",
      },
      copy: {
        key: "made",
        region: "eu-central-1",
        memory: "8GB",
        cloneOf: "first",
        sourceSnapshotId: "s1",
        version: "4",
      },
      outside: {
        key: "named",
        region: "us-east-2",
        memory: "8GB",
        cloneOf: {
          instanceId: "db1d1234",
          region: "us-east-2",
          customerManagedKeyId: "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9",
          product: "AuraDS",
        },
      },
    },
    removed: [
      { stack: "old-eu-west-1", action: "hand-over" },
      { stack: "prod-eu-west-1", key: "lost", action: "destroy" },
      { stack: "prod-eu-west-1", instance: "lost-db", action: "destroy" },
    ],
    waivers: [
      { rule: "version-supported", on: ["copy"], reason: "legacy" },
      { rule: "one-key-per-product-and-region", on: ["made", "named"], reason: "agreed" },
    ],
    backend: {
      s3: {
        bucket: "tf-state",
        region: "eu-west-1",
        keyPrefix: "aura/prod",
        useLockfile: true,
        dynamodbTable: "tf-locks",
        encrypt: true,
        kmsKeyId: "alias/tf-state",
        profile: "ops",
        assumeRoleArn: "arn:aws:iam::111122223333:role/state",
      },
    },
    tags: { owner: "platform" },
  });
});

test("every setting of keys in other clouds comes through, and a key has the cloud of its account", () => {
  const { estate, problems } = parse(THREE_CLOUDS);
  expect(problems).toEqual([]);
  const given = parseYaml(THREE_CLOUDS) as Record<"accounts" | "keys" | "instances", Record<string, object>>;
  expect(estate?.accounts).toEqual(given.accounts);
  expect(estate?.keys).toEqual({
    ...given.keys,
    ...withCloud("azure", given.keys, ["ledger", "archive", "old-ledger"]),
    ...withCloud("gcp", given.keys, ["events", "clicks", "old-events"]),
  });
  expect(estate?.instances).toEqual({
    ...given.instances,
    "ledger-copy": { ...given.instances["ledger-copy"], key: "ledger" },
    "events-copy": { ...given.instances["events-copy"], key: "clicks" },
  });
});

function withCloud(cloud: string, keys: Readonly<Record<string, object>>, names: readonly string[]): object {
  return Object.fromEntries(names.map((name) => [name, { ...keys[name], cloud }]));
}

test.each<[what: string, sections: Sections]>([
  ["a section that is empty", { instances: "instances:", rest: "waivers:" }],
  ["no keys and no instances", { keys: "", instances: "" }],
  [
    "an account that nobody uses",
    { accounts: 'accounts: { prod: { id: "111122223333" }, old: { id: "444455556666" } }' },
  ],
  [
    "one account under two names",
    { accounts: 'accounts: { prod: { id: "111122223333" }, again: { id: "111122223333" } }' },
  ],
  [
    "a key and an instance of the same name",
    { instances: "instances: { orders: { key: orders, region: eu-west-1, memory: 8GB } }" },
  ],
  ["a state beside the configuration", { rest: "backend: { local: {} }" }],
  ["a state beside the configuration, in short", { rest: "backend: { local: }" }],
  [
    "an account with a name that JavaScript objects have too",
    {
      accounts: 'accounts: { toString: { id: "111122223333" } }',
      keys: "keys: { orders: { account: toString, region: eu-west-1, product: AuraDB } }",
      instances: "",
    },
  ],
  [
    "names that YAML 1.1 took for truth values",
    {
      keys: "keys: { no: { account: prod, region: eu-west-1, product: AuraDB } }",
      instances: "instances: { on: { key: no, region: eu-west-1, memory: 8GB } }",
    },
  ],
  [
    "a rotation period and a deletion window at their lower limits",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 90, deletionWindowInDays: 7 } }",
    },
  ],
  [
    "a rotation period and a deletion window at their upper limits",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 2560, deletionWindowInDays: 30 } }",
    },
  ],
  [
    "names of 30 characters",
    {
      instances:
        "instances: { a23456789-123456789-123456789-: { key: orders, region: eu-west-1, memory: 8GB, name: a23456789 123456789 123456789x } }",
    },
  ],
  [
    "the same alias in two regions",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/x }, more: { account: prod, region: eu-west-2, product: AuraDB, alias: alias/x } }",
    },
  ],
])("nothing is wrong with %s", (_, sections) => {
  expect(parse(estateText(sections)).problems).toEqual([]);
});

test("a waiver may name any rule when the rules are not known", () => {
  const text = estateText({ rest: "waivers: [{ rule: of-another-program, on: orders, reason: why }]" });
  expect(parseEstate(text, "e.yaml").problems).toEqual([]);
  expect(parse(text).problems).toHaveLength(1);
});

test("problems come in the order of the file, whatever finds them", () => {
  const { problems } = parse(
    estateText({
      version: "version: 2",
      accounts: "accounts: { prod: { id: 1 } }",
      keys: "keys: { orders: { account: nobody, region: x, product: y }, orders: {} }",
      instances: "instances: { a: { key: none, region: eu-west-1, memory: 8GB, cloneOf: a } }",
      rest: "waivers: [{ rule: x, on: y, reason: z }]\nother: 1",
    }),
  );
  const places = problems.map(({ path }) => path.split(":").slice(1).map(Number));
  expect(places).toEqual(places.toSorted(([l1 = 0, c1 = 0], [l2 = 0, c2 = 0]) => l1 - l2 || c1 - c2));
  expect(new Set(places.map(([line]) => line))).toEqual(new Set([1, 3, 4, 5, 6, 7]));
});

test("positions are those of the names, for rules that find something later", () => {
  const { position } = parse(
    estateText({ rest: "waivers:\n  - { rule: version-supported, on: orders, reason: why }" }),
  );
  expect([
    position(["keys", "orders"]),
    position(["keys", "orders", "region"]),
    position(["instances", "orders-prod"]),
    position(["waivers", 0]),
    position(["waivers", 0, "reason"]),
    position(["instances", "not-there"]),
    position([]),
  ]).toEqual(["e.yaml:4:9", "e.yaml:4:34", "e.yaml:5:14", "e.yaml:7:5", "e.yaml:7:44", "e.yaml:5:1", "e.yaml:1:1"]);
});

/** Values that people, editors and programs put where they do not belong. */
const anything = fc.oneof(
  fc.constantFrom(
    "null",
    "~",
    "[]",
    "{}",
    "[[]]",
    "{ a: 1 }",
    "yes",
    "true",
    "1e3",
    ".nan",
    "-1",
    "''",
    "'*'",
    "2026-01-01",
  ),
  fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
);
const settings = [
  "account",
  "id",
  "region",
  "product",
  "arn",
  "replicas",
  "administrators",
  "tags",
  "alias",
  "statement",
  "cloud",
  "subscriptionId",
  "project",
  "vaultId",
  "keyId",
  "serviceAccounts",
];
const more = [
  "key",
  "memory",
  "cloneOf",
  "version",
  "recordId",
  "multiRegion",
  "name",
  "on",
  "rule",
  "reason",
  "paused",
];
const entry = fc.dictionary(fc.constantFrom(...settings, ...more), anything, { maxKeys: 6 }).map(
  (map) =>
    `{ ${Object.entries(map)
      .map(([name, value]) => `${name}: ${value}`)
      .join(", ")} }`,
);

test("whatever stands in the entries, the loader answers with whole lines and never throws", () => {
  fc.assert(
    fc.property(entry, entry, entry, entry, anything, (account, key, instance, waiver, head) => {
      const text = estateText({
        accounts: `accounts: { prod: ${account} }`,
        keys: `keys: { orders: ${key} }`,
        instances: `instances: { a: ${instance} }`,
        rest: `waivers: [${waiver}]\ntags: ${head}\nbackend: ${head}`,
      });
      for (const problem of parse(text).problems) {
        expect(renderProblem(problem)).toMatch(/^e\.yaml:\d+:\d+: .+; help: .+ \[[a-z-]+\]$/);
        expect(problem.what.replace(/"[^"]*"/g, "name").split(" ").length).toBeLessThanOrEqual(12);
        expect(renderProblem(problem)).not.toMatch(/undefined|NaN|\[object/);
      }
    }),
    { numRuns: 200 },
  );
});

test("whatever the text is, the loader never throws, and an estate without problems has its project", () => {
  const scraps = fc.constantFrom(
    "version: 1\n",
    "aura: ",
    "keys:\n",
    "  a: ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "&x ",
    "*x ",
    "'",
    '"',
    "#",
    "|\n",
    ": ",
    "\t",
    "!!set ",
    "---\n",
    "%YAML 1.1\n",
    "\u0000",
    "\uFEFF",
    "<<: ",
    "? ",
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(scraps, fc.string({ unit: anyCharacter, maxLength: 4 })), { maxLength: 30 }),
      (parts) => {
        const { estate, problems } = parse(parts.join(""));
        expect(problems.length > 0 || estate?.aura.projectId !== undefined).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test("thousands of keys are read in one go", () => {
  const names = Array.from({ length: IN_FULL ? 10_000 : 2_000 }, (_, i) => `k${i}`);
  const text = estateText({
    keys: `keys:\n${names.map((name) => `  ${name}: { account: prod, region: eu-west-1, product: AuraDB }`).join("\n")}`,
    instances: "",
  });
  const { estate, problems } = parse(text);
  expect(problems).toEqual([]);
  expect(Object.keys(estate?.keys ?? {})).toEqual(names);
});
