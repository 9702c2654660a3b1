import { deniedAbroad } from "../authorization";
import { type EncryptionContext, headerOf } from "../ciphertext";
import { keyArn } from "../cloud";
import { decrypt, encrypt } from "../cryptography";
import { KmsError } from "../errors";
import { isSymmetric, type KmsKey } from "../key";
import { SYMMETRIC } from "../key-specs";
import { blob, choice, list, optional, required } from "../../aws/parameters";
import {
  type Context,
  encryptionContext,
  endDryRun,
  KEY,
  keyName,
  keyToUse,
  noteUse,
  operation,
  type Operations,
  requireAlgorithm,
  requireAllowed,
  requireFor,
  USE,
} from "../operation";

const plaintext = blob(1, 4096);
const ciphertext = blob(1, 6144);
const algorithm = optional(choice([SYMMETRIC, "RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256", "SM2PKE"]));
const TRIAL = { ...USE, DryRunModifiers: optional(list(choice(["IGNORE_CIPHERTEXT"]))) };
const USAGE = "ENCRYPT_DECRYPT";

const encryptOperation = operation(
  {
    ...KEY,
    ...USE,
    Plaintext: required(plaintext),
    EncryptionContext: encryptionContext,
    EncryptionAlgorithm: algorithm,
  },
  (context, { KeyId, Plaintext, EncryptionContext: bound, EncryptionAlgorithm = SYMMETRIC, DryRun }) => {
    const conditions = { "kms:EncryptionAlgorithm": EncryptionAlgorithm };
    const key = keyToUse(context, { id: KeyId, usage: USAGE, conditions, encryptionContext: bound, DryRun });
    requireAlgorithm(key, EncryptionAlgorithm);
    const CiphertextBlob = encrypt(key, EncryptionAlgorithm, Plaintext, bound).toString("base64");
    noteUse(context, key);
    return { CiphertextBlob, KeyId: key.arn, EncryptionAlgorithm };
  },
);

const decryptOperation = operation(
  {
    ...TRIAL,
    KeyId: optional(keyName),
    CiphertextBlob: optional(ciphertext),
    EncryptionContext: encryptionContext,
    EncryptionAlgorithm: algorithm,
  },
  (context, input) => {
    const source = decrypted(context, {
      ...input,
      action: "kms:Decrypt",
      algorithm: input.EncryptionAlgorithm,
      encryptionContext: input.EncryptionContext,
    });
    endDryRun(input);
    noteUse(context, source.key);
    return {
      KeyId: source.key.arn,
      Plaintext: source.plaintext.toString("base64"),
      EncryptionAlgorithm: source.algorithm,
      ...materialId("KeyMaterialId", source.materialId),
    };
  },
);

const reEncrypt = operation(
  {
    ...TRIAL,
    CiphertextBlob: optional(ciphertext),
    SourceKeyId: optional(keyName),
    SourceEncryptionContext: encryptionContext,
    SourceEncryptionAlgorithm: algorithm,
    DestinationKeyId: required(keyName),
    DestinationEncryptionContext: encryptionContext,
    DestinationEncryptionAlgorithm: algorithm,
  },
  (context, { DestinationKeyId, DestinationEncryptionAlgorithm: to = SYMMETRIC, ...input }) => {
    const { DestinationEncryptionContext: bound } = input;
    const source = decrypted(context, {
      ...input,
      action: "kms:ReEncryptFrom",
      KeyId: input.SourceKeyId,
      algorithm: input.SourceEncryptionAlgorithm,
      encryptionContext: input.SourceEncryptionContext,
    });
    const destination = keyToUse(context, {
      id: DestinationKeyId,
      usage: USAGE,
      action: "kms:ReEncryptTo",
      conditions: { "kms:EncryptionAlgorithm": to },
      encryptionContext: bound,
      DryRun: input.DryRun,
    });
    requireAlgorithm(destination, to);
    const again = encrypt(destination, to, source.plaintext, bound);
    noteUse(context, source.key, destination);
    return {
      CiphertextBlob: again.toString("base64"),
      SourceKeyId: source.key.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: source.algorithm,
      DestinationEncryptionAlgorithm: to,
      ...materialId("SourceKeyMaterialId", source.materialId),
      ...materialId("DestinationKeyMaterialId", isSymmetric(destination) ? headerOf(again).materialId : undefined),
    };
  },
);

/** Encryption of up to 4096 bytes. */
export const encryptionOperations: Operations = {
  Decrypt: decryptOperation,
  Encrypt: encryptOperation,
  ReEncrypt: reEncrypt,
};

interface Source {
  readonly action: string;
  readonly KeyId?: string;
  readonly CiphertextBlob?: Buffer;
  readonly DryRunModifiers?: readonly string[];
  readonly DryRun?: boolean;
  readonly algorithm?: string;
  readonly encryptionContext?: EncryptionContext;
}

interface Decrypted {
  readonly key: KmsKey;
  readonly plaintext: Buffer;
  readonly algorithm: string;
  readonly materialId?: string;
}

function decrypted(context: Context, source: Source): Decrypted {
  const { action, KeyId, CiphertextBlob, algorithm = SYMMETRIC, encryptionContext } = source;
  const demand = { action, conditions: { "kms:EncryptionAlgorithm": algorithm }, encryptionContext };
  if (source.DryRunModifiers?.includes("IGNORE_CIPHERTEXT") && KeyId !== undefined) {
    keyToUse(context, { id: KeyId, usage: USAGE, ...demand, DryRun: source.DryRun });
  }
  if (!CiphertextBlob) {
    throw new KmsError(
      "ValidationException",
      "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
    );
  }
  if (KeyId === undefined && algorithm !== SYMMETRIC) {
    throw new KmsError("ValidationException", "KeyId is required with an asymmetric encryption algorithm.");
  }
  const key =
    KeyId === undefined
      ? keyOf(context, CiphertextBlob, demand)
      : keyToUse(context, { id: KeyId, usage: USAGE, ...demand });
  requireAlgorithm(key, algorithm);
  const plaintext = decrypt(key, algorithm, CiphertextBlob, encryptionContext);
  return { key, plaintext, algorithm, materialId: isSymmetric(key) ? headerOf(CiphertextBlob).materialId : undefined };
}

/** The key that a ciphertext itself names, in the region that is called. */
function keyOf(context: Context, ciphertext: Buffer, demand: Parameters<typeof requireAllowed>[2]): KmsKey {
  const { accountId, keyId } = headerOf(ciphertext);
  const key = context.cloud.find(keyArn(context.caller.region, accountId, keyId));
  try {
    if (!key) throw deniedAbroad(context.caller, "", "");
    requireAllowed(context, key, demand);
  } catch (error) {
    if (!(error instanceof KmsError) || error.type !== "AccessDeniedException") throw error;
    throw new KmsError(
      "AccessDeniedException",
      "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    );
  }
  requireFor(context, key, USAGE);
  return key;
}

function materialId(name: string, id: string | undefined): object {
  return id === undefined ? {} : { [name]: id };
}
