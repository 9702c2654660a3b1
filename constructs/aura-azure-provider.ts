import { TerraformStack, type TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import type { AuraAzureProviderProps } from "./private/azure-props";
import { azureParts } from "./private/load";
import * as prop from "./private/validate-props";

/**
 * Creates `provider "azurerm"`, which recovers vaults and keys that were deleted and purges none, and `provider "azuread"`, which reads
 * Aura's service principal. Providers of your own serve as well, with the same `features` and version. Credentials come from the
 * environment when Terraform runs (`az login`).
 *
 * After 27 February 2027 only `azurerm` 4.81 to 4.x works: Azure switches the API of earlier ones off.
 * @see https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/features-block
 */
export class AuraAzureProvider extends Construct {
  /** The `azurerm` provider, for `provider` of {@link AuraKeyVaultKey}. */
  public readonly azurerm: TerraformProvider;
  /** The `azuread` provider, for `azureadProvider` of {@link AuraKeyVaultKey}. */
  public readonly azuread: TerraformProvider;

  /** @throws {@link AuraCmkError} `prop-type`, `package-missing` */
  public constructor(scope: Construct, id: string, props: AuraAzureProviderProps = {}) {
    prop.checkProps(scope, id, props, {
      subscriptionId: prop.optional(prop.text),
      tenantId: prop.optional(prop.text),
      azurermVersion: prop.optional(prop.text),
      alias: prop.optional(prop.text),
    });
    super(scope, id);
    const { azurerm, azuread } = azureParts().addProviders(this, props);
    this.azurerm = azurerm;
    this.azuread = azuread;
    const { azurermVersion = AZURERM_VERSION } = props;
    TerraformStack.of(this).addOverride("terraform.required_providers.azurerm.version", azurermVersion);
  }
}

/** From the first version that is known to use the API that stays (Azure/terraform-azurerm-avm-res-keyvault-vault pull request 315). */
const AZURERM_VERSION = ">= 4.81.0, < 5.0.0";
