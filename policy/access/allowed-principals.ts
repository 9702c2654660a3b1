import { memoize } from "../../util/memoize";
import { ACCOUNT_ID, parseArn } from "../arn";
import { operationsOf } from "../evaluate/actions";
import type { KeyRequest } from "../evaluate/evaluate";
import { meetsCondition } from "../evaluate/condition";
import { conditionKey } from "../evaluate/condition-keys";
import { contextOf, type Context, type Represented } from "../evaluate/request-context";
import { asList, type Condition, type PolicyDocument, type PolicyPrincipal, type Statement } from "../document";
import { intersect, mentionsOf, narrowingsOf, type Narrowing } from "../diff/narrowing";
import {
  accountPrincipal,
  ANY_SERVICE,
  ANYONE,
  distinctPrincipals,
  identityPrincipal,
  servicePrincipal,
  type Principal,
  describeTest,
} from "./principal";

/** A principal that a statement allows. */
export interface AllowedPrincipal {
  readonly principal: Principal;
  /** Place of the statement, counted from 0. */
  readonly statement: number;
  /** The operations on the key that its actions cover, of those that AWS has today. */
  readonly operations: readonly string[];
  /** The remaining conditions, in words: without those that the principal already expresses. */
  readonly conditions: readonly string[];
}

/** A principal that a statement is about. */
export interface StatementPrincipal {
  readonly principal: Principal;
  /** The remaining conditions, in words. */
  readonly conditions: readonly string[];
}

/**
 * The principals that the Allow statements of a key policy grant access to. All others have no access, and a Deny can only
 * remove access. A wildcard principal counts as an account, a role, a user or an organization only where a condition
 * restricts it to that (see {@link narrowingsOf}), otherwise as anyone. A statement without action or resource allows
 * nothing, because it has no effect in KMS.
 */
export function allowedPrincipals(document: PolicyDocument): readonly AllowedPrincipal[] {
  return allowedOnce(document);
}

/** Many questions about a policy begin with it. */
const allowedOnce = memoize(({ Statement: statements }: PolicyDocument): readonly AllowedPrincipal[] =>
  statements.flatMap((statement, index) => {
    if (statement.Effect !== "Allow" || !hasEffect(statement)) return [];
    return accessIn(statement).map((access) => ({ ...access, statement: index }));
  }),
);

/** What one statement allows, if it is an Allow: without its place, see {@link allowedPrincipals}. */
export function accessIn(statement: Statement): readonly Omit<AllowedPrincipal, "statement">[] {
  return accessOnce(statement);
}

const accessOnce = memoize((statement: Statement) => {
  const operations = operationsOf(statement);
  return statementPrincipals(statement).flatMap(({ principal, conditions }) => {
    const isOpen = principal.kind === "anyone" && conditions.length > 0 && operations.length > 0;
    return isOpen ? meetingCondition(statement, operations, conditions) : [{ principal, operations, conditions }];
  });
});

/**
 * Anyone, as far as a condition that names nobody lets them: some conditions are met by no caller, others only by AWS services.
 */
function meetingCondition(
  { Condition: condition = {} }: Statement,
  all: readonly string[],
  conditions: readonly string[],
): readonly Omit<AllowedPrincipal, "statement">[] {
  const [first] = all;
  const everywhere = keysOnly(condition, (key) => conditionKey(key).operations === undefined);
  const somewhere = keysOnly(condition, (key) => conditionKey(key).operations !== undefined);
  const mayMeet = (tests: Condition, principal: Principal, operation: string): boolean =>
    meetsCondition(tests, contextOfAny(principal, operation), true) !== false;
  for (const principal of [ANYONE, ANY_SERVICE]) {
    if (first === undefined || !mayMeet(everywhere, principal, first)) continue;
    const operations = all.filter((operation) => mayMeet(somewhere, principal, operation));
    if (operations.length > 0) return [{ principal, operations, conditions }];
  }
  return [];
}

/** A condition without the other condition keys. */
function keysOnly(condition: Condition, isWanted: (key: string) => boolean): Condition {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).filter(([key]) => isWanted(key))),
    ]),
  );
}

/** What is known of the requests of all IAM principals, or of all AWS services, on a key that is not known. */
function contextOfAny(principal: Principal, operation: string): Context {
  const represents = representedBy(principal);
  const caller = representativeOf(represents ? principal : UNNAMED_SERVICE);
  const context = contextOf(operation, {
    ...{ principal: { arn: "", accountId: "" }, context: {}, ...caller, ...(represents && { represents }) },
    ...{ keyArn: "", keyAccountId: "", others: "unknown" },
  });
  const varies = represents ? OF_ONE_KEY : OF_ONE_SERVICE;
  return (key) => {
    const values = varies.has(key.toLowerCase()) ? "present" : context(key);
    // Whom a condition names is among them.
    return typeof values === "object" && "patterns" in values ? { patterns: values.patterns } : values;
  };
}

