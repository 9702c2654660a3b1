import {
  TerraformDataSource,
  TerraformResource,
  type TerraformMetaArguments,
  type TerraformProviderGeneratorMetadata,
} from "cdktf";
import type { Construct } from "constructs";

/* What our own bindings share: arguments are written in Terraform's spelling, undefined ones left out. */

/** A resource of one of our own bindings. */
export abstract class BoundResource extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    provider: TerraformProviderGeneratorMetadata,
    config: TerraformMetaArguments,
  ) {
    super(scope, id, { ...config, terraformResourceType: type, terraformGeneratorMetadata: provider });
  }

  /** The arguments of the resource, in Terraform's spelling. */
  protected abstract arguments(): Record<string, unknown>;

  protected override synthesizeAttributes(): Record<string, unknown> {
    return withoutUndefined(this.arguments());
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclArguments(this.synthesizeAttributes());
  }
}

/** A data source of one of our own bindings; cdktf has no class that resources and data sources both extend. */
export abstract class BoundDataSource extends TerraformDataSource {
  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    provider: TerraformProviderGeneratorMetadata,
    config: TerraformMetaArguments,
  ) {
    super(scope, id, { ...config, terraformResourceType: type, terraformGeneratorMetadata: provider });
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

/** The entries without those that are undefined. */
export function withoutUndefined(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

/** Arguments as cdktf wants them for HCL: an object is written as a block. */
export function hclArguments(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, value]) => {
      const isBlock = typeof value === "object" && value !== null;
      const kind = isBlock ? "struct" : typeof value;
      return [name, { value, isBlock, type: isBlock ? "struct" : "simple", storageClassType: kind }];
    }),
  );
}
