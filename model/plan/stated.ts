import type { Waiver } from "../model";
import { STATED_FACTS_VERSION, type StatedFacts } from "../stated-facts";
import type { PlanSource, SideName } from "./source";

/**
 * What all stacks together say about themselves on one side of their plans: addresses become ids of nodes.
 * @param sources the plans
 * @param side the side
 */
export function mergedFacts(sources: readonly PlanSource[], side: SideName): StatedFacts {
  const said = sources.map(({ stated }) => stated[side]);
  return {
    version: STATED_FACTS_VERSION,
    protected: said.flatMap((one) => [...one.protected]),
    waivers: sources.flatMap((source) => waiversOf(source, side)),
    principals: Object.fromEntries(said.flatMap((one) => [...one.pins])),
  };
}

/**
 * The waivers of one stack, by the ids of its nodes.
 * @param source its plan
 * @param side the side
 */
function waiversOf(source: PlanSource, side: SideName): readonly Waiver[] {
  const { facts } = source.stated[side];
  return (facts?.waivers ?? []).map(({ rule, on, reason }) => ({
    ...{ rule, reason },
    on: on.map((address) => source.idOfAddress(address, side)),
  }));
}
