import { startSimulator, type Simulator } from "../../../simulator";
import { clientsOf, refusalOf } from "../support/alarm";

interface Secret {
  readonly ARN: string;
  readonly VersionId: string;
  readonly SecretString?: string;
  readonly VersionStages?: readonly string[];
}

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.stop());

const DAY_IN_MS = 86_400_000;
const create = (input: object) => clientsOf(simulator).secrets.call<Secret>("CreateSecret", input);
const valueOf = (SecretId: string, more: object = {}) =>
  clientsOf(simulator).secrets.call<Secret>("GetSecretValue", { SecretId, ...more });

it("a secret is read by its name, its ARN, and its ARN without the random end, in each of its versions", async () => {
  const { ARN, VersionId } = await create({ Name: "aura/orders", SecretString: "first" });
  expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:111122223333:secret:aura\/orders-\w{6}$/);
  for (const id of ["aura/orders", ARN, ARN.slice(0, -7)]) {
    expect(await valueOf(id)).toEqual({
      ...{ ARN, Name: "aura/orders", SecretString: "first", VersionId, VersionStages: ["AWSCURRENT"] },
      CreatedDate: expect.any(Number),
    });
  }
  const { secrets } = clientsOf(simulator);
  await secrets.call("PutSecretValue", { SecretId: ARN, SecretString: "second" });
  expect((await valueOf(ARN)).SecretString).toBe("second");
  expect(await valueOf(ARN, { VersionId })).toMatchObject({ SecretString: "first", VersionStages: ["AWSPREVIOUS"] });
  await secrets.call("UpdateSecret", { SecretId: ARN, SecretString: "third" });
  expect((await valueOf(ARN, { VersionStage: "AWSPREVIOUS" })).SecretString).toBe("second");
  expect(await refusalOf(valueOf(ARN, { VersionId }))).toBe(
    `ResourceNotFoundException: Secrets Manager can't find the specified secret value for VersionId: ${VersionId}`,
  );
  expect(await refusalOf(create({ Name: "aura/orders" }))).toBe(
    "ResourceExistsException: The operation failed because the secret aura/orders already exists.",
  );
});

