import { readBody, type NoAnswer, type RawAnswer, type Route } from "../network";
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
  /** The JSON of the body; null when it is empty, undefined when it is not JSON. */
  readonly body: unknown;
  /** The body, as far as it was read. */
  readonly text: string;
  /** What a `Retry-After` header asks for, in milliseconds. */
  readonly retryAfter: number | undefined;
}

/** Why there is no answer. */
export interface Silence extends NoAnswer {
  readonly status?: undefined;
}

/** An answer, or why there is none. */
export type Reply = Answer | Silence;

/** Largest answer that is read, in bytes. The longest one that Aura gives, all that a project may create, has less than 1 MB. */
const MAX_ANSWER = 128 * 2 ** 20;
/** How much of an error is read, in bytes. */
const MAX_ERROR = 2 ** 20;

/** Sends single requests, within the rate limit and each with a time limit. */
export class Exchange {
  public constructor(
    private readonly route: Route,
    private readonly userAgent: string,
    private readonly limit: RateLimit,
    /** Milliseconds for one request. */
    private readonly timeout: number,
    private readonly clock: Clock,
  ) {}

  /** A signal ends the waiting, and a GET; a request that changes something is brought to its end. */
  public async send({ method, url, headers, body }: Outgoing, signal?: AbortSignal): Promise<Reply> {
    const ended = await this.limit.acquire(signal);
    const timeout = timeLimit(this.timeout, this.clock, ...(signal && method === "GET" ? [signal] : []));
    try {
      const answer = await this.route.fetch(url, {
        method,
        headers: { "user-agent": this.userAgent, accept: "application/json", ...headers },
        ...(body !== undefined && { body }),
        // A redirect could send the token to another host.
        redirect: "manual",
        signal: timeout.signal,
      });
      return await this.read(answer);
    } catch (problem) {
      if (method === "GET") signal?.throwIfAborted();
      if (timeout.signal.aborted)
        return { cause: `no answer within ${this.timeout} ms`, unsent: false, lasting: false };
      return this.route.explain(problem);
    } finally {
      timeout.release();
      ended();
    }
  }

  private async read({ status, headers, body }: RawAnswer): Promise<Reply> {
    const isError = status >= 400;
    const reading = readBody(body, isError ? MAX_ERROR : MAX_ANSWER);
    // The status of an error is an answer, even if its text does not arrive.
    const { text, isCut } = await (isError ? reading.catch(() => ({ text: "", isCut: true })) : reading);
    if (isCut && !isError)
      return { cause: `an answer of more than ${MAX_ANSWER / 2 ** 20} MB`, unsent: false, lasting: true };
    const wait = retryAfter(headers.get("retry-after"), this.clock.now());
    return { status, body: parsed(text), text, retryAfter: wait };
  }
}

function parsed(text: string): unknown {
  try {
    return text === "" ? null : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
