import { TerraformProvider, type TerraformMetaArguments, type TerraformProviderGeneratorMetadata } from "cdktf";
import type { Construct } from "constructs";
import { BoundDataSource, BoundResource, hclArguments } from "../binding";

/*
 * Small bindings for CDK Terrain, whose own ones do not exist for its present version: classes with the names and arguments of
 * `@cdktf/provider-azurerm`, `-azuread` and `-google`, as far as the constructs use them. `constructs/write-bundles.ts` puts them in the
 * place of those, and a test holds them to the same JSON.
 */

/** Arguments in the spelling of the bindings. */
type Config = TerraformMetaArguments & object;

/** Arguments of Terraform itself, which every resource may have. */
const META: ReadonlySet<string> = new Set([
  ...["connection", "count", "dependsOn", "forEach", "lifecycle", "provider", "provisioners", "alias"],
]);
/** Arguments whose members have names of the user's own. */
const MAPS: ReadonlySet<string> = new Set(["labels", "tags"]);

/** Arguments in Terraform's spelling, without those of Terraform itself and those that are undefined. */
function argumentsOf(config: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([name, value]) => value !== undefined && !META.has(name))
      .map(([name, value]) => [inSnakeCase(name), MAPS.has(name) ? value : valueOf(value)]),
  );
}

function valueOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(valueOf);
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? argumentsOf(value) : value;
}

function inSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A resource of another cloud. */
export abstract class CloudResource extends BoundResource {
  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    provider: TerraformProviderGeneratorMetadata,
    private readonly config: Config,
  ) {
    super(scope, id, type, provider, config);
  }

  /** The id of the resource, known after apply. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  protected override arguments(): Record<string, unknown> {
    return argumentsOf(this.config);
  }
}

/** A data source of another cloud. */
export abstract class CloudDataSource extends BoundDataSource {
  protected constructor(
    scope: Construct,
    id: string,
    type: string,
    provider: TerraformProviderGeneratorMetadata,
    private readonly config: Config,
  ) {
    super(scope, id, type, provider, config);
  }

  protected override arguments(): Record<string, unknown> {
    return argumentsOf(this.config);
  }
}

/** A provider block of another cloud. */
export abstract class CloudProviderBlock extends TerraformProvider {
  protected constructor(
    scope: Construct,
    id: string,
    source: string,
    metadata: TerraformProviderGeneratorMetadata,
    private readonly config: { readonly alias?: string },
  ) {
    super(scope, id, {
      terraformResourceType: metadata.providerName,
      terraformGeneratorMetadata: metadata,
      terraformProviderSource: source,
    });
  }

  public override get alias(): string | undefined {
    return this.config.alias;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    const { alias } = this.config;
    return { ...argumentsOf(this.config), ...(alias !== undefined && { alias }) };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclArguments(this.synthesizeAttributes());
  }
}
