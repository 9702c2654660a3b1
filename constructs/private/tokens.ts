import { Fn, ref, Token } from "cdktf";
import type { IConstruct } from "constructs";
import { known, unknown, type Fact } from "../../model/fact";
import { renderTokens } from "../../model/from-constructs";
import { bareKeyId } from "../../policy/arn";
import { describeValue } from "../../policy/problem";
import { quote } from "../../util/quote";

// How cdktf writes tokens into strings, list elements and keys of maps.
const ENCODED_TOKEN = /[$#&]\{TfToken\[/;
const TEMPLATE = /[$%]\{/;

/**
 * Whether a value, or anything inside it, is known only at apply. `Token.isUnresolved` misses objects and arrays that
 * hold a token, an element of an encoded list, and a hand-written `"${var.x}"`.
 */
export function holdsToken(value: unknown): boolean {
  return someText(value, (text) => TEMPLATE.test(text) || ENCODED_TOKEN.test(text));
}

/**
 * Whether a value, or anything inside it, is a token of cdktf. A hand-written `${...}` is not: in a policy it is a policy
 * variable of IAM.
 */
export function holdsCdktfToken(value: unknown): boolean {
  return someText(value, (text) => ENCODED_TOKEN.test(text));
}

/** Whether a list is one token of cdktf, so that even the number of its elements is known only at apply. */
export function isListToken(value: unknown): boolean {
  return Array.isArray(value) && Token.isUnresolved(value);
}

/** A copy of tags. A token for them, such as the result of `Fn.merge`, is a text or has a method `resolve`, and goes out as it is. */
export function copyOfTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return typeof tags === "object" && !("resolve" in tags) ? { ...tags } : tags;
}

/**
 * The value as a fact: known with its source, or known only at apply.
 * @param source where it was written, such as "`region` of key orders"
 */
export function factOf<T>(value: T, source: string): Fact<T> {
  return holdsToken(value) ? unknown(`${source} is known only at apply`) : known(value, source);
}

/** A value for an error message: a token is shown as "a value known only at apply", never as `${TfToken`. */
export function show(value: unknown): string {
  if (holdsToken(value)) return "a value known only at apply";
  return typeof value === "string" ? quote(value) : describeValue(value);
}

/**
 * Escapes what Terraform would read as a template: `${` and `%{` in JSON configuration. Tokens of cdktf stay tokens.
 */
export function escapeTemplate(text: string): string {
  return text.replace(/\$\{(?!TfToken\[)|%\{/g, (open) => `${open.charAt(0)}${open}`);
}

/** Undoes {@link escapeTemplate}. */
export function unescapeTemplate(text: string): string {
  return text.replace(/\$\$\{/g, "${").replace(/%%\{/g, "%{");
}

/**
 * The field of an ARN as a Terraform expression, for an ARN known only at apply.
 * @param field number of the field, from 0
 */
export function arnField(arn: string, field: number): string {
  return splitField(arn, ":", field);
}

/** The part of a text between separators as a Terraform expression, for a text known only at apply. */
export function splitField(text: string, separator: string, field: number): string {
  return Token.asString(Fn.element(Fn.split(separator, asExpression(text)), field));
}

/**
 * The bare id of a key, which is all that some arguments take; a Terraform expression for an ARN known only at apply.
 */
export function keyIdOf(arn: string): string {
  return holdsToken(arn) ? Token.asString(Fn.element(Fn.split("/", asExpression(arn)), 1)) : bareKeyId(arn);
}

/**
 * A text as an operand of an expression, where cdktf would escape a hand-written `"${var.x}"` as literal text.
 */
export function asExpression(text: string): string {
  if (!TEMPLATE.test(text) || holdsCdktfToken(text)) return text;
  const [, whole] = /^\$\{([^{}]*)\}$/.exec(text) ?? [];
  return Token.asString(ref(whole ?? `"${text}"`));
}

/**
 * Whether two texts are certainly the same at apply: equal, or the same expression. (cdktf creates a new token each time
 * that a variable or an attribute is read.)
 */
export function sameValue(scope: IConstruct, one: string, other: string): boolean {
  if (one === other) return true;
  if (!holdsCdktfToken(one) || !holdsCdktfToken(other)) return false;
  const [left, right] = [renderTokens(scope, one), renderTokens(scope, other)];
  // Two stacks may each have a `var.region`.
  return (
    left.value === right.value &&
    left.references.length === right.references.length &&
    left.references.every(({ originStack }, index) => originStack === right.references[index]?.originStack)
  );
}

function someText(value: unknown, test: (text: string) => boolean, outer: readonly object[] = []): boolean {
  if (typeof value === "string") return test(value);
  if (Token.isUnresolved(value)) return true;
  if (typeof value !== "object" || value === null || outer.includes(value)) return false;
  // Only plain data is searched: an instance of a class is not a value that could be written.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.entries(value).some(
    ([key, member]) => ENCODED_TOKEN.test(key) || someText(member, test, [...outer, value]),
  );
}

/** Symbol property that holds the ids of the construct's own children. `Symbol.for`: two copies of the library agree. */
export const PARTS = Symbol.for("cdktf-aura-cmk/parts");

/** The name of a construct in messages: its id, or, where the library chose that id, the one of its parent. */
export function nameOf(construct: IConstruct): string {
  const { scope, id } = construct.node;
  return scope && PARTS in scope && Array.isArray(scope[PARTS]) && scope[PARTS].includes(id) ? nameOf(scope) : id;
}
