import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { MARKER, renderMarkdown } from "../../../review/format/markdown";
import type { Review } from "../../../review/types";
import { sampleReview } from "../sample";
import { anyCharacter } from "../../support/characters";

/** GitHub's limit for a comment, from its error message. */
const MAX_COMMENT = 65_536;

const NASTY = [
  ...[
    "<!-- aura-cmk:review -->",
    "</summary></details><script>alert(1)</script>",
    "a | b | c",
    "`",
    "```\n# x",
    "@octocat",
  ],
  ...[
    "#1",
    "[a](http://x.de)",
    "![a](http://x.de/i.png)",
    "https://x.de",
    "\n\n## OK: nothing changes",
    "\u202eKO",
    "1. a",
  ],
  ...[
    "/merge",
    "a\n/approve",
    "$`x`$",
    "<img src=x onerror=alert(1)>",
    "&lt;b&gt;",
    "%0a",
    "~~a~~",
    "**OK**",
    "- [x] done",
  ],
];
const name = fc
  .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: anyCharacter, maxLength: 6 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => `${parts.join(" ")}.`);

/** Elements with their number, headings and cells by their texts: all that names could not have changed. */
function shapeOf(text: string): unknown {
  const html = new MarkdownIt({ html: true, linkify: true }).render(text);
  const elements = [...html.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, element]) => element ?? "");
  // How many pieces of code there are, and where a long one may break, depends on the names; what they are in does not.
  return {
    elements: elements.filter((element) => !["code", "wbr"].includes(element)),
    comments: html.match(/<!--.*?-->/g),
  };
}

describe("the Markdown of a review", () => {
  it("has the same elements whatever the names are", () => {
    const plain = shapeOf(renderMarkdown(sampleReview()));
    fc.assert(
      fc.property(name, (hostile) => {
        const text = renderMarkdown(sampleReview(hostile));
        expect(shapeOf(text)).toEqual(plain);
        expect(text.indexOf(MARKER)).toBe(0);
        expect(text.lastIndexOf(MARKER)).toBe(0);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("has no mention, reference or command outside of code", () => {
    for (const hostile of NASTY) {
      const text = renderMarkdown(sampleReview(hostile)).replace(/```mermaid[^]*?\n```/, "");
      const prose = text
        .replace(MARKER, "")
        .replace(/^ +(`{3,})hcl\n[^]*?\n +\1$/m, "")
        .replace(/`[^`]*`|<code>.*?<\/code>|<\/?(details|summary)>/g, "");
      expect(prose).not.toMatch(/[@[\]<>`]|#\d|:\/\/|^\/|\u202e|^ {0,3}#{1,6} OK/m);
    }
  });

  it("begins with its marker, then the verdict", () => {
    const lines = renderMarkdown(sampleReview()).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "<!-- aura-cmk:review -->",
      "## BLOCK: this plan revokes Aura's access to key orders; and 1 more finding",
      "",
      "- `alias/neo4j-aura/orders` (`aws_kms_key.orders`): loses `kms:Decrypt` `aura-keeps-access`",
    ]);
  });

  it("keeps verdict, findings and irreversible actions of ten thousand nodes in one comment, and counts what it cut", () => {
    const text = renderMarkdown(times(2_500));
    expect(Buffer.byteLength(text)).toBeLessThan(MAX_COMMENT);
    expect(text).toMatch(/^<!-- aura-cmk:review -->\n## BLOCK: /);
    for (const title of ["### Blocks", "### Needs review", "### Cannot be undone", "### Keys and instances"]) {
      expect(text).toContain(`\n${title}\n`);
    }
    expect(text).toMatch(/\n\.\.\. and \d+ more of these, cut here\.\n/);
    expect(text.trim().split("\n").at(-1)).toMatch(
      /^\d+ lines and \d+ sections did not fit into one comment; the whole review: `aura-cmk review --format text`, in the log of this job\.$/,
    );
    const shape = shapeOf(text) as { elements: string[] };
    expect(shape.elements.filter((element) => element === "details")).toHaveLength(
      (text.match(/<\/details>/g) ?? []).length,
    );
  });

  it("fits into one comment for any names", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter, minLength: 1, maxLength: 3 }),
        fc.nat(100_000),
        fc.nat(60),
        (unit, length, number) => {
          const hostile = unit.repeat(Math.ceil(length / unit.length));
          expect(Buffer.byteLength(renderMarkdown(times(number, hostile)))).toBeLessThan(MAX_COMMENT);
        },
      ),
      { numRuns: 10, seed: 1 },
    );
  });
});

/** The sample with as many of everything. */
function times(number: number, hostile?: string): Review {
  const review = sampleReview(hostile);
  const many = <T>(items: readonly T[]): T[] => Array.from({ length: number }, () => items).flat();
  return {
    ...{ verdict: review.verdict, reason: review.reason, plans: many(review.plans), findings: many(review.findings) },
    ...{
      changes: many(review.changes),
      irreversible: many(review.irreversible),
      keys: many(review.keys),
      withoutKnownKey: many(review.withoutKnownKey),
    },
    ...{ policies: many(review.policies), phases: many(review.phases), waivers: many(review.waivers) },
  };
}
