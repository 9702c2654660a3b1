import { TerraformDataSource, type TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { hclArguments, PROVIDER_METADATA } from "./aura-resource";

/** Arguments of the data source `aura_project`. */
export interface DataAuraProjectConfig extends TerraformMetaArguments {
  /** Id of the project (a UUID). */
  readonly id: string;
}

/** Reads an Aura project: data source `aura_project`, with its name and the instance configurations it may use. */
export class DataAuraProject extends TerraformDataSource {
  /** Terraform's name of the data source type. */
  public static readonly tfResourceType = "aura_project";
  private readonly projectId: string;

  public constructor(scope: Construct, id: string, config: DataAuraProjectConfig) {
    super(scope, id, {
      ...config,
      terraformResourceType: DataAuraProject.tfResourceType,
      terraformGeneratorMetadata: PROVIDER_METADATA,
    });
    this.projectId = config.id;
  }

  /** Name of the project. */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  /** Every combination of region, type, memory, storage and version that the project may use, as a token. */
  public get instanceConfigurations(): string {
    return this.interpolationForAttribute("instance_configurations").toString();
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { id: this.projectId };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return hclArguments(this.synthesizeAttributes());
  }
}
