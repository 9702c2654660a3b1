import type { IncomingHttpHeaders } from "node:http";
import type { Failure, Fault } from "./faults";

/** A request, read completely. */
export interface HttpRequest {
  readonly method: string;
  /** Decoded path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer. */
export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the call log keeps of a request. */
export interface CallIdentity {
  /** Name of the call, as in the call log; undefined for pages and controls, which are not logged and not affected by faults. */
  readonly call: string;
  readonly region?: string;
  readonly accountId?: string;
  /** ARN of who calls. */
  readonly caller?: string;
  /** ARN of what the call is about. */
  readonly resource?: string;
  readonly request?: unknown;
}

/** A service behind HTTP: names a call, answers it, and formats its own failures. */
export interface Service {
  /** The call that a request makes; undefined for pages and controls, which are not logged and not affected by faults. */
  identify(request: HttpRequest): CallIdentity | undefined;
  /** Processes the request. */
  answer(request: HttpRequest, fault: Fault | undefined): HttpReply;
  /** The service's own answer to a request for a failure that did not come from it. */
  failure(request: HttpRequest, failure: Failure): HttpReply;
}

/**
 * A JSON answer.
 * @param headers headers besides the content type
 */
export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpReply {
  return { status, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(value) };
}

/** The parsed text, or undefined when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
