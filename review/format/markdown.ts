import { count } from "../../util/count";
import { brief, markdownBlock, markdownCell, markdownCode, markdownText } from "./escape";
import { renderMermaid } from "./mermaid";
import { shownLandscape } from "../key-table";
import type { Block, FindingItem, Item, Section } from "../section";
import { placesOf, reasonItem, sectionsOf, type Extent } from "../sections";
import type { Review } from "../types";

/** Begins every review: by it the one comment is found again that is to be updated. */
export const MARKER = "<!-- aura-cmk:review -->";

/**
 * Length of a comment on GitHub, in characters; bytes are counted here, which are never fewer.
 * @see https://docs.github.com/en/rest/issues/comments
 */
const MAX_COMMENT = 65_536;
/** Bytes for what ends a section, for the line that says what was cut, and for one that a workflow adds. */
const RESERVE = 700;
/** Characters of the reason in the first line. */
const MAX_REASON = 300;
/** Plans that are named under the verdict. */
const MAX_PLANS = 10;

/**
 * A review as a comment in Markdown: the verdict first, and never longer than a comment can be. What a plan holds stays text.
 */
export function renderMarkdown(review: Review, extent: Extent = {}): string {
  const page = new Page(MAX_COMMENT - RESERVE);
  page.add([MARKER, `## ${review.verdict}: ${markdownText(brief(review.reason, MAX_REASON))}`]);
  const reason = reasonItem(review);
  if (reason) page.addWhole(["", ...reasonLines(reason)]);
  addPlaces(page, review);
  for (const section of sectionsOf(review, extent)) addSection(page, section);
  const shown = shownLandscape(review);
  // One key with what it encrypts is a row of the table.
  const isWorthDrawing = !extent.short && shown.keys.length + shown.withoutKnownKey.length > 1;
  const diagram = isWorthDrawing ? renderMermaid(shown) : undefined;
  if (diagram !== undefined) page.addWhole(folded("Diagram", ["```mermaid", diagram, "```"]));
  return page.end();
}

/** Where the plans act, in a quarter of the page at most. */
function addPlaces(page: Page, review: Review): void {
  const end = page.left * 0.75;
  const places = placesOf(review);
  const bullet = review.plans.length === 1 ? "" : "- ";
  const shown = places.slice(0, MAX_PLANS);
  if (shown.length > 0) page.add([""]);
  const taken = shown.filter((place) => page.takes([`${bullet}${markdownText(place)}`], page.left - end)).length;
  if (taken < places.length) page.add([`${bullet}and ${count(places.length - taken, "more plan")}`]);
}

/** A section takes at most half of the room that is left: a long list never drives out what comes after it. */
function addSection(page: Page, section: Section): void {
  const end = page.left / 2;
  const [open, close] = section.folded
    ? [
        ["", `<details><summary>${section.title}</summary>`],
        ["", "</details>"],
      ]
    : [["", `### ${markdownText(section.title)}`], []];
  const units = section.blocks.flatMap(unitsOf);
  let taken = 0;
  for (const unit of units) {
    const lines = taken === 0 ? [...open, ...unit()] : unit();
    if (!page.takes(lines, page.left - end)) break;
    taken++;
  }
  const left = units.length - taken;
  if (taken === 0) return page.cut(1, "section");
  if (left > 0) {
    page.add(["", `... and ${left} more of these, cut here.`]);
    page.cut(left, "line");
  }
  page.add(close);
}

/** Lines that are cut as a whole, made when they are wanted: the first row of a table brings its head along. */
function unitsOf(block: Block): (() => string[])[] {
  switch (block.kind) {
    case "text":
      return block.text ? [() => ["", markdownText(block.text)]] : [];
    case "findings":
      return block.findings.map((item, index) => () => [...(index === 0 ? [""] : []), ...findingLines(item)]);
    case "list":
      return block.items.map((item, index) => () => [...(index === 0 ? [""] : []), ...itemLines(item)]);
    case "table": {
      const head = () => ["", row(block.head), `|${" --- |".repeat(block.head.length)}`];
      return block.rows.map((cells, index) => () => [...(index === 0 ? head() : []), row(cells)]);
    }
  }
}

function itemLines({ lead, text, details }: Item): string[] {
  return [
    `- **${markdownText(lead)}**: ${markdownText(text)}`,
    ...details.map((detail) => `  - ${markdownText(detail)}`),
  ];
}

function findingLines(item: FindingItem): string[] {
  return [
    `- **${markdownText(item.headline)}**${ruleOf(item)}`,
    ...bodyLines(item).map((line) => `  - ${line}`),
    ...snippetLines(item, "    "),
  ];
}

/** The finding whose headline is in the first line: what else there is to it. */
function reasonLines(item: FindingItem): string[] {
  const lines = bodyLines(item).map((line, index) => `- ${line}${index === 0 ? ruleOf(item) : ""}`);
  return [...lines, ...snippetLines(item, "  ")];
}

function bodyLines({ place, detail, help, details }: FindingItem): string[] {
  const found = [place, detail].filter((part) => part !== "").join(": ");
  return [...(found === "" ? [] : [found]), ...(help === undefined ? [] : [`help: ${help}`]), ...details].map(
    markdownText,
  );
}

function ruleOf({ rule }: FindingItem): string {
  return rule === undefined ? "" : ` ${markdownCode(rule)}`;
}

function snippetLines({ snippet }: FindingItem, indent: string): string[] {
  return snippet === undefined ? [] : ["", ...markdownBlock(snippet).map((line) => `${indent}${line}`.trimEnd()), ""];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(markdownCell).join(" | ")} |`;
}

function folded(title: string, lines: readonly string[]): string[] {
  return ["", `<details><summary>${title}</summary>`, "", ...lines, "", "</details>"];
}

/** Lines with room for so many bytes. */
class Page {
  private readonly lines: string[] = [];
  private readonly wasCut = new Map<string, number>();

  public constructor(public left: number) {}

  public add(lines: readonly string[]): void {
    this.lines.push(...lines);
    this.left -= bytes(lines);
  }

  /** Adds the lines if they fit. */
  public takes(lines: readonly string[], room: number): boolean {
    const fits = bytes(lines) <= room;
    if (fits) this.add(lines);
    return fits;
  }

  public addWhole(lines: readonly string[]): void {
    if (!this.takes(lines, this.left)) this.cut(1, "section");
  }

  public cut(number: number, noun: string): void {
    this.wasCut.set(noun, (this.wasCut.get(noun) ?? 0) + number);
  }

  public end(): string {
    const cuts = [...this.wasCut].map(([noun, number]) => count(number, noun));
    const notice = `${cuts.join(" and ")} did not fit into one comment; the whole review: ${markdownCode("aura-cmk review --format text")}, in the log of this job.`;
    return `${[...this.lines, ...(cuts.length > 0 ? ["", notice] : [])].join("\n")}\n`;
  }
}

function bytes(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
