import { DELETION_WINDOW_IN_DAYS, ROTATION_PERIOD_IN_DAYS } from "../../../model/limits";
import {
  error,
  isSet,
  ProviderError,
  type Diagnostic,
  type ObjectValue,
  type Outcome,
  type Resource,
} from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import { checkRange, diagnosticOf, given, withErrorSummary } from "../older-sdk";
import {
  checkPolicy,
  deleteKey,
  describeKey,
  importKey,
  type KeyMetadata,
  newKeyRequest,
  planCommon,
  readPolicy,
  readTags,
  updatePolicy,
  updateTags,
} from "./common";

/** `aws_kms_key` */
export const kmsKey: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_key,
  validate: (config) => [
    ...checkRange(config, "deletion_window_in_days", DELETION_WINDOW_IN_DAYS),
    ...checkRange(config, "rotation_period_in_days", ROTATION_PERIOD_IN_DAYS),
    ...checkPolicy(config),
    ...["custom_key_store_id", "xks_key_id"].flatMap((name) =>
      isSet(config[name])
        ? [error("The simulator has no custom key stores", `Remove ${name} to try the rest.`, name)]
        : [],
    ),
  ],
  plan: async (request, { client }) => planCommon(request, RESOURCE_SCHEMAS.aws_kms_key, client),

  create: async (planned, { client: aws }) => {
    const kms = aws.kms(planned);
    const { KeyMetadata: made } = await withErrorSummary("creating KMS Key", () =>
      kms.call<{ KeyMetadata: KeyMetadata }>("CreateKey", {
        ...newKeyRequest(planned, aws),
        KeySpec: planned.customer_master_key_spec,
        KeyUsage: planned.key_usage,
        MultiRegion: planned.multi_region === true,
      }),
    );
    const state = { ...planned, ...identity(made), id: made.KeyId, region: aws.regionOf(planned) };
    // From here on the key exists: even after an error it must be in the state.
    const diagnostics: Diagnostic[] = [];
    try {
      if (planned.enable_key_rotation === true) await setRotation(kms, state);
      if (planned.is_enabled === false) await kms.call("DisableKey", { KeyId: made.KeyId });
    } catch (problem) {
      diagnostics.push(diagnosticOf(`creating KMS Key (${made.KeyId})`, problem));
    }
    return { state: (await look(kms, state, aws, true)) ?? state, diagnostics };
  },

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Key (${String(state.key_id)})`, async () => ({
      state: await look(aws.kms(state), state, aws),
    })),

  update: (planned, prior, { client: aws }) =>
    withErrorSummary(`updating KMS Key (${String(prior.key_id)})`, async (): Promise<Outcome> => {
      const kms = aws.kms(prior);
      const KeyId = prior.key_id;
      if (planned.is_enabled === true && prior.is_enabled === false) await kms.call("EnableKey", { KeyId });
      const rotates = planned.enable_key_rotation === true;
      const newPeriod = planned.rotation_period_in_days !== prior.rotation_period_in_days;
      if (rotates && (newPeriod || prior.enable_key_rotation !== true)) {
        await setRotation(kms, { ...planned, key_id: prior.key_id ?? null });
      }
      if (!rotates && prior.enable_key_rotation === true) await kms.call("DisableKeyRotation", { KeyId });
      if (planned.description !== prior.description) {
        await kms.call("UpdateKeyDescription", { KeyId, Description: given(planned.description) ?? "" });
      }
      await updatePolicy(kms, planned, prior, "KMS Key");
      if (planned.is_enabled === false && prior.is_enabled === true) await kms.call("DisableKey", { KeyId });
      await updateTags(kms, planned, prior, aws);
      return { state: await look(kms, planned, aws) };
    }),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Key (${String(prior.key_id)})`, () => deleteKey(aws.kms(prior), prior)),

  import: (id, { client: aws }) => importKey(id, aws, "KMS Key", look),
};

async function setRotation(kms: AwsClient, object: ObjectValue): Promise<void> {
  const period = given(object.rotation_period_in_days);
  await kms.call("EnableKeyRotation", {
    KeyId: object.key_id,
    // KMS decides the period when none is set.
    RotationPeriodInDays: period === 0 ? undefined : period,
  });
}

/** `id` stays as it was typed for an import. */
function identity({ Arn, KeyId }: KeyMetadata): ObjectValue {
  return { arn: Arn, key_id: KeyId };
}

async function look(kms: AwsClient, state: ObjectValue, aws: Aws, isNew = false): Promise<ObjectValue | null> {
  const KeyId = String(state.key_id);
  const found = await describeKey(kms, KeyId);
  if (!found) return null;
  if (found.MultiRegionConfiguration?.MultiRegionKeyType === "REPLICA") {
    throw new ProviderError(error(`KMS Key (${KeyId}) is not a multi-Region primary key`, ""));
  }
  const symmetric = found.KeySpec === "SYMMETRIC_DEFAULT";
  const rotation = symmetric
    ? await kms.call<{ KeyRotationEnabled: boolean; RotationPeriodInDays?: number }>("GetKeyRotationStatus", { KeyId })
    : { KeyRotationEnabled: false };
  return {
    ...state,
    ...identity(found),
    // The older SDK writes what AWS leaves out as empty or 0.
    custom_key_store_id: found.CustomKeyStoreId ?? "",
    customer_master_key_spec: found.KeySpec,
    description: found.Description,
    enable_key_rotation: rotation.KeyRotationEnabled,
    is_enabled: found.Enabled,
    key_usage: found.KeyUsage,
    multi_region: found.MultiRegion,
    policy: await readPolicy(kms, KeyId, state.policy),
    region: kms.region,
    rotation_period_in_days: rotation.RotationPeriodInDays ?? 0,
    ...(await readTags(kms, { ...state, key_id: KeyId }, aws, isNew)),
    xks_key_id: "",
  };
}
