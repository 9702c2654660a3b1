import { writeFileSync } from "node:fs";
import { KEY_ROWS_FILE, type KeyRow } from "../../rules/analysis";

/**
 * Hands the keys of the app to `aura-cmk synth`, which started the program and prints them as a table: the program is a process of
 * its own, in whatever way it is run.
 */
export function handOver(rows: readonly KeyRow[]): void {
  const file = process.env[KEY_ROWS_FILE];
  if (file !== undefined) writeFileSync(file, JSON.stringify(rows));
}
