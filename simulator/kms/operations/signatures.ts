import {
  constants,
  createHmac,
  createPublicKey,
  diffieHellman,
  sign,
  timingSafeEqual,
  verify,
  type KeyObject,
} from "node:crypto";
import { digestLength, signDigest, verifyDigest } from "../digest-signatures";
import { invalid, KmsError, unsupported } from "../errors";
import type { KmsKey } from "../key";
import { algorithmsOf, KEY_SPECS } from "../key-specs";
import { blob, choice, required, optional } from "../../aws/parameters";
import {
  type Context,
  endDryRun,
  KEY,
  keyToUse,
  noteUse,
  operation,
  type Operations,
  requestedKey,
  requireAlgorithm,
  requireUsable,
  USE,
} from "../operation";

const every = (kind: "signing" | "mac") => [...new Set(Object.values(KEY_SPECS).flatMap((spec) => spec[kind] ?? []))];
const message = required(blob(1, 4096));
const signature = required(blob(1, 6144));
const MAC = { ...KEY, ...USE, Message: message, MacAlgorithm: required(choice(every("mac"))) };
const SIGNATURE = {
  ...KEY,
  ...USE,
  Message: message,
  MessageType: optional(choice(["RAW", "DIGEST", "EXTERNAL_MU"])),
  SigningAlgorithm: required(choice(every("signing"))),
};

const signOperation = operation(SIGNATURE, (context, input) => {
  const { SigningAlgorithm } = input;
  const key = signingKey(context, input);
  const Signature = signatureOf(key, input).toString("base64");
  noteUse(context, key);
  return { KeyId: key.arn, Signature, SigningAlgorithm };
});

const verifyOperation = operation({ ...SIGNATURE, Signature: signature }, (context, input) => {
  const { SigningAlgorithm, Signature } = input;
  const key = signingKey(context, input);
  if (!isSignature(key, input, Signature)) {
    throw new KmsError("KMSInvalidSignatureException");
  }
  noteUse(context, key);
  return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm };
});

const generateMac = operation(MAC, (context, input) => {
  const key = macKey(context, input);
  const Mac = macOf(key, input).toString("base64");
  noteUse(context, key);
  return { KeyId: key.arn, Mac, MacAlgorithm: input.MacAlgorithm };
});

const verifyMac = operation({ ...MAC, Mac: signature }, (context, input) => {
  const key = macKey(context, input);
  const expected = macOf(key, input);
  if (expected.length !== input.Mac.length || !timingSafeEqual(expected, input.Mac)) {
    throw new KmsError("KMSInvalidMacException");
  }
  noteUse(context, key);
  return { KeyId: key.arn, MacValid: true, MacAlgorithm: input.MacAlgorithm };
});

const getPublicKey = operation({ ...KEY, GrantTokens: USE.GrantTokens }, (context, { KeyId }) => {
  const key = requestedKey(context, KeyId, { aliases: true });
  if (!KEY_SPECS[key.keySpec]?.makePair) throw unsupported(`${key.arn} key spec is ${key.keySpec}, not asymmetric.`);
  requireUsable(context, key);
  return {
    KeyId: key.arn,
    PublicKey: key.material.pair.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
    CustomerMasterKeySpec: key.keySpec,
    KeySpec: key.keySpec,
    KeyUsage: key.keyUsage,
    ...algorithmsOf(key.keySpec, key.keyUsage),
  };
});

const deriveSharedSecret = operation(
  { ...KEY, ...USE, KeyAgreementAlgorithm: required(choice(["ECDH"])), PublicKey: required(blob(1, 8192)) },
  (context, { KeyId, KeyAgreementAlgorithm, PublicKey, DryRun }) => {
    const conditions = { "kms:KeyAgreementAlgorithm": KeyAgreementAlgorithm };
    const key = keyToUse(context, { id: KeyId, usage: "KEY_AGREEMENT", conditions, DryRun });
    const { privateKey } = key.material.pair;
    let secret: Buffer;
    try {
      secret = diffieHellman({
        privateKey,
        publicKey: createPublicKey({ key: PublicKey, format: "der", type: "spki" }),
      });
    } catch {
      throw invalid(`The public key is not one of key spec ${key.keySpec}.`);
    }
    noteUse(context, key);
    return { KeyId: key.arn, SharedSecret: secret.toString("base64"), KeyAgreementAlgorithm, KeyOrigin: key.origin };
  },
);

