import { z } from "zod";
import { json, type HttpReply, type HttpRequest } from "../http/service";
import type { RoleAssignment, RoleAssignments } from "./authorization";
import type { AzureState } from "./state";
import { AzureError } from "./error";
import type { Lock } from "./locks";
import { type Api, type AzureCall, bodyOf, filterValue, type Operation } from "./operation";
import { roleOf, ROLES, type RoleDefinition } from "./roles";
import { groupId, normalLocation, vaultId } from "./scope";
import type { Vault, VaultProperties } from "./vaults";

const TAGS = z.record(z.string(), z.string());
const PROPERTIES = z.object({
  tenantId: z.string(),
  sku: z.object({ family: z.string(), name: z.string() }),
  accessPolicies: z.array(
    z.object({
      tenantId: z.string(),
      objectId: z.string(),
      permissions: z.record(z.string(), z.array(z.string())),
    }),
  ),
  enabledForDeployment: z.boolean(),
  enabledForDiskEncryption: z.boolean(),
  enabledForTemplateDeployment: z.boolean(),
  enableRbacAuthorization: z.boolean(),
  enablePurgeProtection: z.boolean(),
  softDeleteRetentionInDays: z.number(),
  publicNetworkAccess: z.string(),
  networkAcls: z.object({
    bypass: z.string().optional(),
    defaultAction: z.string().optional(),
    ipRules: z.array(z.object({ value: z.string() })).optional(),
    virtualNetworkRules: z.array(z.object({ id: z.string() })).optional(),
  }),
});
const PUT_VAULT = z.object({
  location: z.string(),
  tags: TAGS.optional(),
  properties: PROPERTIES.partial().extend({ createMode: z.enum(["default", "recover"]).optional() }),
});
const PATCH_VAULT = z.object({ tags: TAGS.optional(), properties: PROPERTIES.partial().optional() });
const PUT_GROUP = z.object({ location: z.string(), tags: TAGS.optional(), managedBy: z.string().optional() });
const PATCH_GROUP = z.object({ tags: TAGS.optional() });
const PUT_ASSIGNMENT = z.object({
  properties: z.object({
    roleDefinitionId: z.string(),
    principalId: z.string(),
    principalType: z.string().nullish(),
    description: z.string().nullish(),
    condition: z.string().nullish(),
    conditionVersion: z.string().nullish(),
  }),
});
const PUT_LOCK = z.object({
  properties: z.object({ level: z.enum(["CanNotDelete", "ReadOnly"]), notes: z.string().nullish() }),
});

/** A route: what it is called, what it is about, and what it does. The parts are those of the path, in their order. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly name: string;
  /** Id of the resource that the caller needs a role on. */
  scope(parts: readonly string[]): string;
  run(parts: readonly string[], call: AzureCall): HttpReply;
}

const NO_CONTENT: HttpReply = { status: 204 };

/**
 * The resource manager: resource groups, vaults, role assignments, locks. Upper and lower case are the same in its paths.
 * @see https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults
 */
export class ResourceManager implements Api {
  public readonly versionParameter = "api-version";
  private readonly routes: readonly Route[];

  public constructor(private readonly state: AzureState) {
    this.routes = [...this.groupRoutes(), ...this.vaultRoutes(), ...this.roleRoutes(), ...this.lockRoutes()];
  }

  public takes(path: string): boolean {
    return /^\/subscriptions(\/|$)/i.test(path);
  }

