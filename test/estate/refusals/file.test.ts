import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "a missing version",
    { version: "" },
    ["e.yaml:2:1: the file must have `version`: none; expected: 1; help: add `version: 1` [estate-missing-setting]"],
  ],
  [
    "another version of the format",
    { version: "version: 2" },
    [
      "e.yaml:1:10: `version` must be the number of the file format: the number 2; expected: 1; help: write for example `version: 1` [estate-wrong-value]",
    ],
  ],
  [
    "a version in quotes",
    { version: 'version: "1"' },
    [
      'e.yaml:1:10: `version` must be the number of the file format: "1"; expected: 1; help: write 1 without quotes [estate-wrong-value]',
    ],
  ],
  [
    "a missing project",
    { aura: "" },
    [
      "e.yaml:1:1: the file must have `aura`: none; expected: the Aura project, in `projectId`; help: add `aura: { projectId: <UUID> }` [estate-missing-setting]",
    ],
  ],
  [
    "a project that is no UUID",
    { aura: "aura: { projectId: my-project }" },
    [
      'e.yaml:2:20: `aura.projectId` must be the UUID of the Aura project (in the Aura Console: Project settings), in lower case: "my-project"; expected: for example 6981ace7-efe5-4f5c-b7c5-267b5162ce91; help: write for example `projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91` [estate-wrong-value]',
    ],
  ],
  [
    "a section that is a list",
    { keys: "keys: []", instances: "" },
    [
      "e.yaml:4:7: `keys` must be a map from names to KMS keys: an empty list; expected: for example { orders: { account: prod, ... } }; help: write for example `keys: { orders: { account: prod, ... } }` [estate-wrong-type]",
    ],
  ],
  [
    "a misspelt section, without calling its names unknown",
    { keys: "key: { orders: { account: prod, region: eu-west-1, product: AuraDB } }" },
    [
      "e.yaml:4:1: the file must have known settings only: `key`; expected: one of version, aura, backend, tags, accounts, keys, instances, waivers; help: did you mean `keys`? [estate-unknown-setting]",
    ],
  ],
  [
    "a setting that does not exist",
    { rest: "colour: red" },
    [
      "e.yaml:6:1: the file must have known settings only: `colour`; expected: one of version, aura, backend, tags, accounts, keys, instances, waivers; help: take it out [estate-unknown-setting]",
    ],
  ],
  [
    "an Aura API over plain http",
    { aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, baseUrl: http://api.neo4j.io/v1 }" },
    [
      'e.yaml:2:67: `aura.baseUrl` must be the address of the Aura API: "http://api.neo4j.io/v1"; expected: an https address (http on this machine only), without credentials; help: write for example `baseUrl: https://api.neo4j.io/v1` [estate-wrong-value]',
    ],
  ],
  [
    "a secret in the file",
    { aura: "aura: { projectId: 6981ace7-efe5-4f5c-b7c5-267b5162ce91, clientSecret: s3cret }" },
    [
      "e.yaml:2:58: `aura` must not hold credentials: `clientSecret`; expected: credentials in the environment only; help: take `clientSecret` out and use AURA_CLIENT_ID and AURA_CLIENT_SECRET [estate-misplaced-setting]",
    ],
  ],
  [
    "a setting twice, and names the first place",
    { rest: "version: 1" },
    [
      'e.yaml:6:1: each setting and each name must be there once: "version" for the second time (the first is at 1:1); expected: one of it; help: rename one of the two, or take one out [estate-duplicate]',
    ],
  ],
  [
    "a name twice, and every mistake of the second",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, orders: { account: prod, region: eu-west-1, product: AuraDB } }",
    },
    [
      'e.yaml:4:72: each setting and each name must be there once: "orders" for the second time (the first is at 4:9); expected: one of it; help: rename one of the two, or take one out [estate-duplicate]',
    ],
  ],
  [
    "a section twice, without calling the names of the first unknown",
    { rest: "keys: { other: { account: prod, region: eu-west-1, product: AuraDB } }" },
    [
      'e.yaml:6:1: each setting and each name must be there once: "keys" for the second time (the first is at 4:1); expected: one of it; help: rename one of the two, or take one out [estate-duplicate]',
    ],
  ],
  [
    "a merge key",
    { instances: "instances: { orders-prod: { <<: {}, key: orders, region: eu-west-1, memory: 8GB } }" },
    [
      "e.yaml:5:29: instance orders-prod must have settings of its own: a merge key (<<); expected: every setting written out (YAML 1.2 has no merge keys); help: write the settings out, or share one whole map or list with &name and *name [estate-misplaced-setting]",
    ],
  ],
  [
    "names that YAML reads as numbers or null",
    {
      instances:
        "instances: { 5: { key: orders, region: eu-west-1, memory: 8GB }, null: { key: orders, region: eu-west-1, memory: 8GB } }",
    },
    [
      'e.yaml:5:14: a name must be a text: the number 5; expected: a text; help: quote it: "5" [estate-wrong-type]',
      'e.yaml:5:66: a name must be a text: null; expected: a text; help: quote it: "null" [estate-wrong-type]',
      'e.yaml:5:66: a name in `instances` must be made of letters, digits, - and _, beginning with a letter or digit (it becomes part of Terraform ids and alias names): ""; expected: for example orders; help: rename it, for example to orders [estate-wrong-value]',
    ],
  ],
  [
    "names that YAML 1.1 reads as truth values",
    {
      version: "%YAML 1.1\n---\nversion: 1",
      instances: "instances: { on: { key: orders, region: eu-west-1, memory: 8GB } }",
    },
    ['e.yaml:7:14: a name must be a text: the boolean on; expected: a text; help: quote it: "on" [estate-wrong-type]'],
  ],
])("the loader refuses, in the file, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
