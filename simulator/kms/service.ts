import { randomUUID } from "node:crypto";
import { parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import { callerOf, type Caller } from "./caller";
import type { KmsCloud } from "./cloud";
import { KmsError } from "./errors";
import { Input, type Operation } from "./operation";
import { aliasOperations } from "./operations/aliases";
import { deletionOperations } from "./operations/deletion";
import { keyOperations } from "./operations/keys";
import { policyOperations } from "./operations/policies";
import { rotationOperations } from "./operations/rotation";
import { tagOperations } from "./operations/tags";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...keyOperations,
  ...policyOperations,
  ...rotationOperations,
  ...tagOperations,
  ...aliasOperations,
  ...deletionOperations,
};

/**
 * AWS KMS over HTTP: the JSON 1.1 protocol, the operation in `X-Amz-Target`, caller and region in the signature.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export class KmsService implements Service {
  public constructor(private readonly cloud: KmsCloud) {}

  public identify(request: HttpRequest): CallIdentity {
    const caller = tryCallerOf(request);
    return {
      call: `kms:${operationOf(request)}`,
      region: caller?.region,
      accountId: caller?.accountId,
      request: parseJson(request.body),
    };
  }

  public answer(request: HttpRequest): HttpReply {
    try {
      const operation = operationOf(request);
      const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
      if (!run) throw new KmsError("UnknownOperationException", "");
      const members = parseJson(request.body);
      if (typeof members !== "object" || members === null || Array.isArray(members)) {
        throw new KmsError("SerializationException", "The request body is not a JSON object.");
      }
      const input = new Input(members as Record<string, unknown>);
      return reply(200, run({ cloud: this.cloud, caller: callerOf(request.headers), operation, input }));
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      return reply(400, { __type: error.type, ...(error.message ? { message: error.message } : {}) });
    }
  }

  public failure(status: number): HttpReply {
    if (status === 429) return reply(400, { __type: "ThrottlingException", message: "Rate exceeded" });
    return reply(status, { __type: "KMSInternalException", message: "An internal error occurred." });
  }
}

function operationOf(request: HttpRequest): string {
  const target = request.headers["x-amz-target"];
  return typeof target === "string" ? target.replace(/^TrentService\./, "") : "";
}

function tryCallerOf(request: HttpRequest): Caller | undefined {
  try {
    return callerOf(request.headers);
  } catch {
    return undefined;
  }
}

function reply(status: number, body: object): HttpReply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}
