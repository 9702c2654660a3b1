import { renderHtml } from "../../../review/format/html";
import { describeWithBrowser, openInBrowser } from "../../support/browser";
import { sampleReview } from "../sample";

describeWithBrowser("in a real browser", () => {
  it("the page is what was written, with every section", () => {
    const dom = openInBrowser(renderHtml(sampleReview(), "1.2.3"));
    const titles = [...dom.matchAll(/<(?:h2|summary)>(.*?)<\/(?:h2|summary)>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      ...["Needs review", "What changes", "Cannot be undone", "Phase", "Next steps", "Keys and instances"],
      ...["Who can use the key", "Waivers in force", "Also found", "Coverage"],
    ]);
    expect(dom).toContain("<title>BLOCK: this plan revokes Aura's access to key orders; and 1 more finding</title>");
  });

  it("a name that would be a script stays a name", () => {
    const script = `</title></style><script>document.title = "run"</script><img src=x onerror="document.title='run'">`;
    const dom = openInBrowser(renderHtml(sampleReview(script), "1.2.3"));
    expect(dom).toContain("<title>BLOCK: &lt;/title&gt;&lt;/style&gt;&lt;script&gt;");
    expect(dom).not.toMatch(/<script|<img/);
  });
});
