import * as fc from "fast-check";
import { canonicalPolicy, canonicalStatement } from "../../policy/canonical";
import { parsePolicy } from "../../policy/lint/parse-policy";
import { parseStatement } from "../../policy/lint/parse-statement";
import { lintStatements } from "../../policy/lint/statement";
import { lintPolicyText, lintStatementText } from "../../policy/lint/source-text";
import { mergeStatements } from "../../policy/merge";
import { KEY_ARN } from "../support/samples";
import { soundStatements } from "./arbitraries";
import { OWN } from "./examples";
import { finish } from "../support/finish";
import { oneIn } from "../support/part";

/** The largest possible policies, and other texts that may be pasted. */
const SIZES = [32_600, 1_048_576];
const STATEMENT = '{"Effect":"Allow","Principal":"*","Action":"kms:Decrypt","Resource":"*"}';

/** A text of about the size: something again and again, between something else. */
function filled(size: number, unit: string | ((index: number) => string), before = "", after = ""): string {
  const length = (typeof unit === "string" ? unit : unit(1000)).length;
  const times = Math.floor((size - 200) / length);
  const middle =
    typeof unit === "string" ? unit.repeat(times) : Array.from({ length: times }, (_, i) => unit(i)).join("");
  return before + middle + after;
}

const statement = (elements: string) => `{"Effect":"Allow","Resource":"*",${elements}}`;
const NASTY: Readonly<Record<string, (size: number) => string>> = {
  commas: (size) => filled(size, ",", "["),
  brackets: (size) => filled(size, "["),
  braces: (size) => filled(size, "{"),
  "members in members": (size) => filled(size, '{"a":'),
  "one text": (size) => filled(size, "a", '"', '"'),
  "empty statements": (size) => filled(size, "{},", "[", "{}]"),
  "statements with one Sid": (size) => filled(size, '{"Sid":"a"},', "[", "{}]"),
  "unknown elements": (size) => filled(size, (index) => `"Ac${index}":1,`, "{", '"b":1}'),
  "one element again and again": (size) => filled(size, '"Effect":"Allow",', "{", '"b":1}'),
  "unknown actions": (size) =>
    filled(size, '"kms:Decyptt",', '{"Effect":"Allow","Principal":"*","Resource":"*","Action":[', '"*"]}'),
  "an action of wildcards": (size) =>
    filled(size, "*a", '{"Effect":"Allow","Principal":"*","Resource":"*","Action":"kms:', '"}'),
  "actions of wildcards": (size) =>
    filled(size, '"kms:*e*e*r*y",', '{"Effect":"Allow","Principal":"*","Resource":"*","Action":[', '"*"]}'),
  principals: (size) =>
    filled(
      size,
      (index) => `"${444400000000 + index}",`,
      '{"Effect":"Allow","Action":"kms:*","Resource":"*","Principal":{"AWS":[',
      '"444455556666"]}}',
    ),
  "accounts and organizations": (size) =>
    statement(
      `"Principal":"*","Action":"kms:*","Condition":{"StringEquals":{"kms:CallerAccount":[${filled(size / 2, (index) => `"${444400000000 + index}",`)}"444455556666"],"aws:PrincipalOrgID":[${filled(size / 2, (index) => `"o-${1111100000 + index}",`)}"o-a1b2c3d4e5"]}}`,
    ),
  "condition keys": (size) =>
    statement(
      `"Principal":"*","Action":"kms:*","Condition":{"StringEquals":{${filled(size, (index) => `"aws:x${index}":"a",`)}"aws:y":"a"}}`,
    ),
  "encryption contexts": (size) =>
    statement(
      `"Principal":"*","Action":"kms:DescribeKey","Condition":{"StringEquals":{${filled(size, (index) => `"kms:EncryptionContext:${index}":"a",`)}"aws:y":"a"}}`,
    ),
  "variables that are not closed": (size) =>
    statement(
      `"Principal":"*","Action":"kms:*","Condition":{"StringEquals":{"aws:a":"${filled(size, "${a")}"},"Bool":{"aws:a":true}}`,
    ),
  "patterns of stars": (size) =>
    statement(
      `"Principal":"*","Action":"kms:*","Condition":{"StringEquals":{"aws:a":"${filled(size / 2, "a")}"},"StringLike":{"aws:a":"${filled(size / 2, "*a")}b"}}`,
    ),
  statements: (size) => filled(size, `${STATEMENT},`, "[", `${STATEMENT}]`),
  titles: (size) => filled(size, "<title"),
  "code fences": (size) => filled(size, "```\n"),
  "line breaks": (size) => filled(size, "\n", "", "x"),
  "non-breaking spaces": (size) => filled(size, "\u00a0", "{", "}"),
  "quotation marks": (size) => filled(size, '"'),
  "curly quotation marks": (size) => filled(size / 3, "\u201c"),
  "many characters": (size) => filled(size / 3, (index) => String.fromCodePoint(0x4e00 + (index % 20_000))),
  escapes: (size) => filled(size, "\\u2014", '{"Effect":"', '"}'),
  comments: (size) => filled(size, "/* */", "[", "]"),
  digits: (size) => filled(size, "0", "[", "]"),
  backslashes: (size) => filled(size, "\\", '"'),
  bytes: (size) =>
    Buffer.from(Array.from({ length: size }, (_, index) => (index * 7919 * 31 + index * index) % 256)).toString("utf8"),
};

