import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { renderHtml } from "../../../review/format/html";
import { sampleReview } from "../sample";

const BROWSER = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);
const describeWithBrowser = BROWSER === undefined ? describe.skip : describe;
if (BROWSER === undefined)
  process.stderr.write("SKIPPED: no chromium on PATH; the HTML review was not opened in a browser\n");

describeWithBrowser("in a real browser", () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "aura-cmk-"))));
  afterAll(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

  /** The page as the browser sees it. */
  function opened(html: string): string {
    const file = join(folder, "review.html");
    writeFileSync(file, html);
    const options = ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${folder}`, "--dump-dom"];
    return execFileSync(BROWSER ?? "", [...options, pathToFileURL(file).href], { encoding: "utf8", stdio: "pipe" });
  }

  it("the page is what was written, with every section", () => {
    const dom = opened(renderHtml(sampleReview(), "1.2.3"));
    const titles = [...dom.matchAll(/<(?:h2|summary)>(.*?)<\/(?:h2|summary)>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...["Needs review", "What changes", "Cannot be undone", "Phase", "Next steps", "Keys and instances"],
      ...["Who can use the key", "Waivers in force", "Also found", "Coverage"],
    ]);
    expect(dom).toContain("<title>BLOCK: this plan revokes Aura's access to key orders; and 1 more finding</title>");
  });

  it("a name that would be a script stays a name", () => {
    const script = `</title></style><script>document.title = "run"</script><img src=x onerror="document.title='run'">`;
    const dom = opened(renderHtml(sampleReview(script), "1.2.3"));
    expect(dom).toContain("<title>BLOCK: &lt;/title&gt;&lt;/style&gt;&lt;script&gt;");
    expect(dom).not.toMatch(/<script|<img/);
  });
});
