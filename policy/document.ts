import { isObject } from "../util/json";

/** One text or a list of them. */
export type OneOrMany<T = string> = T | readonly T[];

/** `"*"`, or principals by kind: `AWS`, `Service`, `Federated`, `CanonicalUser`. */
export type PolicyPrincipal = string | Readonly<Record<string, OneOrMany>>;

/** Operator, then condition key, then the values: any of them suffices. */
export type Condition = Readonly<Record<string, Readonly<Record<string, OneOrMany<ConditionValue>>>>>;

/** A value to compare with. IAM compares texts; numbers and booleans are kept as they were written. */
export type ConditionValue = string | number | boolean;

/**
 * A statement of a key policy, as it is written in JSON.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface Statement {
  /** A name of its own in the policy; it may contain blanks. @default - no name */
  readonly Sid?: string;
  /** Whether it allows or denies. A Deny wins over every Allow. */
  readonly Effect: "Allow" | "Deny";
  /** Whom it is about: `"*"`, or accounts and ARNs under `AWS`, names such as `cloudtrail.amazonaws.com` under `Service`. */
  readonly Principal?: PolicyPrincipal;
  /** Everyone but these; for a Deny only. */
  readonly NotPrincipal?: PolicyPrincipal;
  /** Actions of KMS, such as `kms:Decrypt`; `*` and `?` are wildcards. */
  readonly Action?: OneOrMany;
  /** All actions but these. */
  readonly NotAction?: OneOrMany;
  /** `"*"`, which means this key: since 18 August 2025 KMS accepts nothing else. */
  readonly Resource?: OneOrMany;
  /** All keys but these, which KMS no longer accepts. */
  readonly NotResource?: OneOrMany;
  /** When it applies: all operators and keys must be met. @default - always */
  readonly Condition?: Condition;
}

/** A {@link Statement} under the name that it has outside of this package, where "statement" alone is Aura's. */
export type KeyPolicyStatement = Statement;

/** A key policy. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

/** The elements of a statement, in the order in which they are written. */
export const STATEMENT_ELEMENTS = [
  ...["Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"],
] as const;

/** The elements of a policy, in the order in which they are written. */
export const DOCUMENT_ELEMENTS = ["Version", "Id", "Statement"] as const;

/**
 * The values as a list.
 * @param values one value, a list, or nothing
 */
export function asList<T>(values: OneOrMany<T> | undefined): readonly T[] {
  if (values === undefined) return [];
  return Array.isArray(values) ? (values as readonly T[]) : [values as T];
}

/**
 * What a person calls a statement: its place in the list, counted from 1, and its Sid.
 * @param index place in the list, counted from 0
 * @param statement the statement, or whatever is in its place
 */
export function statementName(index: number, statement: unknown): string {
  const sid = isObject(statement) ? statement["Sid"] : undefined;
  return `statement ${index + 1}${typeof sid === "string" && sid ? ` (${JSON.stringify(sid)})` : ""}`;
}
