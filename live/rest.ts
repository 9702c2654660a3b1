import { setTimeout as sleep } from "node:timers/promises";
import { readBody, Route } from "../provider/aura-api";
import { isObject, objectOf, textOf, type JsonObject } from "../util/json";

/** Milliseconds for one request. */
const TIMEOUT = 15_000;
/** Attempts for one request. */
const ATTEMPTS = 5;
/** Milliseconds before the second attempt; twice as long before each further one. */
const FIRST_WAIT = 250;
/** Milliseconds that an answer can make the next attempt wait. */
const MAX_WAIT = 20_000;
/** Largest answer that is read, in bytes. */
const MAX_ANSWER = 16 * 2 ** 20;

/** An answer of a cloud that is an error. */
export class RestError extends Error {
  /**
   * @param status HTTP status
   * @param code what the cloud calls it, such as `AuthorizationFailed` or `PERMISSION_DENIED`
   * @param inner the code inside of that one; Azure Key Vault has it
   */
  public constructor(
    public readonly status: number,
    public readonly code: string,
    message: string,
    public readonly inner = "",
  ) {
    super(message);
  }
}

/** No answer: the network, or something in it. */
export class Unreachable extends Error {}

/** How a REST API of a cloud is reached. */
export interface RestOptions {
  /** Such as `https://cloudkms.googleapis.com`. */
  readonly base: string;
  /** Gets an access token; rejects without credentials. */
  readonly token: () => Promise<string>;
  readonly userAgent: string;
  /** For proxies and certificate authorities. */
  readonly env: NodeJS.ProcessEnv;
}

/** A REST API of a cloud, of which only reading calls are made. */
export class Rest {
  private readonly route: Route;

  public constructor(private readonly options: RestOptions) {
    this.route = new Route(new URL(options.base), options.env, "the address");
  }

  /**
   * Gets an object. What is refused for the moment is asked again.
   * @param path below the address, or a whole one for the next page of a list
   * @param members what the answer has to have, such as `attributes.enabled`: what it says is not known without them
   */
  public async get(path: string, members: readonly string[]): Promise<JsonObject> {
    const { base, token, userAgent } = this.options;
    const url = /^https?:\/\//.test(path) ? new URL(path) : new URL(`${base.replace(/\/$/, "")}${path}`);
    // The token is for this host alone, whatever an answer says.
    if (url.origin !== new URL(base).origin) throw unexpected(`a next page at ${url.host}`);
    const headers = { authorization: `Bearer ${await token()}`, accept: "application/json", "user-agent": userAgent };
    return withMembers(await send(this.route, url, { headers }), members);
  }

  /**
   * All members of a list, page after page.
   * @param nextOf the address of the next page
   * @param mayBeAbsent whether a list without members is left out
   */
  public async list(
    path: string,
    member: string,
    nextOf: (page: JsonObject) => string | undefined,
    mayBeAbsent = false,
  ): Promise<readonly JsonObject[]> {
    const all: JsonObject[] = [];
    const seen = new Set<string>();
    for (let next: string | undefined = path; next !== undefined;) {
      if (seen.has(next)) throw unexpected("the same page twice");
      seen.add(next);
      const page = await this.get(next, mayBeAbsent ? [] : [member]);
      const found = page[member] ?? [];
      if (!Array.isArray(found) || !found.every(isObject))
        throw unexpected(`something else than a list in \`${member}\``);
      all.push(...found);
      next = nextOf(page);
    }
    return all;
  }
}

/**
 * Checks that an answer, or a part of it, has what it always has: one that does not is of something else than the cloud, such as a proxy.
 * @param members such as `attributes.enabled`
 */
export function withMembers(answer: JsonObject, members: readonly string[]): JsonObject {
  for (const member of members) {
    const value = member.split(".").reduce<unknown>((at, name) => objectOf(at)[name], answer);
    if (value === undefined || value === null) throw unexpected(`an answer without \`${member}\``);
  }
  return answer;
}

function unexpected(what: string): RestError {
  return new RestError(200, "", what);
}

/**
 * Sends a request that may be repeated.
 * @returns the JSON of the answer
 */
export async function send(route: Route, url: URL, init: RequestInit): Promise<JsonObject> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await attempted(route, url, init);
    if (!("failed" in outcome)) return outcome.body;
    const { failed, wait, again } = outcome;
    if (!again || attempt >= ATTEMPTS) throw failed;
    await sleep(Math.min(MAX_WAIT, Math.max(wait ?? 0, FIRST_WAIT * 2 ** (attempt - 1))));
  }
}

type Outcome =
  { readonly body: JsonObject } | { readonly failed: Error; readonly again: boolean; readonly wait?: number };

async function attempted(route: Route, url: URL, init: RequestInit): Promise<Outcome> {
  try {
    // A redirect could send the token to another host.
    const answer = await route.fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT) });
    const { text, broke } = await readBody(answer.body, MAX_ANSWER);
    if (broke !== undefined) throw broke;
    const body = parsed(text);
    if (answer.status >= 200 && answer.status < 300) {
      if (isObject(body)) return { body };
      return { failed: new RestError(answer.status, "", "an answer that is not JSON"), again: false };
    }
    const seconds = Number(answer.headers.get("retry-after") ?? "");
    return {
      failed: errorIn(answer.status, body),
      again: answer.status === 429 || answer.status >= 500,
      ...(Number.isFinite(seconds) && { wait: seconds * 1000 }),
    };
  } catch (problem) {
    if (problem instanceof DOMException && problem.name === "TimeoutError")
      return { failed: new Unreachable(`no answer within ${TIMEOUT / 1000} s`), again: true };
    const { cause, lasting } = await route.explain(problem);
    return { failed: new Unreachable(cause), again: !lasting };
  }
}

/** Both clouds say `{ error: { code, message } }`; the tokens of both `{ error, error_description }`. */
function errorIn(status: number, body: unknown): RestError {
  const { error, error_description: description } = objectOf(body);
  const { code, status: name, message, innererror: inner } = objectOf(error);
  return new RestError(
    status,
    textOf(error) ?? textOf(name) ?? textOf(code) ?? "",
    textOf(description) ?? textOf(message) ?? `status ${status}`,
    textOf(objectOf(inner)["code"]),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
