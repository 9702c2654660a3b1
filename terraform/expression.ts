/** A part of a text in Terraform's JSON: plain text, or what stands in `${...}`; a `%{...}` directive is never looked into. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly source: string }
  | { readonly kind: "directive"; readonly source: string };

/** What an expression is, as far as it can be proved without evaluating it. */
export type Expression =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  /** One reference and nothing around it, such as `aws_kms_key.orders.arn`. */
  | { readonly kind: "reference"; readonly reference: string }
  | { readonly kind: "other" };

/** Longest text that is taken apart; longer ones are read as one expression that cannot be known. */
const MAX_LENGTH = 1_000_000;

/**
 * Takes a text of Terraform's JSON apart.
 * @param text the text as it is in the JSON
 * @returns undefined where its brackets do not match, which Terraform refuses
 */
export function parseTemplate(text: string): readonly TemplatePart[] | undefined {
  if (!text.includes("${") && !text.includes("%{")) return [{ kind: "text", text }];
  if (text.length > MAX_LENGTH) return undefined;
  const parts: TemplatePart[] = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    if (text.startsWith("$${", at) || text.startsWith("%%{", at)) {
      plain += text.slice(at + 1, at + 3);
      at += 3;
    } else if (two === "${" || two === "%{") {
      const end = endOfBraces(text, at + 2);
      if (end === undefined) return undefined;
      if (plain !== "") parts.push({ kind: "text", text: plain });
      plain = "";
      parts.push({ kind: two === "${" ? "expression" : "directive", source: text.slice(at + 2, end) });
      at = end + 1;
    } else {
      plain += text[at];
      at++;
    }
  }
  if (plain !== "") parts.push({ kind: "text", text: plain });
  return parts;
}

/** Where the `}` is that closes a template; strings and templates inside of it are skipped. */
function endOfBraces(text: string, start: number): number | undefined {
  // What is open: a brace, or the quotation mark of a string.
  const open: ("{" | '"')[] = ["{"];
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (open.at(-1) === '"') {
      if (character === "\\") at++;
      else if (character === '"') open.pop();
      else if (text.startsWith("$${", at) || text.startsWith("%%{", at)) at += 2;
      else if (text.startsWith("${", at) || text.startsWith("%{", at)) {
        open.push("{");
        at++;
      }
    } else if (character === '"' || character === "{") open.push(character);
    else if (character === "}") {
      open.pop();
      if (open.length === 0) return at;
    }
  }
  return undefined;
}

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_-]*`;
const INDEX = String.raw`\[(?:\d+|"(?:[^"\\$%]|\\["\\])*")\]`;
const REFERENCE = new RegExp(String.raw`^${NAME}(?:\.(?:${NAME})|${INDEX})+$`, "u");
const TEXT = /^"((?:[^"\\$%\n]|\\["\\])*)"$/;
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const WORDS: Readonly<Record<string, boolean | null>> = { true: true, false: false, null: null };

/**
 * What an expression is. Small and conservative: whatever is not certainly a literal or one reference is `other`.
 * @param source the text between `${` and `}`
 */
export function parseExpression(source: string): Expression {
  const text = withoutParentheses(source.trim());
  const [, quoted] = TEXT.exec(text) ?? [];
  if (quoted !== undefined) return { kind: "literal", value: quoted.replace(/\\(.)/g, "$1") };
  if (NUMBER.test(text)) return { kind: "literal", value: Number(text) };
  if (Object.hasOwn(WORDS, text)) return { kind: "literal", value: WORDS[text] ?? null };
  const isName = REFERENCE.test(text) && !KEYWORDS.has(/^[^.[]*/.exec(text)?.[0] ?? "");
  return isName ? { kind: "reference", reference: text } : { kind: "other" };
}

function withoutParentheses(text: string): string {
  let inner = text;
  while (/^\([^()]*\)$/.test(inner)) inner = inner.slice(1, -1).trim();
  return inner;
}

const MENTIONED = new RegExp(
  String.raw`(?<![\p{L}\p{N}_.-])${NAME}(?:\.(?:${NAME}|\*|\d+)|\[[^\[\]]*\])*(?!\s*\()`,
  "gu",
);
/** Words of the language that are no names. */
const KEYWORDS: ReadonlySet<string> = new Set(["true", "false", "null", "for", "in", "if", "else", "endif", "endfor"]);

/**
 * Everything that an expression mentions, more rather than less: also names in strings, and of what is in brackets.
 * @param source the text between `${` and `}`
 */
export function referencesIn(source: string): readonly string[] {
  const found = new Set<string>();
  for (const [mention] of source.matchAll(MENTIONED)) {
    if (KEYWORDS.has(mention)) continue;
    found.add(mention.replace(/\[(?!\d+\]|"(?:[^"\\$%]|\\["\\])*"\])[^\]]*\]/g, ""));
    // `aws_kms_key.a[each.key].arn` mentions `each.key` as well.
    for (const [, inner = ""] of mention.matchAll(/\[([^\]]*)\]/g)) {
      for (const nested of referencesIn(inner)) found.add(nested);
    }
  }
  return [...found].filter((mention) => mention.includes("."));
}
