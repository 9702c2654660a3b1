import { createHash, randomUUID } from "node:crypto";
import { parseArn } from "../../policy/arn";
import type { Clock } from "../http/clock";
import type { CallIdentity, HttpReply, HttpRequest, Service } from "../http/service";
import type { Caller, Callers } from "../kms/caller";
import { KmsError } from "../kms/errors";
import { type Content, element, xml, xmlFailure } from "./xml";

type Action = (caller: Caller, parameters: URLSearchParams) => Content;

const VERSION = "2011-06-15";
/** Of a session, in seconds. */
const DURATION = { min: 900, max: 43_200, default: 3600 };

/**
 * AWS STS over HTTP: who a caller is, and sessions of roles. There are no trust policies: every caller can assume every role.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export class StsService implements Service {
  private readonly actions: Readonly<Record<string, Action>> = {
    AssumeRole: (caller, parameters) => this.assumeRole(caller, parameters),
    GetCallerIdentity: ({ arn, accountId }) => ({ Arn: arn, UserId: userId(arn), Account: accountId }),
  };

  public constructor(
    private readonly callers: Callers,
    private readonly clock: Clock,
  ) {}

  /** Whether a request is one for STS. */
  public static takes(request: HttpRequest): boolean {
    return parametersOf(request).get("Version") === VERSION;
  }

  public identify(request: HttpRequest): CallIdentity {
    return { call: `sts:${actionOf(parametersOf(request))}` };
  }

  public answer(request: HttpRequest): HttpReply {
    try {
      const parameters = parametersOf(request);
      const action = actionOf(parameters);
      const run = Object.hasOwn(this.actions, action) ? this.actions[action] : undefined;
      if (!run) {
        const served = Object.keys(this.actions).join(", ");
        const text = `The simulator does not serve ${action} of STS. It serves ${served}.`;
        throw new KmsError("UnknownOperationException", text);
      }
      const result = element(`${action}Result`, run(this.callers.of(request.headers, "sts"), parameters));
      const metadata = element("ResponseMetadata", { RequestId: randomUUID() });
      const namespace = `https://sts.amazonaws.com/doc/${VERSION}/`;
      return xml(200, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`);
    } catch (error) {
      if (!(error instanceof KmsError)) throw error;
      return xmlFailure(400, CODES[error.type] ?? error.type, error.message);
    }
  }

  public failure(_request: HttpRequest, status: number): HttpReply {
    if (status === 429) return xmlFailure(400, "Throttling", "Rate exceeded");
    return xmlFailure(status, "InternalFailure", "An internal error occurred.");
  }

  private assumeRole(caller: Caller, parameters: URLSearchParams): Content {
    const roleArn = parameters.get("RoleArn") ?? "";
    const session = parameters.get("RoleSessionName") ?? "";
    const seconds = Number(parameters.get("DurationSeconds") ?? DURATION.default);
    const arn = parseArn(roleArn);
    const role = /^role\/(?:.*\/)?([^/]+)$/.exec(arn?.resource ?? "")?.[1];
    if (arn?.service !== "iam" || role === undefined) throw invalidParameter("RoleArn", roleArn);
    if (!/^[\w+=,.@-]{2,64}$/.test(session)) throw invalidParameter("RoleSessionName", session);
    if (!(seconds >= DURATION.min && seconds <= DURATION.max)) throw invalidParameter("DurationSeconds", `${seconds}`);
    const { partition, accountId } = arn;
    if (partition !== parseArn(caller.arn)?.partition) {
      const text = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
      throw new KmsError("AccessDeniedException", text);
    }
    const principal = { arn: `arn:${partition}:sts::${accountId}:assumed-role/${role}/${session}`, accountId, roleArn };
    const expiresAt = this.clock.now() + seconds * 1000;
    const credentials = this.callers.openSession(principal, expiresAt);
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: new Date(expiresAt).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: userId(principal.arn), Arn: principal.arn },
    };
  }
}

/** What STS calls these errors. */
const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  UnknownOperationException: "InvalidAction",
  UnrecognizedClientException: "InvalidClientTokenId",
  ValidationException: "ValidationError",
};

function parametersOf({ body, query }: HttpRequest): URLSearchParams {
  return body === "" ? query : new URLSearchParams(body);
}

function actionOf(parameters: URLSearchParams): string {
  return parameters.get("Action") ?? "";
}

function invalidParameter(name: string, value: string): KmsError {
  return new KmsError("ValidationException", `${value} is invalid as ${name}`);
}

/** The unique id of a principal, as IAM would have given it: the same for the same ARN. */
function userId(arn: string): string {
  const [, kind, name = "", session] = /:(?:iam|sts)::\d+:([a-z-]+)\/([^/]+)(?:\/(.+))?$/.exec(arn) ?? [];
  const unique = createHash("sha256").update(`${kind} ${name}`).digest("hex").slice(0, 17).toUpperCase();
  return kind === "assumed-role" ? `AROA${unique}:${session}` : `AIDA${unique}`;
}
