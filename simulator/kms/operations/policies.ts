import { isAllowed } from "../../../policy/evaluate/evaluate";
import { decisionOn } from "../authorization";
import { KmsError } from "../errors";
import type { KmsKey } from "../key";
import { flag, optional, required, text } from "../../aws/parameters";
import { type Context, KEY, operation, type Operations, PAGE, page, requestedKey } from "../operation";
import { policyAsReturned, readNewKeyPolicy } from "../policy-document";

/** The only policy that a key has. */
const POLICY_NAME = "default";

const NAME = { PolicyName: optional(text(1, 128, /^[\w]+$/)) };
const policyText = text(1, 131_072);
const BYPASS = { BypassPolicyLockoutSafetyCheck: optional(flag) };

/** The parameters of an operation that makes a key with a policy. */
export const NEW_POLICY = { Policy: optional(policyText), ...BYPASS };

const getKeyPolicy = operation({ ...KEY, ...NAME }, (context, { KeyId, PolicyName }) => {
  const key = requestedKey(context, KeyId);
  requireName(PolicyName);
  return { Policy: policyAsReturned(key.policy, key.region), PolicyName: POLICY_NAME };
});

const putKeyPolicy = operation({ ...KEY, ...NAME, ...BYPASS, Policy: required(policyText) }, (context, input) => {
  const conditions = bypassOf(input);
  const key = requestedKey(context, input.KeyId, { conditions });
  requireName(input.PolicyName);
  const policy = checkedPolicy(context, key, input) ?? key.policy;
  if (policy !== key.policy) context.cloud.accessChanged(key);
  key.policy = policy;
  return {};
});

const listKeyPolicies = operation({ ...KEY, ...PAGE }, (context, input) => {
  requestedKey(context, input.KeyId);
  return page(input, "PolicyNames", [POLICY_NAME], { idOf: String, show: String });
});

/** A key's policy. */
export const policyOperations: Operations = {
  GetKeyPolicy: getKeyPolicy,
  ListKeyPolicies: listKeyPolicies,
  PutKeyPolicy: putKeyPolicy,
};

/**
 * The policy in the request once AWS has accepted it, or undefined when the request has none.
 * @param key the key that it is for, which may not exist yet
 */
export function checkedPolicy(
  { caller }: Context,
  key: Pick<KmsKey, "arn" | "accountId" | "region">,
  input: { readonly Policy?: string; readonly BypassPolicyLockoutSafetyCheck?: boolean },
): string | undefined {
  const { Policy: policy, BypassPolicyLockoutSafetyCheck: bypasses } = input;
  if (policy === undefined) return undefined;
  const document = readNewKeyPolicy(policy, key.region);
  const demand = { action: "kms:PutKeyPolicy", conditions: bypassOf(input) };
  if (!bypasses && !isAllowed(decisionOn(document, key, caller, demand))) {
    throw new KmsError(
      "MalformedPolicyDocumentException",
      "The new key policy will not allow you to update the key policy in the future.",
    );
  }
  return policy;
}

function bypassOf(input: { readonly BypassPolicyLockoutSafetyCheck?: boolean }): Readonly<Record<string, string>> {
  return { "kms:BypassPolicyLockoutSafetyCheck": String(input.BypassPolicyLockoutSafetyCheck ?? false) };
}

function requireName(name: string = POLICY_NAME): void {
  if (name !== POLICY_NAME) throw new KmsError("NotFoundException", `No such policy exists: ${name}`);
}
