import { createHash, createHmac } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { check, type Check, type Machine } from "./check";
import { request, withinLimit } from "./request";

const FIX = "set AWS_PROFILE, or sign in as you do for Terraform: `aws sso login`, `aws configure`";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The credentials of AWS, and the account and region that they reach. */
export async function awsChecks(machine: Machine): Promise<readonly Check[]> {
  const source = sourceOf(machine);
  const found = await resolved(machine);
  const region = "region" in found ? found.region : undefined;
  const regionCheck =
    region === undefined
      ? check(
          "AWS region",
          "warning",
          "no region is set",
          "set AWS_REGION; programs and estates name theirs themselves",
        )
      : check("AWS region", "ok", region);
  const { credentials } = found;
  if (credentials === undefined) {
    const why = found.why ?? "none found";
    const status = source === undefined ? "error" : "unknown";
    return [
      check("AWS credentials", status, source === undefined ? "none found" : `${source}: ${why}`, FIX),
      check("AWS account", "unknown", "not asked without credentials", FIX),
      regionCheck,
    ];
  }
  return [
    check("AWS credentials", "ok", source ?? "of the machine"),
    await accountCheck(credentials, region ?? "us-east-1", machine),
    regionCheck,
  ];
}

/** Where the credentials come from, by name, in the order of the AWS SDK. */
function sourceOf({ env, home }: Machine): string | undefined {
  if (env["AWS_PROFILE"]) return `profile ${env["AWS_PROFILE"]} (AWS_PROFILE)`;
  if (env["AWS_ACCESS_KEY_ID"]) return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  if (env["AWS_WEB_IDENTITY_TOKEN_FILE"]) return "AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN";
  const container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"].find(
    (name) => env[name],
  );
  if (container !== undefined) return container;
  const files = [
    env["AWS_SHARED_CREDENTIALS_FILE"] ?? path.join(home, ".aws/credentials"),
    env["AWS_CONFIG_FILE"] ?? path.join(home, ".aws/config"),
  ];
  const file = files.find((one) => existsSync(one));
  return file === undefined ? undefined : `the default profile of ${file}`;
}

/** What the AWS SDK makes of the environment: the chain that its users know. */
async function resolved({ limit }: Machine): Promise<{
  readonly region?: string;
  readonly credentials?: Credentials | undefined;
  readonly why?: string;
}> {
  // It would print into the result that it will need another Node.
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
  const { KMSClient } = await import("@aws-sdk/client-kms");
  const { config } = new KMSClient({});
  const [region, credentials] = await Promise.allSettled([
    withinLimit(limit, config.region()),
    withinLimit(limit, config.credentials()),
  ]);
  return {
    ...(region.status === "fulfilled" && region.value !== undefined && { region: region.value }),
    ...(credentials.status === "fulfilled"
      ? { credentials: credentials.value, why: `no answer within ${limit / 1000} s` }
      : { why: firstLine(credentials.reason) }),
  };
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}

async function accountCheck(credentials: Credentials, region: string, machine: Machine): Promise<Check> {
  const { env } = machine;
  const name = "AWS account";
  const address = env["AWS_ENDPOINT_URL_STS"] ?? env["AWS_ENDPOINT_URL"] ?? `https://sts.${region}.${suffixOf(region)}`;
  if (!URL.canParse(address))
    return check(name, "error", `not an address: ${address}`, "correct or unset AWS_ENDPOINT_URL");
  const url = new URL("/", address);
  const body = "Action=GetCallerIdentity&Version=2011-06-15";
  const answer = await request(
    url,
    { method: "POST", body, headers: signed(url, body, region, credentials, machine.now()) },
    machine,
  );
  if ("why" in answer) return check(name, "unknown", `not reached: ${answer.why}`, "check the network and the proxy");
  const [, account] = /<Account>(\d{12})<\/Account>/.exec(answer.text) ?? [];
  const [, arn = ""] = /<Arn>([^<]+)<\/Arn>/.exec(answer.text) ?? [];
  if (answer.status === 200 && account !== undefined) return check(name, "ok", `${account}, as ${arn}`);
  const [, code = `HTTP ${answer.status}`] = /<Code>([^<]+)<\/Code>/.exec(answer.text) ?? [];
  return check(name, "error", `AWS refuses the credentials: ${code}`, FIX);
}

function suffixOf(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/**
 * The headers of a signed request to STS.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
 */
export function signed(
  url: URL,
  body: string,
  region: string,
  credentials: Credentials,
  now: number,
): Record<string, string> {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const scope = `${time.slice(0, 8)}/${region}/sts/aws4_request`;
  const headers: Record<string, string> = {
    "content-type": "application/x-www-form-urlencoded; charset=utf-8",
    host: url.host,
    "x-amz-date": time,
    ...(credentials.sessionToken !== undefined && { "x-amz-security-token": credentials.sessionToken }),
  };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ["POST", url.pathname, "", lines.join(""), names, sha256(body)].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = scope
    .split("/")
    .reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, text).toString("hex");
  const { host: _host, ...sent } = headers;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
