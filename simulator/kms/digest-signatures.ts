import {
  constants,
  createECDH,
  createHash,
  type KeyObject,
  type KeyPairKeyObjectResult,
  privateEncrypt,
  publicDecrypt,
  randomBytes,
} from "node:crypto";
import { unsupported } from "./errors";

/*
 * Signatures of a message of which only the digest is given. Node signs messages alone, so what it does with their digests is done here,
 * as RFC 8017 (RSA) and FIPS 186-5 (ECDSA) have it. Not for real keys: it takes no care of side channels.
 */

/**
 * Signs the message that has this digest.
 * @param pair of the key
 * @param algorithm one that the key has
 */
export function signDigest({ privateKey }: KeyPairKeyObjectResult, algorithm: string, digest: Buffer): Buffer {
  const { scheme, hash } = schemeOf(algorithm);
  switch (scheme) {
    case "PKCS1":
      return privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, digestInfo(hash, digest));
    case "PSS": {
      const encoded = encodePss(hash, digest, randomBytes(digest.length), bytesOf(privateKey));
      return privateEncrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, encoded);
    }
    case "ECDSA":
      return signEcdsa(privateKey, digest);
  }
}

/**
 * Whether this is a signature of the message that has this digest.
 * @param pair of the key
 * @param algorithm one that the key has
 */
export function verifyDigest(
  { privateKey, publicKey }: KeyPairKeyObjectResult,
  algorithm: string,
  digest: Buffer,
  signature: Buffer,
): boolean {
  const { scheme, hash } = schemeOf(algorithm);
  if (scheme === "ECDSA") return verifyEcdsa(privateKey, digest, signature);
  // OpenSSL takes one whose leading zeros are missing.
  if (signature.length !== bytesOf(privateKey)) return false;
  try {
    if (scheme === "PKCS1") {
      const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, signature);
      return opened.equals(digestInfo(hash, digest));
    }
    const opened = publicDecrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, signature);
    return opened.equals(encodePss(hash, digest, saltIn(hash, opened, digest.length), opened.length));
  } catch {
    return false; // A signature of another padding.
  }
}

/** The length of the digests that an algorithm signs, in bytes. */
export function digestLength(algorithm: string): number {
  return createHash(schemeOf(algorithm).hash).digest().length;
}

function schemeOf(algorithm: string): { readonly scheme: "PKCS1" | "PSS" | "ECDSA"; readonly hash: string } {
  const [, scheme, bits] = /^(?:RSASSA_)?(PKCS1|PSS|ECDSA)\w*_SHA_(\d+)$/.exec(algorithm) ?? [];
  if (!scheme) throw unsupported(`The simulator does not sign digests with ${algorithm}.`);
  return { scheme: scheme as "PKCS1" | "PSS" | "ECDSA", hash: `sha${bits}` };
}

/** The last byte of the identifiers of SHA-2 functions. */
const HASH_IDS: Readonly<Record<string, number>> = { sha256: 1, sha384: 2, sha512: 3 };

function digestInfo(hash: string, digest: Buffer): Buffer {
  const [length, id] = [digest.length, HASH_IDS[hash] ?? 0];
  const algorithm = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, id, 0x05, 0x00];
  return Buffer.concat([Buffer.from([0x30, length + 17, ...algorithm, 0x04, length]), digest]);
}

