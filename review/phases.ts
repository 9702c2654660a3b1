import { groupBy } from "../util/group-by";
import type { CmkModel, NodeId } from "../model/model";
import { mayBeAura } from "../policy/access/principal";
import type { PolicyWithOwner } from "./policy-changes";
import type { Subjects } from "./subjects";
import { quoted } from "./sections";
import type { Phase, PhaseLine } from "./types";

/**
 * The way of each key that has a record in Aura, where it is not at its end: no statement yet, or one that comes or goes.
 * @param model the plans' outcome
 * @param names finds what belongs to a node
 * @param before the policies as they are
 * @param after the policies as they will be
 */
export function phasesOf(
  model: CmkModel,
  names: Subjects,
  before: ReadonlyMap<NodeId, PolicyWithOwner>,
  after: ReadonlyMap<NodeId, PolicyWithOwner>,
): PhaseLine[] {
  const recordsOn = groupBy(model.records, ({ key }) => key);
  return model.keys.flatMap((key): PhaseLine[] => {
    const records = recordsOn.get(key.id) ?? [];
    const way = { before: phaseOf(before.get(key.id)), after: phaseOf(after.get(key.id)) };
    const settled = way.before === way.after && way.after !== "bootstrap";
    if (records.length === 0 || way.after === "none" || way.after === "unknown" || settled) return [];
    const called = records.map((record) => names.subject(record)).map(({ name, address }) => name ?? address);
    const next = nextStep(way.before, way.after, called);
    const expects = way.after === "bootstrap" ? after.get(key.id)?.expectedPrincipals : undefined;
    return [{ on: names.subject(key), ...way, ...(expects && { expects }), ...(next && { next }) }];
  });
}

/** The statement is what lets somebody in from outside who may be Aura: an AWS service does nothing of what Aura does. */
function phaseOf(policy: PolicyWithOwner | undefined): Phase {
  if (!policy) return "none";
  if (!policy.outside) return "unknown";
  return policy.outside.some(mayBeAura) ? "encrypted" : "bootstrap";
}

function nextStep(before: Phase, after: Phase, records: readonly string[]): string | undefined {
  if (after !== "bootstrap") return undefined;
  if (before === "encrypted") return "do not apply this: find out where Aura's statement has gone, and put it back";
  const which = `${records.length === 1 ? "record" : "records"} ${records.map(quoted).join(", ")}`;
  return `after the apply, open ${which} in the Aura Console, Customer Managed Keys, save the statement that it shows, and plan again`;
}
