import type { Simulator } from "../../../simulator";

/** An answer of the Aura API: status and parsed body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** The plainest client there is: fetch, with a token that is asked for once. */
export class AuraClient {
  private token: string | undefined;

  public constructor(private readonly simulator: Simulator) {}

  public async call(method: string, path: string, body?: unknown): Promise<Answer> {
    this.token ??= await this.newToken();
    return this.raw(method, `/v1${path}`, {
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(["POST", "PATCH"].includes(method) ? { "content-type": "application/json" } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** The `data` of an answer that must have the status. */
  public async data<T = Record<string, string>>(
    status: number,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const answer = await this.call(method, path, body);
    if (answer.status !== status) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return (answer.body as { data: T }).data;
  }

  public async raw(method: string, path: string, init: RequestInit): Promise<Answer> {
    const response = await fetch(`${this.simulator.endpoints.aura}${path}`, { method, ...init });
    const text = await response.text();
    return {
      status: response.status,
      body: text === "" ? undefined : (JSON.parse(text) as unknown),
      headers: response.headers,
    };
  }

  public async newToken(): Promise<string> {
    const { AURA_CLIENT_ID: id, AURA_CLIENT_SECRET: secret } = this.simulator.environment;
    const answer = await this.raw("POST", "/oauth/token", {
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: "grant_type=client_credentials",
    });
    return (answer.body as { access_token: string }).access_token;
  }
}
