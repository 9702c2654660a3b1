import { brief } from "./escape";
import type { Block, FindingItem, Section } from "../section";
import { placesOf, reasonItem, sectionsOf, type Extent } from "../sections";
import type { Review, ReviewVerdict } from "../types";

/** Characters of one text: a page has more room than a comment. */
const MAX_TEXT = 2_000;

const COLOURS: Readonly<Record<ReviewVerdict, string>> = { OK: "ok", "NEEDS REVIEW": "attention", BLOCK: "block" };

/** No colour alone carries a meaning: the words are beside it. */
const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --ok: #1a7f37; --attention: #9a6700; --block: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --line: #3d444d; --soft: #151b23; --ok: #3fb950; --attention: #d29922; --block: #f85149; }
}
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; border-left: .5rem solid; padding-left: .75rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
.ok { border-color: var(--ok); } .attention { border-color: var(--attention); } .block { border-color: var(--block); }
article { border-left: .25rem solid var(--line); padding: .25rem .75rem; margin: .75rem 0; overflow-wrap: anywhere; }
article > p, pre { margin: .25rem 0; } details { margin-top: 1rem; }
.wide { overflow-x: auto; }
td code { white-space: nowrap; } table { border-collapse: collapse; } th, td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
th, code { background: var(--soft); } code { padding: 0 .25rem; border-radius: .25rem; overflow-wrap: anywhere; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .5rem; font-size: .85rem; }
@media print { details { display: block; } }
`;

/**
 * A review as one HTML page: readable in any browser, printable, and complete without a network. It has no script, and its
 * content policy lets it load nothing, whatever a plan holds.
 * @param version version of the tool, for the line at the end
 */
export function renderHtml(review: Review, version: string, extent: Extent = {}): string {
  const { verdict, reason } = review;
  const first = reasonItem(review);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${verdict}: ${text(reason)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1 class="${COLOURS[verdict]}">${verdict}: ${marked(reason)}</h1>
${first ? articleOf(first) : ""}
${placesIn(placesOf(review))}
${sectionsOf(review, extent).map(sectionOf).join("\n")}
<footer>Made by aura-cmk ${text(version)}.</footer>
</body>
</html>
`;
}

/** One plan needs no list. */
function placesIn(places: readonly string[]): string {
  const [only = "", ...others] = places;
  return others.length > 0 || only === "" ? listOf(places) : `<p>${marked(only)}</p>`;
}

function sectionOf({ title, folded, blocks }: Section): string {
  const body = blocks.map(blockOf).join("\n");
  return folded
    ? `<details><summary>${marked(title)}</summary>\n${body}\n</details>`
    : `<section><h2>${marked(title)}</h2>\n${body}\n</section>`;
}

function blockOf(block: Block): string {
  switch (block.kind) {
    case "text":
      return block.text ? `<p>${marked(block.text)}</p>` : "";
    case "findings":
      return block.findings.map(findingOf).join("\n");
    case "list": {
      const items = block.items.map(
        ({ lead, text: said, details }) =>
          `<li><strong>${marked(lead)}</strong>: ${marked(said)}${listOf(details)}</li>`,
      );
      return items.length > 0 ? `<ul>${items.join("\n")}</ul>` : "";
    }
    case "table":
      return `<div class="wide"><table><thead>${rowOf("th", block.head)}</thead><tbody>${block.rows.map((cells) => rowOf("td", cells)).join("\n")}</tbody></table></div>`;
  }
}

function findingOf(item: FindingItem): string {
  return articleOf(item, `<p><strong>${item.severity}: ${marked(item.headline)}</strong>${ruleOf(item)}</p>`);
}

/** A finding; without a headline the one whose headline is the first line of the page. */
function articleOf(item: FindingItem, headline = ""): string {
  const { severity, place, detail, help, snippet, details } = item;
  const kind = severity === "BLOCK" ? "block" : severity === "NEEDS REVIEW" ? "attention" : "note";
  const found = [place, detail].filter((part) => part !== "").join(": ");
  const rule = headline === "" ? ruleOf(item) : "";
  return [
    `<article class="${kind}">${headline}`,
    ...(found === "" ? [] : [`<p>${marked(found)}${rule}</p>`]),
    ...(help === undefined ? [] : [`<p>help: ${marked(help)}</p>`]),
    ...(snippet === undefined ? [] : [`<pre>${blockOfCode(snippet)}</pre>`]),
    `${listOf(details)}</article>`,
  ].join("\n");
}

function ruleOf({ rule }: FindingItem): string {
  return rule === undefined ? "" : ` <code>${text(rule)}</code>`;
}

function blockOfCode(snippet: string): string {
  const lines = snippet.split("\n").map((line) => brief(line));
  return escaped(lines.join("\n"));
}

function listOf(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `<ul>${lines.map((line) => `<li>${marked(line)}</li>`).join("")}</ul>`;
}

function rowOf(cell: "th" | "td", cells: readonly string[]): string {
  return `<tr>${cells.map((one) => `<${cell}>${marked(one)}</${cell}>`).join("")}</tr>`;
}

/** What is between backticks is a name. */
function marked(said: string): string {
  return brief(said, MAX_TEXT)
    .split(/`([^`]+)`/)
    .map((part, index) => (index % 2 === 1 ? `<code>${escaped(part)}</code>` : escaped(part)))
    .join("");
}

function text(said: string): string {
  return escaped(brief(said.replaceAll("`", ""), MAX_TEXT));
}

function escaped(said: string): string {
  return said.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
