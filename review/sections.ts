import { count } from "../util/count";
import { formatList } from "../util/format-list";
import { CAPABILITIES } from "./capabilities";
import { ARROW } from "./format/escape";
import { NEO4J_MANAGED_KEY } from "./types";
import { headlineOf } from "./verdict";
import type { SkippedResource } from "../model/read/types";
import type {
  Answer,
  ExternalPrincipal,
  IrreversibleAction,
  KeyLine,
  Part,
  PhaseLine,
  PolicyReview,
  RecordLine,
  Review,
  Reviewed,
  ReviewedPlan,
  ReviewFinding,
  Subject,
  WaiverLine,
} from "./types";

/**
 * A part of a review for people, in no format yet. Texts may hold anything from a plan; text between backticks is a name.
 */
export interface Section {
  readonly title: string;
  /** Whether it can be folded away where a format can do that. */
  readonly folded: boolean;
  readonly blocks: readonly Block[];
}

/** A part of a section. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "findings"; readonly findings: readonly FindingItem[] }
  | { readonly kind: "list"; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A finding in the parts that each format sets out. */
export interface FindingItem {
  /** `BLOCK`, `NEEDS REVIEW` or `note`. */
  readonly severity: string;
  readonly headline: string;
  /** The rule; of what a plan leaves out there is none. */
  readonly rule?: string;
  readonly place: string;
  /** What was found; an empty text where the headline says all. */
  readonly detail: string;
  readonly help?: string;
  /** Configuration that puts it right, in several lines. */
  readonly snippet?: string;
  readonly details: readonly string[];
}

/** A line of a list, and what belongs under it. */
export interface Item {
  /** What is read first. */
  readonly lead: string;
  readonly text: string;
  readonly details: readonly string[];
}

/** The line under the verdict: the accounts and regions of a plan. */
export function placeOf({ name, accounts, regions }: ReviewedPlan): string {
  const where = [
    ...accounts.map((account) => `account ${quoted(account.id)}${account.name ? ` (${account.name})` : ""}`),
    ...regions.map(quoted),
  ];
  return `${quoted(name)}${where.length > 0 ? `: ${where.join(", ")}` : ""}`;
}

/** The sections of a review; empty ones are left out. */
export function sectionsOf(review: Review): readonly Section[] {
  const { of = "plan" } = review;
  const at = (level: ReviewFinding["level"]) => review.findings.filter((finding) => finding.level === level);
  const sections: readonly (Section | undefined)[] = [
    findings("Blocks", at("block").map(findingItem)),
    findings("Needs review", [...review.plans.flatMap(gapItems), ...at("attention").map(findingItem)]),
    list("Cannot be undone", review.irreversible.map(irreversibleItem)),
    list("Phase", review.phases.map(phaseItem)),
    keysSection(review),
    ...review.policies.map(policySection),
    list("Waivers in force", review.waivers.map(waiverItem)),
    findings("Also found", at("note").map(findingItem), true),
    list(`In the ${of}`, review.plans.map(countsItem), true),
  ];
  return sections.filter((section) => section !== undefined);
}

/** Characters of a name that are shown; an ARN has at most 2,048. */
const MAX_NAME = 300;

/** A name between backticks. */
export function quoted(name: string): string {
  const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}...` : name;
  return `\`${shown.replaceAll("`", "'")}\``;
}

/** The name of a resource and its address, or the address alone. */
export function subjectName({ address, name, plan }: Subject): string {
  const called = name === undefined ? quoted(address) : `${quoted(name)} (${quoted(address)})`;
  return plan === undefined ? called : `${called} in ${quoted(plan)}`;
}

function list(title: string, items: readonly Item[], folded = false): Section | undefined {
  return items.length > 0 ? { title, folded, blocks: [{ kind: "list", items }] } : undefined;
}

function findings(title: string, items: readonly FindingItem[], folded = false): Section | undefined {
  return items.length > 0 ? { title, folded, blocks: [{ kind: "findings", findings: items }] } : undefined;
}

function gapItems({ name, gaps }: ReviewedPlan): FindingItem[] {
  return gaps.map(({ what, got = "", fix }) => ({
    ...{ severity: "NEEDS REVIEW", headline: what, place: quoted(name), detail: got },
    ...(fix !== undefined && { help: fix }),
    details: [],
  }));
}

