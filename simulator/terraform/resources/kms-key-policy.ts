import type { ObjectValue, Resource } from "../../../provider/plugin";
import { defaultPolicy } from "../../kms/operations/keys";
import type { Aws } from "../aws";
import type { KmsClient } from "../kms-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import {
  checkPolicy,
  describeKey,
  planCommon,
  readPolicy,
  withErrorSummary,
  undefinedIfNotFound,
  updatePolicy,
} from "./common";
import { importId } from "./kms-key";

/**
 * `aws_kms_key_policy`: as in the real provider, deleting it writes the default policy back, `key_id` is read back as the bare
 * id of the key, and a change of `key_id` has no effect: the policy stays on the key in `id`.
 */
export const kmsKeyPolicy: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_key_policy,
  validate: checkPolicy,
  plan: async (request, { client }) => planCommon(request, client),

  create: (planned, { client: aws }) =>
    withErrorSummary("attaching KMS Key policy", async () => {
      await put(aws.kms(planned), planned, String(planned.policy));
      return { state: { ...planned, id: planned.key_id ?? null, region: aws.regionOf(planned) } };
    }),

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Key policy (${String(state.id)})`, async () => ({
      state: await look(aws.kms(state), state),
    })),

  update: (planned, prior, { client: aws }) =>
    withErrorSummary(`updating KMS Key policy (${String(prior.id)})`, async () => {
      await updatePolicy(aws.kms(prior), planned, { ...prior, key_id: prior.id ?? null });
      return { state: planned };
    }),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Key policy (${String(prior.key_id)})`, async () => {
      const kms = aws.kms(prior);
      await undefinedIfNotFound(() => put(kms, prior, defaultPolicy(aws.principal.accountId, kms.region)));
      return undefined;
    }),

  import: (id, { client: aws }) =>
    withErrorSummary(`reading KMS Key policy (${id})`, async () => {
      const { keyId, region } = importId(id, aws);
      const imported = { key_id: keyId, id: keyId, region, bypass_policy_lockout_safety_check: false };
      return { state: await look(aws.kms(imported), imported) };
    }),
};

async function put(kms: KmsClient, object: ObjectValue, policy: string): Promise<void> {
  await kms.call("PutKeyPolicy", {
    KeyId: object.key_id,
    PolicyName: "default",
    Policy: policy,
    BypassPolicyLockoutSafetyCheck: object.bypass_policy_lockout_safety_check === true,
  });
}

async function look(kms: KmsClient, state: ObjectValue): Promise<ObjectValue | null> {
  const keyId = String(state.id);
  const key = await describeKey(kms, keyId);
  if (!key) return null;
  return { ...state, key_id: key.KeyId, policy: await readPolicy(kms, keyId, state.policy), region: kms.region };
}
