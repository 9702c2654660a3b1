import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArn } from "../../policy/arn";
import { detectNonJson } from "../../policy/lint/wrong-document";
import { MAX_POLICY_FILE_BYTES } from "../../policy/limits";
import type { LintOptions } from "../../policy/lint/source-text";
import { oneLine, printJson } from "../../util/invisible-characters";
import { MAX_LINE, problemText, type ProblemParts } from "../../util/problem-text";
import { readNamedText, STDIN } from "../stdin";
import type { LintArguments } from "./arguments";
import { renderText } from "./render-text";
import { lintReport, type LintReport, type Source } from "./report";

const PROGRAM = "aura-cmk: ";

const CLEAN = 0;
const FINDINGS = 1;
const UNUSABLE = 2;

/** What the texts are written to and read from. */
export interface Streams {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly stdout: { write(text: string): unknown; readonly columns?: number };
  readonly stderr: { write(text: string): unknown };
}

/**
 * Checks a statement and reports the access that it grants.
 * @param streams for tests
 * @returns the exit code
 */
export async function runLint(args: LintArguments, streams: Streams = process): Promise<number> {
  if (args.estate !== undefined) return lintEstate(args.estate, args, streams);
  const read = await sourcesOf(args, streams.stdin);
  if ("unusable" in read) return refuse(read.unusable, streams);
  const { statement, policy } = read;
  const report = lintReport(statement, policy, optionsOf(args));
  const reason = notJson(report, read);
  if (reason !== undefined) return refuse([reason], streams);
  streams.stdout.write(args.format === "json" ? printJson(report) : renderText(report, streams.stdout.columns));
  return report.findings.length === 0 ? CLEAN : FINDINGS;
}

/** Checks the statements of an estate, or the one of them that is given. */
async function lintEstate(estate: string, args: LintArguments, streams: Streams): Promise<number> {
  // YAML and its schema are loaded only with an estate.
  const { statementsOfEstate } = await import("./estate");
  const read = statementsOfEstate(estate);
  if ("unusable" in read) return refuse(read.unusable, streams);
  const wanted = args.statement === undefined ? undefined : resolve(args.statement);
  const chosen = read.statements.filter(({ file }) => wanted === undefined || resolve(file) === wanted);
  if (chosen.length === 0) {
    const reason = wanted === undefined ? "no key has a `statement`" : `no key has the statement ${args.statement}`;
    return refuse([`${estate}: ${reason}`], streams);
  }
  const reports: { readonly key: string; readonly report: LintReport }[] = [];
  const awaited: { readonly key: string; readonly statement: string }[] = [];
  const unusable: string[] = [];
  for (const { key, file, options } of chosen) {
    if (!existsSync(file)) {
      awaited.push({ key, statement: file });
      continue;
    }
    const linted = lintedSource(await sourceOf(file, "the statement", streams.stdin), options);
    if ("unusable" in linted) unusable.push(...linted.unusable);
    else reports.push({ key, report: linted });
  }
  streams.stdout.write(
    args.format === "json"
      ? printJson({ version: 1, estate, reports: reports.map(({ key, report }) => ({ key, ...report })), awaited })
      : [
          ...reports.map(({ key, report }) => `${key}:\n\n${renderText(report, streams.stdout.columns)}`),
          ...awaited.map(({ key, statement }) => `${key}: ${oneLine(statement)} is not saved yet (phase 1).\n`),
        ].join("\n"),
  );
  // A file of several regions is told once.
  if (unusable.length > 0) return refuse([...new Set(unusable)], streams);
  return reports.every(({ report }) => report.findings.length === 0) ? CLEAN : FINDINGS;
}

function lintedSource(source: Source | Unusable, options: LintOptions): LintReport | Unusable {
  if ("unusable" in source) return source;
  const report = lintReport(source, undefined, options);
  const reason = notJson(report, { statement: source });
  return reason === undefined ? report : { unusable: [reason] };
}

