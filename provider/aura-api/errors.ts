import { isObject, type JsonObject } from "../../util/json";
import { pageText } from "./page-text";

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
  /** Whether the same would happen again, although the API did not answer. */
  readonly lasting?: boolean;
  /** What came of the body of a success that cannot be used. */
  readonly body?: string;
}

/** Errors of one answer that are shown. */
const MAX_DETAILS = 5;
/** Characters of a path that are shown. */
const MAX_PATH = 200;
/** The names that the user wrote for those of the API. */
const USER_NAMES: Readonly<Record<string, string>> = { tenant_id: "project_id", tenantId: "project_id" };

/** A request to the Aura API that did not succeed. Its text never holds a secret. */
export class AuraApiError extends Error {
  public readonly status: number | undefined;
  public readonly details: readonly ApiErrorDetail[];
  public readonly ambiguous: boolean;
  /** Whether it is of no use to ask again. */
  public readonly lasting: boolean;
  /** What came of the body of a success that cannot be used. It may hold a password: never to be shown. */
  public readonly body: string | undefined;

  public constructor(failure: Failure) {
    const { method, path, status, details = [], cause, ambiguous = false, lasting = false, body } = failure;
    const reasons = details
      .slice(0, MAX_DETAILS)
      .map(({ message, reason, field }) =>
        [message, reason && `(${reason})`, field && `at ${USER_NAMES[field] ?? field}`].filter(Boolean).join(" "),
      );
    const more = details.length > MAX_DETAILS ? [`and ${details.length - MAX_DETAILS} more`] : [];
    const what = status === undefined ? `got ${cause}` : `answered ${status}${cause ? `: ${cause}` : ""}`;
    super([`${method} ${path.slice(0, MAX_PATH)} ${what}`, ...reasons, ...more].join(": "));
    this.name = "AuraApiError";
    this.status = status;
    this.details = details;
    this.ambiguous = ambiguous;
    this.lasting = lasting;
    this.body = body;
  }

  /** Whether one of the errors has this reason. */
  public has(reason: string): boolean {
    return this.details.some((detail) => detail.reason === reason);
  }
}

/** Whether the failure is an answer with this status. */
export const isStatus = (failure: unknown, status: number): failure is AuraApiError =>
  failure instanceof AuraApiError && failure.status === status;

/**
 * Reads an error's body: the API's own `errors`, a list or an object by field; `message` and `reason` alone; the gateway's
 * `error`; a text or a page.
 * @param body the JSON of the body; undefined when it is not JSON
 * @param text the body
 */
export function errorDetails(body: unknown, text: string): ApiErrorDetail[] {
  if (!isObject(body)) return body === undefined ? plainDetails(text) : [];
  const errors = member(body, "errors");
  if (Array.isArray(errors))
    return errors.flatMap((one: unknown) => (isObject(one) ? [detailOf(one)] : plainDetails(one)));
  const byField = Object.entries(isObject(errors) ? errors : {}).map(([field, one]) => ({
    ...(isObject(one) ? detailOf(one) : { message: textOf(one), reason: "" }),
    field,
  }));
  const whole = detailOf(body);
  const error = textOf(member(body, "error"));
  if (whole.message || whole.reason) return [whole, ...byField];
  return error ? [{ message: error, reason: "" }, ...byField] : byField;
}

function detailOf(error: JsonObject): ApiErrorDetail {
  const [message, reason, field] = ["message", "reason", "field"].map((name) => textOf(member(error, name)));
  return { message: message ?? "", reason: reason ?? "", ...(field && { field }) };
}

/** A text, or what a page says. */
function plainDetails(text: unknown): ApiErrorDetail[] {
  const message = pageText(textOf(text));
  return message === "" ? [] : [{ message, reason: "" }];
}

/** A member in whatever case. */
function member(object: JsonObject, name: string): unknown {
  return Object.entries(object).find(([one]) => one.toLowerCase() === name)?.[1];
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  try {
    return JSON.stringify(value);
  } catch {
    // What can be parsed can be nested too deeply to be written.
    return "";
  }
}
