import { count } from "../util/count";
import type { Level, Review, Reviewed, ReviewedPlan, ReviewFinding, ReviewVerdict } from "./types";

/** The verdict on plans or configurations. Something that they do not show needs review. */
export function verdictOf(findings: readonly ReviewFinding[], plans: readonly ReviewedPlan[]): ReviewVerdict {
  const has = (level: Level): boolean => findings.some((finding) => finding.level === level);
  if (has("block")) return "BLOCK";
  return has("attention") || plans.some(({ gaps }) => gaps.length > 0) ? "NEEDS REVIEW" : "OK";
}

/** The reason of a verdict: the headline of the first finding, and how many more there are. */
export function reasonOf(
  verdict: ReviewVerdict,
  { findings, plans, keys }: Pick<Review, "findings" | "plans" | "keys">,
  of: Reviewed = "plan",
): string {
  if (verdict === "OK") return reasonOfOk(plans, of);
  const keyNames = keys.flatMap(({ on: { name } }) => (name === undefined ? [] : [`key ${lastPart(name)}`]));
  const at = (level: Level): string[] =>
    findings.filter((finding) => finding.level === level).map((finding) => reasonIn(finding, keyNames));
  const gaps = plans.flatMap(({ gaps: found }) => found.map(({ what }) => what));
  const [first = "", ...more] = [...at("block"), ...gaps, ...at("attention")];
  return more.length > 0 ? `${first}; and ${count(more.length, "more finding")}` : first;
}

/** Without a table below it, a headline has to say itself what it is about: the resource, or the key that it gives access to. */
function reasonIn(finding: ReviewFinding, keyNames: readonly string[]): string {
  const { address, name = address } = finding.on;
  const headline = headlineOf(finding);
  const names = [name, lastPart(name), address, address.split(".").at(-1), "arn:aws", ...keyNames];
  return names.some((one) => one && headline.includes(one)) ? headline : `${headline} (${name})`;
}

function lastPart(name: string): string | undefined {
  return name.split("/").at(-1);
}

function reasonOfOk(plans: readonly ReviewedPlan[], of: Reviewed): string {
  if (plans.every(({ relevant }) => relevant === 0)) {
    const [first, ...more] = plans.flatMap(({ skipped }) => skipped.filter(({ isDestroyed }) => isDestroyed));
    const others = more.length > 0 ? ` and ${more.length} more are` : " is";
    const destroyed = first ? `; ${first.address}${others} destroyed, not reviewed` : "";
    return `no resource of Aura and no key for it${destroyed}`;
  }
  if (of === "account") return "keys, access and instances are as they should be";
  if (of === "configuration") return "no rule is violated, and what only Terraform knows has a precondition";
  const changes = plans.flatMap(({ changes }) =>
    Object.keys(changes).filter((kind) => kind !== "unchanged" && kind !== "managed-elsewhere"),
  );
  return changes.length === 0
    ? "nothing of Aura changes"
    : "no access is removed, and no unexpected principal gains access";
}

/** The headline of a finding, which says where the fact is unknown, not new, or not caused by the plan. */
export function headlineOf({ what, outcome, preExisting, drift }: ReviewFinding): string {
  const fact = outcome === "unknown" && !what.startsWith("cannot ") ? `unknown: ${what}` : what;
  if (preExisting) return `pre-existing: ${fact}`;
  return drift ? driftInWords(fact) : fact;
}

const IN_THE_PAST = [
  [" will be ", " was "],
  [" will replace ", " replaced "],
  [" will point to ", " points to "],
  [" will name ", " names "],
  [" will get ", " got "],
  [" will not get ", " did not get "],
] as const;

/** Drift has happened already, and not by the plan. */
function driftInWords(fact: string): string {
  if (fact.startsWith("this plan ")) return fact.replace("this plan", "a change outside of Terraform");
  return `drift: ${IN_THE_PAST.reduce((text, [will, was]) => text.replace(will, was), fact)}`;
}
