import { renderProblem } from "../../model/problem";
import { estateText, parse } from "./sample";

const RECORD = "8c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9";
const KEYS = `keys:
  ireland: { account: prod, region: eu-west-1, product: AuraDB }
  second: { account: prod, region: eu-west-1, product: AuraDB }
  science: { account: prod, region: eu-west-1, product: AuraDS }
  global: { account: prod, region: us-east-1, product: AuraDB, replicas: [us-west-2] }
  named: { account: prod, region: eu-west-1, product: AuraDB, recordId: ${RECORD}, arn: "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab" }`;

/** The key that a clone without one is given, or the line that says why there is none. */
function keyOf(clone: string, keys = KEYS): string | undefined {
  const { estate, problems } = parse(
    estateText({
      keys,
      instances: `instances:
  source: { key: second, region: eu-west-1, memory: 8GB }
  american: { key: global, region: us-east-1, memory: 8GB }
  copy: { memory: 8GB, ${clone} }`,
    }),
  );
  return problems.map(renderProblem).join("\n") || estate?.instances.copy?.key;
}

const outside = (region: string, more = "", record = "1c764aed-8eb3-4a1c-92f6-e4ef0c7a6ed9"): string =>
  `cloneOf: { instanceId: db1d1234, region: ${region}, customerManagedKeyId: ${record}${more} }`;

test.each<[what: string, clone: string, key: string]>([
  ["the key that it names", "region: eu-west-1, cloneOf: source, key: ireland", "ireland"],
  ["the key of its source, where that lives in its region", "region: eu-west-1, cloneOf: source", "second"],
  ["the key of its source, where a replica lives in its region", "region: us-west-2, cloneOf: american", "global"],
  ["the only key for its region and product", "region: us-east-1, cloneOf: source", "global"],
  ["the only key for the product that it names", "region: eu-west-1, cloneOf: source, product: AuraDS", "science"],
  [
    "the key whose record an outside source has",
    `region: eu-west-1, ${outside("eu-west-1", ", product: AuraDB", RECORD)}`,
    "named",
  ],
  [
    "the only key for the product of an outside source",
    `region: eu-west-1, ${outside("eu-west-2", ", product: AuraDS")}`,
    "science",
  ],
])("a clone gets %s", (_, clone, key) => {
  expect(keyOf(clone)).toBe(key);
});

test.each<[what: string, clone: string, line: string]>([
  [
    "no key for its region",
    "region: ap-south-1, cloneOf: source",
    "e.yaml:13:3: no key fits instance copy: no key for AuraDB in ap-south-1; help: declare a key for AuraDB in ap-south-1, or add that region to the replicas of one [estate-missing-setting]",
  ],
  [
    "several keys for its region and product",
    `region: eu-west-1, ${outside("eu-west-1", ", product: AuraDB")}`,
    "e.yaml:13:3: several keys fit instance copy: ireland, second, named; help: choose one with `key` [estate-missing-setting]",
  ],
  [
    "no product to find a key by",
    `region: eu-west-1, ${outside("eu-west-1")}`,
    "e.yaml:13:3: instance copy has neither `key` nor `product`; help: add `product: AuraDB` or `product: AuraDS`, the product of the source [estate-missing-setting]",
  ],
])("a clone with %s is refused", (_, clone, line) => {
  expect(keyOf(clone)).toBe(line);
});

test("a clone of a clone without keys finds the key through the chain, in any order of the file", () => {
  const { estate, problems } = parse(
    estateText({
      keys: KEYS,
      instances: `instances:
  third: { region: eu-west-1, memory: 8GB, cloneOf: second }
  second: { region: eu-west-1, memory: 8GB, cloneOf: first }
  first: { key: second, region: eu-west-1, memory: 8GB }`,
    }),
  );
  expect(problems).toEqual([]);
  expect(Object.entries(estate?.instances ?? {}).map(([name, { key }]) => [name, key])).toEqual([
    ["third", "second"],
    ["second", "second"],
    ["first", "second"],
  ]);
});

test("a key that cannot be read is not called missing", () => {
  expect(
    keyOf("region: us-east-1, cloneOf: source", KEYS.replace("region: us-east-1, product", "region: us, product")),
  ).toBe(
    'e.yaml:8:36: `region` of key global is not an AWS region id: "us"; help: write `region: eu-west-1`, for example [estate-wrong-value]',
  );
});

test("a clone of an instance that cannot be read is not called wrong too", () => {
  const { problems } = parse(
    estateText({
      instances:
        "instances: { a: { key: orders, region: 1, memory: 8GB }, b: { region: eu-west-1, memory: 8GB, cloneOf: a } }",
    }),
  );
  expect(problems.map(({ path }) => path)).toEqual(["e.yaml:5:40"]);
});
