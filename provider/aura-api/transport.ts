import { backoff } from "./backoff";
import { systemClock, type Clock } from "./clock";
import { AuraApiError, errorDetails } from "./errors";
import { Exchange, type Answer, type Reply } from "./exchange";
import { isLoopback, Route } from "../network";
import { RateLimit } from "./rate-limit";
import { Redaction } from "./redaction";
import { Tokens, type Token } from "./tokens";
import { UnderWay } from "./under-way";

/** Address and credentials of the API. */
export interface TransportOptions {
  /** Such as `https://api.neo4j.io`, with or without `/v1`; see {@link baseUrlProblem}. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  /** A whole number, 1 or more. @default 125, what Aura allows */
  readonly requestsPerMinute?: number;
  /** Milliseconds for a request that may be repeated. @default 30000 */
  readonly requestTimeout?: number;
  /** @default the real one */
  readonly clock?: Clock;
  /** For proxies and certificate authorities. @default an empty one: neither */
  readonly env?: NodeJS.ProcessEnv;
  /** Counts the requests that change something and must not be cut off. @default nobody counts them */
  readonly underWay?: UnderWay;
  /** Called with the milliseconds for which all requests wait, because of the rate limit. @default nobody is told */
  readonly onRateLimit?: (milliseconds: number) => void;
}

/** @see https://neo4j.com/docs/aura/api/overview/ (rate limiting) */
const REQUESTS_PER_MINUTE = 125;
const REQUEST_TIMEOUT = 30_000;
/** Milliseconds for a request that must not be repeated: whatever gives up earlier loses an answer that is given once. */
const CHANGE_TIMEOUT = 5 * 60_000;
/** Attempts for one request before giving up: about a minute and a half of waiting. */
const ATTEMPTS = 8;
/** Attempts when the connection is refused, or an answer is damaged: most likely it stays so. */
const FEW_ATTEMPTS = 3;
/** Characters of a foreign text that are shown. */
const MAX_MESSAGE = 300;
const MAX_NAME = 100;
/** Characters of what the network says; it names proxy, host and variables. */
const MAX_CAUSE = 700;
/** A token is renewed this many milliseconds before it ends. */
const TOKEN_MARGIN = 60_000;
/** Only these are sent again when the outcome of the first attempt is unknown. PATCH and POST are left to the caller. */
const IDEMPOTENT = ["GET", "DELETE"];

/** Why a base URL is invalid; undefined when it is valid. The client secret is sent there: plain http on loopback only. */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.username || url?.password || url?.search || url?.hash)
    return "must be an address and a path, without user, query or fragment";
  if (url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url))) return undefined;
  return "must start with https:// (http:// is allowed for loopback only, because the client secret would be sent unencrypted)";
}

/**
 * Sends requests to the Aura API: gets and renews the token, respects the rate limit, retries where that is safe. Never repeats a POST or PATCH that may have had its effect: that is an `AuraApiError` with `ambiguous`.
 */
export class Transport {
  private readonly clock: Clock;
  private readonly limit: RateLimit;
  private readonly underWay: UnderWay;
  private readonly timeout: number;
  private readonly exchange: Exchange;
  private readonly tokens: Tokens;
  private readonly redaction = new Redaction();
  private readonly base: string;
  private readonly basic: string;