function hasEffect(statement: Statement): boolean {
  const action = statement.Action ?? statement.NotAction;
  const resource = statement.Resource ?? statement.NotResource;
  return action !== undefined && resource !== undefined;
}

/** The principals that a statement is about, whatever its effect, each with the conditions that it does not express itself. */
export function statementPrincipals(statement: Statement): readonly StatementPrincipal[] {
  return principalsOnce(statement);
}

const principalsOnce = memoize((statement: Statement): readonly StatementPrincipal[] => {
  const tests = testsOf(statement);
  const start = namedPrincipals(statement).map((principal): Case => ({ principal, open: [] }));
  const cases = tests.reduce<readonly Case[]>((known, test, index) => {
    const count = known.reduce((sum, { principal }) => sum + (test.narrowingsFor?.(principal).length ?? 1), 0);
    const narrowingsFor = count > MAX_CASES ? undefined : test.narrowingsFor;
    return distinct(known.flatMap((one) => underTest(one, index, narrowingsFor)));
  }, distinct(start));
  return cases.map(({ principal, open }) => ({
    principal,
    conditions: open.flatMap((index) => tests[index]?.words ?? []),
  }));
});

/** A principal, and the tests that it does not express. */
interface Case {
  readonly principal: Principal;
  readonly open: readonly number[];
}

/**
 * At most this many combinations of principals and values are distinguished. Two lists that fill a policy have a hundred
 * times as many; then the second one stays a condition, which is less precise but correct.
 */
const MAX_CASES = 5000;

/** One key of a condition. */
interface Test {
  readonly words: string;
  /** The callers that pass it and may belong to a principal; absent when it does not restrict the callers. */
  readonly narrowingsFor?: (principal: Principal) => readonly Narrowing[];
  readonly isAboutOrganization: boolean;
}

function testsOf({ Condition: condition = {} }: Statement): Test[] {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): Test => {
      const narrowings = narrowingsOf(operator, key, asList(values).map(String));
      return {
        words: describeTest(operator, key, asList(values)),
        ...(narrowings && { narrowingsFor: byAccount(narrowings) }),
        isAboutOrganization: narrowings?.some(({ principal }) => principal.kind === "organization") ?? false,
      };
    }),
  );
  // Organizations last: once the account is known, an organization only adds to it; in the other order it would be lost.
  return [...tests.filter((test) => !test.isAboutOrganization), ...tests.filter((test) => test.isAboutOrganization)];
}

// By account, because a policy has room for thousands of principals and as many values.
function byAccount(narrowings: readonly Narrowing[]): (principal: Principal) => readonly Narrowing[] {
  const groups = new Map<string | undefined, Narrowing[]>();
  for (const narrowing of narrowings) {
    const { accountId } = narrowing.principal;
    const group = groups.get(accountId);
    if (group) group.push(narrowing);
    else groups.set(accountId, [narrowing]);
  }
  const [oneOfAll, oneWithoutAccount] = [narrowings.slice(0, 1), groups.get(undefined)?.slice(0, 1) ?? []];
  return ({ kind, accountId }) => {
    if (kind === "anyone" || kind === "organization") return narrowings;
    // One without an account leaves the principal as it is and keeps the condition, so one is enough for all of them.
    return accountId === undefined ? oneOfAll : [...(groups.get(accountId) ?? []), ...oneWithoutAccount];
  };
}

function underTest({ principal, open }: Case, index: number, narrowingsFor: Test["narrowingsFor"]): Case[] {
  if (!narrowingsFor) return [{ principal, open: [...open, index] }];
  return narrowingsFor(principal).flatMap((narrowing) => {
    const met = intersect(principal, narrowing);
    return met ? [{ principal: met.principal, open: met.exact ? open : [...open, index] }] : [];
  });
}

function distinct(cases: readonly Case[]): readonly Case[] {
  return [...new Map(cases.map((one) => [`${one.principal.name} ${one.open.join()}`, one])).values()];
}

/**
 * The principals that the Deny statements of a key policy mention, by name or in a condition: the decision for them may
 * differ from the decision for the rest of their account.
 */
export function deniedPrincipals(document: PolicyDocument): readonly Principal[] {
  return deniedOnce(document);
}

const deniedOnce = memoize(({ Statement: statements }: PolicyDocument): readonly Principal[] => {
  const principals = statements
    .filter(({ Effect }) => Effect === "Deny")
    .flatMap((statement) => [
      ...[statement.Principal ?? {}, statement.NotPrincipal ?? {}]
        .flatMap(namesIn)
        .map(([kind, name]) => parsePrincipal(kind, name)),
      ...principalsInCondition(statement),
    ]);
  return distinctPrincipals(principals);
});

