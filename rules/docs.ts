import { CODES } from "../model/codes";
import { CHANGE_RULES, CONFIGURATION_RULES } from "./registry";
import type { RuleText } from "./rule";

const INTRODUCTION = `# Rules

<!-- Made from rules/registry.ts; to renew it: npm run rules-doc -->

Every rule reads the same model of your keys, their policies, Aura's records of them and your instances. It says of each of
them that it is right, that it is wrong, that the rule has nothing to say, or that this can not be known yet. A violation of a
rule of severity \`error\` stops the synthesis and nothing is written; a \`warning\` and what is not known yet are reported.

A waiver switches one rule off for a construct and everything in it, or for a key or an instance of the estate. It gives a
reason, which is kept and shown to reviewers. Nothing becomes safe by it.
`;

const CHANGES = `# Rules over changes

These rules are only for the review of a Terraform plan: they compare what there is with what there will be, and what
Terraform knew with what it found. A violation of a rule of severity \`error\` blocks, unless it says of itself that a person
has to decide; where it is waived, somebody still has to look at it. What was changed outside of Terraform has happened
already, so it does not block.
`;

const ERRORS = `# Errors

<!-- Made from model/codes.ts; to renew it: npm run rules-doc -->

Every mistake is one line: where it is, what must hold, what was found, what is expected, how to fix it, and its code. A program
gets them all at once as one \`AuraCmkError\`, whose \`problems\` have the same parts as data: \`path\`, \`what\`, \`got\`,
\`expected\`, \`fix\`, \`code\`. Nothing is written when there is one.

The code is the id of a rule, see [rules.md](rules.md), or one of these:
`;

/**
 * The page docs/rules.md: a table of the rules, and a section for each; then the same of the rules over changes.
 * @returns Markdown, in the form that the formatter leaves as it is
 */
export function renderCatalogue(): string {
  return [INTRODUCTION, ...sections(CONFIGURATION_RULES), CHANGES, ...sections(CHANGE_RULES)].join("\n");
}

function sections(rules: readonly RuleText[]): readonly string[] {
  const rows = rules.map(({ id, severity, title }) => [`[\`${id}\`](#${id})`, severity, title]);
  return [`${markdownTable(["Rule", "Severity", "What holds"], rows)}\n`, ...rules.map(section)];
}

/**
 * The page docs/errors.md: the codes of what is wrong beside the rules.
 * @returns Markdown, in the form that the formatter leaves as it is
 */
export function renderErrors(): string {
  const rows = Object.entries(CODES).map(([code, meaning]) => [`\`${code}\``, meaning]);
  return `${ERRORS}\n${markdownTable(["Code", "What is wrong"], rows)}\n`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[], fill = " "): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  return [
    line(head),
    line(
      head.map(() => ""),
      "-",
    ),
    ...rows.map((row) => line(row)),
  ].join("\n");
}

function section({ id, severity, title, rationale, see, waiveWhen }: RuleText): string {
  const waive = waiveWhen ? `When to waive it: ${waiveWhen}` : "Not to be waived: the mistake has to be undone.";
  return `## ${id}\n\n${title} (${severity}).\n\n${rationale}\n\n${waive}\n\nSource: <${see}>\n`;
}
