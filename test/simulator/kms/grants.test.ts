import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  DecryptCommand,
  DisableKeyCommand,
  EncryptCommand,
  type GrantOperation,
  type KMSClient,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from "@aws-sdk/client-kms";
import { DEFAULT_PROJECT, startSimulator, type Simulator } from "../../../simulator";
import { auraPrincipal } from "../../../simulator/aura/statement";
import { createKey, kmsClient, refusal } from "../support/kms-client";
import { policyWith, World } from "../support/world";

const APP = "arn:aws:iam::444455556666:role/app";
const OWNER = "arn:aws:iam::111122223333:root";

let simulator: Simulator;
let kms: KMSClient;
let app: KMSClient;
let KeyId: string;
beforeAll(async () => {
  simulator = await startSimulator();
  kms = kmsClient(simulator);
  app = kmsClient(simulator, "eu-west-1", APP);
});
beforeEach(async () => {
  KeyId = await createKey(kms);
});
afterAll(() => simulator.stop());

const grant = (more: Partial<CreateGrantCommandInput> = {}, client = kms) =>
  client.send(new CreateGrantCommand({ KeyId, GranteePrincipal: APP, Operations: ["Encrypt"], ...more }));
const encrypt = (EncryptionContext?: Record<string, string>, client = app) =>
  client.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("x"), EncryptionContext }));
const grants = async (more: object = {}) => (await kms.send(new ListGrantsCommand({ KeyId, ...more }))).Grants ?? [];
const DENIED = { name: "AccessDeniedException" };

