import { randomUUID } from "node:crypto";
import type { Failure } from "../http/faults";
import type { CallIdentity, HttpReply, HttpRequest, Service } from "../http/service";
import { signedFor, type Caller, type Callers } from "./caller";
import { AwsError } from "./error";
import { awsFailure } from "./failure";
import { type Content, element, xml, xmlFailure } from "./xml";

/** An operation: takes the parameters of a form, and returns what the answer's result holds. */
export type QueryAction = (caller: Caller, parameters: URLSearchParams) => Content;

/** What tells one service of AWS from another. */
export interface QueryServiceTraits {
  /** As in signatures and names of permissions, such as `sts`. */
  readonly name: string;
  /** As people call it, such as `STS`. */
  readonly label: string;
  /** Of the API, such as `2011-06-15`. */
  readonly version: string;
  /** Of the answers. */
  readonly namespace: string;
  /** What the service calls the errors that other services of AWS call otherwise. */
  readonly codes: Readonly<Record<string, string>>;
}

/**
 * A service of AWS with the query protocol: a form with the operation as `Action`, and answers in XML.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export abstract class QueryService implements Service {
  protected abstract readonly actions: Readonly<Record<string, QueryAction>>;

  protected constructor(
    private readonly traits: QueryServiceTraits,
    protected readonly callers: Callers,
  ) {}

  /** ARN of what a request is about. */
  protected resourceOf?(parameters: URLSearchParams): string | undefined;

  /** Whether a request is one for this service: signed for it, or at least with the version of its API. */
  public takes(request: HttpRequest): boolean {
    const { name, version } = this.traits;
    return signedFor(request.headers) === name || parametersOf(request).get("Version") === version;
  }

  public identify(request: HttpRequest): CallIdentity {
    const parameters = parametersOf(request);
    const resource = this.resourceOf?.(parameters);
    const call = { call: `${this.traits.name}:${actionOf(parameters)}`, ...(resource !== undefined && { resource }) };
    try {
      const { region, accountId, arn } = this.callers.of(request.headers, this.traits.name);
      return { ...call, region, accountId, caller: arn };
    } catch {
      return call;
    }
  }

  public answer(request: HttpRequest): HttpReply {
    const { name, label, namespace, version } = this.traits;
    try {
      const parameters = parametersOf(request);
      const action = actionOf(parameters);
      const asked = parameters.get("Version") ?? "NO_VERSION_SPECIFIED";
      if (asked !== version) {
        throw new AwsError("UnknownOperationException", `Could not find operation ${action} for version ${asked}`);
      }
      const run = Object.hasOwn(this.actions, action) ? this.actions[action] : undefined;
      if (!run) {
        const served = Object.keys(this.actions).join(", ");
        const text = `The simulator does not serve ${action} of ${label}. It serves ${served}.`;
        throw new AwsError("UnknownOperationException", text);
      }
      const content = run(this.callers.of(request.headers, name), parameters);
      // An operation without a result has no element for it.
      const result = content === "" ? "" : element(`${action}Result`, content);
      const metadata = element("ResponseMetadata", { RequestId: randomUUID() });
      return xml(200, `<${action}Response xmlns="${namespace}">${result}${metadata}</${action}Response>`);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const code = this.codeOf(error.type);
      return xmlFailure(STATUSES[code] ?? 400, code, error.message);
    }
  }

  public failure(request: HttpRequest, failure: Failure): HttpReply {
    const { status, type, message } = awsFailure(failure, this.identify(request), "InternalFailure");
    const code = this.codeOf(type);
    return xmlFailure(failure.status === undefined ? (STATUSES[code] ?? status) : status, code, message);
  }

  private codeOf(type: string): string {
    return { ...CODES, ...this.traits.codes }[type] ?? type;
  }
}

/** What services with this protocol call these errors. */
const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  ExpiredTokenException: "ExpiredToken",
  InvalidSignatureException: "SignatureDoesNotMatch",
  MissingAuthenticationTokenException: "MissingAuthenticationToken",
  ThrottlingException: "Throttling",
  UnknownOperationException: "InvalidAction",
  UnrecognizedClientException: "InvalidClientTokenId",
};

/** The errors that these services do not answer with status 400. */
const STATUSES: Readonly<Record<string, number>> = {
  ...{ AccessDenied: 403, AuthorizationError: 403, ExpiredToken: 403, InvalidClientTokenId: 403 },
  ...{ MissingAuthenticationToken: 403, NotFound: 404, SignatureDoesNotMatch: 403 },
};

function parametersOf({ body, query }: HttpRequest): URLSearchParams {
  return body === "" ? query : new URLSearchParams(body);
}

function actionOf(parameters: URLSearchParams): string {
  return parameters.get("Action") ?? "";
}
