import { ACCOUNT_ID, parseArn } from "../arn";
import { operationsCovered } from "../evaluate/actions";
import type { KeyRequest } from "../evaluate/evaluate";
import { asList, type PolicyDocument, type PolicyPrincipal, type Statement } from "../document";
import { meet, mentionsOf, narrowingsOf, type Narrowing } from "../diff/narrowing";
import {
  accountPrincipal,
  ANYONE,
  distinctPrincipals,
  identityPrincipal,
  type Principal,
  describeTest,
} from "./principal";

/** Somebody whom a statement lets in. */
export interface AllowedPrincipal {
  readonly principal: Principal;
  /** Place of the statement, counted from 0. */
  readonly statement: number;
  /** The operations on the key that its actions stand for, as AWS knows them today. */
  readonly operations: readonly string[];
  /** What else has to hold, in words. A condition that the party says already is not repeated. */
  readonly conditions: readonly string[];
}

/** Whom a statement is about. */
export interface StatementPrincipal {
  readonly principal: Principal;
  /** What else has to hold, in words. */
  readonly conditions: readonly string[];
}

/**
 * Who the Allow statements of a key policy let in: nobody gets in who is not of one of these parties, and denials can only
 * take away from it. A wildcard principal counts as an account, a role, a user or an organization only where a condition
 * really narrows it to that (see {@link narrowingsOf}), else as anyone. A statement without action or resource lets in
 * nobody, because KMS gives it no effect.
 * @param document the key policy
 */
export function allowedPrincipals(document: PolicyDocument): readonly AllowedPrincipal[] {
  return document.Statement.flatMap((statement, index) => {
    if (statement.Effect !== "Allow" || !hasEffect(statement)) return [];
    const operations = operationsOf(statement);
    return statementPrincipals(statement).map(({ principal, conditions }) => ({
      principal,
      statement: index,
      operations,
      conditions,
    }));
  });
}

function hasEffect(statement: Statement): boolean {
  const action = statement.Action ?? statement.NotAction;
  const resource = statement.Resource ?? statement.NotResource;
  return action !== undefined && resource !== undefined;
}

/**
 * The operations on a key that a statement is about.
 * @param statement the statement
 */
export function operationsOf({ Action: action, NotAction: notAction }: Statement): readonly string[] {
  if (action !== undefined) return operationsCovered(action);
  if (notAction === undefined) return [];
  const others = new Set(operationsCovered(notAction));
  return operationsCovered("*").filter((operation) => !others.has(operation));
}

/**
 * Whom a statement is about, whatever its effect, each party with the conditions that it does not say itself.
 * @param statement the statement
 */
export function statementPrincipals(statement: Statement): readonly StatementPrincipal[] {
  const tests = testsOf(statement);
  const start = namedPrincipals(statement).map((party): Case => ({ party, open: [] }));
  const cases = tests.reduce<readonly Case[]>((known, test, index) => {
    const count = known.reduce((sum, { party }) => sum + (test.narrowingsFor?.(party).length ?? 1), 0);
    const narrowingsFor = count > MAX_CASES ? undefined : test.narrowingsFor;
    return distinct(known.flatMap((one) => underTest(one, index, narrowingsFor)));
  }, distinct(start));
  return cases.map(({ party, open }) => ({
    principal: party,
    conditions: open.flatMap((index) => tests[index]?.words ?? []),
  }));
}

/** A party, and the tests that it does not say. */
interface Case {
  readonly party: Principal;
  readonly open: readonly number[];
}

/**
 * So many combinations of principals and values are told apart. Two lists that fill a policy have a hundred times as many;
 * then the second one stays a condition, which says less and nothing wrong.
 */
const MAX_CASES = 5000;

/** One key of a condition. */
interface Test {
  readonly words: string;
  /** Those it lets through who may be of a party; absent when it does not narrow the callers down. */
  readonly narrowingsFor?: (party: Principal) => readonly Narrowing[];
  /** Whether it is about organizations. */
  readonly late: boolean;
}

function testsOf({ Condition: condition = {} }: Statement): Test[] {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]): Test => {
      const narrowings = narrowingsOf(operator, key, asList(values).map(String));
      return {
        words: describeTest(operator, key, asList(values)),
        ...(narrowings && { narrowingsFor: byAccount(narrowings) }),
        late: narrowings?.some(({ party }) => party.kind === "organization") ?? false,
      };
    }),
  );
  // Once the account is known an organization only adds to it; the other way round it would be forgotten.
  return [...tests.filter(({ late }) => !late), ...tests.filter(({ late }) => late)];
}

// By account, because a policy has room for thousands of principals and as many values.
function byAccount(narrowings: readonly Narrowing[]): (party: Principal) => readonly Narrowing[] {
  const groups = new Map<string | undefined, Narrowing[]>();
  for (const narrowing of narrowings) {
    const { accountId } = narrowing.party;
    const group = groups.get(accountId);
    if (group) group.push(narrowing);
    else groups.set(accountId, [narrowing]);
  }
  const [oneOfAll, oneWithoutAccount] = [narrowings.slice(0, 1), groups.get(undefined)?.slice(0, 1) ?? []];
  return ({ kind, accountId }) => {
    if (kind === "anyone" || kind === "organization") return narrowings;
    // What has no account leaves a party as it is, with the condition beside it: so one says as much as all of them.
    return accountId === undefined ? oneOfAll : [...(groups.get(accountId) ?? []), ...oneWithoutAccount];
  };
}

