import { CLOUDS } from "../model/clouds";
import { CODES } from "../model/codes";
import { valueOf } from "../model/fact";
import type { CloudProvider } from "../model/limits";
import { isOfOtherCloud, OTHER_CLOUD_KINDS, type AnyNode, type RecordNode } from "../model/model";
import { renderProblem } from "../model/problem";
import { LINT_CODES } from "../policy/codes";
import { KIND_NAMES } from "./analysis";
import { CHANGE_RULES } from "./change-rules";
import { CONFIGURATION_RULES } from "./configuration-rules";
import { type RULES } from "./registry";
import { runExample } from "./run-example";
import type { RuleText } from "./rule";

const INTRODUCTION = `# Rules

<!-- Made from the rules; to renew it: npm run docs -->

Every rule reads the same model of your keys, their policies, their registrations in Aura and your instances. For each of them it
says compliant, violation, not applicable, or unknown until apply. A violation of a rule of severity \`error\` stops the synthesis and
nothing is written; a \`warning\` and what is unknown are reported.

A waiver switches one rule off for a construct and everything in it, or for a key or an instance of the estate. It gives a
reason, which is kept and shown to reviewers. A waiver hides the finding; it does not remove the risk.

The examples show what differs between a bad and a good configuration, in the words of the model that the rules read.
`;

const CHANGES = `# Rules over changes

These rules are only for the review of a Terraform plan: they compare what exists with what will exist, and what Terraform knew with
what it found. A violation of a rule of severity \`error\` blocks, unless the finding says that it needs review; where it is waived, it
still needs review. What was changed outside of Terraform has happened already, so it does not block.
`;

const ERRORS = `# Errors

<!-- Made from model/codes.ts and policy/codes.ts; to renew it: npm run docs -->

Every problem is one line: where it is, the fact, what was found, what is expected, what to do, and its code. A program gets all
problems together as one \`AuraCmkError\`, whose \`problems\` have the same parts as data: \`path\`, \`what\`, \`got\`,
\`expected\`, \`fix\`, \`code\`. Nothing is written when there is one.

The code is the id of a rule, see [rules.md](rules.md), or one of these:
`;

const LINT = `## Codes of the lint

What \`aura-cmk lint\` and the constructs say of a statement or a key policy has one of these codes. \`aura-cmk explain <code>\` shows
an example with its message, and what is right.
`;

/**
 * The page docs/rules.md: a table of the rules, and a section for each; then the same of the rules over changes.
 * @returns Markdown, in the form that the formatter leaves as it is
 */
export function renderCatalogue(): string {
  return [INTRODUCTION, ...sections(CONFIGURATION_RULES), CHANGES, ...sections(CHANGE_RULES)].join("\n");
}

/** A rule of the registry. */
export type RegisteredRule = (typeof RULES)[number];

function sections(rules: readonly RegisteredRule[]): readonly string[] {
  return [`${ruleTable(rules, (id) => `[\`${id}\`](#${id})`)}\n`, ...rules.map(section)];
}

/**
 * A table of rules for a page.
 * @param rules the rules
 * @param name how their ids are written
 */
export function ruleTable(rules: readonly RuleText[], name = (id: string): string => `\`${id}\``): string {
  return markdownTable(
    ["Rule", "Severity", "What holds"],
    rules.map(({ id, severity, title }) => [name(id), severity, title]),
  );
}

/**
 * The page docs/errors.md: the codes of problems apart from the rules.
 * @returns Markdown, in the form that the formatter leaves as it is
 */
export function renderErrors(): string {
  const rows = Object.entries(CODES).map(([code, meaning]) => [`\`${code}\``, meaning]);
  const lint = Object.entries(LINT_CODES).map(([code, { severity, meaning }]) => [`\`${code}\``, severity, meaning]);
  return [
    ...[ERRORS, `${markdownTable(["Code", "What is wrong"], rows)}\n`],
    ...[LINT, `${markdownTable(["Code", "Severity", "What is wrong"], lint)}\n`],
  ].join("\n");
}

