import { TerraformDataSource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { hclArguments, PROVIDER_METADATA, withoutUndefined } from "./aura-resource";

/** What the data sources of the `aura` provider share: arguments are written in Terraform's spelling, undefined ones left out. */
export abstract class AuraDataSource extends TerraformDataSource {
  protected constructor(scope: Construct, id: string, terraformResourceType: string, config: TerraformMetaArguments) {
    super(scope, id, { ...config, terraformResourceType, terraformGeneratorMetadata: PROVIDER_METADATA });
  }

  /** The arguments of the data source, in Terraform's spelling. */
  protected abstract arguments(): Record<string, unknown>;

  protected override synthesizeAttributes(): Record<string, unknown> {
    return withoutUndefined(this.arguments());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclArguments(this.synthesizeAttributes());
  }
}
