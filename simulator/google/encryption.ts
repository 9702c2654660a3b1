import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";
import { failedPrecondition, invalid } from "./errors";
import type { CryptoKey } from "./key";
import { parse } from "./parse";

const BASE64 = z.base64();
const ENCRYPT = z.object({ plaintext: BASE64, additionalAuthenticatedData: BASE64.default("") });
const DECRYPT = z.object({ ciphertext: BASE64, additionalAuthenticatedData: BASE64.default("") });

const ALGORITHM = "aes-256-gcm";
const [NUMBER_BYTES, IV_BYTES, TAG_BYTES] = [4, 12, 16];

/**
 * Encrypts with the primary version of a key; its number is in front of the ciphertext.
 * @param body `plaintext` and `additionalAuthenticatedData`, in Base64
 */
export function encrypt(key: CryptoKey, body: unknown): object {
  const { plaintext, additionalAuthenticatedData } = parse(ENCRYPT, body, "request");
  const { primary } = key;
  if (!primary) throw failedPrecondition(`${key.name} has no primary version.`);
  const number = Buffer.alloc(NUMBER_BYTES);
  number.writeUInt32BE(key.versions.indexOf(primary));
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, materialOf(primary), iv);
  cipher.setAAD(Buffer.from(additionalAuthenticatedData, "base64"));
  const sealed = Buffer.concat([cipher.update(Buffer.from(plaintext, "base64")), cipher.final()]);
  const ciphertext = Buffer.concat([number, iv, cipher.getAuthTag(), sealed]).toString("base64");
  return { name: primary.name, ciphertext, protectionLevel: primary.protectionLevel };
}

/**
 * Decrypts with the version that encrypted.
 * @param body `ciphertext` and `additionalAuthenticatedData`, in Base64
 */
export function decrypt(key: CryptoKey, body: unknown): object {
  const { ciphertext, additionalAuthenticatedData } = parse(DECRYPT, body, "request");
  const bytes = Buffer.from(ciphertext, "base64");
  const [iv, tag, sealed] = [NUMBER_BYTES, NUMBER_BYTES + IV_BYTES, NUMBER_BYTES + IV_BYTES + TAG_BYTES];
  const version = bytes.length < sealed ? undefined : key.versions[bytes.readUInt32BE()];
  if (!version) throw undecipherable();
  const decipher = createDecipheriv(ALGORITHM, materialOf(version), bytes.subarray(iv, tag));
  decipher.setAAD(Buffer.from(additionalAuthenticatedData, "base64")).setAuthTag(bytes.subarray(tag, sealed));
  try {
    const plaintext = Buffer.concat([decipher.update(bytes.subarray(sealed)), decipher.final()]).toString("base64");
    return { plaintext, protectionLevel: version.protectionLevel, usedPrimary: version === key.primary };
  } catch {
    throw undecipherable();
  }
}

function materialOf({ name, state, material }: CryptoKey["versions"][number]): Buffer {
  if (state === "ENABLED") return material;
  throw failedPrecondition(`${name} is not enabled, current state is: ${state}.`);
}

function undecipherable(): Error {
  return invalid("Decryption failed: the ciphertext is invalid.");
}
