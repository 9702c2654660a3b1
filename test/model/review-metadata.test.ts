import fc from "fast-check";
import { parseReviewMetadata, printReviewMetadata, type ReviewMetadata } from "../../model/review-metadata";

const METADATA: ReviewMetadata = {
  version: "1",
  protected: ["aws_kms_key.orders", "aura_instance.orders", "aws_kms_key.orders"],
  waivers: [
    { rule: "version-supported", on: ["aura_instance.orders"], reason: "agreed with Neo4j" },
    { rule: "region-supported", on: ["c"], reason: "private offer", facts: { d: ["y", "x", "x"], c: ["AuraDS in x"] } },
    { rule: "one-key-per-product-and-region", on: ["b", "a"], reason: 'case "1234"' },
  ],
  principals: { "aws_kms_key.orders": ["999988887777", "111122223333"], "10": [], "9": [] },
};

const TEXT =
  '{"kind":"cdktf-aura-cmk/review-metadata","version":"1",' +
  '"protected":["aura_instance.orders","aws_kms_key.orders"],' +
  '"waivers":[{"rule":"one-key-per-product-and-region","on":["a","b"],"reason":"case \\"1234\\""},' +
  '{"rule":"region-supported","on":["c"],"reason":"private offer","facts":{"c":["AuraDS in x"],"d":["x","y"]}},' +
  '{"rule":"version-supported","on":["aura_instance.orders"],"reason":"agreed with Neo4j"}],' +
  '"principals":{"10":[],"9":[],"aws_kms_key.orders":["111122223333","999988887777"]}}';

it("is written as one sorted line that begins with its kind", () => {
  expect(printReviewMetadata(METADATA)).toBe(TEXT);
});

const BESIDE = { "aws_kms_key.orders": ["777788889999", "o-a1b2c3d4e5"] };

it("has the principals that are not Aura behind all others, and only where there are any", () => {
  const text = `${TEXT.slice(0, -1)},"besideAura":{"aws_kms_key.orders":["777788889999","o-a1b2c3d4e5"]}}`;
  expect(printReviewMetadata({ ...METADATA, besideAura: BESIDE })).toBe(text);
  expect(parseReviewMetadata(text)).toEqual({ ...parseReviewMetadata(TEXT), besideAura: BESIDE });
  expect(printReviewMetadata({ ...METADATA, besideAura: {} })).toBe(TEXT);
  expect(parseReviewMetadata(text.replace('["777788889999","o-a1b2c3d4e5"]', '"777788889999"'))).toBeUndefined();
});

it("is read back as what was written", () => {
  expect(parseReviewMetadata(TEXT)).toEqual({
    version: "1",
    protected: ["aura_instance.orders", "aws_kms_key.orders"],
    waivers: [
      { rule: "one-key-per-product-and-region", on: ["a", "b"], reason: 'case "1234"' },
      { rule: "region-supported", on: ["c"], reason: "private offer", facts: { c: ["AuraDS in x"], d: ["x", "y"] } },
      { rule: "version-supported", on: ["aura_instance.orders"], reason: "agreed with Neo4j" },
    ],
    principals: { "10": [], "9": [], "aws_kms_key.orders": ["111122223333", "999988887777"] },
  });
});

it.each([
  ["nothing", undefined],
  ["a number", 7],
  ["an object", { kind: "cdktf-aura-cmk/review-metadata" }],
  ["another text", "hello"],
  ["other JSON", '{"phase":"bootstrap"}'],
  ["half of it", TEXT.slice(0, -1)],
  ["a later version", TEXT.replace('"version":"1"', '"version":"2"')],
  ["no version", TEXT.replace('"version":"1",', "")],
  ["an address that is not a text", TEXT.replace('["aura_instance.orders",', "[1,")],
  ["addresses that are not a list", TEXT.replace('["aura_instance.orders","aws_kms_key.orders"]', '"all"')],
  ["waivers that are not a list", TEXT.replace(/"waivers":\[.*?}\]/, '"waivers":{}')],
  ["a waiver without a reason", TEXT.replace(',"reason":"agreed with Neo4j"', "")],
  ["a waiver bound to no text", TEXT.replace('"d":["x","y"]', '"d":[1]')],
  ["a waiver bound to a list", TEXT.replace(/"facts":{.*?}/, '"facts":[]')],
  ["a waiver that is null", TEXT.replace(/"waivers":\[.*?}\]/, '"waivers":[null]')],
  ["expected principals that are not a list", TEXT.replace('"9":[]', '"9":"999988887777"')],
  ["a list instead of expected principals by address", TEXT.replace(/"principals":.*/, '"principals":[]}')],
  ["too deep a nesting", `{"kind":"cdktf-aura-cmk/review-metadata",${"[".repeat(1e5)}`],
])("is not read from %s", (_, input) => {
  expect(parseReviewMetadata(input)).toBeUndefined();
});

it("may have members that are not read", () => {
  expect(parseReviewMetadata(TEXT.replace('"version"', '"later":{"a":1},"version"'))).toEqual(
    parseReviewMetadata(TEXT),
  );
});

describe("for any metadata", () => {
  const text = fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "10", "${x}", "\u2028"));
  const texts = fc.array(text, { maxLength: 4 });
  const anyMetadata = fc.record({
    version: fc.constant("1"),
    protected: texts,
    waivers: fc.array(fc.record({ rule: text, on: texts, reason: text }), { maxLength: 4 }),
    principals: fc.dictionary(text, texts, { maxKeys: 4 }),
  });

  it("reading and writing again gives the same bytes", () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        const printed = printReviewMetadata(metadata);
        const read = parseReviewMetadata(printed);
        expect(read).toBeDefined();
        expect(read && printReviewMetadata(read)).toBe(printed);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it("the order of entries makes no difference", () => {
    fc.assert(
      fc.property(anyMetadata, (metadata) => {
        const reversed = {
          ...metadata,
          protected: [...metadata.protected].reverse(),
          waivers: [...metadata.waivers].reverse().map((waiver) => ({ ...waiver, on: [...waiver.on].reverse() })),
          principals: Object.fromEntries(Object.entries(metadata.principals).reverse()),
        };
        expect(printReviewMetadata(reversed)).toBe(printReviewMetadata(metadata));
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});

it("never throws, whatever it is given", () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, tail) => {
      parseReviewMetadata(value);
      parseReviewMetadata(`{"kind":"cdktf-aura-cmk/review-metadata",${tail}`);
    }),
    { seed: 3, numRuns: 300 },
  );
});

it("is read under its former kind as well, which deployed stacks still have in their state", () => {
  const metadata = {
    version: "1",
    protected: ["aws_kms_key.a"],
    waivers: [],
    principals: { "aws_kms_key.a": ["999988887777"] },
  };
  const former = printReviewMetadata(metadata).replace("review-metadata", "review-facts");
  expect(parseReviewMetadata(former)).toEqual(metadata);
});
