import type { VaultKeyRotation, VaultNetwork } from "../model/azure";
import { known, valueOf, type Fact } from "../model/fact";
import { UUID } from "../model/key-identifiers";
import type { Sought } from "../model/live";
import type {
  LiveCloudObject,
  LiveLock,
  LiveRoleAssignment,
  LiveServicePrincipal,
  LiveVault,
  LiveVaultKey,
  LiveVaultKeyVersion,
  VaultKeyDescription,
} from "../model/live-clouds";
import type { Gap } from "../model/read/types";
import { concurrently } from "../util/concurrently";
import { listOf, objectOf, textOf, textsOf, type JsonObject } from "../util/json";
import { Calls, CloudFinds, type CloudReader, type CloudReading, type CloudWanted } from "./cloud-reader";
import type { Credentials } from "./credentials";
import type { Failure } from "./failure";
import { Rest, RestError, withMembers } from "./rest";
import { unreadFact } from "./unread";

const CLOUD = "Azure";
const SOURCE = "Azure";
const MANAGEMENT = "https://management.azure.com";
const GRAPH = "https://graph.microsoft.com";
const LOGIN = "https://login.microsoftonline.com";
/** How many objects are read at a time. */
const AT_A_TIME = 8;

/** Versions of the APIs. @see https://learn.microsoft.com/en-us/rest/api/keyvault/ */
const VERSIONS = { vaults: "2023-07-01", roles: "2022-04-01", locks: "2020-05-01", keys: "7.4" };

/** Where a simulated Azure is; a variable that is set for tests. */
const ENDPOINT = "AURA_CMK_AZURE_ENDPOINT";

/** Where access tokens come from. */
export function authorityIn(env: NodeJS.ProcessEnv): string {
  return env[ENDPOINT] || LOGIN;
}

/** How Azure is reached. */
export interface AzureOptions {
  readonly credentials: Credentials;
  readonly userAgent: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onFailure: (what: string, failure: Failure) => void;
}

/** A key by its identifier. */
interface KeyId {
  readonly vault: string;
  readonly name: string;
  /** Empty for the current one. */
  readonly version: string;
}

/**
 * Reads vaults and their keys by the REST APIs of Azure: the resource manager, the vaults themselves, and Microsoft Graph.
 * @see https://learn.microsoft.com/en-us/rest/api/azure/
 */
export class AzureReader implements CloudReader {
  private readonly management: Rest;
  private readonly graph: Rest;
  private readonly calls: Calls;
  private readonly vaults = new Map<string, Promise<Sought<LiveVault>>>();
  private readonly lists = new Map<string, Promise<readonly JsonObject[]>>();

  public constructor(private readonly options: AzureOptions) {
    const { env, onFailure } = options;
    const endpoint = env[ENDPOINT];
    this.management = this.rest(endpoint || MANAGEMENT, MANAGEMENT);
    this.graph = this.rest(endpoint ? `${endpoint}/graph` : GRAPH, GRAPH);
    this.calls = new Calls(CLOUD, SOURCE, onFailure);
  }

  public async read({ nodes, registered, keys }: CloudWanted): Promise<CloudReading> {
    const finds = new CloudFinds();
    const vaultIds = new Map<string, string>();
    for (const node of nodes) {
      if (node.kind === "vault") finds.want(valueOf(node.vaultId), node.id);
      if (node.kind === "service-principal") finds.want(valueOf(node.clientId), node.id);
      if (node.kind !== "vault-key") continue;
      // A data source that reads the principal is no resource.
      for (const application of node.expectedPrincipals ?? []) if (UUID.test(application)) finds.want(application);
      const id = valueOf(node.keyId) ?? registered.get(node.id);
      finds.want(id, node.id);
      const vaultId = valueOf(node.vaultId);
      if (id !== undefined && vaultId !== undefined) vaultIds.set(nameOfVault(id), vaultId);
    }
    for (const id of keys) finds.want(id);
    for (const id of finds.ids) if (isVaultId(id)) vaultIds.set(id.split("/").at(-1)?.toLowerCase() ?? "", id);
    // The network and the roles of the vault count for its keys.
    for (const id of finds.ids.filter(isKeyId)) {
      const vault = vaultIds.get(nameOfVault(id)) ?? (await this.findVault(nameOfVault(id)));
      if (vault === undefined) continue;
      vaultIds.set(nameOfVault(id), vault);
      if (!finds.ids.some((one) => one.toLowerCase() === vault.toLowerCase())) finds.want(vault);
    }
    await concurrently(finds.ids, AT_A_TIME, async (id) =>
      finds.put(
        id,
        await (isVaultId(id)
          ? this.vault(id)
          : isKeyId(id)
            ? this.key(id, vaultIds.get(nameOfVault(id)))
            : this.principal(id)),
      ),
    );
    const reading = finds.reading();
    const identities = this.calls.accepted ? [{ of: CLOUD, name: this.options.credentials.caller }] : [];
    return { ...reading, others: [...reading.others, ...(await this.principalsOf(reading))], identities };
  }

