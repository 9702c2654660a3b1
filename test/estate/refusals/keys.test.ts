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
      'e.yaml:4:72: a name in `keys` is not a valid name: "my key"; expected: letters, digits, - and _, beginning with a letter or digit; help: call it my-key [estate-wrong-value]',
    ],
  ],
  [
    "a name over 30 characters",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, a23456789-123456789-123456789-1: { account: prod, region: eu-west-2, product: AuraDB } }",
    },
    [
      'e.yaml:4:72: a name in `keys` is too long for Aura: "a23456789-123456789-123456789-1" (31 characters); expected: 1 to 30 characters; help: rename it, for example to orders [names-fit-aura]',
    ],
  ],
  [
    "a name that is too long to be shown, with its length once",
    {
      keys: `keys: { orders: { account: prod, region: eu-west-1, product: AuraDB }, ${"k".repeat(300)}: { account: prod, region: eu-west-2, product: AuraDB } }`,
    },
    [
      `e.yaml:4:72: a name in \`keys\` is too long for Aura: "${"k".repeat(99)}... (300 characters); expected: 1 to 30 characters; help: rename it, for example to orders [names-fit-aura]`,
    ],
  ],
  [
    "an unknown account, and tells which one was meant",
    { keys: "keys: { orders: { account: prd, region: eu-west-1, product: AuraDB } }" },
    [
      'e.yaml:4:28: `account` of key orders names an unknown account: "prd"; help: did you mean prod? [estate-unknown-name]',
    ],
  ],
  [
    "an unknown account that is like none",
    { keys: "keys: { orders: { account: marketing, region: eu-west-1, product: AuraDB } }" },
    [
      'e.yaml:4:28: `account` of key orders names an unknown account: "marketing"; expected: prod; help: declare it under `accounts`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "an account in a file that has none",
    { accounts: "" },
    [
      'e.yaml:4:28: `account` of key orders names an unknown account: "prod"; help: declare it under `accounts`, or name another one [estate-unknown-name]',
    ],
  ],
  [
    "a misspelt setting, without calling it missing",
    { keys: "keys: { orders: { account: prod, regoin: eu-west-1, product: AuraDB } }" },
    ["e.yaml:4:34: key orders has an unknown setting: `regoin`; help: did you mean `region`? [estate-unknown-setting]"],
  ],
  [
    "a missing setting",
    { keys: "keys: { orders: { account: prod, region: eu-west-1 } }" },
    [
      "e.yaml:4:9: key orders has no `product`; expected: AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise); help: add `product: AuraDB` [estate-missing-setting]",
    ],
  ],
  [
    "a misspelt region",
    { keys: "keys: { orders: { account: prod, region: eu-west1, product: AuraDB } }" },
    [
      'e.yaml:4:42: `region` of key orders is not an AWS region id: "eu-west1"; help: did you mean eu-west-1? [estate-wrong-value]',
    ],
  ],
  [
    "an availability zone",
    { keys: "keys: { orders: { account: prod, region: eu-west-1a, product: AuraDB } }" },
    [
      'e.yaml:4:42: `region` of key orders is not an AWS region id: "eu-west-1a"; help: write eu-west-1: a region, not an availability zone [estate-wrong-value]',
    ],
  ],
  [
    "a list of regions",
    { keys: "keys: { orders: { account: prod, region: [eu-west-1, eu-west-2], product: AuraDB } }" },
    [
      "e.yaml:4:42: `region` of key orders is not an AWS region id: a list; help: name one region; list further regions of a multi-Region key in `replicas` [estate-wrong-type]",
    ],
  ],
  [
    "the API's word for a product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: enterprise-db } }" },
    [
      'e.yaml:4:62: `product` of key orders is not a product with customer managed keys: "enterprise-db"; expected: AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise); help: write AuraDB [product-supports-own-keys]',
    ],
  ],
  [
    "the free product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB Free } }" },
    [
      'e.yaml:4:62: `product` of key orders is not a product with customer managed keys: "AuraDB Free"; expected: AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise); help: move to AuraDB Virtual Dedicated Cloud, then write AuraDB [product-supports-own-keys]',
    ],
  ],
  [
    "the professional product",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: professional-ds } }" },
    [
      'e.yaml:4:62: `product` of key orders is not a product with customer managed keys: "professional-ds"; expected: AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise); help: move to AuraDS Enterprise, then write AuraDS [product-supports-own-keys]',
    ],
  ],
  [
    "a product that nobody knows",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: 12 } }" },
    [
      "e.yaml:4:62: `product` of key orders is not a product with customer managed keys: the number 12; expected: AuraDB (Virtual Dedicated Cloud) or AuraDS (Enterprise); help: write `product: AuraDB`, for example [product-supports-own-keys]",
    ],
  ],
  [
    "a rotation period below the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 89 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders is not a valid rotation period: the number 89; expected: 90 to 2560 days; help: write `rotationPeriodInDays: 365`, for example [rotation-period-in-range]",
    ],
  ],
  [
    "a rotation period above the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 2561 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders is not a valid rotation period: the number 2561; expected: 90 to 2560 days; help: write `rotationPeriodInDays: 365`, for example [rotation-period-in-range]",
    ],
  ],
  [
    "a rotation period that is no whole number",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, rotationPeriodInDays: 90.5 } }" },
    [
      "e.yaml:4:92: `rotationPeriodInDays` of key orders is not a valid rotation period: the number 90.5; expected: 90 to 2560 days; help: write `rotationPeriodInDays: 365`, for example [rotation-period-in-range]",
    ],
  ],
  [
    "a deletion window outside of the range",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, deletionWindowInDays: 31 } }" },
    [
      "e.yaml:4:92: `deletionWindowInDays` of key orders is not a valid deletion window: the number 31; expected: 7 to 30 days; help: write `deletionWindowInDays: 30`, for example [deletion-window-in-range]",
    ],
  ],
  [
    "a deletion window in words",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, deletionWindowInDays: a week } }" },
    [
      'e.yaml:4:92: `deletionWindowInDays` of key orders is not a valid deletion window: "a week"; expected: 7 to 30 days; help: write `deletionWindowInDays: 30`, for example [deletion-window-in-range]',
    ],
  ],
  [
    "an empty statement",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, statement: } }" },
    [
      "e.yaml:4:70: `statement` of key orders is not a file path: no value; expected: a path relative to this file; help: remove `statement` until the Aura Console shows it [estate-wrong-type]",
    ],
  ],
  [
    "an alias without its prefix",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: orders } }" },
    [
      'e.yaml:4:77: `alias` of key orders is not a valid KMS alias name: "orders"; expected: alias/ and up to 250 letters, digits, - _ and /, but not alias/aws/; help: write alias/orders [estate-wrong-value]',
    ],
  ],
  [
    "an alias of AWS",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/aws/s3 } }" },
    [
      'e.yaml:4:77: `alias` of key orders is not a valid KMS alias name: "alias/aws/s3"; expected: alias/ and up to 250 letters, digits, - _ and /, but not alias/aws/; help: use another prefix, such as alias/neo4j-aura/ [estate-wrong-value]',
    ],
  ],
  [
    "an alias with a blank",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, alias: alias/my key } }" },
    [
      'e.yaml:4:77: `alias` of key orders is not a valid KMS alias name: "alias/my key"; expected: alias/ and up to 250 letters, digits, - _ and /, but not alias/aws/; help: write `alias: alias/neo4j-aura/orders`, for example [estate-wrong-value]',
    ],
  ],
  [
    "a removal policy that does not exist",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, removalPolicy: retian } }" },
    [
      'e.yaml:4:85: `removalPolicy` of key orders is not a removal policy: "retian"; expected: retain or destroy; help: did you mean retain? [estate-wrong-value]',
    ],
  ],
  [
    "replicas that cannot be",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, replicas: [eu-west-1, us-east-1, us-east-1, cn-north-1] } }",
    },
    [
      "e.yaml:4:81: `replicas[0]` of key orders is the region of the primary: eu-west-1; expected: other regions of partition aws; help: remove eu-west-1 from `replicas` [estate-wrong-value]",
      "e.yaml:4:103: `replicas[2]` of key orders is listed twice: us-east-1; expected: other regions of partition aws; help: remove us-east-1 from `replicas` [estate-wrong-value]",
      "e.yaml:4:114: `replicas[3]` of key orders is in another partition: cn-north-1 (aws-cn); expected: other regions of partition aws; help: remove cn-north-1 from `replicas` [estate-wrong-value]",
    ],
  ],
  [
    "replicas of a single-region key",
    {
      keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, multiRegion: false, replicas: [us-east-1] } }",
    },
    [
      "e.yaml:4:83: key orders has replicas, but `multiRegion` is false; help: remove `multiRegion: false`, or remove `replicas` [estate-wrong-value]",
    ],
  ],
  [
    "a flag in words",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, multiRegion: yes } }" },
    ['e.yaml:4:83: `multiRegion` of key orders is neither true nor false: "yes"; help: write true [estate-wrong-type]'],
  ],
  [
    "a description of an existing key on one to create",
    { keys: "keys: { orders: { account: prod, region: eu-west-1, product: AuraDB, keySpec: RSA_2048 } }" },
    [
      "e.yaml:4:70: `keySpec` of key orders needs `arn`: it describes an existing key; help: remove `keySpec`, or add the `arn` of the existing key [estate-disallowed-setting]",
    ],
  ],
])("the loader refuses, in keys, %s", (_, sections, lines) => {
  expect(linesOf(estateText(sections))).toEqual(lines);
});
