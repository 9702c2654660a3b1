import { KmsError } from "../errors";
import type { KmsKey } from "../key";
import { type Context, type Operation, requestedKey, requireNotPendingDeletion } from "../operation";
import { permits } from "../permission";
import { policyAsReturned, readPolicy } from "../policy-document";

/** The only policy that a key has. */
const POLICY_NAME = "default";

const getKeyPolicy: Operation = (context) => {
  const key = requestedKey(context);
  requireName(context);
  return { Policy: policyAsReturned(key.policy, key.region), PolicyName: POLICY_NAME };
};

const putKeyPolicy: Operation = (context) => {
  const key = requestedKey(context);
  requireName(context);
  context.input.text("Policy");
  const policy = checkedPolicy(context, key, key.region) ?? "";
  requireNotPendingDeletion(context, key);
  if (policy !== key.policy) key.accessChangedAt = context.cloud.clock.now();
  key.policy = policy;
  return {};
};

/** A key's policy. */
export const policyOperations: Readonly<Record<string, Operation>> = {
  GetKeyPolicy: getKeyPolicy,
  ListKeyPolicies: (context) => {
    requestedKey(context);
    return { PolicyNames: [POLICY_NAME], Truncated: false };
  },
  PutKeyPolicy: putKeyPolicy,
};

/**
 * The policy in the request once AWS has accepted it, or undefined when the request has none.
 * @param key the key that it is for, which may not exist yet
 * @param region region of that key
 */
export function checkedPolicy(
  { input, caller }: Context,
  key: Pick<KmsKey, "arn" | "accountId">,
  region: string,
): string | undefined {
  const text = input.optionalText("Policy");
  if (text === undefined) return undefined;
  const document = readPolicy(text, region);
  if (!input.flag("BypassPolicyLockoutSafetyCheck") && !permits(document, key, caller, "kms:PutKeyPolicy")) {
    throw new KmsError(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
  }
  return text;
}

function requireName({ input }: Context): void {
  const name = input.optionalText("PolicyName") ?? POLICY_NAME;
  if (name !== POLICY_NAME) throw new KmsError("NotFoundException", `No such policy exists: ${name}`);
}
