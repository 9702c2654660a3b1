import { randomUUID } from "node:crypto";
import type { Clock } from "../http/clock";
import { AzureError } from "./error";

/** What may be set of a service principal, in the words of Microsoft Graph. */
export interface PrincipalSettings {
  readonly accountEnabled?: boolean;
  readonly alternativeNames?: readonly string[];
  readonly appRoleAssignmentRequired?: boolean;
  readonly description?: string | null;
  readonly loginUrl?: string | null;
  readonly notes?: string | null;
  readonly notificationEmailAddresses?: readonly string[];
  readonly preferredSingleSignOnMode?: string | null;
  readonly tags?: readonly string[];
}

/** An application in the tenant: what roles are given to. */
export interface ServicePrincipal extends PrincipalSettings {
  /** UUID, the "object id": another one for each service principal, also for the same application. */
  readonly id: string;
  /** UUID of the application. */
  readonly appId: string;
  readonly displayName: string;
  readonly accountEnabled: boolean;
}

/** The tenant's service principals. Any application id is taken for one that exists. */
export class Directory {
  private readonly byId = new Map<string, ServicePrincipal>();
  private readonly changes = new Map<string, number>();

  public constructor(private readonly clock: Clock) {}

  /** All of them, oldest first. */
  public list(): readonly ServicePrincipal[] {
    return [...this.byId.values()];
  }

  /** The one with this object id. */
  public find(id: string): ServicePrincipal | undefined {
    return this.byId.get(id.toLowerCase());
  }

  /** That of an application. */
  public ofApplication(appId: string): ServicePrincipal | undefined {
    return this.list().find((one) => one.appId === appId.toLowerCase());
  }

  /** Adds that of an application; each application has one in a tenant at most. */
  public create(application: string, settings: PrincipalSettings = {}, displayName?: string): ServicePrincipal {
    const appId = application.toLowerCase();
    if (this.ofApplication(appId)) {
      const text = `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`;
      throw new AzureError(409, "Request_MultipleObjectsWithSameKeyValue", text);
    }
    const principal = {
      accountEnabled: true,
      ...settings,
      ...{ id: randomUUID() as string, appId, displayName: displayName ?? `Application ${appId.slice(0, 8)}` },
    };
    this.byId.set(principal.id, principal);
    this.touch(appId);
    return principal;
  }

  /** Changes settings. */
  public update(id: string, settings: PrincipalSettings): void {
    const principal = this.get(id);
    this.byId.set(principal.id, { ...principal, ...settings });
    this.touch(principal.appId);
  }

  /** Removes one. What was assigned to it stays, without effect: a new one has another id. */
  public delete(id: string): void {
    const { id: own, appId } = this.get(id);
    this.byId.delete(own);
    this.touch(appId);
  }

  /** The one with this object id, or 404. */
  public get(id: string): ServicePrincipal {
    const principal = this.find(id);
    if (principal) return principal;
    const text = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
    throw new AzureError(404, "Request_ResourceNotFound", text);
  }

  /** When that of an application was changed last, in milliseconds since the epoch. */
  public changedAt(appId: string): number {
    return this.changes.get(appId) ?? 0;
  }

  private touch(appId: string): void {
    this.changes.set(appId, this.clock.now());
  }
}
