import { parseArn, type Arn } from "../arn";
import { asList, type PolicyPrincipal } from "../document";
import type { Truth } from "./truth";

/** The principal that makes a request. */
export interface Caller {
  /** ARN of a user, role, session or root user; or the name of an AWS service, such as `logs.amazonaws.com`. */
  readonly arn: string;
  /** The account it belongs to, 12 digits; empty for an AWS service. */
  readonly accountId: string;
}

const SERVICE = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.(com|com\.cn|eu)$/;

/** The name of the AWS service that calls; undefined when the caller is an IAM principal. */
export function serviceOf(arn: string): string | undefined {
  return SERVICE.test(arn) ? arn : undefined;
}

/** The names by which a policy can name a caller, computed once for many statements. */
export interface Identities {
  readonly partition: string | undefined;
  readonly caller: Caller;
  /** ARN of the caller's account: of its root user. */
  readonly root: string;
  /** Role of a session. */
  readonly role?: Role;
  /** Name of an AWS service. */
  readonly service?: string;
}

/** By which of its identities a caller is named. */
export interface Naming {
  /** Whether its account is. */
  readonly account: boolean;
  /** Whether the caller itself is and, for a session, whether its role is. */
  readonly itself: readonly Truth[];
}

/** The names by which a policy can name a caller. */
export function identitiesOf(caller: Caller): Identities {
  const arn = parseArn(caller.arn);
  const role = arn && sessionRole(arn);
  const service = serviceOf(caller.arn);
  const root = `arn:${arn?.partition}:iam::${caller.accountId}:root`;
  return { partition: arn?.partition, caller, root, ...(role && { role }), ...(service !== undefined && { service }) };
}

/**
 * By which of its identities a principal element names a caller. In `Principal` one of them suffices; `NotPrincipal`
 * exempts a caller when it names them all.
 * @param principal value of `Principal` or `NotPrincipal`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function naming(principal: PolicyPrincipal, { caller, root, role, service }: Identities): Naming {
  const names = typeof principal === "string" ? [principal] : asList(principal["AWS"]);
  if (names.includes("*")) return NAMED_AS_ANYONE;
  if (service !== undefined)
    return namingService(typeof principal === "string" ? [] : asList(principal["Service"]), service);
  const account = names.includes(caller.accountId) || names.includes(root);
  if (caller.arn === root) return { account, itself: [account] };
  const itself = names.includes(caller.arn);
  const byRole = role !== undefined && names.some((name) => isRole(name, role));
  if (!account && !itself && !byRole) return NOT_NAMED;
  return { account, itself: role ? [itself, byRole] : [itself] };
}

const NAMED_AS_ANYONE: Naming = { account: true, itself: [true] };
const NOT_NAMED: Naming = { account: false, itself: [false] };

/** Some services have a principal for each region beside the global one; which of them calls is not documented. */
function namingService(names: readonly string[], service: string): Naming {
  if (names.includes(service)) return NAMED_AS_ANYONE;
  const [first] = service.split(".");
  const similar = names.some((name) => name.split(".")[0] === first);
  return similar ? { account: false, itself: [undefined] } : NOT_NAMED;
}

/** A role of which the path is not known. */
export interface Role {
  /** What its ARN begins with. */
  readonly prefix: string;
  readonly name: string;
}

/** The role of a session; undefined for other callers. */
export function sessionRole({ partition, service, accountId, resource }: Arn): Role | undefined {
  const [kind, name] = resource.split("/");
  if (service !== "sts" || kind !== "assumed-role" || !name) return undefined;
  return { prefix: `arn:${partition}:iam::${accountId}:role/`, name };
}

/** Whether an ARN is that of a role: a session does not contain the path of its role, but the name is unique in an account. */
export function isRole(arn: string, role: Role): boolean {
  return arn.startsWith(role.prefix) && arn.slice(role.prefix.length).split("/").at(-1) === role.name;
}
