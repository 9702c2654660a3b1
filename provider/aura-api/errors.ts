/** One error of an answer, as the API words it. */
export interface ApiErrorDetail {
  readonly message: string;
  /** Category, such as `encryption-key-is-active`; empty when the gateway answered. */
  readonly reason: string;
  /** Property of the request that it is about. */
  readonly field?: string;
}

/** A request that did not succeed. */
interface Failure {
  readonly method: string;
  readonly path: string;
  /** HTTP status; left out when there was no answer. */
  readonly status?: number;
  readonly details?: readonly ApiErrorDetail[];
  /** What came instead of an answer, or the reason for its status. */
  readonly cause?: string;
  /** Whether the request may have taken effect although it failed: then it must not be repeated. */
  readonly ambiguous?: boolean;
}

/** A request to the Aura API that did not succeed. Its text never holds a secret. */
export class AuraApiError extends Error {
  public readonly status: number | undefined;
  public readonly details: readonly ApiErrorDetail[];
  public readonly ambiguous: boolean;

  public constructor({ method, path, status, details = [], cause, ambiguous = false }: Failure) {
    const reasons = details.map(({ message, reason, field }) =>
      [message, reason && `(${reason})`, field && `at ${field}`].filter(Boolean).join(" "),
    );
    const what = status === undefined ? `got ${cause}` : `answered ${status}${cause ? `: ${cause}` : ""}`;
    super([`${method} ${path} ${what}`, ...reasons].join(": "));
    this.name = "AuraApiError";
    this.status = status;
    this.details = details;
    this.ambiguous = ambiguous;
  }

  /** Whether one of the errors has this reason. */
  public has(reason: string): boolean {
    return this.details.some((detail) => detail.reason === reason);
  }
}

/** Whether the failure is an answer with this status. */
export const isStatus = (failure: unknown, status: number): failure is AuraApiError =>
  failure instanceof AuraApiError && failure.status === status;

/** Reads the two shapes of an error's body: the API's own, and the gateway's. */
export function errorDetails(body: unknown): ApiErrorDetail[] {
  const { errors, error } = (body ?? {}) as { errors?: unknown; error?: unknown };
  if (Array.isArray(errors))
    return errors.map((one: Partial<ApiErrorDetail> | null) => ({
      message: String(one?.message ?? ""),
      reason: String(one?.reason ?? ""),
      ...(one?.field !== undefined && { field: String(one.field) }),
    }));
  return typeof error === "string" ? [{ message: error, reason: "" }] : [];
}
