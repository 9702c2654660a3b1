import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PROJECT } from "../../../simulator";
import type { PlanCase } from "./cases/case";
import { CASES } from "./cases";
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

async function main(wanted: readonly string[]): Promise<void> {
  for (const one of CASES) {
    if (wanted.length > 0 && !one.names.some((name) => wanted.includes(name))) continue;
    const began = performance.now();
    const texts = await made(one);
    for (const [index, name] of one.names.entries()) writeFileSync(join(__dirname, `${name}.json`), texts[index] ?? "");
    const size = texts.reduce((sum, text) => sum + text.length, 0);
    process.stdout.write(
      `${one.names.join(" ")}: ${(size / 1000).toFixed(0)} KB, ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
    );
  }
}

if (require.main === module) void main(process.argv.slice(2));
