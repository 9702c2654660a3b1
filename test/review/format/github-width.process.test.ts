import MarkdownIt from "markdown-it";
import { renderMarkdown } from "../../../review/format/markdown";
import type { Answer, Review } from "../../../review/types";
import { describeWithBrowser, openInBrowser } from "../../support/browser";
import { CASES, reviewOf } from "../golden/cases";
import { RECORDED, planText, reviewOfText } from "../real-plans/review";
import { sampleReview } from "../sample";

/** Pixels of a comment on a pull request. */
const WIDTH = 780;

/** What decides widths in the style of a comment on GitHub. */
const STYLE = `
* { box-sizing: border-box; }
article { width: ${WIDTH}px; font: 14px/1.5 "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse; }
th, td { padding: 6px 13px; border: 1px solid; }
code, pre { font-family: ui-monospace, Menlo, Consolas, "Liberation Mono", monospace; font-size: 85%; }
code { padding: .2em .4em; white-space: break-spaces; }
pre { padding: 16px; overflow: auto; white-space: pre; }
pre > code { font-size: 100%; padding: 0; white-space: pre; }
`;

/** Leaves in the page what does not fit. */
const MEASURE = `
document.querySelectorAll("details").forEach((details) => { details.open = true; });
const wide = [...document.querySelectorAll("article")].flatMap((article) =>
  [article, ...article.querySelectorAll("table")]
    .filter(({ scrollWidth }) => scrollWidth > ${WIDTH})
    .map(({ tagName, scrollWidth }) => article.id + ": " + tagName + " of " + scrollWidth + " pixels"));
document.body.textContent = "[" + wide.join(", ") + "]";
`;

/** What is too wide for a comment, of reviews by their names. */
function tooWide(reviews: ReadonlyMap<string, Review>): string {
  const markdown = new MarkdownIt({ html: true });
  const articles = [...reviews].map(
    ([name, review]) => `<article id="${name}">${markdown.render(renderMarkdown(review))}</article>`,
  );
  const page = `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><body>${articles.join("\n")}<script>${MEASURE}</script>`;
  return /<body>([^]*?)<\/body>/.exec(openInBrowser(page))?.[1] ?? "";
}

const LONG = [
  `module.${"platform_".repeat(6)}["orders.production.eu-central-1"].module.database.aws_kms_key.${"orders".repeat(9)}`,
  `arn:aws:iam::444455556666:role/aws-service-role/${"Neo4jAuraCustomerManagedKeyAccess".repeat(2)}_${"x".repeat(40)}`,
  "x".repeat(300),
  "\u00fc|<b>".repeat(30),
];

/** A table of access in which no column is like another one. */
function withAllColumns(): Review {
  const review = sampleReview();
  const [policy] = review.policies;
  if (!policy) throw new Error("the sample has a policy");
  const operations = ["Encrypt", "Decrypt", "ReEncryptTo", "DescribeKey", "CreateGrant", "PutKeyPolicy", "DisableKey"];
  const named = [...operations, "TagResource"].map((name) => `kms:${name}`);
  const access = named.map((_, row) => ({
    who: LONG[1] ?? "",
    before: named.map((_, column): Answer => (column === row ? "unknown" : "yes")),
    after: named.map((): Answer => "no"),
  }));
  return { ...review, policies: [{ ...policy, operations: named, access }] };
}

describeWithBrowser("in a comment on GitHub", () => {
  it("every review of a recorded plan fits without a scroll bar", () => {
    const golden = CASES.map(({ plans }) => [plans.join("+"), reviewOf(...plans)] as const);
    const recorded = RECORDED.map((name) => [name, reviewOfText(planText(name))] as const);
    expect(tooWide(new Map([...golden, ...recorded]))).toBe("[]");
  });

  it("so does one with names of any length, and with every column of the table of access", () => {
    const long = LONG.map((name, index) => [`long${index}`, sampleReview(name)] as const);
    expect(tooWide(new Map([...long, ["columns", withAllColumns()]]))).toBe("[]");
  });
});
