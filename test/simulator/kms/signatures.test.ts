import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DeriveSharedSecretCommand,
  GenerateMacCommand,
  GetPublicKeyCommand,
  type KMSClient,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
  VerifyMacCommand,
} from "@aws-sdk/client-kms";
import { createHash, createPublicKey, verify } from "node:crypto";
import { startSimulator, type Simulator } from "../../../simulator";
import { createKey, kmsClient, refusal } from "../support/kms-client";

const Message = Buffer.from("the message");

let simulator: Simulator;
let kms: KMSClient;
beforeAll(async () => {
  simulator = await startSimulator();
  kms = kmsClient(simulator);
});
afterAll(() => simulator.stop());

it.each<[CreateKeyCommandInput["KeySpec"], SigningAlgorithmSpec]>([
  ["RSA_2048", "RSASSA_PSS_SHA_256"],
  ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512"],
  ["ECC_NIST_P384", "ECDSA_SHA_384"],
  ["ECC_SECG_P256K1", "ECDSA_SHA_256"],
  ["ECC_NIST_EDWARDS25519", "ED25519_SHA_512"],
])("a key of spec %s signs with %s, and only the same message is verified", async (KeySpec, SigningAlgorithm) => {
  const KeyId = await createKey(kms, { KeySpec, KeyUsage: "SIGN_VERIFY" });
  const { Signature } = await kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm }));
  const check = (text: Buffer) => kms.send(new VerifyCommand({ KeyId, Message: text, SigningAlgorithm, Signature }));
  expect(await check(Message)).toMatchObject({ SignatureValid: true, KeyId });
  expect(await refusal(check(Buffer.from("another")))).toMatchObject({ name: "KMSInvalidSignatureException" });
});

it.each<[CreateKeyCommandInput["KeySpec"], SigningAlgorithmSpec]>([
  ["RSA_2048", "RSASSA_PSS_SHA_256"],
  ["RSA_3072", "RSASSA_PSS_SHA_512"],
  ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256"],
  ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_384"],
  ["RSA_2048", "RSASSA_PKCS1_V1_5_SHA_512"],
  ["ECC_NIST_P256", "ECDSA_SHA_256"],
  ["ECC_NIST_P384", "ECDSA_SHA_384"],
  ["ECC_NIST_P521", "ECDSA_SHA_512"],
  ["ECC_SECG_P256K1", "ECDSA_SHA_256"],
])("a digest is signed with a key of spec %s and %s as its message is", async (KeySpec, SigningAlgorithm) => {
  const KeyId = await createKey(kms, { KeySpec, KeyUsage: "SIGN_VERIFY" });
  const digestOf = (text: Buffer) =>
    createHash(`sha${SigningAlgorithm.slice(-3)}`)
      .update(text)
      .digest();
  const raw = { KeyId, Message, SigningAlgorithm, MessageType: "RAW" } as const;
  const digest = { ...raw, Message: digestOf(Message), MessageType: "DIGEST" } as const;
  for (let round = 0; round < 2; round++) {
    const { Signature: ofMessage } = await kms.send(new SignCommand(raw));
    const { Signature: ofDigest } = await kms.send(new SignCommand(digest));
    for (const Signature of [ofMessage, ofDigest]) {
      for (const signed of [raw, digest]) {
        expect(await kms.send(new VerifyCommand({ ...signed, Signature }))).toMatchObject({ SignatureValid: true });
      }
    }
    const signature = Buffer.from(ofDigest ?? []);
    const otherwise = [
      { ...digest, Signature: Buffer.concat([signature, signature]) },
      { ...digest, Signature: signature.subarray(1) },
      { ...digest, Signature: Buffer.from(signature).fill(1, 20, 40) },
      { ...digest, Signature: signature, Message: digestOf(Buffer.from("another")) },
    ];
    const name = "KMSInvalidSignatureException";
    for (const wrong of otherwise) expect(await refusal(kms.send(new VerifyCommand(wrong)))).toMatchObject({ name });
  }
  expect(await refusal(kms.send(new SignCommand({ ...digest, Message })))).toEqual({
    name: "ValidationException",
    message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
  });
});

it("a public key verifies outside of KMS", async () => {
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }));
  expect(KeyMetadata?.SigningAlgorithms).toEqual(["ECDSA_SHA_256"]);
  const KeyId = KeyMetadata?.Arn;
  const { PublicKey = [], ...rest } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  expect(rest).toMatchObject({ KeyId, KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" });
  const { Signature = [] } = await kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm: "ECDSA_SHA_256" }));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
  expect(verify("sha256", Message, key, Buffer.from(Signature))).toBe(true);
  expect(await refusal(kms.send(new GetPublicKeyCommand({ KeyId: await createKey(kms) })))).toMatchObject({
    name: "UnsupportedOperationException",
  });
});

it("what the simulator does not sign is said to be its limit", async () => {
  const edwards = await createKey(kms, { KeySpec: "ECC_NIST_EDWARDS25519", KeyUsage: "SIGN_VERIFY" });
  const ofDigest = { KeyId: edwards, Message, SigningAlgorithm: "ED25519_PH_SHA_512", MessageType: "DIGEST" } as const;
  expect(await refusal(kms.send(new SignCommand(ofDigest)))).toEqual({
    name: "UnsupportedOperationException",
    message: "The simulator does not sign digests with ED25519_PH_SHA_512.",
  });
  const KeyId = await createKey(kms, { KeySpec: "ML_DSA_44", KeyUsage: "SIGN_VERIFY" });
  const signing = kms.send(new SignCommand({ KeyId, Message, SigningAlgorithm: "ML_DSA_SHAKE_256" }));
  expect(await refusal(signing)).toEqual({
    name: "UnsupportedOperationException",
    message: "The simulator has no keys of spec ML_DSA_44.",
  });
});

it("a message authentication code is verified by its key", async () => {
  const KeyId = await createKey(kms, { KeySpec: "HMAC_384", KeyUsage: "GENERATE_VERIFY_MAC" });
  const MacAlgorithm = "HMAC_SHA_384";
  const { Mac } = await kms.send(new GenerateMacCommand({ KeyId, Message, MacAlgorithm }));
  expect(await kms.send(new VerifyMacCommand({ KeyId, Message, MacAlgorithm, Mac }))).toMatchObject({ MacValid: true });
  const wrong = kms.send(new VerifyMacCommand({ KeyId, Message: Buffer.from("another"), MacAlgorithm, Mac }));
  expect(await refusal(wrong)).toMatchObject({ name: "KMSInvalidMacException" });
});

it("two keys agree on a secret", async () => {
  const input = { KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" } as const;
  const [a, b] = [await createKey(kms, input), await createKey(kms, input)];
  const publicKey = async (KeyId: string) => (await kms.send(new GetPublicKeyCommand({ KeyId }))).PublicKey;
  const agree = async (KeyId: string, other: string) => {
    const PublicKey = await publicKey(other);
    const call = new DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: "ECDH", PublicKey });
    return (await kms.send(call)).SharedSecret;
  };
  expect(await agree(a, b)).toEqual(await agree(b, a));
});
