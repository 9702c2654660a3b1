import { expectedAuraPrincipals } from "../rules/analysis";
import { groupBy } from "../util/group-by";
import type { ReviewContext } from "./context";
import type { KeyPolicy } from "./key-policies";
import { quoted } from "./names";
import type { Phase, PhaseLine } from "./types";

/** The phase of each key with a customer managed key in Aura that is in phase 1 or changes its phase. */
export function phasesOf({ reading, subjects, policies }: ReviewContext): PhaseLine[] {
  const recordsOn = groupBy(reading.after.records, ({ key }) => key);
  return reading.after.keys.flatMap((key): PhaseLine[] => {
    const records = recordsOn.get(key.id) ?? [];
    const [before, after] = [phaseOf(policies.before.get(key.id)), phaseOf(policies.after.get(key.id))];
    const isSettled = before === after && after !== "bootstrap";
    if (records.length === 0 || after === "none" || after === "unknown" || isSettled) return [];
    const called = records.map((record) => subjects.subject(record)).map(({ name, address }) => name ?? address);
    // Where Aura's statement goes, by the plan or outside of it, a finding says what to do.
    const wasEncrypted = [policies.lastKnown, policies.before].some(
      (known) => phaseOf(known?.get(key.id)) === "encrypted",
    );
    const next = after === "bootstrap" && !wasEncrypted ? nextStep(called) : undefined;
    const policy = policies.after.get(key.id);
    const expectedPrincipals = after === "bootstrap" && policy ? expectedAuraPrincipals(policy) : undefined;
    return [
      {
        on: subjects.subject(key),
        before,
        after,
        ...(expectedPrincipals && { expectedPrincipals }),
        ...(next && { next }),
      },
    ];
  });
}

/** Aura's statement is found by the external principal that it lets use the key; an AWS service is not one that may be Aura. */
function phaseOf(policy: KeyPolicy | undefined): Phase {
  if (!policy) return "none";
  if (!policy.external) return "unknown";
  return policy.possibleAura.length > 0 ? "encrypted" : "bootstrap";
}

function nextStep(records: readonly string[]): string {
  const which = `${records.length === 1 ? "customer managed key" : "customer managed keys"} ${records.map(quoted).join(", ")}`;
  return `after the apply, open ${which} in the Aura Console, save the statement that it shows, and plan again`;
}
