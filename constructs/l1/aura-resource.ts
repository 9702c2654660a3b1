import { TerraformResource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { packageVersion } from "../../provider/version";

/** Local name of the Terraform provider: the first word of its resource types. */
export const PROVIDER_NAME = "aura";

/** The `aura` provider, as cdktf wants it named with each resource; it is of the version of the package that carries it. */
export const PROVIDER_METADATA = { providerName: PROVIDER_NAME, providerVersion: packageVersion };

/** What the resources of the `aura` provider share: arguments are written in Terraform's spelling, undefined ones left out. */
export abstract class AuraResource extends TerraformResource {
  protected constructor(scope: Construct, id: string, terraformResourceType: string, config: TerraformMetaArguments) {
    super(scope, id, { ...config, terraformResourceType, terraformGeneratorMetadata: PROVIDER_METADATA });
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
