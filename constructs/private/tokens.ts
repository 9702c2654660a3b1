import { Fn, Token } from "cdktf";
import { known, unknown, type Fact } from "../../model/fact";

/**
 * Whether a value, or anything inside it, is known only at apply. `Token.isUnresolved` misses objects and arrays that
 * hold a token, and a hand-written `"${var.x}"`.
 * @param value any value from props
 */
export function holdsToken(value: unknown): boolean {
  if (typeof value === "string") return /[$%]\{/.test(value) || Token.isUnresolved(value);
  if (typeof value !== "object" || value === null) return Token.isUnresolved(value);
  if (Token.isUnresolved(value)) return true;
  return (Array.isArray(value) ? value : Object.values(value)).some(holdsToken);
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
  return typeof value === "string" ? `"${value}"` : String(JSON.stringify(value));
}

/**
 * Escapes what Terraform would read as a template: `${` and `%{` in JSON configuration.
 * @param text literal text
 */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%]\{/g, (open) => `${open.charAt(0)}${open}`);
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
