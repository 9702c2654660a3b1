import type { Failure } from "../http/faults";
import type { CallIdentity } from "../http/service";

/** What a service of AWS answers to a fault. */
export interface AwsFailure {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Errors that AWS does not answer with status 400. */
const SERVER_ERRORS = /^(Internal|KMSInternal|ServiceUnavailable|DependencyTimeout)/;

/**
 * The error that a fault asks for, by its name or by its status.
 * @param internal what the service calls an error of its own
 */
export function awsFailure(failure: Failure, identity: CallIdentity, internal: string): AwsFailure {
  const { status, message, error = status === 429 ? THROTTLED : internal } = failure;
  const usual = SERVER_ERRORS.test(error) ? 500 : 400;
  return {
    // Throttling is no 429 of AWS.
    status: status === undefined || status === 429 ? usual : status,
    type: error,
    message: message ?? textOf(error, identity),
  };
}

const THROTTLED = "ThrottlingException";

function textOf(error: string, { call, caller, resource = "*" }: CallIdentity): string {
  switch (error) {
    case THROTTLED:
      return "Rate exceeded";
    case "ExpiredTokenException":
      return "The security token included in the request is expired";
    case "AccessDeniedException": {
      const reason = `because no identity-based policy allows the ${call} action`;
      return `User: ${String(caller)} is not authorized to perform: ${call} on resource: ${resource} ${reason}`;
    }
    default:
      return SERVER_ERRORS.test(error) ? "An internal error occurred." : "";
  }
}
