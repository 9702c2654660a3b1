import type {
  AccessRow,
  Answer,
  Guest,
  IrreversibleAction,
  KeyLine,
  Part,
  PhaseLine,
  PolicyReview,
  RecordLine,
  Review,
  ReviewedPlan,
  ReviewFinding,
  Subject,
  WaiverLine,
} from "./types";
import { CAPABILITIES } from "./capabilities";

/**
 * What a person reads of a review, in the order of its weight, without the dress of a format. Texts may hold anything from a
 * plan; what stands between backticks is a name.
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
  | { readonly kind: "list"; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

/** A line of a list, and what belongs under it. */
export interface Item {
  readonly text: string;
  readonly details: readonly string[];
}

/** The line under the verdict: where the plan acts. */
export function placeOf({ name, accounts, regions }: ReviewedPlan): string {
  const where = [
    ...accounts.map((account) => `account ${quoted(account.id)}${account.name ? ` (${account.name})` : ""}`),
    ...regions.map(quoted),
  ];
  const place = where.length > 0 ? `: ${where.join(", ")}` : "";
  return `${quoted(name)}${place}`;
}

/**
 * The sections of a review; those without anything to say are left out.
 * @param review the review
 */
export function sectionsOf(review: Review): readonly Section[] {
  const at = (level: ReviewFinding["level"]) => review.findings.filter((finding) => finding.level === level);
  const sections: readonly (Section | undefined)[] = [
    list("Blocks", at("block").map(findingItem)),
    list("Needs eyes", [...review.plans.flatMap(gapItems), ...at("attention").map(findingItem)]),
    list("Can not be undone", review.irreversible.map(irreversibleItem)),
    list("Phase", review.phases.map(phaseItem)),
    keysSection(review),
    ...review.policies.map(policySection),
    list("Notes", at("note").map(findingItem)),
    list("Waivers in force", review.waivers.map(waiverItem)),
    list("In the plan", review.plans.map(countsItem), true),
  ];
  return sections.filter((section) => section !== undefined);
}

/** Characters of a name that are shown: an ARN has at most 2,048, and nobody reads more than this. */
const LONGEST_NAME = 300;

/**
 * A name between backticks.
 * @param name any text
 */
export function quoted(name: string): string {
  const shown = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}...` : name;
  return `\`${shown.replaceAll("`", "'")}\``;
}

/**
 * What a resource is called in a sentence.
 * @param subject the resource
 */
export function subjectName({ address, name, plan }: Subject): string {
  const called = name === undefined ? quoted(address) : `${quoted(address)} (${quoted(name)})`;
  return plan === undefined ? called : `${called} in ${quoted(plan)}`;
}

function list(title: string, items: readonly Item[], folded = false): Section | undefined {
  return items.length > 0 ? { title, folded, blocks: [{ kind: "list", items }] } : undefined;
}

function gapItems({ name, gaps }: ReviewedPlan): Item[] {
  return gaps.map((gap) => ({ text: `${quoted(name)} is not the whole plan: ${gap}`, details: [] }));
}

function findingItem({ rules, on, what, got, fix, waived }: ReviewFinding): Item {
  return {
    text: `${subjectName(on)}: ${got === undefined ? what : `${what}, got: ${got}`} (${rules.join(", ")})`,
    details: [...(fix ? [`Fix: ${fix}`] : []), ...(waived ? [`Waived: ${waived}`] : [])],
  };
}

function irreversibleItem({ on, what, until, undo }: IrreversibleAction): Item {
  const last = until === undefined ? "at once" : `can be taken back until ${until}`;
  return { text: `${subjectName(on)}: ${what}; ${last}${undo ? `: ${undo}` : ""}`, details: [] };
}

const PHASES = {
  none: "no key",
  bootstrap: "1 bootstrap",
  encrypted: "2 encrypted",
  unknown: "not known",
} as const;

function phaseItem({ on, before, after, next }: PhaseLine): Item {
  const way = before === after ? PHASES[after] : `${PHASES[before]} to ${PHASES[after]}`;
  return { text: `${subjectName(on)}: ${way}`, details: next ? [`Next: ${next}`] : [] };
}

