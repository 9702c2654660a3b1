import { ACCOUNT_ID, parseArn, type Arn } from "../arn";
import type { ConditionValue } from "../document";

/** Somebody, or a kind of people, whom a statement of a key policy is about. */
export interface Principal {
  /**
   * - "anyone": whoever has an AWS account.
   * - "account", "organization": everybody of it.
   * - "role", "user", "session": one of them or, where {@link arn} has wildcards, those that match it, all of one account. A
   *   role stands for its sessions too; the root user of an account is a "user".
   * - "service", "federated": an AWS service, or people whom an identity provider vouches for.
   * - "unclear": a principal of which nobody can tell offline whom it means. Never to be taken for harmless.
   */
  readonly kind:
    "anyone" | "account" | "role" | "user" | "session" | "service" | "federated" | "organization" | "unclear";
  /** What a person reads; two parties of one name are the same. */
  readonly name: string;
  /** The account they all belong to, 12 digits; absent when it is not one account or nobody knows which. */
  readonly accountId?: string;
  /** Of a role, a user or a session; it may have wildcards in its last field. */
  readonly arn?: string;
  /** Such as `o-a1b2c3d4e5`. */
  readonly organizationId?: string;
}

/**
 * Whether somebody may be Aura: it calls from an AWS account of its own, not as an AWS service, and nobody signs in for it.
 * @param party somebody from outside of the key's account
 */
export function mayBeAura({ kind }: Principal): boolean {
  return kind !== "service" && kind !== "federated";
}

/** Whoever has an AWS account. */
export const ANYONE: Principal = { kind: "anyone", name: "anyone" };

/**
 * Everybody of an account.
 * @param accountId 12 digits
 */
export function accountPrincipal(accountId: string): Principal {
  return { kind: "account", name: `AWS account ${accountId}`, accountId };
}

/**
 * Everybody of an organization.
 * @param id such as `o-a1b2c3d4e5`
 */
export function organizationPrincipal(id: string): Principal {
  return { kind: "organization", name: `organization ${id}`, organizationId: id };
}

/**
 * The parties, each once.
 * @param parties the parties, in the order in which they are wanted
 */
export function distinctPrincipals(parties: readonly Principal[]): readonly Principal[] {
  return [...new Map(parties.map((party) => [party.name, party])).values()];
}

/**
 * Whom the resource of an IAM or STS ARN means; undefined when it is no role, user or session.
 * @param arn the whole ARN; its last field may have wildcards
 * @param accountId its account, 12 digits
 * @param resource its last field
 */
export function identityPrincipal(arn: string, accountId: string, resource: string): Principal | undefined {
  const service = arn.split(":")[2];
  const is = (kind: "role" | "user" | "session"): Principal => ({ kind, name: arn, accountId, arn });
  if (service === "iam" && /^role\/./.test(resource)) return is("role");
  if (service === "iam" && /^user\/./.test(resource)) return is("user");
  if (service === "iam" && resource === "root") {
    return { kind: "user", name: `root user of AWS account ${accountId}`, accountId, arn };
  }
  return service === "sts" && /^(assumed-role|federated-user)\/./.test(resource) ? is("session") : undefined;
}

/** Form of what can be expected in an ARN of IAM, and of STS. */
const RESOURCES: Readonly<Record<string, RegExp>> = {
  iam: /^(root|(user|role)\/[\w+=,.@/-]+)$/,
  sts: /^(assumed-role\/[\w+=,.@-]+|federated-user)\/[\w+=,.@-]+$/,
};

/**
 * Whether a text names whom a policy may be expected to let in: an account by its 12 digits, or one root, role, user or
 * session by its ARN.
 * @param text what was given
 */
export function isExpectedPrincipal(text: string): boolean {
  return ACCOUNT_ID.test(text) || iamArn(text) !== undefined;
}

/**
 * Whether somebody is among those who are expected. An account covers everybody in it, and a role its sessions: the names
 * of roles are unique in their account, whatever their path.
 * @param expected 12-digit account ids and principal ARNs
 * @param who somebody, with account and ARN as far as these are known
 */
export function isExpected(
  expected: readonly string[],
  who: { readonly accountId?: string; readonly arn?: string },
): boolean {
  const arn = who.arn === undefined ? undefined : iamArn(who.arn);
  const role = arn && roleOfSession(arn);
  return expected.some((text) => {
    if (text === who.arn) return true;
    const pin = iamArn(text);
    if (!pin) return text === who.accountId;
    if (pin.resource === "root") return pin.accountId === who.accountId && (!arn || pin.partition === arn.partition);
    return (
      role !== undefined && pin.partition === arn?.partition && pin.accountId === arn.accountId && role === roleOf(pin)
    );
  });
}

function iamArn(text: string): Arn | undefined {
  const arn = parseArn(text);
  const form = arn?.region === "" && ACCOUNT_ID.test(arn.accountId) ? RESOURCES[arn.service] : undefined;
  return form?.test(arn?.resource ?? "") ? arn : undefined;
}

function roleOfSession({ service, resource }: Arn): string | undefined {
  return service === "sts" ? /^assumed-role\/([^/]+)\//.exec(resource)?.[1] : undefined;
}

function roleOf({ service, resource }: Arn): string | undefined {
  return service === "iam" && resource.startsWith("role/") ? resource.slice(resource.lastIndexOf("/") + 1) : undefined;
}

/**
 * One test of a condition, as a person reads it: `StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"`.
 * @param operator as it is written
 * @param key as it is written
 * @param values what to compare with
 */
export function describeTest(operator: string, key: string, values: readonly ConditionValue[]): string {
  const texts = values.map((value) => JSON.stringify(String(value)));
  return `${operator} ${key} ${texts.length > 0 ? texts.join(" or ") : "(no value)"}`;
}
