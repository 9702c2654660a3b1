import { constants, privateDecrypt, publicEncrypt } from "node:crypto";
import { headerOf, open, seal, type EncryptionContext } from "./ciphertext";
import { invalid, KmsError, unsupported } from "./errors";
import { isSymmetric, type KmsKey } from "./key";

/**
 * Encrypts with the current material of a key.
 * @param algorithm one that the key has
 */
export function encrypt(key: KmsKey, algorithm: string, plaintext: Buffer, context?: EncryptionContext): Buffer {
  const { current } = key.material;
  if (isSymmetric(key) && current) return seal(key, current, plaintext, context);
  requireNoContext(context);
  const padding = { key: key.material.pair.publicKey, ...oaep(algorithm) };
  try {
    return publicEncrypt(padding, plaintext);
  } catch {
    throw invalid(`The plaintext is too long for algorithm ${algorithm} and key spec ${key.keySpec}.`);
  }
}

/**
 * Decrypts with the material of a key that encrypted.
 * @param algorithm one that the key has
 */
export function decrypt(key: KmsKey, algorithm: string, ciphertext: Buffer, context?: EncryptionContext): Buffer {
  if (isSymmetric(key)) {
    const { accountId, keyId, materialId } = headerOf(ciphertext);
    if (keyId !== key.keyId || accountId !== key.accountId) {
      const text = "The key ID in the request does not identify a CMK that can perform this operation.";
      throw new KmsError("IncorrectKeyException", text);
    }
    const version = key.material.find(materialId);
    if (!version || version.isGone)
      throw new KmsError("KMSInvalidStateException", `${key.arn} lacks the material of this ciphertext.`);
    return open(ciphertext, version, context);
  }
  requireNoContext(context);
  const padding = { key: key.material.pair.privateKey, ...oaep(algorithm) };
  try {
    return privateDecrypt(padding, ciphertext);
  } catch {
    throw new KmsError("InvalidCiphertextException");
  }
}

/** The padding of an RSA algorithm of KMS, as Node has it. */
export function oaep(algorithm: string): { readonly padding: number; readonly oaepHash: string } {
  const [, hash] = /^RSAES_OAEP_SHA_(1|256)$/.exec(algorithm) ?? [];
  if (!hash) throw unsupported(`The simulator does not encrypt with ${algorithm}.`);
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: `sha${hash}` };
}

function requireNoContext(context: EncryptionContext | undefined): void {
  if (context && Object.keys(context).length > 0) {
    throw invalid("An encryption context is not supported with asymmetric keys.");
  }
}
