import { memoize } from "../../util/memoize";
import { ACCOUNT_ID, parseArn } from "../arn";
import { canonicalStatement } from "../canonical";
import { actionCovers } from "../evaluate/actions";
import {
  operatorName,
  parseOperator,
  type Operator,
  parseBoolean,
  parseDate,
  parseNumber,
} from "../evaluate/operators";
import {
  asList,
  type Condition,
  type ConditionValue,
  type OneOrMany,
  type PolicyDocument,
  type PolicyPrincipal,
  type Statement,
} from "../document";

/**
 * Whether two key policies mean the same, however they are written: in any order of statements and lists, with a list of one
 * or the value itself, with or without duplicates, in any case of actions, operators and condition keys, with an account's id
 * or its ARN, with numbers, booleans and dates as JSON or as text. Sids and the Id are names and mean nothing; Version only
 * matters where there are policy variables. Two policies that mean the same in a way that this does not see count as
 * different, never the other way round.
 */
export function sameMeaning(before: PolicyDocument, after: PolicyDocument): boolean {
  const partition = partitionIn(before, after);
  const texts = (document: PolicyDocument): string =>
    JSON.stringify(distinct(normalStatements(document, partition).map(({ meaning }) => meaning)).sort());
  return texts(before) === texts(after);
}

/** A statement in its normal spelling. */
export interface NormalStatement {
  readonly normal: Statement;
  /** One text for all statements that mean the same. */
  readonly meaning: string;
}

/**
 * The statements of a policy in their normal spelling.
 * @param document the policy; it is not changed
 * @param partition of the key
 */
export function normalStatements(document: PolicyDocument, partition: string | undefined): readonly NormalStatement[] {
  return normalOnce(document, partition);
}

const normalOnce = memoize(
  ({ Version: version, Statement: statements }: PolicyDocument, partition: string | undefined) =>
    statements.map((statement): NormalStatement => {
      const normal = normalizeStatement(statement, partition);
      return { normal, meaning: meaningOf(normal, version) };
    }),
);

/**
 * One text for all statements that mean the same.
 * @param normal the statement in its normal spelling
 */
function meaningOf(normal: Statement, version: string | undefined): string {
  const text = canonicalStatement(normal);
  return text.includes("${") && version === "2012-10-17" ? `with variables: ${text}` : text;
}

/**
 * The policy in its normal spelling, which every request gets the same answer from.
 * @param document the policy; it is not changed
 * @param partition of the key
 */
export function normalizeDocument(document: PolicyDocument, partition = partitionIn(document)): PolicyDocument {
  const statements = document.Statement.map((statement) => normalizeStatement(statement, partition));
  const variables =
    document.Version === "2012-10-17" && statements.some((one) => canonicalStatement(one).includes("${"));
  return { ...(variables && { Version: document.Version }), Statement: statements };
}

/**
 * The partition of the key that policies belong to, as far as their principals show it: KMS accepts those of the key's partition
 * only.
 * @returns `aws` when they do not say, and undefined when they contradict each other
 */
export function partitionIn(...documents: readonly PolicyDocument[]): string | undefined {
  const partitions = documents
    .flatMap(({ Statement: statements }) => statements)
    .flatMap(({ Principal: one, NotPrincipal: other }) => [...awsNames(one), ...awsNames(other)])
    .flatMap((name) => parseArn(name)?.partition ?? []);
  const [partition = "aws", ...others] = distinct(partitions);
  return others.length > 0 ? undefined : partition;
}

function awsNames(principal: PolicyPrincipal | undefined): readonly string[] {
  return typeof principal === "object" ? asList(principal.AWS) : [];
}

/**
 * The statement in its normal spelling, without its Sid. Of two elements that exclude each other only the one that counts is
 * left.
 * @param statement the statement; it is not changed
 * @param partition of the key
 */
export function normalizeStatement(statement: Statement, partition: string | undefined): Statement {
  const { Principal: principal, Action: action, Resource: resource } = statement;
  const { NotPrincipal: notPrincipal, NotAction: notAction, NotResource: notResource } = statement;
  const condition = normalizeCondition(statement.Condition ?? {});
  return {
    Effect: statement.Effect,
    ...(principal !== undefined
      ? { Principal: normalPrincipal(principal, partition) }
      : notPrincipal !== undefined && { NotPrincipal: normalPrincipal(notPrincipal, partition) }),
    ...(action !== undefined
      ? { Action: normalActions(action) }
      : notAction !== undefined && { NotAction: normalActions(notAction) }),
    ...(resource !== undefined
      ? { Resource: normalResources(resource) }
      : notResource !== undefined && { NotResource: normalResources(notResource) }),
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  };
}

function normalPrincipal(principal: PolicyPrincipal, partition: string | undefined): PolicyPrincipal {
  const kinds = typeof principal === "string" ? { AWS: principal } : principal;
  return Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, values]) => {
      const names = asList(values).map((name) => (kind === "AWS" ? principalName(name, partition) : name));
      if (names.length === 0) return [];
      return [[kind, kind === "AWS" && names.includes("*") ? ["*"] : distinct(names)]];
    }),
  );
}

