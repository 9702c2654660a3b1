import { estateText, linesOf, type Sections } from "../sample";

/** What is wrong, the section that is wrong, and every line that a person reads about it. */
type Case = readonly [what: string, sections: Sections, lines: readonly string[]];

test.each<Case>([
  [
    "a name with blanks",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, my key: { account: prod, region: eu-west-2, product: AuraDB } }",
    },
    [
      'e.yaml:4:72: a name in `keys` must be made of letters, digits, - and _, beginning with a letter or digit (it becomes part of Terraform ids and alias names): "my key"; expected: for example orders; help: call it my-key [estate-wrong-value]',
    ],
  ],
  [
    "a name over 30 characters",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, a23456789-123456789-123456789-1: { account: prod, region: eu-west-2, product: AuraDB } }",
    },
    [
      'e.yaml:4:72: a name in `keys` must be 1 to 30 characters long (it becomes a name in Aura): "a23456789-123456789-123456789-1" (31 characters); expected: 1 to 30 characters; help: rename it, for example to orders [names-fit-aura]',
    ],
  ],
  [
    "a name that is too long to be shown, with its length once",
    {
      keys: `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, ${"k".repeat(300)}: { account: prod, region: eu-west-2, product: AuraDB } }`,
    },
    [
      `e.yaml:4:72: a name in \`keys\` must be 1 to 30 characters long (it becomes a name in Aura): "${"k".repeat(99)}... (300 characters); expected: 1 to 30 characters; help: rename it, for example to orders [names-fit-aura]`,
    ],
  ],
  [
    "an unknown account, and tells which one was meant",
    { keys: "keys: { orders: { account: prd, region: eu-west-1, product: AuraDB } }" },
    [
      'e.yaml:4:28: `account` of key orders must be the name of an account of this file: "prd"; expected: prod; help: did you mean prod? [estate-unknown-name]',
    ],
  ],
  [
    "an unknown account that is like none",
    { keys: "keys: { orders: { account: marketing, region: eu-west-1, product: AuraDB } }" },
    [
      'e.yaml:4:28: `account` of key orders must be the name of an account of this file: "marketing"; expected: prod; help: declare it under `accounts`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "an account in a file that has none",
    { accounts: "" },
    [
      'e.yaml:4:28: `account` of key orders must be the name of an account of this file: "prod"; expected: a name under `accounts` (there is none); help: declare it under `accounts`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "a misspelt setting, without calling it missing",
    { keys: "keys: { orders: { account: prod, regoin: eu-west-1, product: AuraDB } }" },
    [
      "e.yaml:4:34: key orders must have known settings only: `regoin`; expected: one of account, region, product, replicas, recordName, statement, auraAccountId, auraPrincipals, alias, description, multiRegion, rotationPeriodInDays, deletionWindowInDays, removalPolicy, administrators, tags; help: did you mean `region`? [estate-unknown-setting]",
    ],
  ],
  [
    "a missing setting",
    { keys: "keys: { orders: { account: prod, region: eu-west-1 } }" },
    [
      "e.yaml:4:9: key orders must have `product`: none; expected: AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise); help: add `product: AuraDB` [estate-missing-setting]",
    ],
  ],
  [
    "a misspelt region",
    { keys: "keys: { orders: { account: prod, region: eu-west1, product: AuraDB } }" },
    [
      'e.yaml:4:42: `region` of key orders must be an AWS region id: "eu-west1"; expected: for example eu-west-1; help: did you mean eu-west-1? [estate-wrong-value]',
    ],
  ],
  [
    "an availability zone",
    { keys: "keys: { orders: { account: prod, region: eu-west-1a, product: AuraDB } }" },
    [
      'e.yaml:4:42: `region` of key orders must be an AWS region id: "eu-west-1a"; expected: for example eu-west-1; help: write eu-west-1: a region, not an availability zone [estate-wrong-value]',
    ],
  ],
  [
    "a list of regions",
    { keys: "keys: { orders: { account: prod, region: [eu-west-1, eu-west-2], product: AuraDB } }" },
    [
      "e.yaml:4:42: `region` of key orders must be an AWS region id: a list; expected: for example eu-west-1; help: give one region; further regions of a multi-Region key go into `replicas` [estate-wrong-type]",
    ],
  ],
  [
    "the API's word for a product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: enterprise-db } }" },
    [
      'e.yaml:4:62: `product` of key orders must be an Aura product that takes customer managed keys: "enterprise-db"; expected: AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise); help: write AuraDB [product-supports-own-keys]',
    ],
  ],
  [
    "the free product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB Free } }" },
    [
      'e.yaml:4:62: `product` of key orders must be an Aura product that takes customer managed keys: "AuraDB Free"; expected: AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise); help: customer managed keys need AuraDB Virtual Dedicated Cloud or AuraDS Enterprise: move to AuraDB Virtual Dedicated Cloud, then write AuraDB [product-supports-own-keys]',
    ],
  ],
  [
    "the professional product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: professional-ds } }" },
    [
      'e.yaml:4:62: `product` of key orders must be an Aura product that takes customer managed keys: "professional-ds"; expected: AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise); help: customer managed keys need AuraDB Virtual Dedicated Cloud or AuraDS Enterprise: move to AuraDS Enterprise, then write AuraDS [product-supports-own-keys]',
    ],
  ],
  [
    "a product that nobody knows",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: 12 } }" },
    [
      "e.yaml:4:62: `product` of key orders must be an Aura product that takes customer managed keys: the number 12; expected: AuraDB (AuraDB Virtual Dedicated Cloud) or AuraDS (AuraDS Enterprise); help: write for example `product: AuraDB` [product-supports-own-keys]",
    ],
  ],
  [
    "a rotation period below the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 89 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders must be a whole number of days that KMS allows between two rotations: the number 89; expected: 90 to 2560; help: write for example `rotationPeriodInDays: 365` [rotation-period-in-range]",
    ],
  ],
  [
    "a rotation period above the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 2561 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders must be a whole number of days that KMS allows between two rotations: the number 2561; expected: 90 to 2560; help: write for example `rotationPeriodInDays: 365` [rotation-period-in-range]",
    ],
  ],
  [
    "a rotation period that is no whole number",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 90.5 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders must be a whole number of days that KMS allows between two rotations: the number 90.5; expected: 90 to 2560; help: write for example `rotationPeriodInDays: 365` [rotation-period-in-range]",
    ],
  ],
  [
    "a deletion window outside of the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, deletionWindowInDays: 31 } }" },
    [
      "e.yaml:4:92: `deletionWindowInDays` of key orders must be a whole number of days that KMS allows between the request to delete a key and its deletion: the number 31; expected: 7 to 30; help: write for example `deletionWindowInDays: 30` [deletion-window-in-range]",
    ],
  ],
  [
    "a deletion window in words",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, deletionWindowInDays: a week } }" },
    [
      'e.yaml:4:92: `deletionWindowInDays` of key orders must be a whole number of days that KMS allows between the request to delete a key and its deletion: "a week"; expected: 7 to 30; help: write for example `deletionWindowInDays: 30` [deletion-window-in-range]',
    ],
  ],
  [
    "an empty statement",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: } }" },
    [
      "e.yaml:4:70: `statement` of key orders must be the path of the file with the statement from the Aura Console, relative to this file: nothing (null); expected: for example statements/orders.json; help: leave `statement` out until Aura has shown it [estate-wrong-type]",
    ],
  ],
  [
    "an alias without its prefix",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: orders } }" },
    [
      'e.yaml:4:77: `alias` of key orders must be the name of a KMS alias: "orders"; expected: alias/ and then letters, digits, - _ and / (250 characters; alias/aws/ is reserved for AWS); help: write alias/orders [estate-wrong-value]',
    ],
  ],
  [
    "an alias of AWS",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/aws/s3 } }" },
    [
      'e.yaml:4:77: `alias` of key orders must be the name of a KMS alias: "alias/aws/s3"; expected: alias/ and then letters, digits, - _ and / (250 characters; alias/aws/ is reserved for AWS); help: take a prefix of your own, such as alias/neo4j-aura/ [estate-wrong-value]',
    ],
  ],
  [
    "an alias with a blank",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/my key } }" },
    [
      'e.yaml:4:77: `alias` of key orders must be the name of a KMS alias: "alias/my key"; expected: alias/ and then letters, digits, - _ and / (250 characters; alias/aws/ is reserved for AWS); help: write for example `alias: alias/neo4j-aura/orders` [estate-wrong-value]',
    ],
  ],
  [
    "a removal policy that does not exist",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, removalPolicy: retian } }" },
    [
      'e.yaml:4:85: `removalPolicy` of key orders must be what Terraform does when it leaves the configuration: "retian"; expected: retain or destroy; help: did you mean retain? [estate-wrong-value]',
    ],
  ],
  [
    "replicas that can not be",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [eu-west-1, us-east-1, us-east-1, cn-north-1] } }",
    },
    [
      "e.yaml:4:81: `replicas[0]` of key orders must be a further region of the key, each one once, in the same partition: eu-west-1, the region of the primary; expected: regions of partition aws other than eu-west-1; help: take eu-west-1 out of `replicas` [estate-wrong-value]",
      "e.yaml:4:103: `replicas[2]` of key orders must be a further region of the key, each one once, in the same partition: us-east-1 for the second time; expected: regions of partition aws other than eu-west-1; help: take us-east-1 out of `replicas` [estate-wrong-value]",
      "e.yaml:4:114: `replicas[3]` of key orders must be a further region of the key, each one once, in the same partition: cn-north-1 of partition aws-cn; expected: regions of partition aws other than eu-west-1; help: take cn-north-1 out of `replicas` [estate-wrong-value]",
    ],
  ],
  [
    "replicas of a single-region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, multiRegion: false, replicas: [us-east-1] } }",
    },
    [
      "e.yaml:4:83: `multiRegion` of key orders must not be false for a key with replicas: false; expected: true, or no such line; help: take `multiRegion: false` out, or take `replicas` out [estate-wrong-value]",
    ],
  ],
  [
    "a flag in words",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, multiRegion: yes } }" },
    [
      'e.yaml:4:83: `multiRegion` of key orders must be true or false: "yes"; expected: true or false, without quotes; help: write true [estate-wrong-type]',
    ],
  ],
  [
    "a description of an existing key on one to create",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, keySpec: RSA_2048 } }" },
    [
      "e.yaml:4:70: key orders must not have `keySpec`: it describes an existing key, and this one is created: `keySpec`; expected: `keySpec` together with `arn`; help: take `keySpec` out, or give the `arn` of the existing key [estate-misplaced-setting]",
    ],
  ],
])("the loader refuses, in keys, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