describe.each(oneIn(2, Object.entries(NASTY)))("%s", (_, text) => {
  it.each(SIZES)("of %d bytes are read to their end, and have a hundred findings at most", (size) => {
    const pasted = text(size);
    const { findings } = finish(() => lintStatementText(pasted, { keyArn: KEY_ARN }));
    expect(findings.length).toBeLessThanOrEqual(101);
  });
});

it.each(["principals", "accounts and organizations", "condition keys", "statements"])(
  "a policy full of %s is read to its end, and has a hundred findings at most",
  (name) => {
    const policy = `{"Version":"2012-10-17","Statement":${NASTY[name]?.(32_600)}}`;
    const { findings } = finish(() => lintPolicyText(policy, { keyArn: KEY_ARN }));
    expect(findings.length).toBeLessThanOrEqual(101);
  },
);

describe("objects", () => {
  const nested = (depth: number): object => {
    let value: object = {};
    for (let level = 0; level < depth; level += 1) value = { Statement: value };
    return value;
  };
  const itself: Record<string, unknown> = { Effect: "Allow" };
  itself["Condition"] = itself;

  it.each<[string, unknown[]]>([
    ["nested 10,000 levels deep", [nested(10_000)]],
    ["one that holds itself", [itself]],
    ["100,000 statements", Array.from({ length: 100_000 }, () => OWN)],
    ["100,000 statements of one Sid", Array.from({ length: 100_000 }, () => ({ Sid: "a" }))],
    ["a text of a megabyte", [{ ...OWN, Sid: "x".repeat(1_048_576) }]],
    ["a list of a million", [{ ...OWN, Action: Array.from({ length: 1_000_000 }, () => "kms:Sign") }]],
    ["things that are no JSON", [{ ...OWN, Action: [1n, Symbol("a"), () => 1, new Date(0), new Map(), NaN] }]],
  ])("%s are refused, with a hundred problems at most", (_, statements) => {
    const problems = finish(() => lintStatements(statements));
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(101);
    expect(finish(() => "problems" in parsePolicy({ Statement: statements }))).toBe(true);
  });

  it("merges hundreds of statements with themselves", () => {
    const many = Array.from({ length: 400 }, (_, index) => ({ ...OWN, Sid: `s${index}` }));
    const policy = { Version: "2012-10-17", Statement: many };
    expect(finish(() => mergeStatements(policy, many))).toEqual({ document: policy });
  });
});

it("never fails on bytes, or on JSON of anything", () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString("utf8"));
  const json = fc.jsonValue({ maxDepth: 8 }).map((value) => JSON.stringify(value));
  const broken = fc
    .tuple(json, fc.nat(), fc.constantFrom("", ",", '"', "}", "]", "\\", "\u201c"))
    .map(([text, at, junk]) => text.slice(0, at % (text.length + 1)) + junk + text.slice((at + 1) % (text.length + 1)));
  fc.assert(
    fc.property(fc.oneof(bytes, json, broken, fc.string()), (text) => {
      for (const { findings } of [lintStatementText(text, { keyArn: KEY_ARN }), lintPolicyText(text)]) {
        for (const finding of findings) {
          expect(Object.values(finding).every((value) => value !== undefined && value !== "undefined")).toBe(true);
        }
      }
      const parsed = parseStatement(text);
      expect("problems" in parsed ? parsed.problems.length : parsed.statements.length).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
});

describe("a statement without fault", () => {
  it("is what it was after it was written down and read", () => {
    fc.assert(
      fc.property(fc.array(soundStatements, { minLength: 1, maxLength: 3 }), fc.constantFrom(0, 2), (all, indent) => {
        const statements = all.map((one, index) => ({ ...one, Sid: `s${index}` }));
        expect(parseStatement(JSON.stringify(statements, undefined, indent))).toEqual({ statements });
        expect(parseStatement(statements.map(canonicalStatement).join(","))).toEqual({
          statements: statements.map((one) => JSON.parse(canonicalStatement(one)) as object),
        });
        const document = { Version: "2012-10-17", Statement: statements };
        expect(parsePolicy(JSON.stringify(document, undefined, indent))).toEqual({ document });
        expect(parsePolicy(canonicalPolicy(document))).toEqual({
          document: JSON.parse(canonicalPolicy(document)) as object,
        });
      }),
      { numRuns: 60 },
    );
  });

  it("has the same findings however it is laid out", () => {
    fc.assert(
      fc.property(soundStatements, (one) => {
        const found = (text: string): unknown[] =>
          lintStatementText(text, { keyArn: KEY_ARN })
            .findings.map(({ code, path, got }) => [code, path, got])
            .sort();
        expect(found(JSON.stringify(one, undefined, 2))).toEqual(found(`[${JSON.stringify(one)},]`));
      }),
      { numRuns: 60 },
    );
  });
});
