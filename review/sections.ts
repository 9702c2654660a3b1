import { CLOUDS } from "../model/clouds";
import { count } from "../util/count";
import { formatList } from "../util/format-list";
import { accessSection, changeItems } from "./change-sections";
import { ARROW } from "./format/escape";
import { evidenceSections } from "./evidence-sections";
import { keySection } from "./key-table";
import { MAX_NAMED, quoted, shortName, subjectName } from "./names";
import { headlineOf } from "./verdict";
import type { FindingItem, Item, Section } from "./section";
import type { SkippedResource } from "../model/read/types";
import type { IrreversibleAction, PhaseLine, Review, Reviewed, ReviewedPlan, ReviewFinding, WaiverLine } from "./types";

/** The lines under the verdict: accounts and regions, of plans that are named where there are several. */
export function placesOf({ plans }: Review): readonly string[] {
  return plans.flatMap(({ name, accounts, regions }) => {
    const where = [
      ...accounts.map(
        (account) =>
          `${CLOUDS[account.cloud ?? "aws"].owner} ${quoted(account.id)}${account.name ? ` (${account.name})` : ""}`,
      ),
      ...regions.map(quoted),
    ].join(", ");
    if (plans.length === 1) return where === "" ? [] : [`in ${where}`];
    return [`${quoted(name)}${where === "" ? "" : `: ${where}`}`];
  });
}

/**
 * The sections of a review; empty ones are left out.
 * @param review the review
 * @param options `short`: only the findings that decide the verdict
 */
export function sectionsOf(review: Review, { short = false }: Extent = {}): readonly Section[] {
  const deciding = decidingItems(review);
  const [reason] = deciding;
  const left = (severity: FindingItem["severity"]): readonly FindingItem[] =>
    deciding.filter((item) => item !== reason && item.severity === severity);
  const sections: readonly (Section | undefined)[] = [
    findings("Blocks", left(SEVERITIES.block)),
    findings("Needs review", left(SEVERITIES.attention)),
    ...(short ? [] : moreSections(review)),
  ];
  return sections.filter((section) => section !== undefined);
}

/**
 * The finding whose headline is the reason in the first line: the rest of it is shown below that line, and nowhere else.
 * @returns undefined where the verdict is `OK`
 */
export function reasonItem(review: Review): FindingItem | undefined {
  return decidingItems(review)[0];
}

function moreSections(review: Review): readonly (Section | undefined)[] {
  return [
    list(review.of === "account" ? "What has changed outside of Terraform" : "What changes", changeItems(review)),
    list("Cannot be undone", review.irreversible.map(irreversibleItem)),
    list("Phase", review.phases.map(phaseItem)),
    list("Next steps", review.phases.flatMap(nextStep)),
    keySection(review),
    accessSection(review),
    ...evidenceSections(review),
    list("Waivers in force", review.waivers.map(waiverItem)),
    findings("Also found", at(review, "note"), true),
    coverageSection(review),
  ];
}

/** How much of a review is shown. */
export interface Extent {
  /** Whether only verdict and findings are. @default false */
  readonly short?: boolean;
}

/** What decides the verdict, in the order of the reason. */
function decidingItems(review: Review): readonly FindingItem[] {
  const several = review.plans.length > 1;
  return [
    ...at(review, "block"),
    ...review.plans.flatMap((plan) => gapItems(plan, several)),
    ...at(review, "attention"),
  ];
}

function at(review: Review, level: ReviewFinding["level"]): readonly FindingItem[] {
  return review.findings.filter((finding) => finding.level === level).map(findingItem);
}

function list(title: string, items: readonly Item[], folded = false): Section | undefined {
  return items.length > 0 ? { title, folded, blocks: [{ kind: "list", items }] } : undefined;
}

function findings(title: string, items: readonly FindingItem[], folded = false): Section | undefined {
  return items.length > 0 ? { title, folded, blocks: [{ kind: "findings", findings: items }] } : undefined;
}

function gapItems({ name, gaps }: ReviewedPlan, several: boolean): FindingItem[] {
  return gaps.map(({ what, got = "", fix }) => ({
    ...{ severity: SEVERITIES.attention, headline: what, place: several ? quoted(name) : "", detail: got },
    ...(fix !== undefined && { help: fix }),
    details: [],
  }));
}

const SEVERITIES = { block: "BLOCK", attention: "NEEDS REVIEW", note: "note" } as const;

