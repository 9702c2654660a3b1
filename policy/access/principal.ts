import { ACCOUNT_ID, parseArn, type Arn } from "../arn";
import type { ConditionValue } from "../document";

/** The principal, or kind of principals, that a statement of a key policy is about. */
export interface Principal {
  /**
   * - "anyone": every AWS account.
   * - "account", "organization": all of its principals.
   * - "role", "user", "session": one of them or, where {@link arn} has wildcards, those that match it, all of one account. A
   *   role includes its sessions; the root user of an account is a "user".
   * - "service", "federated": an AWS service, or users of an identity provider.
   * - "unclear": a principal that cannot be resolved offline. It is never assumed to be harmless.
   */
  readonly kind:
    "anyone" | "account" | "role" | "user" | "session" | "service" | "federated" | "organization" | "unclear";
  /** The name for people; two principals with the same name are the same. */
  readonly name: string;
  /** The account they all belong to, 12 digits; absent when it is not one account, or unknown. */
  readonly accountId?: string;
  /** Of a role, a user or a session; it may have wildcards in its last field. */
  readonly arn?: string;
  /** Such as `o-a1b2c3d4e5`. */
  readonly organizationId?: string;
  /** The name of one AWS service, such as `logs.amazonaws.com`. */
  readonly service?: string;
}

/** Whether a principal may be Aura: Aura calls from its own AWS account, not as an AWS service or a federated user. */
export function mayBeAura({ kind }: Principal): boolean {
  return kind !== "service" && kind !== "federated";
}

/**
 * The unique id of a principal: AWS puts it in the place of the ARN of a user or role that was deleted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export const UNIQUE_ID = /^A(BIA|CCA|GPA|IDA|IPA|KIA|NPA|NVA|PKA|ROA|SCA|SIA)[A-Z0-9]{12,}$/;

/** Every AWS account. */
export const ANYONE: Principal = { kind: "anyone", name: "anyone" };

/**
 * All principals of an account.
 * @param accountId 12 digits
 */
export function accountPrincipal(accountId: string): Principal {
  return { kind: "account", name: `AWS account ${accountId}`, accountId };
}

/**
 * All principals of an organization.
 * @param id such as `o-a1b2c3d4e5`
 */
export function organizationPrincipal(id: string): Principal {
  return { kind: "organization", name: `organization ${id}`, organizationId: id };
}

/** Every AWS service. */
export const ANY_SERVICE: Principal = { kind: "service", name: "any AWS service" };

/**
 * An AWS service.
 * @param service such as `logs.amazonaws.com`
 */
export function servicePrincipal(service: string): Principal {
  return { kind: "service", name: `AWS service ${service}`, service };
}

/** The principals in their order, each once. */
export function distinctPrincipals(principals: readonly Principal[]): readonly Principal[] {
  return [...new Map(principals.map((principal) => [principal.name, principal])).values()];
}

/**
 * The principal that an IAM or STS ARN names; undefined when it is not a role, user or session.
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

/** Form of the resource of an expected principal's ARN, in IAM and in STS. */
const RESOURCES: Readonly<Record<string, RegExp>> = {
  iam: /^(root|(user|role)\/[\w+=,.@/-]+)$/,
  sts: /^(assumed-role\/[\w+=,.@-]+|federated-user)\/[\w+=,.@-]+$/,
};

/**
 * Whether a text can name an expected principal: an account by its 12 digits, or one root user, role, user or session by
 * its ARN.
 */
export function isExpectedPrincipal(text: string): boolean {
  return ACCOUNT_ID.test(text) || iamArn(text) !== undefined;
}

/**
 * Whether a principal is expected. An account covers all of its principals, and a role its sessions: the names of roles are
 * unique in their account, whatever their path.
 * @param expected 12-digit account ids, principal ARNs and ids of organizations
 * @param principal its account, ARN and organization, as far as they are known
 */
export function isExpected(
  expected: readonly string[],
  principal: Pick<Principal, "accountId" | "arn" | "organizationId">,
): boolean {
  const arn = principal.arn === undefined ? undefined : iamArn(principal.arn);
  const role = arn && roleOfSession(arn);
  return expected.some((text) => {
    if (text === principal.arn || text === principal.organizationId) return true;
    const own = iamArn(text);
    if (!own) return text === principal.accountId;
    const samePartition = !arn || own.partition === arn.partition;
    if (own.resource === "root") return own.accountId === principal.accountId && samePartition;
    return role !== undefined && samePartition && own.accountId === arn?.accountId && role === roleOf(own);
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

/** One test of a condition, as a person reads it: `StringEquals kms:ViaService "ec2.eu-west-1.amazonaws.com"`. */
export function describeTest(operator: string, key: string, values: readonly ConditionValue[]): string {
  const texts = values.map((value) => JSON.stringify(String(value)));
  return `${operator} ${key} ${texts.length > 0 ? texts.join(" or ") : "(no value)"}`;
}
