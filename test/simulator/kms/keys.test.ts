import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KMSClient,
  ListKeysCommand,
  ListResourceTagsCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateKeyDescriptionCommand,
} from "@aws-sdk/client-kms";
import { startSimulator, type Simulator } from "../../../simulator";
import { deletionGuard } from "../../../policy/key-policy";
import { createKey, kmsClient, refusal } from "../support/kms-client";

const DAY = 86_400_000;

let simulator: Simulator;
let kms: KMSClient;
beforeEach(async () => {
  simulator = await startSimulator();
  kms = kmsClient(simulator);
});
afterEach(() => simulator.stop());

const describeKey = async (KeyId: string, client = kms) =>
  (await client.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
const keyId = (arn: string) => arn.split("/")[1] ?? "";
const below = (value: string, member: string, limit: number) => ({
  name: "ValidationException",
  message: `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value greater than or equal to ${limit}`,
});
const above = (value: string, member: string, limit: number) => ({
  name: "ValidationException",
  message: `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must have value less than or equal to ${limit}`,
});

describe("a key", () => {
  it("is symmetric, enabled and single-Region by default", async () => {
    const arn = await createKey(kms, { Description: "orders" });
    expect(arn).toMatch(/^arn:aws:kms:eu-west-1:111122223333:key\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await describeKey(arn)).toEqual({
      AWSAccountId: "111122223333",
      Arn: arn,
      CreationDate: expect.any(Date),
      CurrentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
      CustomerMasterKeySpec: "SYMMETRIC_DEFAULT",
      Description: "orders",
      Enabled: true,
      EncryptionAlgorithms: ["SYMMETRIC_DEFAULT"],
      KeyId: keyId(arn),
      KeyManager: "CUSTOMER",
      KeySpec: "SYMMETRIC_DEFAULT",
      KeyState: "Enabled",
      KeyUsage: "ENCRYPT_DECRYPT",
      MultiRegion: false,
      Origin: "AWS_KMS",
    });
  });

  it("is seen in its own account and region only", async () => {
    const arn = await createKey(kms);
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([{ KeyArn: arn, KeyId: keyId(arn) }]);
    for (const other of [kmsClient(simulator, "us-east-1"), kmsClient(simulator, "eu-west-1", "444455556666")]) {
      expect((await other.send(new ListKeysCommand({}))).Keys).toEqual([]);
      expect(await refusal(describeKey(keyId(arn), other))).toMatchObject({ name: "NotFoundException" });
    }
    expect(await refusal(describeKey(arn, kmsClient(simulator, "us-east-1")))).toEqual({
      name: "NotFoundException",
      message: "Invalid arn eu-west-1",
    });
    expect(await refusal(describeKey(arn, kmsClient(simulator, "eu-west-1", "444455556666")))).toEqual({
      name: "AccessDeniedException",
      message: `User: arn:aws:iam::444455556666:user/simulator is not authorized to perform: kms:DescribeKey on resource: ${arn} because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access`,
    });
  });

  it.each([
    [
      "an unknown id",
      "12345678-1234-1234-1234-123456789012",
      "NotFoundException",
      "Key 'arn:aws:kms:eu-west-1:111122223333:key/12345678-1234-1234-1234-123456789012' does not exist",
    ],
    [
      "an unknown alias",
      "alias/none",
      "NotFoundException",
      "Alias arn:aws:kms:eu-west-1:111122223333:alias/none is not found.",
    ],
    ["what is not an id", "1234abcd", "NotFoundException", "Invalid keyId '1234abcd'"],
    ["an ARN of another service", "arn:aws:s3:::bucket", "InvalidArnException", "Invalid arn arn:aws:s3:::bucket"],
  ])("is not found by %s", async (_name, id, name, message) => {
    expect(await refusal(describeKey(id))).toEqual({ name, message });
  });

  it.each([
    ["an unknown spec", { KeySpec: "AES" }, "ValidationException"],
    ["a spec that does not fit the usage", { KeySpec: "HMAC_256", KeyUsage: "SIGN_VERIFY" }, "ValidationException"],
    ["a spec that says no usage", { KeySpec: "RSA_2048" }, "ValidationException"],
    ["a tag with a sign that AWS does not take", { Tags: [{ TagKey: "a<b", TagValue: "" }] }, "TagException"],
    ["a custom key store", { Origin: "AWS_CLOUDHSM" }, "UnsupportedOperationException"],
    ["a description of 8193 characters", { Description: "x".repeat(8193) }, "ValidationException"],
    ["a reserved tag", { Tags: [{ TagKey: "aws:x", TagValue: "" }] }, "TagException"],
    [
      "a tag twice",
      {
        Tags: [
          { TagKey: "x", TagValue: "" },
          { TagKey: "x", TagValue: "" },
        ],
      },
      "TagException",
    ],
  ] as const)("is not made with %s", async (_name, input, name) => {
    expect(await refusal(kms.send(new CreateKeyCommand(input as CreateKeyCommandInput)))).toMatchObject({ name });
    expect(simulator.kms.keys()).toEqual([]);
  });

  it("can be asymmetric, disabled and enabled, and its description changed", async () => {
    const KeyId = await createKey(kms, { KeySpec: "RSA_2048", KeyUsage: "SIGN_VERIFY" });
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ Enabled: false, KeyState: "Disabled", KeySpec: "RSA_2048" });
    await kms.send(new EnableKeyCommand({ KeyId }));
    await kms.send(new UpdateKeyDescriptionCommand({ KeyId, Description: "new" }));
    expect(await describeKey(KeyId)).toMatchObject({ Enabled: true, KeyState: "Enabled", Description: "new" });
  });

  it("carries up to 50 tags, which can be changed and removed", async () => {
    const KeyId = await createKey(kms, { Tags: [{ TagKey: "a", TagValue: "1" }] });
    const tags = (count: number) => Array.from({ length: count }, (_, i) => ({ TagKey: `t${i}`, TagValue: "" }));
    expect(await refusal(kms.send(new TagResourceCommand({ KeyId, Tags: tags(50) })))).toEqual({
      name: "LimitExceededException",
      message: "A key has at most 50 tags",
    });
    await kms.send(new TagResourceCommand({ KeyId, Tags: [{ TagKey: "a", TagValue: "2" }, ...tags(2)] }));
    await kms.send(new UntagResourceCommand({ KeyId, TagKeys: ["t0", "absent"] }));
    expect((await kms.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([
      { TagKey: "a", TagValue: "2" },
      { TagKey: "t1", TagValue: "" },
    ]);
  });
});

describe("rotation", () => {
  const status = async (KeyId: string, client = kms) => {
    const { KeyRotationEnabled, RotationPeriodInDays, NextRotationDate } = await client.send(
      new GetKeyRotationStatusCommand({ KeyId }),
    );
    return {
      KeyRotationEnabled,
      RotationPeriodInDays,
      inDays: NextRotationDate && Math.round((NextRotationDate.getTime() - Date.now()) / DAY),
    };
  };
  const enable = (KeyId: string, RotationPeriodInDays?: number, client = kms) =>
    client.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));

  it("is off at first, yearly when switched on, and keeps the period that was set", async () => {
    const KeyId = await createKey(kms);
    expect(await status(KeyId)).toEqual({ KeyRotationEnabled: false });
    await enable(KeyId);
    expect(await status(KeyId)).toEqual({ KeyRotationEnabled: true, RotationPeriodInDays: 365, inDays: 365 });
    await enable(KeyId, 90);
    await enable(KeyId);
    expect(await status(KeyId)).toEqual({ KeyRotationEnabled: true, RotationPeriodInDays: 90, inDays: 90 });
    await kms.send(new DisableKeyRotationCommand({ KeyId }));
    expect(await status(KeyId)).toEqual({ KeyRotationEnabled: false });
  });

  it("accepts 90 to 2560 days", async () => {
    const KeyId = await createKey(kms);
    expect(await refusal(enable(KeyId, 89))).toEqual(below("89", "rotationPeriodInDays", 90));
    expect(await refusal(enable(KeyId, 2561))).toEqual(above("2561", "rotationPeriodInDays", 2560));
    await enable(KeyId, 2560);
    expect(await status(KeyId)).toMatchObject({ RotationPeriodInDays: 2560 });
  });

  it("is refused for an asymmetric, a disabled and a key scheduled for deletion", async () => {
    const asymmetric = await createKey(kms, { KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    expect(await refusal(enable(asymmetric))).toMatchObject({ name: "UnsupportedOperationException" });
    const KeyId = await createKey(kms);
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await refusal(enable(KeyId))).toEqual({ name: "DisabledException", message: `${KeyId} is disabled.` });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await refusal(enable(KeyId))).toEqual({
      name: "KMSInvalidStateException",
      message: `${KeyId} is pending deletion.`,
    });
  });

  it("rests while the key waits for its deletion, and is remembered", async () => {
    const KeyId = await createKey(kms);
    await enable(KeyId, 90);
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: false });
    await kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await status(KeyId)).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  });

  it("is set on the primary of a multi-Region key and shown by its replicas", async () => {
    const KeyId = await createKey(kms, { MultiRegion: true });
    await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-east-1" }));
    const virginia = kmsClient(simulator, "us-east-1");
    expect(await refusal(enable(keyId(KeyId), 90, virginia))).toMatchObject({ name: "UnsupportedOperationException" });
    await enable(KeyId, 90);
    expect(await status(keyId(KeyId), virginia)).toMatchObject({ KeyRotationEnabled: true, RotationPeriodInDays: 90 });
  });
});

