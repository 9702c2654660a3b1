import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DecryptCommand,
  DeleteImportedKeyMaterialCommand,
  DescribeKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type ImportKeyMaterialCommandInput,
  type KMSClient,
  ListKeyRotationsCommand,
  ReplicateKeyCommand,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
  UpdatePrimaryRegionCommand,
} from "@aws-sdk/client-kms";
import { constants, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { startSimulator, type Simulator } from "../../../simulator";
import { createKey, kmsClient, refusal } from "../support/kms-client";

const DAY = 86_400_000;

let simulator: Simulator;
let kms: KMSClient;
beforeEach(async () => {
  simulator = await startSimulator();
  kms = kmsClient(simulator);
});
afterEach(() => simulator.stop());

const describeKey = async (KeyId: string) => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const encrypt = async (KeyId: string) =>
  (await kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x") }))).CiphertextBlob;
const decrypt = async (CiphertextBlob: Uint8Array | undefined) =>
  Buffer.from((await kms.send(new DecryptCommand({ CiphertextBlob }))).Plaintext ?? []).toString();
const rotations = async (KeyId: string, more: object = {}) =>
  (await kms.send(new ListKeyRotationsCommand({ KeyId, ...more }))).Rotations ?? [];

describe("rotation", () => {
  it("makes new material when it is due, and the old one still decrypts", async () => {
    const KeyId = await createKey(kms);
    const old = await encrypt(KeyId);
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays: 90 }));
    simulator.clock.advance(200 * DAY);
    expect((await rotations(KeyId)).map(({ RotationType }) => RotationType)).toEqual(["AUTOMATIC", "AUTOMATIC"]);
    const all = await rotations(KeyId, { IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
    expect(all.map(({ KeyMaterialState }) => KeyMaterialState)).toEqual(["NON_CURRENT", "NON_CURRENT", "CURRENT"]);
    expect((await describeKey(KeyId))?.CurrentKeyMaterialId).toBe(all.at(-1)?.KeyMaterialId);
    expect([await decrypt(old), await decrypt(await encrypt(KeyId))]).toEqual(["x", "x"]);
  });

  it("can be demanded 25 times", async () => {
    const KeyId = await createKey(kms);
    const rotate = () => kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    for (let time = 0; time < 25; time++) await rotate();
    expect(await refusal(rotate())).toMatchObject({ name: "LimitExceededException" });
    expect(new Set((await rotations(KeyId)).map(({ RotationType }) => RotationType))).toEqual(new Set(["ON_DEMAND"]));
  });
});

describe("the primary of a multi-Region key", () => {
  it("can be another one, and the former one is a replica then", async () => {
    const KeyId = await createKey(kms, { MultiRegion: true });
    const move = (PrimaryRegion: string) => kms.send(new UpdatePrimaryRegionCommand({ KeyId, PrimaryRegion }));
    expect(await refusal(move("us-east-1"))).toMatchObject({ name: "NotFoundException" });
    await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-east-1" }));
    await move("us-east-1");
    expect((await describeKey(KeyId))?.MultiRegionConfiguration).toMatchObject({
      MultiRegionKeyType: "REPLICA",
      PrimaryKey: { Region: "us-east-1" },
      ReplicaKeys: [{ Region: "eu-west-1" }],
    });
    expect(await refusal(move("eu-west-1"))).toMatchObject({ name: "UnsupportedOperationException" });
  });
});

describe("imported material", () => {
  const externalKey = async (more: CreateKeyCommandInput = {}) => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Origin: "EXTERNAL", ...more }));
    expect(KeyMetadata).toMatchObject({ KeyState: "PendingImport", Enabled: false, Origin: "EXTERNAL" });
    return KeyMetadata?.Arn ?? "";
  };
  const importInto = async (
    KeyId: string,
    secret: Buffer,
    more: Partial<ImportKeyMaterialCommandInput> = {},
    client = kms,
  ) => {
    const { ImportToken, PublicKey = [] } = await client.send(
      new GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: "RSAES_OAEP_SHA_256",
        WrappingKeySpec: "RSA_2048",
      }),
    );
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return client.send(
      new ImportKeyMaterialCommand({
        KeyId,
        ImportToken,
        EncryptedKeyMaterial: publicEncrypt({ key, padding, oaepHash: "sha256" }, secret),
        ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
        ...more,
      }),
    );
  };

  it("makes a key usable, can be deleted, and must be the same again", async () => {
    const [KeyId, secret] = [await externalKey(), randomBytes(32)];
    expect(await refusal(encrypt(KeyId))).toEqual({
      name: "KMSInvalidStateException",
      message: `${KeyId} is pending import.`,
    });
    await importInto(KeyId, secret);
    const ciphertext = await encrypt(KeyId);
    expect(await describeKey(KeyId)).toMatchObject({
      KeyState: "Enabled",
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
    await kms.send(new DeleteImportedKeyMaterialCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingImport" });
    const incorrect = { name: "IncorrectKeyMaterialException" };
    expect(await refusal(importInto(KeyId, randomBytes(32)))).toMatchObject(incorrect);
    expect(await refusal(importInto(KeyId, randomBytes(16)))).toMatchObject(incorrect);
    await importInto(KeyId, secret);
    expect(await decrypt(ciphertext)).toBe("x");
  });

  it("expires on its day", async () => {
    const [KeyId, secret] = [await externalKey(), randomBytes(32)];
    const ValidTo = new Date(simulator.clock.now() + DAY);
    await importInto(KeyId, secret, { ExpirationModel: "KEY_MATERIAL_EXPIRES", ValidTo });
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "Enabled", ExpirationModel: "KEY_MATERIAL_EXPIRES" });
    simulator.clock.advance(2 * DAY);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingImport" });
    await importInto(KeyId, secret);
    simulator.clock.advance(2 * DAY);
    expect(await describeKey(KeyId)).toMatchObject({
      KeyState: "Enabled",
      ExpirationModel: "KEY_MATERIAL_DOES_NOT_EXPIRE",
    });
  });

  it("is rotated on demand to other material", async () => {
    const KeyId = await externalKey();
    await importInto(KeyId, randomBytes(32));
    const old = await encrypt(KeyId);
    const rotate = () => kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    expect(await refusal(rotate())).toMatchObject({ name: "KMSInvalidStateException" });
    expect(await refusal(kms.send(new EnableKeyRotationCommand({ KeyId })))).toMatchObject({
      name: "UnsupportedOperationException",
    });
    const { KeyMaterialId } = await importInto(KeyId, randomBytes(32), { ImportType: "NEW_KEY_MATERIAL" });
    expect((await describeKey(KeyId))?.CurrentKeyMaterialId).not.toBe(KeyMaterialId);
    await rotate();
    expect((await describeKey(KeyId))?.CurrentKeyMaterialId).toBe(KeyMaterialId);
    expect(await decrypt(old)).toBe("x");
  });

  it("makes the key unusable when any version is deleted, also while it waits for its deletion", async () => {
    const [KeyId, first] = [await externalKey(), randomBytes(32)];
    const { KeyMaterialId } = await importInto(KeyId, first);
    await importInto(KeyId, randomBytes(32), { ImportType: "NEW_KEY_MATERIAL" });
    await kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    await kms.send(new DeleteImportedKeyMaterialCommand({ KeyId, KeyMaterialId }));
    expect(await refusal(importInto(KeyId, first))).toMatchObject({ name: "KMSInvalidStateException" });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingImport" });
    const all = await rotations(KeyId, { IncludeKeyMaterial: "ALL_KEY_MATERIAL" });
    expect(all.map(({ KeyMaterialState, ImportState }) => [KeyMaterialState, ImportState])).toEqual([
      ["NON_CURRENT", "PENDING_IMPORT"],
      ["CURRENT", "IMPORTED"],
    ]);
    await importInto(KeyId, first);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "Disabled" });
  });

  it("is the same in a replica, which is rotated with its primary", async () => {
    const [KeyId, secret, next] = [await externalKey({ MultiRegion: true }), randomBytes(32), randomBytes(32)];
    const id = KeyId.split("/")[1] ?? "";
    await importInto(KeyId, secret);
    await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-east-1" }));
    const replica = kmsClient(simulator, "us-east-1");
    const incorrect = { name: "IncorrectKeyMaterialException" };
    expect(await refusal(importInto(id, next, {}, replica))).toMatchObject(incorrect);
    await importInto(id, secret, {}, replica);

    await importInto(KeyId, next, { ImportType: "NEW_KEY_MATERIAL" });
    const rotate = () => kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    expect(await refusal(rotate())).toMatchObject({ name: "KMSInvalidStateException" });
    expect(await refusal(importInto(id, next, { ImportType: "NEW_KEY_MATERIAL" }, replica))).toMatchObject(incorrect);
    await importInto(id, next, { ImportType: "EXISTING_KEY_MATERIAL" }, replica);
    await rotate();
    const { Plaintext = [] } = await replica.send(new DecryptCommand({ CiphertextBlob: await encrypt(KeyId) }));
    expect(Buffer.from(Plaintext).toString()).toBe("x");
  });

  it.each([
    ["in the past", { ValidTo: new Date(0), ExpirationModel: "KEY_MATERIAL_EXPIRES" as const }],
    [
      "in more than a year",
      { ValidTo: new Date(Date.now() + 366 * DAY), ExpirationModel: "KEY_MATERIAL_EXPIRES" as const },
    ],
    ["for material that does not expire", { ValidTo: new Date(Date.now() + DAY) }],
  ])("cannot expire %s", async (_name, more) => {
    expect(await refusal(importInto(await externalKey(), randomBytes(32), more))).toMatchObject({
      name: "ValidationException",
    });
  });

  it("is not for keys whose material KMS makes, and needs a token of its own key", async () => {
    const own = await createKey(kms);
    const parameters = { WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048" } as const;
    expect(await refusal(kms.send(new GetParametersForImportCommand({ KeyId: own, ...parameters })))).toMatchObject({
      name: "UnsupportedOperationException",
    });
    const [KeyId, other] = [await externalKey(), await externalKey()];
    const { ImportToken } = await kms.send(new GetParametersForImportCommand({ KeyId: other, ...parameters }));
    expect(await refusal(importInto(KeyId, randomBytes(32), { ImportToken }))).toMatchObject({
      name: "InvalidImportTokenException",
    });
  });
});
