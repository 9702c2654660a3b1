import { parseArn } from "../arn";
import { asList, type OneOrMany } from "../document";
import { KMS_CONDITION_KEYS } from "../kms-actions";
import { operationsThatCarry } from "./condition-keys";
import type { Caller } from "./principal";

/** What a request has for a condition key: its values, none, unknown, or one ARN that a pattern describes. */
export type Values = readonly string[] | "absent" | "unknown" | AnyOf;

/** An ARN of a user or role, of which only a pattern is known. */
export interface AnyOf {
  /** One of these patterns describes it. */
  readonly patterns: readonly string[];
}

/** Returns what a request has for a condition key, in any case of letters. */
export type Context = (key: string) => Values;

/** What is known of a request on a key, apart from the operation. */
export interface Circumstances {
  /** The caller: the ARN of a user, a role, a session or the root user, and the account it belongs to. */
  readonly principal: Caller;
  readonly keyArn: string;
  readonly keyAccountId: string;
  /**
   * Values of the request's condition keys. Those of the account, ARN and user name of the principal and of the account and
   * region of the key follow when they are not given; but the ARN of a session does not contain the path of its
   * role, so its `aws:PrincipalArn` is unknown then.
   */
  readonly context: Readonly<Record<string, OneOrMany>>;
  /**
   * Condition keys that {@link context} does not have: absent from the request, or not known.
   * @default "absent"
   */
  readonly others?: "absent" | "unknown";
  /**
   * Where the principal represents many, patterns of their ARNs: then `aws:PrincipalArn` is any of these, and
   * `aws:username` is not known.
   * @default - it represents itself
   */
  readonly principalArns?: readonly string[];
}

/**
 * The condition keys of a request: those that are given, those that follow from it, and the default for all others. A key
 * of KMS that only other operations have is absent, even when it is given.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(operation: string, request: Circumstances): Context {
  const { others = "absent" } = request;
  // Computed on demand: most statements have no condition.
  let values: ReadonlyMap<string, Values> | undefined;
  return (key) => {
    const name = key.toLowerCase();
    if (isForeign(name, operation)) return "absent";
    values ??= valuesOf(request);
    return values.get(name) ?? others;
  };
}

function valuesOf({
  principal,
  keyArn,
  keyAccountId,
  context,
  principalArns,
}: Circumstances): ReadonlyMap<string, Values> {
  const { arn, accountId } = principal;
  const [caller, key] = [parseArn(arn), parseArn(keyArn)];
  const user = /^user\/(?:.*\/)?(.+)$/.exec(caller?.resource ?? "")?.[1];
  return new Map<string, Values>([
    ["kms:calleraccount", [accountId]],
    ["aws:principalaccount", [accountId]],
    // The ARN of a session does not contain the path of its role, which is part of the value.
    ["aws:principalarn", caller?.service === "iam" ? [arn] : "unknown"],
    ["aws:username", user === undefined ? "absent" : [user]],
    ["aws:principalisawsservice", ["false"]],
    ["aws:resourceaccount", [keyAccountId]],
    ["aws:requestedregion", [key?.region ?? ""]],
    ...(principalArns ? manyOf(principalArns) : []),
    ...Object.entries(context).map(([key, value]) => [key.toLowerCase(), asList(value)] as const),
  ]);
}

function manyOf(patterns: readonly string[]): [string, Values][] {
  return [
    ["aws:principalarn", { patterns }],
    ["aws:username", "unknown"],
  ];
}

/** Whether the values of a condition key are known, or known to be absent. */
export function isKnown(values: Values): values is readonly string[] | "absent" {
  return values === "absent" || Array.isArray(values);
}

const MULTIVALUED = new Set([
  ...[
    "aws:calledvia",
    "aws:principalorgpaths",
    "aws:principalservicenameslist",
    "aws:resourceorgpaths",
    "aws:sourceorgpaths",
  ],
  ...Object.keys(KMS_CONDITION_KEYS).flatMap((key) =>
    KMS_CONDITION_KEYS[key] === "ArrayOfString" ? key.toLowerCase() : [],
  ),
]);

/**
 * Whether a condition key can have many values, which only operators with a quantifier are made for.
 * @param key name of the key, in any case of letters
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function isMultivalued(key: string): boolean {
  return MULTIVALUED.has(key.toLowerCase());
}

/** Documented for every operation on a key; the table omits one. */
const ON_EVERY_KEY: readonly string[] = ["kms:calleraccount", "kms:viaservice"];

function isForeign(key: string, operation: string): boolean {
  if (!key.startsWith("kms:") || ON_EVERY_KEY.includes(key)) return false;
  const carriers = operationsThatCarry(key);
  // The table also contains old names of keys, without the operations that still carry them.
  return carriers !== undefined && carriers.length > 0 && !carriers.includes(operation);
}
