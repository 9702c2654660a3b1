import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AuraCmkError, type Problem } from "../../model/problem";
import { importSynthesis } from "../framework";
import { writeAll } from "../init/write";
import type { Adoption } from "./adoption";
import { filesOf } from "./files";
import { APPLICATION_FILES } from "./forms";

/**
 * What `aura-cmk synth` would say of an adoption, before anything of it is written: an estate is synthesized in a temporary folder. The
 * rules are the same for constructs.
 */
export async function problemsOfEstate(adoption: Adoption): Promise<readonly Problem[]> {
  const { synthesizeEstate } = await importSynthesis();
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-adopt-"));
  const placed = (problems: readonly Problem[]) =>
    problems.map((problem) => ({ ...problem, path: problem.path.replaceAll(`${folder}${path.sep}`, "") }));
  try {
    writeAll(folder, filesOf(adoption, "estate", [], "cdktf"));
    const result = synthesizeEstate(path.join(folder, APPLICATION_FILES.estate), path.join(folder, "out"));
    return "problems" in result ? placed(result.problems) : [];
  } catch (error) {
    if (!(error instanceof AuraCmkError)) throw error;
    return placed(error.problems);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
