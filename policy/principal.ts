import { parseArn } from "./arn";
import { asList, type Principal } from "./document";

/** Who makes a request. */
export interface Caller {
  /** ARN of a user, role, session or root user. */
  readonly arn: string;
  /** The account it belongs to, 12 digits. */
  readonly accountId: string;
}

/**
 * By which of its identities a principal element names a caller: its account, itself and, for a session, its role. In
 * `Principal` one of them suffices; `NotPrincipal` lets a caller off when it names them all.
 * @param principal value of `Principal` or `NotPrincipal`
 * @param caller who asks
 * @returns for each identity of the caller, whether it is named
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function identitiesNamed(principal: Principal, caller: Caller): boolean[] {
  const names = typeof principal === "string" ? [principal] : asList(principal.AWS);
  if (names.includes("*")) return [true];
  const root = `arn:${parseArn(caller.arn)?.partition}:iam::${caller.accountId}:root`;
  const named = [names.includes(caller.accountId) || names.includes(root)];
  if (caller.arn !== root) named.push(names.includes(caller.arn));
  const role = roleOfSession(caller.arn);
  if (role) named.push(names.some((name) => isRole(name, role)));
  return named;
}

interface Role {
  /** What its ARN begins with. */
  readonly prefix: string;
  readonly name: string;
}

function roleOfSession(arn: string): Role | undefined {
  const parsed = parseArn(arn);
  const [kind, name] = parsed?.resource.split("/") ?? [];
  if (parsed?.service !== "sts" || kind !== "assumed-role" || !name) return undefined;
  return { prefix: `arn:${parsed.partition}:iam::${parsed.accountId}:role/`, name };
}

// A session does not tell the path of its role; the name alone is unique in an account.
function isRole(arn: string, role: Role): boolean {
  return arn.startsWith(role.prefix) && arn.slice(role.prefix.length).split("/").at(-1) === role.name;
}
