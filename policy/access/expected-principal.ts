import { ACCOUNT_ID, parseArn, type Arn } from "../arn";

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
