import { TerraformResource, type TerraformResourceConfig } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_NAME, PROVIDER_VERSION } from "./version";

/** A configuration argument's value: plain, a token, or a nested block. */
type ArgumentValue = unknown;

/** What the resources of the `aura` provider share: arguments go out in Terraform's spelling, empty ones stay out. */
export abstract class AuraResource extends TerraformResource {
  protected constructor(
    scope: Construct,
    id: string,
    terraformResourceType: string,
    config: Omit<TerraformResourceConfig, "terraformResourceType">,
  ) {
    super(scope, id, {
      ...config,
      terraformResourceType,
      terraformGeneratorMetadata: { providerName: PROVIDER_NAME, providerVersion: PROVIDER_VERSION },
    });
  }

  /** The arguments of the resource, in Terraform's spelling. */
  protected abstract arguments(): Record<string, ArgumentValue>;

  protected override synthesizeAttributes(): Record<string, ArgumentValue> {
    return withoutUndefined(this.arguments());
  }

  protected override synthesizeHclAttributes(): Record<string, ArgumentValue> {
    return Object.fromEntries(
      Object.entries(withoutUndefined(this.arguments())).map(([name, value]) => [name, hclArgument(value)]),
    );
  }
}

/**
 * The given entries without those that were left out.
 * @param entries arguments by name
 */
export function withoutUndefined(entries: Record<string, ArgumentValue>): Record<string, ArgumentValue> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function hclArgument(value: ArgumentValue): object {
  const isBlock = typeof value === "object" && value !== null;
  const kind = isBlock ? "struct" : typeof value;
  return { value, isBlock, type: isBlock ? "struct" : "simple", storageClassType: kind };
}
