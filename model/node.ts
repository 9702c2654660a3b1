/** Names a node of the model: a construct path at synth, a Terraform address in a plan. */
export type NodeId = string;

/** The fields of every node of the model. */
export interface ModelNode {
  /** Unique in the model. */
  readonly id: NodeId;
  /** Its name for people: the id of the construct, the key's name in the estate. */
  readonly name: string;
  /** `created` by this configuration, or `imported`: owned elsewhere, only named here. */
  readonly origin: "created" | "imported";
  /** Terraform address, where it is known to be one resource: `aws_kms_key.orders`. */
  readonly address?: string;
}
