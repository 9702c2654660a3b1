import { AURA_OPERATIONS, type UnverifiedOperation } from "../../policy/access/aura-permissions";
import { count } from "../../util/count";
import { renderTableWithin } from "../../util/table";
import { problemBlock } from "../../util/problem-text";
import { oneLine, showInvisible } from "../../util/invisible-characters";
import type { LintReport, ReportedAccess, ReportedControl, ReportedFinding } from "./report";

/**
 * The report for a person.
 * @param width columns of the terminal
 * @returns lines, the last one with a line break
 */
export function renderText(report: LintReport, width = Infinity): string {
  const { findings, access, caller, aura, needs } = report;
  const parts = [
    ...findings.map(block),
    summary(report),
    access ? matrix(access, width) : `Access matrix needs ${oneLine(needs ?? "")}.`,
    ...(caller ? [callerPart(caller)] : []),
    ...(aura ?? []).map(auraPart),
    NOT_COVERED,
  ];
  return `${parts.join("\n\n")}\n`;
}

function block(finding: ReportedFinding): string {
  const { file, line, column } = finding;
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  // A terminal must not act on control characters of what was pasted.
  return problemBlock(finding, place, finding).split("\n").map(oneLine).join("\n");
}

function summary({ summary: { errors, warnings }, statement, policy }: LintReport): string {
  const where = showInvisible(policy === null ? statement : `${statement} and ${policy}`);
  if (errors + warnings === 0) return `${where}: no findings.`;
  return `${count(errors + warnings, "finding")}: ${count(errors, "error")}, ${count(warnings, "warning")}.`;
}

const NOT_COVERED = "Not checked offline: grants, SCPs, RCPs, whether principals exist, and their IAM policies.";

/** Rows of the matrix; a policy has room for hundreds. */
const MAX_ROWS = 20;

function matrix({ operations, rows }: ReportedAccess, width: number): string {
  const shown = rows.slice(0, MAX_ROWS);
  const table = renderTableWithin(
    width,
    ["Who", ...operations.map(short)],
    shown.map(({ who, answers }) => [showInvisible(who), ...answers]),
  );
  const more = rows.length > shown.length ? `\n... and ${rows.length - shown.length} more` : "";
  return `Access once the statement is in the key policy, where the caller's own IAM policies allow it too:\n\n${table}${more}`;
}

function callerPart({ who: name, answer, because }: ReportedControl): string {
  const who = showInvisible(name);
  const words = {
    yes: `${who} passes the KMS lockout check`,
    no: `${who} fails the KMS lockout check, so KMS refuses the policy`,
    unknown: `Unknown whether ${who} passes the KMS lockout check`,
  };
  return `${words[answer]}: ${oneLine(because)}.`;
}

function auraPart({ who, can, cannot, unknown }: NonNullable<LintReport["aura"]>[number]): string {
  const required = AURA_OPERATIONS.filter((operation) => operation.required).map(({ name }) => name);
  const allowed = required.filter((name) => can.includes(name)).length;
  const share = allowed === required.length ? `all ${allowed}` : `${allowed} of ${required.length}`;
  const head = `Aura (${showInvisible(who)}): ${share} required operations are allowed.`;
  return [head, ...withReason("not allowed", cannot), ...withReason("unknown", unknown)].join("\n");
}

function withReason(answer: string, operations: readonly UnverifiedOperation[]): string[] {
  const [first] = operations;
  const names = operations.map(({ operation }) => short(operation)).join(", ");
  return first ? [`  ${answer}: ${names} (${oneLine(first.because)})`] : [];
}

function short(operation: string): string {
  return operation.replace(/^kms:/, "");
}
