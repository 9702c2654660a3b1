import { isKnown, type Context } from "./context";

/** A text of a policy with its variables filled in. */
export interface Filled {
  /** With `*` and `?` as wildcards, and those that came out of a variable as {@link LITERAL} characters. */
  readonly pattern: string;
  /** As it reads, for comparisons that know no wildcards. */
  readonly text: string;
}

// Stand-ins for wildcards that mean themselves: private characters, which no policy and no request can hold.
const LITERAL: Readonly<Record<string, string>> = { "*": "\ue000", "?": "\ue001" };

/**
 * Fills in the policy variables of a text; undefined when the request does not say what one stands for.
 * @param text the text as it stands in the policy
 * @param context the request's condition keys
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function fillIn(text: string, context: Context): Filled | undefined {
  let known = true;
  const value = (name: string): string => {
    if (["*", "?", "$"].includes(name)) return name;
    const [, key = name, fallback] = /^([^,]+?)\s*,\s*'(.*)'$/.exec(name) ?? [];
    const values = context(key.trim());
    const filled = values === "absent" ? fallback : isKnown(values) && values.length === 1 ? values[0] : undefined;
    if (filled === undefined) known = false;
    return filled ?? "";
  };
  const pattern = replaced(text, (name) => literally(value(name)));
  return known ? { pattern, text: replaced(text, value) } : undefined;
}

function replaced(text: string, value: (name: string) => string): string {
  // Behind the last brace nothing is closed; looking there for the end of every "${" would take the square of its length.
  const end = text.lastIndexOf("}") + 1;
  return text.slice(0, end).replace(/\$\{([^}]*)\}/g, (_, name: string) => value(name)) + text.slice(end);
}

/**
 * The text in which `*` and `?` mean themselves, to be matched with a {@link Filled} pattern.
 * @param text a text of the request
 */
export function literally(text: string): string {
  return text.replace(/[*?]/g, (wildcard) => LITERAL[wildcard] ?? wildcard);
}
