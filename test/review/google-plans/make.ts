import { DEFAULT_PROJECT } from "../../../simulator";
import { normalise } from "../plans/normalise";
import { Stage } from "../plans/stage";
import type { GoogleCase, Group } from "./cases";

/**
 * Makes the plans of a group, with the real Terraform; a plan changes nothing, so that they are made of one state.
 * @param group what is there
 * @param isWanted which of its cases are made
 * @returns the text of each plan, by the name of its case
 */
export async function made(
  { before, cases }: Group,
  isWanted: (one: GoogleCase) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const wanted = cases.filter(isWanted);
  const undisturbed = wanted.filter(({ outside }) => !outside);
  const texts = new Map<string, string>();
  const stages = [
    ...(undisturbed.length > 0 ? [undisturbed] : []),
    ...wanted.filter(({ outside }) => outside).map((one) => [one]),
  ];
  for (const some of stages) for (const [name, text] of await onStage(before, some)) texts.set(name, text);
  return texts;
}

function onStage(
  before: string | undefined,
  cases: readonly GoogleCase[],
): Promise<readonly (readonly [string, string])[]> {
  return Stage.with(
    async (on) => {
      if (before !== undefined) {
        const root = on.hcl(before);
        await root.apply();
        // Members are made at the same time, and which of them shows the last etag is chance.
        await root.refresh();
      }
      const plans: [string, string][] = [];
      for (const { name, after, options = [], outside } of cases) {
        outside?.(on);
        const text = await on.hcl(after).plan(...options);
        const instanceIds = on.simulator.aura.instances.list().map(({ id }) => id);
        const [plan = ""] = normalise([text], { folder: on.folder, fixedIds: [DEFAULT_PROJECT.id], instanceIds });
        plans.push([name, `${JSON.stringify(withDriftInOrder(JSON.parse(plan) as Plan))}\n`]);
      }
      return plans;
    },
    ["gcp"],
  );
}

interface Plan {
  readonly resource_drift?: readonly { readonly address: string }[];
}

/** Terraform gives the drift in no fixed order. */
function withDriftInOrder(plan: Plan): Plan {
  const { resource_drift: drift } = plan;
  return drift ? { ...plan, resource_drift: drift.toSorted((a, b) => (a.address < b.address ? -1 : 1)) } : plan;
}
