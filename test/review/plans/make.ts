import { DEFAULT_PROJECT } from "../../../simulator";
import type { PlanCase } from "./cases/case";
import { normalise } from "./normalise";
import { Stage } from "./stage";

/**
 * Makes the fixtures of a case, with the real Terraform.
 * @param one the case
 * @returns their texts, in the order of its names
 */
export function made(one: PlanCase): Promise<readonly string[]> {
  return Stage.with(async (on) => {
    const plans = await one.make(on);
    const instanceIds = on.simulator.aura.instances.list().map(({ id }) => id);
    return normalise(plans, { folder: on.folder, fixedIds: [DEFAULT_PROJECT.id], instanceIds });
  });
}