function underTest({ party, open }: Case, index: number, narrowingsFor: Test["narrowingsFor"]): Case[] {
  if (!narrowingsFor) return [{ party, open: [...open, index] }];
  return narrowingsFor(party).flatMap((narrowing) => {
    const met = meet(party, narrowing);
    return met ? [{ party: met.party, open: met.exact ? open : [...open, index] }] : [];
  });
}

function distinct(cases: readonly Case[]): readonly Case[] {
  return [...new Map(cases.map((one) => [`${one.party.name} ${one.open.join()}`, one])).values()];
}

/**
 * Whom the denials of a key policy speak of, by name or in a condition: for them a decision may be another one than for the
 * rest of their account.
 * @param document the key policy
 */
export function deniedPrincipals(document: PolicyDocument): readonly Principal[] {
  const parties = document.Statement.filter(({ Effect }) => Effect === "Deny").flatMap((statement) => [
    ...[statement.Principal ?? {}, statement.NotPrincipal ?? {}]
      .flatMap(namesIn)
      .map(([kind, name]) => parsePrincipal(kind, name)),
    ...Object.entries(statement.Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).flatMap(([key, values]) => mentionsOf(operator, key, asList(values).map(String))),
    ),
  ]);
  return distinctPrincipals(parties);
}

function namedPrincipals({ Principal: principal, NotPrincipal: notPrincipal }: Statement): Principal[] {
  if (principal !== undefined) return namesIn(principal).map(([kind, name]) => parsePrincipal(kind, name));
  if (notPrincipal === undefined) return [];
  const excepted = namesIn(notPrincipal).map(([, name]) => name);
  return [{ kind: "unclear", name: `everybody but ${excepted.join(", ") || "nobody"}` }];
}

function namesIn(principal: PolicyPrincipal): (readonly [kind: string, name: string])[] {
  if (typeof principal === "string") return [["AWS", principal]];
  return Object.entries(principal).flatMap(([kind, names]) => asList(names).map((name) => [kind, name] as const));
}

function parsePrincipal(kind: string, name: string): Principal {
  const party = kind === "AWS" ? parseAwsPrincipal(name) : undefined;
  if (party) return party;
  const wildcard = /[*?]/.test(name);
  if (kind === "Service" && !wildcard) return { kind: "service", name: `AWS service ${name}` };
  if (kind === "Federated" && !wildcard) return { kind: "federated", name: `users of ${name}` };
  return { kind: "unclear", name: kind === "AWS" ? JSON.stringify(name) : `${kind} ${JSON.stringify(name)}` };
}

function parseAwsPrincipal(name: string): Principal | undefined {
  if (name === "*") return ANYONE;
  if (ACCOUNT_ID.test(name)) return accountPrincipal(name);
  const arn = parseArn(name);
  if (!arn || !ACCOUNT_ID.test(arn.accountId) || arn.region !== "" || /[*?]/.test(name)) return undefined;
  const party = identityPrincipal(name, arn.accountId, arn.resource);
  // As a principal, the root user's ARN is the account.
  return party?.kind === "user" && arn.resource === "root" ? accountPrincipal(arn.accountId) : party;
}

/** An account for whoever is not of a named one. */
const SOME_ACCOUNT = "909090909090";

/**
 * Somebody who stands for a party in a decision, and what is known of such a request; undefined for a service, a federated
 * user and an unclear principal, for whom nobody can. For an account it is a role that no statement names: others of the
 * account may be named, and be let in or denied for themselves.
 * @param party the party
 * @param partition of the key
 */
export function representativeOf(
  { kind, accountId = SOME_ACCOUNT, arn, organizationId }: Principal,
  partition = "aws",
): Pick<KeyRequest, "principal" | "context"> | undefined {
  if (kind === "service" || kind === "federated" || kind === "unclear") return undefined;
  const context: KeyRequest["context"] = organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId };
  const somebody = arn ? filledIn(arn, partition) : `arn:${partition}:iam::${accountId}:role/anybody`;
  return { principal: { arn: somebody, accountId }, context };
}

/**
 * Patterns of the ARNs of the users and roles of a party; undefined for one user or role, and where nobody can tell them.
 * @param party the party
 * @param partition of the key
 */
export function arnPatternsOf({ kind, accountId, arn }: Principal, partition = "aws"): readonly string[] | undefined {
  if (kind === "account" || kind === "anyone" || kind === "organization") {
    const account = `arn:${partition}:iam::${accountId ?? "?".repeat(SOME_ACCOUNT.length)}`;
    return [`${account}:role/?*`, `${account}:user/?*`];
  }
  return (kind === "role" || kind === "user") && arn && /[*?]/.test(arn) ? [inPartition(arn, partition)] : undefined;
}

/** The ARN with its wildcards filled in, so that it matches itself. */
function filledIn(pattern: string, partition: string): string {
  return inPartition(pattern, partition).replaceAll("*", "any").replaceAll("?", "x");
}

function inPartition(pattern: string, partition: string): string {
  return pattern.replace(/^arn:[^:]*[*?][^:]*:/, `arn:${partition}:`);
}
