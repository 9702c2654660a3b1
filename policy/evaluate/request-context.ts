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
   * user name of the principal, account, region and kind of the key, and TLS. The role of a session is known but for its path. An
   * empty list is a key that the request does not have.
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
  return contextFor(operation, valuesOf(request));
}

/**
 * The {@link contextOf} one operation.
 * @param values those of all operations
 */
export function contextFor(operation: string, values: Context): Context {
  return (key) => {
    const { operations } = conditionKey(key);
    if (operations && !operations.includes(operation)) return "absent";
    return values(key);
  };
}

/** What a request has for its condition keys, where its operation has them at all. */
export function valuesOf(request: Circumstances): Context {
  const { others = "absent" } = request;
  // Computed on demand: most statements have no condition.
  let given: ReadonlyMap<string, Values> | undefined;
  return (key) => {
    const name = key.toLowerCase();
    given ??= new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), givenValues(value)]));
    const value = given.get(name) ?? derived(name, request);
    if (value !== undefined) return value;
    const { presence } = conditionKey(name);
    return others === "absent" || presence === "never" ? "absent" : presence === "always" ? "present" : "unknown";
  };
}

function givenValues(value: OneOrMany): Values {
  const values = asList(value);
  return values.length > 0 ? values : "absent";
}

/** What follows from the caller and the key. */
function derived(name: string, request: Circumstances): Values | undefined {
  const { principal, represents } = request;
  const ofMany = represents && OF_MANY.get(name)?.(represents);
  if (ofMany !== undefined) return ofMany;
  const service = serviceOf(principal.arn);
  const ofCaller = service === undefined ? OF_CALLER.get(name)?.(principal) : OF_SERVICE.get(name)?.(service);
  return ofCaller ?? OF_KEY.get(name)?.(request);
}

/** Values by the names of condition keys, in lower case. A policy may name one `constructor`, so it is no plain object. */
function tableOf<T>(
  entries: Readonly<Record<string, (from: T) => Values | undefined>>,
): ReadonlyMap<string, (from: T) => Values | undefined> {
  return new Map(Object.entries(entries));
}

const SYMMETRIC = ["SYMMETRIC_DEFAULT"];
const ENCRYPTS = ["ENCRYPT_DECRYPT"];

/**
 * Aura uses symmetric keys with material from KMS only, and a key of another kind has a finding of its own. A multi-Region key
 * shows in its id.
 */
const OF_KEY = tableOf<{ readonly keyArn: string; readonly keyAccountId: string }>({
  "aws:securetransport": () => ["true"],
  "aws:resourceaccount": ({ keyAccountId }) => [keyAccountId],
  "aws:requestedregion": ({ keyArn }) => [parseArn(keyArn)?.region ?? ""],
  "kms:keyspec": () => SYMMETRIC,
  "kms:customermasterkeyspec": () => SYMMETRIC,
  "kms:keyusage": () => ENCRYPTS,
  "kms:customermasterkeyusage": () => ENCRYPTS,
  "kms:keyorigin": () => ["AWS_KMS"],
  "kms:multiregion": ({ keyArn }) => {
    const multiRegion = isMultiRegion(keyArn);
    return multiRegion === undefined ? "present" : [String(multiRegion)];
  },
  "kms:multiregionkeytype": ({ keyArn }) => MULTI_REGION_TYPES[`${isMultiRegion(keyArn)}`] ?? "unknown",
});

const MULTI_REGION_TYPES: Readonly<Record<string, Values>> = {
  true: { patterns: ["PRIMARY", "REPLICA"] },
  false: "absent",
};

/** Undefined for an ARN that stands for one that is not known. */
function isMultiRegion(keyArn: string): boolean | undefined {
  const id = (parseArn(keyArn)?.resource ?? "").replace(/^key\//, "");
  if (id === UNKNOWN_KEY_ID) return undefined;
  return KEY_ID.test(id) ? id.startsWith("mrk-") : undefined;
}

const OF_CALLER = tableOf<Caller>({
  "kms:calleraccount": ({ accountId }) => [accountId],
  "aws:principalaccount": ({ accountId }) => [accountId],
  // Of a session the request has the ARN of the role, with its path, and never that of the session.
  "aws:principalarn": ({ arn }) => {
    const caller = parseArn(arn);
    const role = caller && sessionRole(caller);
    return role ? { patterns: [`${role.prefix}${role.name}`, `${role.prefix}*/${role.name}`] } : [arn];
  },
  "aws:principaltype": ({ arn }) => typeOf(arn) ?? "unknown",
  "aws:principalisawsservice": () => ["false"],
  "aws:principalservicename": () => "absent",
  "aws:principalservicenameslist": () => "absent",
  "aws:userid": () => "present",
  "aws:username": ({ arn }) => {
    const user = /^user\/(?:.*\/)?(.+)$/.exec(parseArn(arn)?.resource ?? "")?.[1];
    return user === undefined ? "absent" : [user];
  },
});

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
const OF_SERVICE = tableOf<string>({
  "aws:principalisawsservice": () => ["true"],
  "aws:principalservicename": (name) => [name],
  "aws:principalorgid": () => "absent",
  "aws:principalorgpaths": () => "absent",
  "aws:username": () => "absent",
});

const AN_ACCOUNT: Values = { patterns: ["?".repeat(12)], isUnnamed: true };

const OF_MANY = tableOf<Represented>({
  "aws:principalarn": ({ arns, isUnnamed = false }) => ({ patterns: arns, isUnnamed }),
  "aws:principaltype": ({ arns }) => ({ patterns: arns.flatMap((arn) => typeOf(arn) ?? []) }),
  "aws:username": () => "unknown",
  "kms:calleraccount": ({ anyAccount }) => (anyAccount ? AN_ACCOUNT : undefined),
  "aws:principalaccount": ({ anyAccount }) => (anyAccount ? AN_ACCOUNT : undefined),
});

/** Whether the values of a condition key are known, or known to be absent. */
export function isKnown(values: Values): values is readonly string[] | "absent" {
  return values === "absent" || Array.isArray(values);
}