function refuse(reasons: readonly string[], { stderr }: Streams): number {
  for (const reason of reasons) stderr.write(`${PROGRAM}${oneLine(reason)}\n`);
  return UNUSABLE;
}

function optionsOf({ keyArn, account, caller }: LintArguments): LintOptions {
  return {
    ...(keyArn !== undefined && { keyArn }),
    ...(account !== undefined && { accountId: account }),
    ...(caller !== undefined && { callerArn: caller }),
  };
}

type Sources = { readonly statement: Source; readonly policy?: Source } | Unusable;

/** Why something cannot be checked, each reason in one line. */
interface Unusable {
  readonly unusable: readonly string[];
}

async function sourcesOf(args: LintArguments, stdin: Streams["stdin"]): Promise<Sources> {
  const contradiction = contradictionIn(args);
  if (contradiction !== undefined) return { unusable: [contradiction] };
  const { statement: file = "" } = args;
  if (file === STDIN && args.policy === STDIN) {
    return { unusable: ["standard input can be the statement or the policy, not both; give one of them as a file"] };
  }
  const statement = await sourceOf(file, "the statement", stdin);
  const policy = args.policy === undefined ? undefined : await sourceOf(args.policy, "the key policy", stdin);
  const unusable = [statement, policy].flatMap((one) => (one && "unusable" in one ? one.unusable : []));
  if ("unusable" in statement || (policy && "unusable" in policy)) return { unusable };
  return policy ? { statement, policy } : { statement };
}

/** A contradiction between the options about the key. */
function contradictionIn({ keyArn, account, caller }: LintArguments): string | undefined {
  const key = parseArn(keyArn ?? "");
  if (key && account !== undefined && key.accountId !== account) {
    return `--account is ${account}, and the key of --key-arn is of account ${key.accountId}`;
  }
  const [who, owner] = [parseArn(caller ?? ""), key?.accountId ?? account];
  if (who && owner !== undefined && who.accountId !== owner) {
    return `--caller is of account ${who.accountId}, and the key is of account ${owner}, and only its own account can change its policy`;
  }
  if (who && key && who.partition !== key.partition) {
    return `--caller is of partition ${who.partition}, and the key of --key-arn is of partition ${key.partition}`;
  }
  return undefined;
}

async function sourceOf(file: string, whatItIs: string, stdin: Streams["stdin"]): Promise<Source | Unusable> {
  const name = file === STDIN ? "standard input" : file || '""';
  const read = await readNamedText(file, stdin, { maxBytes: MAX_POLICY_FILE_BYTES, pipes: true, lossy: true });
  if ("text" in read) return { name, text: read.text };
  const { beginning, ...details } = read.unreadable;
  // A plan is mostly larger than what is read of a policy.
  const foreign = beginning === undefined ? undefined : detectNonJson(beginning, whatItIs);
  if (foreign?.code === "not-a-policy") return { unusable: [lineAbout(name, foreign)] };
  return { unusable: [lineAbout(name, { what: `cannot read ${whatItIs}`, ...details })] };
}

/** A problem of a file, which fits on one line after the name of the program. */
function lineAbout(file: string, problem: ProblemParts): string {
  return problemText(problem, { before: `${file}: `, max: MAX_LINE - PROGRAM.length });
}

/** Why a text contains nothing to check; undefined when both contain something. */
function notJson(
  { findings }: LintReport,
  { statement, policy }: { statement: Source; policy?: Source },
): string | undefined {
  for (const { name, text } of policy ? [statement, policy] : [statement]) {
    const first = findings.find(({ file, kind }) => file === name && kind === "unreadable");
    if (!first) continue;
    const hasNoDocument = ["not-json", "not-utf-8", "not-a-policy"].includes(first.code) || !/[[{]/.test(text);
    if (hasNoDocument) return lineAbout(name, first);
  }
  return undefined;
}
