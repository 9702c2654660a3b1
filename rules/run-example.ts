import type { Change } from "../model/change";
import type { AnyNode } from "../model/model";
import { REVIEW_METADATA_VERSION, type ReviewMetadata } from "../model/review-metadata";
import { runChangeRules } from "./change-engine";
import { runRules } from "./engine";
import { modelOf } from "./example";
import type { RULES } from "./registry";
import type { ExampleChange, Finding } from "./rule";

/**
 * What a rule finds in one side of its example, evaluated as any configuration or plan is.
 * @param rule a rule of the registry
 * @param side `bad` or `good`
 */
export function runExample(rule: (typeof RULES)[number], side: "bad" | "good"): readonly Finding[] {
  if (rule.kind === "configuration") return runRules(modelOf(...rule.example()[side]), [], [rule]);
  const { before, after } = rule.example()[side];
  const plans = { before: modelOf(...before), after: modelOf(...after), changes: changesOf(before, after) };
  const reading = {
    ...("of" in rule ? { ...NO_PLANS, others: plans } : plans),
    withMetadata: { before: new Set<string>(), after: new Set<string>() },
    ...{ metadataBefore: NOTHING, metadataAfter: NOTHING, waivers: [], accounts: new Set<string>(), plans: [] },
  };
  return runChangeRules(reading, { rules: [rule] });
}

const NO_PLANS = { before: modelOf(), after: modelOf(), changes: [] };
const NOTHING: ReviewMetadata = { version: REVIEW_METADATA_VERSION, protected: [], waivers: [], principals: {} };

function changesOf(before: ExampleChange["before"], after: ExampleChange["after"]): readonly Change[] {
  const ids = new Set([...before, ...after].map(({ id }) => id));
  return [...ids].map((id) => changeOf(id, find(before, id), find(after, id)));
}

function find(nodes: readonly AnyNode[], id: string): AnyNode | undefined {
  return nodes.find((node) => node.id === id);
}

function changeOf(id: string, was: AnyNode | undefined, is: AnyNode | undefined): Change {
  const update = JSON.stringify(was) === JSON.stringify(is) ? "no-op" : "update";
  return {
    ...{ id, ...(was && { before: was }), ...(is && { after: is }) },
    actions: [was && is ? update : was ? "delete" : "create"],
    ...{ replacedBy: [], attributes: [], imported: false, drift: false, plan: "plan" },
  };
}
