import { backoff } from "./backoff";
import { systemClock, type Clock } from "./clock";
import { AuraApiError, errorDetails } from "./errors";
import { Exchange, type Answer, type Reply } from "./exchange";
import { RateLimit } from "./rate-limit";
import { Tokens, type Token } from "./tokens";

/** Address and credentials of the API. */
export interface TransportOptions {
  /** Such as `https://api.neo4j.io`, with or without `/v1`; see {@link baseUrlProblem}. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  /** @default 125, what Aura allows */
  readonly requestsPerMinute?: number;
  /** Milliseconds for one request. @default 30000 */
  readonly requestTimeout?: number;
  /** @default the real one */
  readonly clock?: Clock;
}

/** @see https://neo4j.com/docs/aura/api/overview/ (rate limiting) */
const REQUESTS_PER_MINUTE = 125;
const REQUEST_TIMEOUT = 30_000;
/** Attempts for one request before giving up: about a minute and a half of waiting. */
const ATTEMPTS = 8;
/** Attempts when the connection is refused: most likely the address is wrong. */
const CONNECT_ATTEMPTS = 3;
/** A token is renewed this many milliseconds before it ends. */
const TOKEN_MARGIN = 60_000;
/** Only these are sent again when the outcome of the first attempt is unknown. PATCH and POST are left to the caller. */
const IDEMPOTENT = ["GET", "DELETE"];
const LOOPBACK = ["127.0.0.1", "[::1]", "localhost"];

/** Why a base URL is invalid; undefined when it is valid. The client secret is sent there: plain http on loopback only. */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password || url?.search || url?.hash)
    return "must be an address and a path, without user, query or fragment";
  if (url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.includes(url.hostname))) return undefined;
  return "must start with https:// (http:// is allowed for loopback only, because the client secret would be sent unencrypted)";
}

/**
 * Sends requests to the Aura API: gets and renews the token, respects the rate limit, retries where that is safe. Never repeats a POST or PATCH that may have had its effect: that is an `AuraApiError` with `ambiguous`.
 */
export class Transport {
  private readonly clock: Clock;
  private readonly limit: RateLimit;
  private readonly exchange: Exchange;
  private readonly tokens: Tokens;
  private readonly base: string;
  private readonly basic: string;

  public constructor(private readonly options: TransportOptions) {
    const { requestsPerMinute = REQUESTS_PER_MINUTE, requestTimeout = REQUEST_TIMEOUT, userAgent } = options;
    this.clock = options.clock ?? systemClock;
    this.limit = new RateLimit(requestsPerMinute, this.clock);
    this.exchange = new Exchange(userAgent, this.limit, requestTimeout, this.clock);
    this.tokens = new Tokens(() => this.newToken(), this.clock);
    this.base = options.baseUrl.replace(/(\/v1)?\/*$/, "/");
    this.basic = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString("base64");
  }

  /**
   * Sends one request.
   * @param method GET, POST, PATCH or DELETE
   * @param path below the base URL, such as `/instances/2f49c2b3`
   * @param body sent as JSON
   * @param signal ends the waiting, and a GET; a request that changes something is brought to its end
   * @returns the JSON of the answer; null when it is empty
   */
  public async request(method: string, path: string, body?: object, signal?: AbortSignal): Promise<unknown> {
    const used = await this.tokens.get(signal);
    let answer = await this.authorized(used, method, path, body, signal);
    if (answer.status === 403 || answer.status === 401) {
      this.tokens.drop(used);
      answer = await this.authorized(await this.tokens.get(signal), method, path, body, signal);
    }
    if (answer.status >= 200 && answer.status < 300) return answer.body;
    throw this.failure(method, path, answer, false);
  }

  private authorized(token: Token, method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const outgoing = {
      method,
      url: new URL(`v1${path}`, this.base),
      headers: { authorization: `Bearer ${token.value}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    };
    const send = () => this.exchange.send(outgoing, signal);
    return this.sendWithRetries(send, method, path, IDEMPOTENT.includes(method), signal);
  }

  /** All operations wait for the same token, so the signal of a single one does not end the request. */
  private async newToken(): Promise<Token> {
    const url = new URL("oauth/token", this.base);
    const headers = { authorization: `Basic ${this.basic}`, "content-type": "application/x-www-form-urlencoded" };
    const outgoing = { method: "POST", url, headers, body: "grant_type=client_credentials" };
    const asked = this.clock.now();
    const answer = await this.sendWithRetries(() => this.exchange.send(outgoing), "POST", "/oauth/token", true);
    const { access_token: value, expires_in: seconds } = (answer.body ?? {}) as Record<string, unknown>;
    if (answer.status !== 200 || typeof value !== "string") {
      const refused = answer.status === 401 || answer.status === 403;
      const cause = refused ? "client_id and client_secret are not accepted" : "no access token in the answer";
      throw new AuraApiError({ method: "POST", path: "/oauth/token", status: answer.status, cause });
    }
    return { value, ends: asked + (typeof seconds === "number" ? seconds * 1_000 : 0) - TOKEN_MARGIN };
  }

  /** Retries until there is a definite answer; throws after too many attempts, or when repeating is not safe. */
  private async sendWithRetries(
    send: () => Promise<Reply>,
    method: string,
    path: string,
    repeatable: boolean,
    signal?: AbortSignal,
  ): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const reply = await send();
      const refused = reply.status === 429;
      const unsent = reply.status === undefined && reply.unsent;
      if (reply.status !== undefined && reply.status < 500 && !refused) return reply;

      const ambiguous = !unsent && !refused && !repeatable;
      const last = attempt + 1 >= (unsent ? CONNECT_ATTEMPTS : ATTEMPTS);
      if (last || ambiguous) throw this.failure(method, path, reply, ambiguous);
      const asked = reply.status === undefined ? undefined : reply.retryAfter;
      if (refused && asked !== undefined) this.limit.pause(asked);
      await this.clock.sleep(asked ?? backoff(attempt, this.clock.random()), signal);
    }
  }

  private failure(method: string, path: string, reply: Reply, ambiguous: boolean): AuraApiError {
    if (reply.status === undefined)
      return new AuraApiError({ method, path, cause: this.redact(reply.cause), ambiguous });
    const redirect = reply.status >= 300 && reply.status < 400;
    const details = errorDetails(reply.body).map((one) => ({ ...one, message: this.redact(one.message) }));
    const cause = redirect ? { cause: "a redirect, which is not followed; check `base_url`" } : {};
    return new AuraApiError({ method, path, status: reply.status, details, ambiguous, ...cause });
  }

  /** An answer could quote the request. */
  private redact(text: string): string {
    return text.replaceAll(this.options.clientSecret, "[secret]").replaceAll(this.basic, "[secret]");
  }
}
