import { randomUUID } from "node:crypto";
import { parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import type { Callers } from "./caller";
import type { KmsCloud } from "./cloud";
import { KmsError, unsupported } from "./errors";
import type { Operations } from "./operation";
import { aliasOperations } from "./operations/aliases";
import { dataKeyOperations } from "./operations/data-keys";
import { deletionOperations } from "./operations/deletion";
import { encryptionOperations } from "./operations/encryption";
import { grantOperations } from "./operations/grants";
import { importOperations } from "./operations/import";
import { keyOperations } from "./operations/keys";
import { policyOperations } from "./operations/policies";
import { rotationOperations } from "./operations/rotation";
import { signatureOperations } from "./operations/signatures";
import { tagOperations } from "./operations/tags";
import { usageOperations } from "./operations/usage";
import { isObject } from "./parameters";

const OPERATIONS: Operations = {
  ...keyOperations,
  ...policyOperations,
  ...grantOperations,
  ...encryptionOperations,
  ...dataKeyOperations,
  ...signatureOperations,
  ...rotationOperations,
  ...importOperations,
  ...tagOperations,
  ...aliasOperations,
  ...usageOperations,
  ...deletionOperations,
};

/** The operations that the simulator serves, by name. */
export const SERVED_OPERATIONS: readonly string[] = Object.keys(OPERATIONS).sort();

const TARGET = /^TrentService\./;

/**
 * AWS KMS over HTTP: the JSON 1.1 protocol, the operation in `X-Amz-Target`, caller and region in the signature.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export class KmsService implements Service {
  public constructor(
    private readonly cloud: KmsCloud,
    private readonly callers: Callers,
  ) {}

  /** Whether a request is one for KMS. */
  public static takes(request: HttpRequest): boolean {
    return TARGET.test(String(request.headers["x-amz-target"]));
  }

  public identify(request: HttpRequest): CallIdentity {
    const call = { call: `kms:${operationOf(request)}`, request: parseJson(request.body) };
    try {
      const { region, accountId } = this.callers.of(request.headers, "kms");
      return { ...call, region, accountId };
    } catch {
      return call;
    }
  }

  public answer(request: HttpRequest): HttpReply {
    const requestId = randomUUID();
    try {
      const operation = operationOf(request);
      const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
      if (!run) {
        const served = SERVED_OPERATIONS.join(", ");
        throw new KmsError(
          "UnknownOperationException",
          `The simulator does not serve ${operation}. It serves ${served}.`,
        );
      }
      const caller = this.callers.of(request.headers, "kms");
      const members = parseJson(request.body);
      if (!isObject(members)) throw new KmsError("SerializationException", "The request body is not a JSON object.");
      if (members.Recipient !== undefined) throw unsupported("The simulator has no enclaves (parameter Recipient).");
      return reply(200, run({ cloud: this.cloud, caller, operation, requestId }, members), requestId);
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      return failed(400, error.type, error.message, requestId);
    }
  }

  public failure(_request: HttpRequest, status: number): HttpReply {
    if (status === 429) return failed(400, "ThrottlingException", "Rate exceeded");
    return failed(status, "KMSInternalException", "An internal error occurred.");
  }
}

function operationOf(request: HttpRequest): string {
  return String(request.headers["x-amz-target"]).replace(TARGET, "");
}

function failed(status: number, type: string, message: string, requestId: string = randomUUID()): HttpReply {
  return reply(status, { __type: type, ...(message ? { message } : {}) }, requestId);
}

function reply(status: number, body: object, requestId: string): HttpReply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": requestId },
    body: JSON.stringify(body),
  };
}
