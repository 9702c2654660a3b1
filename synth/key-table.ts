import type { KeyRow } from "../rules/analysis";
import { renderTable } from "../util/table";

const PHASES = { bootstrap: "1 bootstrap", encrypted: "2 encrypted", existing: "existing key" };
const HEAD = ["stack", "key", "region", "phase", "external access", "customer managed key", "instances", "findings"];

/**
 * The table at the end of a synth: one line for each key.
 * @param rows what was found
 */
export function renderKeyTable(rows: readonly KeyRow[]): string {
  return renderTable(HEAD, rows.map(cellsOf));
}

function cellsOf(row: KeyRow): string[] {
  const { stack, key, region, phase, externalAccess, customerManagedKey, instances, findings } = row;
  return [
    ...[stack, key, region ?? "unknown", PHASES[phase], externalAccess ?? "unknown", customerManagedKey ?? "-"],
    instances.map(({ name, deferred }) => (deferred ? `${name} (deferred)` : name)).join(", ") || "-",
    Object.entries(findings)
      .map(([kind, number]) => `${number} ${kind}`)
      .join(", ") || "-",
  ];
}