describe("a grant", () => {
  it("allows its operations until it is revoked", async () => {
    expect(await refusal(encrypt())).toMatchObject(DENIED);
    const { GrantId } = await grant();
    const { CiphertextBlob } = await encrypt();
    expect(await refusal(app.send(new DecryptCommand({ KeyId, CiphertextBlob })))).toMatchObject(DENIED);
    await kms.send(new RevokeGrantCommand({ KeyId, GrantId }));
    expect(await refusal(encrypt())).toMatchObject(DENIED);
    expect(await refusal(kms.send(new RevokeGrantCommand({ KeyId, GrantId })))).toMatchObject({
      name: "NotFoundException",
    });
  });

  it("allows nothing that the policy denies", async () => {
    await grant();
    const deny = { Effect: "Deny", Principal: "*", Action: "kms:Encrypt", Resource: "*" };
    await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyWith(deny) }));
    expect(await refusal(encrypt())).toMatchObject(DENIED);
  });

  it.each([
    ["EncryptionContextSubset" as const, { a: "1", b: "2" }],
    ["EncryptionContextEquals" as const, { a: "1" }],
  ])("can be bound to an encryption context: %s", async (constraint, context) => {
    await grant({ Constraints: { [constraint]: { a: "1" } } });
    await encrypt(context);
    expect(await refusal(encrypt({ a: "2" }))).toMatchObject(DENIED);
    expect(await refusal(encrypt())).toMatchObject(DENIED);
    if (constraint === "EncryptionContextEquals")
      expect(await refusal(encrypt({ a: "1", b: "2" }))).toMatchObject(DENIED);
  });

  it("is for a role and its sessions, or for a whole account", async () => {
    await grant({ GranteePrincipal: "arn:aws:iam::444455556666:root" });
    await encrypt();
    await encrypt(undefined, kmsClient(simulator, "eu-west-1", "444455556666"));
    expect(await refusal(encrypt(undefined, kmsClient(simulator, "eu-west-1", "999900001111")))).toMatchObject(DENIED);
  });

  it("can be passed on where it says so", async () => {
    const pass = () => grant({ GranteePrincipal: "arn:aws:iam::444455556666:role/other" }, app);
    expect(await refusal(pass())).toMatchObject(DENIED);
    await grant({ Operations: ["CreateGrant", "Encrypt"] });
    await pass();
    expect((await grants()).map(({ IssuingAccount }) => IssuingAccount)).toEqual([
      OWNER,
      "arn:aws:iam::444455556666:root",
    ]);
  });

  it("is retired by its retiring principal or by token, and by nobody else", async () => {
    const retirer = "arn:aws:iam::222233334444:role/retirer";
    const { GrantId } = await grant({ RetiringPrincipal: retirer });
    expect(await refusal(app.send(new RetireGrantCommand({ KeyId, GrantId })))).toMatchObject(DENIED);
    const retirable = await kmsClient(simulator, "eu-west-1", retirer).send(
      new ListRetirableGrantsCommand({ RetiringPrincipal: retirer }),
    );
    expect(retirable.Grants).toMatchObject([{ GrantId, KeyId }]);
    await kmsClient(simulator, "eu-west-1", retirer).send(new RetireGrantCommand({ KeyId, GrantId }));
    expect(await grants()).toEqual([]);
    const { GrantToken } = await grant({ Operations: ["Encrypt", "RetireGrant"] });
    await app.send(new RetireGrantCommand({ GrantToken }));
    expect(await grants()).toEqual([]);
    expect(await refusal(app.send(new RetireGrantCommand({ GrantToken })))).toMatchObject({
      name: "InvalidGrantTokenException",
    });
  });

  it("with a name is made once", async () => {
    const first = await grant({ Name: "app" });
    const second = await grant({ Name: "app" });
    expect(second.GrantId).toBe(first.GrantId);
    expect(second.GrantToken).not.toBe(first.GrantToken);
    expect((await grant({ Name: "app", Operations: ["Decrypt"] })).GrantId).not.toBe(first.GrantId);
  });

  it("can be for an AWS service", async () => {
    await grant({ GranteePrincipal: undefined, GranteeServicePrincipal: "rds.amazonaws.com" });
    expect(await grants({ GranteeServicePrincipal: "rds.amazonaws.com" })).toMatchObject([
      { GranteeServicePrincipal: "rds.amazonaws.com" },
    ]);
  });

  it.each<[string, Partial<CreateGrantCommandInput>, string]>([
    ["for what is no principal", { GranteePrincipal: "arn:aws:s3:::bucket" }, "InvalidArnException"],
    ["for nobody", { GranteePrincipal: undefined }, "ValidationException"],
    ["for what no grant allows", { Operations: ["PutKeyPolicy" as GrantOperation] }, "ValidationException"],
    ["for what its key cannot do", { Operations: ["Sign"] }, "ValidationException"],
    ["as a trial", { DryRun: true }, "DryRunOperationException"],
  ])("is not made %s", async (_name, more, name) => {
    expect(await refusal(grant(more))).toMatchObject({ name });
    expect(await grants()).toEqual([]);
  });

  it("is not made on a disabled key", async () => {
    await kms.send(new DisableKeyCommand({ KeyId }));
    expect(await refusal(grant())).toMatchObject({ name: "DisabledException" });
  });

  it("is listed in pages", async () => {
    const ids = [await grant(), await grant(), await grant()].map(({ GrantId }) => GrantId);
    const first = await kms.send(new ListGrantsCommand({ KeyId, Limit: 2 }));
    expect(first).toMatchObject({ Truncated: true, NextMarker: expect.any(String) });
    const second = await kms.send(new ListGrantsCommand({ KeyId, Limit: 2, Marker: first.NextMarker }));
    expect(second.Truncated).toBe(false);
    expect([...(first.Grants ?? []), ...(second.Grants ?? [])].map(({ GrantId }) => GrantId)).toEqual(ids);
    expect(await refusal(kms.send(new ListGrantsCommand({ KeyId, Marker: "bm9uZQ==" })))).toEqual({
      name: "InvalidMarkerException",
      message: "Invalid marker bm9uZQ==",
    });
  });
});

it("lets Aura use a key without a statement in its policy", async () => {
  const world = new World(simulator);
  const record = await world.record(KeyId);
  await grant({
    GranteePrincipal: auraPrincipal(DEFAULT_PROJECT).arn,
    Operations: [
      ...(["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyPair"] as const),
      ...(["GenerateDataKeyPairWithoutPlaintext", "GenerateDataKeyWithoutPlaintext"] as const),
      ...(["DescribeKey", "CreateGrant"] as const),
    ],
  });
  simulator.clock.advance(60_000);
  // What no grant can allow: to list and to revoke grants.
  expect(await world.recordStatus(record)).toBe("pending");
  const list = ["kms:ListGrants", "kms:RevokeGrant"];
  const statement = { Effect: "Allow", Principal: { AWS: "999988887777" }, Action: list, Resource: "*" };
  await kms.send(new PutKeyPolicyCommand({ KeyId, Policy: policyWith(statement) }));
  simulator.clock.advance(60_000);
  expect(await world.recordStatus(record)).toBe("ready");
});
