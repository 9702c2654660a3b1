import { randomUUID } from "node:crypto";
import { keyArn, type KmsCloud } from "../cloud";
import { invalid, KmsError, unsupported } from "../errors";
import { isPrimary, type KmsKey } from "../key";
import { algorithmsOf, KEY_SPECS, KEY_USAGES, SYMMETRIC } from "../key-specs";
import { choice, flag, optional, required, text } from "../../aws/parameters";
import {
  KEY,
  operation,
  type Operation,
  type Operations,
  PAGE,
  page,
  requestedKey,
  requireNotPendingDeletion,
  requireUsable,
  USE,
  wrongState,
} from "../operation";
import { isSibling } from "../../aws/regions";
import { checkedPolicy, NEW_POLICY } from "./policies";
import { checkedTags, TAGS } from "./tags";

const description = text(0, 8192);
const keySpec = choice(Object.keys(KEY_SPECS));

const createKey = operation(
  {
    ...NEW_POLICY,
    Description: optional(description),
    KeyUsage: optional(choice(KEY_USAGES)),
    KeySpec: optional(keySpec),
    CustomerMasterKeySpec: optional(keySpec),
    Origin: optional(choice(["AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])),
    Tags: TAGS,
    MultiRegion: optional(flag),
  },
  (context, { Origin: origin = "AWS_KMS", ...input }) => {
    const { cloud, caller } = context;
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? SYMMETRIC;
    if (input.KeyUsage === undefined && spec !== SYMMETRIC) {
      throw invalid("You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
    }
    const keyUsage = input.KeyUsage ?? "ENCRYPT_DECRYPT";
    if (!KEY_SPECS[spec]?.usages.includes(keyUsage)) {
      throw invalid(`KeyUsage ${keyUsage} is not compatible with KeySpec ${spec}`);
    }
    if (origin !== "AWS_KMS" && origin !== "EXTERNAL") throw unsupported("The simulator has no custom key stores.");
    if (origin === "EXTERNAL" && spec !== SYMMETRIC) {
      throw unsupported("The simulator imports the material of symmetric encryption keys only.");
    }
    const { region, accountId } = caller;
    const keyId = input.MultiRegion ? `mrk-${randomUUID().replaceAll("-", "")}` : randomUUID();
    const policy = checkedPolicy(context, { arn: keyArn(region, accountId, keyId), accountId, region }, input);
    const tags = checkedTags(input.Tags);
    const { Description } = input;
    const key = cloud.addKey({
      ...{ keyId, region, accountId, keySpec: spec, keyUsage, origin, policy, tags },
      description: Description,
    });
    return { KeyMetadata: metadata(cloud, key) };
  },
);

const describeKey = operation({ ...KEY, GrantTokens: USE.GrantTokens }, (context, { KeyId }) => ({
  KeyMetadata: metadata(context.cloud, requestedKey(context, KeyId, { aliases: true })),
}));

const updateKeyDescription = operation({ ...KEY, Description: required(description) }, (context, input) => {
  const key = requestedKey(context, input.KeyId);
  requireNotPendingDeletion(context, key);
  key.description = input.Description;
  return {};
});

const region = required(text(1, 32, /^([a-z]+-){2,3}\d+$/));

const replicateKey = operation(
  { ...KEY, ...NEW_POLICY, ReplicaRegion: region, Description: optional(description), Tags: TAGS },
  (context, { KeyId, ReplicaRegion, Description, ...input }) => {
    const { cloud } = context;
    const primary = requestedKey(context, KeyId, { conditions: { "kms:ReplicaRegion": ReplicaRegion } });
    requireUsablePrimary(context, primary);
    if (!isSibling(primary.region, ReplicaRegion)) {
      throw invalid(`${ReplicaRegion} is not a Region in which ${primary.arn} can have a replica.`);
    }
    const { accountId, keyId, keySpec, keyUsage, origin, primaryRegion } = primary;
    const arn = keyArn(ReplicaRegion, accountId, keyId);
    if (cloud.find(arn)) throw new KmsError("AlreadyExistsException", `${arn} already exists.`);
    const policy = checkedPolicy(context, { arn, accountId, region: ReplicaRegion }, input);
    // Imported material has to be imported for each of them.
    const { material: own } = primary;
    const material = origin === "EXTERNAL" ? own.withoutSecrets(cloud.clock.now()) : own;
    const replica = cloud.addKey({
      ...{ keyId, region: ReplicaRegion, accountId, keySpec, keyUsage, origin, primaryRegion, material, policy },
      ...{ description: Description, tags: checkedTags(input.Tags) },
    });
    return {
      ReplicaKeyMetadata: metadata(cloud, replica),
      ReplicaPolicy: replica.policy,
      ReplicaTags: [...replica.tags].map(([TagKey, TagValue]) => ({ TagKey, TagValue })),
    };
  },
);

const updatePrimaryRegion = operation({ ...KEY, PrimaryRegion: region }, (context, { KeyId, PrimaryRegion }) => {
  const primary = requestedKey(context, KeyId, { conditions: { "kms:PrimaryRegion": PrimaryRegion } });
  requireUsablePrimary(context, primary);
  const siblings = context.cloud.siblings(primary);
  const next = siblings.find((sibling) => sibling.region === PrimaryRegion);
  if (!next) {
    const arn = keyArn(PrimaryRegion, primary.accountId, primary.keyId);
    throw new KmsError("NotFoundException", `Key '${arn}' does not exist`);
  }
  requireNotPendingDeletion(context, next);
  for (const key of [primary, ...siblings]) key.primaryRegion = PrimaryRegion;
  return {};
});

const setEnabled = (enabled: boolean): Operation =>
  operation(KEY, (context, { KeyId }) => {
    const { cloud } = context;
    const key = requestedKey(context, KeyId);
    requireNotPendingDeletion(context, key);
    if (cloud.stateOf(key) === "PendingImport") throw wrongState(key, "is pending import");
    if (key.enabled !== enabled) cloud.accessChanged(key);
    key.enabled = enabled;
    return {};
  });

const listKeys = operation(PAGE, ({ cloud, caller }, input) => {
  const keys = cloud.keys().filter((key) => key.region === caller.region && key.accountId === caller.accountId);
  return page(input, "Keys", keys, {
    idOf: ({ keyId }) => keyId,
    show: ({ keyId, arn }) => ({ KeyId: keyId, KeyArn: arn }),
  });
});

/** The life of a key, but for its end. */
export const keyOperations: Operations = {
  CreateKey: createKey,
  DescribeKey: describeKey,
  DisableKey: setEnabled(false),
  EnableKey: setEnabled(true),
  ListKeys: listKeys,
  ReplicateKey: replicateKey,
  UpdateKeyDescription: updateKeyDescription,
  UpdatePrimaryRegion: updatePrimaryRegion,
};

function requireUsablePrimary(context: Parameters<typeof requireUsable>[0], key: KmsKey): void {
  if (!isPrimary(key)) throw unsupported(`${key.arn} is not a multi-Region primary key.`);
  requireUsable(context, key);
}

function metadata(cloud: KmsCloud, key: KmsKey): object {
  const state = cloud.stateOf(key);
  const { current } = key.material;
  return {
    AWSAccountId: key.accountId,
    KeyId: key.keyId,
    Arn: key.arn,
    CreationDate: key.createdAt / 1000,
    Enabled: state === "Enabled",
    Description: key.description,
    KeyUsage: key.keyUsage,
    KeyState: state,
    Origin: key.origin,
    KeyManager: "CUSTOMER",
    CustomerMasterKeySpec: key.keySpec,
    KeySpec: key.keySpec,
    ...algorithmsOf(key.keySpec, key.keyUsage),
    MultiRegion: key.primaryRegion !== undefined,
    ...(key.keySpec === SYMMETRIC && current ? { CurrentKeyMaterialId: current.id } : {}),
    ...(key.origin === "EXTERNAL" && current ? expiration(current.expiresAt) : {}),
    ...(key.deletion?.at === undefined ? {} : { DeletionDate: key.deletion.at / 1000 }),
    ...(state === "PendingReplicaDeletion" ? { PendingDeletionWindowInDays: key.deletion?.windowInDays } : {}),
    ...multiRegionConfiguration(cloud.siblings(key), key),
  };
}

function expiration(expiresAt: number | undefined): object {
  if (expiresAt === undefined) return { ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE" };
  return { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo: expiresAt / 1000 };
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
