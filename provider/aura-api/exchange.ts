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
  /** What came of the body of a success, before it broke off. */
  readonly text?: string;
}

/** An answer, or why there is none. */
export type Reply = Answer | Silence;

/** Largest answer that is read, in bytes. The longest one that Aura gives, all that a project may create, has less than 1 MB. */
const MAX_ANSWER = 128 * 2 ** 20;
/** How much of an error is read, in bytes. */
const MAX_ERROR = 2 ** 20;

/** Sends single requests, within the rate limit and each with a time limit. */
export class Exchange {
  /** By how many milliseconds the clock of the API is ahead of this one, as the last answer tells. */
  public skew = 0;

  public constructor(
    private readonly route: Route,
    private readonly userAgent: string,
    private readonly limit: RateLimit,
    private readonly clock: Clock,
  ) {}

  /**
   * A signal ends the waiting, and a GET; a request that changes something is brought to its end.
   * @param limit milliseconds for the request
   */
  public async send({ method, url, headers, body }: Outgoing, limit: number, signal?: AbortSignal): Promise<Reply> {
    const ended = await this.limit.acquire(signal);
    const timeout = timeLimit(limit, this.clock, ...(signal && method === "GET" ? [signal] : []));
    let arrived: string | undefined;
    try {
      const answer = await this.route.fetch(url, {
        method,
        headers: { "user-agent": this.userAgent, accept: "application/json", ...headers },
        ...(body !== undefined && { body }),
        // A redirect could send the token to another host.
        redirect: "manual",
        signal: timeout.signal,
      });
      this.compareClocks(answer);
      const read = await this.read(answer);
      if (!("broke" in read)) return read;
      arrived = read.text;
      throw read.broke;
    } catch (problem) {
      if (method === "GET") signal?.throwIfAborted();
      const silence = timeout.signal.aborted
        ? { cause: `no answer within ${limit} ms`, unsent: false, lasting: false }
        : await this.route.explain(problem);
      return { ...silence, ...(arrived !== undefined && { text: arrived }) };
    } finally {
      timeout.release();
      ended();
    }
  }

  private compareClocks({ headers }: RawAnswer): void {
    const there = Date.parse(headers.get("date") ?? "");
    if (!Number.isNaN(there)) this.skew = there - this.clock.now();
  }

  private async read({ status, headers, body }: RawAnswer): Promise<Reply | { text: string; broke: unknown }> {
    const isError = status >= 400;
    const { text, isCut, broke } = await readBody(body, isError ? MAX_ERROR : MAX_ANSWER);
    // The status of an error is an answer, even if its text does not arrive.
    if (broke !== undefined && !isError) return { text, broke };
    if (isCut && !isError)
      return { cause: `an answer of more than ${MAX_ANSWER / 2 ** 20} MB`, unsent: false, lasting: true };
    const wait = retryAfter(headers.get("retry-after"), this.clock.now() + this.skew);
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
