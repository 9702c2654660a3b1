import { memoize } from "../../util/memoize";
import { parseArn } from "../arn";
import { statementName, type PolicyDocument, type Statement } from "../document";
import { keyOperation, RETIRE_GRANT, worksAcrossAccounts } from "./actions";
import { contextFor, isKnown, valuesOf, type Circumstances, type Context } from "./request-context";
import { identitiesOf, naming, type Identities } from "./principal";
import { allOf, anyOf, not, type Truth } from "./truth";
import { scopesOf, type Access, type Scope } from "./scope";
import { statementsFor } from "./statement-index";

/** A request on the key, as far as it is known. */
export interface KeyRequest extends Circumstances {
  /** One operation on the key, such as `kms:Decrypt`. */
  readonly action: string;
  /**
   * What the caller's own IAM policies say. They do not apply to a root user, to which IAM allows everything.
   * @default "allow everything" - so that the answer is what the key policy permits
   */
  readonly iam?: "allow everything" | "allow nothing" | "unknown" | readonly PolicyDocument[];
  /**
   * What a person calls the statements, by their place, where the policy is made from several texts.
   * @default - their number and Sid
   */
  readonly statementNames?: readonly string[];
}

/** The answer to a request. */
export interface Decision {
  readonly answer: "allowed" | "denied" | "unknown";
  /** Why, in one sentence. */
  readonly because: string;
  /** Place of the key policy's statement that decided, counted from 0; absent when none did. */
  readonly statement?: number;
}

/**
 * Evaluates a request under KMS's rules: an explicit Deny wins; a statement that names a caller of the key's account allows
 * it, and one that names only its account allows it where the caller's own IAM policies do too; a caller of another account
 * always needs both. The answer is exact where everything is known, and otherwise holds whatever the unknown values are: it
 * is "unknown" where it would depend on them, and for what AWS does not document. Grants, permissions boundaries, session
 * policies, SCPs, RCPs and policies of VPC endpoints are not evaluated: a grant may allow what is denied here because no
 * statement allows it, and the others may deny what is allowed.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export function evaluate(document: PolicyDocument, request: KeyRequest): Decision {
  return decisionsFor(document, request)(request.action);
}

/**
 * The decisions on all requests of one caller: those of {@link evaluate}, but what does not depend on the operation is found once.
 * @param circumstances the request without its operation
 * @returns the decision on an operation such as `kms:Decrypt`
 */
export function decisionsFor(
  document: PolicyDocument,
  circumstances: Omit<KeyRequest, "action">,
): (action: string) => Decision {
  const { concerned, rulingOn } = rulingsFor(document, circumstances);
  const { statementNames, principal } = circumstances;
  return (action) => {
    const { answer, because, at } = rulingOn(action);
    const what = `${keyOperation(action) ?? action} to ${principal.arn}`;
    const index = at === undefined ? undefined : concerned[at]?.index;
    if (index === undefined) return { answer, because: because(what, "") };
    const name = statementNames?.[index] ?? statementName(index, document.Statement[index]);
    return { answer, because: because(what, name), statement: index };
  };
}

/**
 * The answers of {@link decisionsFor} alone: hundreds of callers are evaluated, and the reasons of few of them are shown.
 * @param circumstances the request without its operation
 * @returns the answer on an operation such as `kms:Decrypt`
 */
export function answersFor(
  document: PolicyDocument,
  circumstances: Omit<KeyRequest, "action">,
): (action: string) => Decision["answer"] {
  const { rulingOn } = rulingsFor(document, circumstances);
  return (action) => rulingOn(action).answer;
}

/** A decision before it is put into words. */
interface Ruling {
  readonly answer: Decision["answer"];
  /**
   * Why, in one sentence.
   * @param what the operation and the caller
   * @param name what a person calls the statement that decided
   */
  readonly because: (what: string, name: string) => string;
  /** Place of that statement among those that concern the caller; absent when none decided. */
  readonly at?: number;
}

interface Rulings {
  readonly concerned: readonly Concerned[];
  readonly rulingOn: (action: string) => Ruling;
}

