import { memberOf, textOf } from "../../../util/json";
import type { ResourceChange } from "../../../terraform/plan/resource-change";
import type { PlanSource } from "../plan-side";

/** The project of the provider of a resource, where its block says it. */
export function projectOfProvider(source: PlanSource, change: ResourceChange): string | undefined {
  const { configuration } = source;
  const expressions = configuration.provider(source.block(change))?.expressions;
  return expressions && textOf(configuration.constant(memberOf(expressions, "project")));
}
