import { count } from "../util/count";
import { formatList } from "../util/format-list";
import { CAPABILITIES } from "./capabilities";
import { ARROW } from "./format/escape";
import { NEO4JS_OWN_KEY } from "./types";
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
  ReviewedPlan,
  ReviewFinding,
  Subject,
  WaiverLine,
} from "./types";
import type { AnyNode, NodeId } from "../model/model";
import type { PlanReading } from "../model/read/types";

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
  /** What is read first. */
  readonly lead: string;
  readonly text: string;
  readonly details: readonly string[];
}

/** The line under the verdict: where the plan acts. */
export function placeOf({ name, accounts, regions }: ReviewedPlan): string {
  const where = [
    ...accounts.map((account) => `account ${quoted(account.id)}${account.name ? ` (${account.name})` : ""}`),
    ...regions.map(quoted),
  ];
  return `${quoted(name)}${where.length > 0 ? `: ${where.join(", ")}` : ""}`;
}

/**
 * The sections of a review; those without anything to say are left out.
 * @param review the review
 */
export function sectionsOf(review: Review): readonly Section[] {
  const at = (level: ReviewFinding["level"]) => review.findings.filter((finding) => finding.level === level);
  const sections: readonly (Section | undefined)[] = [
    list("Blocks", at("block").map(findingItem)),
    list("Needs review", [...review.plans.flatMap(gapItems), ...at("attention").map(findingItem)]),
    list("Can not be undone", review.irreversible.map(irreversibleItem)),
    list("Phase", review.phases.map(phaseItem)),
    keysSection(review),
    ...review.policies.map(policySection),
    list("Waivers in force", review.waivers.map(waiverItem)),
    list("Also found", at("note").map(findingItem), true),
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
  return gaps.map((gap) => ({ lead: quoted(name), text: gap, details: [] }));
}

function findingItem({
  rule,
  outcome,
  on,
  what,
  got,
  fix,
  alsoUndetermined: alsoUndetermined = [],
  waived,
}: ReviewFinding): Item {
  return {
    lead: outcome === "unknown" ? "not known" : what,
    text: got ?? what,
    details: [
      ...(waived === undefined ? [] : [`Waived: ${waived}`]),
      ...(fix === undefined ? [] : [`Fix: ${fix}`]),
      ...(alsoUndetermined.length > 0 ? [`Can not be told either: ${alsoUndetermined.join(", ")}`] : []),
      `${subjectName(on)}, rule ${rule}`,
    ],
  };
}

function irreversibleItem({ on, what, until, undo }: IrreversibleAction): Item {
  const day = until === undefined ? "" : ` (${until}, if it is applied today)`;
  const details = undo === undefined ? [] : [`Until then it can be taken back: ${undo}`];
  return { lead: subjectName(on), text: `${what}${day}`, details };
}

const PHASES = {
  none: "no key",
  bootstrap: "phase 1 (bootstrap)",
  encrypted: "phase 2 (encrypted)",
  unknown: "not known",
} as const;

function phaseItem({ on, before, after, expects, next }: PhaseLine): Item {
  const way = before === after ? PHASES[after] : `${PHASES[before]} ${ARROW} ${PHASES[after]}`;
  const details = [
    ...(expects ? [`Expects: ${formatList(expects.map(quoted), { max: MAX_NAMED })}`] : []),
    ...(next === undefined ? [] : [`Next: ${next}`]),
  ];
  return { lead: subjectName(on), text: way, details };
}

function waiverItem({ rule, on, reason, isNew }: WaiverLine): Item {
  const what = `${rule} on ${on.map(quoted).join(", ") || "nothing"}`;
  return { lead: isNew ? `New: ${what}` : what, text: reason, details: [] };
}

function countsItem({ name, resources, relevant, terraformVersion, changes: fates, skipped }: ReviewedPlan): Item {
  const changes = Object.entries(fates).map(([fate, number]) => `${number} ${fate}`);
  const by = terraformVersion === undefined ? "" : `, made by Terraform ${terraformVersion}`;
  const rest = resources - relevant;
  return {
    lead: quoted(name),
    text: `${count(relevant, "resource")} reviewed${changes.length > 0 ? ` (${changes.join(", ")})` : ""}${by}`,
    details: [
      ...(rest > 0 ? [`${count(rest, "other resource")}, not judged`] : []),
      ...(skipped.length > 0 ? [`No sign of Aura, not judged: ${skipped.map(quoted).join(", ")}`] : []),
    ],
  };
}

function keysSection({ keys, withoutKnownKey }: Review): Section | undefined {
  const rows = [...keys.flatMap(keyRows), ...withoutKnownKey.map(keylessRow)];
  if (rows.length === 0) return undefined;
  const head = ["Key", "Region", "Record in Aura", "Instances", "Lets in", "Account"];
  return { title: "Keys, records, instances", folded: false, blocks: [{ kind: "table", head, rows }] };
}

/** What is said of a key in the rows of its records. */
interface KeyCells {
  readonly key: string;
  readonly region: string;
  readonly letsIn: string;
  readonly account: string;
}

const THE_SAME: KeyCells = { key: "the same", region: "", letsIn: "", account: "" };

function keyRows(key: KeyLine): string[][] {
  const { account, accountName, letsIn, change } = key;
  const guests = letsIn ? formatList(letsIn.map(guest), { max: MAX_NAMED }) || "nobody" : "not known";
  const cells: KeyCells = {
    key: part(key),
    region: regionOf(key),
    letsIn: change === "deleted" || change === "forgotten" ? "" : guests,
    account: account ? `${quoted(account)}${accountName ? ` (${accountName})` : ""}` : "not known",
  };
  if (key.records.length === 0) return [row(cells, undefined)];
  return key.records.map((record, index) => row(index === 0 ? cells : THE_SAME, record));
}

function keylessRow(record: RecordLine): string[] {
  const isNeo4js = record.on.address === NEO4JS_OWN_KEY;
  const cells = { ...THE_SAME, key: isNeo4js ? NEO4JS_OWN_KEY : "not in these plans" };
  return row(cells, isNeo4js ? undefined : record, record.instances);
}

function row(
  { key, region, letsIn, account }: KeyCells,
  record: RecordLine | undefined,
  on = record?.instances ?? [],
): string[] {
  const placed = (one: Part): string => `${part(one)}, ${regionOf(one)}`;
  const instances = formatList(on.map(placed), { max: MAX_NAMED, separator: "; " }) || "none";
  return [key, region, record ? placed(record) : "none", instances, letsIn, account];
}

/** So many are named in one place; the JSON of the review has them all. */
const MAX_NAMED = 10;

function guest({ who, pinned }: ExternalPrincipal): string {
  return `${quoted(who)}${pinned ? " (pinned)" : ""}`;
}

function part({ on, change, drifted }: Part): string {
  const notes = [...(change === "unchanged" ? [] : [change]), ...(drifted ? ["changed outside of Terraform"] : [])];
  return `${quoted(on.name ?? on.address)}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function regionOf({ region }: Part): string {
  return region === undefined ? "region not known" : quoted(region);
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

/** Who may do what is in the table below; the JSON of the review has every operation. */
function withoutLongLists(words: string): string {
  return words.replace(OPERATIONS, (list) => formatList(list.split(", "), { max: MAX_OPERATIONS }));
}

/** What belongs together is one column: nobody reads a column for each operation of KMS. */
function accessTable({ operations, access, isNew }: PolicyReview): Block {
  const columns = CAPABILITIES.map(({ title, covers }) => ({
    title,
    at: operations.flatMap((operation, index) => (covers(operation) ? [index] : [])),
  })).filter(({ at }) => at.length > 0);
  return {
    kind: "table",
    head: ["Who may", ...columns.map(({ title }) => title)],
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

/**
 * What was changed outside of Terraform in a way that matters here. Terraform lists more: a record that turned ready, or a key
 * that shows the policy which was set apart from it.
 * @param reading the plans
 */
export function driftedNodes({ drift, before, after }: PlanReading): ReadonlySet<NodeId> {
  const apart = new Set([...before.keyPolicies, ...after.keyPolicies].map(({ key }) => key));
  const changed = (drift?.changes ?? []).filter((change) => {
    const [was, is] = [change.before, change.after].map((node) => node && compared(node, apart.has(node.id)));
    return was !== is;
  });
  return new Set(changed.map(({ id }) => id));
}

function compared(node: AnyNode, policyIsApart: boolean): string {
  // What a node hangs on is found anew on each side; that is no change of its own.
  const { key, record, cloneOf, ...own } = node as AnyNode & Record<"key" | "record" | "cloneOf", unknown>;
  if (own.kind !== "key" || !policyIsApart) return JSON.stringify(own);
  const { policy, presentPolicy, statement, ...rest } = own;
  return JSON.stringify(rest);
}
