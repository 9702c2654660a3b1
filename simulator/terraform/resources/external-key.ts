import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { DELETION_WINDOW_IN_DAYS } from "../../../model/limits";
import { parseKeyArn } from "../../../policy/arn";
import {
  error,
  isSet,
  ProviderError,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type Resource,
} from "../../../provider/plugin";
import type { Aws } from "../aws";
import type { AwsClient } from "../aws-client";
import { RESOURCE_SCHEMAS } from "../schemas";
import { checkRange, diagnosticOf, given, timeText, withErrorSummary } from "../older-sdk";
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

/** `aws_kms_external_key`: a key whose material the user brings. */
export const kmsExternalKey = externalKey({
  schema: RESOURCE_SCHEMAS.aws_kms_external_key,
  label: "KMS External Key",
  make: async (planned, aws) => {
    const { KeyMetadata: made } = await aws.kms(planned).call<{ KeyMetadata: KeyMetadata }>("CreateKey", {
      ...newKeyRequest(planned, aws),
      KeySpec: given(planned.key_spec),
      KeyUsage: given(planned.key_usage) ?? "ENCRYPT_DECRYPT",
      MultiRegion: planned.multi_region === true,
      Origin: "EXTERNAL",
    });
    return made;
  },
  own: ({ KeySpec, KeyUsage, MultiRegion, MultiRegionConfiguration: family }) => {
    if (MultiRegion && family?.MultiRegionKeyType !== "PRIMARY")
      return { problem: "is not a multi-Region primary key" };
    return { state: { key_spec: KeySpec, key_usage: KeyUsage, multi_region: MultiRegion } };
  },
});

/** `aws_kms_replica_external_key`: the replica of such a key, with the same material. */
export const kmsReplicaExternalKey = externalKey({
  schema: RESOURCE_SCHEMAS.aws_kms_replica_external_key,
  label: "KMS Replica External Key",
  make: async (planned, aws) => {
    const primary = parseKeyArn(String(planned.primary_key_arn));
    if ("error" in primary)
      throw new ProviderError(error(`parsing primary key ARN: ${primary.error}`, "", "primary_key_arn"));
    const { ReplicaKeyMetadata: made } = await aws
      .kms({ region: primary.region })
      .call<{ ReplicaKeyMetadata: KeyMetadata }>("ReplicateKey", {
        ...newKeyRequest(planned, aws),
        KeyId: primary.keyId,
        ReplicaRegion: aws.regionOf(planned),
      });
    return made;
  },
  own: ({ KeyUsage, MultiRegionConfiguration: family }) => {
    if (family?.MultiRegionKeyType !== "REPLICA") return { problem: "is not a multi-Region replica key" };
    return { state: { key_usage: KeyUsage, primary_key_arn: family.PrimaryKey?.Arn ?? null } };
  },
});

interface Kind {
  readonly schema: Block;
  /** Names the kind in errors. */
  readonly label: string;
  /** Makes the key, without material. */
  readonly make: (planned: ObjectValue, aws: Aws) => Promise<KeyMetadata>;
  /** The attributes that only this kind has, or why the key is of another kind. */
  readonly own: (key: KeyMetadata) => { readonly state: ObjectValue } | { readonly problem: string };
}

