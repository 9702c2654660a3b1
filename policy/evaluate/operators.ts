import { isIP } from "node:net";

/** What a condition operator compares. */
export type OperatorType = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IpAddress" | "Arn" | "Null";

/** A parsed condition operator. */
export interface Operator {
  /** `ForAnyValue` or `ForAllValues`: compares every value of a key that has many. */
  readonly quantifier?: "ForAnyValue" | "ForAllValues";
  /** The operator itself, as IAM writes it. */
  readonly base: string;
  readonly type: OperatorType;
  /** Whether it holds when the comparison does not. */
  readonly negated: boolean;
  /** Whether it holds when the request does not have the key. */
  readonly ifExists: boolean;
}

/**
 * Every condition operator and what it compares.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const BASES: Readonly<Record<string, OperatorType>> = {
  StringEquals: "String",
  StringNotEquals: "String",
  StringEqualsIgnoreCase: "String",
  StringNotEqualsIgnoreCase: "String",
  StringLike: "String",
  StringNotLike: "String",
  NumericEquals: "Numeric",
  NumericNotEquals: "Numeric",
  NumericLessThan: "Numeric",
  NumericLessThanEquals: "Numeric",
  NumericGreaterThan: "Numeric",
  NumericGreaterThanEquals: "Numeric",
  DateEquals: "Date",
  DateNotEquals: "Date",
  DateLessThan: "Date",
  DateLessThanEquals: "Date",
  DateGreaterThan: "Date",
  DateGreaterThanEquals: "Date",
  Bool: "Bool",
  BinaryEquals: "Binary",
  IpAddress: "IpAddress",
  NotIpAddress: "IpAddress",
  ArnEquals: "Arn",
  ArnNotEquals: "Arn",
  ArnLike: "Arn",
  ArnNotLike: "Arn",
  Null: "Null",
};

const BY_LOWER_CASE = new Map(Object.entries(BASES).map(([base, type]) => [base.toLowerCase(), { base, type }]));

/** Names to offer for a misspelt operator. */
export const OPERATOR_NAMES: readonly string[] = Object.keys(BASES).flatMap((base) =>
  base === "Null" ? [base] : [base, `${base}IfExists`],
);

/**
 * Parses an operator, in any case of letters; undefined when IAM has no operator of that name.
 * @param name the operator as it is written
 */
export function parseOperator(name: string): Operator | undefined {
  const [, prefix, rest = ""] = /^(?:(ForAnyValue|ForAllValues):)?(.*)$/is.exec(name) ?? [];
  const ifExists = /ifexists$/i.test(rest);
  const found = BY_LOWER_CASE.get((ifExists ? rest.slice(0, -"IfExists".length) : rest).toLowerCase());
  if (!found || (found.type === "Null" && ifExists)) return undefined;
  const quantifier = prefix && (/any/i.test(prefix) ? "ForAnyValue" : "ForAllValues");
  return { ...(quantifier && { quantifier }), ...found, negated: found.base.includes("Not"), ifExists };
}

/** The operator as IAM's documents write it. */
export function operatorName({ quantifier, base, ifExists }: Operator): string {
  return `${quantifier ? `${quantifier}:` : ""}${base}${ifExists ? "IfExists" : ""}`;
}

/** What a value must look like for an operator of the type, in words. */
export const VALUE_FORMS: Readonly<Record<OperatorType, string>> = {
  String: "a text",
  Numeric: "a number",
  Date: "a date such as 2026-01-31T12:00:00Z, or seconds since 1970",
  Bool: '"true" or "false"',
  Binary: "a text in base 64",
  IpAddress: "an IP address or a range such as 203.0.113.0/24",
  Arn: "an ARN, with * and ? as wildcards",
  Null: '"true" (the key is not there) or "false"',
};

/** A range of IP addresses. */
export interface IpRange {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  readonly prefix: number;
}

/**
 * Whether an operator of the type can compare with the value. A policy variable may have any value.
 * @param value the value as written in the policy
 */
export function isValueOf(type: OperatorType, value: string): boolean {
  if (type === "String" || value.includes("${")) return true;
  if (type === "Numeric") return parseNumber(value) !== undefined;
  if (type === "Date") return parseDate(value) !== undefined;
  if (type === "Binary") return /^[A-Za-z0-9+/]*={0,2}$/.test(value) && value.length % 4 === 0;
  if (type === "IpAddress") return parseIpRange(value) !== undefined;
  if (type === "Arn") return value === "*" || value.split(":").length >= 6;
  return parseBoolean(value) !== undefined;
}

/** A number as IAM reads it; undefined when it is not a number. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** A boolean as IAM reads it; undefined when it is not a boolean. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === "true" || word === "false" ? word === "true" : undefined;
}

/**
 * A date of ISO 8601 with a time zone, or seconds since 1970; undefined when it is not a date. A bare year is not a date, because it
 * reads as seconds too.
 * @returns milliseconds since 1970
 */
export function parseDate(text: string): number | undefined {
  if (/^\d{5,}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const iso = /^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?$/;
  const milliseconds = iso.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/**
 * An IP address or a range of them; undefined when it is neither.
 * @param text such as `203.0.113.0/24`
 */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", bits, ...rest] = text.split("/");
  const version = isIP(address);
  const longest = version === 4 ? 32 : 128;
  if (version === 0 || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const prefix = bits === undefined ? longest : Number(bits);
  return prefix > longest ? undefined : { family: version === 4 ? "ipv4" : "ipv6", address, prefix };
}
