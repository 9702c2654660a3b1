import {
  constants,
  createDecipheriv,
  generateKeyPairSync,
  privateDecrypt,
  randomBytes,
  type KeyPairKeyObjectResult,
} from "node:crypto";
import { oaep } from "../cryptography";
import { DAY_IN_MS } from "../days";
import { invalid, KmsError, unsupported } from "../errors";
import { isPrimary, isReplica, type KmsKey } from "../key";
import { versionOf, type ImportParameters, type MaterialVersion } from "../material";
import { blob, choice, moment, optional, required, text } from "../../aws/parameters";
import {
  type Context,
  KEY,
  operation,
  type Operations,
  requestedKey,
  requireNotPendingDeletion,
  wrongState,
} from "../operation";

const ALGORITHMS = [
  ...[
    "RSAES_PKCS1_V1_5",
    "RSAES_OAEP_SHA_1",
    "RSAES_OAEP_SHA_256",
    "RSA_AES_KEY_WRAP_SHA_1",
    "RSA_AES_KEY_WRAP_SHA_256",
  ],
  "SM2PKE",
];
const materialId = text(64, 64);
const MATERIAL_BYTES = 32;
/** For how long imported material can be valid. */
const MAX_DAYS = 365;

const getParametersForImport = operation(
  {
    ...KEY,
    WrappingAlgorithm: required(choice(ALGORITHMS)),
    WrappingKeySpec: required(choice(["RSA_2048", "RSA_3072", "RSA_4096", "SM2"])),
  },
  (context, { KeyId, WrappingAlgorithm, WrappingKeySpec }) => {
    const { cloud } = context;
    const key = importingKey(context, KeyId, {
      "kms:WrappingAlgorithm": WrappingAlgorithm,
      "kms:WrappingKeySpec": WrappingKeySpec,
    });
    requireNotPendingDeletion(context, key);
    if (["RSAES_PKCS1_V1_5", "SM2PKE"].includes(WrappingAlgorithm) || WrappingKeySpec === "SM2") {
      throw unsupported(`${WrappingAlgorithm} with ${WrappingKeySpec} is not supported.`);
    }
    const { publicKey, privateKey } = wrappingPair(Number(WrappingKeySpec.replace("RSA_", "")));
    const validTo = cloud.clock.now() + DAY_IN_MS;
    const token = randomBytes(256).toString("base64");
    key.material.importParameters.set(token, { algorithm: WrappingAlgorithm, privateKey, validTo });
    return {
      KeyId: key.arn,
      ImportToken: token,
      PublicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
      ParametersValidTo: validTo / 1000,
    };
  },
);

const importKeyMaterial = operation(
  {
    ...KEY,
    ImportToken: required(blob(1, 6144)),
    EncryptedKeyMaterial: required(blob(1, 6144)),
    ValidTo: optional(moment),
    ExpirationModel: optional(choice(["KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"])),
    ImportType: optional(choice(["NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL"])),
    KeyMaterialDescription: optional(text(0, 256)),
    KeyMaterialId: optional(materialId),
  },
  (context, { KeyId, ValidTo, ExpirationModel = "KEY_MATERIAL_EXPIRES", ...input }) => {
    const { cloud } = context;
    const key = importingKey(context, KeyId, {
      "kms:ExpirationModel": ExpirationModel,
      "kms:ValidTo": ValidTo === undefined ? undefined : new Date(ValidTo).toISOString(),
    });
    requireNotPendingDeletion(context, key);
    checkExpiration(ExpirationModel, ValidTo, cloud.clock.now());
    const parameters = key.material.importParameters.get(input.ImportToken.toString("base64"));
    if (!parameters) throw new KmsError("InvalidImportTokenException");
    if (parameters.validTo <= cloud.clock.now()) throw new KmsError("ExpiredImportTokenException");
    const secret = unwrap(parameters, input.EncryptedKeyMaterial);
    if (secret.length !== MATERIAL_BYTES) throw new KmsError("IncorrectKeyMaterialException");
    const description = input.KeyMaterialDescription;
    const version = versionOf(secret, { ...(ValidTo !== undefined && { expiresAt: ValidTo }), description });
    accept(context, key, version, input);
    cloud.accessChanged(key);
    return { KeyId: key.arn, KeyMaterialId: version.id };
  },
);