function externalKey({ schema, label, make, own }: Kind): Resource<Aws> {
  const look = async (kms: AwsClient, state: ObjectValue, aws: Aws, isNew = false): Promise<ObjectValue | null> => {
    const KeyId = String(state.id);
    const found = await describeKey(kms, KeyId);
    if (!found) return null;
    const kind = own(found);
    const problem = found.Origin === "EXTERNAL" ? undefined : `has invalid Origin: ${found.Origin}`;
    if (problem !== undefined || "problem" in kind) {
      throw new ProviderError(error(`${label} (${KeyId}) ${problem ?? ("problem" in kind ? kind.problem : "")}`, ""));
    }
    return {
      ...state,
      ...kind.state,
      arn: found.Arn,
      description: found.Description,
      enabled: found.Enabled,
      expiration_model: found.ExpirationModel ?? "",
      key_id: found.KeyId,
      key_state: found.KeyState,
      policy: await readPolicy(kms, KeyId, state.policy),
      region: kms.region,
      valid_to: timeText(found.ValidTo) ?? "",
      ...(await readTags(kms, { ...state, key_id: KeyId }, aws, isNew)),
    };
  };
  return {
    schema,
    validate: (config) => [
      ...checkRange(config, "deletion_window_in_days", DELETION_WINDOW_IN_DAYS),
      ...checkPolicy(config),
      ...checkTime(config),
    ],
    plan: async (request, { client }) => planCommon(request, schema, client),

    create: async (planned, { client: aws }) => {
      const kms = aws.kms(planned);
      const made = await withErrorSummary(`creating ${label}`, () => make(planned, aws));
      const id = made.KeyId;
      const state = { ...planned, id, key_id: id, arn: made.Arn, region: kms.region };
      // From here on the key exists: even after an error it must be in the state.
      const diagnostics: Diagnostic[] = [];
      try {
        if (isSet(planned.key_material_base64)) {
          await importMaterial(kms, id, planned);
          // As in the real provider, a key that does not say `enabled = true` is disabled; without material it cannot be.
          if (planned.enabled !== true) await kms.call("DisableKey", { KeyId: id });
        }
      } catch (problem) {
        diagnostics.push(diagnosticOf(`importing ${label} (${id}) material`, problem));
      }
      return { state: (await look(kms, state, aws, true)) ?? state, diagnostics };
    },

    read: (state, { client: aws }) =>
      withErrorSummary(`reading ${label} (${String(state.id)})`, async () => ({
        state: await look(aws.kms(state), state, aws),
      })),

    update: (planned, prior, { client: aws }) =>
      withErrorSummary(`updating ${label} (${String(prior.id)})`, async () => {
        const kms = aws.kms(prior);
        const KeyId = prior.id;
        const switched = planned.enabled !== prior.enabled && prior.key_state !== "PendingImport";
        if (switched && planned.enabled === true) await kms.call("EnableKey", { KeyId });
        if (planned.description !== prior.description) {
          await kms.call("UpdateKeyDescription", { KeyId, Description: given(planned.description) ?? "" });
        }
        await updatePolicy(kms, planned, { ...prior, key_id: prior.id ?? null }, label);
        if (planned.valid_to !== prior.valid_to) await importMaterial(kms, String(KeyId), planned);
        if (switched && planned.enabled === false) await kms.call("DisableKey", { KeyId });
        await updateTags(kms, planned, { ...prior, key_id: prior.id ?? null }, aws);
        return { state: await look(kms, planned, aws) };
      }),

    delete: (prior, { client: aws }) =>
      withErrorSummary(`deleting ${label} (${String(prior.id)})`, () =>
        deleteKey(aws.kms(prior), { ...prior, key_id: prior.id ?? null }),
      ),

    import: (id, { client: aws }) => importKey(id, aws, label, look),
  };
}

async function importMaterial(kms: AwsClient, KeyId: string, planned: ObjectValue): Promise<void> {
  const { PublicKey, ImportToken } = await kms.call<{ PublicKey: string; ImportToken: string }>(
    "GetParametersForImport",
    { KeyId, WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" },
  );
  const wrapped = publicEncrypt(
    {
      key: createPublicKey({ key: Buffer.from(PublicKey, "base64"), format: "der", type: "spki" }),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
    },
    Buffer.from(String(planned.key_material_base64), "base64"),
  );
  const expires = isSet(planned.valid_to) && planned.valid_to !== "";
  await kms.call("ImportKeyMaterial", {
    KeyId,
    ImportToken,
    EncryptedKeyMaterial: wrapped.toString("base64"),
    ExpirationModel: expires ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE",
    ...(expires && { ValidTo: Date.parse(String(planned.valid_to)) / 1000 }),
  });
}

function checkTime(config: ObjectValue): readonly Diagnostic[] {
  const { valid_to: time } = config;
  if (!isSet(time) || time === "" || !Number.isNaN(Date.parse(String(time)))) return [];
  return [error(`expected "valid_to" to be a valid RFC3339 date, got ${JSON.stringify(time)}`, "", "valid_to")];
}
