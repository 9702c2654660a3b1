import { setTimeout as sleep } from "node:timers/promises";
import { CloudFault } from "../older-sdk";

/** The APIs of Azure that the client calls. */
type AzureApi = "arm" | "vault" | "graph";

/** An error response of Azure, in the words of the SDKs that the providers use. */
export class AzureFault extends CloudFault {
  public constructor(
    api: AzureApi,
    public readonly status: number,
    public readonly code: string,
    message: string,
    inner?: string,
  ) {
    super(textOf(api, status, code, message, inner));
  }
}

function textOf(api: AzureApi, status: number, code: string, message: string, inner: string | undefined): string {
  if (api === "arm") return `unexpected status ${status} with error: ${code}: ${message}`;
  if (api === "graph") return `unexpected status ${status} with OData error: ${code}: ${message}`;
  const more = inner === undefined ? "" : ` InnerError={"code":"${inner}"}`;
  return `StatusCode=${status} -- Original Error: autorest/azure: Service returned an error. Status=${status} Code="${code}" Message=${JSON.stringify(message)}${more}`;
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly innererror?: { readonly code?: string };
  };
}

const VERSIONS: Readonly<Record<Exclude<AzureApi, "graph">, string>> = { arm: "2023-07-01", vault: "7.4" };
const MAX_ATTEMPTS = 3;
const PAUSE_MS = 20;

/** A client of Azure, for the simulator only: its token says whose it is. */
export class AzureClient {
  public constructor(
    private readonly endpoint: string,
    private readonly token: string,
  ) {}

  /** Calls the resource manager; the path is an id, or begins with one. */
  public arm<T = void>(method: string, path: string, body?: object, query: Record<string, string> = {}): Promise<T> {
    return this.call<T>("arm", method, path, body, query);
  }

  /**
   * Calls a vault.
   * @param path such as `keys/orders`
   */
  public vault<T = void>(name: string, method: string, path: string, body?: object): Promise<T> {
    return this.call<T>("vault", method, `/vault/${name}/${path}`, body);
  }

  /**
   * Calls Microsoft Graph.
   * @param path such as `servicePrincipals`
   */
  public graph<T = void>(method: string, path: string, body?: object, query: Record<string, string> = {}): Promise<T> {
    return this.call<T>("graph", method, `/graph/v1.0/${path}`, body, query);
  }

  /** Tries again after a fault of the network or of the service, as Azure's own clients do. */
  private async call<T>(
    api: AzureApi,
    method: string,
    path: string,
    body?: object,
    query: Record<string, string> = {},
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once<T>(api, method, path, body, query);
      } catch (error) {
        const isFinal = error instanceof AzureFault && error.status < 500 && error.status !== 429;
        if (isFinal || attempt >= MAX_ATTEMPTS) throw error;
        await sleep(PAUSE_MS * attempt);
      }
    }
  }

  private async once<T>(
    api: AzureApi,
    method: string,
    path: string,
    body: object | undefined,
    query: Record<string, string>,
  ): Promise<T> {
    const version: Record<string, string> = api === "graph" ? {} : { "api-version": VERSIONS[api] };
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    const response = await fetch(`${this.endpoint}${encoded}?${new URLSearchParams({ ...version, ...query })}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body && { "content-type": "application/json" }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
    const { code = "", message = "", innererror } = (JSON.parse(text) as ErrorBody).error ?? {};
    throw new AzureFault(api, response.status, code, message, innererror?.code);
  }
}

/** The result of a call, or undefined when its object does not exist. */
export async function undefinedIfNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (problem) {
    if (problem instanceof AzureFault && problem.status === 404) return undefined;
    throw problem;
  }
}
