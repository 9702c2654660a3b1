import { DescribeKeyCommand, KMSClient, ListKeysCommand } from "@aws-sdk/client-kms";
import { accessKeyIdOf, startSimulator, type Simulator } from "../../../simulator";
import { createKey, kmsClient, refusal } from "../support/kms-client";
import { policyWith } from "../support/world";

const DEPLOYER = "arn:aws:iam::444455556666:role/teams/deployer";

let simulator: Simulator;
beforeAll(async () => {
  const temporary = { arn: "arn:aws:sts::444455556666:assumed-role/app/ci", expires: "2020-01-01T00:00:00Z" };
  const callers = { AKIAORDERS: "arn:aws:iam::444455556666:user/orders", ASIAEXPIRED: temporary };
  simulator = await startSimulator({ callers });
});
afterAll(() => simulator.stop());

async function call(parameters: Record<string, string>, accessKeyId = "AKIAIOSFODNN7EXAMPLE", region = "eu-west-1") {
  const scope = `${accessKeyId}/20260101/${region}/sts/aws4_request`;
  const answer = await fetch(simulator.endpoints.kms, {
    method: "POST",
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({ Version: "2011-06-15", ...parameters }),
  });
  const text = await answer.text();
  const fields = [...text.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, name = "", value]) => [name, value]);
  return { status: answer.status, ...(Object.fromEntries(fields) as Record<string, string>) } as Record<
    string,
    string
  > & {
    status: number;
  };
}
const identity = (...caller: [string?, string?]) => call({ Action: "GetCallerIdentity" }, ...caller);
const assume = (more: Record<string, string> = {}) =>
  call({ Action: "AssumeRole", RoleArn: DEPLOYER, RoleSessionName: "ci", ...more });
const clientOf = (accessKeyId: string) =>
  new KMSClient({
    endpoint: simulator.endpoints.kms,
    region: "eu-west-1",
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: "any" },
  });

describe("a caller", () => {
  it.each([
    ["whom nobody else is", "AKIAIOSFODNN7EXAMPLE", "arn:aws:iam::111122223333:user/simulator"],
    ["of the table", "AKIAORDERS", "arn:aws:iam::444455556666:user/orders"],
    ["whose access key id names it", accessKeyIdOf(DEPLOYER), DEPLOYER],
    ["whose access key id is damaged", "SIM111122223333.%E0%A4%A", "arn:aws:iam::111122223333:%E0%A4%A"],
  ])("%s is told who it is", async (_name, accessKeyId, arn) => {
    expect(await identity(accessKeyId)).toMatchObject({ status: 200, Arn: arn, Account: arn.split(":")[4] });
    expect((await identity(accessKeyId)).UserId).toBe((await identity(accessKeyId)).UserId);
  });

  it("with temporary credentials is refused once they are expired", async () => {
    const message = "The security token included in the request is expired";
    expect(await identity("ASIAEXPIRED")).toMatchObject({ status: 403, Code: "ExpiredToken", Message: message });
    expect(await refusal(clientOf("ASIAEXPIRED").send(new ListKeysCommand({})))).toEqual({
      name: "ExpiredTokenException",
      message,
    });
  });

  it("of one partition cannot call a region of another one", async () => {
    expect(await identity("AKIAORDERS", "cn-north-1")).toMatchObject({ status: 403, Code: "InvalidClientTokenId" });
  });
});

describe("a session of a role", () => {
  it("is a caller for its time, and is what a policy names by the role", async () => {
    const { status, AccessKeyId = "", Arn } = await assume();
    expect({ status, Arn }).toEqual({ status: 200, Arn: "arn:aws:sts::444455556666:assumed-role/deployer/ci" });
    expect(await identity(AccessKeyId)).toMatchObject({ Arn, Account: "444455556666" });
    const allow = { Effect: "Allow", Principal: { AWS: DEPLOYER }, Action: "kms:DescribeKey", Resource: "*" };
    const KeyId = await createKey(kmsClient(simulator), { Policy: policyWith(allow) });
    await clientOf(AccessKeyId).send(new DescribeKeyCommand({ KeyId }));
    const condition = { ArnEquals: { "aws:PrincipalArn": DEPLOYER } };
    const byCondition = { ...allow, Principal: "*", Condition: condition };
    const other = await createKey(kmsClient(simulator), { Policy: policyWith(byCondition) });
    await clientOf(AccessKeyId).send(new DescribeKeyCommand({ KeyId: other }));
    simulator.clock.advance(3_600_000);
    expect(await identity(AccessKeyId)).toMatchObject({ status: 403, Code: "ExpiredToken" });
    expect(await refusal(clientOf(AccessKeyId).send(new ListKeysCommand({})))).toMatchObject({
      name: "ExpiredTokenException",
    });
  });

  it.each([
    ["of what is no role", { RoleArn: "arn:aws:iam::444455556666:user/x" }, 400, "ValidationError"],
    ["without a name", { RoleSessionName: "" }, 400, "ValidationError"],
    ["for a minute", { DurationSeconds: "60" }, 400, "ValidationError"],
    ["of another partition", { RoleArn: "arn:aws-cn:iam::444455556666:role/x" }, 403, "AccessDenied"],
    ["with another version of the API", { Version: "2010-05-08" }, 400, "InvalidAction"],
  ])("is refused %s", async (_name, more, status, Code) => {
    expect(await assume(more)).toMatchObject({ status, Code });
  });
});

describe("the AWS endpoint", () => {
  it("says what it serves instead of what it does not", async () => {
    expect(await call({ Action: "GetSessionToken" })).toMatchObject({
      status: 400,
      Code: "InvalidAction",
      Message: "The simulator does not serve GetSessionToken of STS. It serves AssumeRole, GetCallerIdentity.",
    });
    const post = (headers: Record<string, string>) =>
      fetch(simulator.endpoints.kms, { method: "POST", headers, body: "{}" });
    const authorization = "AWS4-HMAC-SHA256 Credential=A/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host";
    const message =
      "The simulator serves KMS, STS, SNS, EventBridge and Secrets Manager, not s3: unset AWS_ENDPOINT_URL to reach the real AWS.";
    expect(await (await post({ authorization })).text()).toContain(`<Message>${message}</Message>`);
    expect(await (await post({ authorization, "x-amz-target": "DynamoDB_20120810.ListTables" })).json()).toEqual({
      __type: "NotServedBySimulator",
      message,
    });
  });

  it.each([
    [503, 503, "InternalFailure"],
    [429, 400, "Throttling"],
    [undefined, 403, "ExpiredToken"],
  ])("fails in the format of STS: %i", async (fault, status, Code) => {
    simulator.faults.add({ on: "sts:*", ...(fault ? { status: fault } : { error: "ExpiredTokenException" }) });
    expect(await identity()).toMatchObject({ status, Code });
    expect(await identity()).toMatchObject({ status: 200 });
  });
});