  private rest(base: string, resource: string): Rest {
    const { credentials, userAgent, env } = this.options;
    return new Rest({ base, token: () => credentials.token(`${resource}/.default`), userAgent, env });
  }

  private vault(id: string): Promise<Sought<LiveVault>> {
    const name = id.toLowerCase();
    const asked = this.vaults.get(name) ?? this.readVault(id);
    this.vaults.set(name, asked);
    return asked;
  }

  private async readVault(id: string): Promise<Sought<LiveVault>> {
    const what = `vault ${id.split("/").at(-1) ?? id}`;
    const found = await this.calls.sought(
      what,
      "Microsoft.KeyVault/vaults/read",
      () => this.management.get(`${id}?api-version=${VERSIONS.vaults}`, ["id", "location", "properties.tenantId"]),
      (error) =>
        error instanceof RestError && /^(ResourceNotFound|ResourceGroupNotFound)$/.test(error.code)
          ? `no ${what}`
          : undefined,
      async (vault) => {
        const [assignments, locks] = [this.assignments(id, what), this.locks(id, what)];
        return { ...vaultIn(vault), assignments: await assignments, locks: await locks };
      },
    );
    if (!("missing" in found)) return found;
    const recovery = await this.deletedVault(id);
    return { ...found, ...(recovery && { recovery }) };
  }

