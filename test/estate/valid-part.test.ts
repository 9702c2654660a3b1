import { estateText, parse, type Sections } from "./sample";

/** The names that are left of a file, and how many problems it has. */
function rest(sections: Sections): unknown {
  const { estate, problems } = parse(estateText(sections));
  return {
    problems: problems.length,
    left: estate && {
      accounts: Object.keys(estate.accounts),
      keys: Object.keys(estate.keys),
      instances: Object.keys(estate.instances),
      waivers: estate.waivers.map(({ on }) => on),
    },
  };
}

const KEY = "account: prod, region: eu-west-1, product: AuraDB";
const PLACE = "region: eu-west-1, memory: 8GB";
const TWO = {
  accounts: 'accounts: { prod: { id: "111122223333" }, other: { id: "444455556666" } }',
  keys: `keys: { orders: { ${KEY} }, more: { account: other, region: us-east-1, product: AuraDS } }`,
  instances: `instances: { a: { key: orders, ${PLACE} }, b: { key: orders, ${PLACE}, cloneOf: a }, c: { key: more, region: us-east-1, memory: 8GB } }`,
  rest: "waivers: [{ rule: version-supported, on: [a, c], reason: why }, { rule: version-supported, on: orders, reason: why }]",
};

test("a file without problems is left whole", () => {
  expect(rest(TWO)).toEqual({
    problems: 0,
    left: {
      accounts: ["prod", "other"],
      keys: ["orders", "more"],
      instances: ["a", "b", "c"],
      waivers: [["a", "c"], ["orders"]],
    },
  });
});

test("without a right account its keys, their instances and their waivers are left out, and nothing else is called wrong", () => {
  expect(rest({ ...TWO, accounts: 'accounts: { prod: { id: 1 }, other: { id: "444455556666" } }' })).toEqual({
    problems: 1,
    left: { accounts: ["other"], keys: ["more"], instances: ["c"], waivers: [["c"]] },
  });
});

test("without a right key its instances are left out", () => {
  expect(rest({ ...TWO, keys: TWO.keys.replace("AuraDB", "free") })).toEqual({
    problems: 1,
    left: { accounts: ["prod", "other"], keys: ["more"], instances: ["c"], waivers: [["c"]] },
  });
});

test("without a right source its clones are left out, and the clones of those", () => {
  const instances = `instances: { z: { key: orders, ${PLACE}, cloneOf: b }, b: { key: orders, ${PLACE}, cloneOf: a }, a: { key: orders, ${PLACE}, memory: 1 }, c: { key: orders, ${PLACE} } }`;
  expect(rest({ ...TWO, instances: instances.replace("8GB, memory: 1", "eight") })).toEqual({
    problems: 1,
    left: { accounts: ["prod", "other"], keys: ["orders", "more"], instances: ["c"], waivers: [["c"], ["orders"]] },
  });
});

test("a name that is there twice is left out, because nobody knows which is meant", () => {
  expect(rest({ ...TWO, keys: `keys: { orders: { ${KEY} }, more: { ${KEY} }, orders: { ${KEY} } }` })).toEqual({
    problems: 1,
    left: { accounts: ["prod", "other"], keys: ["more"], instances: ["c"], waivers: [["c"]] },
  });
});

test("a wrong backend costs no entry", () => {
  expect(rest({ rest: "backend: s4" })).toEqual({
    problems: 1,
    left: { accounts: ["prod"], keys: ["orders"], instances: ["orders-prod"], waivers: [] },
  });
});

test.each([
  ["project", { aura: "aura: {}" }],
  ["version of the format", { version: "version: 2" }],
])("without a right %s nothing is usable", (_, sections) => {
  expect(rest(sections)).toEqual({ problems: 1, left: undefined });
});

test("settings of a wrong entry are still compared with the rest of the file", () => {
  const { problems } = parse(
    estateText({
      keys: "keys: { orders: { account: prd, region: eu-west-1, product: free } }",
      instances: "instances: { a: { key: order, region: nowhere, memory: 8GB, cloneOf: b } }",
      rest: "waivers: [{ rule: none, on: nobody }]",
    }),
  );
  expect(problems.map(({ path, code }) => [path, code])).toEqual([
    ["e.yaml:4:28", "estate-unknown-name"],
    ["e.yaml:4:61", "product-supports-own-keys"],
    ["e.yaml:5:24", "estate-unknown-name"],
    ["e.yaml:5:39", "estate-wrong-value"],
    ["e.yaml:5:70", "estate-unknown-name"],
    ["e.yaml:6:11", "estate-missing-setting"],
    ["e.yaml:6:19", "estate-unknown-name"],
    ["e.yaml:6:29", "estate-unknown-name"],
  ]);
});
