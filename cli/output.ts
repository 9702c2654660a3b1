import { whyUnwritable } from "../util/file-errors";

/** Exit code when something could not be written. */
const UNWRITABLE = 2;

/**
 * Runs a program whose output may break. A reader that went away (`| head`) has read enough: the exit code says what was
 * found. Anything else, such as a full disk, is told and ends with 2: nobody may take the silence for a good answer.
 * @param program tells its exit code
 */
export async function withOutput(program: () => Promise<number>): Promise<void> {
  let broken = false;
  process.stderr.on("error", () => undefined);
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE" || broken) return;
    broken = true;
    process.exitCode = UNWRITABLE;
    process.stderr.write(`aura-cmk: cannot write to standard output: ${whyUnwritable(error)}\n`);
  });
  const code = await program();
  if (!broken) process.exitCode = code;
}
