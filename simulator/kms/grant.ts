import { parseArn } from "../../policy/arn";
import { sessionRole } from "../../policy/evaluate/principal";
import type { Principal } from "../aws/caller";

/** A permission on a key that is not in its policy. */
export interface Grant {
  /** 64 hex digits. */
  readonly id: string;
  readonly name?: string;
  readonly createdAt: number;
  /** ARN of a principal, or the name of an AWS service. */
  readonly grantee: string;
  /** Who may retire it besides the account that made it. */
  readonly retiring?: string;
  readonly operations: readonly string[];
  readonly constraints?: GrantConstraints;
  /** ARN of the root user of the account that made it. */
  readonly issuer: string;
  /** The tokens that were given for it. */
  readonly tokens: Set<string>;
}

/** What the encryption context of a call under a grant has to be. */
export interface GrantConstraints {
  readonly EncryptionContextSubset?: Readonly<Record<string, string>>;
  readonly EncryptionContextEquals?: Readonly<Record<string, string>>;
}

/**
 * Whether a grant allows a principal an operation.
 * @param action such as `kms:Decrypt`
 * @param encryptionContext of the call
 */
export function grantAllows(
  { grantee, operations, constraints }: Grant,
  principal: Principal,
  action: string,
  encryptionContext: Readonly<Record<string, string>> = {},
): boolean {
  return (
    operations.includes(action.replace(/^kms:/, "")) &&
    isNamedBy(grantee, principal) &&
    meets(constraints, encryptionContext)
  );
}

/**
 * Whether an ARN is that of a principal: its own, that of its role, or that of its account's root user.
 * @param arn as a grant has it
 */
export function isNamedBy(arn: string, { arn: own, accountId }: Principal): boolean {
  if (arn === own) return true;
  const [named, caller] = [parseArn(arn), parseArn(own)];
  if (named?.service !== "iam" || named.accountId !== accountId) return false;
  if (named.resource === "root") return true;
  const role = caller && sessionRole(caller);
  return role !== undefined && named.resource.startsWith("role/") && named.resource.split("/").at(-1) === role.name;
}

function meets(constraints: GrantConstraints | undefined, context: Readonly<Record<string, string>>): boolean {
  const has = (wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([name, value]) => context[name] === value);
  const { EncryptionContextSubset: subset = {}, EncryptionContextEquals: equal } = constraints ?? {};
  return has(subset) && (!equal || (has(equal) && Object.keys(equal).length === Object.keys(context).length));
}
