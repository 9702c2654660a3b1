import type { Fact } from "./fact";
import type { CloudKeyNode } from "./cloud-key";
import type { ModelNode, NodeId } from "./node";

/** An Azure Key Vault (`azurerm_key_vault`). */
export interface VaultNode extends ModelNode {
  readonly kind: "vault";
  /** Its resource id in Azure Resource Manager. */
  readonly vaultId: Fact<string>;
  readonly vaultName: Fact<string>;
  /** The location as the API spells it: `westeurope`. */
  readonly region: Fact<string>;
  readonly tenantId: Fact<string>;
  /** `standard` or `premium`. */
  readonly sku: Fact<string>;
  /** Whether roles decide who has access, under whichever name the provider has for it; otherwise access policies do. */
  readonly rbac: Fact<boolean>;
  /** Whether what was deleted cannot be purged. */
  readonly purgeProtection: Fact<boolean>;
  /** Days in which a deleted vault or key can be recovered; undefined as a known value means: not set here (90). */
  readonly retentionInDays: Fact<number | undefined>;
  /** "Azure Disk Encryption for volume encryption". */
  readonly diskEncryption: Fact<boolean>;
  /** Who reaches it over the network. */
  readonly network: Fact<VaultNetwork>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
  /** What the provider does with what it deletes; absent where its configuration is not seen. */
  readonly recovery?: Fact<RecoveryFeatures>;
}

/** The network of a vault. */
export interface VaultNetwork {
  readonly publicAccess: boolean;
  /** Absent where the vault has no rules, or where they are not set here. */
  readonly rules?: {
    /** `AzureServices` lets trusted services in, whatever else is closed; `None` does not. */
    readonly bypass: string;
    /** `Allow` or `Deny`. */
    readonly defaultAction: string;
  };
}

/** `features.key_vault` of the provider; all are true unless they are set. */
export interface RecoveryFeatures {
  readonly purgesVaults: boolean;
  readonly purgesKeys: boolean;
  readonly recoversVaults: boolean;
  readonly recoversKeys: boolean;
}

/** What these settings are called. */
export const RECOVERY_FEATURES: Readonly<Record<keyof RecoveryFeatures, string>> = {
  purgesVaults: "purge_soft_delete_on_destroy",
  purgesKeys: "purge_soft_deleted_keys_on_destroy",
  recoversVaults: "recover_soft_deleted_key_vaults",
  recoversKeys: "recover_soft_deleted_keys",
};

/** A key in a vault (`azurerm_key_vault_key`). */
export interface VaultKeyNode extends CloudKeyNode {
  readonly kind: "vault-key";
  readonly cloud: "azure";
  readonly keyName: Fact<string>;
  /** The vault in this model. */
  readonly vault?: NodeId;
  /** The resource id of the vault. */
  readonly vaultId: Fact<string>;
  /** The scope of a role on the key: its resource id without a version. */
  readonly scope: Fact<string>;
  /** `RSA`, `RSA-HSM`, `EC` or `EC-HSM`. */
  readonly keyType: Fact<string>;
  /** In bits; undefined as a known value means: not set. */
  readonly keySize: Fact<number | undefined>;
  /** What it may be used for: `wrapKey`, `unwrapKey`, ... */
  readonly operations: Fact<readonly string[]>;
  /** When it expires, as RFC 3339; undefined as a known value means: never. */
  readonly expires: Fact<string | undefined>;
  /** Before that it cannot be used, as RFC 3339; undefined as a known value means: none is set, or it is past. */
  readonly notBefore: Fact<string | undefined>;
  /** Undefined as a known value means: no policy is set. */
  readonly rotation: Fact<VaultKeyRotation | undefined>;
  /** Whether it can be used at all; the provider has no such argument, so only an account shows it. */
  readonly enabled?: Fact<boolean>;
  /** What the provider does with what it deletes; absent where its configuration is not seen. */
  readonly recovery?: Fact<RecoveryFeatures>;
}

/** The rotation policy of a key in a vault; durations in ISO 8601 (`P90D`). */
export interface VaultKeyRotation {
  readonly timeAfterCreation?: string;
  readonly timeBeforeExpiry?: string;
  /** IMPORTANT: versions that rotation makes expire after it, and then they cannot be used. */
  readonly expireAfter?: string;
}

/** A role of a principal (`azurerm_role_assignment`) on a key, a vault or what holds them. */
export interface RoleAssignmentNode extends ModelNode {
  readonly kind: "role-assignment";
  /** The resource id on which the role is given. */
  readonly scope: Fact<string>;
  /** The key in this model that is its scope. */
  readonly key?: NodeId;
  /** The vault in this model that is its scope. */
  readonly vault?: NodeId;
  /**
   * What is wrong with a scope that is made of a key: an `identifier` is no resource id, and that a role holds on a `version` is documented
   * nowhere.
   */
  readonly scopeFlaw?: "identifier" | "version";
  /** The name of the role, or the UUID of its definition where the name is not known. */
  readonly role: Fact<string>;
  /** The object id of the principal. */
  readonly principalId: Fact<string>;
  /** The service principal in this model. */
  readonly principal?: NodeId;
  /** The application of the principal, as a data source or a resource shows it. */
  readonly applicationId?: Fact<string>;
  /** A condition narrows the role; undefined as a known value means: none. */
  readonly condition: Fact<string | undefined>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
}

/** A service principal (`azuread_service_principal`) that is managed here. */
export interface ServicePrincipalNode extends ModelNode {
  readonly kind: "service-principal";
  /** Its application id. */
  readonly clientId: Fact<string>;
  readonly objectId: Fact<string>;
  readonly enabled: Fact<boolean>;
  /** Whether Terraform refuses to destroy it (`prevent_destroy`). */
  readonly destroyPrevented: Fact<boolean>;
}

/** A management lock (`azurerm_management_lock`). */
export interface LockNode extends ModelNode {
  readonly kind: "lock";
  readonly scope: Fact<string>;
  /** The vault in this model that it locks. */
  readonly vault?: NodeId;
  /** `CanNotDelete` or `ReadOnly`. */
  readonly level: Fact<string>;
}

/** A node of Azure. */
export type AzureNode = VaultNode | VaultKeyNode | RoleAssignmentNode | ServicePrincipalNode | LockNode;