/** Signatures, message authentication codes and key agreement. */
export const signatureOperations: Operations = {
  DeriveSharedSecret: deriveSharedSecret,
  GenerateMac: generateMac,
  GetPublicKey: getPublicKey,
  Sign: signOperation,
  Verify: verifyOperation,
  VerifyMac: verifyMac,
};

interface Signing {
  readonly KeyId: string;
  readonly Message: Buffer;
  readonly MessageType?: string;
  readonly SigningAlgorithm: string;
  readonly DryRun?: boolean;
}

function signingKey(context: Context, input: Signing): KmsKey {
  const { KeyId: id, Message, MessageType = "RAW", SigningAlgorithm, DryRun } = input;
  const conditions = { "kms:SigningAlgorithm": SigningAlgorithm, "kms:MessageType": MessageType };
  const key = keyToUse(context, { id, usage: "SIGN_VERIFY", conditions });
  requireAlgorithm(key, SigningAlgorithm);
  if (MessageType === "EXTERNAL_MU") throw unsupported("The simulator does not sign messages of type EXTERNAL_MU.");
  if (MessageType === "DIGEST" && Message.length !== digestLength(SigningAlgorithm)) {
    throw invalid(`Digest is invalid length for algorithm ${SigningAlgorithm}.`);
  }
  endDryRun({ DryRun });
  return key;
}

function signatureOf({ material: { pair } }: KmsKey, input: Signing): Buffer {
  const { MessageType, SigningAlgorithm, Message } = input;
  if (MessageType === "DIGEST") return signDigest(pair, SigningAlgorithm, Message);
  return sign(...signingArguments(pair.privateKey, input));
}

function isSignature({ material: { pair } }: KmsKey, input: Signing, signature: Buffer): boolean {
  const { MessageType, SigningAlgorithm, Message } = input;
  if (MessageType === "DIGEST") return verifyDigest(pair, SigningAlgorithm, Message, signature);
  return verify(...signingArguments(pair.publicKey, input), signature);
}

function signingArguments(
  key: KeyObject,
  { SigningAlgorithm: algorithm, Message }: Signing,
): [string | null, Buffer, { key: KeyObject; padding?: number; saltLength?: number }] {
  const hash = `sha${/(\d+)$/.exec(algorithm)?.[1] ?? ""}`;
  if (algorithm.startsWith("RSASSA_PSS")) {
    const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
    return [hash, Message, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength }];
  }
  if (algorithm.startsWith("RSASSA_PKCS1")) return [hash, Message, { key, padding: constants.RSA_PKCS1_PADDING }];
  if (algorithm.startsWith("ECDSA")) return [hash, Message, { key }];
  if (algorithm === "ED25519_SHA_512") return [null, Message, { key }];
  throw unsupported(`The simulator does not sign with ${algorithm}.`);
}

interface Authenticating {
  readonly KeyId: string;
  readonly Message: Buffer;
  readonly MacAlgorithm: string;
  readonly DryRun?: boolean;
}

function macKey(context: Context, { KeyId: id, MacAlgorithm, DryRun }: Authenticating): KmsKey {
  const conditions = { "kms:MacAlgorithm": MacAlgorithm };
  const key = keyToUse(context, { id, usage: "GENERATE_VERIFY_MAC", conditions });
  requireAlgorithm(key, MacAlgorithm);
  endDryRun({ DryRun });
  return key;
}

function macOf({ material }: KmsKey, { Message, MacAlgorithm }: Authenticating): Buffer {
  const hash = MacAlgorithm.replace(/^HMAC_SHA_/, "sha");
  return createHmac(hash, material.current?.secret ?? "")
    .update(Message)
    .digest();
}
