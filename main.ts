import { synthEstate } from "./cli/synth/estate";
import { AuraCmkError } from "./model/problem";

/** The app that `cdktf deploy` and `cdktn deploy` run: the estate named by AURA_ESTATE, as Terraform stacks. */
async function main(): Promise<void> {
  const estate = process.env["AURA_ESTATE"] ?? "estate.yaml";
  process.exitCode = await synthEstate({ estate, frozen: process.argv.includes("--frozen") });
}

main().catch((error: unknown) => {
  if (!(error instanceof AuraCmkError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
