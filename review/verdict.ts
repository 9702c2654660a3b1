import { count, subjectName } from "./sections";
import type { Level, ReviewedPlan, ReviewFinding, ReviewVerdict } from "./types";

/**
 * What a person has to do with the plans.
 * @param findings what was found
 * @param plans the plans; what one of them does not say has to be looked at
 */
export function verdictOf(findings: readonly ReviewFinding[], plans: readonly ReviewedPlan[]): ReviewVerdict {
  const has = (level: Level): boolean => findings.some((finding) => finding.level === level);
  if (has("block")) return "BLOCK";
  return has("attention") || plans.some(({ gaps }) => gaps.length > 0) ? "NEEDS EYES" : "OK";
}

/**
 * Why, in one line: the first reason, and how many more there are.
 * @param verdict the verdict
 * @param findings what was found, the heaviest first
 * @param plans the plans
 */
export function whyOf(
  verdict: ReviewVerdict,
  findings: readonly ReviewFinding[],
  plans: readonly ReviewedPlan[],
): string {
  if (verdict === "OK") return fine(plans);
  const level: Level = verdict === "BLOCK" ? "block" : "attention";
  const reasons = [
    ...findings
      .filter((finding) => finding.level === level)
      .map(({ on, what, got }) => `${subjectName(on)}: ${got ?? what}`),
    ...(verdict === "BLOCK" ? [] : plans.flatMap(({ gaps }) => gaps)),
  ];
  const [first = "", ...more] = reasons;
  return more.length > 0 ? `${first}, and ${count(more.length, "more reason")}` : first;
}

function fine(plans: readonly ReviewedPlan[]): string {
  const ours = plans.reduce((sum, plan) => sum + plan.ours, 0);
  if (ours === 0) return "no key for Aura and nothing of Aura is in this plan";
  const changing = plans.flatMap(({ fates }) =>
    Object.entries(fates).flatMap(([fate, number]) =>
      fate === "unchanged" || fate === "owned elsewhere" ? [] : [number],
    ),
  );
  return changing.length === 0
    ? "nothing changes"
    : "Aura keeps its access, and nobody gets access who was not expected";
}
