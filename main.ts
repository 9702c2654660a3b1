import { Progress } from "./cli/progress";
import { renderProblems, synthesizeEstate } from "./synth/synthesize";

// The app that `cdktf deploy` and `npm run synth` run: the estate named by AURA_ESTATE, as Terraform stacks.
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
