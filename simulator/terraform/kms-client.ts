import { setTimeout as sleep } from "node:timers/promises";

/** Errors that the AWS SDK has no type of its own for. */
const UNTYPED: readonly string[] = [
  ...["AccessDeniedException", "SerializationException", "ThrottlingException", "UnknownOperationException"],
  ...["UnrecognizedClientException", "ValidationException"],
];

/** An error response of KMS, in the words of the AWS SDK. */
export class KmsFault extends Error {
  public constructor(
    public readonly operation: string,
    public readonly type: string,
    message: string,
    { status, headers }: Pick<Response, "status" | "headers">,
  ) {
    const response = `https response error StatusCode: ${status}, RequestID: ${headers.get("x-amzn-requestid") ?? ""}`;
    super(
      `operation error KMS: ${operation}, ${response}, ${UNTYPED.includes(type) ? "api error " : ""}${type}: ${message}`,
    );
  }
}

const MAX_ATTEMPTS = 3;
const PAUSE_MS = 20;

/**
 * A client of the KMS JSON protocol, for the simulator only: its requests carry the scope of a signature, which says who
 * calls and in which region, but no valid signature.
 */
export class KmsClient {
  public constructor(
    private readonly endpoint: string,
    private readonly accessKeyId: string,
    public readonly region: string,
  ) {}

  /** The same caller in another region. */
  public in(region: string): KmsClient {
    return new KmsClient(this.endpoint, this.accessKeyId, region);
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
        const final =
          error instanceof KmsFault && !["KMSInternalException", "ThrottlingException"].includes(error.type);
        if (final || attempt >= MAX_ATTEMPTS) throw error;
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  private async once<T>(operation: string, input: object): Promise<T> {
    const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    const scope = `${this.accessKeyId}/${date}/${this.region}/kms/aws4_request`;
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `TrentService.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      },
      body: JSON.stringify(input),
    });
    const answer = (await response.json()) as { __type?: string; message?: string };
    if (response.ok) return answer as T;
    throw new KmsFault(operation, answer.__type ?? `status ${response.status}`, answer.message ?? "", response);
  }
}
