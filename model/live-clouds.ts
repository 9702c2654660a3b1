import type { VaultKeyRotation, VaultNetwork } from "./azure";
import type { Fact } from "./fact";
import type { RoleBinding } from "./google";

/*
 * What was read of Azure and Google Cloud as it is now, as plain data: each object has the kind of the node that it becomes.
 */

/** An Azure Key Vault, as Azure Resource Manager shows it. */
export interface LiveVault {
  readonly kind: "vault";
  /** Its resource id. */
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tenantId: string;
  /** `standard` or `premium`. */
  readonly sku: string;
  readonly rbac: boolean;
  readonly purgeProtection: boolean;
  readonly retentionInDays?: number;
  readonly diskEncryption: boolean;
  readonly network: VaultNetwork;
  /** Roles on the vault, and on what it is in. */
  readonly assignments: Fact<readonly LiveRoleAssignment[]>;
  /** Locks on the vault, and on what it is in. */
  readonly locks: Fact<readonly LiveLock[]>;
}

/** What a vault tells of a version of a key. */
export interface VaultKeyDescription {
  /** `RSA`, `RSA-HSM`, ... */
  readonly type: string;
  readonly sizeInBits?: number;
  readonly operations: readonly string[];
  readonly enabled: boolean;
  /** ISO 8601. */
  readonly expires?: string;
  /** ISO 8601. */
  readonly notBefore?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** What the list of versions of a key in a vault tells of one. */
export interface LiveVaultKeyVersion {
  /** `https://VAULT.vault.azure.net/keys/NAME/VERSION`. */
  readonly id: string;
  readonly enabled: boolean;
  /** ISO 8601. */
  readonly expires?: string;
}

/** A version of a key in a vault. */
export interface LiveVaultKey {
  readonly kind: "vault-key";
  /** `https://VAULT.vault.azure.net/keys/NAME/VERSION`. */
  readonly id: string;
  readonly name: string;
  /** Resource id of the vault; absent where it was not found. */
  readonly vaultId?: string;
  readonly description: Fact<VaultKeyDescription>;
  /** The newest version of it, with which Azure encrypts where no version is asked for. */
  readonly newest: Fact<LiveVaultKeyVersion>;
  /** Undefined as a known value means: there is no rotation policy. */
  readonly rotation: Fact<VaultKeyRotation | undefined>;
  /** Roles on the key, and on what it is in. */
  readonly assignments: Fact<readonly LiveRoleAssignment[]>;
}

/** A role of a principal of Azure. */
export interface LiveRoleAssignment {
  /** Its resource id. */
  readonly id: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
  /** Object id. */
  readonly principalId: string;
  readonly condition?: string;
}

/** A service principal, as Microsoft Graph shows it. */
export interface LiveServicePrincipal {
  readonly kind: "service-principal";
  readonly objectId: string;
  readonly applicationId: string;
  readonly enabled: boolean;
}

/** A management lock of Azure. */
export interface LiveLock {
  /** Its resource id. */
  readonly id: string;
  readonly name: string;
  readonly scope: string;
  /** `CanNotDelete` or `ReadOnly`. */
  readonly level: string;
}

/** A key ring of Google Cloud KMS. */
export interface LiveKeyRing {
  readonly kind: "key-ring";
  /** `projects/P/locations/L/keyRings/R`. */
  readonly id: string;
  /** Who has roles on the key ring itself: they hold for each key in it. */
  readonly bindings: Fact<readonly RoleBinding[]>;
}

/** What Google Cloud KMS tells of a key. */
export interface CryptoKeyDescription {
  /** `ENCRYPT_DECRYPT`, ... */
  readonly purpose: string;
  /** Such as `7776000s`; absent without automatic rotation. */
  readonly rotationPeriod?: string;
  /** ISO 8601. */
  readonly nextRotationAt?: string;
  /** Such as `2592000s`. */
  readonly destroyScheduledDuration?: string;
  readonly importOnly: boolean;
  readonly backend?: string;
  readonly algorithm?: string;
  readonly protectionLevel?: string;
  /** The version that encrypts; absent where there is none. */
  readonly primary?: LiveKeyVersion;
  /** ISO 8601. */
  readonly createdAt?: string;
}

/** A key of Google Cloud KMS. */
export interface LiveCryptoKey {
  readonly kind: "crypto-key";
  /** `projects/P/locations/L/keyRings/R/cryptoKeys/K`. */
  readonly id: string;
  readonly description: Fact<CryptoKeyDescription>;
  readonly versions: Fact<readonly LiveKeyVersion[]>;
  /** Who has roles on the key itself. */
  readonly bindings: Fact<readonly RoleBinding[]>;
}

/** A version of a key of Google Cloud KMS. */
export interface LiveKeyVersion {
  /** `.../cryptoKeys/K/cryptoKeyVersions/N`. */
  readonly id: string;
  /** `ENABLED`, `DISABLED`, `DESTROY_SCHEDULED`, ... */
  readonly state: string;
  /** When it will be destroyed, ISO 8601. */
  readonly destroyAt?: string;
}

/** An object of Azure or Google Cloud. */
export type LiveCloudObject = LiveVault | LiveVaultKey | LiveServicePrincipal | LiveKeyRing | LiveCryptoKey;
