import { importSynthesis } from "./cli/framework";
import { Progress } from "./cli/progress";
import { AuraCmkError } from "./model/problem";

/** The app that `cdktf deploy`, `cdktn deploy` and `npm run synth` run: the estate named by AURA_ESTATE, as Terraform stacks. */
async function main(): Promise<void> {
  const { renderProblems, synthesizeEstate } = await importSynthesis();
  const progress = new Progress(process.stderr);
  const result = synthesizeEstate(process.env["AURA_ESTATE"] ?? "estate.yaml", undefined, {
    step: (what) => progress.step(what),
    frozen: process.argv.includes("--frozen"),
  });
  progress.end();
  if ("problems" in result) {
    console.error(renderProblems(result.problems, process.stderr.isTTY ? "blocks" : "lines"));
    process.exitCode = 1;
  } else {
    console.log(result.report);
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof AuraCmkError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
