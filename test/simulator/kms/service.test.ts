import { GenerateRandomCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { accessKeyIdOf, startSimulator, type Simulator } from "../../../simulator";
import { principalOf } from "../../../simulator/kms/caller";
import { kmsClient, refusal } from "../support/kms-client";

describe("the KMS endpoint", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.stop());

  const post = (headers: Record<string, string>, body: string) =>
    fetch(simulator.endpoints.kms, { method: "POST", headers, body });
  const authorization = (accessKeyId: string, service = "kms") =>
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

  it.each([
    ["no signature", {}],
    ["an access key that is not one of the simulator", { authorization: authorization("AKIAIOSFODNN7EXAMPLE") }],
    ["a signature for another service", { authorization: authorization("SIM111122223333", "s3") }],
  ])("refuses a call with %s", async (_name, headers: Record<string, string>) => {
    const answer = await post({ "x-amz-target": "TrentService.ListKeys", ...headers }, "{}");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      __type: "UnrecognizedClientException",
      message: "The security token included in the request is invalid.",
    });
  });

  it("refuses an unknown operation, and a body that is not an object", async () => {
    expect(await refusal(kmsClient(simulator).send(new GenerateRandomCommand({ NumberOfBytes: 1 })))).toMatchObject({
      name: "UnknownOperationException",
    });
    const headers = { authorization: authorization("SIM111122223333"), "x-amz-target": "TrentService.ListKeys" };
    expect(await (await post(headers, "[]")).json()).toEqual({
      __type: "SerializationException",
      message: "The request body is not a JSON object.",
    });
    expect(await (await post({ ...headers, "x-amz-target": "TrentService.DescribeKey" }, "{}")).json()).toEqual({
      __type: "ValidationException",
      message:
        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    });
    expect(
      await (await post({ ...headers, "x-amz-target": "TrentService.DescribeKey" }, '{"KeyId":1}')).json(),
    ).toEqual({
      __type: "SerializationException",
      message: "KeyId has the wrong type",
    });
  });

  it("answers faults with the names that AWS' clients retry on", async () => {
    const kms = kmsClient(simulator);
    simulator.faults.add({ on: "kms:ListKeys", status: 429 });
    expect(await refusal(kms.send(new ListKeysCommand({})))).toEqual({
      name: "ThrottlingException",
      message: "Rate exceeded",
    });
    simulator.faults.add({ on: "kms:ListKeys", status: 500 });
    expect(await refusal(kms.send(new ListKeysCommand({})))).toEqual({
      name: "KMSInternalException",
      message: "An internal error occurred.",
    });
    await kms.send(new ListKeysCommand({}));
  });

  it.each([
    ["111122223333", "SIM111122223333", "arn:aws:iam::111122223333:user/simulator"],
    ["arn:aws:iam::111122223333:user/simulator", "SIM111122223333", "arn:aws:iam::111122223333:user/simulator"],
    ["arn:aws:iam::111122223333:role/a/b", "SIM111122223333.role%2Fa%2Fb", "arn:aws:iam::111122223333:role/a/b"],
  ])("sees %s behind its access key", (principal, accessKeyId, arn) => {
    expect(accessKeyIdOf(principal)).toBe(accessKeyId);
    expect(principalOf(accessKeyId, "eu-west-1")).toEqual({ accountId: "111122223333", arn });
  });

  it("has no access key for an invalid principal", () => {
    expect(() => accessKeyIdOf("me")).toThrow("a principal is a 12-digit account id or an IAM ARN, got: me");
  });
});
