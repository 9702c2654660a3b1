import { CODES } from "../../model/codes";
import { LINT_CODES, type LintCode } from "../../policy/codes";
import { LINT_EXAMPLES } from "../../policy/lint/examples";
import { lintPolicyText, lintStatementText, type LintOptions } from "../../policy/lint/source-text";
import { exampleMessage, examplesOf, exampleTexts, type RegisteredRule } from "../../rules/docs";
import { RULES } from "../../rules/registry";
import { PROBLEM_EXAMPLES, type ProblemExample } from "./problem-examples";
import { didYouMean } from "../../util/did-you-mean";
import { showInvisible } from "../../util/invisible-characters";
import { problemText } from "../../util/problem-text";
import { renderTable } from "../../util/table";

/** Characters of a line. */
const WIDTH = 100;

/** Everything that has a name: rules, codes of problems, codes of the lint. */
export function names(): readonly string[] {
  return [...RULES.map(({ id }) => id), ...Object.keys(CODES), ...Object.keys(LINT_CODES)];
}

/** What is wrong, the message that it gives, and what is right. */
interface Example {
  readonly bad: string;
  readonly message: string;
  readonly good: string;
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
  /** `with` is where the text stands, or what `aura-cmk lint` is told; `cloud` is said of a rule that judges keys of several clouds, or not of AWS. */
  readonly example: Example & { readonly with?: string; readonly cloud?: string };
  /** The same of keys in other clouds; of rules that judge them in another way. */
  readonly otherClouds?: readonly (Example & { readonly cloud: string; readonly see: string })[];
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
    ...(isProblemCode(name) ? [problemExplanation(name)] : []),
    ...(isLintCode(name) ? [lintExplanation(name)] : []),
  ];
}

function isProblemCode(name: string): name is keyof typeof CODES {
  return Object.hasOwn(CODES, name);
}

function isLintCode(name: string): name is LintCode {
  return Object.hasOwn(LINT_CODES, name);
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
  const [own, ...others] = examplesOf(rule);
  const otherClouds = others.map(({ cloud = "", see: page, rule: part }) => ({
    ...{ cloud, ...ruleExample(part), see: page },
  }));
  return {
    ...{ name: id, kind: "rule", severity, meaning: title, rationale },
    example: { ...(own?.cloud !== undefined && { cloud: own.cloud }), ...ruleExample(rule) },
    ...(otherClouds.length > 0 && { otherClouds }),
    ...(waiveWhen !== undefined && { waiveWhen }),
    see,
  };
}

function ruleExample(rule: RegisteredRule): Example {
  const [bad, good] = exampleTexts(rule);
  return { bad, message: exampleMessage(rule), good };
}

/** Characters of a text that is shown: some mistakes are large. */
const MAX_EXAMPLE = 1_000;

function lintExplanation(code: LintCode): Explanation {
  const { severity, meaning, see } = LINT_CODES[code];
  const { bad, good, isPolicy, options = {} } = LINT_EXAMPLES[code];
  const { findings } = (isPolicy ? lintPolicyText : lintStatementText)(bad, options);
  const found = findings.find((one) => one.code === code);
  const flags = flagsOf(options, isPolicy);
  return {
    ...{ name: code, kind: "lint", severity, meaning },
    example: {
      ...{ bad: shortened(bad), ...(flags !== undefined && { with: flags }) },
      message: found ? problemText(found, { after: ` [${code}]` }) : "",
      good: shortened(good),
    },
    see,
  };
}

function problemExplanation(code: keyof typeof CODES): Explanation {
  const { of, bad, message, good } = PROBLEM_EXAMPLES[code];
  return {
    ...{ name: code, kind: "problem", severity: "error", meaning: CODES[code] },
    example: {
      bad: shortened(bad),
      ...(PLACES[of] !== undefined && { with: PLACES[of] }),
      message,
      good: shortened(good),
    },
  };
}

/** Where the text of an example stands; undefined where that is plain. */
const PLACES: Readonly<Record<ProblemExample["of"], string | undefined>> = {
  program: "in a program",
  estate: "as estate.yaml",
  command: undefined,
  package: "installed packages",
};

/** The options of `aura-cmk lint`; expected principals are those of an estate. */
function flagsOf({ keyArn, callerArn, expectedPrincipals }: LintOptions, isPolicy = false): string | undefined {
  if (isPolicy) return "as --policy";
  if (callerArn !== undefined) return `with --caller ${callerArn}`;
  if (expectedPrincipals) return `with auraPrincipals ${expectedPrincipals.join(", ")}`;
  return keyArn === undefined ? undefined : `with --key-arn ${keyArn}`;
}

/** Line breaks stay, and what cannot be seen is shown. */
function shortened(text: string): string {
  const shown = text.split("\n").map(showInvisible).join("\n");
  return shown.length > MAX_EXAMPLE ? `${shown.slice(0, MAX_EXAMPLE)}...` : shown;
}

function textOf(explanation: Explanation): string {
  const { name, kind, severity, meaning, rationale, example, otherClouds = [], waiveWhen, see } = explanation;
  const waiver = waiveWhen === undefined ? "It cannot be waived." : `When to waive it: ${waiveWhen}`;
  const pages = new Set([...(see === undefined ? [] : [see]), ...otherClouds.map((one) => one.see)]);
  return [
    `${name} (${kind}, ${severity})`,
    wrapped(meaning),
    ...(rationale === undefined ? [] : [wrapped(rationale)]),
    ...exampleParts(example, example.with ?? example.cloud, example.cloud),
    ...otherClouds.flatMap((one) => exampleParts(one, one.cloud, one.cloud)),
    ...(kind === "rule" ? [wrapped(waiver)] : []),
    ...(pages.size > 0 ? [`Source: ${[...pages].join("\n        ")}`] : []),
  ].join("\n\n");
}

/** The parts of an example, with a note on what is bad and on what is good. */
function exampleParts({ bad, message, good }: Example, ofBad?: string, ofGood?: string): readonly string[] {
  const note = (text: string | undefined): string => (text === undefined ? "" : ` (${text})`);
  return [
    `Bad${note(ofBad)}:\n${indented(bad)}`,
    `It gives:\n${indented(wrapped(message, WIDTH - 2))}`,
    `Good${note(ofGood)}:\n${indented(good)}`,
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