const SEVERITIES = { block: "BLOCK", attention: "NEEDS REVIEW", note: "note" } as const;

function findingItem(finding: ReviewFinding): FindingItem {
  const { level, rule, on, got = "", fix, snippet, alsoUndetermined = [], alsoOn = [], waived } = finding;
  return {
    ...{ severity: SEVERITIES[level], headline: headlineOf(finding), rule, place: subjectName(on), detail: got },
    ...(fix !== undefined && { help: fix }),
    ...(snippet !== undefined && { snippet }),
    details: [
      ...(waived === undefined ? [] : [`waived: ${waived}`]),
      ...(alsoUndetermined.length > 0 ? [`also unknown: ${alsoUndetermined.join(", ")}`] : []),
      ...(alsoOn.length > 0 ? [`also on: ${formatList(alsoOn.map(quoted), { max: MAX_NAMED })}`] : []),
    ],
  };
}

function irreversibleItem({ on, what, until, undo }: IrreversibleAction): Item {
  const day = until === undefined ? "" : ` (${until}, if applied today)`;
  const details = undo === undefined ? [] : [`to undo it before: ${undo}`];
  return { lead: subjectName(on), text: `${what}${day}`, details };
}

const PHASES = {
  none: "no key",
  bootstrap: "phase 1 (bootstrap)",
  encrypted: "phase 2 (encrypted)",
  unknown: "unknown",
} as const;

function phaseItem({ on, before, after, expectedPrincipals, next }: PhaseLine): Item {
  const phase = before === after ? PHASES[after] : `${PHASES[before]} ${ARROW} ${PHASES[after]}`;
  const details = [
    ...(expectedPrincipals ? [`expected: ${formatList(expectedPrincipals.map(quoted), { max: MAX_NAMED })}`] : []),
    ...(next === undefined ? [] : [`next: ${next}`]),
  ];
  return { lead: subjectName(on), text: phase, details };
}

function waiverItem({ rule, on, reason, isNew }: WaiverLine): Item {
  const what = `${rule} on ${on.map(quoted).join(", ") || "nothing"}`;
  return { lead: isNew ? `new: ${what}` : what, text: reason, details: [] };
}

function countsItem({ name, resources, relevant, terraformVersion, changes: kinds, skipped }: ReviewedPlan): Item {
  const changes = Object.entries(kinds).map(([kind, number]) => `${number} ${inWords(kind)}`);
  const by = terraformVersion === undefined ? "" : `, Terraform ${terraformVersion}`;
  const rest = resources - relevant;
  return {
    lead: quoted(name),
    text: `${count(relevant, "resource")} reviewed${changes.length > 0 ? ` (${changes.join(", ")})` : ""}${by}`,
    details: [
      ...(rest > 0 ? [`${count(rest, "other resource")}, not reviewed`] : []),
      ...(skipped.length > 0 ? [`no reference to Aura, not reviewed: ${skipped.map(skippedText).join(", ")}`] : []),
    ],
  };
}

function skippedText({ address, isDestroyed }: SkippedResource): string {
  return `${quoted(address)}${isDestroyed ? " (destroyed)" : ""}`;
}

function keysSection({ keys, withoutKnownKey, ...review }: Review): Section | undefined {
  const of: Reviewed = review.of ?? "plan";
  const rows = [...keys.flatMap(keyRows), ...withoutKnownKey.map((record) => rowWithoutKey(record, of))];
  if (rows.length === 0) return undefined;
  const head = ["Key", "Region", "Aura key record", "Instances", "External principals", "Account"];
  return { title: "Keys, records, instances", folded: false, blocks: [{ kind: "table", head, rows }] };
}

/** The cells of a key in the rows of its records. */
interface KeyCells {
  readonly key: string;
  readonly region: string;
  readonly principals: string;
  readonly account: string;
}

const SAME_KEY: KeyCells = { key: "the same", region: "", principals: "", account: "" };

