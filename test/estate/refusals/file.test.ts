import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "a missing version",
    { version: "" },
    ["e.yaml:2:1: the file has no `version`; expected: 1; help: add `version: 1` [estate-missing-setting]"],
  ],
  [
    "another version of the format",
    { version: "version: 2" },
    [
      "e.yaml:1:10: `version` is not a supported format version: the number 2; expected: 1; help: write `version: 1`, for example [estate-wrong-value]",
    ],
  ],
  [
    "a version in quotes",
    { version: 'version: "1"' },
    [
      'e.yaml:1:10: `version` is not a supported format version: "1"; expected: 1; help: write 1 without quotes [estate-wrong-value]',
    ],
  ],
  [
    "a missing project",
    { aura: "" },
    [
      "e.yaml:1:1: the file has no `aura`; expected: the Aura project, in `projectId`; help: add `aura: { projectId: <UUID> }` [estate-missing-setting]",
    ],
  ],
  [
    "a project that is no UUID",
    { aura: "aura: { projectId: my-project }" },
    [
      'e.yaml:2:20: `aura.projectId` is not the UUID of an Aura project: "my-project"; expected: a lower-case UUID (in the Aura Console: Project settings); help: write `projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a section that is a list",
    { keys: "keys: []", instances: "" },
    [
      "e.yaml:4:7: `keys` is not a map of keys: an empty list; help: write `keys: { orders: { account: prod, ... } }`, for example [estate-wrong-type]",
    ],
  ],
  [
    "a misspelt section, without calling its names unknown",
    { keys: "key: { orders: { account: prod, region: eu-west-1, product: AuraDB } }" },
    ["e.yaml:4:1: the file has an unknown setting: `key`; help: did you mean `keys`? [estate-unknown-setting]"],
  ],
  [
    "a setting that does not exist",
    { rest: "colour: red" },
    [
      "e.yaml:6:1: the file has an unknown setting: `colour`; expected: one of version, aura, backend, defaults, tags, accounts, keys, instances, waivers and 1 more; help: remove it [estate-unknown-setting]",
    ],
  ],
  [
    "a provider without a namespace",
    { aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, providerSource: terraform.example.com }" },
    [
      'e.yaml:2:74: `aura.providerSource` is not a provider\'s source address: "terraform.example.com"; expected: HOST/NAMESPACE/TYPE; help: write `providerSource: terraform.example.com/platform/aura`, for example [estate-wrong-value]',
    ],
  ],
  [
    "an Aura API over plain http",
    { aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, baseUrl: http://api.neo4j.io/v1 }" },
    [
      'e.yaml:2:67: `aura.baseUrl` is not an Aura API address: "http://api.neo4j.io/v1"; expected: an https address (http on this machine only), without credentials; help: write `baseUrl: https://api.neo4j.io/v1`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a secret in the file",
    { aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, clientSecret: s3cret }" },
    [
      "e.yaml:2:58: `aura` contains credentials: `clientSecret`; help: remove `clientSecret`, and use AURA_CLIENT_ID and AURA_CLIENT_SECRET [estate-disallowed-setting]",
    ],
  ],
  [
    "a setting twice, and names the first place",
    { rest: "version: 1" },
    ["e.yaml:6:1: `version` occurs twice: first at 1:1; help: rename or remove one of the two [estate-duplicate]"],
  ],
  [
    "a name twice, and every mistake of the second",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, orders: { account: prod, region: eu-west-1, product: AuraDB } }",
    },
    ["e.yaml:4:72: `orders` occurs twice: first at 4:9; help: rename or remove one of the two [estate-duplicate]"],
  ],
  [
    "a section twice, without calling the names of the first unknown",
    { rest: "keys: { other: { account: prod, region: eu-west-1, product: AuraDB } }" },
    ["e.yaml:6:1: `keys` occurs twice: first at 4:1; help: rename or remove one of the two [estate-duplicate]"],
  ],
  [
    "a merge key",
    { instances: "instances: { orders-prod: { <<: {}, key: orders, region: eu-west-1, memory: 8GB } }" },
    [
      "e.yaml:5:29: instance orders-prod uses a merge key (<<): not part of YAML 1.2; help: write the settings out, or share a whole map with &name and *name [estate-disallowed-setting]",
    ],
  ],
  [
    "names that YAML reads as numbers or null",
    {
      instances:
        "instances: { 5: { key: orders, region: eu-west-1, memory: 8GB }, null: { key: orders, region: eu-west-1, memory: 8GB } }",
    },
    [
      'e.yaml:5:14: a name is not text: the number 5; help: quote it: "5" [estate-wrong-type]',
      'e.yaml:5:66: a name is not text: null; help: quote it: "null" [estate-wrong-type]',
      'e.yaml:5:66: a name in `instances` is not a valid name: ""; expected: letters, digits, - and _, beginning with a letter or digit; help: rename it, for example to orders [estate-wrong-value]',
    ],
  ],
  [
    "names that YAML 1.1 reads as truth values",
    {
      version: "%YAML 1.1\n---\nversion: 1",
      instances: "instances: { on: { key: orders, region: eu-west-1, memory: 8GB } }",
    },
    ['e.yaml:7:14: a name is not text: the boolean on; help: quote it: "on" [estate-wrong-type]'],
  ],
])("the loader refuses, in the file, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
