import { z } from "zod";
import { json, type HttpReply, type HttpRequest } from "../http/service";
import { AzureError } from "./error";
import {
  checkPolicy,
  currentVersion,
  newVersion,
  rotate,
  type KeyVersion,
  type RotationPolicy,
  type VaultKey,
} from "./keys";
import { type Api, type AzureCall, bodyOf, type Operation } from "./operation";
import { vaultId } from "./scope";
import type { AzureState } from "./state";
import type { Vault } from "./vaults";

const ATTRIBUTES = z.object({
  enabled: z.boolean().optional(),
  /** Seconds since the epoch. */
  nbf: z.number().optional(),
  exp: z.number().optional(),
});
const TAGS = z.record(z.string(), z.string());
const CREATE = z.object({
  kty: z.string(),
  key_size: z.number().optional(),
  crv: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
  attributes: ATTRIBUTES.optional(),
  tags: TAGS.optional(),
});
const UPDATE = z.object({
  key_ops: z.array(z.string()).optional(),
  attributes: ATTRIBUTES.optional(),
  tags: TAGS.optional(),
});
const POLICY = z.object({
  lifetimeActions: z
    .array(
      z.object({
        action: z.object({ type: z.string() }),
        trigger: z.object({ timeAfterCreate: z.string().nullish(), timeBeforeExpiry: z.string().nullish() }),
      }),
    )
    .optional(),
  attributes: z.object({ expiryTime: z.string().nullish() }).optional(),
});

/** A route below `/vault/NAME`. */
interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** What the caller needs: in a role, and in an access policy of a vault that does not use roles. */
  readonly action: string;
  readonly permission: string;
  run(vault: Vault, name: string, call: AzureCall, version: string): HttpReply;
}

const KEY = "([0-9a-zA-Z-]{1,127})";
const VERSION = "([0-9a-f]{32})";

/**
 * The keys of a vault, which are at `https://NAME.vault.azure.net` in the real cloud and below `/vault/NAME` here.
 * @see https://learn.microsoft.com/rest/api/keyvault/keys/operation-groups
 */
export class DataPlane implements Api {
  public readonly versionParameter = "api-version";

  public constructor(private readonly state: AzureState) {}

  public takes(path: string): boolean {
    return /^\/vault\//.test(path);
  }

  public operationOf({ method, path }: HttpRequest): Operation | undefined {
    const [, vaultName = "", rest = ""] = /^\/vault\/([^/]+)(\/.*?)\/?$/.exec(path) ?? [];
    for (const route of ROUTES) {
      const match = route.method === method ? route.path.exec(rest) : null;
      if (!match) continue;
      const [, name = "", version = ""] = match;
      const vault = this.state.vaults.find(vaultName);
      const id = vaultId(this.state.subscriptionId, vault ?? { group: "", name: vaultName });
      const scope = name === "" ? id : `${id}/keys/${name}`;
      return {
        ...{ name: `Microsoft.KeyVault/vaults/${route.action}`, scope },
        authorize: ({ caller }) => this.authorize(existing(vault, vaultName), route, scope, caller),
        run: (call) => route.run(existing(vault, vaultName), name, call, version),
      };
    }
    return undefined;
  }

  public error(status: number, code: string, message: string, inner?: string): HttpReply {
    return json(status, { error: { code, message, ...(inner !== undefined && { innererror: { code: inner } }) } });
  }

