import { AuraCustomerManagedKey, type IAuraCustomerManagedKey, type IAuraInstance } from "../constructs";
import { groupBy } from "../util/group-by";
import { joinUnknowns, textOf } from "../rules/engine";
import { type ExternalAccess, formatPrincipals } from "../rules/analysis";
import type { Finding } from "../rules/rule";
import { formatList } from "../util/format-list";
import { renderTable } from "../util/table";
import type { BuiltEstate, BuiltKey } from "./estate-app";

const PHASES = { bootstrap: "1 bootstrap", encrypted: "2 encrypted", "kept-elsewhere": "kept elsewhere" };

/** Lines of one kind that are shown; the rest is counted. */
const MAX_LINES = 20;

/**
 * What `npm run synth` shows at its end: warnings, waivers, what is not known yet, the next steps for keys in phase 1, and the
 * table of all keys.
 * @param built the estate as it was built
 * @param found what the rules found
 * @param externalAccess which principals outside its account each key allows
 */
export function renderReport(
  built: BuiltEstate,
  found: readonly Finding[],
  externalAccess: readonly ExternalAccess[],
): string {
  const findings = joinUnknowns(found);
  const lines = groupBy(findings, kindOf);
  return [
    paragraph((lines.get("warning") ?? []).map((finding) => `Warning: ${finding.node.id}: ${textOf(finding)}`)),
    paragraph((lines.get("waived") ?? []).map(({ rule, node, waived }) => `Waived: ${rule} on ${node.id}: ${waived}`)),
    paragraph((lines.get("unknown") ?? []).map((finding) => `Unknown: ${finding.node.id}: ${textOf(finding)}`)),
    deferredInstances(built),
    ...built.keys.flatMap(nextSteps),
    keyTable(built, findings, externalAccess),
    externalAccess.some(({ hasExpectedPrincipals }) => !hasExpectedPrincipals) ? NOT_PINNED : "",
  ]
    .filter(Boolean)
    .join("\n\n");
}

function kindOf({ verdict, waived }: Finding): "warning" | "waived" | "unknown" {
  if (waived) return "waived";
  return verdict.outcome === "unknown" ? "unknown" : "warning";
}

function paragraph(lines: readonly string[]): string {
  return formatList(lines, { max: MAX_LINES, separator: "\n" });
}

function deferredInstances({ instances }: BuiltEstate): string {
  const waiting = [...instances].filter(([, instance]) => instance.deferred).map(([name]) => name);
  return waiting.length > 0 ? `Warning: deferred until phase 2 of their key: ${waiting.join(", ")}` : "";
}

function nextSteps({ records }: BuiltKey): string[] {
  return [...records.values()].flatMap((record) =>
    "nextSteps" in record && record.nextSteps ? [String(record.nextSteps)] : [],
  );
}

const NOT_PINNED =
  "Not pinned: nobody said whom Aura's statement may let in. Compare it with the Aura Console, then set `accountId` under " +
  "`aura`, or `auraAccountId` of the key; a statement that lets in somebody else is then refused.";

function keyTable(built: BuiltEstate, findings: readonly Finding[], externalAccess: readonly ExternalAccess[]): string {
  const principals = new Map(externalAccess.map((one) => [one.node.id, formatPrincipals(one)]));
  const byNode = groupBy(findings, ({ node }) => node.id);
  const byRecord = groupBy(built.instances, ([, instance]) => instance.customerManagedKey);
  return renderTable(
    ["stack", "key", "region", "phase", "lets in", "record", "instances", "findings"],
    built.keys.flatMap((key) => rows(key, byRecord, byNode, principals)),
  );
}

function rows(
  { name, account, keys, records }: BuiltKey,
  byRecord: ReadonlyMap<IAuraCustomerManagedKey | undefined, (readonly [string, IAuraInstance])[]>,
  byNode: ReadonlyMap<string, Finding[]>,
  principals: ReadonlyMap<string, string>,
): string[][] {
  return [...keys].map(([region, key]) => {
    const record = records.get(region);
    const instances = (record && byRecord.get(record)) ?? [];
    const parts = [key, ...(record ? [record] : []), ...instances.map(([, instance]) => instance)];
    return [
      `${account}-${region}`,
      name,
      region,
      PHASES[key.phase],
      principals.get(key.node.path) ?? (key.phase === "kept-elsewhere" ? "not known" : "-"),
      record ? nameOf(record) : "-",
      instances.map(([id, instance]) => (instance.deferred ? `${id} (deferred)` : id)).join(", ") || "-",
      summary(parts.flatMap(({ node }) => byNode.get(node.path) ?? [])),
    ];
  });
}

/** What Aura calls a record; of one that is not made here, what the estate calls its key. */
function nameOf(record: IAuraCustomerManagedKey): string {
  return record instanceof AuraCustomerManagedKey ? record.resource.input.name : record.node.id;
}

function summary(findings: readonly Finding[]): string {
  const counts = [...groupBy(findings, kindOf)].map(([kind, { length }]) => `${length} ${kind}`);
  return counts.join(", ") || "-";
}