/**
 * A table in the form that the formatter leaves as it is.
 * @param head the names of the columns
 * @param rows the cells
 */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[], fill = " "): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(" | ")} |`;
  const dashes = head.map(() => "");
  return [line(head), line(dashes, "-"), ...rows.map((row) => line(row))].join("\n");
}

function section(rule: RegisteredRule): string {
  const { id, severity, title, rationale, see, waiveWhen, parts = [] }: RuleText = rule;
  const waive = waiveWhen ? `When to waive it: ${waiveWhen}` : "Cannot be waived.";
  const sources = [...new Set([see, ...parts.map((part) => part.see)])].map((page) => `<${page}>`);
  return [
    ...[`## ${id}`, `${title} (${severity}).`],
    ...examplesOf(rule).flatMap(({ cloud, rule: one }) =>
      exampleFences(one, cloud === undefined ? "" : ` in ${cloud}`),
    ),
    ...[rationale, waive, `Source: ${sources.join(", ")}\n`],
  ].join("\n\n");
}

function exampleFences(rule: RegisteredRule, where: string): readonly string[] {
  const [bad, good] = exampleTexts(rule);
  const fence = (text: string, language = ""): string => `\`\`\`${language}\n${text}\n\`\`\``;
  return [
    ...[`**Bad** example${where}:`, fence(bad, "text"), "It gives:", fence(exampleMessage(rule), "text")],
    ...[`**Good** example${where}:`, fence(good, "text")],
  ];
}

/**
 * A rule once for each of its examples: its own, and those in other clouds. The cloud is said where there are several, or where it is not AWS.
 * @param rule a rule of the registry
 */
export function examplesOf(
  rule: RegisteredRule,
): readonly { readonly cloud: string | undefined; readonly see: string; readonly rule: RegisteredRule }[] {
  const { parts = [], otherExamples = [], see }: RuleText = rule;
  const others = [...parts, ...otherExamples.map((one) => ({ ...one, see }))];
  const own = cloudOfExample(rule);
  return [
    { cloud: others.length > 0 || own !== "aws" ? CLOUDS[own].name : undefined, see, rule },
    ...others.map(({ cloud, see: page, example }) => ({
      ...{ cloud: CLOUDS[cloud].name, see: page },
      rule: { ...rule, example } as RegisteredRule,
    })),
  ];
}

/** The cloud that a rule's own example is about. */
function cloudOfExample(rule: RegisteredRule): CloudProvider {
  const nodes = rule.kind === "configuration" ? rule.example().bad : rule.example().bad.before;
  const clouds = nodes.flatMap((node) => {
    if (isOfOtherCloud(node)) return [OTHER_CLOUD_KINDS[node.kind]];
    return node.kind === "record" && isOfAnotherCloud(node) ? [valueOf(node.cloudProvider) as CloudProvider] : [];
  });
  return clouds[0] ?? "aws";
}

function isOfAnotherCloud({ cloudProvider }: RecordNode): boolean {
  return valueOf(cloudProvider) !== "aws";
}

/**
 * The message that the bad example of a rule gives, on one line.
 * @param rule a rule of the registry
 */
export function exampleMessage(rule: RegisteredRule): string {
  return runExample(rule, "bad")
    .flatMap(({ node, verdict }) =>
      verdict.outcome === "violation" ? [renderProblem({ ...verdict, code: rule.id, path: node.id })] : [],
    )
    .join("\n");
}

/** What differs between the two examples, node by node. */
export function exampleTexts(rule: RegisteredRule): readonly [bad: string, good: string] {
  if (rule.kind === "configuration") {
    const { bad, good } = rule.example();
    return [differences(bad, good), differences(good, bad)];
  }
  const { bad, good } = rule.example();
  return [changeText(bad), good.after.length === 0 ? "nothing is left" : changeText(good)];
}

