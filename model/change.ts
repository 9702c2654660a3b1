import type { PlanAction } from "../terraform/plan/resource-change";
import type { AnyNode, NodeId } from "./model";

/** What a plan does with one resource of the model. An unchanged resource has a change too: `no-op`. */
export interface Change<N extends AnyNode = AnyNode> {
  /** The id of the node in both models. */
  readonly id: NodeId;
  /** Absent when it is created. */
  readonly before?: N;
  /** Absent when it is deleted, or no longer managed. */
  readonly after?: N;
  /** In the order of execution: `["create", "delete"]` is a replacement that creates the new object first. */
  readonly actions: readonly PlanAction[];
  /** The attributes that force a replacement, such as `region`. */
  readonly replacedBy: readonly string[];
  /** The attributes that it changes, by name; of a new resource the size. */
  readonly attributes: readonly AttributeChange[];
  /** Terraform's `action_reason`, such as `delete_because_no_resource_config`. */
  readonly reason?: string;
  /** The previous address, where a `moved` block changes it. */
  readonly movedFrom?: string;
  /** Whether the plan imports it into this configuration. */
  readonly imported: boolean;
  /** Whether it was changed outside of Terraform since the last apply. */
  readonly drift: boolean;
  /** Why Terraform defers the change to a later plan; absent when it does not. */
  readonly deferred?: string;
  /** The name of its plan. */
  readonly plan: string;
}

/** Stands for a value that Terraform does not know before the apply. */
export const KNOWN_AT_APPLY = "known only at apply";

/** An attribute that a change gives another value. */
export interface AttributeChange {
  /** Its name in Terraform: `memory`. */
  readonly name: string;
  /** The value as text; absent where it is not set, sensitive, or no single value. */
  readonly before?: string;
  /** The value as text; absent where it is not set, sensitive, or no single value. */
  readonly after?: string;
}

/**
 * Whether another object takes the place of the one there is, which is destroyed or, with `destroy = false`, only no longer managed.
 */
export function isReplaced({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("create") && (actions.includes("delete") || actions.includes("forget"));
}

/**
 * Whether the resource is destroyed and not created again.
 */
export function isDeleted({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("delete") && !actions.includes("create");
}

/**
 * Whether what there is now is destroyed: deleted, or replaced without `destroy = false`.
 */
export function isDestroyed({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("delete");
}

/**
 * Whether Terraform no longer manages the resource, which continues to exist, and creates none in its place.
 */
export function isForgotten({ actions }: Pick<Change, "actions">): boolean {
  return actions.includes("forget") && !actions.includes("create");
}

/**
 * Whether the plan does not change the resource.
 */
export function isUntouched({ actions }: Pick<Change, "actions">): boolean {
  return actions.every((action) => action === "no-op");
}