describe("a multi-Region key", () => {
  it("shares its id with its replicas, which have a policy, a switch and tags of their own", async () => {
    const arn = await createKey(kms, { MultiRegion: true, Tags: [{ TagKey: "a", TagValue: "1" }] });
    const KeyId = keyId(arn);
    expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/);
    const replicaArn = arn.replace("eu-west-1", "us-east-1");
    const Policy = JSON.stringify({
      Statement: { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" },
    });
    const replicate = () => kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-east-1", Policy }));
    const configuration = (MultiRegionKeyType: string) => ({
      MultiRegionKeyType,
      PrimaryKey: { Arn: arn, Region: "eu-west-1" },
      ReplicaKeys: [{ Arn: replicaArn, Region: "us-east-1" }],
    });
    const { ReplicaKeyMetadata } = await replicate();
    expect(ReplicaKeyMetadata).toMatchObject({
      Arn: replicaArn,
      KeyId,
      MultiRegion: true,
      MultiRegionConfiguration: configuration("REPLICA"),
    });
    expect(await describeKey(KeyId)).toMatchObject({ MultiRegionConfiguration: configuration("PRIMARY") });
    expect(await refusal(replicate())).toEqual({
      name: "AlreadyExistsException",
      message: `${replicaArn} already exists.`,
    });

    const virginia = kmsClient(simulator, "us-east-1");
    expect((await virginia.send(new ListResourceTagsCommand({ KeyId }))).Tags).toEqual([]);
    expect((await virginia.send(new GetKeyPolicyCommand({ KeyId }))).Policy).toContain("111122223333:root");
    await virginia.send(new DisableKeyCommand({ KeyId }));
    expect(await describeKey(KeyId)).toMatchObject({ Enabled: true });
    expect(await refusal(virginia.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "eu-west-2" })))).toEqual({
      name: "UnsupportedOperationException",
      message: `${replicaArn} is not a multi-Region primary key.`,
    });
  });

  it("is replicated only if it is one, and only to another region", async () => {
    const single = await createKey(kms);
    const multi = await createKey(kms, { MultiRegion: true });
    const to = (KeyId: string, ReplicaRegion: string) => kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion }));
    expect(await refusal(to(single, "us-east-1"))).toMatchObject({ name: "UnsupportedOperationException" });
    expect(await refusal(to(multi, "eu-west-1"))).toMatchObject({ name: "AlreadyExistsException" });
    for (const region of ["eu-nowhere-1", "cn-north-1", "us-gov-west-1"]) {
      expect(await refusal(to(multi, region))).toEqual({
        name: "ValidationException",
        message: `${region} is not a Region in which ${multi} can have a replica.`,
      });
    }
    await kms.send(new DisableKeyCommand({ KeyId: multi }));
    expect(await refusal(to(multi, "us-east-1"))).toMatchObject({ name: "DisabledException" });
  });

  it("is deleted only after its last replica, whose end starts the waiting period", async () => {
    const KeyId = await createKey(kms, { MultiRegion: true });
    await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion: "us-east-1" }));
    const { KeyState, DeletionDate } = await kms.send(
      new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }),
    );
    expect({ KeyState, DeletionDate }).toEqual({ KeyState: "PendingReplicaDeletion", DeletionDate: undefined });
    expect(await describeKey(KeyId)).toMatchObject({ PendingDeletionWindowInDays: 7, Enabled: false });
    simulator.clock.advance(30 * DAY);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingReplicaDeletion" });

    const virginia = kmsClient(simulator, "us-east-1");
    await virginia.send(new ScheduleKeyDeletionCommand({ KeyId: keyId(KeyId), PendingWindowInDays: 10 }));
    simulator.clock.advance(10 * DAY);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingDeletion" });
    simulator.clock.advance(7 * DAY - 60_000);
    expect(simulator.kms.keys()).toHaveLength(1);
    simulator.clock.advance(60_000);
    expect(simulator.kms.keys()).toEqual([]);
  });
});