/** RFC 8017, 9.1.1, for a modulus of whole bytes. */
function encodePss(hash: string, digest: Buffer, salt: Buffer, bytes: number): Buffer {
  const hashed = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const block = Buffer.alloc(bytes - hashed.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  return Buffer.concat([masked(hash, block, hashed), hashed, Buffer.from([0xbc])]);
}

function saltIn(hash: string, encoded: Buffer, length: number): Buffer {
  const end = encoded.length - length - 1;
  return masked(hash, encoded.subarray(0, end), encoded.subarray(end, -1)).subarray(-length);
}

function masked(hash: string, block: Buffer, seed: Buffer): Buffer {
  const mask: Buffer[] = [];
  for (let counter = 0; counter * seed.length < block.length; counter++) {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(counter);
    mask.push(createHash(hash).update(seed).update(number).digest());
  }
  const bytes = Buffer.concat(mask);
  const result = block.map((byte, index) => byte ^ (bytes[index] ?? 0));
  // The modulus has one bit more than what is encoded.
  result[0] = (result[0] ?? 0) & 0x7f;
  return Buffer.from(result);
}

function bytesOf(key: KeyObject): number {
  return (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
}

/** The orders of the curves, by the names that Node gives them. */
const ORDERS: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp256k1: 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1: BigInt(
    "0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
  ),
};

function signEcdsa(key: KeyObject, digest: Buffer): Buffer {
  const { order, secret, curve } = curveOf(key);
  const once = createECDH(curve);
  once.generateKeys();
  const r = xOf(once.getPublicKey(), order);
  const s = modulo(inverse(numberIn(once.getPrivateKey()), order) * (hashNumber(digest, order) + r * secret), order);
  const numbers = Buffer.concat([r, s].map(derInteger));
  const length = numbers.length < 0x80 ? [numbers.length] : [0x81, numbers.length];
  return Buffer.concat([Buffer.from([0x30, ...length]), numbers]);
}

/** The private key is at hand, so that the sum of two multiples of points is one multiple of the curve's generator. */
function verifyEcdsa(key: KeyObject, digest: Buffer, signature: Buffer): boolean {
  const { order, secret, curve } = curveOf(key);
  const numbers = derIntegers(signature);
  if (!numbers?.every((number) => number > 0n && number < order)) return false;
  const [r, s] = numbers;
  const factor = modulo(inverse(s, order) * (hashNumber(digest, order) + r * secret), order);
  if (factor === 0n) return false;
  const point = createECDH(curve);
  point.setPrivateKey(bytesOfNumber(factor));
  return xOf(point.getPublicKey(), order) === r;
}

function curveOf(key: KeyObject): { readonly curve: string; readonly order: bigint; readonly secret: bigint } {
  const curve = key.asymmetricKeyDetails?.namedCurve ?? "";
  const secret = numberIn(Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url"));
  return { curve, secret, order: ORDERS[curve] ?? 0n };
}

function hashNumber(digest: Buffer, order: bigint): bigint {
  const excess = digest.length * 8 - order.toString(2).length;
  return numberIn(digest) >> BigInt(Math.max(0, excess));
}

/** The x of an uncompressed point. */
function xOf(point: Buffer, order: bigint): bigint {
  return modulo(numberIn(point.subarray(1, (point.length + 1) / 2)), order);
}

function numberIn(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString("hex")}`);
}

function bytesOfNumber(number: bigint): Buffer {
  const digits = number.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

function modulo(number: bigint, order: bigint): bigint {
  return ((number % order) + order) % order;
}

function inverse(number: bigint, order: bigint): bigint {
  let [a, b, x, y] = [modulo(number, order), order, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b % a, a, y - quotient * x, x];
  }
  return modulo(x, order);
}

function derInteger(number: bigint): Buffer {
  const bytes = bytesOfNumber(number);
  // A first bit that is set would be a sign.
  const content = (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}

/** The two numbers of a signature; undefined when it is none. */
function derIntegers(signature: Buffer): readonly [bigint, bigint] | undefined {
  const start = signature[1] === 0x81 ? 3 : 2;
  const read = (at: number): Buffer | undefined => {
    const length = signature[at + 1] ?? 0;
    const content = signature.subarray(at + 2, at + 2 + length);
    return signature[at] === 0x02 && length > 0 && content.length === length ? content : undefined;
  };
  const r = read(start);
  const s = r && read(start + 2 + r.length);
  if (signature[0] !== 0x30 || !r || !s || start + 4 + r.length + s.length !== signature.length) return undefined;
  return [numberIn(r), numberIn(s)];
}