function findingItem(finding: ReviewFinding): FindingItem {
  const { level, rule, on, got = "", fix, snippet, alsoUndetermined = [], alsoOn = [], waived, place } = finding;
  const { alsoFoundBy = [] } = finding;
  const line = place && ` at ${quoted(`${place.file}:${place.startLine}`)}`;
  return {
    ...{ severity: SEVERITIES[level], headline: headlineOf(finding), rule, detail: got },
    place: `${subjectName(on)}${line ?? ""}`,
    ...(fix !== undefined && { help: fix }),
    ...(snippet !== undefined && { snippet }),
    details: [
      ...(waived === undefined ? [] : [`waived: ${waived}`]),
      ...(alsoFoundBy.length > 0 ? [`also found by: ${alsoFoundBy.join(", ")}`] : []),
      ...(alsoUndetermined.length > 0 ? [`also unknown: ${alsoUndetermined.join(", ")}`] : []),
      ...(alsoOn.length > 0 ? [`also on: ${formatList(alsoOn.map(quoted), { max: MAX_NAMED })}`] : []),
    ],
  };
}

function irreversibleItem({ on, what, until, undo }: IrreversibleAction): Item {
  const day = until === undefined ? "" : `from ${until} on, if applied today: `;
  const details = undo === undefined ? [] : [`until then: ${undo}`];
  return { lead: subjectName(on), text: `${day}${what}`, details };
}

const PHASES = {
  none: "no key",
  bootstrap: "phase 1 (bootstrap)",
  encrypted: "phase 2 (encrypted)",
  unknown: "unknown",
} as const;

function phaseItem({ on, before, after, expectedPrincipals }: PhaseLine): Item {
  const phase = before === after ? PHASES[after] : `${PHASES[before]} ${ARROW} ${PHASES[after]}`;
  const details = expectedPrincipals
    ? [`expected: ${formatList(expectedPrincipals.map(quoted), { max: MAX_NAMED })}`]
    : [];
  return { lead: subjectName(on), text: phase, details };
}

function nextStep({ on, next }: PhaseLine): Item[] {
  return next === undefined ? [] : [{ lead: shortName(on), text: next, details: [] }];
}

function waiverItem({ rule, on, reason, isNew }: WaiverLine): Item {
  const what = `${rule} on ${on.map(quoted).join(", ") || "nothing"}`;
  return { lead: isNew ? `new: ${what}` : what, text: reason, details: [] };
}

/** What the review covers, in one sentence for each plan. */
function coverageSection({ plans, ...review }: Review): Section {
  const of: Reviewed = review.of ?? "plan";
  const sentences = plans.map((plan) => `${plans.length > 1 ? `${quoted(plan.name)}: ` : ""}${coverage(plan, of)}`);
  return { title: "Coverage", folded: false, blocks: sentences.map((text) => ({ kind: "text", text })) };
}

function coverage(plan: ReviewedPlan, of: Reviewed): string {
  const { resources, relevant, changes, skipped, terraformVersion, isOpenTofu } = plan;
  const { unchanged = 0 } = changes;
  const others = Math.max(0, resources - relevant - skipped.length);
  const left = [
    ...(others > 0 ? [count(others, "other resource")] : []),
    ...(skipped.length > 0
      ? [
          `${count(skipped.length, "resource")} of keys without a sign of Aura, but for external access: ${formatList(skipped.map(skippedText))}`,
        ]
      : []),
  ];
  const reviewed = `${count(relevant, "resource")} ${of === "plan" ? "reviewed" : "judged"}`;
  const same =
    unchanged === 0
      ? ""
      : unchanged === relevant
        ? ", none of which changes"
        : `, of which ${unchanged} ${unchanged === 1 ? "does" : "do"} not change`;
  const by = terraformVersion === undefined ? "" : `; ${isOpenTofu ? "OpenTofu" : "Terraform"} ${terraformVersion}`;
  const not = left.length > 0 ? `; not covered: ${formatList(left, { and: true })}` : "";
  return `${reviewed}${same}${not}${by}`;
}

function skippedText({ address, isDestroyed, externalPrincipals }: SkippedResource): string {
  const access = externalPrincipals
    ? ` (created; allows ${formatList(externalPrincipals.map(quoted), { max: MAX_NAMED })})`
    : "";
  return `${quoted(address)}${isDestroyed ? " (destroyed)" : access}`;
}
