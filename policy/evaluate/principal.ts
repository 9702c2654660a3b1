import { parseArn, type Arn } from "../arn";
import { asList, type PolicyPrincipal } from "../document";

/** The principal that makes a request. */
export interface Caller {
  /** ARN of a user, role, session or root user. */
  readonly arn: string;
  /** The account it belongs to, 12 digits. */
  readonly accountId: string;
}

/** The names by which a policy can name a caller, computed once for many statements. */
export interface Identities {
  readonly partition: string | undefined;
  readonly caller: Caller;
  /** ARN of the caller's account: of its root user. */
  readonly root: string;
  /** Role of a session. */
  readonly role?: Role;
}

/** By which of its identities a caller is named. */
export interface Naming {
  /** Whether its account is. */
  readonly account: boolean;
  /** Whether the caller itself is and, for a session, whether its role is. */
  readonly itself: readonly boolean[];
}

/** The names by which a policy can name a caller. */
export function identitiesOf(caller: Caller): Identities {
  const arn = parseArn(caller.arn);
  const role = arn && roleOfSession(arn);
  const root = `arn:${arn?.partition}:iam::${caller.accountId}:root`;
  return { partition: arn?.partition, caller, root, ...(role && { role }) };
}

/**
 * By which of its identities a principal element names a caller. In `Principal` one of them suffices; `NotPrincipal`
 * exempts a caller when it names them all.
 * @param principal value of `Principal` or `NotPrincipal`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function naming(principal: PolicyPrincipal, { caller, root, role }: Identities): Naming {
  const names = typeof principal === "string" ? [principal] : asList(principal.AWS);
  if (names.includes("*")) return NAMED_AS_ANYONE;
  const account = names.includes(caller.accountId) || names.includes(root);
  if (caller.arn === root) return { account, itself: [account] };
  const itself = names.includes(caller.arn);
  const byRole = role !== undefined && names.some((name) => isRole(name, role));
  if (!account && !itself && !byRole) return NOT_NAMED;
  return { account, itself: role ? [itself, byRole] : [itself] };
}

const NAMED_AS_ANYONE: Naming = { account: true, itself: [true] };
const NOT_NAMED: Naming = { account: false, itself: [false] };

/** A role of which the path is not known. */
export interface Role {
  /** What its ARN begins with. */
  readonly prefix: string;
  readonly name: string;
}

function roleOfSession({ partition, service, accountId, resource }: Arn): Role | undefined {
  const [kind, name] = resource.split("/");
  if (service !== "sts" || kind !== "assumed-role" || !name) return undefined;
  return { prefix: `arn:${partition}:iam::${accountId}:role/`, name };
}

// The ARN of a session does not contain the path of its role; the name alone is unique in an account.
function isRole(arn: string, role: Role): boolean {
  return arn.startsWith(role.prefix) && arn.slice(role.prefix.length).split("/").at(-1) === role.name;
}