describe("a deletion guard", () => {
  const OWN = { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "kms:*", Resource: "*" };
  const guarded = () =>
    createKey(kms, { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [OWN, deletionGuard(90)] }) });
  const deletion = (KeyId: string) => kms.send(new ScheduleKeyDeletionCommand({ KeyId }));
  const denied = (arn: string) => ({
    name: "AccessDeniedException",
    message: `User: arn:aws:iam::111122223333:user/simulator is not authorized to perform: kms:ScheduleKeyDeletion on resource: ${arn} with an explicit deny in a resource-based policy`,
  });

  it("keeps a key that was never used for its days from its creation", async () => {
    const arn = await guarded();
    expect(await refusal(deletion(arn))).toEqual(denied(arn));
    simulator.clock.advance(90 * DAY - 60_000);
    expect(await refusal(deletion(arn))).toEqual(denied(arn));
    simulator.clock.advance(60_000);
    expect(await deletion(arn)).toMatchObject({ KeyState: "PendingDeletion" });
  });

  it("keeps a key for its days from its last use, and lets it be disabled", async () => {
    const arn = await guarded();
    simulator.clock.advance(100 * DAY);
    await kms.send(new EncryptCommand({ KeyId: arn, Plaintext: Buffer.from("x") }));
    expect(await refusal(deletion(arn))).toEqual(denied(arn));
    await kms.send(new DisableKeyCommand({ KeyId: arn }));
  });
});

