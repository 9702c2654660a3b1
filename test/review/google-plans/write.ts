import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DEFAULT_PROJECT } from "../../../simulator";
import { normalise } from "../plans/normalise";
import { Stage } from "../plans/stage";
import { GROUPS, type GoogleCase, type Group } from "./cases";

const FAILED = 1;

/** Makes the plans of a group, with the real Terraform; a plan changes nothing. */
async function renew({ before, cases }: Group, isWanted: (one: GoogleCase) => boolean): Promise<void> {
  const plain = cases.filter((one) => !one.outside);
  const wanted = plain.filter(isWanted);
  if (wanted.length > 0) await onStage(before, wanted);
  for (const one of cases) if (one.outside && isWanted(one)) await onStage(before, [one]);
}

async function onStage(before: string | undefined, cases: readonly GoogleCase[]): Promise<void> {
  await Stage.with(
    async (on) => {
      if (before !== undefined) await on.hcl(before).apply();
      for (const { name, after, options = [], outside } of cases) {
        outside?.(on);
        const text = await on.hcl(after).plan(...options);
        const instanceIds = on.simulator.aura.instances.list().map(({ id }) => id);
        const [plan = ""] = normalise([text], { folder: on.folder, fixedIds: [DEFAULT_PROJECT.id], instanceIds });
        writeFileSync(join(__dirname, `${name}.json`), `${JSON.stringify(JSON.parse(plan))}\n`);
        process.stdout.write(`${name}: ${(plan.length / 1000).toFixed(0)} KB\n`);
      }
    },
    ["gcp"],
  );
}

async function main(names: readonly string[]): Promise<void> {
  for (const group of GROUPS) await renew(group, ({ name }) => names.length === 0 || names.includes(name));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAILED;
});