function waiverItem({ rule, on, reason, isNew }: WaiverLine): Item {
  return {
    text: `${isNew ? "New: " : ""}${rule} on ${on.map(quoted).join(", ") || "nothing"}: ${reason}`,
    details: [],
  };
}

function countsItem({ name, resources, ours, terraformVersion, fates, passedOver }: ReviewedPlan): Item {
  const changes = Object.entries(fates).map(([fate, count]) => `${count} ${fate}`);
  const by = terraformVersion ? ` (Terraform ${terraformVersion})` : "";
  const rest = resources - ours;
  return {
    text: `${quoted(name)}${by}: ${count(ours, "resource")} reviewed${changes.length > 0 ? `: ${changes.join(", ")}` : ""}`,
    details: [
      ...(rest > 0 ? [`${count(rest, "other resource")}, which this review does not judge`] : []),
      ...(passedOver.length > 0 ? [`No sign of Aura, not judged: ${passedOver.map(quoted).join(", ")}`] : []),
    ],
  };
}

function keysSection({ keys, keyless }: Review): Section | undefined {
  const rows = [
    ...keys.flatMap(keyRows),
    ...keyless.map((record) => recordRow(["not in these plans", "", ""], record, "")),
  ];
  if (rows.length === 0) return undefined;
  const head = ["Key", "Account", "Region", "Record in Aura", "Record's region", "Instances", "Lets in"];
  return { title: "Keys, records, instances", folded: false, blocks: [{ kind: "table", head, rows }] };
}

function keyRows(key: KeyLine): string[][] {
  const account = key.account
    ? `${quoted(key.account)}${key.accountName ? ` (${key.accountName})` : ""}`
    : "not known yet";
  const cells = [part(key), account, regionOf(key)] as const;
  const letsIn = key.letsIn === undefined ? "not known" : key.letsIn.map(guest).join(", ") || "nobody";
  if (key.records.length === 0) return [[...cells, "none", "", "", letsIn]];
  return key.records.map((record, index) =>
    index === 0 ? recordRow(cells, record, letsIn) : recordRow(["the same", "", ""], record, ""),
  );
}

function recordRow(key: readonly string[], record: RecordLine, letsIn: string): string[] {
  const instances = record.instances.map((instance) => `${part(instance)}, ${regionOf(instance)}`);
  return [...key, part(record), regionOf(record), instances.join("; ") || "none", letsIn];
}

function guest({ who, pinned }: Guest): string {
  return `${quoted(who)}${pinned ? " (pinned)" : ""}`;
}

function part({ on, fate, drifted }: Part): string {
  const notes = [...(fate === "unchanged" ? [] : [fate]), ...(drifted ? ["changed outside of Terraform"] : [])];
  return `${quoted(on.name ?? on.address)}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function regionOf({ region }: Part): string {
  return region === undefined ? "not known yet" : quoted(region);
}

function policySection({ on, summary, changes, unchanged, operations, access }: PolicyReview): Section {
  const items = changes.map(({ kind, statement, words }) => ({ text: `${kind}: ${statement}`, details: words }));
  const same = unchanged > 0 ? [`${count(unchanged, "statement")} unchanged`] : [];
  return {
    title: `Key policy of ${subjectName(on)}`,
    folded: false,
    blocks: [
      { kind: "text", text: [summary, ...same].filter(Boolean).join("; ") },
      ...(items.length > 0 ? [{ kind: "list", items } as const] : []),
      ...(access.length > 0 ? [accessTable(operations, access)] : []),
    ],
  };
}

/** Fifty operations are no table: what belongs together is one column. */
function accessTable(operations: readonly string[], access: readonly AccessRow[]): Block {
  const columns = CAPABILITIES.map(({ title, covers }) => ({
    title,
    at: operations.flatMap((operation, index) => (covers(operation) ? [index] : [])),
  })).filter(({ at }) => at.length > 0);
  return {
    kind: "table",
    head: ["Who may", ...columns.map(({ title }) => title)],
    rows: access.map(({ who, before, after }) => [
      quoted(who),
      ...columns.map(({ at }) => movement(together(before, at), together(after, at))),
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
  return before === after ? after : `${before} to ${after}`;
}

/**
 * "1 finding", "2 findings".
 * @param number how many
 * @param noun what, in the singular
 */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
