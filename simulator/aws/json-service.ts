import { randomUUID } from "node:crypto";
import type { Failure } from "../http/faults";
import { parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import type { Caller, Callers } from "./caller";
import { AwsError } from "./error";
import { awsFailure } from "./failure";
import { isObject } from "./parameters";

/** What an operation is told of the call, besides its parameters. */
export interface AwsCall {
  readonly caller: Caller;
  /** Name of the operation, such as `DescribeKey`. */
  readonly operation: string;
  /** UUID of the request. */
  readonly requestId: string;
}

/** The members of a request. */
export type Members = Readonly<Record<string, unknown>>;

/** One operation: takes the members of a request and returns the answer's body, or throws an AwsError. */
export type JsonOperation = (call: AwsCall, members: Members) => object;

/** What tells one service of AWS from another. */
export interface JsonServiceTraits {
  /** As in signatures and names of permissions, such as `kms`. */
  readonly name: string;
  /** What stands before the operation in `X-Amz-Target`. */
  readonly target: string;
  /** What the service calls an error of its own. */
  readonly internalError: string;
  /** The operations that the simulator serves, by name. */
  readonly operations: Readonly<Record<string, JsonOperation>>;
}

/**
 * A service of AWS with the JSON 1.1 protocol: the operation in `X-Amz-Target`, caller and region in the signature.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export abstract class JsonService implements Service {
  protected constructor(
    private readonly traits: JsonServiceTraits,
    private readonly callers: Callers,
  ) {}

  /** ARN of what a request is about. */
  protected resourceOf?(caller: Caller, members: Members): string | undefined;

  /** Whether a request is one for this service. */
  public takes({ headers }: HttpRequest): boolean {
    return String(headers["x-amz-target"]).startsWith(`${this.traits.target}.`);
  }

  public identify(request: HttpRequest): CallIdentity {
    const { name } = this.traits;
    const members = parseJson(request.body);
    const call = { call: `${name}:${this.operationOf(request)}`, request: withoutSecrets(members) };
    try {
      const caller = this.callers.of(request.headers, name);
      const { region, accountId, arn } = caller;
      const resource = isObject(members) ? this.resourceOf?.(caller, members) : undefined;
      return { ...call, region, accountId, caller: arn, ...(resource !== undefined && { resource }) };
    } catch {
      return call;
    }
  }

  public answer(request: HttpRequest): HttpReply {
    const requestId = randomUUID();
    const { name, operations } = this.traits;
    try {
      const operation = this.operationOf(request);
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (!run) {
        const served = Object.keys(operations).sort().join(", ");
        const text = `The simulator does not serve ${operation}. It serves ${served}.`;
        throw new AwsError("UnknownOperationException", text);
      }
      const caller = this.callers.of(request.headers, name);
      const members = parseJson(request.body);
      if (!isObject(members)) throw new AwsError("SerializationException", "The request body is not a JSON object.");
      return reply(200, run({ caller, operation, requestId }, members), requestId);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return failed(400, error.type, error.message, requestId);
    }
  }

  public failure(request: HttpRequest, failure: Failure): HttpReply {
    const { status, type, message } = awsFailure(failure, this.identify(request), this.traits.internalError);
    return failed(status, type, message, randomUUID());
  }

  private operationOf({ headers }: HttpRequest): string {
    return String(headers["x-amz-target"]).slice(this.traits.target.length + 1);
  }
}

/** Members that no log has. */
const SECRET = ["Plaintext", "SecretBinary", "SecretString"];

function withoutSecrets(members: unknown): unknown {
  if (!isObject(members)) return members;
  return Object.fromEntries(Object.entries(members).filter(([name]) => !SECRET.includes(name)));
}

function failed(status: number, type: string, message: string, requestId: string): HttpReply {
  return reply(status, { __type: type, ...(message ? { message } : {}) }, requestId);
}

function reply(status: number, body: object, requestId: string): HttpReply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: JSON.stringify(body),
  };
}
