/** What a condition operator compares. */
export type OperatorType = "String" | "Numeric" | "Date" | "Bool" | "Binary" | "IpAddress" | "Arn" | "Null";

/** A condition operator, taken apart. */
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
 * Takes an operator apart, in any case of letters; undefined when IAM has none of that name.
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

/**
 * The operator as IAM's documents write it.
 * @param operator the operator, taken apart
 */
export function operatorName({ quantifier, base, ifExists }: Operator): string {
  return `${quantifier ? `${quantifier}:` : ""}${base}${ifExists ? "IfExists" : ""}`;
}
