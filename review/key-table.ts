import { CLOUDS } from "../model/clouds";
import { formatList } from "../util/format-list";
import { kindInWords, MAX_NAMED, quoted } from "./names";
import type { Section } from "./section";
import {
  NEO4J_MANAGED_KEY,
  type ChangeKind,
  type ExternalPrincipal,
  type KeyLine,
  type Part,
  type RecordLine,
  type Review,
  type Reviewed,
} from "./types";

/**
 * The keys, records and instances that a review shows: of plans only those that they change, or on which anything changes, and of
 * which something stays. What goes is in the list of changes.
 */
export function shownLandscape({
  of,
  keys,
  withoutKnownKey,
  policies,
}: Review): Pick<Review, "keys" | "withoutKnownKey"> {
  if (of !== undefined) return { keys, withoutKnownKey };
  const withPolicy = new Set(policies.map(({ on }) => nameOf(on)));
  return {
    keys: keys.filter(
      (key) => !isGone(key) && (withPolicy.has(nameOf(key.on)) || changes(key) || key.records.some(recordChanges)),
    ),
    withoutKnownKey: withoutKnownKey.filter((record) => !isGone(record) && recordChanges(record)),
  };
}

/** Whether nothing of it stays. */
function isGone(part: KeyLine | RecordLine): boolean {
  return partsOf(part).every(({ change }) => GONE.has(change));
}

function nameOf({ address, name, plan }: Part["on"]): string {
  return name === undefined ? `${address} ${plan}` : `${name} ${plan}`;
}

function recordChanges(record: RecordLine): boolean {
  return changes(record) || record.instances.some(changes);
}

function changes({ change, drifted }: Part): boolean {
  return drifted || !["unchanged", "managed-elsewhere"].includes(change);
}

/** The table of keys with what Aura encrypts with them. Accounts and regions are in it where the plans have several. */
export function keySection(review: Review): Section | undefined {
  const { keys, withoutKnownKey } = shownLandscape(review);
  const shown: Shown = {
    driftSaid: new Set([
      ...review.findings.filter(({ drift }) => drift).map(({ on }) => nameOf(on)),
      ...review.policies.filter(({ drifted }) => drifted).map(({ on }) => nameOf(on)),
    ]),
    accounts: new Set(keys.map(accountOf)).size > 1 || review.plans.length > 1,
    regions: new Set([...keys, ...withoutKnownKey].flatMap(partsOf).map(regionOf)).size > 1,
  };
  const rows = [
    ...keys.flatMap((key) => keyRows(key, shown)),
    ...withoutKnownKey.map((record) => rowWithoutKey(record, review, shown)),
  ];
  if (rows.length === 0) return undefined;
  const head = ["Key", "Customer managed key", "Instances", "External principals"];
  return { title: "Keys and instances", folded: false, blocks: [{ kind: "table", head, rows }] };
}

/** What a cell says: everything is said once in a review. */
interface Shown {
  /** Whether the plans have several accounts. */
  readonly accounts: boolean;
  /** Whether the plans have several regions. */
  readonly regions: boolean;
  /** The resources with a change outside of Terraform that the review shows elsewhere. */
  readonly driftSaid: ReadonlySet<string>;
}

function partsOf(part: KeyLine | RecordLine): readonly Part[] {
  return "records" in part ? [part, ...part.records.flatMap(partsOf)] : [part, ...part.instances];
}

const GONE: ReadonlySet<ChangeKind> = new Set(["deleted", "removed-from-state"]);

function keyRows(key: KeyLine, shown: Shown): string[][] {
  const { externalPrincipals, change } = key;
  const principals = externalPrincipals
    ? formatList(externalPrincipals.map(principal), { max: MAX_NAMED }) || "none"
    : "unknown";
  const name = part(key, shown, [
    ...(shown.regions ? [regionOf(key)] : []),
    ...(shown.accounts ? [accountOf(key)] : []),
  ]);
  const external = GONE.has(change) ? "" : principals;
  if (key.records.length === 0) return [[name, "none", "none", external]];
  return key.records.map((record, index) => [
    ...(index === 0 ? [name] : ["the same"]),
    ...recordCells(record, key, shown),
    ...(index === 0 ? [external] : [""]),
  ]);
}

function rowWithoutKey(record: RecordLine, { plans, ...review }: Review, shown: Shown): string[] {
  const of: Reviewed = review.of ?? "plan";
  const isNeo4jManaged = record.on.address === NEO4J_MANAGED_KEY;
  const elsewhere = of === "account" ? "not found" : plans.length > 1 ? `not in these ${of}s` : `not in this ${of}`;
  const [cell = "", instances = ""] = recordCells(record, undefined, shown);
  return [isNeo4jManaged ? NEO4J_MANAGED_KEY : elsewhere, isNeo4jManaged ? "none" : cell, instances, ""];
}

/** The region of a part is said where it is not that of its key. */
function recordCells(record: RecordLine, key: KeyLine | undefined, shown: Shown): [string, string] {
  const placed = (one: Part, beside: Part | undefined): string =>
    part(
      one,
      shown,
      shown.regions && (beside === undefined || regionOf(one) !== regionOf(beside)) ? [regionOf(one)] : [],
    );
  const isKnown = record.region !== undefined;
  const instances = record.instances.map((one) => placed(one, isKnown ? record : key));
  return [placed(record, key), formatList(instances, { max: MAX_NAMED }) || "none"];
}

function principal({ who, expected }: ExternalPrincipal): string {
  return `${quoted(who)}${expected ? " (expected)" : ""}`;
}

function part({ on, change, drifted }: Part, { driftSaid }: Shown, places: readonly string[]): string {
  const notes = [
    // What else changes is in a list of its own.
    ...(GONE.has(change) ? [kindInWords(change)] : []),
    ...(drifted && !driftSaid.has(nameOf(on)) ? ["changed outside of Terraform"] : []),
    ...places,
  ];
  return `${quoted(on.name ?? on.address)}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}

function regionOf({ region }: Part): string {
  return region === undefined ? "region unknown" : quoted(region);
}

function accountOf({ cloud, account, accountName }: KeyLine): string {
  const { owner } = CLOUDS[cloud ?? "aws"];
  if (account === undefined) return `${owner} unknown`;
  return `${owner} ${quoted(account)}${accountName ? ` (${accountName})` : ""}`;
}
