import { parseState } from "../../terraform/state/parse";
import type { Problem } from "../problem";
import type { NamedPlan } from "./plan-side";
import { expectationOfPlans, type Expectation } from "./read-account";
import type { PlanText } from "./types";

/**
 * Reads what states expect of an account. A text that is not a state is a problem.
 * @param states what `terraform show -json` printed, or state files; without any nothing is expected
 * @param expected the expected principals that are set beside them
 */
export function expectationOfStates(
  states: readonly PlanText[],
  expected: readonly string[] = [],
): Expectation | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const plans = states.flatMap(({ name, text }): NamedPlan[] => {
    const state = parseState(text);
    if (!("error" in state)) return [{ name, formatVersion: "1.2", ...state }];
    problems.push(stateProblem(name, state.error));
    return [];
  });
  if (problems.length > 0) return { problems };
  return expectationOfPlans(plans.length > 0 ? plans : [NOTHING], expected);
}

/** What is found by ids alone belongs to no state. */
const NOTHING: NamedPlan = { name: "account", formatVersion: "1.2", root: { resource_changes: [] } };

/**
 * The problem that a state cannot be read.
 * @param path its file
 * @param details what is there instead, and what to do
 */
export function stateProblem(path: string, { got, expected, fix }: Pick<Problem, "got" | "expected" | "fix">): Problem {
  return { code: "state-unreadable", path, what: "cannot read the state", got, expected, fix };
}