  /** As a vault does: the network first, then who calls. */
  private authorize(vault: Vault, route: Route, scope: string, { id, appId }: AzureCall["caller"]): void {
    const { name, location, properties } = vault;
    const caller = `Caller: appid=${appId};oid=${id};iss=https://sts.windows.net/${this.state.tenantId}/`;
    const place = `Vault: ${name};location=${location}`;
    if (properties.publicNetworkAccess === "Disabled") {
      const text = `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n${caller}\r\n${place}`;
      throw new AzureError(403, "Forbidden", text, "ForbiddenByConnection");
    }
    const { defaultAction, ipRules = [], virtualNetworkRules = [] } = properties.networkAcls ?? {};
    // A caller of the simulator counts as one in an allowed network, where there is one.
    if (defaultAction === "Deny" && ipRules.length + virtualNetworkRules.length === 0) {
      const text = `Client address is not authorized and caller is not a trusted service.\r\nClient address: 127.0.0.1\r\n${caller}\r\n${place}`;
      throw new AzureError(403, "Forbidden", text, "ForbiddenByFirewall");
    }
    if (properties.tenantId.toLowerCase() !== this.state.tenantId) {
      const text = `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${properties.tenantId}/, found https://sts.windows.net/${this.state.tenantId}/.`;
      throw new AzureError(401, "Unauthorized", text);
    }
    const action = `Microsoft.KeyVault/vaults/${route.action}`;
    if (properties.enableRbacAuthorization) {
      if (this.state.assignments.isAllowed(id, action, scope, true)) return;
      const text = `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n${caller}\r\nAction: '${action}'\r\nResource: '${scope}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: null \r\n${place}\r\n`;
      throw new AzureError(403, "Forbidden", text, "ForbiddenByRbac");
    }
    const isGranted = properties.accessPolicies.some(({ objectId, permissions }) => {
      const keys = (permissions.keys ?? []).map((permission) => permission.toLowerCase());
      return objectId.toLowerCase() === id && (keys.includes(route.permission) || keys.includes("all"));
    });
    if (isGranted) return;
    const text = `The user, group or application 'appid=${appId};oid=${id};iss=https://sts.windows.net/${this.state.tenantId}/' does not have keys ${route.permission} permission on key vault '${name};location=${location}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`;
    throw new AzureError(403, "Forbidden", text, "AccessDenied");
  }
}

const ROUTES: readonly Route[] = [
  {
    ...{ method: "GET", path: /^\/keys$/, action: "keys/read", permission: "list" },
    run: (vault) => json(200, { value: liveKeys(vault).map((key) => itemOf(vault, key)), nextLink: null }),
  },
  {
    ...{ method: "GET", path: new RegExp(`^/keys/${KEY}(?:/${VERSION})?$`), action: "keys/read", permission: "get" },
    run: (vault, name, _call, version) => {
      const key = liveKey(vault, name);
      return json(200, bundleOf(vault, key, version === "" ? currentVersion(key) : versionOf(key, version)));
    },
  },
  {
    ...{ method: "GET", path: new RegExp(`^/keys/${KEY}/versions$`), action: "keys/read", permission: "list" },
    run: (vault, name) => {
      const key = liveKey(vault, name);
      const items = key.versions.map((version) => itemOf(vault, key, version));
      return json(200, { value: items, nextLink: null });
    },
  },
  {
    ...{
      method: "POST",
      path: new RegExp(`^/keys/${KEY}/create$`),
      action: "keys/create/action",
      permission: "create",
    },
    run: (vault, name, call) => json(200, create(vault, name, call)),
  },
  {
    method: "PATCH",
    path: new RegExp(`^/keys/${KEY}(?:/${VERSION})?$`),
    ...{ action: "keys/update/action", permission: "update" },
    run: (vault, name, call, id) => {
      const key = liveKey(vault, name);
      const version = id === "" ? currentVersion(key) : versionOf(key, id);
      const { key_ops, attributes = {}, tags } = bodyOf(call, UPDATE);
      const now = call.now;
      Object.assign(version, {
        operations: key_ops ?? version.operations,
        enabled: attributes.enabled ?? version.enabled,
        notBefore: milliseconds(attributes.nbf) ?? version.notBefore,
        expires: milliseconds(attributes.exp) ?? version.expires,
        tags: tags ?? version.tags,
        updatedAt: now,
      });
      key.changedAt = now;
      return json(200, bundleOf(vault, key, version));
    },
  },
  {
    ...{ method: "DELETE", path: new RegExp(`^/keys/${KEY}$`), action: "keys/delete", permission: "delete" },
    run: (vault, name, call) => {
      const key = liveKey(vault, name);
      key.deletedAt = key.changedAt = call.now;
      return json(200, deletedBundleOf(vault, key));
    },
  },
  {
    method: "GET",
    path: new RegExp(`^/keys/${KEY}/rotationpolicy$`),
    ...{ action: "keyrotationpolicies/read", permission: "getrotationpolicy" },
    run: (vault, name) => json(200, policyAnswer(vault, liveKey(vault, name))),
  },
  {
    method: "PUT",
    path: new RegExp(`^/keys/${KEY}/rotationpolicy$`),
    ...{ action: "keyrotationpolicies/write", permission: "setrotationpolicy" },
    run: (vault, name, call) => {
      const key = liveKey(vault, name);
      const policy = policyIn(bodyOf(call, POLICY));
      checkPolicy(policy);
      key.policy = policy;
      return json(200, policyAnswer(vault, key));
    },
  },
  {
    ...{
      method: "POST",
      path: new RegExp(`^/keys/${KEY}/rotate$`),
      action: "keys/rotate/action",
      permission: "rotate",
    },
    run: (vault, name, call) => {
      const key = liveKey(vault, name);
      return json(200, bundleOf(vault, key, rotate(key, call.now)));
    },
  },
  {
    ...{ method: "GET", path: /^\/deletedkeys$/, action: "keys/read", permission: "list" },
    run: (vault) => {
      const deleted = [...vault.keys.values()].filter(({ deletedAt }) => deletedAt !== undefined);
      return json(200, { value: deleted.map((key) => deletedBundleOf(vault, key)), nextLink: null });
    },
  },
  {
    ...{ method: "GET", path: new RegExp(`^/deletedkeys/${KEY}$`), action: "keys/read", permission: "get" },
    run: (vault, name) => json(200, deletedBundleOf(vault, deletedKey(vault, name))),
  },
  {
    method: "POST",
    path: new RegExp(`^/deletedkeys/${KEY}/recover$`),
    ...{ action: "keys/recover/action", permission: "recover" },
    run: (vault, name, call) => {
      const key = deletedKey(vault, name);
      key.deletedAt = undefined;
      key.changedAt = call.now;
      return json(200, bundleOf(vault, key, currentVersion(key)));
    },
  },
  {
    ...{
      method: "DELETE",
      path: new RegExp(`^/deletedkeys/${KEY}$`),
      action: "keys/purge/action",
      permission: "purge",
    },
    run: (vault, name) => {
      const key = deletedKey(vault, name);
      if (vault.properties.enablePurgeProtection) {
        const text = `Operation "purge" is not allowed because purge protection is enabled for this vault.`;
        throw new AzureError(403, "Forbidden", text, "ForbiddenByPolicy");
      }
      vault.keys.delete(key.name.toLowerCase());
      return { status: 204 };
    },
  },
];

