import {
  equal,
  isSet,
  type Block,
  type ObjectValue,
  type PathStep,
  type PlanRefinement,
  type PlanRequest,
  type Value,
} from "../../../provider/plugin";
import type { Ways } from "../kind";
import { decidedByCloud, keptWhereUnset } from "../older-sdk";
import type { Google } from "./google";

/** What all resources of the provider have in common. */
export const WAYS: Ways<Google> = { plan: planned };

function planned(
  { config, prior, planned: bySchema, requiresReplace }: PlanRequest,
  schema: Block,
  _google: Google,
  own: (draft: ObjectValue) => ObjectValue,
): PlanRefinement {
  const draft = { ...bySchema, ...decidedByCloud(schema, config, prior) };
  const result = keptWhereUnset({ ...draft, ...stillFalse(schema, draft, prior), ...own(draft) }, prior);
  return {
    planned: result,
    requiresReplace: requiresReplace.filter((name) => !equal(prior?.[name], result[name])),
    replacePaths: prior ? replacingInBlocks(schema, prior, result) : [],
  };
}

/** To the older SDK an argument that is not set is the same as false. */
function stillFalse({ attributes }: Block, draft: ObjectValue, prior: ObjectValue | null): ObjectValue {
  const unset = Object.keys(attributes).filter((name) => draft[name] === null && prior?.[name] === false);
  return Object.fromEntries(unset.map((name) => [name, false]));
}

/** Attributes inside of lists of blocks whose change makes a new object; the whole list where it has become longer or shorter. */
function replacingInBlocks(
  { blocks = {} }: Block,
  prior: ObjectValue,
  result: ObjectValue,
): readonly (readonly PathStep[])[] {
  return Object.entries(blocks).flatMap(([name, { nesting, block }]) => {
    const fixed = Object.keys(block.attributes).filter((attribute) => block.attributes[attribute]?.requiresReplace);
    if (nesting !== "list" || fixed.length === 0) return [];
    const [before, after] = [blocksOf(prior[name]), blocksOf(result[name])];
    if (before.length !== after.length) return [[name]];
    return after.flatMap((one, index) =>
      fixed
        .filter((attribute) => !equal(before[index]?.[attribute], one[attribute]))
        .map((attribute): readonly PathStep[] => [name, index, attribute]),
    );
  });
}

/** The blocks of a list. */
export function blocksOf(value: Value | undefined): readonly ObjectValue[] {
  return isSet(value) ? (value as readonly ObjectValue[]) : [];
}
