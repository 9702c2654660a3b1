import type { ObjectValue, Resource } from "../../../provider/plugin";
import { defaultPolicy } from "../../kms/policy-document";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import { withErrorSummary } from "../older-sdk";
import { checkPolicy, describeKey, importId, planCommon, readPolicy, updatePolicy } from "./common";

/**
 * `aws_kms_key_policy`: as in the real provider, deleting it writes the default policy back, unless the lockout safety check is
 * bypassed, `key_id` is read back as the bare id of the key, and a change of `key_id` has no effect: the policy stays on the key in
 * `id`.
 */
export const kmsKeyPolicy: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_key_policy,
  validate: checkPolicy,
  plan: async (request, { client }) => planCommon(request, RESOURCE_SCHEMAS.aws_kms_key_policy, client),

  create: (planned, { client: aws }) =>
    withErrorSummary("attaching KMS Key policy", async () => {
      const kms = aws.kms(planned);
      await kms.call("PutKeyPolicy", policyOf(planned, String(planned.policy)));
      return { state: await look(kms, { ...planned, id: planned.key_id ?? null }) };
    }),

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Key policy (${String(state.id)})`, async () => ({
      state: await look(aws.kms(state), state),
    })),

  update: (planned, prior, { client: aws }) =>
    withErrorSummary(`reading KMS Key policy (${String(prior.id)})`, async () => {
      const kms = aws.kms(prior);
      await updatePolicy(kms, planned, { ...prior, key_id: prior.id ?? null }, "KMS Key Policy");
      return { state: await look(kms, planned) };
    }),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Key policy (${String(prior.key_id)})`, async () => {
      if (prior.bypass_policy_lockout_safety_check === true) return undefined;
      const kms = aws.kms(prior);
      await kms.call("PutKeyPolicy", policyOf(prior, restoredPolicy(aws.principal.accountId, kms.region)));
      return undefined;
    }),

  import: (id, { client: aws }) =>
    withErrorSummary(`reading KMS Key policy (${id})`, async () => {
      const { keyId, region } = importId(id, aws);
      return { state: await look(aws.kms({ region }), { key_id: keyId, id: keyId, region }) };
    }),
};

function policyOf(object: ObjectValue, policy: string): object {
  return {
    KeyId: object.key_id,
    PolicyName: "default",
    Policy: policy,
    BypassPolicyLockoutSafetyCheck: object.bypass_policy_lockout_safety_check === true,
  };
}

/** The default policy as the provider writes it, with an Id of its own. */
function restoredPolicy(accountId: string, region: string): string {
  return JSON.stringify({ ...(JSON.parse(defaultPolicy(accountId, region)) as object), Id: "default" });
}

async function look(kms: AwsClient, state: ObjectValue): Promise<ObjectValue | null> {
  const keyId = String(state.id);
  const key = await describeKey(kms, keyId);
  if (!key) return null;
  return { ...state, key_id: key.KeyId, policy: await readPolicy(kms, keyId, state.policy), region: kms.region };
}
