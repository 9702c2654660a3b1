import { accessSync, constants, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { App } from "cdktf";
import { checkApp } from "../constructs/private";
import { loadEstate, type LoadedEstate } from "../estate/load";
import type { Estate } from "../estate/schema";
import { AuraCmkError, renderProblem, renderProblemBlock, type Problem } from "../model/problem";
import { makeFolder } from "../provider/make-folder";
import { UNWAIVABLE_RULE_IDS } from "../model/rule-ids";
import type { KeyRow } from "../rules/analysis";
import { CONFIGURATION_RULES } from "../rules/configuration-rules";
import { count } from "../util/count";
import { whyNoDirectory } from "../util/file-errors";
import { buildEstate, type BuiltEstate } from "./estate-app";
import { LockKeeper } from "./lock-keeper";
import { problemsInFile } from "./places";
import { renderReport } from "./report";
import { removeStaleStacks, setStaleStacksAside } from "./stale-stacks";

/** The result of a synthesis. */
export type Synthesis =
  | { readonly problems: readonly Problem[] }
  | {
      readonly report: string;
      readonly rows: readonly KeyRow[];
      readonly built: BuiltEstate;
      readonly outdir: string;
    };

/** How an estate is synthesized. */
export interface SynthesisOptions {
  /** Is called with what is done now, again and again. @default - nobody wants to know */
  readonly step?: (what: string) => void;
  /** How else a person names the estate, for the help about one that is not found. @default - the variable AURA_ESTATE */
  readonly namedBy?: string;
  /** Whether the lock file has to be up to date: it is not written. @default false */
  readonly frozen?: boolean;
}

/**
 * Synthesizes an estate: one stack for each account and region, and the lock file beside the estate. All problems are reported
 * together (of the file, of its statements, of the lock, of the rules), and nothing is written when there is one; then no
 * configuration of an earlier synthesis is left that Terraform would still plan.
 * @param file the estate file
 * @param outdir where the stacks are written; by default where cdktf writes them
 */
export function synthesizeEstate(file: string, outdir?: string, options: SynthesisOptions = {}): Synthesis {
  const target = outdir ?? process.env["CDKTF_OUTDIR"] ?? "cdktf.out";
  const result = synthesizeInto(target, file, outdir, options);
  if ("problems" in result) setStaleStacksAside(target);
  return result;
}

function synthesizeInto(
  target: string,
  file: string,
  outdir: string | undefined,
  { step = () => undefined, frozen = false, namedBy = "the variable AURA_ESTATE" }: SynthesisOptions,
): Synthesis {
  step("reading the estate");
  const loaded = loadEstate(file, {
    ruleIds: CONFIGURATION_RULES.map(({ id }) => id),
    unwaivableRuleIds: UNWAIVABLE_RULE_IDS,
    namedBy,
  });
  if (!loaded.estate) return { problems: loaded.problems };
  const existed = existsSync(target);
  const unwritable = whyUnwritable(target);
  if (unwritable) return { problems: [...loaded.problems, unwritable] };
  const app = new App({ stackTraces: false, ...(outdir !== undefined && { outdir }) });
  const result = synthesize(app, loaded.estate, loaded, file, { step, frozen });
  // cdktf creates its directories with the app; empty ones would look as if something had been written.
  if ("problems" in result && !existed) rmSync(app.outdir, { recursive: true });
  return result;
}

// cdktf creates these directories too, but fails with a stack trace.
function whyUnwritable(outdir: string): Problem | undefined {
  const stacks = path.join(outdir, "stacks");
  try {
    makeFolder(stacks);
    accessSync(stacks, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const { code = "", path: where = outdir } = error as NodeJS.ErrnoException;
    return {
      code: "output-unwritable",
      path: outdir,
      what: "cannot write the stacks",
      got: `${whyNoDirectory(error)}${where === outdir ? "" : ` (${where})`}`,
      expected: "",
      fix: `${FIXES[code] ?? "check the path"}, or set CDKTF_OUTDIR to another directory`,
    };
  }
}

const FIXES: Readonly<Record<string, string>> = {
  EEXIST: "move it away",
  EACCES: "check who owns it",
  EPERM: "check who owns it",
};

function synthesize(
  app: App,
  estate: Estate,
  loaded: LoadedEstate,
  file: string,
  { step, frozen }: Required<Pick<SynthesisOptions, "step" | "frozen">>,
): Synthesis {
  const lock = new LockKeeper(file, loaded, estate);
  const built = unlessMissingPackages(() =>
    buildEstate(app, estate, path.dirname(file), lock.reconciliation, () => step("building the stacks")),
  );
  if ("missing" in built) return { problems: [...loaded.problems, ...built.missing] };
  const placed = (problems: readonly Problem[]) => problemsInFile(problems, built.origins, loaded.position);
  const found: Problem[] = [...loaded.problems, ...lock.compare(built), ...placed(built.problems)];
  try {
    step("checking the stacks");
    const { findings, externalAccess, rows } = checkApp(app);
    if (found.length > 0) return { problems: found };
    const problem = frozen ? lock.whyOutdated() : lock.prepare();
    if (problem) return { problems: [problem] };
    step("writing the stacks");
    app.synth();
    lock.commit();
    const notes = removeStaleStacks(app.outdir, new Set(Object.keys(app.manifest.stacks)));
    return {
      ...{ built, rows, outdir: app.outdir },
      report: [...notes, renderReport(built, findings, externalAccess, rows)].join("\n\n"),
    };
  } catch (error) {
    if (!(error instanceof AuraCmkError)) throw error;
    return { problems: [...found, ...placed(error.problems)] };
  } finally {
    lock.discard();
  }
}

/** The bindings for another cloud than AWS are optional. */
function unlessMissingPackages<T extends object>(build: () => T): T | { readonly missing: readonly Problem[] } {
  try {
    return build();
  } catch (error) {
    if (error instanceof AuraCmkError && error.code === "package-missing") return { missing: error.problems };
    throw error;
  }
}

/**
 * All problems, then how many there are.
 * @param problems what is wrong
 * @param style `lines`: one line each; `blocks`: several lines each, for a terminal
 */
export function renderProblems(problems: readonly Problem[], style: "lines" | "blocks" = "lines"): string {
  const summary = `${count(problems.length, "problem")}; nothing was written.`;
  return style === "blocks"
    ? [...problems.map(renderProblemBlock), summary].join("\n\n")
    : [...problems.map(renderProblem), summary].join("\n");
}
