import { randomBytes } from "node:crypto";
import { encrypt } from "../cryptography";
import { invalid, unsupported } from "../errors";
import type { KmsKey } from "../key";
import { KEY_SPECS, PAIR_SPECS, SYMMETRIC } from "../key-specs";
import { choice, integer, optional, required } from "../../aws/parameters";
import {
  type Context,
  encryptionContext,
  KEY,
  keyToUse,
  noteUse,
  operation,
  type Operation,
  type Operations,
  requireAlgorithm,
  USE,
} from "../operation";

const BYTES: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 };
const bytes = integer(1, 1024);

const generateDataKey = (withPlaintext: boolean): Operation =>
  operation(
    {
      ...KEY,
      ...USE,
      EncryptionContext: encryptionContext,
      KeySpec: optional(choice(Object.keys(BYTES))),
      NumberOfBytes: optional(bytes),
    },
    (context, { KeySpec, NumberOfBytes, ...input }) => {
      if ((KeySpec === undefined) === (NumberOfBytes === undefined)) {
        throw invalid("Please specify either number of bytes or key spec.");
      }
      const key = wrappingKey(context, input);
      const dataKey = randomBytes(NumberOfBytes ?? BYTES[KeySpec ?? ""] ?? 0);
      return {
        ...(withPlaintext ? { Plaintext: dataKey.toString("base64") } : {}),
        CiphertextBlob: wrapped(context, key, dataKey, input),
        ...identity(key),
      };
    },
  );

const generateDataKeyPair = (withPlaintext: boolean): Operation =>
  operation(
    { ...KEY, ...USE, EncryptionContext: encryptionContext, KeyPairSpec: required(choice(PAIR_SPECS)) },
    (context, { KeyPairSpec, ...input }) => {
      const make = KEY_SPECS[KeyPairSpec]?.makePair;
      if (!make) throw unsupported(`The simulator makes no pairs of spec ${KeyPairSpec}.`);
      const key = wrappingKey(context, input, { "kms:DataKeyPairSpec": KeyPairSpec });
      const { publicKey, privateKey } = make();
      const secret = privateKey.export({ format: "der", type: "pkcs8" });
      return {
        ...(withPlaintext ? { PrivateKeyPlaintext: secret.toString("base64") } : {}),
        PrivateKeyCiphertextBlob: wrapped(context, key, secret, input),
        PublicKey: publicKey.export({ format: "der", type: "spki" }).toString("base64"),
        KeyPairSpec,
        ...identity(key),
      };
    },
  );

const generateRandom = operation({ NumberOfBytes: required(bytes) }, (_context, { NumberOfBytes }) => ({
  Plaintext: randomBytes(NumberOfBytes).toString("base64"),
}));

/** New keys, encrypted under a key. */
export const dataKeyOperations: Operations = {
  GenerateDataKey: generateDataKey(true),
  GenerateDataKeyPair: generateDataKeyPair(true),
  GenerateDataKeyPairWithoutPlaintext: generateDataKeyPair(false),
  GenerateDataKeyWithoutPlaintext: generateDataKey(false),
  GenerateRandom: generateRandom,
};

interface Wrapping {
  readonly KeyId: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
  readonly DryRun?: boolean;
}

function wrappingKey(
  context: Context,
  { KeyId: id, EncryptionContext: bound, DryRun }: Wrapping,
  conditions: Readonly<Record<string, string>> = {},
): KmsKey {
  const key = keyToUse(context, { id, usage: "ENCRYPT_DECRYPT", conditions, encryptionContext: bound, DryRun });
  requireAlgorithm(key, SYMMETRIC);
  return key;
}

function wrapped(context: Context, key: KmsKey, secret: Buffer, { EncryptionContext: bound }: Wrapping): string {
  const ciphertext = encrypt(key, SYMMETRIC, secret, bound).toString("base64");
  noteUse(context, key);
  return ciphertext;
}

function identity({ arn, material }: KmsKey): object {
  return { KeyId: arn, KeyMaterialId: material.current?.id };
}
