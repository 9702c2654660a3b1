import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CASES } from "./cases";
import type { PlanCase } from "./cases/case";
import { made } from "./make";
import { readmeOf } from "./readme";

const FAILED = 1;

/** Makes the fixtures of a case again, and says so. */
async function renew(one: PlanCase): Promise<void> {
  const began = performance.now();
  const texts = await made(one);
  for (const [index, name] of one.names.entries()) writeFileSync(join(__dirname, `${name}.json`), texts[index] ?? "");
  const kilobytes = texts.reduce((sum, text) => sum + text.length, 0) / 1000;
  const seconds = (performance.now() - began) / 1000;
  process.stdout.write(`${one.names.join(" ")}: ${kilobytes.toFixed(0)} KB, ${seconds.toFixed(1)} s\n`);
}

async function main(wanted: readonly string[]): Promise<void> {
  const names = CASES.flatMap((one) => one.names);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no case ${unknown.join(", ")}; there are ${names.join(", ")}`);
  // A case takes a second; the one that is being made is finished, so that nothing is left behind.
  let stopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (stopped = true));
  for (const one of CASES) {
    if (stopped) throw new Error("stopped");
    if (wanted.length === 0 || one.names.some((name) => wanted.includes(name))) await renew(one);
  }
  writeFileSync(join(__dirname, "README.md"), readmeOf(CASES));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAILED;
});
