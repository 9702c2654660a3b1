import { AuraCustomerManagedKey, type IAuraCustomerManagedKey, type IAuraInstance } from "../constructs";
import { groupBy } from "../util/group-by";
import { joinUnknowns, textOf } from "../rules/engine";
import { type KeyWithExternalAccess, formatPrincipals } from "../rules/analysis";
import type { Finding } from "../rules/rule";
import { formatList } from "../util/format-list";
import { renderTable } from "../util/table";
import type { BuiltEstate, BuiltKey } from "./estate-app";

const PHASES = { bootstrap: "1 bootstrap", encrypted: "2 encrypted", "kept-elsewhere": "existing key" };

/** Lines of one kind that are shown; the others are counted. */
const MAX_LINES = 20;

/**
 * The output of `npm run synth`: warnings, waivers, what is unknown until apply, the next steps for keys in phase 1, and a
 * table of all keys.
 * @param externalAccess which principals outside its account each key allows
 */
export function renderReport(
  built: BuiltEstate,
  found: readonly Finding[],
  externalAccess: readonly KeyWithExternalAccess[],
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
    externalAccess.some(({ hasExpectedPrincipals }) => !hasExpectedPrincipals) ? NO_EXPECTED_PRINCIPALS : "",
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
  const deferred = [...instances].filter(([, instance]) => instance.deferred).map(([name]) => name);
  return deferred.length > 0 ? `Warning: instances deferred until phase 2 of their key: ${deferred.join(", ")}` : "";
}

/** The next steps of a key, once for each file: regions with one file get one statement. */
function nextSteps({ keys, records }: BuiltKey): string[] {
  const steps = [...records].flatMap(([region, record]) =>
    "nextSteps" in record && record.nextSteps
      ? [{ file: keys.get(region)?.statementPath, name: nameInAura(record), text: String(record.nextSteps) }]
      : [],
  );
  return [...groupBy(steps, ({ file, name }) => file ?? name).values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const names = others.map(({ name }) => JSON.stringify(name)).join(", ");
    const compare = `The file is also used for ${names}. Where the Console shows another statement there, name a file for each region.`;
    return [others.length > 0 ? `${first.text}\n${compare}` : first.text];
  });
}

const NO_EXPECTED_PRINCIPALS =
  "No expected principals set. Compare the account in Aura's statement with the Aura Console, then set `accountId` under " +
  "`aura`, or `auraAccountId` of the key: synth then refuses a statement that grants access to any other account.";

function keyTable(
  built: BuiltEstate,
  findings: readonly Finding[],
  externalAccess: readonly KeyWithExternalAccess[],
): string {
  const principals = new Map(externalAccess.map((one) => [one.node.id, formatPrincipals(one)]));
  const byNode = groupBy(findings, ({ node }) => node.id);
  const byRecord = groupBy(built.instances, ([, instance]) => instance.customerManagedKey);
  return renderTable(
    ["stack", "key", "region", "phase", "external access", "customer managed key", "instances", "findings"],
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
      principals.get(key.node.path) ?? (key.phase === "kept-elsewhere" ? "unknown" : "-"),
      record ? nameInAura(record) : "-",
      instances.map(([id, instance]) => (instance.deferred ? `${id} (deferred)` : id)).join(", ") || "-",
      summary(parts.flatMap(({ node }) => byNode.get(node.path) ?? [])),
    ];
  });
}

/** The name of a customer managed key in Aura; of one that is not created here, the name of its key in the estate. */
function nameInAura(record: IAuraCustomerManagedKey): string {
  return record instanceof AuraCustomerManagedKey ? record.resource.input.name : record.node.id;
}

function summary(findings: readonly Finding[]): string {
  const counts = [...groupBy(findings, kindOf)].map(([kind, { length }]) => `${length} ${kind}`);
  return counts.join(", ") || "-";
}
