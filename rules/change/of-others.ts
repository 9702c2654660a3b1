import { isForgotten, type Change } from "../../model/change";
import type { ChangePart } from "../across-clouds";
import { compliant, notApplicable, type ChangeContext, type Verdict } from "../rule";
import { needsReview } from "./verdicts";

/** What to do about a change of a key that shows no sign of Aura. */
export const CONFIRM_OTHERS = confirm("this key");

function confirm(key: string): string {
  return `confirm it; if Aura uses ${key}, review it with the plan of its customer managed key`;
}

/** What is asked about keys of Aura. */
interface Questions {
  /** Whether the key stays. */
  readonly survival: ChangePart;
  /** Whether Aura keeps its access. */
  readonly access: ChangePart;
}

/**
 * What the rules about Aura's keys find on one that shows no sign of Aura. In clouds where a key does not say who may use it, Aura may, so
 * what would end Aura's access needs review.
 */
export function verdictsOnOthers(
  change: Change,
  context: ChangeContext,
  { survival, access }: Questions,
): readonly Verdict[] {
  const kind = (change.after ?? change.before)?.kind;
  const fix = kind === "vault" ? confirm("a key in it") : CONFIRM_OTHERS;
  const ask = ({ on, check }: ChangePart) => (on.some((one) => one === kind) ? [check(change, context)].flat() : []);
  const ends = ask(survival);
  const losses = isForgotten(change) ? [] : ask(access);
  const found = [...ends.filter(isSevere), ...losses].flatMap((verdict) => {
    if (verdict.outcome === "unknown") return [verdict];
    if (verdict.outcome !== "violation") return [];
    const { what, got } = verdict;
    return [needsReview({ ...verdict, what: withoutAura(what), got: withoutAura(got), fix })];
  });
  if (found.length > 0) return found;
  return [ends.every(({ outcome }) => outcome === "not-applicable") ? notApplicable : compliant];
}

function isSevere(verdict: Verdict): boolean {
  return verdict.outcome === "unknown" || (verdict.outcome === "violation" && verdict.severity !== "warning");
}

/** Nothing shows whose access it is. */
function withoutAura(text: string): string {
  return text
    .replace("Aura's access", "access")
    .replace("Aura's role", "every role")
    .replace("Aura loses", "others may lose")
    .replace("leaves Aura's out", "leaves others out");
}
