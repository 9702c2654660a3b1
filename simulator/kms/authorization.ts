import type { OneOrMany, PolicyDocument } from "../../policy/document";
import { evaluate, isAllowed, type Decision } from "../../policy/evaluate/evaluate";
import type { Principal } from "../aws/caller";
import type { EncryptionContext } from "./ciphertext";
import { KmsError } from "./errors";
import { grantAllows } from "./grant";
import { isPrimary, type KmsKey } from "./key";
import { readPolicy } from "./policy-document";

/** What is asked of a key. */
export interface Demand {
  /** Such as `kms:Decrypt`. */
  readonly action: string;
  /** Condition keys of the request, besides those of the key, the caller and the encryption context. */
  readonly conditions?: Readonly<Record<string, OneOrMany | undefined>>;
  readonly encryptionContext?: EncryptionContext;
}

/**
 * The decision of a key policy on a principal whose own IAM policies allow everything.
 * @param policy it may not be in force yet
 */
export function decisionOn(
  policy: PolicyDocument,
  key: Pick<KmsKey, "arn" | "accountId">,
  { arn, accountId, roleArn }: Principal,
  { action, conditions = {}, encryptionContext = {} }: Demand,
): Decision {
  const names = Object.keys(encryptionContext);
  const given: Readonly<Record<string, OneOrMany | undefined>> = {
    ...conditions,
    ...(roleArn === undefined ? {} : { "aws:PrincipalArn": roleArn }),
    ...(names.length === 0 ? {} : { "kms:EncryptionContextKeys": names }),
    ...Object.fromEntries(names.map((name) => [`kms:EncryptionContext:${name}`, encryptionContext[name]])),
  };
  const context: Record<string, OneOrMany> = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined) context[name] = value;
  const principal = { arn, accountId };
  return evaluate(policy, { action, principal, keyArn: key.arn, keyAccountId: key.accountId, context });
}

/** Whether the policy of a key or one of its grants allows what is asked. */
export function isPermitted(key: KmsKey, principal: Principal, demand: Demand): boolean {
  return refusalOf(key, principal, demand) === undefined;
}

/** Refuses, in AWS' words, what neither the policy of a key nor one of its grants allows. */
export function requirePermission(key: KmsKey, principal: Principal, demand: Demand): void {
  const why = refusalOf(key, principal, demand);
  if (why === undefined) return;
  const { accountId, arn } = key;
  if (principal.accountId !== accountId) throw deniedAbroad(principal, demand.action, arn);
  const reason =
    why === "denied"
      ? "with an explicit deny in a resource-based policy"
      : `because no resource-based policy allows the ${demand.action} action`;
  throw denied(principal, demand.action, arn, reason);
}

/** What a caller of another account is told, whether the key exists or not. */
export function deniedAbroad(principal: Principal, action: string, arn: string): KmsError {
  const reason =
    "because the resource does not exist in this Region, no resource-based policies allow access, " +
    "or a resource-based policy explicitly denies access";
  return denied(principal, action, arn, reason);
}

function denied({ arn }: Principal, action: string, keyArn: string, reason: string): KmsError {
  const text = `User: ${arn} is not authorized to perform: ${action} on resource: ${keyArn} ${reason}`;
  return new KmsError("AccessDeniedException", text);
}

/** An explicit Deny wins over a grant; without one, a grant is enough. */
function refusalOf(key: KmsKey, principal: Principal, demand: Demand): "denied" | "not allowed" | undefined {
  const policy = readPolicy(key.policy, key.region);
  const conditions = { ...conditionsOf(key), ...demand.conditions };
  const decision = decisionOn(policy, key, principal, { ...demand, conditions });
  if (isAllowed(decision)) return undefined;
  if (policy.Statement[decision.statement ?? -1]?.Effect === "Deny") return "denied";
  const { action, encryptionContext } = demand;
  const isGranted = [...key.grants.values()].some((grant) => grantAllows(grant, principal, action, encryptionContext));
  return isGranted ? undefined : "not allowed";
}

function conditionsOf(key: KmsKey): Readonly<Record<string, OneOrMany>> {
  return {
    "kms:KeySpec": key.keySpec,
    "kms:CustomerMasterKeySpec": key.keySpec,
    "kms:KeyUsage": key.keyUsage,
    "kms:CustomerMasterKeyUsage": key.keyUsage,
    "kms:KeyOrigin": key.origin,
    "kms:MultiRegion": String(key.primaryRegion !== undefined),
    ...(key.primaryRegion === undefined ? {} : { "kms:MultiRegionKeyType": isPrimary(key) ? "PRIMARY" : "REPLICA" }),
  };
}
