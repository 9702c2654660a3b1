import type { TerraformProvider } from "cdktf";
import type { RemovalPolicy } from "../interfaces";
import type { FormerlyProps } from "./moved-blocks";

/** Props of {@link AuraKeyVaultKey}. */
export interface AuraKeyVaultKeyProps extends FormerlyProps {
  /** Region of the vault, as the API of Azure spells it: `westeurope`. */
  readonly region: string;
  /**
   * Id of the application that the Aura Console shows for the key (a UUID), as a literal. Its service principal has to be in the tenant
   * (`az ad sp create --id ...`): it is read, not managed here. Without the id this is phase 1: the key is created and registered with
   * Aura, which does not have access to it yet. Have a second person compare it.
   *
   * IMPORTANT: removing it later would revoke Aura's access to the data. A `terraform_data` resource beside the key makes such a plan fail
   * (unless `removalPolicy` is `destroy`).
   * @default - phase 1
   */
  readonly applicationId?: string | undefined;
  /**
   * Resource id of a vault that already exists, `/subscriptions/.../vaults/NAME`. It needs Azure RBAC, purge protection, "Azure Disk
   * Encryption for volume encryption", and a network that trusted Microsoft services can pass. Terraform reads it, and refuses a plan where
   * it does not fit, or is not in `region`; `provider` has to be of its subscription. IMPORTANT: another vault replaces the key.
   * @default - a new vault, which needs `vaultName`, `resourceGroupName` and `tenantId`
   */
  readonly vaultId?: string | undefined;
  /**
   * Name of the new vault: 3-24 letters, digits and hyphens, unique in all of Azure. IMPORTANT: another name replaces the vault.
   * @default - required for a new vault
   */
  readonly vaultName?: string | undefined;
  /**
   * Name of the resource group of the new vault, which exists already. IMPORTANT: another group replaces the vault.
   * @default - required for a new vault
   */
  readonly resourceGroupName?: string | undefined;
  /**
   * Id of the tenant of the new vault (a UUID), as a literal: with the tenant of the login that runs Terraform, a login in another one would lock
   * everybody out.
   * @default - required for a new vault
   */
  readonly tenantId?: string | undefined;
  /**
   * Service tier of the new vault: `standard`, or `premium`, which keys in an HSM need.
   * @default - `premium` where `keyType` is `RSA-HSM`, `standard` otherwise
   */
  readonly sku?: "standard" | "premium" | undefined;
  /**
   * Days in which the deleted vault, or a deleted key, can be recovered, 7-90. IMPORTANT: cannot be changed later.
   * @default 90
   * @see https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview
   */
  readonly softDeleteRetentionInDays?: number | undefined;
  /**
   * IP addresses and ranges (CIDR) that reach the new vault, beside trusted Microsoft services; nothing else does. The machine that runs
   * Terraform has to be among them.
   * @default - every network, unless `allowedSubnetIds` is given
   */
  readonly allowedIpRanges?: readonly string[] | undefined;
  /**
   * Resource ids of subnets that reach the new vault, as `allowedIpRanges`.
   * @default - every network, unless `allowedIpRanges` is given
   */
  readonly allowedSubnetIds?: readonly string[] | undefined;
  /**
   * Whether the new vault can be reached over its public address at all. Trusted Microsoft services pass in any case.
   * @default true
   */
  readonly publicNetworkAccess?: boolean | undefined;
  /**
   * Whether a lock of Azure (`azurerm_management_lock`, CanNotDelete) protects the new vault: it stops the deletion of the vault and of
   * role assignments on it, by everybody, also `terraform destroy`. It does not stop the deletion of the key.
   * @default false
   * @see https://learn.microsoft.com/en-us/azure/azure-resource-manager/management/lock-resources
   */
  readonly managementLock?: boolean | undefined;
  /**
   * Whether the provider knows RBAC of a vault only as `enable_rbac_authorization`: azurerm before 4.42.
   * @default false: `rbac_authorization_enabled`
   */
  readonly legacyRbacArgument?: boolean | undefined;
  /**
   * Name of the key, 1-127 letters, digits and hyphens. IMPORTANT: another name replaces the key.
   * @default - the id of the construct, with `formerly` its first id
   */
  readonly keyName?: string | undefined;
  /**
   * Type of the key: `RSA`, or `RSA-HSM` in a premium vault. IMPORTANT: another type replaces the key.
   * @default RSA
   */
  readonly keyType?: "RSA" | "RSA-HSM" | undefined;
  /**
   * Bits of the key: 2048, 3072 or 4096. IMPORTANT: another size replaces the key.
   * @default 4096
   */
  readonly keySize?: 2048 | 3072 | 4096 | undefined;
  /**
   * Days after which a new version is made, 7-3650. No version ever expires. After a rotation keep the old version enabled for 24 hours.
   * @default 365
   * @see https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation
   */
  readonly rotationPeriodInDays?: number | undefined;
  /**
   * Whether Terraform may destroy vault and key. IMPORTANT: data encrypted with a deleted key is lost permanently.
   * @default retain
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Tags of the key and of the new vault.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * The `azurerm` provider to use.
   * @default - the stack's default provider
   */
  readonly provider?: TerraformProvider | undefined;
  /**
   * The `azuread` provider that reads the service principal.
   * @default - the stack's default provider
   */
  readonly azureadProvider?: TerraformProvider | undefined;
}

/** Props of {@link AuraAzureProvider}. */
export interface AuraAzureProviderProps {
  /**
   * Id of the subscription (a UUID).
   * @default - the environment variable ARM_SUBSCRIPTION_ID, when Terraform runs
   */
  readonly subscriptionId?: string | undefined;
  /**
   * Id of the tenant (a UUID).
   * @default - the environment variable ARM_TENANT_ID, or the tenant of the login, when Terraform runs
   */
  readonly tenantId?: string | undefined;
  /**
   * Version constraint of `azurerm`, for the whole stack. The bindings alone would ask for exactly 4.55.0, which stops working on
   * 27 February 2027.
   * @default ">= 4.81.0, < 5.0.0"
   */
  readonly azurermVersion?: string | undefined;
  /**
   * Alias of both providers, for a second pair in one stack.
   * @default - the default providers
   */
  readonly alias?: string | undefined;
}
