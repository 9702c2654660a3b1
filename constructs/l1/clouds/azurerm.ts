import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { CloudDataSource, CloudProviderBlock, CloudResource } from "./binding";

/** What `@cdktf/provider-azurerm` 14.23 says of its provider. */
const METADATA = { providerName: "azurerm", providerVersion: "4.55.0", providerVersionConstraint: "~> 4.0" };

/** Arguments of `provider "azurerm"`. */
interface AzurermProviderConfig {
  readonly features: readonly object[];
  readonly subscriptionId?: string;
  readonly tenantId?: string;
  readonly alias?: string;
}

/** `provider "azurerm"`. */
export class AzurermProvider extends CloudProviderBlock {
  public constructor(scope: Construct, id: string, config: AzurermProviderConfig) {
    super(scope, id, "azurerm", METADATA, config);
  }
}

/** Arguments of `azurerm_key_vault`. */
interface KeyVaultConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly location: string;
  readonly resourceGroupName: string;
  readonly tenantId: string;
  readonly skuName: string;
  readonly enableRbacAuthorization?: boolean;
  readonly rbacAuthorizationEnabled?: boolean;
  readonly purgeProtectionEnabled?: boolean;
  readonly softDeleteRetentionDays?: number;
  readonly enabledForDiskEncryption?: boolean;
  readonly publicNetworkAccessEnabled?: boolean;
  readonly networkAcls?: {
    readonly bypass: string;
    readonly defaultAction: string;
    readonly ipRules?: string[];
    readonly virtualNetworkSubnetIds?: string[];
  };
  readonly tags?: { readonly [key: string]: string };
}

/** `azurerm_key_vault`. */
export class KeyVault extends CloudResource {
  public constructor(scope: Construct, id: string, config: KeyVaultConfig) {
    super(scope, id, "azurerm_key_vault", METADATA, config);
  }
}

/** Arguments of the data source `azurerm_key_vault`. */
interface DataAzurermKeyVaultConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly resourceGroupName: string;
}

/** The data source `azurerm_key_vault`. */
export class DataAzurermKeyVault extends CloudDataSource {
  public constructor(scope: Construct, id: string, config: DataAzurermKeyVaultConfig) {
    super(scope, id, "azurerm_key_vault", METADATA, config);
  }
}

/** Arguments of `azurerm_key_vault_key`. */
interface KeyVaultKeyConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly keyVaultId: string;
  readonly keyType: string;
  readonly keySize?: number;
  readonly keyOpts: string[];
  readonly rotationPolicy?: { readonly automatic?: { readonly timeAfterCreation?: string } };
  readonly tags?: { readonly [key: string]: string };
}

/** `azurerm_key_vault_key`. */
export class KeyVaultKey extends CloudResource {
  public constructor(scope: Construct, id: string, config: KeyVaultKeyConfig) {
    super(scope, id, "azurerm_key_vault_key", METADATA, config);
  }

  /** The resource id without a version, known after apply. */
  public get resourceVersionlessId(): string {
    return this.getStringAttribute("resource_versionless_id");
  }
}

/** Arguments of `azurerm_role_assignment`. */
interface RoleAssignmentConfig extends TerraformMetaArguments {
  readonly scope: string;
  readonly roleDefinitionName?: string;
  readonly principalId: string;
}

/** `azurerm_role_assignment`. */
export class RoleAssignment extends CloudResource {
  public constructor(scope: Construct, id: string, config: RoleAssignmentConfig) {
    super(scope, id, "azurerm_role_assignment", METADATA, config);
  }
}

/** Arguments of `azurerm_management_lock`. */
interface ManagementLockConfig extends TerraformMetaArguments {
  readonly name: string;
  readonly scope: string;
  readonly lockLevel: string;
  readonly notes?: string;
}

/** `azurerm_management_lock`. */
export class ManagementLock extends CloudResource {
  public constructor(scope: Construct, id: string, config: ManagementLockConfig) {
    super(scope, id, "azurerm_management_lock", METADATA, config);
  }
}
