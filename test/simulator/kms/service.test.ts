import * as sdk from "@aws-sdk/client-kms";
import { DescribeCustomKeyStoresCommand, ListKeysCommand } from "@aws-sdk/client-kms";
import { accessKeyIdOf, startSimulator, type Simulator } from "../../../simulator";
import { principalOf } from "../../../simulator/aws/caller";
import { SERVED_OPERATIONS } from "../../../simulator/kms/service";
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
    ["no signature", {}, "MissingAuthenticationTokenException", "Request is missing Authentication Token"],
    [
      "a signature for another service",
      { authorization: authorization("SIM111122223333", "s3") },
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'kms'.",
    ],
    [
      "a region that does not exist",
      { authorization: authorization("SIM111122223333").replace("eu-west-1", "eu-nowhere-1") },
      "InvalidSignatureException",
      "Credential should be scoped to a valid region.",
    ],
  ])("refuses a call with %s", async (_name, headers: Record<string, string>, __type, message) => {
    const answer = await post({ "x-amz-target": "TrentService.ListKeys", ...headers }, "{}");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ __type, message });
  });

  it("names the operations that it serves, which are those of the SDK but for custom key stores and ML-KEM", async () => {
    const commands = Object.keys(sdk).flatMap((name) => /^([A-Z].+)Command$/.exec(name)?.[1] ?? []);
    const missing = commands.filter((name) => !SERVED_OPERATIONS.includes(name));
    expect(missing.filter((name) => !name.includes("CustomKeyStore"))).toEqual(["Decapsulate", "Encapsulate"]);
    expect(SERVED_OPERATIONS.filter((name) => !commands.includes(name))).toEqual([]);
    expect(await refusal(kmsClient(simulator).send(new DescribeCustomKeyStoresCommand({})))).toEqual({
      name: "UnknownOperationException",
      message: `The simulator does not serve DescribeCustomKeyStores. It serves ${SERVED_OPERATIONS.join(", ")}.`,
    });
  });

  it("checks all parameters before anything else", async () => {
    const call = async (operation: string, body: string) => {
      const target = { authorization: authorization("SIM111122223333"), "x-amz-target": `TrentService.${operation}` };
      return (await post(target, body)).json();
    };
    expect(await call("ListKeys", "[]")).toEqual({
      __type: "SerializationException",
      message: "The request body is not a JSON object.",
    });
    expect(await call("DescribeKey", '{"KeyId":1}')).toEqual({
      __type: "SerializationException",
      message: "keyId has the wrong type",
    });
    expect(await call("DescribeKey", "{}")).toEqual({
      __type: "ValidationException",
      message:
        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    });
    expect(await call("TagResource", '{"Tags":[{"TagKey":"","TagValue":null}]}')).toEqual({
      __type: "ValidationException",
      message:
        "3 validation errors detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null; " +
        "Value '' at 'tags.1.member.tagKey' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
        "Value null at 'tags.1.member.tagValue' failed to satisfy constraint: Member must not be null",
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