/**
 * The principals that the condition of a statement mentions, whether they meet it or not: an Allow may leave them out of those that it
 * allows.
 */
export function principalsInCondition({ Condition: condition = {} }: Statement): readonly Principal[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).flatMap(([key, values]) => mentionsOf(operator, key, asList(values).map(String))),
  );
}

function namedPrincipals({ Principal: principal, NotPrincipal: notPrincipal }: Statement): Principal[] {
  if (principal !== undefined) return namesIn(principal).map(([kind, name]) => parsePrincipal(kind, name));
  if (notPrincipal === undefined) return [];
  const excepted = namesIn(notPrincipal).map(([, name]) => name);
  return [{ kind: "unclear", name: excepted.length > 0 ? `everyone except ${excepted.join(", ")}` : "everyone" }];
}

function namesIn(principal: PolicyPrincipal): (readonly [kind: string, name: string])[] {
  if (typeof principal === "string") return [["AWS", principal]];
  return Object.entries(principal).flatMap(([kind, names]) => asList(names).map((name) => [kind, name] as const));
}

function parsePrincipal(kind: string, name: string): Principal {
  const principal = kind === "AWS" ? parseAwsPrincipal(name) : undefined;
  if (principal) return principal;
  const wildcard = /[*?]/.test(name);
  if (kind === "Service" && !wildcard) return servicePrincipal(name);
  if (kind === "Federated" && !wildcard) return { kind: "federated", name: `users of ${name}` };
  return { kind: "unclear", name: kind === "AWS" ? JSON.stringify(name) : `${kind} ${JSON.stringify(name)}` };
}

function parseAwsPrincipal(name: string): Principal | undefined {
  if (name === "*") return ANYONE;
  if (ACCOUNT_ID.test(name)) return accountPrincipal(name);
  const arn = parseArn(name);
  if (!arn || !ACCOUNT_ID.test(arn.accountId) || arn.region !== "" || /[*?]/.test(name)) return undefined;
  const principal = identityPrincipal(name, arn.accountId, arn.resource);
  // As a principal, the root user's ARN is the account.
  return principal?.kind === "user" && arn.resource === "root" ? accountPrincipal(arn.accountId) : principal;
}

/** What every request has, and has different values for different keys. */
const OF_ONE_KEY: ReadonlySet<string> = new Set(["aws:resourceaccount", "aws:requestedregion"]);
const OF_ONE_SERVICE: ReadonlySet<string> = new Set([...OF_ONE_KEY, "aws:principalservicename"]);
const UNNAMED_SERVICE = servicePrincipal("unnamed.amazonaws.com");

/** An account that no policy names, for principals without a known account. */
const UNNAMED_ACCOUNT = "909090909090";

/**
 * A caller that represents a principal in a decision, and what is known of its request. Undefined for a federated user, an
 * unclear principal and a service without a name. For an account it is a role that no statement names: other roles of the account may be
 * named, and be allowed or denied separately.
 * @param partition of the key
 */
export function representativeOf(
  { kind, accountId = UNNAMED_ACCOUNT, arn, organizationId, service }: Principal,
  partition = "aws",
): Pick<KeyRequest, "principal" | "context"> | undefined {
  if (service !== undefined) return { principal: { arn: service, accountId: "" }, context: {} };
  if (kind === "service" || kind === "federated" || kind === "unclear") return undefined;
  const context: KeyRequest["context"] = organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId };
  const callerArn = arn ? filledIn(arn, partition) : `arn:${partition}:iam::${accountId}:role/anybody`;
  return { principal: { arn: callerArn, accountId }, context };
}

/**
 * The users and roles of a principal that has many; undefined for a single one, and where they are unknown.
 * @param partition of the key
 */
export function representedBy({ kind, accountId, arn }: Principal, partition = "aws"): Represented | undefined {
  if (kind === "account" || kind === "anyone" || kind === "organization") {
    const account = `arn:${partition}:iam::${accountId ?? "?".repeat(UNNAMED_ACCOUNT.length)}`;
    const others = kind === "anyone" ? [`${account}:root`, `${account.replace("iam", "sts")}:federated-user/?*`] : [];
    return { arns: [`${account}:role/?*`, `${account}:user/?*`, ...others], anyAccount: accountId === undefined };
  }
  const isPattern = (kind === "role" || kind === "user") && arn !== undefined && /[*?]/.test(arn);
  return isPattern ? { arns: [inPartition(arn, partition)], anyAccount: false } : undefined;
}

/** The ARN with its wildcards filled in, so that it matches itself. */
function filledIn(pattern: string, partition: string): string {
  return inPartition(pattern, partition).replaceAll("*", "any").replaceAll("?", "x");
}

function inPartition(pattern: string, partition: string): string {
  return pattern.replace(/^arn:[^:]*[*?][^:]*:/, `arn:${partition}:`);
}
