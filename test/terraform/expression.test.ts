import { getExpressionAst } from "@cdktf/hcl2json";
import fc from "fast-check";
import { parseExpression, parseTemplate, referencesIn } from "../../terraform/expression";

describe("a template", () => {
  test.each([
    ["eu-west-1", [{ kind: "text", text: "eu-west-1" }]],
    ["${var.region}", [{ kind: "expression", source: "var.region" }]],
    [
      "arn:${local.p}:kms",
      [
        { kind: "text", text: "arn:" },
        { kind: "expression", source: "local.p" },
        { kind: "text", text: ":kms" },
      ],
    ],
    ["$${aws:username}", [{ kind: "text", text: "${aws:username}" }]],
    ["%%{if}", [{ kind: "text", text: "%{if}" }]],
    [
      "%{ if var.a }x%{ endif }",
      [
        { kind: "directive", source: " if var.a " },
        { kind: "text", text: "x" },
        { kind: "directive", source: " endif " },
      ],
    ],
    ['${replace("}", "{", "${var.a}")}', [{ kind: "expression", source: 'replace("}", "{", "${var.a}")' }]],
    ["${{ a = 1 }.a}", [{ kind: "expression", source: "{ a = 1 }.a" }]],
    ["$5 and 5% of {it}", [{ kind: "text", text: "$5 and 5% of {it}" }]],
    ["", [{ kind: "text", text: "" }]],
  ])("%s is taken apart", (text, parts) => {
    expect(parseTemplate(text)).toEqual(parts);
  });

  test.each(["${var.region", '${"a}', "${{}"])("%s does not end", (text) => {
    expect(parseTemplate(text)).toBeUndefined();
  });
});

describe("an expression", () => {
  test.each([
    ['"eu-west-1"', "eu-west-1"],
    ['("eu-west-1")', "eu-west-1"],
    ['"a \\"b\\" \\\\"', 'a "b" \\'],
    ["30", 30],
    ["-1.5", -1.5],
    [" true ", true],
    ["null", null],
  ])("%s is a literal", (source, value) => {
    expect(parseExpression(source)).toEqual({ kind: "literal", value });
  });

  test.each([
    "aws_kms_key.orders.arn",
    'aws_kms_key.orders["eu"].arn',
    "aws_kms_key.orders[0].arn",
    "local.region",
    "data.aws_region.here.name",
    "each.value",
    "( var.a )",
  ])("%s is one reference", (source) => {
    expect(parseExpression(source)).toEqual({ kind: "reference", reference: source.replace(/[() ]/g, "") });
  });

  test.each([
    "lower(var.a)",
    "var.a == var.b",
    "aws_kms_key.orders[each.key].arn",
    "aws_kms_key.orders.*.arn",
    "aws_kms_key.orders[*].arn",
    '"${var.a}-1"',
    '"a\\nb"',
    "var.a ? 1 : 2",
    "var",
    "[1]",
    "{}",
    "1e3",
    "0x1",
    "!true",
    "var.a.b(1)",
    '"a" "b"',
    "(1) + (2)",
    "",
  ])("%s is neither", (source) => {
    expect(parseExpression(source)).toEqual({ kind: "other" });
  });

  test.each([
    ["lower(var.a)", ["var.a"]],
    ["aws_kms_key.orders[each.key].arn", ["aws_kms_key.orders.arn", "each.key"]],
    ['var.a ? local.b : "${data.aws_region.x.name}"', ["var.a", "local.b", "data.aws_region.x.name"]],
    ['aws_kms_key.orders["eu"].arn', ['aws_kms_key.orders["eu"].arn']],
    ["[for k in var.keys : k.arn]", ["var.keys", "k.arn"]],
    ["true", []],
  ])("%s mentions all that it refers to", (source, references) => {
    expect(referencesIn(source)).toEqual(references);
  });
});

interface Ast {
  readonly type: string;
  readonly meta: { readonly value?: string; readonly fullAccessor?: string };
  readonly children: readonly Ast[];
}

/** Pieces from which random expressions are made: what people write, and what is nearly that. */
const PIECES = [
  ...['"a"', '"eu-west-1"', '"\\""', '"$"', '"${var.a}"', "1", "-1", "1.5", "true", "null", "var.a", "local.region"],
  ...["aws_kms_key.k.arn", "aws_kms_key.k[0].arn", 'aws_kms_key.k["x"].arn', "each.value", "self.id", "data.a.b.c"],
  ...["(", ")", "[", "]", " ", ".", ",", "+", "==", "?", ":", "*", "!", "lower(", "-", "é.b", "a-b.c", "_x.y"],
];

/** The kind of an expression as HashiCorp's own parser sees it; undefined where it refuses the text. */
async function hclKind(source: string): Promise<{ kind: string; text: string } | undefined> {
  let ast: Ast | null;
  try {
    ast = (await getExpressionAst("main.tf", `"\${${source}}"`)) as Ast | null;
  } catch {
    return undefined;
  }
  let node = ast ?? undefined;
  while (node && ["templateWrap", "parentheses", "template"].includes(node.type) && node.children.length === 1)
    node = node.children[0];
  return node && { kind: node.type, text: (node.meta.fullAccessor ?? node.meta.value ?? "").trim() };
}

it("calls nothing a literal or a reference that HashiCorp's parser reads as something else", async () => {
  const samples = fc.sample(fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 5 }), {
    numRuns: 1500,
    seed: 20261129,
  });
  const sources = [...new Set([...PIECES, ...samples.map((pieces) => pieces.join(""))])];
  const wrong: string[] = [];
  const counts = { literal: 0, reference: 0, other: 0 };
  for (const source of sources) {
    const ours = parseExpression(source);
    counts[ours.kind]++;
    if (ours.kind === "other") continue;
    const theirs = await hclKind(source);
    const isRight =
      theirs !== undefined &&
      (ours.kind === "literal"
        ? ["literalValue", "template", "templateWrap", "unaryOp"].includes(theirs.kind)
        : theirs.kind === "scopeTraversal");
    if (!isRight) wrong.push(`${source} is ${ours.kind}, not ${theirs?.kind ?? "anything that can be parsed"}`);
  }
  expect(wrong).toEqual([]);
  // Enough of each kind was tried.
  expect([counts.literal > 10, counts.reference > 20, counts.other > 500]).toEqual([true, true, true]);
});
