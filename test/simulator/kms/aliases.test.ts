import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type KMSClient,
  ListAliasesCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from "@aws-sdk/client-kms";
import { startSimulator, type Simulator } from "../../../simulator";
import { createKey, kmsClient, refusal } from "../support/kms-client";

describe("an alias", () => {
  let simulator: Simulator;
  let kms: KMSClient;
  let key: string;
  beforeEach(async () => {
    simulator = await startSimulator();
    kms = kmsClient(simulator);
    key = await createKey(kms);
  });
  afterEach(() => simulator.stop());

  const create = (AliasName: string, TargetKeyId = key) => kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
  const list = async (KeyId?: string) =>
    (await kms.send(new ListAliasesCommand({ KeyId }))).Aliases?.map(({ AliasName, TargetKeyId }) => [
      AliasName,
      TargetKeyId,
    ]);

  it("names a key until it names another one or is deleted", async () => {
    const other = await createKey(kms);
    const [id, otherId] = [key.split("/")[1], other.split("/")[1]];
    await create("alias/a");
    expect(await list()).toEqual([["alias/a", id]]);
    expect((await kms.send(new DescribeKeyCommand({ KeyId: "alias/a" }))).KeyMetadata?.Arn).toBe(key);
    expect(
      (await kms.send(new DescribeKeyCommand({ KeyId: "arn:aws:kms:eu-west-1:111122223333:alias/a" }))).KeyMetadata
        ?.Arn,
    ).toBe(key);
    await kms.send(new UpdateAliasCommand({ AliasName: "alias/a", TargetKeyId: otherId }));
    expect(await list(key)).toEqual([]);
    expect(await list(other)).toEqual([["alias/a", otherId]]);
    await kms.send(new DeleteAliasCommand({ AliasName: "alias/a" }));
    expect(await list()).toEqual([]);
  });

  it("exists once in an account and region", async () => {
    await create("alias/a");
    expect(await refusal(create("alias/a"))).toEqual({
      name: "AlreadyExistsException",
      message: "An alias with the name arn:aws:kms:eu-west-1:111122223333:alias/a already exists",
    });
    const elsewhere = kmsClient(simulator, "us-east-1");
    const there = await createKey(elsewhere);
    await elsewhere.send(new CreateAliasCommand({ AliasName: "alias/a", TargetKeyId: there }));
  });

  it.each([
    ["orders", "ValidationException"],
    ["alias/with blank", "ValidationException"],
    ["alias/aws/mine", "InvalidAliasNameException"],
  ])("cannot be called %s", async (name, error) => {
    expect(await refusal(create(name))).toMatchObject({ name: error });
  });

  it("is refused for a key that does not exist, waits for its deletion, or belongs to another account", async () => {
    expect(await refusal(create("alias/a", "12345678-1234-1234-1234-123456789012"))).toMatchObject({
      name: "NotFoundException",
    });
    const other = kmsClient(simulator, "eu-west-1", "444455556666");
    expect(await refusal(other.send(new CreateAliasCommand({ AliasName: "alias/a", TargetKeyId: key })))).toMatchObject(
      { name: "NotFoundException" },
    );
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key }));
    expect(await refusal(create("alias/a"))).toMatchObject({ name: "KMSInvalidStateException" });
  });

  it("is not accepted where AWS needs the key itself", async () => {
    await create("alias/a");
    expect(await refusal(kms.send(new GetKeyPolicyCommand({ KeyId: "alias/a" })))).toEqual({
      name: "NotFoundException",
      message: "Invalid keyId 'alias/a'",
    });
  });

  it("is moved and deleted only with permission on both keys", async () => {
    const statement = { Principal: { AWS: "111122223333" }, Resource: "*" };
    const guarded = await createKey(kms, {
      Policy: JSON.stringify({
        Statement: [
          { ...statement, Effect: "Allow", Action: "kms:*" },
          { ...statement, Effect: "Deny", Action: ["kms:UpdateAlias", "kms:DeleteAlias"] },
        ],
      }),
    });
    await create("alias/a", guarded);
    const move = (AliasName: string, TargetKeyId: string) =>
      refusal(kms.send(new UpdateAliasCommand({ AliasName, TargetKeyId })));
    expect(await move("alias/a", key)).toMatchObject({ name: "AccessDeniedException" });
    expect(await refusal(kms.send(new DeleteAliasCommand({ AliasName: "alias/a" })))).toMatchObject({
      name: "AccessDeniedException",
    });
    await create("alias/b");
    expect(await move("alias/b", guarded)).toMatchObject({ name: "AccessDeniedException" });
  });

  it("cannot be moved to a key of another kind, and is deleted with its key", async () => {
    const rsa = await createKey(kms, { KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" });
    await create("alias/a");
    expect(await refusal(kms.send(new UpdateAliasCommand({ AliasName: "alias/a", TargetKeyId: rsa })))).toMatchObject({
      name: "ValidationException",
    });
    expect(await refusal(kms.send(new DeleteAliasCommand({ AliasName: "alias/b" })))).toEqual({
      name: "NotFoundException",
      message: "Alias arn:aws:kms:eu-west-1:111122223333:alias/b is not found.",
    });
    await kms.send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
    simulator.clock.advance(7 * 86_400_000);
    expect(await list()).toEqual([]);
  });
});
