import { KEY_ID, parseArn, UNKNOWN_KEY_ID } from "../arn";
import { asList, type OneOrMany } from "../document";
import { conditionKey } from "./condition-keys";
import { serviceOf, sessionRole, type Caller } from "./principal";

/**
 * What a request has for a condition key: its values, none, one text that a pattern describes, "present" for a value of which
 * nothing is known, or "unknown" where it may also be absent.
 */
export type Values = readonly string[] | "absent" | "present" | "unknown" | AnyOf;

/** A name, an ARN or an account id, of which only a pattern is known. */
export interface AnyOf {
  /** One of these patterns describes it. */
  readonly patterns: readonly string[];
  /** Whether it is none that the policy names without wildcards. @default - false */
  readonly isUnnamed?: boolean;
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
   * Values of the request's condition keys. What follows from the caller and the key need not be given: account, ARN, kind and
   * user name of the principal, account, region and kind of the key, and TLS. The role of a session is known but for its path.
   */
  readonly context: Readonly<Record<string, OneOrMany>>;
  /**
   * Condition keys that {@link context} does not have: absent from the request, or not known.
   * @default "absent"
   */
  readonly others?: "absent" | "unknown";
  /**
   * Where the principal represents many, patterns of them.
   * @default - it represents itself
   */
  readonly represents?: Represented;
}

/** The callers that one principal represents. */
export interface Represented {
  /** Patterns of their ARNs: `aws:PrincipalArn` is any of these. */
  readonly arns: readonly string[];
  /** Whether they are of any account that the policy does not name. */
  readonly anyAccount: boolean;
  /** Whether those whose ARNs the policy names without wildcards are not among them. @default - false */
  readonly isUnnamed?: boolean;
}

/**
 * The condition keys of a request: those that are given, those that follow from it, and for all others what
 * {@link conditionKey} says. A key of KMS that only other operations have is absent, even when it is given.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(operation: string, request: Circumstances): Context {
  const { others = "absent" } = request;
  // Computed on demand: most statements have no condition.
  let values: ReadonlyMap<string, Values> | undefined;
  return (key) => {
    const name = key.toLowerCase();
    const { presence, operations } = conditionKey(name);
    if (operations && !operations.includes(operation)) return "absent";
    values ??= valuesOf(request);
    const value = values.get(name);
    if (value !== undefined) return value;
    return others === "absent" || presence === "never" ? "absent" : presence === "always" ? "present" : "unknown";
  };
}

function valuesOf(request: Circumstances): ReadonlyMap<string, Values> {
  const { principal, keyArn, keyAccountId, context, represents } = request;
  return new Map<string, Values>([
    ["aws:securetransport", ["true"]],
    ["aws:resourceaccount", [keyAccountId]],
    ...ofKey(keyArn),
    ...ofCaller(principal),
    ...(represents ? ofMany(represents) : []),
    ...Object.entries(context).map(([key, value]) => [key.toLowerCase(), asList(value)] as const),
  ]);
}

/**
 * Aura uses symmetric keys with material from KMS only, and a key of another kind has a finding of its own. A multi-Region key
 * shows in its id.
 */
function ofKey(keyArn: string): [string, Values][] {
  const { region = "", resource = "" } = parseArn(keyArn) ?? {};
  const multiRegion = isMultiRegion(resource);
  return [
    ["aws:requestedregion", [region]],
    ["kms:keyspec", ["SYMMETRIC_DEFAULT"]],
    ["kms:customermasterkeyspec", ["SYMMETRIC_DEFAULT"]],
    ["kms:keyusage", ["ENCRYPT_DECRYPT"]],
    ["kms:customermasterkeyusage", ["ENCRYPT_DECRYPT"]],
    ["kms:keyorigin", ["AWS_KMS"]],
    ["kms:multiregion", multiRegion === undefined ? "present" : [String(multiRegion)]],
    ["kms:multiregionkeytype", MULTI_REGION_TYPES[`${multiRegion}`] ?? "unknown"],
  ];
}

const MULTI_REGION_TYPES: Readonly<Record<string, Values>> = {
  true: { patterns: ["PRIMARY", "REPLICA"] },
  false: "absent",
};

/** Undefined for an ARN that stands for one that is not known. */
function isMultiRegion(resource: string): boolean | undefined {
  const id = resource.replace(/^key\//, "");
  if (id === UNKNOWN_KEY_ID) return undefined;
  return KEY_ID.test(id) ? id.startsWith("mrk-") : undefined;
}

function ofCaller({ arn, accountId }: Caller): [string, Values][] {
  const service = serviceOf(arn);
  if (service !== undefined) return ofService(service);
  const caller = parseArn(arn);
  const role = caller && sessionRole(caller);
  const user = /^user\/(?:.*\/)?(.+)$/.exec(caller?.resource ?? "")?.[1];
  return [
    ["kms:calleraccount", [accountId]],
    ["aws:principalaccount", [accountId]],
    // Of a session the request has the ARN of the role, with its path, and never that of the session.
    ["aws:principalarn", role ? { patterns: [`${role.prefix}${role.name}`, `${role.prefix}*/${role.name}`] } : [arn]],
    ["aws:principaltype", typeOf(arn) ?? "unknown"],
    ["aws:principalisawsservice", ["false"]],
    ["aws:principalservicename", "absent"],
    ["aws:principalservicenameslist", "absent"],
    ["aws:userid", "present"],
    ["aws:username", user === undefined ? "absent" : [user]],
  ];
}

function typeOf(arn: string): readonly string[] | undefined {
  const [kind = ""] = /^[a-z-]+/.exec(arn.split(":")[5] ?? "") ?? [];
  return PRINCIPAL_TYPES[kind];
}

/** By the kind of the caller's ARN. */
const PRINCIPAL_TYPES: Readonly<Record<string, readonly string[]>> = {
  root: ["Account"],
  user: ["User"],
  role: ["AssumedRole"],
  "assumed-role": ["AssumedRole"],
  "federated-user": ["FederatedUser"],
};

/** AWS does not document everything of its own services. */
function ofService(name: string): [string, Values][] {
  return [
    ["aws:principalisawsservice", ["true"]],
    ["aws:principalservicename", [name]],
    ["aws:principalorgid", "absent"],
    ["aws:principalorgpaths", "absent"],
    ["aws:username", "absent"],
  ];
}

function ofMany({ arns, anyAccount, isUnnamed = false }: Represented): [string, Values][] {
  const anAccount = { patterns: ["?".repeat(12)], isUnnamed: true };
  return [
    ["aws:principalarn", { patterns: arns, isUnnamed }],
    ["aws:principaltype", { patterns: arns.flatMap((arn) => typeOf(arn) ?? []) }],
    ["aws:username", "unknown"],
    ...(anyAccount
      ? ([
          ["kms:calleraccount", anAccount],
          ["aws:principalaccount", anAccount],
        ] as [string, Values][])
      : []),
  ];
}

/** Whether the values of a condition key are known, or known to be absent. */
export function isKnown(values: Values): values is readonly string[] | "absent" {
  return values === "absent" || Array.isArray(values);
}