  public constructor(options: TransportOptions) {
    const { requestsPerMinute = REQUESTS_PER_MINUTE, userAgent } = options;
    this.clock = options.clock ?? systemClock;
    this.timeout = options.requestTimeout ?? REQUEST_TIMEOUT;
    this.underWay = options.underWay ?? new UnderWay();
    this.limit = new RateLimit(requestsPerMinute, this.clock, options.onRateLimit);
    this.base = options.baseUrl.replace(/(\/v1)?\/*$/, "/");
    this.basic = Buffer.from(`${options.clientId}:${options.clientSecret}`).toString("base64");
    const route = new Route(new URL(this.base), options.env ?? {});
    this.exchange = new Exchange(route, userAgent, this.limit, this.clock);
    this.tokens = new Tokens(() => this.newToken(), this.clock);
    this.redaction.add(options.clientSecret, this.basic, ...route.secrets);
  }

  /** Milliseconds since 1970, by the clock of the API. */
  public now(): number {
    return this.clock.now() + this.exchange.skew;
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
    return (await this.answer(method, path, body, signal)).body ?? null;
  }

  /** The same, with the text that the JSON was read from; undefined for a body that is not JSON. */
  public async answer(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const used = await this.tokens.get(signal);
    let answer = await this.authorized(used, method, path, body, signal);
    if (answer.status === 403 || answer.status === 401) {
      this.tokens.drop(used);
      answer = await this.authorized(await this.tokens.get(signal), method, path, body, signal);
    }
    if (isSuccess(answer)) return answer;
    throw this.failure(method, path, answer, false);
  }

  private authorized(token: Token, method: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
    const outgoing = {
      method,
      url: new URL(`v1${path}`, this.base),
      headers: { authorization: `Bearer ${token.value}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    };
    const repeatable = IDEMPOTENT.includes(method);
    const send = () =>
      repeatable
        ? this.exchange.send(outgoing, this.timeout, signal)
        : this.underWay.follow(this.exchange.send(outgoing, Math.max(this.timeout, CHANGE_TIMEOUT), signal));
    return this.sendWithRetries(send, method, path, repeatable, signal);
  }

  /** All operations wait for the same token, so the signal of a single one does not end the request. */
  private async newToken(): Promise<Token> {
    const url = new URL("oauth/token", this.base);
    const headers = { authorization: `Basic ${this.basic}`, "content-type": "application/x-www-form-urlencoded" };
    const outgoing = { method: "POST", url, headers, body: "grant_type=client_credentials" };
    const asked = this.clock.now();
    const answer = await this.sendWithRetries(
      () => this.exchange.send(outgoing, this.timeout),
      "POST",
      "/oauth/token",
      true,
    );
    const { access_token: value, expires_in: seconds } = (answer.body ?? {}) as Record<string, unknown>;
    if (answer.status !== 200 || typeof value !== "string") {
      const refused = answer.status === 401 || answer.status === 403;
      const redirected = answer.status >= 300 && answer.status < 400;
      const cause = refused
        ? "client_id and client_secret are not accepted"
        : redirected
          ? REDIRECT
          : "no access token in the answer";
      throw new AuraApiError({ method: "POST", path: "/oauth/token", status: answer.status, cause });
    }
    this.redaction.add(value);
    // Some gateways write the number as text. Without a number the token is used once.
    const lifetime = typeof seconds === "string" && seconds.trim() !== "" ? Number(seconds) : seconds;
    return { value, ends: asked + (Number.isFinite(lifetime) ? Number(lifetime) * 1_000 : 0) - TOKEN_MARGIN };
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
      const damaged = method === "GET" && isDamaged(reply);
      if (reply.status !== undefined && reply.status < 500 && !refused && !damaged) return reply;

      const { unsent, lasting } = reply.status === undefined ? reply : { unsent: false, lasting: false };
      const ambiguous = !unsent && !refused && !repeatable;
      const last = lasting || attempt + 1 >= (unsent || damaged ? FEW_ATTEMPTS : ATTEMPTS);
      if (last || ambiguous) throw this.failure(method, path, reply, ambiguous);
      const asked = reply.status === undefined ? undefined : reply.retryAfter;
      if (refused && asked !== undefined) this.limit.pause(asked);
      const delay = backoff(attempt, this.clock.random());
      // What holds for a minute is not over after eight times the same short delay.
      await this.clock.sleep(Math.max(asked ?? 0, delay), signal);
    }
  }

  private failure(method: string, path: string, reply: Reply, ambiguous: boolean): AuraApiError {
    const request = { method, path, ambiguous, ...arrivedIn(reply) };
    if (reply.status === undefined)
      return new AuraApiError({
        ...request,
        cause: this.redaction.clean(reply.cause, MAX_CAUSE),
        lasting: reply.lasting,
      });
    if (isSuccess(reply)) return new AuraApiError({ ...request, cause: "an unusable answer: it is not JSON" });
    if (reply.status < 400) return new AuraApiError({ ...request, status: reply.status, cause: REDIRECT });
    const details = errorDetails(reply.body, reply.text).map(({ message, reason, field }) => ({
      message: this.redaction.clean(message, MAX_MESSAGE),
      reason: this.redaction.clean(reason, MAX_NAME),
      ...(field !== undefined && { field: this.redaction.clean(field, MAX_NAME) }),
    }));
    return new AuraApiError({ ...request, status: reply.status, details });
  }
}

const REDIRECT = "a redirect, which is not followed; check `base_url`";

const isSuccess = ({ status }: Reply) => status !== undefined && status >= 200 && status < 300;

/** What came of the body of a success: also of one that broke off. */
const arrivedIn = (reply: Reply) =>
  reply.text !== undefined && (reply.status === undefined || isSuccess(reply)) ? { body: reply.text } : {};

/** A body that was cut or damaged on its way is not JSON, or nothing is left of it. */
const isDamaged = (reply: Reply) =>
  reply.status !== undefined && isSuccess(reply) && (reply.body === undefined || reply.text === "");
