import { BlockList } from "node:net";
import { asList, type Condition } from "../document";
import { conditionKey } from "./condition-keys";
import { isKnown, type Context, type Values } from "./request-context";
import { parseOperator, type Operator, parseBoolean, parseDate, parseIpRange, parseNumber } from "./operators";
import { allOf, anyOf, not, type Truth } from "./truth";
import { matchesNames, matchesPattern } from "./wildcard";

/**
 * Whether a request meets a condition; undefined where that cannot be determined: for a key with an unknown value, an
 * operator that IAM does not have, a value that its operator cannot compare, a variable without a value, and a key with many
 * values without a quantifier.
 * @param condition no condition is always met
 * @param variables whether `${...}` is a variable, which is up to the version of the policy
 */
export function meetsCondition(condition: Condition | undefined, context: Context, variables: boolean): Truth {
  return conditionTest(condition, variables)(context);
}

/**
 * {@link meetsCondition} for many requests: the condition itself is read once.
 * @param condition no condition is always met
 * @param variables whether `${...}` is a variable
 */
export function conditionTest(condition: Condition | undefined, variables: boolean): (context: Context) => Truth {
  const tests = Object.entries(condition ?? {}).flatMap(([name, keys]) => {
    const operator = parseOperator(name);
    return Object.entries(keys).map(([key, values]) => testOf(operator, key, asList(values).map(String), variables));
  });
  return (context) => allOf(tests.map((test) => test(context)));
}

function testOf(
  operator: Operator | undefined,
  key: string,
  texts: readonly string[],
  variables: boolean,
): (context: Context) => Truth {
  if (!operator) return () => undefined;
  const { multivalued } = conditionKey(key);
  const asWritten = texts.map((text): ResolvedText => ({ pattern: text, text }));
  const isVariable = variables && texts.some((text) => text.includes("${"));
  return (context) => {
    const wanted = isVariable ? texts.map((text) => resolveVariables(text, context)) : asWritten;
    return holds(operator, context(key), wanted, multivalued);
  };
}

function holds(
  operator: Operator,
  actual: Values,
  wanted: readonly (ResolvedText | undefined)[],
  multivalued: boolean,
): Truth {
  if (actual === "unknown" || (actual === "present" && operator.type !== "Null")) return undefined;
  const values =
    actual === "absent" ? [] : actual === "present" ? [actual] : "patterns" in actual ? actual.patterns : actual;
  if (operator.type === "Null") return anyOf(wanted.map((value) => sameBoolean(value?.text, values.length === 0)));
  const compareOne =
    isKnown(actual) || actual === "present" ? compare : actual.isUnnamed ? compareUnnamed : compareNames;
  const one = (value: string): Truth => {
    const met = anyOf(wanted.map((want) => (want ? compareOne(operator, value, want) : undefined)));
    return operator.negated ? not(met) : met;
  };
  if (!isKnown(actual)) return inAgreement(values.map(one));
  if (operator.quantifier === "ForAllValues") {
    // IAM's documents count an empty text as no value in some cases, without naming them.
    return allOf(values.map((value) => anyOf([one(value), value === "" ? undefined : false])));
  }
  if (operator.quantifier === "ForAnyValue") {
    // IAM's documents do not say what IfExists adds to a quantifier.
    return actual === "absent" && operator.ifExists ? undefined : anyOf(values.map(one));
  }
  if (actual === "absent") return operator.negated || operator.ifExists;
  const [value, ...others] = values;
  return value === undefined || others.length > 0 || multivalued ? undefined : one(value);
}

function sameBoolean(wanted: string | undefined, actual: boolean): Truth {
  const value = wanted === undefined ? undefined : parseBoolean(wanted);
  return value === undefined ? undefined : value === actual;
}

/** What holds for all of them, or for none. */
function inAgreement(truths: readonly Truth[]): Truth {
  return truths.every((truth) => truth === truths[0]) ? truths[0] : undefined;
}

/** The same as {@link compare} for all ARNs that a pattern describes. */
function compareNames({ type, base }: Operator, arns: string, wanted: ResolvedText): Truth {
  if (type === "Arn") return matchesArn(wanted.pattern, arns, matchesNames);
  if (type !== "String") return undefined;
  if (base.endsWith("Like")) return matchesNames(wanted.pattern, arns);
  const text = unescapeVariables(wanted.text);
  return base.endsWith("IgnoreCase") ? matchesNames(text.toLowerCase(), arns.toLowerCase()) : matchesNames(text, arns);
}

