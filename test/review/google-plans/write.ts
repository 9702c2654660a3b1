import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CASES, GROUPS } from "./cases";
import { made } from "./make";

const FAILED = 1;

async function main(wanted: readonly string[]): Promise<void> {
  const names = CASES.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`there is no case ${unknown.join(", ")}; there are ${names.join(", ")}`);
  for (const group of GROUPS) {
    for (const [name, text] of await made(group, (one) => wanted.length === 0 || wanted.includes(one.name))) {
      writeFileSync(join(__dirname, `${name}.json`), text);
      process.stdout.write(`${name}: ${(text.length / 1000).toFixed(0)} KB\n`);
    }
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAILED;
});
