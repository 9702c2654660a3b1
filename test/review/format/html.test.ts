import { renderHtml } from "../../../review/format/html";
import { sampleReview } from "../sample";

/** What is between the tags, without the style. */
function bodyOf(html: string): string {
  return /<body>\n([\s\S]*)<\/body>/.exec(html)?.[1] ?? "";
}

it("is one page with the verdict first, and everything in it", () => {
  const { reason, plans, findings, waivers, ...rest } = sampleReview();
  const [finding] = findings;
  if (!finding) throw new Error("the sample has a finding");
  const review = { ...{ reason, plans, findings: [finding], waivers: [] }, ...rest };
  const small = { ...review, keys: [], withoutKnownKey: [], policies: [], phases: [] };
  expect(bodyOf(renderHtml(small, "1.2.3"))).toBe(
    `<h1 class="block">BLOCK: this plan revokes Aura&#39;s access to key orders; and 1 more finding</h1>
<article class="block">
<p><code>alias/neo4j-aura/orders</code> (<code>aws_kms_key.orders</code>): loses kms:Decrypt <code>aura-keeps-access</code></p>
<p>help: put the statement back</p>
<pre>moved {
  from = aws_kms_key.old
  to   = aws_kms_key.orders
}</pre>
</article>
<p>in account <code>111122223333</code> (prod), <code>eu-west-1</code></p>
<section><h2>Needs review</h2>
<article class="attention"><p><strong>NEEDS REVIEW: Terraform stopped with an error</strong></p>
<p>it is incomplete</p>
<p>help: mend it</p>
</article>
</section>
<section><h2>What changes</h2>
<ul><li><strong>instance <code>aura_instance.main</code></strong>: updated from <code>aura_instance.old</code>: <code>memory</code> <code>8GB</code> → <code>16GB</code>; no restart</li>
<li><strong>updated</strong>: key <code>alias/neo4j-aura/orders</code></li></ul>
</section>
<section><h2>Cannot be undone</h2>
<ul><li><strong><code>alias/neo4j-aura/orders</code> (<code>aws_kms_key.orders</code>)</strong>: from 2026-12-22 on, if applied today: the deletion of the key<ul><li>until then: cancel it</li></ul></li></ul>
</section>
<section><h2>Coverage</h2>
<p>4 resources reviewed, of which 3 do not change; not covered: 4 other resources and 1 resource of keys without a sign of Aura, but for external access: <code>aws_kms_key.logs</code> (destroyed); Terraform 1.11.4</p>
</section>
<footer>Made by aura-cmk 1.2.3.</footer>
`,
  );
});

it("can load and run nothing, whatever a plan holds", () => {
  const html = renderHtml(sampleReview(`</title><img src=x onerror="document.title='no'">\u202e'&\`b\`\``), "1.2.3");
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  const tags = [...new Set([...html.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag))].sort();
  expect(tags).toEqual(
    [
      ...["article", "body", "code", "details", "div", "footer", "h1", "h2", "head", "html", "li", "meta", "p", "pre"],
      ...["section", "strong", "style", "summary", "table", "tbody", "td", "th", "thead", "title", "tr", "ul"],
    ].sort(),
  );
  expect(html).not.toMatch(/\u202e|src=x onerror="/);
});
