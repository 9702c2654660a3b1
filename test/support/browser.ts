import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const BROWSER = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** As `describe`, but skipped with a visible warning where there is no browser. */
export const describeWithBrowser = BROWSER === undefined ? describe.skip : describe;
if (BROWSER === undefined) process.stderr.write("SKIPPED: no chromium on PATH; nothing was opened in a browser\n");

/**
 * A page as the browser sees it, after its scripts.
 * @param html the page
 */
export function openInBrowser(html: string): string {
  const folder = mkdtempSync(join(tmpdir(), "aura-cmk-"));
  try {
    const file = join(folder, "page.html");
    writeFileSync(file, html);
    const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`, "--dump-dom"];
    return execFileSync(BROWSER ?? "", [...options, pathToFileURL(file).href], { encoding: "utf8", stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 5 });
  }
}
