import { importSynthesis } from "../framework";
import { Progress } from "../progress";
import type { SynthArguments } from "./arguments";
import { readNotes } from "./manifest";
import { print, printJson } from "../print";

/** The command line of cdktf passes this variable to the app that it runs, and shows all of its standard error as errors. */
const isRunByCdktf = (): boolean => process.env["CDKTF_CONTEXT_JSON"] !== undefined;

/**
 * Synthesizes an estate, and prints the report.
 * @returns exit code: 0, 1 when it is refused
 * @throws AuraCmkError `package-missing`
 */
export async function synthEstate({
  estate,
  out,
  frozen = false,
  json = false,
}: SynthArguments & { readonly estate: string }): Promise<number> {
  const { renderProblems, synthesizeEstate } = await importSynthesis();
  const progress = isRunByCdktf() ? undefined : new Progress(process.stderr);
  const result = synthesizeEstate(estate, out, {
    ...{ frozen, namedBy: "the variable AURA_ESTATE" },
    step: (what) => progress?.step(what),
  });
  progress?.end();
  if ("problems" in result) {
    if (json) printJson({ version: 1, problems: result.problems });
    else process.stderr.write(`${renderProblems(result.problems, process.stderr.isTTY ? "blocks" : "lines")}\n`);
    return 1;
  }
  const { outdir, rows, report } = result;
  if (json) printJson({ version: 1, outdir, keys: rows, notes: readNotes(outdir) });
  else print(report);
  return 0;
}
