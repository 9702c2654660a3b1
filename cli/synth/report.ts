import type { Finding } from "../../rules/rule";
import { renderTable } from "../table";
import type { BuiltEstate, BuiltKey } from "./estate-app";

const PHASES = { bootstrap: "1 bootstrap", encrypted: "2 encrypted", "kept-elsewhere": "kept elsewhere" };

/**
 * What `npm run synth` shows at its end: warnings, the cards of keys in phase 1, and the table of all keys.
 * @param built the estate as it was built
 * @param findings what the rules found
 */
export function renderReport(built: BuiltEstate, findings: readonly Finding[]): string {
  return [
    ...findings.filter(({ verdict, waived }) => verdict.outcome === "violation" && !waived).map(warning),
    ...findings.flatMap((finding) => (finding.waived ? [waiver(finding)] : [])),
    ...heldBack(built),
    ...built.keys.flatMap(cards),
    renderTable(
      ["stack", "key", "region", "phase", "record", "instances", "findings"],
      built.keys.flatMap((key) => rows(key, built, findings)),
    ),
  ].join("\n\n");
}

function warning({ rule, node, verdict }: Finding): string {
  const text = verdict.outcome === "violation" ? `${verdict.what}, got: ${verdict.got}; fix: ${verdict.fix}` : "";
  return `Warning: ${node.id}: ${text} [${rule}]`;
}

function waiver({ rule, node, waived }: Finding): string {
  return `Waived: ${rule} on ${node.id}: ${waived}`;
}

function heldBack({ instances }: BuiltEstate): string[] {
  const waiting = [...instances].filter(([, { heldBack }]) => heldBack).map(([name]) => name);
  if (waiting.length === 0) return [];
  return [`Warning: held back until phase 2 of their key: ${waiting.join(", ")}`];
}

function cards({ records }: BuiltKey): string[] {
  return [...records.values()].flatMap((record) => ("card" in record && record.card ? [String(record.card)] : []));
}

function rows(key: BuiltKey, built: BuiltEstate, findings: readonly Finding[]): string[][] {
  return [...key.keys].map(([region, kmsKey]) => {
    const record = key.records.get(region);
    const instances = [...built.instances].filter(
      ([, instance]) => record !== undefined && instance.customerManagedKey === record,
    );
    const paths = [kmsKey, ...(record ? [record] : []), ...instances.map(([, instance]) => instance)].map(
      ({ node }) => node.path,
    );
    return [
      `${key.account}-${region}`,
      key.name,
      region,
      PHASES[kmsKey.phase],
      record ? record.node.id : "-",
      instances.map(([name, { heldBack }]) => (heldBack ? `${name} (held back)` : name)).join(", ") || "-",
      summary(findings.filter(({ node }) => paths.includes(node.id))),
    ];
  });
}

function summary(findings: readonly Finding[]): string {
  const count = (word: string, matching: readonly Finding[]): string[] =>
    matching.length > 0 ? [`${matching.length} ${word}`] : [];
  return (
    [
      ...count(
        "warning",
        findings.filter(({ verdict, waived }) => verdict.outcome === "violation" && !waived),
      ),
      ...count(
        "waived",
        findings.filter(({ waived }) => waived !== undefined),
      ),
      ...count(
        "unknown",
        findings.filter(({ verdict, waived }) => verdict.outcome === "unknown" && !waived),
      ),
    ].join(", ") || "-"
  );
}
