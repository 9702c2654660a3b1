import { renderTable } from "../../util/table";
import { brief } from "./escape";
import type { Block, FindingItem } from "../section";
import { placesOf, reasonItem, sectionsOf, type Extent } from "../sections";
import type { Review } from "../types";

/** Characters of one text: a name may be as long as a whole policy. */
const MAX_TEXT = 2_000;

/** A review for a terminal or a log: the verdict first, complete, without colours and without terminal sequences. */
export function renderText(review: Review, extent: Extent = {}): string {
  const sections = sectionsOf(review, extent).flatMap(({ title, blocks }) =>
    // Findings begin with their severity, which says as much as a title.
    blocks.every(({ kind }) => kind === "findings")
      ? blocks.flatMap(linesOf)
      : [[plain(title), ...blocks.flatMap(spacedLines).map((line) => (line === "" ? "" : `  ${line}`))].join("\n")],
  );
  const reason = reasonItem(review);
  const indent = " ".repeat(review.verdict.length + 2);
  const head = [
    firstLine(review),
    ...(reason ? bodyLines(reason).map((line, index) => `${indent}${line}${index === 0 ? ruleOf(reason) : ""}`) : []),
    ...placesOf(review).map(plain),
  ];
  return `${[head.join("\n"), ...sections].join("\n\n")}\n`;
}

/** Verdict and reason: all that `--quiet` prints. */
export function firstLine({ verdict, reason }: Review): string {
  return `${verdict}: ${plain(reason)}`;
}

/** A table stands apart from what comes after it. */
function spacedLines(block: Block, index: number, blocks: readonly Block[]): string[] {
  return blocks[index - 1]?.kind === "table" ? ["", ...linesOf(block)] : linesOf(block);
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case "text":
      return block.text ? [plain(block.text)] : [];
    case "findings":
      return block.findings.map(findingBlock);
    case "list":
      return block.items.flatMap(({ lead, text, details }) => [
        plain(`${lead}: ${text}`),
        ...details.map((detail) => `  ${plain(detail)}`),
      ]);
    case "table":
      return renderTable(
        block.head.map(plain),
        block.rows.map((cells) => cells.map(plain)),
      ).split("\n");
  }
}

function findingBlock(item: FindingItem): string {
  const { severity, headline } = item;
  const indent = " ".repeat(severity.length + 2);
  const lines = bodyLines(item).map((line) => `${indent}${line}`);
  return [`${severity}  ${plain(headline)}${ruleOf(item)}`, ...lines].join("\n");
}

/** What there is to a finding beside its headline. */
function bodyLines({ place, detail, help, snippet, details }: FindingItem): string[] {
  const found = [place, detail].filter((part) => part !== "").join("   ");
  return [
    ...(found === "" ? [] : [found]),
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(snippet === undefined ? [] : snippet.split("\n").map((line) => `  ${line}`)),
    ...details,
  ].map(plain);
}

function ruleOf({ rule }: FindingItem): string {
  return rule === undefined ? "" : `  [${rule}]`;
}

/** Without the backticks that mark names for Markdown. */
function plain(text: string): string {
  return brief(text.replaceAll("`", ""), MAX_TEXT);
}
