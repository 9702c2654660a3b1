import { matchesPattern } from "../../policy/evaluate/wildcard";
import { isObject } from "../aws/parameters";

/** An event pattern, or a part of it: what is wanted of a field, or of the fields below it. */
type Pattern = Readonly<Record<string, unknown>>;

/** Why a text is no event pattern. */
export class PatternError extends Error {}

const MATCHERS = ["prefix", "suffix", "equals-ignore-case", "wildcard", "anything-but", "numeric", "exists"] as const;
const OPERATORS = ["=", "<", "<=", ">", ">="];
/** Deep enough for every event. */
const MAX_DEPTH = 20;

/**
 * Reads an event pattern.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function parsePattern(text: string): Pattern {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PatternError("Unexpected character");
  }
  if (!isObject(value)) throw new PatternError("Filter is not an object");
  check(value, 0);
  return value;
}

function check(pattern: Pattern, depth: number): void {
  if (depth > MAX_DEPTH) throw new PatternError("Event pattern is nested too deeply");
  const fields = Object.entries(pattern);
  if (fields.length === 0) throw new PatternError("Empty objects are not allowed");
  for (const [name, wanted] of fields) {
    if (name === "$or" && Array.isArray(wanted) && wanted.length > 1 && wanted.every(isObject)) {
      for (const one of wanted) check(one, depth + 1);
    } else if (isObject(wanted)) check(wanted, depth + 1);
    else if (!Array.isArray(wanted)) throw new PatternError(`"${name}" must be an object or an array`);
    else if (wanted.length === 0) throw new PatternError("Empty arrays are not allowed");
    else for (const one of wanted) checkMatcher(one);
  }
}

function checkMatcher(matcher: unknown): void {
  if (!isObject(matcher)) {
    if (Array.isArray(matcher)) throw new PatternError("Match value must be String, number, true, false, or null");
    return;
  }
  const [name = "", ...more] = Object.keys(matcher);
  if (more.length > 0) throw new PatternError("Only one key allowed in match expression");
  if (!(MATCHERS as readonly string[]).includes(name)) {
    throw new PatternError(`Unrecognized match type ${name} (the simulator knows ${MATCHERS.join(", ")})`);
  }
  const value = matcher[name];
  if (name === "exists" && typeof value !== "boolean") throw new PatternError("exists match pattern must be boolean");
  if (name === "numeric" && !isNumeric(value)) throw new PatternError("Value of numeric must be an array of pairs");
  if (name === "anything-but" && isObject(value)) return checkMatcher(value);
  if (["prefix", "suffix"].includes(name) && isObject(value)) return checkMatcher(value);
  const isText = typeof value === "string" || (name === "anything-but" && !isObject(value));
  if (!["exists", "numeric"].includes(name) && !isText && !isTexts(value)) {
    throw new PatternError(`${name} match pattern must be a string`);
  }
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}

function isNumeric(value: unknown): value is readonly (string | number)[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length % 2 === 0 &&
    value.every((one, index) => (index % 2 === 0 ? OPERATORS.includes(one as string) : typeof one === "number"))
  );
}

/** Whether an event, or the part of it under a field, is what a pattern wants. */
export function matchesEvent(pattern: Pattern, event: unknown): boolean {
  // Of several objects under a field one has to have it all.
  if (Array.isArray(event)) return event.some((one) => matchesEvent(pattern, one));
  const fields = isObject(event) ? event : {};
  return Object.entries(pattern).every(([name, wanted]) => {
    if (name === "$or" && Array.isArray(wanted)) return wanted.some((one) => isObject(one) && matchesEvent(one, event));
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (isObject(wanted)) return matchesEvent(wanted, value);
    return (wanted as readonly unknown[]).some((matcher) => matches(matcher, value));
  });
}

function matches(matcher: unknown, value: unknown): boolean {
  if (isObject(matcher) && "exists" in matcher) return (value !== undefined && !isObject(value)) === matcher.exists;
  if (value === undefined) return false;
  return Array.isArray(value) ? value.some((one) => matchesOne(matcher, one)) : matchesOne(matcher, value);
}

function matchesOne(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [[name, wanted] = ["", undefined]] = Object.entries(matcher);
  const any = (test: (one: unknown) => boolean) => (Array.isArray(wanted) ? wanted.some(test) : test(wanted));
  switch (name) {
    case "prefix":
    case "suffix":
      return any((one) => hasEnd(name, one, value));
    case "equals-ignore-case":
      return any((one) => typeof value === "string" && String(one).toLowerCase() === value.toLowerCase());
    case "wildcard":
      // A question mark is an ordinary character here.
      return any((one) => typeof value === "string" && matchesWildcard(String(one), value));
    case "anything-but":
      return !any((one) => matchesOne(one, value));
    case "numeric":
      return typeof value === "number" && isNumeric(wanted) && inRange(wanted, value);
    default:
      return false;
  }
}

function hasEnd(which: "prefix" | "suffix", wanted: unknown, value: unknown): boolean {
  if (typeof value !== "string") return false;
  const fold = isObject(wanted);
  const [text, found] = fold
    ? [String(wanted["equals-ignore-case"]).toLowerCase(), value.toLowerCase()]
    : [String(wanted), value];
  return which === "prefix" ? found.startsWith(text) : found.endsWith(text);
}

function matchesWildcard(pattern: string, value: string): boolean {
  return matchesPattern(pattern.replaceAll("?", "\ue000"), value.replaceAll("?", "\ue000"));
}

function inRange(wanted: readonly (string | number)[], value: number): boolean {
  for (let index = 0; index < wanted.length; index += 2) {
    const limit = Number(wanted[index + 1]);
    const holds = {
      "=": value === limit,
      "<": value < limit,
      "<=": value <= limit,
      ">": value > limit,
      ">=": value >= limit,
    };
    if (!holds[wanted[index] as keyof typeof holds]) return false;
  }
  return true;
}
