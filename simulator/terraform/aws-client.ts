import { setTimeout as sleep } from "node:timers/promises";
import { CloudFault } from "./older-sdk";

/** The services that the client calls: as the AWS SDK names them, and what stands before an operation in `X-Amz-Target`. */
const SERVICES = {
  events: { label: "EventBridge", target: "AWSEvents" },
  kms: { label: "KMS", target: "TrentService" },
  secretsmanager: { label: "Secrets Manager", target: "secretsmanager" },
  sns: { label: "SNS", version: "2010-03-31" },
} as const;

/** A service that the client calls. */
export type ServiceName = keyof typeof SERVICES;

/** Errors that the AWS SDK has no type of its own for. */
const UNTYPED: readonly string[] = [
  ...["AccessDeniedException", "SerializationException", "ThrottlingException", "UnknownOperationException"],
  ...["UnrecognizedClientException", "ValidationException"],
];

/** An error response of AWS, in the words of the AWS SDK. */
export class AwsFault extends CloudFault {
  public constructor(
    service: ServiceName,
    public readonly operation: string,
    public readonly type: string,
    message: string,
    { status, headers }: Pick<Response, "status" | "headers">,
  ) {
    const response = `https response error StatusCode: ${status}, RequestID: ${headers.get("x-amzn-requestid") ?? ""}`;
    const error = `${UNTYPED.includes(type) ? "api error " : ""}${type}: ${message}`;
    super(`operation error ${SERVICES[service].label}: ${operation}, ${response}, ${error}`);
  }
}

const MAX_ATTEMPTS = 3;
const PAUSE_MS = 20;
/** What is worth another try. */
const PASSING = /^(Internal|KMSInternal|ServiceUnavailable|Throttling)/;

/**
 * A client of AWS, for the simulator only: its requests carry the scope of a signature, which says who calls and in which region, but no
 * valid signature.
 */
export class AwsClient {
  public constructor(
    private readonly endpoint: string,
    private readonly accessKeyId: string,
    public readonly region: string,
    private readonly service: ServiceName,
  ) {}

  /** The same caller in another region, or at another service. */
  public at(region: string, service = this.service): AwsClient {
    return new AwsClient(this.endpoint, this.accessKeyId, region, service);
  }

  /**
   * Calls an operation; tries again after a fault of the network or of the service, as AWS' own clients do.
   * @param operation such as `CreateKey`
   * @param input members of the request; undefined ones are left out
   */
  public async call<T = Record<string, unknown>>(operation: string, input: object): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<T>(operation, input);
      } catch (error) {
        const final = error instanceof AwsFault && !PASSING.test(error.type);
        if (final || attempt >= MAX_ATTEMPTS) throw error;
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  private async once<T>(operation: string, input: object): Promise<T> {
    const service = SERVICES[this.service];
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    const scope = `${this.accessKeyId}/${date}/${this.region}/${this.service}/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`;
    const post = (headers: Record<string, string>, body: string | URLSearchParams) =>
      fetch(this.endpoint, { method: "POST", headers: { ...headers, authorization }, body });
    if ("version" in service) {
      const form = { Action: operation, Version: service.version, ...(input as Record<string, string>) };
      const response = await post({}, new URLSearchParams(form));
      const text = await response.text();
      if (response.ok) return parseXml(text) as T;
      throw new AwsFault(this.service, operation, textIn(text, "Code"), textIn(text, "Message"), response);
    }
    const target = `${service.target}.${operation}`;
    const json = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const response = await post(json, JSON.stringify(input));
    const answer = (await response.json()) as { __type?: string; message?: string };
    if (response.ok) return answer as T;
    const { __type: type = `status ${response.status}`, message = "" } = answer;
    throw new AwsFault(this.service, operation, type, message, response);
  }
}

/** A client of KMS. */
export class KmsClient extends AwsClient {
  public constructor(endpoint: string, accessKeyId: string, region: string) {
    super(endpoint, accessKeyId, region, "kms");
  }
}

/**
 * The texts in an answer of the query protocol, by the names of their elements; the entries of a list of names and values, by the names.
 */
function parseXml(text: string): Record<string, string> {
  const entries = text.matchAll(/<(?:entry|member)><(?:key|Key)>([^<]*)<\/\w+><(?:value|Value)>([^<]*)<\/\w+><\//g);
  const elements = text.matchAll(/<(\w+)>([^<]*)<\/\1>/g);
  return Object.fromEntries(
    [...elements, ...entries].map(([, name = "", value = ""]) => [unescaped(name), unescaped(value)]),
  );
}

function textIn(text: string, element: string): string {
  return unescaped(new RegExp(`<${element}>([^<]*)</`).exec(text)?.[1] ?? "");
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
