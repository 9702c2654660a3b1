import type { Clock } from "../http/clock";
import type { Failure } from "../http/faults";
import { json, parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import { ResourceManager } from "./arm";
import { DataPlane } from "./data-plane";
import type { ServicePrincipal } from "./directory";
import { AzureError } from "./error";
import { Graph } from "./graph";
import type { Api } from "./operation";
import type { AzureState } from "./state";

/** An access token says whose it is, and is not signed. */
const TOKEN = "SIM";
const TOKEN_LIFETIME_IN_SECONDS = 3600;
const TOKEN_PATH = /^\/[^/]+\/oauth2\/v2\.0\/token$/;

/**
 * The access token of an application.
 * @param appId UUID of the application
 */
export function tokenOf(appId: string): string {
  return `${TOKEN}${appId}`;
}

/** Azure over HTTP: the resource manager, the keys of all vaults, and Microsoft Graph, on one port. */
export class AzureService implements Service {
  private readonly apis: readonly Api[];

  public constructor(
    private readonly state: AzureState,
    private readonly clock: Clock,
  ) {
    this.apis = [new ResourceManager(state), new DataPlane(state), new Graph(state)];
  }

  public identify(request: HttpRequest): CallIdentity {
    const operation = this.apiOf(request)?.operationOf(request);
    if (!operation) return { call: `${request.method} ${request.path}` };
    const caller = this.callerOf(request);
    return {
      ...{ call: operation.name, resource: operation.scope, request: parseJson(request.body) },
      ...(caller && { caller: caller.id }),
    };
  }

  public answer(request: HttpRequest): HttpReply {
    if (TOKEN_PATH.test(request.path)) return this.token(request);
    const api = this.apiOf(request);
    if (!api)
      return json(404, { error: { code: "NotFound", message: `The simulator does not serve ${request.path}.` } });
    try {
      const operation = api.operationOf(request);
      if (!operation) {
        const text = `The simulator does not serve ${request.method} ${request.path}.`;
        throw new AzureError(404, "NotFound", text);
      }
      const caller = this.callerOf(request);
      if (!caller) throw new AzureError(401, "InvalidAuthenticationToken", "The access token is invalid.");
      const { versionParameter: version } = api;
      if (version !== undefined && !request.query.has(version)) {
        const text = `The ${version} query parameter (?${version}=) is required for all requests.`;
        throw new AzureError(400, "MissingApiVersionParameter", text);
      }
      const call = { caller, request, now: this.clock.now() };
      operation.authorize(call);
      return operation.run(call);
    } catch (error) {
      if (error instanceof AzureError) return api.error(error.status, error.code, error.message, error.inner);
      throw error;
    }
  }

  public failure(request: HttpRequest, { status = 500, error, message }: Failure): HttpReply {
    const code = error ?? (status === 429 ? "TooManyRequests" : "InternalServerError");
    const text = message ?? "Simulated failure";
    return this.apiOf(request)?.error(status, code, text) ?? json(status, { error: { code, message: text } });
  }

  private apiOf({ path }: HttpRequest): Api | undefined {
    return this.apis.find((api) => api.takes(path));
  }

  private callerOf({ headers }: HttpRequest): ServicePrincipal | undefined {
    const [, appId] = new RegExp(`^Bearer ${TOKEN}(\\S+)$`, "i").exec(headers.authorization ?? "") ?? [];
    const principal = appId === undefined ? undefined : this.state.directory.ofApplication(appId);
    return principal?.accountEnabled ? principal : undefined;
  }

  /** Gives a token for the id of an application in the tenant; any secret is good. */
  private token({ body }: HttpRequest): HttpReply {
    const appId = new URLSearchParams(body).get("client_id") ?? "";
    if (!this.state.directory.ofApplication(appId)?.accountEnabled) {
      const error_description = `AADSTS700016: Application with identifier '${appId}' was not found in the directory.`;
      return json(400, { error: "unauthorized_client", error_description });
    }
    return json(200, {
      ...{ token_type: "Bearer", expires_in: TOKEN_LIFETIME_IN_SECONDS, access_token: tokenOf(appId) },
    });
  }
}
