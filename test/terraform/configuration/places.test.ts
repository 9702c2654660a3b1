import { blockRegions } from "../../../terraform/configuration/places";

/** What is written at the places, by address. */
function written(text: string): Record<string, string> {
  const lines = text.split("\n");
  return Object.fromEntries(
    [...blockRegions(text)].map(([address, { startLine, startColumn, endLine, endColumn }]) => {
      const found = lines.slice(startLine - 1, endLine);
      found[found.length - 1] = (found[found.length - 1] ?? "").slice(0, endColumn - 1);
      found[0] = (found[0] ?? "").slice(startColumn - 1);
      return [address, found.join("\n")];
    }),
  );
}

const CONFIGURATION = {
  "//": { resource: { a: { b: {} } } },
  output: { resource: { value: { aws_kms_key: {} } } },
  data: { aws_region: { here: {} } },
  resource: {
    aws_kms_key: { orders: { tags: { resource: { x: { y: {} } } }, lifecycle: [{}] }, "\u00e9\ud83d\ude00": {} },
    aws_kms_alias: { orders: [{ name: "alias/a" }, { name: "alias/b" }] },
  },
};
const ADDRESSES = [
  ...["data.aws_region.here", "aws_kms_key.orders"],
  ...["aws_kms_key.\u00e9\ud83d\ude00", "aws_kms_alias.orders"],
];

it("finds each block in a file of one line, as cdktf writes it", () => {
  const found = written(JSON.stringify(CONFIGURATION));
  expect(Object.keys(found)).toEqual(ADDRESSES);
  expect(found["aws_kms_key.orders"]).toBe('"orders":{"tags":{"resource":{"x":{"y":{}}}},"lifecycle":[{}]}');
  expect(found["aws_kms_alias.orders"]).toBe('"orders":[{"name":"alias/a"}');
});

it("finds the same blocks in a file of many lines, whatever ends a line", () => {
  const pretty = JSON.stringify(CONFIGURATION, undefined, 2);
  const found = written(pretty);
  expect(Object.keys(found)).toEqual(ADDRESSES);
  expect(JSON.parse(`{${found["aws_kms_key.orders"]}}`)).toEqual({ orders: CONFIGURATION.resource.aws_kms_key.orders });
  expect(blockRegions(pretty).get("aws_kms_key.orders")).toEqual({
    ...{ startLine: 23, startColumn: 7, endLine: 34, endColumn: 8 },
  });
  expect(blockRegions(pretty.replaceAll("\n", "\r\n"))).toEqual(blockRegions(pretty));
});

it("looks through lists of files, kinds, types and blocks", () => {
  const listed = [{ resource: [{ aws_kms_key: [{ orders: [{ policy: "" }] }] }] }, { resource: {} }];
  expect(written(JSON.stringify(listed))).toEqual({ "aws_kms_key.orders": '"orders":[{"policy":""}' });
});
