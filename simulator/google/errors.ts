import type { Failure } from "../http/faults";
import { json, type HttpReply } from "../http/service";

/**
 * The errors of Google's APIs by their names, with their HTTP statuses.
 * @see https://cloud.google.com/apis/design/errors
 */
const HTTP_STATUSES = {
  ABORTED: 409,
  ALREADY_EXISTS: 409,
  FAILED_PRECONDITION: 400,
  INTERNAL: 500,
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  UNAUTHENTICATED: 401,
  UNAVAILABLE: 503,
  UNIMPLEMENTED: 501,
} as const;

/** Older names of errors, which clients show; the others have their own, such as `failedPrecondition`. */
const REASONS: Partial<Record<ErrorName, string>> = {
  INTERNAL: "backendError",
  INVALID_ARGUMENT: "badRequest",
  PERMISSION_DENIED: "forbidden",
  RESOURCE_EXHAUSTED: "rateLimitExceeded",
  UNAUTHENTICATED: "authError",
  UNAVAILABLE: "backendError",
};

type ErrorName = keyof typeof HTTP_STATUSES;

/** A refusal by an API of Google. */
export class GoogleError extends Error {
  /** @param code HTTP status */
  public constructor(
    public readonly status: ErrorName,
    message: string,
    public readonly code: number = HTTP_STATUSES[status],
  ) {
    super(message);
  }

  /** The answer, in the shape of Google's APIs. */
  public reply(): HttpReply {
    const { code, message, status } = this;
    const reason =
      REASONS[status] ?? status.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    return json(code, { error: { code, message, errors: [{ message, domain: "global", reason }], status } });
  }
}

/** 400 about the request itself. */
export function invalid(message: string): GoogleError {
  return new GoogleError("INVALID_ARGUMENT", message);
}

/** 400 about the state of what the request is about. */
export function failedPrecondition(message: string): GoogleError {
  return new GoogleError("FAILED_PRECONDITION", message);
}

/** The error that a fault asks for, by its name or by its status. */
export function googleFailure({ status, error, message }: Failure): GoogleError {
  const name = Object.keys(HTTP_STATUSES).find((known) => known === error) as ErrorName | undefined;
  const byStatus = (Object.keys(HTTP_STATUSES) as ErrorName[]).find((known) => HTTP_STATUSES[known] === status);
  const chosen = name ?? byStatus ?? "INTERNAL";
  return new GoogleError(chosen, message ?? TEXTS[chosen] ?? "Internal error encountered.", status);
}

const TEXTS: Partial<Record<ErrorName, string>> = {
  PERMISSION_DENIED: "The caller does not have permission",
  RESOURCE_EXHAUSTED: "Quota exceeded for quota metric 'Write requests' of service 'cloudkms.googleapis.com'.",
  UNAUTHENTICATED: "Request had invalid authentication credentials.",
  UNAVAILABLE: "The service is currently unavailable.",
};