describe("deletion", () => {
  const schedule = (KeyId: string, PendingWindowInDays?: number) =>
    kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays }));

  it("accepts 7 to 30 days, 30 by default", async () => {
    const KeyId = await createKey(kms);
    expect(await refusal(schedule(KeyId, 6))).toEqual(below("6", "pendingWindowInDays", 7));
    expect(await refusal(schedule(KeyId, 31))).toEqual(above("31", "pendingWindowInDays", 30));
    expect(await schedule(KeyId)).toMatchObject({ KeyId, KeyState: "PendingDeletion", PendingWindowInDays: 30 });
    expect(await refusal(schedule(KeyId))).toEqual({
      name: "KMSInvalidStateException",
      message: `${KeyId} is pending deletion.`,
    });
  });

  it("is final when the window has passed, and not a moment before", async () => {
    const KeyId = await createKey(kms);
    await schedule(KeyId, 7);
    simulator.clock.advance(7 * DAY - 60_000);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "PendingDeletion", Enabled: false });
    simulator.clock.advance(60_000);
    expect(await refusal(describeKey(KeyId))).toEqual({
      name: "NotFoundException",
      message: `Key '${KeyId}' does not exist`,
    });
  });

  it("can be cancelled, which leaves the key disabled", async () => {
    const KeyId = await createKey(kms);
    const cancel = () => kms.send(new CancelKeyDeletionCommand({ KeyId }));
    expect(await refusal(cancel())).toEqual({
      name: "KMSInvalidStateException",
      message: `${KeyId} is not pending deletion.`,
    });
    await schedule(KeyId, 7);
    await cancel();
    simulator.clock.advance(30 * DAY);
    expect(await describeKey(KeyId)).toMatchObject({ KeyState: "Disabled" });
  });

  it("blocks every change of the key", async () => {
    const KeyId = await createKey(kms);
    await schedule(KeyId);
    for (const command of [
      new EnableKeyCommand({ KeyId }),
      new UpdateKeyDescriptionCommand({ KeyId, Description: "" }),
      new TagResourceCommand({ KeyId, Tags: [] }),
    ]) {
      expect(await refusal(kms.send(command as EnableKeyCommand))).toMatchObject({ name: "KMSInvalidStateException" });
    }
  });
});
