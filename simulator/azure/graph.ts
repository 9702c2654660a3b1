import { z } from "zod";
import { json, type HttpReply, type HttpRequest } from "../http/service";
import type { ServicePrincipal } from "./directory";
import { type Api, bodyOf, filterValue, type Operation } from "./operation";
import type { AzureState } from "./state";

const TEXTS = z.array(z.string());
const SETTINGS = z.object({
  accountEnabled: z.boolean().optional(),
  alternativeNames: TEXTS.optional(),
  appRoleAssignmentRequired: z.boolean().optional(),
  description: z.string().nullish(),
  loginUrl: z.string().nullish(),
  notes: z.string().nullish(),
  notificationEmailAddresses: TEXTS.optional(),
  preferredSingleSignOnMode: z.string().nullish(),
  tags: TEXTS.optional(),
});
const CREATE = SETTINGS.extend({ appId: z.guid() });

/**
 * Microsoft Graph, as far as service principals go, below `/graph`. Every caller in the tenant may read and change them here.
 * @see https://learn.microsoft.com/graph/api/resources/serviceprincipal
 */
export class Graph implements Api {
  public constructor(private readonly state: AzureState) {}

  public takes(path: string): boolean {
    return path.startsWith("/graph/");
  }

  public operationOf(request: HttpRequest): Operation | undefined {
    const { method, path } = request;
    const [, id] = /^\/graph\/v1\.0\/servicePrincipals(?:\/([^/]+))?$/i.exec(path) ?? [undefined, ""];
    const { directory } = this.state;
    const operation = (action: string, run: Operation["run"]): Operation => ({
      ...{ name: `microsoft.directory/servicePrincipals/${action}`, scope: id ?? "" },
      authorize: () => undefined,
      run,
    });
    if (!/^\/graph\/v1\.0\/servicePrincipals(\/[^/]+)?$/i.test(path)) return undefined;
    if (id === undefined) {
      if (method === "GET") {
        return operation("standard/read", () => {
          const appId = filterValue(request, "appId")?.toLowerCase();
          const name = filterValue(request, "displayName");
          const found = directory
            .list()
            .filter((one) => (appId ?? one.appId) === one.appId && (name ?? one.displayName) === one.displayName);
          return json(200, { value: found.map((one) => this.answer(one)) });
        });
      }
      if (method !== "POST") return undefined;
      return operation("create", (call) => {
        const { appId, ...settings } = bodyOf(call, CREATE);
        return json(201, this.answer(directory.create(appId, settings)));
      });
    }
    switch (method) {
      case "GET":
        return operation("standard/read", () => json(200, this.answer(directory.get(id))));
      case "PATCH":
        return operation("basic/update", (call) => {
          directory.update(id, bodyOf(call, SETTINGS));
          return { status: 204 };
        });
      case "DELETE":
        return operation("delete", () => {
          directory.delete(id);
          return { status: 204 };
        });
      default:
        return undefined;
    }
  }

  public error(status: number, code: string, message: string): HttpReply {
    return json(status, { error: { code, message, innerError: { date: "", "request-id": "" } } });
  }

  private answer(principal: ServicePrincipal): object {
    return {
      ...principal,
      ...{ appOwnerOrganizationId: this.state.tenantId, servicePrincipalNames: [principal.appId] },
      ...{ servicePrincipalType: "Application", signInAudience: "AzureADMultipleOrgs" },
      ...{ homepage: null, logoutUrl: null, replyUrls: [], samlMetadataUrl: null },
      ...{ appRoles: [], oauth2PermissionScopes: [] },
    };
  }
}
