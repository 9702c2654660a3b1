/** Exit code when something could not be written. */
const UNWRITABLE = 2;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "a folder that does not exist",
  ENOTDIR: "a path through something that is no folder",
  EISDIR: "a folder",
  EACCES: "no permission to write there",
  EPERM: "no permission to write there",
  EROFS: "a file system that can only be read",
  ENOSPC: "no space left",
  EDQUOT: "no space left",
  EFBIG: "no space left",
  ENAMETOOLONG: "a name that is too long for a file",
  ELOOP: "links that lead in a circle",
};

/**
 * Why something can not be written, in words.
 * @param error what the file system said
 */
export function whyUnwritable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return REASONS[code] ?? (code || String(error));
}

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
    process.stderr.write(`aura-cmk: standard output can not be written, got: ${whyUnwritable(error)}\n`);
  });
  const code = await program();
  if (!broken) process.exitCode = code;
}