function create(vault: Vault, name: string, call: AzureCall): object {
  const { kty, key_size: size, crv: curve, key_ops, attributes = {}, tags = {} } = bodyOf(call, CREATE);
  const known = vault.keys.get(name.toLowerCase());
  if (known?.deletedAt !== undefined) {
    const text = `Key ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the key can only be recovered or purged.`;
    throw new AzureError(409, "Conflict", text, "ObjectIsDeletedButRecoverable");
  }
  if (kty.endsWith("-HSM") && vault.properties.sku.name.toLowerCase() !== "premium") {
    throw new AzureError(400, "BadParameter", "SKU 'Standard' of the vault does not support keys in an HSM.");
  }
  const { enabled = true, nbf, exp } = attributes;
  const now = call.now;
  const asked = { kty, size, curve, enabled, notBefore: milliseconds(nbf), expires: milliseconds(exp), tags };
  const operations = key_ops ?? (kty.startsWith("EC") ? ["sign", "verify"] : ALL_OPERATIONS);
  const version = newVersion({ ...asked, operations }, now);
  const key = known ?? { name, versions: [], policy: {}, changedAt: now };
  key.versions.push(version);
  key.changedAt = now;
  vault.keys.set(name.toLowerCase(), key);
  return bundleOf(vault, key, version);
}

const ALL_OPERATIONS = ["encrypt", "decrypt", "sign", "verify", "wrapKey", "unwrapKey"];

function existing(vault: Vault | undefined, name: string): Vault {
  if (vault) return vault;
  // In the real cloud there is no such host.
  throw new AzureError(404, "VaultNotFound", `There is no vault '${name}'.`);
}

function liveKeys(vault: Vault): readonly VaultKey[] {
  return [...vault.keys.values()].filter(({ deletedAt }) => deletedAt === undefined);
}

function liveKey(vault: Vault, name: string): VaultKey {
  const key = vault.keys.get(name.toLowerCase());
  if (key && key.deletedAt === undefined) return key;
  throw notFound(name);
}