  public operationOf({ method, path }: HttpRequest): Operation | undefined {
    for (const route of this.routes) {
      const match = route.method === method ? route.path.exec(path) : null;
      if (!match) continue;
      const parts = match.slice(1).map((part) => part ?? "");
      const scope = route.scope(parts);
      return {
        ...{ name: route.name, scope },
        authorize: ({ caller: { id, appId } }) => {
          if (this.state.assignments.isAllowed(id, route.name, scope, false)) return;
          const text = `The client '${appId}' with object id '${id}' does not have authorization to perform action '${route.name}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
          throw new AzureError(403, "AuthorizationFailed", text);
        },
        run: (call) => {
          const subscription = /^\/subscriptions\/([^/]+)/i.exec(scope)?.[1] ?? "";
          if (subscription.toLowerCase() !== this.state.subscriptionId) {
            const text = `The subscription '${subscription}' could not be found.`;
            throw new AzureError(404, "SubscriptionNotFound", text);
          }
          return route.run(parts, call);
        },
      };
    }
    return undefined;
  }

  public error(status: number, code: string, message: string): HttpReply {
    return json(status, { error: { code, message } });
  }

  private groupRoutes(): readonly Route[] {
    const { groups, subscriptionId, vaults, locks, assignments } = this.state;
    const name = "Microsoft.Resources/subscriptions/resourceGroups";
    const path = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)$/i;
    const scope = ([subscription = "", group = ""]: readonly string[]) => groupId(subscription, group);
    const shown = (group: string) => {
      const { name, location, tags, managedBy } = this.group(group);
      return {
        ...{ id: groupId(subscriptionId, name), name, type: "Microsoft.Resources/resourceGroups" },
        ...{ location, tags, managedBy },
        properties: { provisioningState: "Succeeded" },
      };
    };
    return [
      {
        ...{ method: "GET", path: /^\/subscriptions\/([^/]+)$/i, name: "Microsoft.Resources/subscriptions/read" },
        scope: ([subscription = ""]) => `/subscriptions/${subscription}`,
        run: () =>
          json(200, {
            ...{ id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId: this.state.tenantId },
            ...{ displayName: "Simulated", state: "Enabled" },
          }),
      },
      { method: "GET", path, name: `${name}/read`, scope, run: ([, group = ""]) => json(200, shown(group)) },
      {
        ...{ method: "PUT", path, name: `${name}/write`, scope },
        run: ([, group = ""], call) => {
          const { location, tags = {}, managedBy } = bodyOf(call, PUT_GROUP);
          const known = groups.get(group.toLowerCase());
          const place = normalLocation(location);
          if (known && known.location !== place) {
            const text = `Invalid resource group location '${place}'. The Resource group already exists in location '${known.location}'.`;
            throw new AzureError(409, "InvalidResourceGroupLocation", text);
          }
          this.state.addGroup({ name: known?.name ?? group, location: place, tags, managedBy });
          return json(known ? 200 : 201, shown(group));
        },
      },
      {
        ...{ method: "PATCH", path, name: `${name}/write`, scope },
        run: ([, group = ""], call) => {
          const known = this.group(group);
          this.state.addGroup({ ...known, tags: bodyOf(call, PATCH_GROUP).tags ?? known.tags });
          return json(200, shown(group));
        },
      },
      {
        ...{ method: "DELETE", path, name: `${name}/delete`, scope },
        run: ([, group = ""]) => {
          const id = groupId(subscriptionId, this.group(group).name);
          locks.checkDelete(id);
          for (const vault of this.vaultsIn(group)) this.deleteVault(vault);
          assignments.deleteWithin(id);
          groups.delete(group.toLowerCase());
          return { status: 200 };
        },
      },
      {
        ...{ method: "GET", path: /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/resources$/i, scope },
        name: `${name}/resources/read`,
        run: ([, group = ""]) =>
          json(200, {
            value: vaults.list().length === 0 ? [] : this.vaultsIn(group).map((vault) => this.vaultAnswer(vault)),
          }),
      },
    ];
  }

  private vaultRoutes(): readonly Route[] {
    const { vaults, locks, subscriptionId } = this.state;
    const name = "Microsoft.KeyVault/vaults";
    const path =
      /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;
    const scope = ([subscription = "", group = "", vault = ""]: readonly string[]) =>
      vaultId(subscription, { group, name: vault });
    const ofSubscription = ([subscription = ""]: readonly string[]) => `/subscriptions/${subscription}`;
    const deleted =
      /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/locations\/([^/]+)\/deletedVaults\/([^/]+)$/i;
    const deletedName = "Microsoft.KeyVault/locations/deletedVaults";
    return [
      {
        ...{ method: "GET", path, name: `${name}/read`, scope },
        run: ([, group = "", vault = ""]) => json(200, this.vaultAnswer(this.vault(group, vault))),
      },
      {
        ...{ method: "PUT", path, name: `${name}/write`, scope },
        run: ([, group = "", vault = ""], call) => this.putVault(this.group(group).name, vault, call),
      },
      {
        ...{ method: "PATCH", path, name: `${name}/write`, scope },
        run: ([, group = "", vault = ""], call) => {
          const known = this.vault(group, vault);
          locks.checkWrite(vaultId(subscriptionId, known));
          const { tags, properties = {} } = bodyOf(call, PATCH_VAULT);
          vaults.change(known, properties);
          if (tags) known.tags = tags;
          return json(200, this.vaultAnswer(known));
        },
      },
      {
        ...{ method: "DELETE", path, name: `${name}/delete`, scope },
        run: ([, group = "", vault = ""]) => {
          const known = vaults.find(vault);
          if (!known || known.group.toLowerCase() !== group.toLowerCase()) return NO_CONTENT;
          locks.checkDelete(vaultId(subscriptionId, known));
          this.deleteVault(known);
          return { status: 200 };
        },
      },
      {
        ...{ method: "GET", name: `${name}/read`, scope: ofSubscription },
        path: /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults$/i,
        run: () => json(200, { value: vaults.list().map((vault) => this.vaultAnswer(vault)) }),
      },
      {
        ...{
          method: "GET",
          name: `${name}/read`,
          scope: ([subscription = "", group = ""]) => groupId(subscription, group),
        },
        path: /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/Microsoft\.KeyVault\/vaults$/i,
        run: ([, group = ""]) => json(200, { value: this.vaultsIn(group).map((vault) => this.vaultAnswer(vault)) }),
      },
      {
        ...{ method: "GET", path: deleted, name: `${deletedName}/read`, scope: ofSubscription },
        run: ([, location = "", vault = ""]) => json(200, this.deletedAnswer(this.deletedVault(location, vault))),
      },
      {
        ...{ method: "GET", name: "Microsoft.KeyVault/deletedVaults/read", scope: ofSubscription },
        path: /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.KeyVault\/deletedVaults$/i,
        run: () => {
          const found = vaults.all().filter(({ deletedAt }) => deletedAt !== undefined);
          return json(200, { value: found.map((vault) => this.deletedAnswer(vault)) });
        },
      },
      {
        ...{ method: "POST", name: `${deletedName}/purge/action`, scope: ofSubscription },
        path: new RegExp(deleted.source.replace("$", "\\/purge$"), "i"),
        run: ([, location = "", vault = ""]) => {
          vaults.purge(this.deletedVault(location, vault));
          return { status: 200 };
        },
      },
    ];
  }

  private roleRoutes(): readonly Route[] {
    const { assignments, locks } = this.state;
    const name = "Microsoft.Authorization/roleAssignments";
    const path = /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/roleAssignments\/([0-9a-f-]{36})$/i;
    const scope = ([scope = ""]: readonly string[]) => scope;
    const definitions = "Microsoft.Authorization/roleDefinitions/read";
    return [
      {
        ...{ method: "GET", path, name: `${name}/read`, scope },
        run: ([scope = "", id = ""]) => {
          const found = assignments.find(scope, id);
          if (found) return json(200, this.assignmentAnswer(found));
          throw new AzureError(404, "RoleAssignmentNotFound", `The role assignment '${id}' is not found.`);
        },
      },
      {
        ...{ method: "PUT", path, name: `${name}/write`, scope },
        run: ([scope = "", id = ""], call) => {
          locks.checkWrite(scope);
          const isNew = assignments.find(scope, id) === undefined;
          const assignment = assignments.put(this.assignmentOf(scope, id, call));
          return json(isNew ? 201 : 200, this.assignmentAnswer(assignment));
        },
      },
      {
        ...{ method: "DELETE", path, name: `${name}/delete`, scope },
        run: ([scope = "", id = ""]) => {
          const found = assignments.find(scope, id);
          if (!found) return NO_CONTENT;
          locks.checkDelete(scope);
          assignments.delete(scope, id);
          return json(200, this.assignmentAnswer(found));
        },
      },
      {
        ...{ method: "GET", name: `${name}/read`, scope },
        path: /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/roleAssignments$/i,
        run: ([scope = ""], { request }) => {
          const principal = filterValue(request, "principalId");
          const found = listed(assignments, scope, /atScope\(\)/i.test(request.query.get("$filter") ?? ""));
          const wanted = found.filter(({ principalId }) => principal === undefined || principalId === principal);
          return json(200, { value: wanted.map((one) => this.assignmentAnswer(one)) });
        },
      },
      {
        ...{ method: "GET", name: definitions, scope },
        path: /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/roleDefinitions$/i,
        run: (_parts, { request }) => {
          const roleName = filterValue(request, "roleName");
          const found = ROLES.filter((one) => roleName === undefined || one.roleName === roleName);
          return json(200, { value: found.map((role) => this.roleAnswer(role)) });
        },
      },
      {
        ...{ method: "GET", name: definitions, scope },
        path: /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/roleDefinitions\/([0-9a-f-]{36})$/i,
        run: ([, id = ""]) => json(200, this.roleAnswer(existingRole(id))),
      },
    ];
  }

  private lockRoutes(): readonly Route[] {
    const { locks } = this.state;
    const name = "Microsoft.Authorization/locks";
    const path = /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/locks\/([^/]+)$/i;
    const scope = ([scope = ""]: readonly string[]) => scope;
    const notFound = (lock: string) => new AzureError(404, "LockNotFound", `The lock '${lock}' could not be found.`);
    return [
      {
        ...{ method: "GET", path, name: `${name}/read`, scope },
        run: ([scope = "", lock = ""]) => {
          const found = locks.find(scope, lock);
          if (found) return json(200, lockAnswer(found));
          throw notFound(lock);
        },
      },
      {
        ...{ method: "PUT", path, name: `${name}/write`, scope },
        run: ([scope = "", lock = ""], call) => {
          const { level, notes } = bodyOf(call, PUT_LOCK).properties;
          const isNew = locks.find(scope, lock) === undefined;
          const made = locks.put({ name: lock, scope, level, ...(notes && { notes }) });
          return json(isNew ? 201 : 200, lockAnswer(made));
        },
      },
      {
        ...{ method: "DELETE", path, name: `${name}/delete`, scope },
        run: ([scope = "", lock = ""]) => (locks.delete({ scope, name: lock }) ? { status: 200 } : NO_CONTENT),
      },
      {
        ...{ method: "GET", name: `${name}/read`, scope },
        path: /^(\/subscriptions\/.+?)\/providers\/Microsoft\.Authorization\/locks$/i,
        run: ([scope = ""]) => json(200, { value: locks.list(scope).map(lockAnswer) }),
      },
    ];
  }

  private putVault(group: string, name: string, call: AzureCall): HttpReply {
    const { vaults, locks, subscriptionId, tenantId } = this.state;
    const { location, tags, properties } = bodyOf(call, PUT_VAULT);
    const { createMode, ...settings } = properties;
    const deleted = vaults.findDeleted(name);
    if (createMode === "recover") {
      // A recovery brings the vault back as it was: what is sent besides is ignored.
      const recovered = this.deletedVault(location, name);
      if (recovered.group.toLowerCase() !== group.toLowerCase()) throw notDeleted(name);
      vaults.recover(recovered);
      return json(200, this.vaultAnswer(recovered));
    }
    const known = deleted
      ? undefined
      : this.vaultsIn(group).find((one) => one.name.toLowerCase() === name.toLowerCase());
    locks.checkWrite(vaultId(subscriptionId, { group, name }));
    if (known) {
      vaults.change(known, settings);
      known.tags = tags ?? known.tags;
      return json(200, this.vaultAnswer(known));
    }
    const made = vaults.create(
      { name, group, location: normalLocation(location) },
      { ...DEFAULTS, tenantId, ...settings },
    );
    made.tags = tags ?? {};
    return json(200, this.vaultAnswer(made));
  }

  private deleteVault(vault: Vault): void {
    const { vaults, assignments, locks, subscriptionId } = this.state;
    const id = vaultId(subscriptionId, vault);
    vaults.delete(vault);
    // Recovery does not bring them back.
    assignments.deleteWithin(id);
    locks.deleteWithin(id);
  }

  private group(name: string) {
    const group = this.state.groups.get(name.toLowerCase());
    if (group) return group;
    throw new AzureError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
  }

  private vaultsIn(group: string): readonly Vault[] {
    return this.state.vaults.list().filter((vault) => vault.group.toLowerCase() === group.toLowerCase());
  }

  private vault(group: string, name: string): Vault {
    const found = this.vaultsIn(group).find((vault) => vault.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    this.group(group);
    const text = `The Resource 'Microsoft.KeyVault/vaults/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`;
    throw new AzureError(404, "ResourceNotFound", text);
  }

  private deletedVault(location: string, name: string): Vault {
    const vault = this.state.vaults.findDeleted(name);
    if (!vault || vault.location !== normalLocation(location)) throw notDeleted(name);
    return vault;
  }

  private vaultAnswer(vault: Vault): object {
    const { name, location, tags, properties } = vault;
    return {
      ...{ id: vaultId(this.state.subscriptionId, vault), name, type: "Microsoft.KeyVault/vaults", location, tags },
      properties: {
        ...{ ...properties, enableSoftDelete: true },
        ...{ vaultUri: `https://${name.toLowerCase()}.vault.azure.net/`, provisioningState: "Succeeded" },
      },
    };
  }

  private deletedAnswer(vault: Vault): object {
    const { subscriptionId, vaults } = this.state;
    const { name, location, tags, deletedAt = 0, properties } = vault;
    const id = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${location}/deletedVaults/${name}`;
    return {
      ...{ id, name, type: "Microsoft.KeyVault/deletedVaults" },
      properties: {
        ...{ vaultId: vaultId(subscriptionId, vault), location, tags },
        deletionDate: new Date(deletedAt).toISOString(),
        scheduledPurgeDate: new Date(vaults.purgedAt(vault, deletedAt)).toISOString(),
        purgeProtectionEnabled: properties.enablePurgeProtection,
      },
    };
  }

  private assignmentOf(scope: string, name: string, call: AzureCall): RoleAssignment {
    const { directory } = this.state;
    const { roleDefinitionId, principalId, principalType, description, condition, conditionVersion } = bodyOf(
      call,
      PUT_ASSIGNMENT,
    ).properties;
    const role = existingRole(roleDefinitionId.split("/").at(-1) ?? "");
    if (!directory.find(principalId) && principalType !== "User" && principalType !== "Group") {
      const text = `Principal ${principalId.replaceAll("-", "")} does not exist in the directory ${this.state.tenantId}. Check that you have the correct principal ID.`;
      throw new AzureError(400, "PrincipalNotFound", text);
    }
    return {
      ...{ name: name.toLowerCase(), scope, role: role.name, principalId: principalId.toLowerCase() },
      principalType: principalType ?? "ServicePrincipal",
      ...(description && { description }),
      ...(condition && { condition }),
      ...(condition && conditionVersion && { conditionVersion }),
    };
  }

  private assignmentAnswer({ name, scope, role, ...shown }: RoleAssignment): object {
    const { description = null, condition = null, conditionVersion = null, principalId, principalType } = shown;
    return {
      ...{ id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, name },
      type: "Microsoft.Authorization/roleAssignments",
      properties: {
        ...{ scope, roleDefinitionId: this.roleId(role), principalId, principalType },
        ...{ description, condition, conditionVersion, delegatedManagedIdentityResourceId: null },
      },
    };
  }

  private roleAnswer(role: RoleDefinition): object {
    const { name, roleName, actions, notActions, dataActions } = role;
    return {
      ...{ id: this.roleId(name), name, type: "Microsoft.Authorization/roleDefinitions" },
      properties: {
        ...{ roleName, type: "BuiltInRole", assignableScopes: ["/"] },
        permissions: [{ actions, notActions, dataActions, notDataActions: [] }],
      },
    };
  }

  private roleId(name: string): string {
    return `/subscriptions/${this.state.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
  }
}

const DEFAULTS: Omit<VaultProperties, "tenantId"> = {
  sku: { family: "A", name: "standard" },
  accessPolicies: [],
  softDeleteRetentionInDays: 90,
  publicNetworkAccess: "Enabled",
};

function listed(assignments: RoleAssignments, scope: string, onlyAbove: boolean): readonly RoleAssignment[] {
  const all = assignments.list(scope);
  return onlyAbove ? all.filter((one) => one.scope.length <= scope.length) : all;
}

function existingRole(name: string): RoleDefinition {
  const role = roleOf(name);
  if (role) return role;
  const text = `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`;
  throw new AzureError(404, "RoleDefinitionDoesNotExist", text);
}

function lockAnswer({ name, scope, level, notes }: Lock): object {
  return {
    ...{ id: `${scope}/providers/Microsoft.Authorization/locks/${name}`, name, type: "Microsoft.Authorization/locks" },
    properties: { level, ...(notes !== undefined && { notes }) },
  };
}

function notDeleted(name: string): AzureError {
  return new AzureError(404, "DeletedVaultNotFound", `The specified deleted vault '${name}' does not exist.`);
}
