import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "an unknown key, and tells which one was meant",
    { instances: "instances: { orders-prod: { key: order, region: eu-west-1, memory: 8GB } }" },
    [
      'e.yaml:5:34: `key` of instance orders-prod names an unknown key: "order"; help: did you mean orders? [estate-unknown-name]',
    ],
  ],
  [
    "a template, which Terraform would read as an expression",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: '${var.name}', storage: '%{x}' } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod contains a Terraform expression: "${var.name}"; expected: plain text, without ${ or %{; help: write the value itself [estate-wrong-value]',
      'e.yaml:5:104: `storage` of instance orders-prod contains a Terraform expression: "%{x}"; expected: plain text, without ${ or %{; help: write the value itself [estate-wrong-value]',
    ],
  ],
  [
    "a name that every JavaScript object has",
    { instances: "instances: { valueOf: { key: orders, region: eu-west-1, memory: 8GB } }" },
    [
      'e.yaml:5:14: a name in `instances` is reserved: "valueOf"; help: rename it, for example to orders [estate-wrong-value]',
    ],
  ],
  [
    "no key",
    { instances: "instances: { orders-prod: { region: eu-west-1, memory: 8GB } }" },
    [
      "e.yaml:5:14: instance orders-prod has no `key`; expected: orders; help: add `key: <name>`; only a clone can do without [estate-missing-setting]",
    ],
  ],
  [
    "every mistake of one instance at once",
    {
      instances:
        "instances: { orders-prod: { key: order, region: eu-west, memory: 8, paused: no, importMethod: push, importSizeInGb: 0, secondariesCount: -1, name: ' x', version: true, storage: 16 gb } }",
    },
    [
      'e.yaml:5:34: `key` of instance orders-prod names an unknown key: "order"; help: did you mean orders? [estate-unknown-name]',
      'e.yaml:5:49: `region` of instance orders-prod is not an AWS region id: "eu-west"; help: did you mean eu-west-1? [estate-wrong-value]',
      "e.yaml:5:66: `memory` of instance orders-prod is not an Aura memory size: the number 8; expected: 1GB, 2GB, 4GB, 8GB, 16GB, 24GB, 32GB, 48GB, 64GB, 128GB, 192GB, 256GB, 384GB, 512GB; help: write 8GB [estate-wrong-type]",
      'e.yaml:5:77: `paused` of instance orders-prod is neither true nor false: "no"; help: write false [estate-wrong-type]',
      'e.yaml:5:95: `importMethod` of instance orders-prod is not an import method: "push"; expected: database-upload, console or push-to-cloud; help: write `importMethod: database-upload`, for example [estate-wrong-value]',
      "e.yaml:5:117: `importSizeInGb` of instance orders-prod is not a size in GB: the number 0; expected: a number above 0; help: write `importSizeInGb: 40`, for example [estate-wrong-value]",
      "e.yaml:5:138: `secondariesCount` of instance orders-prod is not a number of secondaries: the number -1; expected: a whole number, 0 or more; help: write `secondariesCount: 1`, for example [estate-wrong-value]",
      'e.yaml:5:148: `name` of instance orders-prod is not a valid Aura name: " x" (2 characters); expected: 1 to 30 characters, without spaces at either end; help: write `name: Orders`, for example [names-fit-aura]',
      'e.yaml:5:163: `version` of instance orders-prod is not an Aura version: true; help: write `version: "5"`, for example [estate-wrong-type]',
      'e.yaml:5:178: `storage` of instance orders-prod is not a size in GB: "16 gb"; help: write 16GB [estate-wrong-value]',
    ],
  ],
  [
    "a private key as the public one, and does not show it",
    {
      instances:
        'instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, passwordPublicKey: "-----BEGIN PRIVATE KEY-----\\nMIIE" } }',
    },
    [
      "e.yaml:5:93: `passwordPublicKey` of instance orders-prod is not an RSA public key: a private key; expected: an RSA public key in PEM, 2048 bits or more; " +
        "help: take the public key of the pair: `openssl rsa -in password.pem -pubout` [public-key-well-formed]",
    ],
  ],
  [
    "a name over 30 characters",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: the database of all of our orders } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod is not a valid Aura name: "the database of all of our orders" (33 characters); expected: 1 to 30 characters, without spaces at either end; help: write `name: Orders`, for example [names-fit-aura]',
    ],
  ],
  [
    "a name that is wrong in two ways, once",
    {
      instances:
        "instances: { orders-prod: { key: orders, region: eu-west-1, memory: 8GB, name: ' the database of all of our orders' } }",
    },
    [
      'e.yaml:5:80: `name` of instance orders-prod is not a valid Aura name: " the database of all of our orders" (34 characters); expected: 1 to 30 characters, without spaces at either end; help: write `name: Orders`, for example [names-fit-aura]',
    ],
  ],
  [
    "a clone of an unknown instance",
    { instances: "instances: { orders-copy: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: orders-prod } }" },
    [
      'e.yaml:5:83: `cloneOf` of instance orders-copy names an unknown instance: "orders-prod"; help: declare it under `instances`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "a clone of itself",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: a } }" },
    ["e.yaml:5:73: instance a is a clone of itself; help: name the instance to clone [estate-clone-cycle]"],
  ],
  [
    "a circle of clones, once, and a tail of it not at all",
    {
      instances:
        "instances: { t: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: b }, a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: b }, b: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: a } }",
    },
    ["e.yaml:5:137: clone cycle: a -> b -> a; help: remove one `cloneOf` of the cycle [estate-clone-cycle]"],
  ],
  [
    "a clone of a list",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: [b] } }" },
    [
      "e.yaml:5:73: `cloneOf` of instance a is not an instance: a list; expected: the name of an instance in this file, or a map for another one; help: write `cloneOf: orders-prod`, for example [estate-wrong-type]",
    ],
  ],
  [
    "an outside source with its mistakes",
    {
      instances:
        "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, cloneOf: { instanceId: 12345678, region: eu-west-1, customerManagedKey: x } } }",
    },
    [
      'e.yaml:5:87: `cloneOf.instanceId` of instance a is not an Aura instance id: the number 12345678; expected: 8 hex digits; help: quote it: "12345678" [estate-wrong-type]',
      "e.yaml:5:116: `cloneOf` of instance a has an unknown setting: `customerManagedKey`; help: did you mean `customerManagedKeyId`? [estate-unknown-setting]",
    ],
  ],
  [
    "a snapshot of nothing",
    { instances: "instances: { a: { key: orders, region: eu-west-1, memory: 8GB, sourceSnapshotId: x } }" },
    [
      "e.yaml:5:64: instance a has `sourceSnapshotId` without `cloneOf`; help: add `cloneOf`, the source of the snapshot, or remove `sourceSnapshotId` [estate-disallowed-setting]",
    ],
  ],
])("the loader refuses, in instances, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
