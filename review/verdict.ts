import { count } from "../util/count";
import type { Level, ReviewedPlan, ReviewFinding, ReviewVerdict } from "./types";

/**
 * What a person has to do with the plans.
 * @param findings what was found
 * @param plans the plans; what one of them does not say has to be looked at
 */
export function verdictOf(findings: readonly ReviewFinding[], plans: readonly ReviewedPlan[]): ReviewVerdict {
  const has = (level: Level): boolean => findings.some((finding) => finding.level === level);
  if (has("block")) return "BLOCK";
  return has("attention") || plans.some(({ gaps }) => gaps.length > 0) ? "NEEDS REVIEW" : "OK";
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
  const gaps = verdict === "BLOCK" ? [] : plans.flatMap((plan) => plan.gaps);
  const reasons = [...gaps, ...findings.filter((finding) => finding.level === level).map(reasonOf)];
  const [first = "", ...more] = reasons;
  return more.length > 0 ? `${first}; and ${count(more.length, "more finding")}` : first;
}

/** Longest account of what was found that still makes one line with the rest of it. */
const ONE_LINE = 180;

/** What must hold, and the first clause of what was found instead, without its reasons where they make it too long. */
function reasonOf({ what, got }: ReviewFinding): string {
  const [clause = ""] = (got ?? "").split("; ");
  const parts = clause.split(": ");
  while (parts.length > 0 && !fits(parts.join(": "))) parts.pop();
  return [what, ...parts].filter((part) => part !== "").join(": ");
}

/** Short enough, and not cut in the middle of brackets or of a name. */
function fits(text: string): boolean {
  const count = (mark: string): number => text.split(mark).length - 1;
  return text.length <= ONE_LINE && count("(") === count(")") && count("`") % 2 === 0;
}

function fine(plans: readonly ReviewedPlan[]): string {
  if (plans.every(({ relevant }) => relevant === 0)) return "there is nothing of Aura in it, and no key for it";
  const changes = plans.flatMap(({ changes }) =>
    Object.entries(changes).filter(([fate]) => fate !== "unchanged" && fate !== "owned elsewhere"),
  );
  return changes.length === 0 ? "nothing changes" : "no access is lost, and nobody gets any who is not expected";
}
