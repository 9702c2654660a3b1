import { renderTable } from "../../util/table";
import { brief } from "./escape";
import { placeOf, sectionsOf, type Block } from "../sections";
import type { Review } from "../types";

/** Characters of one text: a whole policy may stand where a name belongs. */
const LONGEST_TEXT = 2_000;

/**
 * A review for a terminal or a log: the verdict first, all of it, no colours, nothing that a terminal would obey.
 * @param review the review
 */
export function renderText(review: Review): string {
  const sections = sectionsOf(review).map(({ title, blocks }) =>
    [plain(title), ...blocks.flatMap(linesOf).map((line) => `  ${line}`)].join("\n"),
  );
  const head = [`${review.verdict}: ${plain(review.why)}`, ...review.plans.map((plan) => plain(placeOf(plan)))];
  return `${[head.join("\n"), ...sections].join("\n\n")}\n`;
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case "text":
      return block.text ? [plain(block.text)] : [];
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

/** Without the backticks that mark names for Markdown. */
function plain(text: string): string {
  return brief(text.replaceAll("`", ""), LONGEST_TEXT);
}
