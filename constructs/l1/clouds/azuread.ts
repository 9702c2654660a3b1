import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { CloudDataSource, CloudProviderBlock } from "./binding";

/** What `@cdktf/provider-azuread` 14.3 says of its provider. */
const METADATA = { providerName: "azuread", providerVersion: "3.7.0", providerVersionConstraint: "~> 3.0" };

/** Arguments of `provider "azuread"`. */
interface AzureadProviderConfig {
  readonly tenantId?: string;
  readonly alias?: string;
}

/** `provider "azuread"`. */
export class AzureadProvider extends CloudProviderBlock {
  public constructor(scope: Construct, id: string, config: AzureadProviderConfig = {}) {
    super(scope, id, "hashicorp/azuread", METADATA, config);
  }
}

/** Arguments of the data source `azuread_service_principal`. */
interface DataAzureadServicePrincipalConfig extends TerraformMetaArguments {
  readonly clientId: string;
}

/** The data source `azuread_service_principal`. */
export class DataAzureadServicePrincipal extends CloudDataSource {
  public constructor(scope: Construct, id: string, config: DataAzureadServicePrincipalConfig) {
    super(scope, id, "azuread_service_principal", METADATA, config);
  }

  /** Its id as a principal, read at plan. */
  public get objectId(): string {
    return this.getStringAttribute("object_id");
  }
}
