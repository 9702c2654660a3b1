import { CODES } from "../../model/codes";
import { LINT_CODES } from "../../policy/codes";
import { exampleMessage, exampleTexts, type RegisteredRule } from "../../rules/docs";
import { RULES } from "../../rules/registry";
import { didYouMean } from "../../util/did-you-mean";
import { renderTable } from "../../util/table";

/** Characters of a line. */
const WIDTH = 100;

/** Everything that has a name: rules, codes of problems, codes of the lint. */
export function names(): readonly string[] {
  return [...RULES.map(({ id }) => id), ...Object.keys(CODES), ...Object.keys(LINT_CODES)];
}

/**
 * What a rule or a code means.
 * @param name its id
 * @returns undefined where there is none of that name
 */
export function explain(name: string): string | undefined {
  const rule = RULES.find(({ id }) => id === name);
  // The lint has names in common with rules: the same fact, seen in a policy alone.
  const parts = [...(rule ? [ruleText(rule)] : []), ...codeTexts(name)];
  return parts.length === 0 ? undefined : `${parts.join("\n\n")}\n`;
}

/** The name that was probably meant. */
export function suggestion(name: string): string | undefined {
  return didYouMean(name, names());
}

/** All rules and codes in one table. */
export function listNames(): string {
  const rows = [
    ...RULES.map(({ id, kind, severity }) => [id, kind === "change" ? "rule over changes" : "rule", severity]),
    ...Object.entries(LINT_CODES).map(([code, { severity }]) => [code, "lint", severity]),
    ...Object.keys(CODES).map((code) => [code, "problem", "error"]),
  ];
  return `${renderTable(["Name", "Kind", "Severity"], rows)}\n\naura-cmk explain <name> says what one means.\n`;
}

function ruleText(rule: RegisteredRule): string {
  const { id, severity, title, rationale, see, waiveWhen } = rule;
  const [bad, good] = exampleTexts(rule);
  return [
    `${id} (rule, ${severity})`,
    title,
    wrapped(rationale),
    `Bad:\n${indented(bad)}`,
    `It gives:\n${indented(wrapped(exampleMessage(rule), WIDTH - 2))}`,
    `Good:\n${indented(good)}`,
    wrapped(waiveWhen === undefined ? "It cannot be waived." : `When to waive it: ${waiveWhen}`),
    `Source: ${see}`,
  ].join("\n\n");
}

function codeTexts(name: string): readonly string[] {
  const problem = Object.entries(CODES).find(([code]) => code === name);
  const lint = Object.entries(LINT_CODES).find(([code]) => code === name);
  return [
    ...(problem ? [`${name} (problem, error)\n\n${wrapped(problem[1])}`] : []),
    ...(lint ? [`${name} (lint, ${lint[1].severity})\n\n${wrapped(lint[1].meaning)}`] : []),
  ];
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** Broken between words; a line of its own stays one. */
function wrapped(text: string, width = WIDTH): string {
  return text
    .split("\n")
    .flatMap((line) => {
      const lines = [""];
      for (const word of line.replaceAll("`", "").split(" ")) {
        const last = lines[lines.length - 1] ?? "";
        const longer = last === "" ? word : `${last} ${word}`;
        if (longer.length <= width || last === "") lines[lines.length - 1] = longer;
        else lines.push(word);
      }
      return lines;
    })
    .join("\n");
}
