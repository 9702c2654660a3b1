import { Fn, Token } from "cdktf";
import * as fc from "fast-check";
import {
  arnField,
  asExpression,
  escapeTemplate,
  factOf,
  holdsCdktfToken,
  holdsToken,
  sameValue,
  show,
  unescapeTemplate,
} from "../../../constructs/private/tokens";
import { renderTokens } from "../../../model/from-constructs";
import { newApp, newStack, variable } from "../../support/synth";

const stack = newStack();
const v = variable(stack, "v");

describe("a token", () => {
  const TOKENS: [string, unknown][] = [
    ["a string", v.stringValue],
    ["a number", v.numberValue],
    ["a list", v.listValue],
    ["an element of a list", v.listValue[0]],
    ["a boolean", v.booleanValue],
    ["any value", v.value],
    ["a map", Token.asStringMap(v.value)],
    ["part of a text", `x-${v.stringValue}`],
    ["an element of an array", ["x", v.stringValue]],
    ["a value of an object", { a: { b: v.numberValue } }],
    ["a key of an object", { [v.stringValue]: 1 }],
    ["a function", Fn.split(":", "a:b")],
  ];

  test.each(TOKENS)("as %s is seen", (_, value) => {
    expect([holdsToken(value), holdsCdktfToken(value)]).toEqual([true, true]);
    expect(show(value)).toBe("a value known only at apply");
    expect(factOf(value, "`x` of y")).toEqual({ known: false, reason: "`x` of y is known only at apply" });
  });

  test.each(["${var.x}", "a-${var.x}", "%{ if true }a%{ endif }"])(
    "written by hand (%s) is seen, as what it is",
    (text) => {
      expect([holdsToken(text), holdsCdktfToken(text)]).toEqual([true, false]);
    },
  );

  test.each([
    ["eu-west-1"],
    ["$x {y} 100%"],
    [5],
    [NaN],
    [true],
    [null],
    [undefined],
    [{ a: ["b"] }],
    [new Date(0)],
    [stack],
  ])("is not seen in %p", (value) => {
    expect(holdsToken(value)).toBe(false);
  });

  it("is looked for in circles without end", () => {
    const circle: Record<string, unknown> = { list: [] };
    circle["self"] = circle;
    (circle["list"] as unknown[]).push(circle);
    expect(holdsToken(circle)).toBe(false);
    circle["token"] = v.stringValue;
    expect(holdsToken(circle)).toBe(true);
  });
});

describe("a value in a message", () => {
  test.each([
    ["eu-west-1", '"eu-west-1"'],
    ["a\nb", '"a\\nb"'],
    [5, "the number 5"],
    [true, "the boolean true"],
    [null, "null"],
    [[], "an empty list"],
    [{ a: 1 }, "an object"],
    ["x".repeat(100), `"${"x".repeat(77)}..."`],
  ])("%j reads %s", (value, text) => {
    expect(show(value)).toBe(text);
  });
});

describe("the same value", () => {
  const other = variable(newStack("other", { app: newApp() }), "v");

  test.each([
    ["equal texts", "a", "a", true],
    ["different texts", "a", "b", false],
    ["one variable asked for twice", v.stringValue, v.stringValue, true],
    ["one expression made twice", arnField(v.stringValue, 3), arnField(v.stringValue, 3), true],
    ["two fields", arnField(v.stringValue, 3), arnField(v.stringValue, 4), false],
    ["a variable and a text", v.stringValue, "a", false],
    ["a variable and the same one written by hand", v.stringValue, "${var.v}", false],
    ["variables of one name in two stacks", v.stringValue, other.stringValue, false],
    [
      "expressions on variables of one name in two stacks",
      arnField(v.stringValue, 3),
      arnField(other.stringValue, 3),
      false,
    ],
  ])("%s", (_, one, two, same) => {
    expect([sameValue(stack, one, two), sameValue(stack, two, one)]).toEqual([same, same]);
  });
});

it("a hand-written reference is an expression, not a text", () => {
  const rendered = ["${var.x}", "${var.x}-1", "plain", '${var.m["a"]}'].map(
    (text) => renderTokens(stack, Fn.upper(asExpression(text))).value,
  );
  expect(rendered).toEqual(["${upper(var.x)}", '${upper("${var.x}-1")}', '${upper("plain")}', '${upper(var.m["a"])}']);
});

describe("templates", () => {
  const text = fc.string({ unit: fc.constantFrom("$", "%", "{", "}", "a", "${", "%{", '"', "\\"), maxLength: 12 });

  it("are escaped so that what was literal is found again", () => {
    fc.assert(
      fc.property(text, (literal) => {
        expect(unescapeTemplate(escapeTemplate(literal))).toBe(literal);
      }),
    );
  });

  it("leave tokens alone", () => {
    expect(renderTokens(stack, escapeTemplate(`\${aws:username} ${v.stringValue}`)).value).toBe(
      "$${aws:username} ${var.v}",
    );
  });
});
