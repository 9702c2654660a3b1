import { actionCovers, worksAcrossAccounts } from "./actions";
import { parseArn } from "./arn";
import { meetsCondition } from "./condition";
import { asList, statementName, type PolicyDocument, type Statement } from "./document";
import { identitiesNamed, type Caller } from "./principal";
import { allOf, anyOf, not, type Truth } from "./truth";
import { fillIn, literally, type Context } from "./variables";
import { matchesPattern } from "./wildcard";

/** A request of which everything is known. */
export interface KeyRequest {
  /** One operation on the key, such as `kms:Decrypt`. */
  readonly action: string;
  /** Who asks: the ARN of a user, a role, a session or the root user, and the account it belongs to. */
  readonly principal: Caller;
  readonly keyArn: string;
  readonly keyAccountId: string;
  /**
   * The request's condition keys. `kms:CallerAccount`, `aws:PrincipalAccount` and `aws:PrincipalArn` follow from the
   * principal when they are not given; a session does not tell the path of its role.
   */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** What a key policy says to a request. */
export interface Decision {
  readonly allowed: boolean;
  /** Why, in one sentence. */
  readonly because: string;
  /** Place of the statement that decided, counted from 0; absent when none did. */
  readonly statement?: number;
}

/**
 * What a key policy permits to a caller whose own IAM policies allow everything: so an account principal, which only
 * delegates, lets every caller of that account in. What can not be told (see {@link meetsCondition}) does not allow in an
 * Allow, and denies in a Deny. Grants, SCPs, RCPs and the caller's own IAM policies are not part of it.
 * @param document the key policy
 * @param request who wants to do what
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
 */
export function decide(document: PolicyDocument, request: KeyRequest): Decision {
  const { action, principal, keyAccountId } = request;
  if (!/^kms:[a-z]+$/i.test(action)) return { allowed: false, because: `${action} is no single operation of KMS` };
  if (parseArn(principal.arn)?.partition !== parseArn(request.keyArn)?.partition) {
    return { allowed: false, because: `${principal.arn} is not of the key's partition` };
  }
  if (principal.accountId !== keyAccountId && !worksAcrossAccounts(action)) {
    return { allowed: false, because: `KMS does not offer ${action} to other accounts, whatever the policy says` };
  }
  const context = contextOf(request);
  const applies = document.Statement.map((statement) => appliesTo(statement, document, request, context));
  const name = (index: number): string => statementName(index, document.Statement[index]);
  const find = (effect: string, wanted: readonly Truth[]): number =>
    document.Statement.findIndex((statement, index) => statement.Effect === effect && wanted.includes(applies[index]));

  const denied = find("Deny", [true, undefined]);
  if (denied >= 0) {
    const unsure = applies[denied] === undefined ? ", because nobody can tell that it does not apply" : "";
    return {
      allowed: false,
      because: `${name(denied)} denies ${action} to ${principal.arn}${unsure}`,
      statement: denied,
    };
  }
  const allowed = find("Allow", [true]);
  if (allowed >= 0) {
    return { allowed: true, because: `${name(allowed)} allows ${action} to ${principal.arn}`, statement: allowed };
  }
  const open = find("Allow", [undefined]);
  const hint = open >= 0 ? `; whether ${name(open)} does can not be told` : "";
  return { allowed: false, because: `no statement allows ${action} to ${principal.arn}${hint}` };
}

function appliesTo(statement: Statement, document: PolicyDocument, request: KeyRequest, context: Context): Truth {
  const variables = document.Version === "2012-10-17";
  const simple = [principalApplies(statement, request.principal), actionApplies(statement, request.action)];
  if (simple.includes(false)) return false;
  return allOf([
    ...simple,
    resourceApplies(statement, request.keyArn, context, variables),
    meetsCondition(statement.Condition, context, variables),
  ]);
}

function principalApplies(statement: Statement, caller: Caller): Truth {
  if (statement.Principal !== undefined) return identitiesNamed(statement.Principal, caller).includes(true);
  // KMS does not support it in an Allow, where it would let in everybody but those it names.
  if (statement.NotPrincipal === undefined || statement.Effect !== "Deny") return false;
  const named = identitiesNamed(statement.NotPrincipal, caller);
  // IAM's documents want account, role and session to be named, and do not say what happens when only some are.
  if (named.includes(true) && named.includes(false)) return undefined;
  return named.includes(false);
}

function actionApplies({ Action: action, NotAction: notAction }: Statement, operation: string): boolean {
  if (action !== undefined) return asList(action).some((pattern) => actionCovers(pattern, operation));
  return notAction !== undefined && !asList(notAction).some((pattern) => actionCovers(pattern, operation));
}

function resourceApplies(statement: Statement, keyArn: string, context: Context, variables: boolean): Truth {
  const covers = (patterns: readonly string[]): Truth =>
    anyOf(
      patterns.map((text) => {
        const pattern = variables ? fillIn(text, context)?.pattern : text;
        return pattern === undefined ? undefined : matchesPattern(pattern, literally(keyArn));
      }),
    );
  if (statement.Resource !== undefined) return covers(asList(statement.Resource));
  // KMS takes a statement without resource, and it does nothing.
  return statement.NotResource !== undefined && not(covers(asList(statement.NotResource)));
}

function contextOf({ principal, context }: KeyRequest): Context {
  const session = /^(arn:[^:]+:)sts(::\d+:)assumed-role\/([^/]+)\//.exec(principal.arn);
  const derived = {
    "kms:CallerAccount": principal.accountId,
    "aws:PrincipalAccount": principal.accountId,
    "aws:PrincipalArn": session ? `${session[1]}iam${session[2]}role/${session[3]}` : principal.arn,
  };
  return new Map(
    [...Object.entries(derived), ...Object.entries(context)].map(([key, value]) => [key.toLowerCase(), asList(value)]),
  );
}
