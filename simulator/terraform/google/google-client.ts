import { setTimeout as sleep } from "node:timers/promises";
import { error, ProviderError } from "../../../provider/plugin";
import { CloudFault } from "../older-sdk";

/** An error response of Google, in the words of its Go clients. */
export class GoogleFault extends CloudFault {
  public constructor(
    /** HTTP status. */
    public readonly code: number,
    message: string,
    reason: string | undefined,
  ) {
    super(`googleapi: Error ${code}: ${message}${reason === undefined ? "" : `, ${reason}`}`);
  }
}

interface ErrorBody {
  readonly error?: { readonly message?: string; readonly errors?: readonly { readonly reason?: string }[] };
}

const MAX_ATTEMPTS = 3;
const PAUSE_MS = 20;
/** What is worth another try. */
const PASSING = [429, 502, 503, 504];

/** A client of Google's APIs, for the simulator only. */
export class GoogleClient {
  private aheadMs: number | undefined;

  public constructor(
    private readonly endpoint: string,
    private readonly accessToken: string,
  ) {}

  /** The time of the service, whose clock can be ahead of this machine's; milliseconds since the epoch. */
  public async now(): Promise<number> {
    if (this.aheadMs === undefined) this.readTime(await fetch(this.endpoint));
    return Date.now() + (this.aheadMs ?? 0);
  }

  /**
   * Calls the API; tries again after a fault of the network or of the service, as the real provider does.
   * @param path what follows the version, such as `projects/orders/locations/europe-west1/keyRings`
   */
  public async call<T>(method: "GET" | "POST" | "PATCH", path: string, body?: object): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<T>(method, path, body);
      } catch (error) {
        const final = error instanceof GoogleFault && !PASSING.includes(error.code);
        if (final || attempt >= MAX_ATTEMPTS) throw error;
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  private async once<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.endpoint}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.accessToken}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    this.readTime(response);
    const answer = (await response.json()) as T & ErrorBody;
    if (response.ok) return answer;
    const { message = "", errors } = answer.error ?? {};
    throw new GoogleFault(response.status, message, errors?.[0]?.reason);
  }

  private readTime({ headers }: Response): void {
    this.aheadMs = Date.parse(headers.get("date") ?? "") - Date.now();
  }
}

/** The result of a call, or undefined when its object does not exist. */
export async function undefinedIfNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (problem) {
    if (problem instanceof GoogleFault && problem.code === 404) return undefined;
    throw problem;
  }
}

/** Makes an error of Google one of Terraform, where the provider adds no words to it. */
export async function inGooglesWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (problem) {
    throw problem instanceof GoogleFault ? new ProviderError(error(problem.message, "")) : problem;
  }
}
