import type { TerraformMetaArguments } from "cdktf";
import type { Construct } from "constructs";
import { PROVIDER_METADATA } from "./aura";
import { BoundDataSource } from "./binding";

/** Arguments of the data source `aura_snapshot`. */
export interface DataAuraSnapshotConfig extends TerraformMetaArguments {
  /** Id of the instance (8 hex digits). */
  readonly instanceId: string;
  /**
   * Id of the snapshot.
   * @default - the most recent one that is completed
   */
  readonly snapshotId?: string | undefined;
}

/**
 * Reads a snapshot of an instance: data source `aura_snapshot`, for `sourceSnapshotId` of a clone. IMPORTANT: the most recent one changes, and
 * another source replaces the clone: let Terraform ignore changes of `source_snapshot_id` there.
 */
export class DataAuraSnapshot extends BoundDataSource {
  /** Terraform's name of the data source type. */
  public static readonly tfResourceType = "aura_snapshot";

  public constructor(
    scope: Construct,
    id: string,
    private readonly config: DataAuraSnapshotConfig,
  ) {
    super(scope, id, DataAuraSnapshot.tfResourceType, PROVIDER_METADATA, config);
  }

  /** Id of the snapshot. */
  public get snapshotId(): string {
    return this.getStringAttribute("snapshot_id");
  }

  /** `Completed`; of a given id also `InProgress`, `Pending` or `Failed`. */
  public get status(): string {
    return this.getStringAttribute("status");
  }

  /** When it was taken (RFC 3339). */
  public get timestamp(): string {
    return this.getStringAttribute("timestamp");
  }

  protected override arguments(): Record<string, unknown> {
    const { instanceId, snapshotId } = this.config;
    return { instance_id: instanceId, snapshot_id: snapshotId };
  }
}
