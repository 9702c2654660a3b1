import { ACCOUNT_ID } from "../arn";
import { parseOperator, type Operator } from "../evaluate/operators";
import { matchesPattern } from "../evaluate/wildcard";
import { accountPrincipal, identityPrincipal, organizationPrincipal, type Principal } from "../access/principal";

/** One of the values of a condition, read as the callers that it lets through. */
export interface Narrowing {
  /** All that are let through belong to it. */
  readonly party: Principal;
  /** Whether, the other way round, the condition lets all of them through. */
  readonly exact: boolean;
}

const WILDCARD = /[*?]/;

/**
 * Whom a condition lets through, one entry a value; undefined when it does not narrow the callers down. Only what provably
 * does counts:
 * - the keys that say who calls: `kms:CallerAccount`, `aws:PrincipalAccount`, `aws:PrincipalArn`, `aws:PrincipalOrgID` and
 *   `aws:PrincipalOrgPaths`. Not `kms:ViaService`, which says through which service, for whoever uses that service in an
 *   account of his own; not `aws:SourceAccount`, which says for whose resource a service calls, and leaves open which
 *   service; not `aws:SourceIp` or an encryption context, which anybody may have. They stay conditions, beside the party;
 * - positive operators. `StringNotEquals` leaves everybody else; `...IfExists` and `ForAllValues` hold when the request
 *   does not have the key;
 * - values that name one account or organization. A wildcard that reaches over accounts (`1234*`) or a policy variable
 *   does not, and one such value is enough to let everybody through.
 *
 * No value at all lets nobody through.
 * @param operatorName the operator as it is written
 * @param key the condition key, in any case of letters
 * @param values the values
 */
export function narrowingsOf(operatorName: string, key: string, values: readonly string[]): Narrowing[] | undefined {
  const operator = parseOperator(operatorName);
  const read = READERS.get(key.toLowerCase());
  if (!operator || !read || operator.negated || operator.ifExists) return undefined;
  if (operator.quantifier === "ForAllValues") return undefined;
  // A caller has many of them, and IAM's documents do not say what they compare like without a quantifier.
  if (read === readOrganizationPath && operator.quantifier !== "ForAnyValue") return undefined;
  const narrowings = values.map((value) => (value.includes("${") ? undefined : read(value, operator)));
  return narrowings.every((narrowing) => narrowing !== undefined) ? narrowings : undefined;
}

/**
 * Whom a condition speaks of, whether it lets them through or not.
 * @param operatorName the operator as it is written
 * @param key the condition key, in any case of letters
 * @param values the values
 */
export function mentionsOf(operatorName: string, key: string, values: readonly string[]): Principal[] {
  const operator = parseOperator(operatorName);
  const read = READERS.get(key.toLowerCase());
  if (!operator || !read) return [];
  const positive = { ...operator, base: operator.base.replace("Not", "") };
  return values.flatMap((value) => (value.includes("${") ? [] : (read(value, positive)?.party ?? [])));
}

type Reader = (value: string, operator: Operator) => Narrowing | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["kms:calleraccount", readAccount],
  ["aws:principalaccount", readAccount],
  ["aws:principalarn", readArn],
  ["aws:principalorgid", readOrganization],
  ["aws:principalorgpaths", readOrganizationPath],
]);

function readAccount(value: string, { type }: Operator): Narrowing | undefined {
  if (type !== "String" || WILDCARD.test(value)) return undefined;
  // No caller has an account of another form, so whoever is meant is not clear.
  return {
    party: ACCOUNT_ID.test(value) ? accountPrincipal(value) : { kind: "unclear", name: JSON.stringify(value) },
    exact: true,
  };
}

function readArn(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" && type !== "Arn") return undefined;
  // In a text a wildcard reaches over colons, and a path may hold colons: so none may stand before the account.
  const form = type === "Arn" ? /^arn(?::[^:]*){3}:(\d{12}):(.+)$/s : /^arn(?::[^:*?]*){3}:(\d{12}):(.+)$/s;
  const [, accountId, resource] = form.exec(value) ?? [];
  if (!accountId || !resource) return undefined;
  const account = accountPrincipal(accountId);
  const pattern = type === "Arn" || base === "StringLike";
  if (resource === "*") return { party: account, exact: pattern && value.split(":")[2] === "iam" };
  // Without regard to case, or with wildcards that mean themselves, it is no longer the ARN that it reads as.
  const asItReads = pattern || (base === "StringEquals" && !WILDCARD.test(value));
  const party = asItReads ? identityPrincipal(value, accountId, resource) : undefined;
  return { party: party ?? account, exact: party !== undefined };
}

function readOrganization(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" || base === "StringEqualsIgnoreCase" || WILDCARD.test(value)) return undefined;
  return { party: organizationPrincipal(value), exact: true };
}

function readOrganizationPath(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" || base === "StringEqualsIgnoreCase") return undefined;
  const [, id, path] = /^([^/*?]+)\/(.*)$/s.exec(value) ?? [];
  return id === undefined
    ? undefined
    : { party: organizationPrincipal(id), exact: path === "*" && base === "StringLike" };
}

/**
 * Those of a party who are let through as well; undefined when that is nobody. What the condition says beyond the party is
 * left to be said where the answer is not exact.
 * @param party the party
 * @param narrowing whom a condition lets through
 */
export function meet(party: Principal, { party: other, exact }: Narrowing): Narrowing | undefined {
  if (party.kind === "anyone") return { party: other, exact };
  if (party.name === other.name) return { party, exact };
  if (party.accountId === undefined || other.accountId === undefined) return meetWithoutAccount(party, other);
  if (party.accountId !== other.accountId) return undefined;
  if (other.kind === "account") return { party, exact };
  if (party.kind === "account") return { party: other, exact };
  return meetIdentities(party, other, exact);
}

function meetWithoutAccount(party: Principal, other: Principal): Narrowing | undefined {
  if (party.kind === "organization" && other.kind === "organization") return undefined;
  const narrower = party.kind === "organization" && other.accountId !== undefined ? other : party;
  return { party: narrower, exact: false };
}

function meetIdentities(party: Principal, other: Principal, exact: boolean): Narrowing | undefined {
  const [one, two] = [party.arn ?? "", other.arn ?? ""];
  if (matchesPattern(two, one) && !WILDCARD.test(one)) return { party, exact };
  if (matchesPattern(one, two) && !WILDCARD.test(two)) return { party: other, exact };
  // A session does not tell the path of its role, and two patterns may have something in common.
  const apart = !WILDCARD.test(one) && !WILDCARD.test(two) && lastName(one) !== lastName(two);
  const sessions = party.kind === "session" || other.kind === "session";
  return apart && !sessions ? undefined : { party, exact: false };
}

function lastName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
