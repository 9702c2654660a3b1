import { memberOf, textOf, type JsonObject } from "../../../util/json";
import type { ResourceChange } from "../../../terraform/plan/resource-change";
import type { PlanSource } from "../plan-side";

/** The project of the provider of a resource, where its block says it. */
export function projectOfProvider(source: PlanSource, change: ResourceChange): string | undefined {
  return projectOf(source, source.block(change));
}

/**
 * The project of the provider of a resource or a data source, where its block says it.
 * @param block the block of the resource or data source
 */
export function projectOf({ configuration }: PlanSource, block: JsonObject | undefined): string | undefined {
  const expressions = configuration.provider(block)?.expressions;
  return expressions && textOf(configuration.constant(memberOf(expressions, "project")));
}
