import {
  CreateAliasCommand,
  DecryptCommand,
  type DecryptCommandInput,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyPairCommand,
  GenerateDataKeyPairWithoutPlaintextCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GenerateRandomCommand,
  GetKeyLastUsageCommand,
  type KMSClient,
  ReEncryptCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { createPrivateKey } from "node:crypto";
import { startSimulator, type Simulator } from "../../../simulator";
import { createKey, kmsClient, refusal } from "../support/kms-client";
import { policyWith } from "../support/world";

const SECRET = Buffer.from("the secret");
const OTHER = "arn:aws:iam::444455556666:role/app";

let simulator: Simulator;
let kms: KMSClient;
beforeAll(async () => {
  simulator = await startSimulator();
  kms = kmsClient(simulator);
});
afterAll(() => simulator.stop());

const encrypt = async (KeyId: string, more: object = {}, client = kms) =>
  (await client.send(new EncryptCommand({ KeyId, Plaintext: SECRET, ...more }))).CiphertextBlob;
const decrypt = async (input: Partial<DecryptCommandInput>, client = kms) => {
  const { Plaintext, ...rest } = await client.send(new DecryptCommand({ CiphertextBlob: undefined, ...input }));
  return { text: Buffer.from(Plaintext ?? "").toString(), key: rest.KeyId };
};

describe("a ciphertext", () => {
  it("names its key, is never the same twice, and is decrypted with the same context only", async () => {
    const key = await createKey(kms);
    const EncryptionContext = { purpose: "test", order: "1" };
    const CiphertextBlob = await encrypt(key, { EncryptionContext });
    expect(await encrypt(key, { EncryptionContext })).not.toEqual(CiphertextBlob);
    const reordered = { order: "1", purpose: "test" };
    expect(await decrypt({ CiphertextBlob, EncryptionContext: reordered })).toEqual({ text: "the secret", key });
    const invalid = { name: "InvalidCiphertextException", message: "UnknownError" };
    expect(await refusal(decrypt({ CiphertextBlob }))).toEqual(invalid);
    expect(await refusal(decrypt({ CiphertextBlob, EncryptionContext: { purpose: "test" } }))).toEqual(invalid);
    expect(await refusal(decrypt({ CiphertextBlob: Buffer.from("made up") }))).toEqual(invalid);
    const changed = Buffer.from(CiphertextBlob ?? []);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    expect(await refusal(decrypt({ CiphertextBlob: changed, EncryptionContext }))).toEqual(invalid);
  });

  it("is decrypted by the key that it names, and by no other", async () => {
    const [key, other] = [await createKey(kms), await createKey(kms)];
    await kms.send(new CreateAliasCommand({ AliasName: "alias/encryption", TargetKeyId: key }));
    const CiphertextBlob = await encrypt("alias/encryption");
    expect(await decrypt({ CiphertextBlob, KeyId: "alias/encryption" })).toEqual({ text: "the secret", key });
    expect(await refusal(decrypt({ CiphertextBlob, KeyId: other }))).toEqual({
      name: "IncorrectKeyException",
      message: "The key ID in the request does not identify a CMK that can perform this operation.",
    });
  });

  it("is decrypted in its own region, and in those of the replicas of its key", async () => {
    const single = await encrypt(await createKey(kms));
    const primary = await createKey(kms, { MultiRegion: true });
    const multi = await encrypt(primary);
    await kms.send(new ReplicateKeyCommand({ KeyId: primary, ReplicaRegion: "us-east-1" }));
    const virginia = kmsClient(simulator, "us-east-1");
    expect(await decrypt({ CiphertextBlob: multi }, virginia)).toEqual({
      text: "the secret",
      key: primary.replace("eu-west-1", "us-east-1"),
    });
    const elsewhere = {
      name: "AccessDeniedException",
      message:
        "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.",
    };
    expect(await refusal(decrypt({ CiphertextBlob: single }, virginia))).toEqual(elsewhere);
    expect(await refusal(decrypt({ CiphertextBlob: multi }, kmsClient(simulator, "us-west-2")))).toEqual(elsewhere);
  });

  it("cannot be decrypted while its key is disabled or waits for its deletion", async () => {
    const KeyId = await createKey(kms);
    const CiphertextBlob = await encrypt(KeyId);
    await kms.send(new DisableKeyCommand({ KeyId }));
    const disabled = { name: "DisabledException", message: `${KeyId} is disabled.` };
    expect(await refusal(decrypt({ CiphertextBlob }))).toEqual(disabled);
    expect(await refusal(encrypt(KeyId))).toEqual(disabled);
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect((await decrypt({ CiphertextBlob })).text).toBe("the secret");
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await refusal(decrypt({ CiphertextBlob }))).toEqual({
      name: "KMSInvalidStateException",
      message: `${KeyId} is pending deletion.`,
    });
  });

  it("is encrypted again under another key, without ever being seen", async () => {
    const [from, to] = [await createKey(kms), await createKey(kms)];
    const again = await kms.send(
      new ReEncryptCommand({
        CiphertextBlob: await encrypt(from, { EncryptionContext: { a: "1" } }),
        SourceEncryptionContext: { a: "1" },
        DestinationKeyId: to,
        DestinationEncryptionContext: { b: "2" },
      }),
    );
    expect(again).toMatchObject({ SourceKeyId: from, KeyId: to });
    const { CiphertextBlob } = again;
    expect(await decrypt({ CiphertextBlob, EncryptionContext: { b: "2" } })).toEqual({ text: "the secret", key: to });
  });

  it("of an asymmetric key does not name it", async () => {
    const key = await createKey(kms, { KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    const EncryptionAlgorithm = "RSAES_OAEP_SHA_256";
    const CiphertextBlob = await encrypt(key, { EncryptionAlgorithm });
    expect((await decrypt({ CiphertextBlob, EncryptionAlgorithm, KeyId: key })).text).toBe("the secret");
    expect(await refusal(decrypt({ CiphertextBlob, EncryptionAlgorithm }))).toMatchObject({
      name: "ValidationException",
    });
    expect(await refusal(encrypt(key))).toEqual({
      name: "InvalidKeyUsageException",
      message: "Algorithm SYMMETRIC_DEFAULT and key spec RSA_2048 are incompatible.",
    });
    const tooLong = encrypt(key, { EncryptionAlgorithm, Plaintext: Buffer.alloc(200) });
    expect(await refusal(tooLong)).toMatchObject({ name: "ValidationException" });
  });

  it("has at most 4096 bytes in it, and is not made by a key for something else", async () => {
    expect(await refusal(encrypt("x", { Plaintext: Buffer.alloc(4097) }))).toEqual({
      name: "ValidationException",
      message:
        "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4096",
    });
    const mac = await createKey(kms, { KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" });
    expect(await refusal(encrypt(mac))).toEqual({
      name: "InvalidKeyUsageException",
      message: `${mac} key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.`,
    });
  });

  it("is only tried with DryRun", async () => {
    const key = await createKey(kms);
    const wouldWork = {
      name: "DryRunOperationException",
      message: "The request would have succeeded, but the DryRun option is set.",
    };
    expect(await refusal(encrypt(key, { DryRun: true }))).toEqual(wouldWork);
    const CiphertextBlob = await encrypt(key);
    expect(await refusal(decrypt({ CiphertextBlob, DryRun: true }))).toEqual(wouldWork);
    expect(await refusal(decrypt({ KeyId: key, DryRun: true, DryRunModifiers: ["IGNORE_CIPHERTEXT"] }))).toEqual(
      wouldWork,
    );
  });
});

describe("a data key", () => {
  it("comes with itself encrypted", async () => {
    const KeyId = await createKey(kms);
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" }));
    expect(made.Plaintext).toHaveLength(32);
    const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(Plaintext).toEqual(made.Plaintext);
    const hidden = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, NumberOfBytes: 100 }));
    expect(hidden).not.toHaveProperty("Plaintext");
    expect((await kms.send(new DecryptCommand({ CiphertextBlob: hidden.CiphertextBlob }))).Plaintext).toHaveLength(100);
    expect(await refusal(kms.send(new GenerateDataKeyCommand({ KeyId })))).toEqual({
      name: "ValidationException",
      message: "Please specify either number of bytes or key spec.",
    });
  });

  it("can be a pair", async () => {
    const KeyId = await createKey(kms);
    const input = { KeyId, KeyPairSpec: "ECC_NIST_P256" as const };
    const made = await kms.send(new GenerateDataKeyPairCommand(input));
    const { Plaintext = [] } = await kms.send(new DecryptCommand({ CiphertextBlob: made.PrivateKeyCiphertextBlob }));
    const pair = createPrivateKey({ key: Buffer.from(Plaintext), format: "der", type: "pkcs8" });
    expect(pair.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    const hidden = await kms.send(new GenerateDataKeyPairWithoutPlaintextCommand(input));
    expect(hidden).not.toHaveProperty("PrivateKeyPlaintext");
  });

  it("needs no key when it is random only", async () => {
    const { Plaintext } = await kms.send(new GenerateRandomCommand({ NumberOfBytes: 7 }));
    expect(Plaintext).toHaveLength(7);
  });
});

describe("who may use a key", () => {
  const other = () => kmsClient(simulator, "eu-west-1", OTHER);

  it("is what its policy says, in AWS' words", async () => {
    const statement = { Effect: "Allow", Principal: { AWS: OTHER }, Action: "kms:Encrypt", Resource: "*" };
    const key = await createKey(kms, { Policy: policyWith(statement) });
    const CiphertextBlob = await encrypt(key, {}, other());
    expect(await refusal(decrypt({ CiphertextBlob, KeyId: key }, other()))).toEqual({
      name: "AccessDeniedException",
      message:
        `User: ${OTHER} is not authorized to perform: kms:Decrypt on resource: ${key} because the resource does not exist in this Region, ` +
        "no resource-based policies allow access, or a resource-based policy explicitly denies access",
    });
    const missing = key.replace(/[^/]+$/, "12345678-1234-1234-1234-123456789012");
    expect(await refusal(encrypt(missing, {}, other()))).toMatchObject({ name: "AccessDeniedException" });
  });

  it("depends on conditions: the encryption context, the alias, the algorithm", async () => {
    const allow = (Condition: object) =>
      policyWith({ Effect: "Allow", Principal: { AWS: OTHER }, Action: "kms:Encrypt", Resource: "*", Condition });
    const bound = await createKey(kms, { Policy: allow({ StringEquals: { "kms:EncryptionContext:team": "orders" } }) });
    expect(await refusal(encrypt(bound, {}, other()))).toMatchObject({ name: "AccessDeniedException" });
    await encrypt(bound, { EncryptionContext: { team: "orders" } }, other());
    const named = await createKey(kms, { Policy: allow({ StringEquals: { "kms:RequestAlias": "alias/named" } }) });
    await kms.send(new CreateAliasCommand({ AliasName: "alias/named", TargetKeyId: named }));
    expect(await refusal(encrypt(named, {}, other()))).toMatchObject({ name: "AccessDeniedException" });
    await encrypt(named.replace(/key\/.*/, "alias/named"), {}, other());
  });

  it("is nobody whom a Deny stops", async () => {
    const deny = { Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*" };
    const key = await createKey(kms, { Policy: policyWith(deny) });
    expect(await refusal(encrypt(key))).toEqual({
      name: "AccessDeniedException",
      message: `User: arn:aws:iam::111122223333:user/simulator is not authorized to perform: kms:Encrypt on resource: ${key} with an explicit deny in a resource-based policy`,
    });
  });
});

describe("the last use", () => {
  it("is that of a cryptographic operation that succeeded", async () => {
    const KeyId = await createKey(kms);
    const lastUse = async () => (await kms.send(new GetKeyLastUsageCommand({ KeyId }))).KeyLastUsage;
    await refusal(encrypt(KeyId, { DryRun: true }));
    expect(await lastUse()).toEqual({});
    await encrypt(KeyId);
    expect(await lastUse()).toEqual({
      Operation: "Encrypt",
      Timestamp: expect.any(Date),
      CloudTrailEventId: expect.any(String),
      KmsRequestId: expect.any(String),
    });
  });
});