it("a secret under a key is read by those who may use the key, while it is enabled", async () => {
  const { kms, secrets } = clientsOf(simulator);
  const { KeyMetadata } = await kms.call<{ KeyMetadata: { Arn: string } }>("CreateKey", {});
  const key = KeyMetadata.Arn;
  const { ARN } = await create({ Name: "orders", SecretString: "hidden", KmsKeyId: key });
  expect((await valueOf(ARN)).SecretString).toBe("hidden");
  expect(await kms.call("GetKeyLastUsage", { KeyId: key })).toMatchObject({ KeyLastUsage: { Operation: "Decrypt" } });
  await kms.call("DisableKey", { KeyId: key });
  expect(await refusalOf(valueOf(ARN))).toBe(
    "DecryptionFailure: Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  );
  expect(await refusalOf(secrets.call("PutSecretValue", { SecretId: ARN, SecretString: "x" }))).toMatch(
    /^EncryptionFailure: /,
  );
  await kms.call("EnableKey", { KeyId: key });
  const reader = clientsOf(simulator, "arn:aws:iam::111122223333:role/reader").secrets;
  const { Policy } = await kms.call<{ Policy: string }>("GetKeyPolicy", { KeyId: key });
  const policy = JSON.parse(Policy) as { Statement: object[] };
  const principal = { Principal: { AWS: "arn:aws:iam::111122223333:role/reader" } };
  policy.Statement.push({ Effect: "Deny", ...principal, Action: "kms:Decrypt", Resource: "*" });
  await kms.call("PutKeyPolicy", { KeyId: key, Policy: JSON.stringify(policy) });
  expect(await refusalOf(reader.call("GetSecretValue", { SecretId: ARN }))).toBe(
    "AccessDeniedException: Access to KMS is not allowed",
  );
  expect(await refusalOf(create({ Name: "other", SecretString: "x", KmsKeyId: "alias/none" }))).toMatch(
    /^EncryptionFailure: /,
  );
  // What could not be encrypted is not there.
  expect((await create({ Name: "other", SecretString: "x" })).ARN).toContain(":secret:other-");
});

it("a secret is read after its key was rotated", async () => {
  const { kms } = clientsOf(simulator);
  const { KeyMetadata } = await kms.call<{ KeyMetadata: { Arn: string } }>("CreateKey", {});
  const { ARN } = await create({ Name: "orders", SecretString: "hidden", KmsKeyId: KeyMetadata.Arn });
  await kms.call("RotateKeyOnDemand", { KeyId: KeyMetadata.Arn });
  expect((await valueOf(ARN)).SecretString).toBe("hidden");
});

it("a request with the token of a version is the same request again, or refused", async () => {
  const { secrets } = clientsOf(simulator);
  const { ARN } = await create({ Name: "orders", SecretString: "first" });
  const ClientRequestToken = "a".repeat(32);
  const put = (SecretString: string) =>
    secrets.call<Secret>("PutSecretValue", { SecretId: ARN, SecretString, ClientRequestToken });
  expect(await put("second")).toEqual(await put("second"));
  expect(await refusalOf(put("third"))).toBe(
    `ResourceExistsException: You can't use ClientRequestToken ${ClientRequestToken} because it's already in use for a secret named orders.`,
  );
  expect((await valueOf(ARN)).SecretString).toBe("second");
});

it.each([6, 31])("a secret cannot wait %i days for its deletion", async (RecoveryWindowInDays) => {
  const { ARN } = await create({ Name: "orders" });
  const refused = clientsOf(simulator).secrets.call("DeleteSecret", { SecretId: ARN, RecoveryWindowInDays });
  expect(await refusalOf(refused)).toBe(
    "InvalidParameterException: The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
  );
});

it("a secret waits for its deletion, and can be restored until then", async () => {
  const { secrets } = clientsOf(simulator);
  const { ARN } = await create({ Name: "orders", SecretString: "hidden", Description: "of orders" });
  await secrets.call("DeleteSecret", { SecretId: ARN, RecoveryWindowInDays: 7 });
  expect(await refusalOf(valueOf(ARN))).toBe(
    "InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.",
  );
  expect(await refusalOf(create({ Name: "orders" }))).toMatch(/^InvalidRequestException: You can't create this secret/);
  expect(await secrets.call("DescribeSecret", { SecretId: ARN })).toMatchObject({ DeletedDate: expect.any(Number) });
  await secrets.call("RestoreSecret", { SecretId: ARN });
  expect((await valueOf(ARN)).SecretString).toBe("hidden");
  await secrets.call("DeleteSecret", { SecretId: ARN, RecoveryWindowInDays: 7 });
  simulator.clock.advance(7 * DAY_IN_MS);
  expect(await refusalOf(valueOf(ARN))).toBe(
    "ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  );
  const { ARN: again } = await create({ Name: "orders" });
  await secrets.call("DeleteSecret", { SecretId: again, ForceDeleteWithoutRecovery: true });
  await create({ Name: "orders" });
});

it("a secret belongs to its account, and its value is in no log of calls", async () => {
  const { ARN } = await create({ Name: "orders", SecretString: "hidden-value" });
  const stranger = clientsOf(simulator, "123456789012").secrets;
  expect(await refusalOf(stranger.call("GetSecretValue", { SecretId: ARN }))).toBe(
    `AccessDeniedException: User: arn:aws:iam::123456789012:user/simulator is not authorized to access the secret ${ARN}`,
  );
  expect(await refusalOf(stranger.call("GetSecretValue", { SecretId: "orders" }))).toMatch(
    /^ResourceNotFoundException/,
  );
  expect(JSON.stringify(simulator.calls.list())).not.toContain("hidden-value");
});
