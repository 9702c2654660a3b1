import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AuraCmkError } from "../../model/problem";
import { readConfigurationFiles } from "../check/input";

/**
 * The configurations that synth would write for an estate; they are written to a temporary folder, and the lock file is not touched.
 * @param file the estate
 * @param step is called with what is done now
 */
export async function configurationsOfEstate(
  file: string,
  step: (what: string) => void,
): Promise<ReturnType<typeof readConfigurationFiles>> {
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-verify-"));
  try {
    const { importSynthesis } = await import("../framework");
    const { synthesizeEstate } = await importSynthesis();
    const synthesis = synthesizeEstate(file, folder, { frozen: true, step, namedBy: "`--estate`" });
    return "problems" in synthesis
      ? { texts: [], problems: synthesis.problems }
      : readConfigurationFiles([path.join(folder, "stacks")]);
  } catch (error) {
    if (!(error instanceof AuraCmkError)) throw error;
    return { texts: [], problems: error.problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
