import { parseArn } from "./arn";
import { asList, type Principal } from "./document";

/** Who makes a request. */
export interface Caller {
  /** ARN of a user, role, session or root user. */
  readonly arn: string;
  /** The account it belongs to, 12 digits. */
  readonly accountId: string;
}

/** By which of its identities a caller is named. */
export interface Naming {
  /** Whether its account is. */
  readonly account: boolean;
  /** Whether the caller itself is and, for a session, whether its role is. */
  readonly itself: readonly boolean[];
}

/**
 * By which of its identities a principal element names a caller. In `Principal` one of them suffices; `NotPrincipal` lets a
 * caller off when it names them all.
 * @param principal value of `Principal` or `NotPrincipal`
 * @param caller who asks
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function naming(principal: Principal, caller: Caller): Naming {
  const names = typeof principal === "string" ? [principal] : asList(principal.AWS);
  if (names.includes("*")) return { account: true, itself: [true] };
  const root = rootOf(caller);
  const account = names.includes(caller.accountId) || names.includes(root);
  if (caller.arn === root) return { account, itself: [account] };
  const itself = names.includes(caller.arn);
  const role = roleOfSession(caller.arn);
  return { account, itself: role ? [itself, names.some((name) => isRole(name, role))] : [itself] };
}

/**
 * Whether a caller is the root user of its account, whom no IAM policy binds.
 * @param caller who asks
 */
export function isRootUser(caller: Caller): boolean {
  return caller.arn === rootOf(caller);
}

function rootOf({ arn, accountId }: Caller): string {
  return `arn:${parseArn(arn)?.partition}:iam::${accountId}:root`;
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
