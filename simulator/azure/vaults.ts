import type { Clock } from "../http/clock";
import { AzureError } from "./error";
import { rotateWhenDue, type VaultKey } from "./keys";

/** Which networks a vault lets in. */
export interface NetworkAcls {
  readonly bypass?: string;
  readonly defaultAction?: string;
  readonly ipRules?: readonly { readonly value: string }[];
  readonly virtualNetworkRules?: readonly { readonly id: string }[];
}

/** Who may do what in a vault that does not use roles. */
export interface AccessPolicy {
  readonly tenantId: string;
  readonly objectId: string;
  readonly permissions: Readonly<Record<string, readonly string[]>>;
}

/** The properties of a vault, in the words of the resource manager. */
export interface VaultProperties {
  readonly tenantId: string;
  readonly sku: { readonly family: string; readonly name: string };
  readonly accessPolicies: readonly AccessPolicy[];
  readonly enabledForDeployment?: boolean;
  readonly enabledForDiskEncryption?: boolean;
  readonly enabledForTemplateDeployment?: boolean;
  readonly enableRbacAuthorization?: boolean;
  readonly enablePurgeProtection?: boolean;
  readonly softDeleteRetentionInDays: number;
  readonly publicNetworkAccess: string;
  readonly networkAcls?: NetworkAcls;
}

/** A key vault. Times are in milliseconds since the epoch. */
export interface Vault {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  properties: VaultProperties;
  tags: Readonly<Record<string, string>>;
  /** Those that are deleted and can be recovered as well. */
  readonly keys: Map<string, VaultKey>;
  changedAt: number;
  deletedAt?: number;
}

const DAY_MS = 86_400_000;
const RETENTION_IN_DAYS = { min: 7, max: 90 };
/** Three to 24 letters, digits and hyphens; one letter first, no two hyphens, none at the end. */
const NAME = /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$/;

/** All key vaults: their names are unique in all of Azure. */
export class Vaults {
  private readonly byName = new Map<string, Vault>();

  public constructor(private readonly clock: Clock) {}

  /** All that exist, those that are deleted and can be recovered included. */
  public all(): readonly Vault[] {
    const vaults = [...this.byName.values()];
    for (const vault of vaults) this.settle(vault);
    return [...this.byName.values()];
  }

  /** Those that are not deleted. */
  public list(): readonly Vault[] {
    return this.all().filter(({ deletedAt }) => deletedAt === undefined);
  }

  /** One that is not deleted. */
  public find(name: string): Vault | undefined {
    return this.list().find((vault) => vault.name.toLowerCase() === name.toLowerCase());
  }

  /** One that is deleted and can be recovered. */
  public findDeleted(name: string): Vault | undefined {
    const found = this.all().find((vault) => vault.name.toLowerCase() === name.toLowerCase());
    return found?.deletedAt === undefined ? undefined : found;
  }

  /** Makes a vault. */
  public create(place: Pick<Vault, "name" | "group" | "location">, properties: VaultProperties): Vault {
    if (!NAME.test(place.name)) {
      const text = `The vault name '${place.name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.`;
      throw new AzureError(400, "VaultNameNotValid", text);
    }
    if (this.findDeleted(place.name)) {
      const text = `A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Vault name: ${place.name}`;
      throw new AzureError(409, "ConflictError", text);
    }
    if (this.find(place.name)) {
      throw new AzureError(409, "VaultAlreadyExists", `The vault name '${place.name}' is already in use.`);
    }
    checkRetention(properties);
    const vault = { ...place, properties, tags: {}, keys: new Map<string, VaultKey>(), changedAt: this.clock.now() };
    this.byName.set(place.name.toLowerCase(), vault);
    return vault;
  }

  /** Changes properties; what cannot be undone is refused. */
  public change(vault: Vault, changes: Partial<VaultProperties>): void {
    const { enablePurgeProtection: isProtected, softDeleteRetentionInDays: days } = vault.properties;
    if (isProtected === true && changes.enablePurgeProtection === false) {
      const text = `The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.`;
      throw new AzureError(400, "BadRequest", text);
    }
    if ((changes.softDeleteRetentionInDays ?? days) !== days) {
      const text = `The property "softDeleteRetentionInDays" has been set already and it can't be modified.`;
      throw new AzureError(400, "BadRequest", text);
    }
    vault.properties = { ...vault.properties, ...changes };
    vault.changedAt = this.clock.now();
  }

  /** Deletes a vault, and keeps it for its retention period. */
  public delete(vault: Vault): void {
    vault.deletedAt = this.clock.now();
    vault.changedAt = this.clock.now();
  }

  /** Brings a deleted vault back as it was, with its keys. */
  public recover(vault: Vault): void {
    vault.deletedAt = undefined;
    vault.changedAt = this.clock.now();
  }

  /** Removes a deleted vault for ever. */
  public purge(vault: Vault): void {
    if (vault.properties.enablePurgeProtection) {
      const text = `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed.\nVault: ${vault.name}`;
      throw new AzureError(400, "MethodNotAllowed", text);
    }
    this.byName.delete(vault.name.toLowerCase());
  }

  /**
   * Until when something that was deleted can be recovered, in milliseconds since the epoch.
   * @param deletedAt when it was deleted
   */
  public purgedAt({ properties }: Vault, deletedAt: number): number {
    return deletedAt + properties.softDeleteRetentionInDays * DAY_MS;
  }

  /** What time has done: retention periods that ended, rotations that were due. */
  private settle(vault: Vault): void {
    const isOver = (deletedAt: number | undefined) =>
      deletedAt !== undefined && this.purgedAt(vault, deletedAt) <= this.clock.now();
    if (isOver(vault.deletedAt)) this.byName.delete(vault.name.toLowerCase());
    for (const key of vault.keys.values()) {
      if (isOver(key.deletedAt)) vault.keys.delete(key.name.toLowerCase());
      else if (vault.deletedAt === undefined) rotateWhenDue(key, this.clock);
    }
  }
}

function checkRetention({ softDeleteRetentionInDays: days }: VaultProperties): void {
  const { min, max } = RETENTION_IN_DAYS;
  if (Number.isInteger(days) && days >= min && days <= max) return;
  const text = `The property "softDeleteRetentionInDays" has to be between ${min} and ${max}.`;
  throw new AzureError(400, "BadRequest", text);
}
