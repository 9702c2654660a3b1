import { randomUUID } from "node:crypto";
import { partitionOf } from "../../../policy/arn";
import { keyArn } from "../cloud";
import { KmsError } from "../errors";
import { isPrimary, SYMMETRIC, type KmsKey } from "../key";
import { type Context, type Operation, requestedKey, requireNotPendingDeletion } from "../operation";
import { checkedPolicy } from "./policies";
import { readTags } from "./tags";
import { ROTATION_DEFAULT_IN_DAYS } from "./rotation";

const SPECS_BY_USAGE: Readonly<Record<string, readonly string[]>> = {
  ENCRYPT_DECRYPT: [SYMMETRIC, "RSA_2048", "RSA_3072", "RSA_4096", "SM2"],
  SIGN_VERIFY: [
    ...["RSA_2048", "RSA_3072", "RSA_4096", "ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521"],
    ...["ECC_SECG_P256K1", "ECC_NIST_EDWARDS25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87", "SM2"],
  ],
  GENERATE_VERIFY_MAC: ["HMAC_224", "HMAC_256", "HMAC_384", "HMAC_512"],
  KEY_AGREEMENT: ["ECC_NIST_P256", "ECC_NIST_P384", "ECC_NIST_P521", "SM2"],
};

const MAX_DESCRIPTION = 8192;

const createKey: Operation = (context) => {
  const { cloud, caller, input } = context;
  const keyUsage = input.choice("KeyUsage", Object.keys(SPECS_BY_USAGE), "ENCRYPT_DECRYPT");
  const specs = [...new Set(Object.values(SPECS_BY_USAGE).flat())];
  const keySpec = input.choice("KeySpec", specs, input.choice("CustomerMasterKeySpec", specs, SYMMETRIC));
  if (!SPECS_BY_USAGE[keyUsage]?.includes(keySpec)) {
    throw new KmsError("ValidationException", `KeyUsage ${keyUsage} is not compatible with KeySpec ${keySpec}`);
  }
  if (input.choice("Origin", ["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"], "AWS_KMS") !== "AWS_KMS") {
    throw new KmsError("UnsupportedOperationException", "The simulator makes keys of origin AWS_KMS only.");
  }
  const keyId = input.flag("MultiRegion") ? `mrk-${randomUUID().replaceAll("-", "")}` : randomUUID();
  const { region, accountId } = caller;
  const at = { arn: keyArn(region, accountId, keyId), accountId };
  const now = cloud.clock.now();
  const key: KmsKey = {
    ...at,
    keyId,
    region,
    keySpec,
    keyUsage,
    primaryRegion: keyId.startsWith("mrk-") ? region : undefined,
    createdAt: now,
    description: description(context),
    enabled: true,
    policy: checkedPolicy(context, at, region) ?? defaultPolicy(accountId, region),
    rotation: { enabled: false, periodInDays: ROTATION_DEFAULT_IN_DAYS, since: now },
    tags: new Map(readTags(input)),
    accessChangedAt: now,
    lastUsedAt: now,
  };
  cloud.addKey(key);
  return { KeyMetadata: describe(context, key) };
};

const updateKeyDescription: Operation = (context) => {
  const key = requestedKey(context);
  requireNotPendingDeletion(context, key);
  context.input.text("Description");
  key.description = description(context);
  return {};
};

const replicateKey: Operation = (context) => {
  const { cloud, input } = context;
  const primary = requestedKey(context);
  if (!isPrimary(primary)) {
    throw new KmsError("UnsupportedOperationException", `${primary.arn} is not a multi-Region primary key.`);
  }
  requireNotPendingDeletion(context, primary);
  if (!primary.enabled) throw new KmsError("DisabledException", `${primary.arn} is disabled.`);
  const region = input.text("ReplicaRegion");
  const at = { arn: keyArn(region, primary.accountId, primary.keyId), accountId: primary.accountId };
  if (cloud.find(at.arn)) {
    throw new KmsError("AlreadyExistsException", `${at.arn} already exists.`);
  }
  const now = cloud.clock.now();
  const replica: KmsKey = {
    ...primary,
    ...at,
    region,
    createdAt: now,
    description: description(context),
    enabled: true,
    policy: checkedPolicy(context, at, region) ?? defaultPolicy(primary.accountId, region),
    tags: new Map(readTags(input)),
    accessChangedAt: now,
    lastUsedAt: now,
  };
  cloud.addKey(replica);
  return {
    ReplicaKeyMetadata: describe(context, replica),
    ReplicaPolicy: replica.policy,
    ReplicaTags: [...replica.tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
  };
};

const setEnabled =
  (enabled: boolean): Operation =>
  (context) => {
    const key = requestedKey(context);
    requireNotPendingDeletion(context, key);
    if (key.enabled !== enabled) key.accessChangedAt = context.cloud.clock.now();
    key.enabled = enabled;
    return {};
  };

const listKeys: Operation = ({ cloud, caller }) => ({
  Keys: cloud
    .keys()
    .filter((key) => key.region === caller.region && key.accountId === caller.accountId)
    .map((key) => ({ KeyId: key.keyId, KeyArn: key.arn })),
  Truncated: false,
});

/** The life of a key, but for its end. */
export const keyOperations: Readonly<Record<string, Operation>> = {
  CreateKey: createKey,
  DescribeKey: (context) => ({ KeyMetadata: describe(context, requestedKey(context, true)) }),
  DisableKey: setEnabled(false),
  EnableKey: setEnabled(true),
  ListKeys: listKeys,
  ReplicateKey: replicateKey,
  UpdateKeyDescription: updateKeyDescription,
};

/**
 * The default policy of a key: the account's IAM policies decide.
 * @param accountId account that owns the key
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultPolicy(accountId: string, region: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partitionOf(region)}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

function description({ input }: Context): string {
  const text = input.optionalText("Description") ?? "";
  if (text.length > MAX_DESCRIPTION) {
    throw new KmsError(
      "ValidationException",
      "1 validation error detected: Value at 'description' failed to satisfy constraint: " +
        `Member must have length less than or equal to ${MAX_DESCRIPTION}`,
    );
  }
  return text;
}

function describe({ cloud }: Context, key: KmsKey): object {
  const state = cloud.stateOf(key);
  const algorithms = key.keySpec === SYMMETRIC ? { EncryptionAlgorithms: [SYMMETRIC] } : {};
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: state === "Enabled",
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: state,
    Origin: "AWS_KMS",
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: key.keySpec,
    KeySpec: key.keySpec,
    ...algorithms,
    MultiRegion: key.primaryRegion !== undefined,
    ...(key.deletion?.at === undefined ? {} : { DeletionDate: key.deletion.at / 1000 }),
    ...(state === "PendingReplicaDeletion" ? { PendingDeletionWindowInDays: key.deletion?.windowInDays } : {}),
    ...multiRegionConfiguration(cloud.siblings(key), key),
  };
}

function multiRegionConfiguration(siblings: readonly KmsKey[], key: KmsKey): object {
  if (key.primaryRegion === undefined) return {};
  const place = ({ arn, region }: KmsKey) => ({ Arn: arn, Region: region });
  const all = [key, ...siblings];
  const replicas = all.filter((one) => !isPrimary(one)).sort((a, b) => a.region.localeCompare(b.region));
  const primary = all.find(isPrimary);
  return {
    MultiRegionConfiguration: {
      MultiRegionKeyType: isPrimary(key) ? "PRIMARY" : "REPLICA",
      PrimaryKey: primary && place(primary),
      ReplicaKeys: replicas.map(place),
    },
  };
}
