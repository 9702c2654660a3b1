import { whyUnwritable } from "../util/file-errors";

/** Exit code when the output cannot be written. */
const UNWRITABLE = 2;

/**
 * Runs a program whose output can fail. A reader that went away (`| head`) has read enough: the exit code stays that of the
 * program. Anything else, such as a full disk, is an error with exit code 2, so that missing output never looks like success.
 * @param program returns its exit code
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
  // What was given up, such as a program that was to hand out credentials and hangs, does not keep this process alive.
  process.stderr.write("", () => process.stdout.write("", () => setImmediate(() => process.exit())));
}