function compareUnnamed(operator: Operator, arns: string, wanted: ResolvedText): Truth {
  if (operator.type !== "String" && operator.type !== "Arn") return undefined;
  return /[*?]/.test(wanted.pattern) ? compareNames(operator, arns, wanted) : false;
}

/** The positive comparison behind an operator; its negation is the caller's. */
function compare({ type, base }: Operator, actual: string, wanted: ResolvedText): Truth {
  if (type === "String") return compareTexts(base, actual, wanted);
  if (type === "Arn") return matchesArn(wanted.pattern, unescapeVariables(actual), matchesPattern);
  if (type === "Bool") {
    const value = parseBoolean(actual);
    return value === undefined ? undefined : sameBoolean(wanted.text, value);
  }
  if (type === "Numeric") return inOrder(base, parseNumber(actual), parseNumber(wanted.text));
  if (type === "Date") return inOrder(base, parseDate(actual), parseDate(wanted.text));
  if (type === "IpAddress") return inRange(actual, wanted.text);
  return Buffer.from(actual, "base64").equals(Buffer.from(wanted.text, "base64"));
}

function compareTexts(base: string, actual: string, wanted: ResolvedText): boolean {
  if (base.endsWith("Like")) return matchesPattern(wanted.pattern, unescapeVariables(actual));
  return base.endsWith("IgnoreCase") ? wanted.text.toLowerCase() === actual.toLowerCase() : wanted.text === actual;
}

/** Compares field by field: a wildcard does not reach over a colon, except in the last field. */
function matchesArn(pattern: string, actual: string, matches: (pattern: string, text: string) => Truth): Truth {
  if (pattern === "*") return true;
  const [wanted, given] = [fields(pattern), fields(actual)];
  return allOf([wanted.length === given.length, ...wanted.map((field, index) => matches(field, given[index] ?? ""))]);
}

function fields(arn: string): string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}

function inOrder(base: string, actual: number | undefined, wanted: number | undefined): Truth {
  if (actual === undefined || wanted === undefined) return undefined;
  if (base.endsWith("LessThan")) return actual < wanted;
  if (base.endsWith("LessThanEquals")) return actual <= wanted;
  if (base.endsWith("GreaterThan")) return actual > wanted;
  return base.endsWith("GreaterThanEquals") ? actual >= wanted : actual === wanted;
}

function inRange(actual: string, wanted: string): Truth {
  const [address, range] = [parseIpRange(actual), parseIpRange(wanted)];
  if (!address || !range) return undefined;
  const block = new BlockList();
  block.addSubnet(range.address, range.prefix, range.family);
  return block.check(address.address, address.family);
}

/** A text of a policy with its variables filled in. */
export interface ResolvedText {
  /** With `*` and `?` as wildcards, and those that came out of a variable as {@link LITERAL} characters. */
  readonly pattern: string;
  /** As it reads, for comparisons that know no wildcards. */
  readonly text: string;
}

// Placeholders for wildcards that are literal characters: private-use characters, which no policy and no request can contain.
const LITERAL: Readonly<Record<string, string>> = { "*": "\ue000", "?": "\ue001" };

/**
 * Fills in the policy variables of a text; undefined when the request has no value for one of them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function resolveVariables(text: string, context: Context): ResolvedText | undefined {
  let known = true;
  const value = (name: string): string => {
    if (["*", "?", "$"].includes(name)) return name;
    const [, key = name, fallback] = /^([^,]+?)\s*,\s*'(.*)'$/.exec(name) ?? [];
    const values = context(key.trim());
    const filled = values === "absent" ? fallback : isKnown(values) && values.length === 1 ? values[0] : undefined;
    if (filled === undefined) known = false;
    return filled ?? "";
  };
  const pattern = replaced(text, (name) => unescapeVariables(value(name)));
  return known ? { pattern, text: replaced(text, value) } : undefined;
}

function replaced(text: string, value: (name: string) => string): string {
  // After the last brace nothing is closed; searching there for the end of every "${" would take quadratic time.
  const end = text.lastIndexOf("}") + 1;
  return text.slice(0, end).replace(/\$\{([^}]*)\}/g, (_, name: string) => value(name)) + text.slice(end);
}

/**
 * The text in which `*` and `?` mean themselves, to be matched with a {@link ResolvedText} pattern.
 * @param text a text of the request
 */
export function unescapeVariables(text: string): string {
  return text.replace(/[*?]/g, (wildcard) => LITERAL[wildcard] ?? wildcard);
}
