import { Fn, Token, Tokenization } from "cdktf";
import { known, unknown, type Fact } from "../../model/fact";
import { quote, describe } from "../../policy/problem";

// How cdktf writes tokens into strings, list elements and keys of maps.
const ENCODED_TOKEN = /[$#&]\{TfToken\[/;
const TEMPLATE = /[$%]\{/;

/**
 * Whether a value, or anything inside it, is known only at apply. `Token.isUnresolved` misses objects and arrays that
 * hold a token, an element of an encoded list, and a hand-written `"${var.x}"`.
 * @param value any value from props
 */
export function holdsToken(value: unknown): boolean {
  return someText(value, (text) => TEMPLATE.test(text) || ENCODED_TOKEN.test(text));
}

/**
 * Whether a value, or anything inside it, is a token of cdktf. In a policy a hand-written `${...}` is none: there it is
 * one of IAM's policy variables.
 * @param value any value from props
 */
export function holdsCdktfToken(value: unknown): boolean {
  return someText(value, (text) => ENCODED_TOKEN.test(text));
}

/**
 * The value as a fact: known with its source, or known only at apply.
 * @param value a value from props
 * @param source where it was written, such as "`region` of key orders"
 */
export function factOf<T>(value: T, source: string): Fact<T> {
  return holdsToken(value) ? unknown(`${source} is known only at apply`) : known(value, source);
}

/**
 * A value for an error message: a token reads as what it is, never as `${TfToken`.
 * @param value any value from props
 */
export function show(value: unknown): string {
  if (holdsToken(value)) return "a value known only at apply";
  return typeof value === "string" ? quote(value) : describe(value);
}

/**
 * Escapes what Terraform would read as a template: `${` and `%{` in JSON configuration. Tokens of cdktf stay tokens.
 * @param text literal text
 */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)|%\{/g, (open) => `${open.charAt(0)}${open}`);
}

/**
 * Takes {@link escapeTemplate} back.
 * @param text escaped text
 */
export function unescapeTemplate(text: string): string {
  return text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}

/**
 * The field of an ARN as a Terraform expression, for an ARN known only at apply.
 * @param arn the ARN, a token
 * @param field number of the field, from 0
 */
export function arnField(arn: string, field: number): string {
  return Token.asString(Fn.element(Fn.split(":", arn), field));
}

/**
 * Whether two texts are sure to be the same at apply: equal, or tokens for one variable or attribute. (cdktf makes a new
 * token each time that one is asked for.)
 * @param one a text from props
 * @param other another one
 */
export function sameValue(one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  const [left, right] = [referenceIn(one), referenceIn(other)];
  return left !== undefined && right?.identifier === left.identifier && right.originStack === left.originStack;
}

/** What a token refers to: cdktf keeps it private, and a token that does not have it is like no other. */
interface Reference {
  readonly identifier: string;
  /** Two stacks may each have a `var.region`. */
  readonly originStack: object;
}

function referenceIn(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const { tokens, literals, intrinsic, escapes } = Tokenization.reverseString(text);
  const [token] = tokens;
  if (tokens.length !== 1 || literals.length + intrinsic.length + escapes.length > 0) return undefined;
  const { identifier, originStack } = token as unknown as Partial<Reference>;
  return typeof identifier === "string" && originStack ? { identifier, originStack } : undefined;
}

function someText(value: unknown, test: (text: string) => boolean, outer: readonly object[] = []): boolean {
  if (typeof value === "string") return test(value);
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== "object" || value === null || outer.includes(value)) return false;
  // Only plain data is looked into: the object of a class is no value that could go out.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(value).some(
    ([key, member]) => ENCODED_TOKEN.test(key) || someText(member, test, [...outer, value]),
  );
}
