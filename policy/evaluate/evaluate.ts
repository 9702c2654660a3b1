import { parseArn } from "../arn";
import { statementName, type PolicyDocument, type Statement, asList } from "../document";
import { keyOperation, RETIRE_GRANT, worksAcrossAccounts, actionCovers } from "./actions";
import { contextOf, isKnown, type Circumstances, type Context } from "./request-context";
import { identitiesOf, naming, type Caller, type Identities } from "./principal";
import { allOf, anyOf, not, type Truth } from "./truth";
import { meetsCondition, resolveVariables, unescapeVariables } from "./condition";
import { coversResource } from "./wildcard";

/** Who wants to do what with the key, as far as it is known. */
export interface KeyRequest extends Circumstances {
  /** One operation on the key, such as `kms:Decrypt`. */
  readonly action: string;
  /**
   * What the caller's own IAM policies say. Nothing of it concerns a root user, whom IAM allows everything.
   * @default "allow everything" - so that the answer is what the key policy permits
   */
  readonly iam?: "allow everything" | "allow nothing" | "unknown" | readonly PolicyDocument[];
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
 * Whether a caller may do something with a key, under KMS's rules: an explicit denial wins; a caller of the key's account is
 * let in by a statement that names it, and by one that names its account only when its own IAM policies allow it too; a
 * caller of another account always needs both. The answer is exact where everything is known, and else holds however the
 * rest turns out: it is "unknown" when it does not, and for what AWS does not document. Grants, permissions boundaries,
 * session policies, SCPs, RCPs and policies of VPC endpoints are not part of it: a grant may allow what is denied here for
 * want of a statement, and the others may deny what is allowed.
 * @param document the key policy
 * @param request who wants to do what
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export function evaluate(document: PolicyDocument, request: KeyRequest): Decision {
  const { principal, keyArn, keyAccountId } = request;
  const operation = keyOperation(request.action);
  if (operation === undefined) {
    return { answer: "unknown", because: `${request.action} is not known as an operation on a key` };
  }
  const identities = identitiesOf(principal);
  if (identities.partition !== parseArn(keyArn)?.partition) {
    return { answer: "denied", because: `${principal.arn} is not of the key's partition` };
  }
  if (principal.accountId !== keyAccountId && !worksAcrossAccounts(operation)) {
    const because = `KMS does not offer ${operation} to other accounts, whatever the policy says`;
    return { answer: "denied", because };
  }
  if (operation === RETIRE_GRANT) {
    return {
      answer: "unknown",
      because: `the grant itself says who may retire it, and no key policy allows ${operation}`,
    };
  }
  const access = { operation, keyArn, context: contextOf(operation, request) };
  const own = ownPolicies(principal.arn === identities.root ? "allow everything" : request.iam, access);
  const abroad = principal.accountId !== keyAccountId;
  const readings = document.Statement.map((statement) => read(statement, document.Version, identities, abroad, access));
  return conclude(document, access, principal, readings, own);
}

/**
 * Whether the request may be allowed, for all that is known: where it is not, the caller can not.
 * @param decision the answer to the request
 */
export function isPossiblyAllowed({ answer }: Decision): boolean {
  return answer !== "denied";
}

/**
 * Whether the request must be allowed, whatever the unknown is: where it is, the caller can.
 * @param decision the answer to the request
 */
export function isAllowed({ answer }: Decision): boolean {
  return answer === "allowed";
}

/** What a statement of the key policy means for a request. */
interface Reading {
  readonly effect: Statement["Effect"];
  /** Whether it applies. */
  readonly applies: Truth;
  /** Whether an Allow needs one of the caller's IAM policies beside it. */
  readonly needsIam: boolean;
}

const NOT_CONCERNED: Reading = { effect: "Allow", applies: false, needsIam: false };

/** What the caller's IAM policies mean for a request. */
interface OwnPolicies {
  readonly allow: Truth;
  readonly deny: Truth;
}

function read(
  statement: Statement,
  version: string | undefined,
  identities: Identities,
  abroad: boolean,
  access: Access,
): Reading {
  const { Effect: effect, Principal: named, NotPrincipal: notNamed } = statement;
  if (named !== undefined) {
    const { account, itself } = naming(named, identities);
    const direct = itself.includes(true);
    if (!account && !direct) return NOT_CONCERNED;
    return { effect, applies: applies(statement, version, access), needsIam: abroad || !direct };
  }
  if (notNamed === undefined) return NOT_CONCERNED;
  const { account, itself } = naming(notNamed, identities);
  const names = [account, ...itself];
  // IAM's documents want account, role and session to be named, and do not say what happens when only some are.
  const excepted = names.includes(false) ? (names.includes(true) ? undefined : false) : true;
  // They do not support it in an Allow, where it would let in everybody but those it names.
  const supported = effect === "Deny" ? true : undefined;
  return { effect, applies: allOf([not(excepted), supported, applies(statement, version, access)]), needsIam: false };
}

function ownPolicies(iam: KeyRequest["iam"] = "allow everything", access: Access): OwnPolicies {
  if (iam === "allow everything") return { allow: true, deny: false };
  if (iam === "allow nothing") return { allow: false, deny: false };
  if (iam === "unknown") return { allow: undefined, deny: undefined };
  const any = (effect: Statement["Effect"]): Truth =>
    anyOf(
      iam.flatMap(({ Version: version, Statement: statements }) =>
        statements.filter(({ Effect }) => Effect === effect).map((statement) => applies(statement, version, access)),
      ),
    );
  return { allow: any("Allow"), deny: any("Deny") };
}

function conclude(
  document: PolicyDocument,
  { operation, context }: Access,
  { arn }: Caller,
  readings: readonly Reading[],
  own: OwnPolicies,
): Decision {
  const what = `${operation} to ${arn}`;
  const decision = (answer: Decision["answer"], because: string, statement?: number): Decision =>
    statement === undefined ? { answer, because } : { answer, because, statement };
  const name = (index: number): string => statementName(index, document.Statement[index]);
  const why = (index: number): string => notKnown(document.Statement[index], context);
  const find = (effect: Statement["Effect"], truth: Truth, of: (reading: Reading) => Truth): number | undefined => {
    const index = readings.findIndex((reading) => reading.effect === effect && of(reading) === truth);
    return index < 0 ? undefined : index;
  };
  const itself = (reading: Reading): Truth => reading.applies;
  const withIam = (reading: Reading): Truth => allOf([reading.applies, !reading.needsIam || own.allow]);

  const denying = find("Deny", true, itself);
  if (denying !== undefined) return decision("denied", `${name(denying)} denies ${what}`, denying);
  if (own.deny) return decision("denied", `the caller's own IAM policies deny ${what}`);

  const allowing = find("Allow", true, withIam);
  const perhaps = allowing ?? find("Allow", undefined, withIam);
  const alone = perhaps ?? find("Allow", true, itself) ?? find("Allow", undefined, itself);
  if (alone === undefined) return decision("denied", `no statement allows ${what}`);
  const needed = `${name(alone)} is not enough without the caller's own IAM policies, `;
  if (perhaps === undefined) return decision("denied", `${needed}which do not allow ${what}`, alone);

  const open = find("Deny", undefined, itself);
  if (open !== undefined) {
    return decision("unknown", `whether ${name(open)} denies ${what} can not be told${why(open)}`, open);
  }
  if (own.deny === undefined) {
    return decision("unknown", `whether the caller's own IAM policies deny ${what} can not be told`);
  }
  if (allowing !== undefined) return decision("allowed", `${name(allowing)} allows ${what}`, allowing);
  return readings[perhaps]?.applies === undefined
    ? decision("unknown", `whether ${name(perhaps)} allows ${what} can not be told${why(perhaps)}`, perhaps)
    : decision("unknown", `${needed}and whether they allow ${what} can not be told`, perhaps);
}

/** The condition keys of a statement that nobody knows, as a reason. */
function notKnown(statement: Statement | undefined, context: Context): string {
  const keys = Object.values(statement?.Condition ?? {}).flatMap((keys) => Object.keys(keys));
  const unknown = [...new Set(keys)].filter((key) => !isKnown(context(key))).sort();
  return unknown.length > 0 ? ` without ${unknown.join(" and ")}` : "";
}

const VARIABLE_TOO_EARLY = /^([^:$]*:){0,4}[^:$]*\$\{/;

/** What is asked for, whoever asks. */
export interface Access {
  readonly operation: string;
  readonly keyArn: string;
  readonly context: Context;
}

/**
 * Whether action, resource and condition of a statement fit what is asked for; its principal is not looked at.
 * @param statement the statement
 * @param version of its policy, which decides whether `${...}` is a variable
 * @param access what is asked for
 */
export function applies(statement: Statement, version: string | undefined, access: Access): Truth {
  if (!actionApplies(statement, access.operation)) return false;
  const variables = version === "2012-10-17";
  return allOf([
    resourceApplies(statement, access, variables),
    meetsCondition(statement.Condition, access.context, variables),
  ]);
}

function actionApplies({ Action: action, NotAction: notAction }: Statement, operation: string): boolean {
  if (action !== undefined) return asList(action).some((pattern) => actionCovers(pattern, operation));
  return notAction !== undefined && !asList(notAction).some((pattern) => actionCovers(pattern, operation));
}

function resourceApplies(statement: Statement, { keyArn, context }: Access, variables: boolean): Truth {
  const covers = (patterns: readonly string[]): Truth =>
    anyOf(
      patterns.map((text) => {
        const pattern = variables ? resolveVariables(text, context)?.pattern : text;
        const covers = pattern === undefined ? undefined : coversResource(pattern, unescapeVariables(keyArn));
        // Before the fifth colon IAM has no variables; what it makes of them there is not documented.
        return covers && variables && VARIABLE_TOO_EARLY.test(text) ? undefined : covers;
      }),
    );
  if (statement.Resource !== undefined) return covers(asList(statement.Resource));
  // KMS takes a statement without resource, and it does nothing.
  return statement.NotResource !== undefined && not(covers(asList(statement.NotResource)));
}