function rulingsFor(document: PolicyDocument, circumstances: Omit<KeyRequest, "action">): Rulings {
  const { principal, keyArn, keyAccountId } = circumstances;
  const identities = identitiesOf(principal);
  const isService = identities.service !== undefined;
  const abroad = !isService && principal.accountId !== keyAccountId;
  const foreign = isService ? undefined : ofOtherPartition(identities, keyArn);
  const iam = principal.arn === identities.root ? "allow everything" : circumstances.iam;
  const concerned = foreign ? [] : concernedStatements(document, identities, abroad);
  const values = valuesOf(circumstances);
  const known = rulingsOnAlike(document, concerned, values, keyArn, iam);
  const rulingOn = (action: string): Ruling => {
    const operation = keyOperation(action);
    if (operation === undefined) return noOperation(action);
    if (foreign) return foreign;
    if (abroad && !worksAcrossAccounts(operation)) return notAbroad(operation);
    if (operation === RETIRE_GRANT) return BY_THE_GRANT;
    const found = known?.get(operation);
    if (found) return found;
    const access = { operation, keyArn, context: contextFor(operation, values) };
    const readings = concerned.map(({ statement, scope, isConcerned, needsIam }) => ({
      ...{ statement, needsIam, applies: allOf([isConcerned, scope.includes(access)]) },
    }));
    const ruling = conclude(access, readings, ownPolicies(iam, access));
    known?.set(operation, ruling);
    return ruling;
  };
  return { concerned, rulingOn };
}

/**
 * What was found for callers whom statements of the same scopes concern, and whose requests have the same for all condition keys that
 * these depend on, by operation; undefined where it may depend on more than that.
 */
function rulingsOnAlike(
  document: PolicyDocument,
  concerned: readonly Concerned[],
  values: Context,
  keyArn: string,
  iam: KeyRequest["iam"],
): Map<string, Ruling> | undefined {
  if (typeof iam === "object") return undefined;
  let name = `${keyArn} ${iam}`;
  const keys = new Set<string>();
  for (const { scope, statement, isConcerned, needsIam } of concerned) {
    if (!scope.keys) return undefined;
    name += ` ${scope.id}${statement.Effect}${isConcerned}${needsIam}`;
    for (const key of scope.keys) keys.add(key);
  }
  for (const key of keys) name += ` ${JSON.stringify(values(key))}`;
  return rulingsOfKind(document, name);
}

const rulingsOfKind = memoize<[PolicyDocument, string], Map<string, Ruling>>(
  () => new Map(),
  (document, name) => [document, name],
);

function noOperation(action: string): Ruling {
  return { answer: "unknown", because: () => `${action} is not known as an operation on a key` };
}

function notAbroad(operation: string): Ruling {
  return {
    answer: "denied",
    because: () => `KMS does not offer ${operation} to other accounts, whatever the policy says`,
  };
}

const BY_THE_GRANT: Ruling = {
  answer: "unknown",
  because: () => `the grant itself says who may retire it, and no key policy allows ${RETIRE_GRANT}`,
};

function ofOtherPartition({ partition, caller: { arn } }: Identities, keyArn: string): Ruling | undefined {
  if (partition === undefined) return { answer: "unknown", because: () => `${arn} is not the ARN of a caller` };
  if (partition === parseArn(keyArn)?.partition) return undefined;
  return { answer: "denied", because: () => `${arn} is not of the key's partition` };
}

/** Whether the request may be allowed, as far as is known: where it is not, it is denied in any case. */
export function isPossiblyAllowed({ answer }: Decision): boolean {
  return answer !== "denied";
}

/** Whether the request is allowed, whatever the unknown values are. */
export function isAllowed({ answer }: Decision): boolean {
  return answer === "allowed";
}

/** A statement of the key policy that may concern the caller. */
interface Concerned {
  readonly statement: Statement;
  readonly scope: Scope;
  /** Its place in the policy. */
  readonly index: number;
  readonly isConcerned: Truth;
  /** Whether an Allow also needs one of the caller's IAM policies. */
  readonly needsIam: boolean;
}

/** What it means for a request. */
interface Reading extends Pick<Concerned, "statement" | "needsIam"> {
  /** Whether it applies. */
  readonly applies: Truth;
}

/** What the caller's IAM policies mean for a request. */
interface OwnPolicies {
  readonly allow: Truth;
  readonly deny: Truth;
}

function concernedStatements(document: PolicyDocument, identities: Identities, abroad: boolean): readonly Concerned[] {
  const found: Concerned[] = [];
  const scopes = scopesOf(document);
  for (const index of statementsFor(document, identities)) {
    const [statement, scope] = [document.Statement[index], scopes[index]];
    const concern = statement && concernOf(statement, identities, abroad);
    if (!scope || !concern || concern.isConcerned === false) continue;
    found.push({ statement, scope, index, isConcerned: concern.isConcerned, needsIam: concern.needsIam });
  }
  return found;
}

