import { AURA_OPERATIONS, type UnprovenOperation } from "../../policy/access/aura-permissions";
import { count } from "../../util/count";
import { renderTable } from "../../util/table";
import { problemText } from "../../util/problem-text";
import { oneLine, showInvisible } from "../../util/invisible-characters";
import type { LintReport, ReportedAccess, ReportedControl, ReportedFinding } from "./report";

/**
 * The report for a person.
 * @param report the report
 * @returns lines, the last one with a line break
 */
export function renderText(report: LintReport): string {
  const { findings, access, caller, aura, needs } = report;
  const parts = [
    ...(findings.length > 0 ? [findings.map(line).join("\n")] : []),
    summary(report),
    access ? matrix(access) : `Who can do what with the key can not be told without ${oneLine(needs ?? "")}.`,
    ...(caller ? [callerPart(caller)] : []),
    ...(aura ?? []).map(auraPart),
    NOT_COVERED,
  ];
  return `${parts.join("\n\n")}\n`;
}

function line(finding: ReportedFinding): string {
  const { file, line: row, column, severity, code } = finding;
  const place = row === undefined ? file : `${file}:${row}:${column ?? 1}`;
  // Whatever was pasted may stand in it; a terminal must not act on that.
  return oneLine(`${place}: ${severity} ${code}: ${problemText(finding)}`);
}

function summary({ summary: { errors, warnings }, statement, policy }: LintReport): string {
  const where = showInvisible(policy === null ? statement : `${statement} and ${policy}`);
  if (errors + warnings === 0) return `Nothing is wrong with ${where}.`;
  return `${count(errors + warnings, "finding")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
}

const NOT_COVERED =
  "Nothing offline tells which grants the key has, what organizations forbid (SCPs, RCPs), whether a principal exists,\nand what its own IAM policies say.";

/** So many parties are shown; a policy has room for hundreds. */
const PARTIES_SHOWN = 20;

function matrix({ operations, rows }: ReportedAccess): string {
  const shown = rows.slice(0, PARTIES_SHOWN);
  const table = renderTable(
    ["Who", ...operations.map(short)],
    shown.map(({ party, answers }) => [showInvisible(party), ...answers]),
  );
  const more = rows.length > shown.length ? `\n... and ${rows.length - shown.length} more` : "";
  return `Who can do what once the statement is in the key's policy, as far as their own IAM policies allow it too:\n\n${table}${more}`;
}

function callerPart({ party, answer, because }: ReportedControl): string {
  const who = showInvisible(party);
  const words = {
    yes: `${who} can change the policy again, as KMS wants of whoever sets it`,
    no: `${who} can not change the policy again, and KMS refuses a policy of which that is so`,
    unknown: `Whether ${who} can change the policy again, as KMS wants of whoever sets it, is not known`,
  };
  return `${words[answer]}: ${oneLine(because)}.`;
}

function auraPart({ party, can, cannot, unknown }: NonNullable<LintReport["aura"]>[number]): string {
  const needed = AURA_OPERATIONS.filter((operation) => operation.required).map(({ name }) => name);
  const proved = needed.filter((name) => can.includes(name)).length;
  const head = `What Aura does with a key, for ${showInvisible(party)}: ${proved} of the ${needed.length} operations that it needs are proved.`;
  return [head, ...unproved("not allowed", cannot), ...unproved("not known", unknown)].join("\n");
}

function unproved(answer: string, operations: readonly UnprovenOperation[]): string[] {
  const [first] = operations;
  const names = operations.map(({ operation }) => short(operation)).join(", ");
  return first ? [`  ${answer}: ${names} (${oneLine(first.because)})`] : [];
}

function short(operation: string): string {
  return operation.replace(/^kms:/, "");
}
