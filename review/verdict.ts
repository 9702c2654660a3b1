import { count } from "../util/count";
import type { Level, ReviewedPlan, ReviewFinding, ReviewVerdict } from "./types";

/** The verdict on plans. Something that a plan does not show needs review. */
export function verdictOf(findings: readonly ReviewFinding[], plans: readonly ReviewedPlan[]): ReviewVerdict {
  const has = (level: Level): boolean => findings.some((finding) => finding.level === level);
  if (has("block")) return "BLOCK";
  return has("attention") || plans.some(({ gaps }) => gaps.length > 0) ? "NEEDS REVIEW" : "OK";
}

/** The reason of a verdict: the headline of the first finding, and how many more there are. */
export function reasonOf(
  verdict: ReviewVerdict,
  findings: readonly ReviewFinding[],
  plans: readonly ReviewedPlan[],
): string {
  if (verdict === "OK") return reasonOfOk(plans);
  const level: Level = verdict === "BLOCK" ? "block" : "attention";
  const gaps = verdict === "BLOCK" ? [] : plans.flatMap(({ gaps: found }) => found.map(({ what }) => what));
  const [first = "", ...more] = [...gaps, ...findings.filter((finding) => finding.level === level).map(headlineOf)];
  return more.length > 0 ? `${first}; and ${count(more.length, "more finding")}` : first;
}

function reasonOfOk(plans: readonly ReviewedPlan[]): string {
  if (plans.every(({ relevant }) => relevant === 0)) {
    const [first, ...more] = plans.flatMap(({ skipped }) => skipped.filter(({ isDestroyed }) => isDestroyed));
    const others = more.length > 0 ? ` and ${more.length} more are` : " is";
    const destroyed = first ? `; ${first.address}${others} destroyed, not reviewed` : "";
    return `no resource of Aura and no key for it${destroyed}`;
  }
  const changes = plans.flatMap(({ changes }) =>
    Object.keys(changes).filter((kind) => kind !== "unchanged" && kind !== "managed-elsewhere"),
  );
  return changes.length === 0 ? "nothing changes" : "no access is removed, and no unexpected principal gains access";
}

/** The headline of a finding, which says where the fact is unknown, not new, or not caused by the plan. */
export function headlineOf({ what, outcome, preExisting, drift }: ReviewFinding): string {
  const fact = `${outcome === "unknown" ? "unknown: " : ""}${what}`;
  if (preExisting) return `pre-existing: ${fact}`;
  if (!drift) return fact;
  return fact.startsWith("this plan ") ? fact.replace("this plan", "a change outside of Terraform") : `drift: ${fact}`;
}
