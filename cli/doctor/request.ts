import { readBody, Route } from "../../provider/network";
import type { Machine } from "./check";

/** What a server said. */
export interface Said {
  readonly status: number;
  readonly text: string;
  /** Its clock, in milliseconds since 1970. */
  readonly date?: number;
}

const MAX_BYTES = 1 << 20;

/**
 * Sends one request on the way that the environment names. Never rejects and never waits longer than the limit of the machine.
 * @returns why there is no answer, where there is none
 */
export async function request(
  url: URL,
  init: RequestInit,
  { env, limit }: Machine,
): Promise<Said | { readonly why: string }> {
  const route = new Route(url, env);
  const stop = new AbortController();
  try {
    const answer = await withinLimit(
      limit,
      route.fetch(url, { ...init, redirect: "manual", signal: stop.signal }).then(async ({ status, headers, body }) => {
        const { text } = await readBody(body, MAX_BYTES);
        const date = Date.parse(headers.get("date") ?? "");
        return { status, text, ...(Number.isFinite(date) && { date }) };
      }),
    );
    return answer ?? { why: `no answer within ${limit / 1000} s` };
  } catch (problem) {
    return { why: (await route.explain(problem)).cause };
  } finally {
    // An open request would keep this process from ending.
    stop.abort();
  }
}

/** What is awaited, or undefined when the time is over. */
export async function withinLimit<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds)));
  // What comes after the limit is of no interest, a failure neither.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
