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

/** What a name means, as data: `--format json` prints it. */
export interface Explanation {
  readonly name: string;
  readonly kind: "rule" | "lint" | "problem";
  readonly severity: "error" | "warning";
  /** The good state that a rule demands, or the fact that a code stands for. */
  readonly meaning: string;
  /** Why the vendors demand it; of rules. */
  readonly rationale?: string;
  /** What is wrong, the message that it gives, and what is right; of rules. */
  readonly example?: { readonly bad: string; readonly message: string; readonly good: string };
  /** When to waive the rule; of rules that can be waived. */
  readonly waiveWhen?: string;
  /** The page that documents it. */
  readonly see?: string;
}

/**
 * What a rule or a code means: the lint has names in common with rules, for the same fact, seen in a policy alone.
 * @param name its id
 * @returns nothing where there is none of that name
 */
export function explanationsOf(name: string): readonly Explanation[] {
  return [
    ...RULES.filter(({ id }) => id === name).map(ruleExplanation),
    ...Object.entries(CODES)
      .filter(([code]) => code === name)
      .map(([, meaning]) => ({ name, kind: "problem", severity: "error", meaning }) as const),
    ...Object.entries(LINT_CODES)
      .filter(([code]) => code === name)
      .map(([, { severity, meaning, see }]) => ({ name, kind: "lint", severity, meaning, see }) as const),
  ];
}

/**
 * The same as text.
 * @param name id of a rule, or a code
 * @returns undefined where there is none of that name
 */
export function explain(name: string): string | undefined {
  const parts = explanationsOf(name).map(textOf);
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

function ruleExplanation(rule: RegisteredRule): Explanation {
  const { id, severity, title, rationale, see, waiveWhen } = rule;
  const [bad, good] = exampleTexts(rule);
  return {
    ...{ name: id, kind: "rule", severity, meaning: title, rationale },
    example: { bad, message: exampleMessage(rule), good },
    ...(waiveWhen !== undefined && { waiveWhen }),
    see,
  };
}

function textOf({ name, kind, severity, meaning, rationale, example, waiveWhen, see }: Explanation): string {
  const waiver = waiveWhen === undefined ? "It cannot be waived." : `When to waive it: ${waiveWhen}`;
  return [
    `${name} (${kind}, ${severity})`,
    wrapped(meaning),
    ...(rationale === undefined ? [] : [wrapped(rationale)]),
    ...(example
      ? [
          `Bad:\n${indented(example.bad)}`,
          `It gives:\n${indented(wrapped(example.message, WIDTH - 2))}`,
          `Good:\n${indented(example.good)}`,
        ]
      : ["What to do is said after help: in its message."]),
    ...(kind === "rule" ? [wrapped(waiver)] : []),
    ...(see === undefined ? [] : [`Source: ${see}`]),
  ].join("\n\n");
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
