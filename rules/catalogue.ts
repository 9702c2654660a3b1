import { RULES } from "./registry";
import type { Rule } from "./rule";

const INTRODUCTION = `# Rules

<!-- Made from rules/registry.ts; to renew it: npm run rules-doc -->

Every rule reads the same model of your keys, their policies, Aura's records of them and your instances. It says of each of
them that it is right, that it is wrong, that the rule has nothing to say, or that this can not be known yet. A violation of a
rule of severity \`error\` stops the synthesis and nothing is written; a \`warning\` and what is not known yet are reported.

A waiver switches one rule off for a construct and everything in it, or for a key or an instance of the estate. It gives a
reason, which is kept and shown to reviewers. Nothing becomes safe by it.
`;

/**
 * The page docs/rules.md: a table of the rules, and a section for each.
 * @param rules the rules, in their order
 * @returns Markdown, in the form that the formatter leaves as it is
 */
export function renderCatalogue(rules: readonly Rule[] = RULES): string {
  const head = ["Rule", "Severity", "What holds"];
  const rows = rules.map(({ id, severity, title }) => [`[\`${id}\`](#${id})`, severity, title]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[], fill = " "): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const table = [line(head), line(["", "", ""], "-"), ...rows.map((row) => line(row))].join("\n");
  return [INTRODUCTION, `${table}\n`, ...rules.map(section)].join("\n");
}

function section({ id, severity, title, rationale, see, waiveWhen }: Rule): string {
  const waive = waiveWhen ? `When to waive it: ${waiveWhen}` : "Not to be waived: the mistake has to be undone.";
  return `## ${id}\n\n${title} (${severity}).\n\n${rationale}\n\n${waive}\n\nSource: <${see}>\n`;
}
