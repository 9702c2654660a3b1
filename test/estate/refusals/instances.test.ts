import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an unknown key, and tells which one was meant",
    { instances: "instances: { orders-prod: { key: order, region: eu-west-1, memory: 8GB } }" },
    [
      'e.yaml:5:34: `key` of instance orders-prod must be the name of a key of this file: "order"; expected: orders; help: did you mean orders? [estate-unknown-name]',
    ],
  ],
  [
    "a template, which Terraform would read as an expression",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: '${var.name}', storage: '%{x}' } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod must be plain text, without ${ or %{ (Terraform would read it as an expression): "${var.name}"; expected: the value itself; help: write the value itself [estate-wrong-value]',
      'e.yaml:5:104: `storage` of instance orders-prod must be plain text, without ${ or %{ (Terraform would read it as an expression): "%{x}"; expected: the value itself; help: write the value itself [estate-wrong-value]',
    ],
  ],
  [
    "a name that every JavaScript object has",
    { instances: "instances: { valueOf: { key: orders, region: eu-west-1, memory: 8GB } }" },
    [
      'e.yaml:5:14: a name in `instances` must be a name that is free (every JavaScript object has this one): "valueOf"; expected: for example orders; help: rename it, for example to orders [estate-wrong-value]',
    ],
  ],
  [
    "no key",
    { instances: "instances: { orders-prod: { region: eu-west-1, memory: 8GB } }" },
    [
      "e.yaml:5:14: instance orders-prod must have `key`: none; expected: orders; help: add `key: <name>`; only a clone may leave it out [estate-missing-setting]",
    ],
  ],
  [
    "every mistake of one instance at once",
    {
      instances:
        "instances: { orders-prod: { key: order, region: eu-west, memory: 8, paused: no, importMethod: push, importSizeInGb: 0, secondariesCount: -1, name: ' x', version: true, storage: 16 gb } }",
    },
    [
      'e.yaml:5:34: `key` of instance orders-prod must be the name of a key of this file: "order"; expected: orders; help: did you mean orders? [estate-unknown-name]',
      'e.yaml:5:49: `region` of instance orders-prod must be an AWS region id: "eu-west"; expected: for example eu-west-1; help: did you mean eu-west-1? [estate-wrong-value]',
      "e.yaml:5:66: `memory` of instance orders-prod must be a size in GB that Aura offers: the number 8; expected: one of 1GB, 2GB, 4GB, 8GB, 16GB, 24GB, 32GB, 48GB, 64GB, 128GB, 192GB, 256GB, 384GB, 512GB; help: write 8GB [estate-wrong-type]",
      'e.yaml:5:77: `paused` of instance orders-prod must be true or false: "no"; expected: true or false, without quotes; help: write false [estate-wrong-type]',
      'e.yaml:5:95: `importMethod` of instance orders-prod must be a way to import the database: "push"; expected: database-upload, console or push-to-cloud; help: write for example `importMethod: database-upload` [estate-wrong-value]',
      "e.yaml:5:117: `importSizeInGb` of instance orders-prod must be the size in GB of the database to import: the number 0; expected: a number above 0; help: write for example `importSizeInGb: 40` [estate-wrong-value]",
      "e.yaml:5:138: `secondariesCount` of instance orders-prod must be a number of secondaries: the number -1; expected: a whole number, 0 or more; help: write for example `secondariesCount: 1` [estate-wrong-value]",
      'e.yaml:5:148: `name` of instance orders-prod must be 1 to 30 characters, without blanks at either end: " x" (2 characters); expected: for example Orders; help: write for example `name: Orders` [names-fit-aura]',
      'e.yaml:5:163: `version` of instance orders-prod must be the version of Aura: true; expected: for example "5"; help: write for example `version: "5"` [estate-wrong-type]',
      'e.yaml:5:178: `storage` of instance orders-prod must be a size in GB: "16 gb"; expected: for example 16GB; help: write 16GB [estate-wrong-value]',
    ],
  ],
  [
    "a name over 30 characters",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: the database of all of our orders } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod must be 1 to 30 characters, without blanks at either end: "the database of all of our orders" (33 characters); expected: for example Orders; help: write for example `name: Orders` [names-fit-aura]',
    ],
  ],
  [
    "a name that is wrong in two ways, once",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: ' the database of all of our orders' } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod must be 1 to 30 characters, without blanks at either end: " the database of all of our orders" (34 characters); expected: for example Orders; help: write for example `name: Orders` [names-fit-aura]',
    ],
  ],
  [
    "a clone of an unknown instance",
    { instances: "instances: { orders-copy: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: orders-prod } }" },
    [
      'e.yaml:5:83: `cloneOf` of instance orders-copy must be the name of an instance of this file: "orders-prod"; expected: a name under `instances` (there is none); help: declare it under `instances`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "a clone of itself",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: a } }" },
    [
      "e.yaml:5:73: `cloneOf` of instance a must lead to an instance that is no clone of it: a, itself; expected: another instance, whose data exist first; help: name the instance to clone [estate-clone-cycle]",
    ],
  ],
  [
    "a circle of clones, once, and a tail of it not at all",
    {
      instances:
        "instances: { t: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: b }, a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: b }, b: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: a } }",
    },
    [
      "e.yaml:5:137: `cloneOf` of instance a must lead to an instance that is no clone of it: a circle: a -> b -> a; expected: another instance, whose data exist first; help: take one `cloneOf` of the circle out [estate-clone-cycle]",
    ],
  ],
  [
    "a clone of a list",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: [b] } }" },
    [
      "e.yaml:5:73: `cloneOf` of instance a must be the name of an instance of this file, or a map for one that lives elsewhere: a list; expected: for example orders-prod; help: write for example `cloneOf: orders-prod` [estate-wrong-type]",
    ],
  ],
  [
    "an outside source with its mistakes",
    {
      instances:
        "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: { instanceId: 12345678, region: eu-west-1, customerManagedKey: x } } }",
    },
    [
      'e.yaml:5:87: `cloneOf.instanceId` of instance a must be the id of an Aura instance, 8 hex digits: the number 12345678; expected: for example db1d1234; help: quote it: "12345678" [estate-wrong-type]',
      "e.yaml:5:116: `cloneOf` of instance a must have known settings only: `customerManagedKey`; expected: one of instanceId, region, customerManagedKeyId, product; help: did you mean `customerManagedKeyId`? [estate-unknown-setting]",
    ],
  ],
  [
    "a snapshot of nothing",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, sourceSnapshotId: x } }" },
    [
      "e.yaml:5:64: instance a must not have `sourceSnapshotId` without `cloneOf`: `sourceSnapshotId` alone; expected: `cloneOf`, the instance that the snapshot is of; help: add `cloneOf`, or take `sourceSnapshotId` out [estate-misplaced-setting]",
    ],
  ],
])("the loader refuses, in instances, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
