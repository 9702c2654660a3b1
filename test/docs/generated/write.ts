import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { compiledPages, generatedPages, ROOT, stalePages } from "./pages";

// Run by `npm run docs`: writes what is generated. With --check it only says what is not up to date.
const pages = new Map([...generatedPages(), ...compiledPages()]);
const stale = stalePages(pages);
if (process.argv.includes("--check")) {
  if (stale.length > 0) {
    console.error(`not up to date: ${stale.join(", ")}; run: npm run docs`);
    process.exitCode = 1;
  }
} else {
  for (const file of stale) writeFileSync(path.join(ROOT, file), pages.get(file) ?? "");
  if (stale.length > 0)
    execFileSync(process.execPath, [
      require.resolve("prettier/bin/prettier.cjs"),
      ...["--log-level", "warn", "--write", ...stale.map((file) => path.join(ROOT, file))],
    ]);
  console.log(stale.length > 0 ? `written: ${stale.join(", ")}` : "everything is up to date");
}
