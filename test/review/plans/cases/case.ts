import type { Stage } from "../stage";

/** How one or several fixtures are made. */
export interface PlanCase {
  /** Names of the fixtures, without `.json`. */
  readonly names: readonly string[];
  /** What it shows, for the README. */
  readonly shows: string;
  /** Makes the texts of `terraform show -json`, as many as there are names. */
  make(on: Stage): Promise<readonly string[]>;
}

/**
 * A case of one plan.
 * @param name name of the fixture
 * @param shows what it shows
 * @param make makes the text of `terraform show -json`
 */
export function onePlan(name: string, shows: string, make: (on: Stage) => Promise<string>): PlanCase {
  return { names: [name], shows, make: async (on) => [await make(on)] };
}

/**
 * A case of one plan in plain HCL: one configuration is applied, and another planned.
 * @param name name of the fixture
 * @param shows what it shows
 * @param before what is there; nothing when left out
 * @param after what is planned
 */
export function change(name: string, shows: string, before: string | undefined, after: string): PlanCase {
  return onePlan(name, shows, async (on) => {
    if (before !== undefined) await on.hcl(before).apply();
    return on.hcl(after).plan();
  });
}
