import { retryAfter } from "./backoff";
import type { Clock } from "./clock";
import type { RateLimit } from "./rate-limit";
import { timeLimit } from "./time-limit";

/** One HTTP request. */
export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  /** The JSON of the body; null when it is empty or not JSON. */
  readonly body: unknown;
  /** What a `Retry-After` header asks for, in milliseconds. */
  readonly retryAfter: number | undefined;
}

/** Why there is no answer. */
export interface Silence {
  readonly status?: undefined;
  readonly cause: string;
  /** Nothing was sent: the request has had no effect. */
  readonly unsent: boolean;
}

/** An answer, or why there is none. */
export type Reply = Answer | Silence;

/** Failures that happen before anything is sent. */
const UNSENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

/** Sends single requests, within the rate limit and each with a time limit. */
export class Exchange {
  public constructor(
    private readonly userAgent: string,
    private readonly limit: RateLimit,
    /** Milliseconds for one request. */
    private readonly timeout: number,
    private readonly clock: Clock,
  ) {}

  /** A signal ends the waiting, and a GET; a request that changes something is brought to its end. */
  public async send({ method, url, headers, body }: Outgoing, signal?: AbortSignal): Promise<Reply> {
    await this.limit.acquire(signal);
    const timeout = timeLimit(this.timeout, this.clock, ...(signal && method === "GET" ? [signal] : []));
    try {
      const answer = await fetch(url, {
        method,
        headers: { "user-agent": this.userAgent, accept: "application/json", ...headers },
        ...(body !== undefined && { body }),
        // A redirect could send the token to another host.
        redirect: "manual",
        signal: timeout.signal,
      });
      const text = await answer.text();
      const wait = retryAfter(answer.headers.get("retry-after"), this.clock.now());
      return { status: answer.status, body: parsed(text), retryAfter: wait };
    } catch (problem) {
      if (method === "GET") signal?.throwIfAborted();
      if (timeout.signal.aborted) return { cause: `no answer within ${this.timeout} ms`, unsent: false };
      const { code, message } = ((problem as Error).cause ?? problem) as Error & { code?: string };
      return { cause: `no answer: ${[code, message].filter(Boolean).join(" ")}`, unsent: UNSENT.includes(code ?? "") };
    } finally {
      timeout.release();
    }
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}
