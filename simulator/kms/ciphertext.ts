import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { KmsError } from "./errors";
import type { MaterialVersion } from "./material";

/** Names and values that a ciphertext is bound to. */
export type EncryptionContext = Readonly<Record<string, string>>;

/** What a ciphertext says in clear text. */
export interface CiphertextHeader {
  readonly accountId: string;
  readonly keyId: string;
  readonly materialId: string;
}

const ALGORITHM = "aes-256-gcm";
const MAGIC = Buffer.from("simulated-kms\u0001");
const [ACCOUNT_BYTES, MATERIAL_BYTES, IV_BYTES, TAG_BYTES] = [12, 32, 12, 16];

/**
 * Encrypts: the account and id of the key and the id of its material are in front of what they encrypted.
 * @param context must be the same for the decryption
 */
export function seal(
  { accountId, keyId }: { readonly accountId: string; readonly keyId: string },
  { id, secret }: MaterialVersion,
  plaintext: Buffer,
  context: EncryptionContext = {},
): Buffer {
  const header = Buffer.concat([
    MAGIC,
    Buffer.from(accountId),
    Buffer.from(id, "hex"),
    Buffer.from([keyId.length]),
    Buffer.from(keyId),
  ]);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, secret, iv).setAAD(authenticated(header, context));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([header, iv, cipher.getAuthTag(), sealed]);
}

/** Reads which key a ciphertext is of; an InvalidCiphertextException for anything else. */
export function headerOf(ciphertext: Buffer): CiphertextHeader {
  const fields = split(ciphertext);
  return { accountId: fields.accountId, keyId: fields.keyId, materialId: fields.materialId };
}

/** Decrypts; an InvalidCiphertextException, in which AWS says no more, for another context or a changed text. */
export function open(ciphertext: Buffer, { secret }: MaterialVersion, context: EncryptionContext = {}): Buffer {
  const { header, iv, tag, sealed } = split(ciphertext);
  try {
    const decipher = createDecipheriv(ALGORITHM, secret, iv).setAAD(authenticated(header, context)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    throw new KmsError("InvalidCiphertextException");
  }
}

function split(ciphertext: Buffer): CiphertextHeader & Record<"header" | "iv" | "tag" | "sealed", Buffer> {
  let at = 0;
  const take = (bytes: number): Buffer => {
    const taken = ciphertext.subarray(at, (at += bytes));
    if (taken.length < bytes) throw new KmsError("InvalidCiphertextException");
    return taken;
  };
  if (!take(Math.min(MAGIC.length, ciphertext.length)).equals(MAGIC)) throw new KmsError("InvalidCiphertextException");
  const accountId = take(ACCOUNT_BYTES).toString();
  const materialId = take(MATERIAL_BYTES).toString("hex");
  const keyId = take(take(1)[0] ?? 0).toString();
  const header = ciphertext.subarray(0, at);
  return {
    accountId,
    materialId,
    keyId,
    header,
    iv: take(IV_BYTES),
    tag: take(TAG_BYTES),
    sealed: ciphertext.subarray(at),
  };
}

function authenticated(header: Buffer, context: EncryptionContext): Buffer {
  const sorted = Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat([header, Buffer.from(JSON.stringify(sorted))]);
}
