import { CLOUDS } from "../model/clouds";
import type { KeyRow } from "../rules/analysis";
import { renderTable } from "../util/table";

const PHASES = { bootstrap: "1 bootstrap", encrypted: "2 encrypted", existing: "existing key" };
const HEAD = ["region", "phase", "external access", "customer managed key", "instances", "findings"];

/**
 * The table at the end of a synth: one line for each key.
 * @param rows what was found
 */
export function renderKeyTable(rows: readonly KeyRow[]): string {
  // Where all is in AWS, nobody has to be told so.
  const withCloud = rows.some(({ cloud }) => cloud !== undefined);
  const head = ["stack", "key", ...(withCloud ? ["cloud"] : []), ...HEAD];
  return renderTable(
    head,
    rows.map((row) => {
      const { stack, key, cloud = "aws" } = row;
      return [stack, key, ...(withCloud ? [CLOUDS[cloud].name] : []), ...cellsOf(row)];
    }),
  );
}

function cellsOf({ region, phase, externalAccess, customerManagedKey, instances, findings }: KeyRow): string[] {
  return [
    ...[region ?? "unknown", PHASES[phase], externalAccess ?? "unknown", customerManagedKey ?? "-"],
    instances.map(({ name, deferred }) => (deferred ? `${name} (deferred)` : name)).join(", ") || "-",
    Object.entries(findings)
      .map(([kind, number]) => `${number} ${kind}`)
      .join(", ") || "-",
  ];
}
