import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_METADATA } from "./aura";
import { BoundDataSource } from "./binding";

/** Arguments of the data source `aura_project`: either of them. */
export interface DataAuraProjectConfig extends TerraformMetaArguments {
  /**
   * Id of the project (a UUID).
   * @default - found by its name
   */
  readonly id?: string | undefined;
  /**
   * Name of the project, which has to be the only one of that name.
   * @default - found by its id
   */
  readonly name?: string | undefined;
}

/** Reads an Aura project: data source `aura_project`, with the instance configurations that it may use. The plan fails when there is none. */
export class DataAuraProject extends BoundDataSource {
  /** Terraform's name of the data source type. */
  public static readonly tfResourceType = "aura_project";

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataAuraProjectConfig,
  ) {
    super(scope, id, DataAuraProject.tfResourceType, PROVIDER_METADATA, config);
  }

  /** Id of the project, for `projectId`. */
  public get id(): string {
    return this.getStringAttribute("id");
  }

  /** Name of the project. */
  public get name(): string {
    return this.getStringAttribute("name");
  }

  /** Every combination of region, type, memory, storage and version that the project may use, as a token. */
  public get instanceConfigurations(): string {
    return this.interpolationForAttribute("instance_configurations").toString();
  }

  protected override arguments(): Record<string, unknown> {
    const { id, name } = this.config;
    return { id, name };
  }
}
