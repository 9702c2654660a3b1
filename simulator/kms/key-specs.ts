import { generateKeyPairSync, type KeyPairKeyObjectResult } from "node:crypto";

/** What AWS calls a kind of key, and what keys of this kind can do. */
export interface KeySpec {
  /** What `KeyUsage` can be. */
  readonly usages: readonly KeyUsage[];
  readonly encryption?: readonly string[];
  readonly signing?: readonly string[];
  readonly mac?: readonly string[];
  readonly agreement?: readonly string[];
  /** Makes a pair of this kind; absent for keys that are not asymmetric, and for what Node cannot make. */
  readonly makePair?: () => KeyPairKeyObjectResult;
}

/** What a key is for. */
export type KeyUsage = "ENCRYPT_DECRYPT" | "SIGN_VERIFY" | "GENERATE_VERIFY_MAC" | "KEY_AGREEMENT";

/** The key spec of the only kind of key that Aura accepts. */
export const SYMMETRIC = "SYMMETRIC_DEFAULT";

const rsa = (modulusLength: number): KeySpec => ({
  usages: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"],
  encryption: ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"],
  signing: ["PKCS1_V1_5", "PSS"].flatMap((scheme) => [256, 384, 512].map((bits) => `RSASSA_${scheme}_SHA_${bits}`)),
  makePair: () => generateKeyPairSync("rsa", { modulusLength }),
});

const ecc = (namedCurve: string, hashBits: number): KeySpec => ({
  usages: ["SIGN_VERIFY", "KEY_AGREEMENT"],
  signing: [`ECDSA_SHA_${hashBits}`],
  agreement: ["ECDH"],
  makePair: () => generateKeyPairSync("ec", { namedCurve }),
});

const hmac = (bits: number): KeySpec => ({ usages: ["GENERATE_VERIFY_MAC"], mac: [`HMAC_SHA_${bits}`] });

const ML_DSA: KeySpec = { usages: ["SIGN_VERIFY"], signing: ["ML_DSA_SHAKE_256"] };

/**
 * Every kind of key.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
export const KEY_SPECS: Readonly<Record<string, KeySpec>> = {
  [SYMMETRIC]: { usages: ["ENCRYPT_DECRYPT"], encryption: [SYMMETRIC] },
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  ECC_NIST_P256: ecc("P-256", 256),
  ECC_NIST_P384: ecc("P-384", 384),
  ECC_NIST_P521: ecc("P-521", 512),
  ECC_SECG_P256K1: { ...ecc("secp256k1", 256), usages: ["SIGN_VERIFY"], agreement: undefined },
  ECC_NIST_EDWARDS25519: {
    usages: ["SIGN_VERIFY"],
    signing: ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
    makePair: () => generateKeyPairSync("ed25519"),
  },
  HMAC_224: hmac(224),
  HMAC_256: hmac(256),
  HMAC_384: hmac(384),
  HMAC_512: hmac(512),
  ML_DSA_44: ML_DSA,
  ML_DSA_65: ML_DSA,
  ML_DSA_87: ML_DSA,
  SM2: {
    usages: ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "KEY_AGREEMENT"],
    encryption: ["SM2PKE"],
    signing: ["SM2DSA"],
    agreement: ["ECDH"],
  },
};

/** The specs of the pairs that `GenerateDataKeyPair` makes. */
export const PAIR_SPECS: readonly string[] = Object.keys(KEY_SPECS).filter((name) => /^(RSA|ECC|SM2)/.test(name));

/** Every usage. */
export const KEY_USAGES: readonly KeyUsage[] = [
  "ENCRYPT_DECRYPT",
  "SIGN_VERIFY",
  "GENERATE_VERIFY_MAC",
  "KEY_AGREEMENT",
];

/** The names of the algorithms that a key of this spec and usage has, by the member of the answers that lists them. */
export function algorithmsOf(spec: string, usage: KeyUsage): Readonly<Record<string, readonly string[]>> {
  const { encryption, signing, mac, agreement } = KEY_SPECS[spec] ?? {};
  switch (usage) {
    case "ENCRYPT_DECRYPT":
      return { EncryptionAlgorithms: encryption ?? [] };
    case "SIGN_VERIFY":
      return { SigningAlgorithms: signing ?? [] };
    case "GENERATE_VERIFY_MAC":
      return { MacAlgorithms: mac ?? [] };
    case "KEY_AGREEMENT":
      return { KeyAgreementAlgorithms: agreement ?? [] };
  }
}
