import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const PURPOSE = "aura-creating";
const CIPHER = "aes-256-gcm";
const SALT = 16;
const NONCE = 12;
const TAG = 16;

const keyOf = (secret: string, salt: Uint8Array) => new Uint8Array(hkdfSync("sha256", secret, salt, PURPOSE, 32));

/** Encrypts a text with a key derived from a secret. */
export function seal(text: string, secret: string): string {
  const salt = randomBytes(SALT);
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, keyOf(secret, salt), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** The text that was sealed; undefined with another secret, and when it was changed. */
export function open(text: string, secret: string): string | undefined {
  const bytes = Buffer.from(text, "base64");
  const at = [0, SALT, SALT + NONCE, SALT + NONCE + TAG, bytes.length];
  const [salt, nonce, tag, sealed] = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
  if (!salt || !nonce || !tag || !sealed) return undefined;
  try {
    const decipher = createDecipheriv(CIPHER, keyOf(secret, salt), nonce).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    return undefined;
  }
}
