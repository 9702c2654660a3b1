import { ACCOUNT_ID } from "../arn";
import { conditionKey } from "../evaluate/condition-keys";
import { parseBoolean, parseOperator, type Operator } from "../evaluate/operators";
import { matchesPattern } from "../evaluate/wildcard";
import {
  accountPrincipal,
  ANY_SERVICE,
  identityPrincipal,
  organizationPrincipal,
  servicePrincipal,
  type Principal,
} from "../access/principal";

/** One of the values of a condition, read as the callers that meet it. */
export interface Narrowing {
  /** All callers that meet the condition belong to it. */
  readonly principal: Principal;
  /** Whether, in turn, all of its callers meet the condition. */
  readonly exact: boolean;
}

const WILDCARD = /[*?]/;

/**
 * The callers that meet a condition, one entry for each value; undefined when it does not restrict the callers. Only these
 * count:
 * - the keys that identify the caller: `kms:CallerAccount`, `aws:PrincipalAccount`, `aws:PrincipalArn`, `aws:PrincipalOrgID`,
 *   `aws:PrincipalOrgPaths`, `aws:PrincipalIsAWSService` and the names of services. Not `kms:ViaService`, which names the service and not the account that uses it; not
 *   `aws:SourceAccount`, which names the account of the resource and not the service; not `aws:SourceIp` or an encryption
 *   context, which any caller may have. They stay conditions of the principal;
 * - positive operators. `StringNotEquals` allows everyone else; `...IfExists` and `ForAllValues` hold when the request
 *   does not have the key, as far as there are such requests;
 * - values that name one account or organization. A wildcard that reaches over accounts (`1234*`) or a policy variable
 *   does not, and with one such value anyone meets the condition.
 *
 * Without a value no caller meets the condition.
 * @param key the condition key, in any case of letters
 */
export function narrowingsOf(operatorName: string, key: string, values: readonly string[]): Narrowing[] | undefined {
  const operator = parseOperator(operatorName);
  const read = READERS.get(key.toLowerCase());
  if (!operator || !read || operator.negated) return undefined;
  const holdsWithout = operator.ifExists || operator.quantifier === "ForAllValues";
  const lackedBy = holdsWithout ? callersWithout(key) : [];
  if (!lackedBy) return undefined;
  // A caller has several, and IAM's documents do not define the comparison without a quantifier.
  if (read === readOrganizationPath && operator.quantifier !== "ForAnyValue") return undefined;
  const narrowings = values.map((value) => (value.includes("${") ? undefined : read(value, operator)));
  return narrowings.every((narrowing) => narrowing !== undefined) ? [...narrowings, ...lackedBy] : undefined;
}

/** Those of whose requests some lack a condition key; undefined for callers of any kind. */
function callersWithout(key: string): readonly Narrowing[] | undefined {
  if (conditionKey(key).presence === "always") return [];
  return OF_IAM_PRINCIPALS.has(key.toLowerCase()) ? [{ principal: ANY_SERVICE, exact: false }] : undefined;
}

/** Carried by every request of an IAM principal; what requests of AWS services carry is not documented. */
const OF_IAM_PRINCIPALS: ReadonlySet<string> = new Set(["aws:principalarn", "aws:principalaccount"]);

/**
 * The principals that a condition mentions, whether they meet it or not.
 * @param key the condition key, in any case of letters
 */
export function mentionsOf(operatorName: string, key: string, values: readonly string[]): Principal[] {
  const operator = parseOperator(operatorName);
  const read = READERS.get(key.toLowerCase());
  if (!operator || !read) return [];
  const positive = { ...operator, base: operator.base.replace("Not", "") };
  return values.flatMap((value) => (value.includes("${") ? [] : (read(value, positive)?.principal ?? [])));
}

type Reader = (value: string, operator: Operator) => Narrowing | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map([
  ["aws:principalisawsservice", readIsService],
  ["aws:principalservicename", readService],
  ["aws:principalservicenameslist", readServiceInList],
  ["kms:calleraccount", readAccount],
  ["aws:principalaccount", readAccount],
  ["aws:principalarn", readArn],
  ["aws:principalorgid", readOrganization],
  ["aws:principalorgpaths", readOrganizationPath],
]);

function readAccount(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" || (base === "StringLike" && WILDCARD.test(value))) return undefined;
  // No caller has an account of another form, so the principal is unclear.
  return {
    principal: ACCOUNT_ID.test(value) ? accountPrincipal(value) : { kind: "unclear", name: JSON.stringify(value) },
    exact: true,
  };
}