function keyRows(key: KeyLine): string[][] {
  const { account, accountName, externalPrincipals, change } = key;
  const principals = externalPrincipals
    ? formatList(externalPrincipals.map(principal), { max: MAX_NAMED }) || "none"
    : "unknown";
  const cells: KeyCells = {
    key: part(key),
    region: regionOf(key),
    principals: change === "deleted" || change === "removed-from-state" ? "" : principals,
    account: account ? `${quoted(account)}${accountName ? ` (${accountName})` : ""}` : "unknown",
  };
  if (key.records.length === 0) return [row(cells, undefined)];
  return key.records.map((record, index) => row(index === 0 ? cells : SAME_KEY, record));
}

function rowWithoutKey(record: RecordLine, of: Reviewed): string[] {
  const isNeo4jManaged = record.on.address === NEO4J_MANAGED_KEY;
  const cells = { ...SAME_KEY, key: isNeo4jManaged ? NEO4J_MANAGED_KEY : `not in these ${of}s` };
  return row(cells, isNeo4jManaged ? undefined : record, record.instances);
}

function row(
  { key, region, principals, account }: KeyCells,
  record: RecordLine | undefined,
  on = record?.instances ?? [],
): string[] {
  const placed = (one: Part): string => `${part(one)}, ${regionOf(one)}`;
  const instances = formatList(on.map(placed), { max: MAX_NAMED, separator: "; " }) || "none";
  return [key, region, record ? placed(record) : "none", instances, principals, account];
}

/** Names in one place; the JSON of the review has all. */
const MAX_NAMED = 10;

function principal({ who, expected }: ExternalPrincipal): string {
  return `${quoted(who)}${expected ? " (expected)" : ""}`;
}

function part({ on, change, drifted }: Part): string {
  const notes = [
    ...(change === "unchanged" ? [] : [inWords(change)]),
    ...(drifted ? ["changed outside of Terraform"] : []),
  ];
  return `${quoted(on.name ?? on.address)}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

/** `removed-from-state` as words. */
export function inWords(kind: string): string {
  return kind.replaceAll("-", " ");
}

function regionOf({ region }: Part): string {
  return region === undefined ? "region unknown" : quoted(region);
}

function policySection(policy: PolicyReview): Section {
  const { on, isNew, drifted, remark, changes, unchanged, access } = policy;
  const items = changes.map(({ kind, statement, words }) => ({
    ...{ lead: kind, text: statement, details: words.map(withoutLongLists) },
  }));
  const text = [remark, unchanged > 0 ? `${count(unchanged, "statement")} unchanged` : undefined];
  return {
    title: `${isNew ? "New key policy" : "Key policy"} of ${subjectName(on)}${drifted ? ", changed outside of Terraform" : ""}`,
    folded: false,
    blocks: [
      { kind: "text", text: text.filter((part) => part !== undefined).join("; ") },
      { kind: "list", items },
      ...(access.length > 0 ? [accessTable(policy)] : []),
    ],
  };
}

/** Operations in a row. */
const OPERATIONS = /kms:[\w*?]+(?:, kms:[\w*?]+)+/g;
const MAX_OPERATIONS = 12;

/** The table of access has the operations too, and the JSON of the review has all. */
function withoutLongLists(words: string): string {
  return words.replace(OPERATIONS, (list) => formatList(list.split(", "), { max: MAX_OPERATIONS }));
}

/** One column for each group of operations. */
function accessTable({ operations, access, isNew }: PolicyReview): Block {
  const columns = CAPABILITIES.map(({ title, covers }) => ({
    title,
    at: operations.flatMap((operation, index) => (covers(operation) ? [index] : [])),
  })).filter(({ at }) => at.length > 0);
  return {
    kind: "table",
    head: ["Who can", ...columns.map(({ title }) => title)],
    rows: access.map(({ who, before, after }) => [
      quoted(who),
      ...columns.map(({ at }) => movement(together(isNew ? after : before, at), together(after, at))),
    ]),
  };
}

function together(answers: readonly Answer[], at: readonly number[]): string {
  const found = new Set(at.map((index) => answers[index] ?? "no"));
  const [only] = found;
  if (found.size === 1 && only) return only === "unknown" ? "depends" : only;
  return "partly";
}

function movement(before: string, after: string): string {
  return before === after ? after : `${before} ${ARROW} ${after}`;
}
