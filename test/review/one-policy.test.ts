import { readFileSync } from "node:fs";
import path from "node:path";
import { readPlans } from "../../model/read/read-plans";
import type { PlanReading } from "../../model/read/types";
import { keyPoliciesOf } from "../../review/key-policies";
import { changeRule } from "../../rules/rule";
import { runChangeRules } from "../../rules/change-engine";
import { evaluatedPolicy, indexModel, type PolicyChange, policyChangeOf } from "../../rules/analysis";
import { CASES } from "./golden/cases";

function readingOf(names: readonly string[]): PlanReading {
  const texts = names.map((name) => ({
    name,
    text: readFileSync(path.join(__dirname, "plans", `${name}.json`), "utf8"),
  }));
  const read = readPlans(texts);
  if ("problems" in read) throw new Error("the plan cannot be read");
  return read.reading;
}

/** What the change rules judge, by the node that changes; drift apart. */
function judgedChanges(reading: PlanReading): Map<string, PolicyChange> {
  const judged = new Map<string, PolicyChange>();
  const probe = changeRule({
    ...{ id: "policy-readable", title: "", severity: "error", rationale: "", see: "", on: ["key", "key-policy"] },
    example: () => ({ bad: { before: [], after: [] }, good: { before: [], after: [] } }),
    check(change, context) {
      const policy = policyChangeOf(change, context);
      if (policy) judged.set(`${context.isDrift ? "drift of " : ""}${change.id}`, policy);
      return [];
    },
  });
  runChangeRules(reading, { rules: [probe] });
  return judged;
}

let compared = 0;

/** For every plan: the review shows the policy that the rules judge. */
it.each(CASES.map(({ plans }) => [plans.join(" and "), plans] as const))(
  "shows the policy that the rules judge in %s",
  (_, plans) => {
    const reading = readingOf(plans);
    const judged = judgedChanges(reading);
    const shown = { before: keyPoliciesOf(reading.before), after: keyPoliciesOf(reading.after) };
    const drifted = reading.drift && keyPoliciesOf(reading.drift.before);
    for (const { id, before, after } of reading.changes) {
      if ((after ?? before)?.kind !== "key") continue;
      expect([id, judged.get(id)?.before]).toEqual([id, shown.before.get(id)?.document]);
      expect([id, judged.get(id)?.after]).toEqual([id, shown.after.get(id)?.document]);
      const drift = judged.get(`drift of ${id}`);
      if (drift) expect([id, drift.before]).toEqual([id, drifted?.get(id)?.document]);
      compared++;
    }
    const index = indexModel(reading.after);
    for (const { holder, document, standalone } of shown.after.values()) {
      const one = evaluatedPolicy(holder, index);
      // Several policies on one key are judged one by one, and none is shown.
      if (standalone.length > 0 && !document.known) continue;
      const judgedOne = "outcome" in one ? undefined : one.document;
      expect([holder.id, judgedOne]).toEqual([holder.id, document.known ? document.value : undefined]);
    }
  },
);

it("compares the policies of more than 50 keys", () => {
  expect(compared).toBeGreaterThan(50);
});