function changeText({
  before,
  after,
}: {
  readonly before: readonly AnyNode[];
  readonly after: readonly AnyNode[];
}): string {
  const gone = before.filter(({ id }) => !after.some((node) => node.id === id));
  const changed = after.filter((node) => JSON.stringify(find(before, node)) !== JSON.stringify(node));
  const lines = [
    ...gone.map((node) => `${subject(node)}: deleted`),
    ...changed.flatMap((node) => {
      const was = find(before, node);
      if (!was) return [`${subject(node)}: created`];
      return [
        `${subject(node)}, before:`,
        ...fieldsThatDiffer(was, node),
        `${subject(node)}, after:`,
        ...fieldsThatDiffer(node, was),
      ];
    }),
  ];
  return lines.length > 0 ? lines.join("\n") : "nothing changes";
}

function differences(nodes: readonly AnyNode[], others: readonly AnyNode[]): string {
  const missing = others.filter((other) => !find(nodes, other));
  return [
    ...nodes.flatMap((node) => {
      const other = find(others, node);
      const fields = other ? fieldsThatDiffer(node, other) : accessOf(node);
      return other && fields.length === 0 ? [] : [`${subject(node)}:`, ...fields];
    }),
    ...missing.map((other) => `no ${subject(other)}`),
  ].join("\n");
}

/** What an entry or an assignment gives that only one side has. */
function accessOf(node: AnyNode): readonly string[] {
  if (node.kind === "role-assignment")
    return [`  role: ${valueText(node.role)}`, `  applicationId: ${valueText(node.applicationId)}`];
  if (node.kind !== "key-iam") return [];
  return (valueOf(node.bindings) ?? []).map(({ role, members }) => short(`  ${role}: ${members.join(", ")}`));
}

function find(nodes: readonly AnyNode[], { id }: AnyNode): AnyNode | undefined {
  return nodes.find((node) => node.id === id);
}

function subject({ kind, name }: AnyNode): string {
  return `${KIND_NAMES[kind]} ${name}`;
}

function fieldsThatDiffer(node: AnyNode, other: AnyNode): string[] {
  const names = [...new Set([...Object.keys(node), ...Object.keys(other)])];
  const value = (of: AnyNode, name: string): string => valueText((of as unknown as Record<string, unknown>)[name]);
  return names.flatMap((name) => {
    const [own, theirs] = [value(node, name), value(other, name)];
    if (own === theirs) return [];
    return name === "policy" ? policyText(own, theirs) : [`  ${fieldName(node, name)}: ${short(own)}`];
  });
}

/** Only a key of AWS is registered by an ARN. */
function fieldName(node: AnyNode, name: string): string {
  return node.kind === "record" && name === "keyArn" && isOfAnotherCloud(node) ? "keyId" : name;
}

/** The statements that one policy has and the other has not. */
function policyText(own: string, other: string): string[] {
  const statements = (text: string): readonly string[] => {
    try {
      return (JSON.parse(text) as { Statement: object[] }).Statement.map((one) => JSON.stringify(one));
    } catch {
      return [];
    }
  };
  const [mine, theirs] = [statements(own), statements(other)];
  if (mine.length === 0) return [`  policy: ${short(own)}`];
  const missing = theirs.filter((one) => !mine.includes(one)).length;
  const count = (one: string): number => mine.filter((other) => other === one).length;
  const more = [...new Set(mine)].filter((one) => count(one) !== theirs.filter((other) => other === one).length);
  return [
    ...more.map((one) => `  policy: ${count(one) > 1 ? `${count(one)} times ` : "a statement "}${short(one)}`),
    ...(missing > 0
      ? [`  policy: without ${missing === 1 ? "one statement" : `${missing} statements`} of the other`]
      : []),
  ];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  if (typeof value !== "object" || value === null) return String(value ?? "not set");
  if (!("known" in value)) return JSON.stringify(value);
  if (!value.known) return "known only at apply";
  const known = "value" in value ? value.value : undefined;
  return typeof known === "object" ? JSON.stringify(known) : String(known ?? "not set");
}

/** Characters of a value in an example. */
const MAX_VALUE = 300;

function short(text: string): string {
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}...` : text;
}