const deleteImportedKeyMaterial = operation(
  { ...KEY, KeyMaterialId: optional(materialId) },
  (context, { KeyId, KeyMaterialId }) => {
    const key = importingKey(context, KeyId);
    const id = KeyMaterialId ?? key.material.list().at(-1)?.id;
    if (id === undefined) return { KeyId: key.arn };
    key.material.delete(id);
    context.cloud.accessChanged(key);
    return { KeyId: key.arn, KeyMaterialId: id };
  },
);

/** Key material of one's own. */
export const importOperations: Operations = {
  DeleteImportedKeyMaterial: deleteImportedKeyMaterial,
  GetParametersForImport: getParametersForImport,
  ImportKeyMaterial: importKeyMaterial,
};

/** One for all: KMS makes a pair for each import, which takes a while. */
const PAIRS = new Map<number, KeyPairKeyObjectResult>();

function wrappingPair(modulusLength: number): KeyPairKeyObjectResult {
  const pair = PAIRS.get(modulusLength) ?? generateKeyPairSync("rsa", { modulusLength });
  PAIRS.set(modulusLength, pair);
  return pair;
}

function importingKey(
  context: Context,
  id: string,
  conditions: Readonly<Record<string, string | undefined>> = {},
): KmsKey {
  const key = requestedKey(context, id, { conditions });
  if (key.origin !== "EXTERNAL") {
    throw unsupported(`${key.arn} origin is ${key.origin} which is not valid for this operation.`);
  }
  return key;
}

function checkExpiration(model: string, validTo: number | undefined, now: number): void {
  if (model !== "KEY_MATERIAL_EXPIRES") {
    if (validTo !== undefined) throw invalid("A validTo date is not valid when the key material does not expire.");
  } else if (validTo === undefined || validTo <= now || validTo > now + MAX_DAYS * DAY_IN_MS) {
    throw invalid(
      `A validTo date in the future, in ${MAX_DAYS} days at most, is required when the key material expires.`,
    );
  }
}

/**
 * The first material becomes the current one; a new one waits for a rotation on demand, and the same one may be imported again. A
 * replica takes only what its primary has.
 */
function accept(
  { cloud }: Context,
  key: KmsKey,
  version: MaterialVersion,
  { ImportType, KeyMaterialId }: { readonly ImportType?: string; readonly KeyMaterialId?: string },
): void {
  const { material } = key;
  const isNew = ImportType === "NEW_KEY_MATERIAL";
  if (isNew && KeyMaterialId !== undefined) throw invalid("New key material cannot have a KeyMaterialId.");
  const incorrect = new KmsError("IncorrectKeyMaterialException");
  if (KeyMaterialId !== undefined && KeyMaterialId !== version.id) throw incorrect;
  const primary = isReplica(key) ? cloud.siblings(key).find(isPrimary) : undefined;
  const isKnown = material.find(version.id) !== undefined;
  if (primary && (isNew || !primary.material.find(version.id))) throw incorrect;
  if (primary?.material.waiting?.id === version.id) material.waiting = version;
  else if (material.list().length === 0 || primary || (isKnown && !isNew)) material.import(version);
  else if (isKnown || !isNew) throw incorrect;
  else if (material.waiting) throw wrongState(key, "already has material that waits for its rotation");
  else material.waiting = version;
}

function unwrap({ algorithm, privateKey }: ImportParameters, wrapped: Buffer): Buffer {
  try {
    const [, hash] = /^RSA_AES_KEY_WRAP_SHA_(1|256)$/.exec(algorithm) ?? [];
    if (!hash) return privateDecrypt({ key: privateKey, ...oaep(algorithm) }, wrapped);
    const size = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    const wrapping = privateDecrypt({ key: privateKey, padding, oaepHash: `sha${hash}` }, wrapped.subarray(0, size));
    const decipher = createDecipheriv("id-aes256-wrap-pad", wrapping, Buffer.from("A65959A6", "hex"));
    return Buffer.concat([decipher.update(wrapped.subarray(size)), decipher.final()]);
  } catch {
    throw new KmsError("InvalidCiphertextException");
  }
}