function readArn(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" && type !== "Arn") return undefined;
  // In a text a wildcard spans colons, and a path may contain colons: so there may be none before the account.
  const form = type === "Arn" ? /^arn(?::[^:]*){3}:(\d{12}):(.+)$/s : /^arn(?::[^:*?]*){3}:(\d{12}):(.+)$/s;
  const [, accountId, resource] = form.exec(value) ?? [];
  if (!accountId || !resource) return undefined;
  const account = accountPrincipal(accountId);
  const pattern = type === "Arn" || base === "StringLike";
  if (resource === "*") return { principal: account, exact: pattern && value.split(":")[2] === "iam" };
  // Compared without case, or with literal wildcards, it is not the ARN that it looks like.
  const asItReads = pattern || (base === "StringEquals" && !WILDCARD.test(value));
  const principal = asItReads ? identityPrincipal(value, accountId, resource) : undefined;
  return { principal: principal ?? account, exact: principal !== undefined };
}

function readIsService(value: string, { type }: Operator): Narrowing | undefined {
  return type === "Bool" && parseBoolean(value) === true ? { principal: ANY_SERVICE, exact: true } : undefined;
}

function readService(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String") return undefined;
  const exact = base === "StringEquals" && !WILDCARD.test(value);
  return exact ? { principal: servicePrincipal(value), exact } : { principal: ANY_SERVICE, exact };
}

function readServiceInList(value: string, operator: Operator): Narrowing | undefined {
  return operator.quantifier === "ForAnyValue" ? readService(value, operator) : undefined;
}

function readOrganization(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" || base === "StringEqualsIgnoreCase" || WILDCARD.test(value)) return undefined;
  return { principal: organizationPrincipal(value), exact: true };
}

function readOrganizationPath(value: string, { type, base }: Operator): Narrowing | undefined {
  if (type !== "String" || base === "StringEqualsIgnoreCase") return undefined;
  const [, id, path] = /^([^/*?]+)\/(.*)$/s.exec(value) ?? [];
  return id === undefined
    ? undefined
    : { principal: organizationPrincipal(id), exact: path === "*" && base === "StringLike" };
}

/**
 * The members of a principal that also meet a condition; undefined when there are none. Where the result is not exact, the
 * condition has to be stated beside the principal.
 */
export function intersect(principal: Principal, { principal: other, exact }: Narrowing): Narrowing | undefined {
  if (principal.kind === "anyone") return { principal: other, exact };
  if (principal.name === other.name) return { principal, exact };
  if (principal.kind === "service" || other.kind === "service") return intersectServices(principal, other, exact);
  if (principal.accountId === undefined || other.accountId === undefined)
    return intersectWithoutAccount(principal, other);
  if (principal.accountId !== other.accountId) return undefined;
  if (other.kind === "account") return { principal, exact };
  if (principal.kind === "account") return { principal: other, exact };
  return intersectIdentities(principal, other, exact);
}

/** No role, user or session is a service; of which account a service calls is not documented. */
function intersectServices(principal: Principal, other: Principal, exact: boolean): Narrowing | undefined {
  if (principal.kind === "unclear") return { principal, exact: false };
  if (principal.kind !== other.kind) {
    const [service, { kind }] = principal.kind === "service" ? [principal, other] : [other, principal];
    return ["role", "user", "session", "federated"].includes(kind) ? undefined : { principal: service, exact: false };
  }
  if (principal.service === undefined) return { principal: other, exact };
  return other.service === undefined ? { principal, exact } : undefined;
}

function intersectWithoutAccount(principal: Principal, other: Principal): Narrowing | undefined {
  if (principal.kind === "organization" && other.kind === "organization") return undefined;
  const narrower = principal.kind === "organization" && other.accountId !== undefined ? other : principal;
  return { principal: narrower, exact: false };
}

function intersectIdentities(principal: Principal, other: Principal, exact: boolean): Narrowing | undefined {
  const [one, two] = [principal.arn ?? "", other.arn ?? ""];
  if (matchesPattern(two, one) && !WILDCARD.test(one)) return { principal, exact };
  if (matchesPattern(one, two) && !WILDCARD.test(two)) return { principal: other, exact };
  // The ARN of a session does not contain the path of its role, and two patterns may have something in common.
  const different = !WILDCARD.test(one) && !WILDCARD.test(two) && lastName(one) !== lastName(two);
  const sessions = principal.kind === "session" || other.kind === "session";
  return different && !sessions ? undefined : { principal, exact: false };
}

function lastName(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
