import { parseKeyArn } from "../../../policy/arn";
import { DELETION_WINDOW_IN_DAYS } from "../../../model/limits";
import { error, ProviderError, type Diagnostic, type ObjectValue, type Resource } from "../../../provider/plugin";
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

/** `aws_kms_replica_key` */
export const kmsReplicaKey: Resource<Aws> = {
  schema: RESOURCE_SCHEMAS.aws_kms_replica_key,
  validate: (config) => [
    ...checkRange(config, "deletion_window_in_days", DELETION_WINDOW_IN_DAYS),
    ...checkPolicy(config),
  ],
  plan: async (request, { client }) => planCommon(request, RESOURCE_SCHEMAS.aws_kms_replica_key, client),

  create: async (planned, { client: aws }) => {
    const region = aws.regionOf(planned);
    const primary = parseKeyArn(String(planned.primary_key_arn));
    if ("error" in primary) {
      throw new ProviderError(
        error(`creating KMS Replica Key: primary_key_arn is ${primary.error}`, "", "primary_key_arn"),
      );
    }
    const { ReplicaKeyMetadata: made } = await withErrorSummary("creating KMS Replica Key", () =>
      // Replication is requested in the region of the primary.
      aws.kms({ region: primary.region }).call<{ ReplicaKeyMetadata: KeyMetadata }>("ReplicateKey", {
        ...newKeyRequest(planned, aws),
        KeyId: primary.keyId,
        ReplicaRegion: region,
      }),
    );
    const kms = aws.kms(planned);
    const state = { ...planned, region, key_id: made.KeyId, id: made.KeyId, arn: made.Arn };
    const diagnostics: Diagnostic[] = [];
    try {
      if (planned.enabled === false) await kms.call("DisableKey", { KeyId: made.KeyId });
    } catch (problem) {
      diagnostics.push(diagnosticOf(`creating KMS Replica Key (${made.KeyId})`, problem));
    }
    return { state: (await look(kms, state, aws, true)) ?? state, diagnostics };
  },

  read: (state, { client: aws }) =>
    withErrorSummary(`reading KMS Replica Key (${String(state.key_id)})`, async () => ({
      state: await look(aws.kms(state), state, aws),
    })),

  update: (planned, prior, { client: aws }) =>
    withErrorSummary(`updating KMS Replica Key (${String(prior.key_id)})`, async () => {
      const kms = aws.kms(prior);
      const KeyId = prior.key_id;
      if (planned.enabled === true && prior.enabled === false) await kms.call("EnableKey", { KeyId });
      if (planned.description !== prior.description) {
        await kms.call("UpdateKeyDescription", { KeyId, Description: given(planned.description) ?? "" });
      }
      await updatePolicy(kms, planned, prior, "KMS Replica Key");
      if (planned.enabled === false && prior.enabled === true) await kms.call("DisableKey", { KeyId });
      await updateTags(kms, planned, prior, aws);
      return { state: await look(kms, planned, aws) };
    }),

  delete: (prior, { client: aws }) =>
    withErrorSummary(`deleting KMS Replica Key (${String(prior.key_id)})`, () => deleteKey(aws.kms(prior), prior)),

  import: (id, { client: aws }) => importKey(id, aws, "KMS Replica Key", look),
};

async function look(kms: AwsClient, state: ObjectValue, aws: Aws, isNew = false): Promise<ObjectValue | null> {
  const KeyId = String(state.key_id);
  const found = await describeKey(kms, KeyId);
  if (!found) return null;
  if (found.MultiRegionConfiguration?.MultiRegionKeyType !== "REPLICA") {
    throw new ProviderError(error(`KMS Key (${KeyId}) is not a multi-Region replica key`, ""));
  }
  const rotation = await kms.call<{ KeyRotationEnabled: boolean }>("GetKeyRotationStatus", { KeyId });
  return {
    ...state,
    arn: found.Arn,
    key_id: found.KeyId,
    description: found.Description,
    enabled: found.Enabled,
    key_rotation_enabled: rotation.KeyRotationEnabled,
    key_spec: found.KeySpec,
    key_usage: found.KeyUsage,
    policy: await readPolicy(kms, KeyId, state.policy),
    primary_key_arn: found.MultiRegionConfiguration.PrimaryKey?.Arn ?? state.primary_key_arn ?? null,
    region: kms.region,
    ...(await readTags(kms, { ...state, key_id: KeyId }, aws, isNew)),
  };
}