  /** Whether a vault that is not there can be recovered, and until when. */
  private async deletedVault(id: string): Promise<Gap | undefined> {
    const [, subscription = "", name = ""] = VAULT_ID.exec(id) ?? [];
    const path = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/deletedVaults?api-version=${VERSIONS.vaults}`;
    const deleted = await this.calls.fact(`vault ${name}`, "Microsoft.KeyVault/deletedVaults/read", () =>
      this.pages(this.management, path),
    );
    const found = (valueOf(deleted) ?? [])
      .map((one) => objectOf(one["properties"]))
      .find(({ vaultId }) => textOf(vaultId)?.toLowerCase() === id.toLowerCase());
    if (!found) return undefined;
    return {
      what: `vault ${name} is deleted, and can be recovered${until(textOf(found["scheduledPurgeDate"]))}`,
      got: "its keys come back with it; its role assignments do not",
      fix: `run \`az keyvault recover --name ${name}\`, then give Aura its role again`,
    };
  }

  private async key(id: string, vaultId: string | undefined): Promise<Sought<LiveVaultKey>> {
    const { vault: host, name, version } = keyIdOf(id);
    const what = `key ${name} of vault ${host}`;
    const vault = vaultId === undefined ? undefined : await this.vault(vaultId);
    // Without its vault there is no such host to ask.
    if (vault && "missing" in vault) return { missing: `no ${what}: its vault is deleted` };
    const rest = this.vaultRest(host);
    const api = `api-version=${VERSIONS.keys}`;
    const found = await this.calls.sought(
      what,
      "Microsoft.KeyVault/vaults/keys/read",
      () =>
        rest.get(`/keys/${name}${version === "" ? "" : `/${version}`}?${api}`, [
          "key.kty",
          "key.key_ops",
          "attributes.enabled",
        ]),
      (error) => (error instanceof RestError && error.code === "KeyNotFound" ? `no ${what}` : undefined),
      async (bundle) => {
        const rotation = this.calls.fact(what, "Microsoft.KeyVault/vaults/keyrotationpolicies/read", async () =>
          rotationIn(await rest.get(`/keys/${name}/rotationpolicy?${api}`, ["id"])),
        );
        const newest = this.newestVersion(rest, name, what);
        const assignments =
          vaultId === undefined
            ? unreadFact({ why: `the vault ${host} was not found` })
            : this.assignments(`${vaultId}/keys/${name}`, what);
        return {
          ...{ kind: "vault-key" as const, id, name, ...(vaultId !== undefined && { vaultId }) },
          ...{
            description: known(keyIn(bundle), SOURCE),
            newest: await newest,
            rotation: await rotation,
            assignments: await assignments,
          },
        };
      },
    );
    if (!("missing" in found)) return found;
    const recovery = await this.deletedKey(rest, host, name);
    return { ...found, ...(recovery && { recovery }) };
  }

  private newestVersion(rest: Rest, name: string, what: string): Promise<Fact<LiveVaultKeyVersion>> {
    return this.calls.fact(what, "Microsoft.KeyVault/vaults/keys/read", async () => {
      const listed = await this.pages(rest, `/keys/${name}/versions?api-version=${VERSIONS.keys}`);
      const versions = listed.map((one) => withMembers(one, ["kid", "attributes.enabled", "attributes.created"]));
      const created = ({ attributes }: JsonObject): number => Number(objectOf(attributes)["created"]);
      const newest = versions.reduce((one, other) => (created(other) >= created(one) ? other : one), versions[0] ?? {});
      return versionIn(withMembers(newest, ["kid"]));
    });
  }

  private async deletedKey(rest: Rest, vault: string, name: string): Promise<Gap | undefined> {
    const found = await this.calls.sought(
      `key ${name}`,
      "Microsoft.KeyVault/vaults/keys/read",
      () => rest.get(`/deletedkeys/${name}?api-version=${VERSIONS.keys}`, ["key.kid"]),
      (error) => (error instanceof RestError && error.code === "KeyNotFound" ? "purged" : undefined),
      (deleted) => Promise.resolve(deleted),
    );
    if (!("found" in found)) return undefined;
    return {
      what: `key ${name} of vault ${vault} is deleted, and can be recovered${until(timeOf(found.found["scheduledPurgeDate"]))}`,
      got: "it comes back with all of its versions",
      fix: `run \`az keyvault key recover --vault-name ${vault} --name ${name}\``,
    };
  }

  private vaultRest(vault: string): Rest {
    const endpoint = this.options.env[ENDPOINT];
    return this.rest(
      endpoint ? `${endpoint}/vault/${vault}` : `https://${vault}.vault.azure.net`,
      "https://vault.azure.net",
    );
  }

  /** Roles on a scope, and on what it is in. */
  private assignments(scope: string, what: string): Promise<Fact<readonly LiveRoleAssignment[]>> {
    return this.calls.fact(what, "Microsoft.Authorization/roleAssignments/read", async () => {
      const filter = encodeURIComponent("atScope()");
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=${filter}&api-version=${VERSIONS.roles}`;
      return (await this.pages(this.management, path)).map(assignmentIn);
    });
  }

  private locks(scope: string, what: string): Promise<Fact<readonly LiveLock[]>> {
    return this.calls.fact(what, "Microsoft.Authorization/locks/read", async () => {
      const path = `${scope}/providers/Microsoft.Authorization/locks?api-version=${VERSIONS.locks}`;
      return (await this.pages(this.management, path)).map(lockIn);
    });
  }

  /** The resource id of a vault, by its name: it is unique in all of Azure. */
  private async findVault(name: string): Promise<string | undefined> {
    const { ARM_SUBSCRIPTION_ID: arm, AZURE_SUBSCRIPTION_ID: azure } = this.options.env;
    const subscription = arm || azure;
    if (!subscription) {
      const why = "no subscription is known";
      this.options.onFailure(`vault ${name}`, { why, fix: "set ARM_SUBSCRIPTION_ID", lasting: false });
      return undefined;
    }
    const path = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/vaults?api-version=${VERSIONS.vaults}`;
    const listed =
      this.lists.get(subscription) ??
      this.calls
        .fact(`vault ${name}`, "Microsoft.KeyVault/vaults/read", () => this.pages(this.management, path))
        .then((vaults) => valueOf(vaults) ?? []);
    this.lists.set(subscription, listed);
    return (await listed)
      .map((vault) => textOf(vault["id"]) ?? "")
      .find((id) => id.toLowerCase().endsWith(`/vaults/${name}`));
  }

  private principal(clientId: string): Promise<Sought<LiveServicePrincipal>> {
    return this.calls
      .sought(
        `application ${clientId}`,
        "Application.Read.All of Microsoft Graph",
        async () => {
          const filter = encodeURIComponent(`appId eq '${clientId}'`);
          const found = await this.pages(this.graph, `/v1.0/servicePrincipals?$filter=${filter}&${SELECT}`);
          return found.map((one) => withMembers(one, PRINCIPAL));
        },
        () => undefined,
        ([found]) => Promise.resolve(found),
      )
      .then((sought) =>
        !("found" in sought)
          ? sought
          : sought.found === undefined
            ? { missing: `no service principal of application ${clientId}` }
            : { found: principalIn(sought.found) },
      );
  }

  /** Who has a role on a key or its vault: the applications behind the object ids, as far as Graph tells. */
  private async principalsOf({
    sought,
    others,
  }: Omit<CloudReading, "identities">): Promise<readonly LiveCloudObject[]> {
    const objects = [...[...sought.values()].flatMap((one) => ("found" in one ? [one.found] : [])), ...others];
    const known = new Set(objects.flatMap((one) => (one.kind === "service-principal" ? [one.objectId] : [])));
    const ids = objects.flatMap((one) =>
      one.kind === "vault" || one.kind === "vault-key"
        ? (valueOf(one.assignments) ?? [])
            .filter(({ scope }) => scope.toLowerCase().includes("/providers/microsoft.keyvault/vaults/"))
            .map(({ principalId }) => principalId)
        : [],
    );
    const open = [...new Set(ids)].filter((id) => !known.has(id));
    const found = await concurrently(open, AT_A_TIME, async (id) => {
      try {
        return principalIn(await this.graph.get(`/v1.0/servicePrincipals/${id}?${SELECT}`, PRINCIPAL));
      } catch {
        // It may be a person or a group, or this login may not look it up: the rules say what is not known then.
        return undefined;
      }
    });
    return found.filter((one) => one !== undefined);
  }

  private pages(rest: Rest, path: string): Promise<readonly JsonObject[]> {
    return rest.list(path, "value", (page) => textOf(page["nextLink"]) || textOf(page["@odata.nextLink"]) || undefined);
  }
}

const SELECT = "$select=id,appId,accountEnabled";
const PRINCIPAL = ["id", "appId", "accountEnabled"];
const VAULT_ID = /^\/subscriptions\/([^/]+)\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

function isVaultId(id: string): boolean {
  return VAULT_ID.test(id);
}

function isKeyId(id: string): boolean {
  return id.startsWith("https://");
}

function keyIdOf(id: string): KeyId {
  const [, vault = "", name = "", version = ""] =
    /^https:\/\/([^./]+)[^/]*\/keys\/([^/]+)(?:\/([^/]*))?/.exec(id) ?? [];
  return { vault: vault.toLowerCase(), name, version };
}

function nameOfVault(id: string): string {
  return keyIdOf(id).vault;
}

function vaultIn(vault: JsonObject): Omit<LiveVault, "assignments" | "locks"> {
  const { id, name, location, properties } = vault;
  const found = objectOf(properties);
  const { tenantId, sku, softDeleteRetentionInDays: days } = found;
  return {
    ...{ kind: "vault", id: textOf(id) ?? "", name: textOf(name) ?? "", location: textOf(location) ?? "" },
    ...{ tenantId: textOf(tenantId) ?? "", sku: (textOf(objectOf(sku)["name"]) ?? "").toLowerCase() },
    ...{ rbac: found["enableRbacAuthorization"] === true, purgeProtection: found["enablePurgeProtection"] === true },
    ...(typeof days === "number" && { retentionInDays: days }),
    diskEncryption: found["enabledForDiskEncryption"] === true,
    network: networkIn(found),
  };
}

function networkIn({ publicNetworkAccess, networkAcls }: JsonObject): VaultNetwork {
  const { bypass, defaultAction } = objectOf(networkAcls);
  return {
    publicAccess: (textOf(publicNetworkAccess) ?? "Enabled").toLowerCase() !== "disabled",
    ...(typeof defaultAction === "string" && { rules: { bypass: textOf(bypass) ?? "AzureServices", defaultAction } }),
  };
}

function keyIn({ key, attributes }: JsonObject): VaultKeyDescription {
  const { kty, n, key_ops: operations } = objectOf(key);
  const { enabled, exp, nbf, created } = objectOf(attributes);
  const times = { expires: timeOf(exp), notBefore: timeOf(nbf), createdAt: timeOf(created) };
  return {
    ...{ type: textOf(kty) ?? "", operations: textsOf(operations), enabled: enabled !== false },
    // The size of an RSA key is that of its modulus.
    ...(typeof n === "string" && { sizeInBits: Buffer.from(n, "base64url").length * 8 }),
    ...Object.fromEntries(Object.entries(times).filter(([, value]) => value !== undefined)),
  };
}

function versionIn({ kid, attributes }: JsonObject): LiveVaultKeyVersion {
  const { enabled, exp } = objectOf(attributes);
  const expires = timeOf(exp);
  return { id: textOf(kid) ?? "", enabled: enabled === true, ...(expires !== undefined && { expires }) };
}

/** Of a key without a policy of its own Azure shows one that only notifies. */
function rotationIn({ lifetimeActions, attributes }: JsonObject): VaultKeyRotation | undefined {
  const rotate = listOf(lifetimeActions)
    .map(objectOf)
    .find(({ action }) => textOf(objectOf(action)["type"])?.toLowerCase() === "rotate");
  const { timeAfterCreate, timeBeforeExpiry } = objectOf(rotate?.["trigger"]);
  const [after, before] = [textOf(timeAfterCreate), textOf(timeBeforeExpiry)];
  const expireAfter = textOf(objectOf(attributes)["expiryTime"]);
  if (after === undefined && before === undefined && expireAfter === undefined) return undefined;
  return {
    ...(after !== undefined && { timeAfterCreation: after }),
    ...(before !== undefined && { timeBeforeExpiry: before }),
    ...(expireAfter !== undefined && { expireAfter }),
  };
}

function assignmentIn({ id, properties }: JsonObject): LiveRoleAssignment {
  const { scope, roleDefinitionId, principalId, condition } = objectOf(properties);
  return {
    ...{ id: textOf(id) ?? "", scope: textOf(scope) ?? "", roleDefinitionId: textOf(roleDefinitionId) ?? "" },
    principalId: textOf(principalId) ?? "",
    ...(typeof condition === "string" && condition !== "" && { condition }),
  };
}

function lockIn({ id, name, properties }: JsonObject): LiveLock {
  const whole = textOf(id) ?? "";
  return {
    ...{ id: whole, name: textOf(name) ?? "", level: textOf(objectOf(properties)["level"]) ?? "" },
    scope: whole.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, ""),
  };
}

function principalIn({ id, appId, accountEnabled }: JsonObject): LiveServicePrincipal {
  return {
    ...{ kind: "service-principal", objectId: textOf(id) ?? "", applicationId: textOf(appId) ?? "" },
    enabled: accountEnabled !== false,
  };
}

/** Seconds since 1970, as ISO 8601. */
function timeOf(seconds: unknown): string | undefined {
  return typeof seconds === "number" ? new Date(seconds * 1000).toISOString().replace(".000Z", "Z") : undefined;
}

function until(date: string | undefined): string {
  return date === undefined ? "" : ` until ${date.slice(0, "2026-12-29".length)}`;
}