/**
 * The name of a principal in its normal spelling: an account by the ARN of its root user, as KMS gives it back.
 * @param name value of `Principal.AWS`
 * @param partition of the key; without it the name stays as it is
 */
export function principalName(name: string, partition: string | undefined): string {
  return partition !== undefined && ACCOUNT_ID.test(name) ? `arn:${partition}:iam::${name}:root` : name;
}

function normalActions(actions: OneOrMany): string[] {
  // No action but those of KMS does anything in the policy of a key.
  // Several stars are one: two spellings of one pattern would cover each other, and neither would be left.
  const normal = (action: string): string => action.toLowerCase().replace(/\*+/g, "*");
  const names = distinct(asList(actions).map((action) => (/^\*+$/.test(action) ? "kms:*" : normal(action))));
  const wide = names.filter((name) => /[*?]/.test(name));
  return names.filter((name) => !wide.some((other) => other !== name && patternCovers(other, name)));
}

/**
 * Whether an action covers another one, both with or without wildcards: it covers every operation that the other covers.
 */
export function patternCovers(wide: string, narrow: string): boolean {
  // A question mark would match a star as one character.
  return !(wide.includes("?") && narrow.includes("*")) && actionCovers(wide, narrow);
}

function normalResources(resources: OneOrMany): string[] {
  const names = asList(resources);
  return names.includes("*") ? ["*"] : distinct(names);
}

/** One key of a condition. */
interface Test {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly ConditionValue[];
}

/**
 * The condition in its normal spelling.
 * @param condition the condition; it is not changed
 */
export function normalizeCondition(condition: Condition): Condition {
  const groups = new Map<string, Map<string, Test>>();
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      const test = normalTest({ operator, key, values: asList(values) });
      const group = JSON.stringify([test.operator, test.key]);
      groups.set(
        group,
        (groups.get(group) ?? new Map<string, Test>()).set(JSON.stringify([...test.values].sort()), test),
      );
    }
  }
  const operators = new Map<string, [string, readonly ConditionValue[]][]>();
  for (const { operator, key, values } of [...groups.values()].flatMap(apart)) {
    operators.set(operator, [...(operators.get(operator) ?? []), [key, values]]);
  }
  return Object.fromEntries([...operators].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}

/**
 * Tests of one operator and key by their values. All of them must hold, but two values of one test would be alternatives: so
 * from the second on they differ in the case of letters, which IAM ignores.
 */
function apart(tests: ReadonlyMap<string, Test>): Test[] {
  const sorted = [...tests].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, test]) => test);
  return sorted.map((test, index) => {
    if (index === 0) return test;
    const key = inCase(test.key, index);
    return key === test.key ? { ...test, operator: inCase(test.operator, index) } : { ...test, key };
  });
}

/** The text with those letters changed in case whose places, from the left, are set in the number. */
function inCase(text: string, bits: number): string {
  let place = 0;
  return text.replace(/[a-z]/gi, (letter) => {
    if (((bits >> place++) & 1) === 0) return letter;
    return letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase();
  });
}

function normalTest({ operator, key, values }: Test): Test {
  const parsed = parseOperator(operator);
  if (!parsed) return { operator, key: key.toLowerCase(), values: distinct(values.map(String)) };
  const texts = distinct(values.map((value) => normalValue(parsed, String(value))));
  return {
    operator: operatorName({ ...parsed, base: normalBase(parsed, texts) }),
    key: key.toLowerCase(),
    values: texts,
  };
}

/** Operators that compare alike: those on ARNs always, those on texts when there is no wildcard, by which they would differ. */
function normalBase({ type, base }: Operator, values: readonly string[]): string {
  const plain = type === "Arn" || !values.some((value) => /[*?]|\$\{/.test(value));
  return plain && /^(String|Arn)(Not)?Equals$/.test(base) ? base.replace("Equals", "Like") : base;
}

function normalValue({ type, base }: Operator, value: string): string {
  if (base.endsWith("IgnoreCase")) return value.toLowerCase();
  if (type === "Bool" || type === "Null") return parseBoolean(value) === undefined ? value : value.toLowerCase();
  if (type === "Numeric") return respelt(value, parseNumber, String);
  if (type === "Date") return respelt(value, parseDate, printDate);
  return value;
}

function respelt(value: string, parse: (text: string) => number | undefined, print: (value: number) => string): string {
  const parsed = parse(value);
  if (parsed === undefined) return value;
  const text = print(parsed);
  return parse(text) === parsed ? text : value;
}

/** The latest date of JavaScript, in milliseconds since 1970. */
const LATEST_DATE = 8.64e15;

function printDate(time: number): string {
  return Math.abs(time) <= LATEST_DATE ? new Date(time).toISOString() : "";
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
