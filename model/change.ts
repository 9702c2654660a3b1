import type { AnyNode, NodeId } from "./model";

/** What Terraform does with a resource: the words of the plan JSON. */
export type PlanAction = "create" | "read" | "update" | "delete" | "no-op" | "forget";

/** What a plan does with one resource that matters here. Resources that stay as they are have a change too: `no-op`. */
export interface Change<N extends AnyNode = AnyNode> {
  /** The id of the node in both models. */
  readonly id: NodeId;
  /** Absent when it is created. */
  readonly before?: N;
  /** Absent when it is deleted, or no longer managed. */
  readonly after?: N;
  /** In the order in which Terraform does them: `["create", "delete"]` replaces, the new one first. */
  readonly actions: readonly PlanAction[];
  /** The attributes that force a replacement, such as `region`; empty where nothing forces one. */
  readonly replacedBy: readonly string[];
  /** Terraform's `action_reason`, such as `delete_because_no_resource_config`. */
  readonly reason?: string;
  /** The address that it had, where a `moved` block gives it another one. */
  readonly movedFrom?: string;
  /** Whether it exists already and comes under this configuration by the plan. */
  readonly imported: boolean;
  /** Whether it was changed outside of Terraform since the last apply. */
  readonly drift: boolean;
  /** Why Terraform puts the change off until a later plan; absent when it does not. */
  readonly deferred?: string;
  /** The name of its plan. */
  readonly plan: string;
}

/**
 * Whether the resource is destroyed and made anew.
 * @param change what the plan does
 */
export function isReplaced({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("delete") && actions.includes("create");
}

/**
 * Whether the resource is destroyed and not made anew.
 * @param change what the plan does
 */
export function isDeleted({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

/**
 * Whether nothing is done with the resource.
 * @param change what the plan does
 */
export function isUntouched({ actions }: Pick<Change, "actions">): boolean {
  return actions.every((action) => action === "no-op");
}