function deletedKey(vault: Vault, name: string): VaultKey {
  const key = vault.keys.get(name.toLowerCase());
  if (key?.deletedAt !== undefined) return key;
  throw new AzureError(404, "KeyNotFound", `Deleted Key not found: ${name}`);
}

function versionOf(key: VaultKey, id: string): KeyVersion {
  const version = key.versions.find((one) => one.id === id);
  if (version) return version;
  throw notFound(`${key.name}/${id}`);
}

function notFound(name: string): AzureError {
  const text = `A key with (name/id) ${name} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`;
  return new AzureError(404, "KeyNotFound", text);
}

function uriOf({ name }: Vault): string {
  return `https://${name.toLowerCase()}.vault.azure.net`;
}

function attributesOf(vault: Vault, { enabled, notBefore, expires, createdAt, updatedAt }: KeyVersion): object {
  const { enablePurgeProtection, softDeleteRetentionInDays } = vault.properties;
  return {
    ...{ enabled, nbf: seconds(notBefore), exp: seconds(expires) },
    ...{ created: seconds(createdAt), updated: seconds(updatedAt) },
    recoveryLevel: `Recoverable${enablePurgeProtection ? "" : "+Purgeable"}`,
    recoverableDays: softDeleteRetentionInDays,
  };
}

function bundleOf(vault: Vault, { name }: VaultKey, version: KeyVersion): object {
  const { id, material, operations, tags } = version;
  return {
    key: { kid: `${uriOf(vault)}/keys/${name}/${id}`, ...material, key_ops: operations },
    attributes: attributesOf(vault, version),
    tags,
  };
}

function itemOf(vault: Vault, key: VaultKey, version?: KeyVersion): object {
  const shown = version ?? currentVersion(key);
  const kid = `${uriOf(vault)}/keys/${key.name}${version ? `/${version.id}` : ""}`;
  return { kid, attributes: attributesOf(vault, shown), tags: shown.tags };
}

function deletedBundleOf(vault: Vault, key: VaultKey): object {
  const { deletedAt = 0, name } = key;
  const days = vault.properties.softDeleteRetentionInDays;
  return {
    ...bundleOf(vault, key, currentVersion(key)),
    ...{ recoveryId: `${uriOf(vault)}/deletedkeys/${name}`, deletedDate: seconds(deletedAt) },
    scheduledPurgeDate: (seconds(deletedAt) ?? 0) + days * SECONDS_A_DAY,
  };
}

const SECONDS_A_DAY = 86_400;

function policyIn({ lifetimeActions = [], attributes }: z.infer<typeof POLICY>): RotationPolicy {
  const triggerOf = (type: string) =>
    lifetimeActions.find(({ action }) => action.type.toLowerCase() === type)?.trigger ?? {};
  const rotation: { timeAfterCreate?: string | null; timeBeforeExpiry?: string | null } = triggerOf("rotate");
  const notice: { timeBeforeExpiry?: string | null } = triggerOf("notify");
  return {
    expiryTime: attributes?.expiryTime ?? undefined,
    timeAfterCreate: rotation.timeAfterCreate ?? undefined,
    timeBeforeExpiry: rotation.timeBeforeExpiry ?? undefined,
    notifyBeforeExpiry: notice.timeBeforeExpiry ?? undefined,
  };
}

/** A key has a notice 30 days before its expiry, whether or not it ever expires. */
function policyAnswer(vault: Vault, { name, policy }: VaultKey): object {
  const { expiryTime, timeAfterCreate, timeBeforeExpiry, notifyBeforeExpiry = "P30D" } = policy;
  const rotates = timeAfterCreate !== undefined || timeBeforeExpiry !== undefined;
  return {
    id: `${uriOf(vault)}/keys/${name}/rotationpolicy`,
    lifetimeActions: [
      ...(rotates ? [{ trigger: { timeAfterCreate, timeBeforeExpiry }, action: { type: "Rotate" } }] : []),
      { trigger: { timeBeforeExpiry: notifyBeforeExpiry }, action: { type: "Notify" } },
    ],
    attributes: { ...(expiryTime !== undefined && { expiryTime }) },
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.floor(ms / 1000);
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