function concernOf(
  { Effect: effect, Principal: named, NotPrincipal: notNamed }: Statement,
  identities: Identities,
  abroad: boolean,
): Pick<Concerned, "isConcerned" | "needsIam"> | undefined {
  if (named !== undefined) {
    const { account, itself } = naming(named, identities);
    const direct = anyOf(itself);
    return { isConcerned: account || direct, needsIam: abroad || !direct };
  }
  if (notNamed === undefined) return undefined;
  const { account, itself } = naming(notNamed, identities);
  const names = [account, ...itself];
  // IAM's documents require account, role and session to be named, and do not define what happens when only some are.
  const excepted = names.every((name) => name === names[0]) ? names[0] : undefined;
  // They do not support it in an Allow, where it would allow everyone except the named principals.
  const supported = effect === "Deny" ? true : undefined;
  return { isConcerned: allOf([not(excepted), supported]), needsIam: false };
}

function ownPolicies(iam: KeyRequest["iam"] = "allow everything", access: Access): OwnPolicies {
  if (iam === "allow everything") return { allow: true, deny: false };
  if (iam === "allow nothing") return { allow: false, deny: false };
  if (iam === "unknown") return { allow: undefined, deny: undefined };
  const any = (effect: Statement["Effect"]): Truth =>
    anyOf(
      iam.flatMap((policy) =>
        scopesOf(policy)
          .filter((_, index) => policy.Statement[index]?.Effect === effect)
          .map((scope) => scope.includes(access)),
      ),
    );
  return { allow: any("Allow"), deny: any("Deny") };
}

function conclude({ context }: Access, readings: readonly Reading[], own: OwnPolicies): Ruling {
  const open = (at: number, verb: "allows" | "denies"): Ruling => ({
    answer: "unknown",
    because: (what, name) => openQuestion(`${name} ${verb} ${what}`, readings[at]?.statement, context),
    at,
  });
  const find = (effect: Statement["Effect"], truth: Truth, of: (reading: Reading) => Truth): number | undefined => {
    const at = readings.findIndex((reading) => reading.statement.Effect === effect && of(reading) === truth);
    return at < 0 ? undefined : at;
  };
  const itself = (reading: Reading): Truth => reading.applies;
  const withIam = (reading: Reading): Truth => allOf([reading.applies, !reading.needsIam || own.allow]);

  const denying = find("Deny", true, itself);
  if (denying !== undefined)
    return { answer: "denied", because: (what, name) => `${name} denies ${what}`, at: denying };
  if (own.deny) return { answer: "denied", because: (what) => `the caller's own IAM policies deny ${what}` };

  const allowing = find("Allow", true, withIam);
  const perhaps = allowing ?? find("Allow", undefined, withIam);
  const alone = perhaps ?? find("Allow", true, itself) ?? find("Allow", undefined, itself);
  if (alone === undefined) return { answer: "denied", because: (what) => `no statement allows ${what}` };
  const needed = (name: string): string => `${name} is not enough without the caller's own IAM policies, `;
  if (perhaps === undefined)
    return { answer: "denied", because: (what, name) => `${needed(name)}which do not allow ${what}`, at: alone };

  const mayDeny = find("Deny", undefined, itself);
  if (mayDeny !== undefined) return open(mayDeny, "denies");
  if (own.deny === undefined) {
    const because = (what: string): string => `cannot determine whether the caller's own IAM policies deny ${what}`;
    return { answer: "unknown", because };
  }
  if (allowing !== undefined)
    return { answer: "allowed", because: (what, name) => `${name} allows ${what}`, at: allowing };
  if (readings[perhaps]?.applies === undefined) return open(perhaps, "allows");
  const because = (what: string, name: string): string => `${needed(name)}and it is unknown whether they allow ${what}`;
  return { answer: "unknown", because, at: perhaps };
}

/** Why it is unknown whether a statement applies: it depends on unknown condition keys, if it has any. */
function openQuestion(clause: string, statement: Statement | undefined, context: Context): string {
  const keys = Object.values(statement?.Condition ?? {}).flatMap((keys) => Object.keys(keys));
  const unknown = [...new Set(keys)].filter((key) => !isKnown(context(key))).sort();
  return unknown.length > 0
    ? `whether ${clause} depends on ${unknown.join(" and ")}`
    : `cannot determine whether ${clause}`;
}
