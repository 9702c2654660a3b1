import { createPublicKey, type KeyObject } from "node:crypto";

/** Smallest RSA key that is taken, in bits. @see NIST SP 800-131A */
const MIN_SIZE = 2048;

/** What {@link insteadOfRsaPublicKey} accepts. */
export const RSA_PUBLIC_KEY = `an RSA public key in PEM, ${MIN_SIZE} bits or more`;
/** What it says of a private key, which must not be written anywhere. */
export const PRIVATE_KEY = "a private key";
/** How to get one. */
export const PUBLIC_KEY_OF_PAIR = "take the public key of the pair: `openssl rsa -in password.pem -pubout`";

/** What a text is instead of {@link RSA_PUBLIC_KEY}; undefined when it is one. The text itself is not in it: it may be a private key. */
export function insteadOfRsaPublicKey(text: string): string | undefined {
  if (text.includes("PRIVATE KEY")) return PRIVATE_KEY;
  const key = parsed(text);
  if (!key) return "something else";
  const { modulusLength: size = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType !== "rsa") return `a key of type ${key.asymmetricKeyType}`;
  return size < MIN_SIZE ? `${size} bits` : undefined;
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    return undefined;
  }
}
