import { main } from "../../../cli/program";
import { withoutProgress } from "./without-progress";

/** Runs the program in this process. */
export async function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const out = jest.spyOn(process.stdout, "write").mockImplementation((text) => ((stdout += String(text)), true));
  const err = jest.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
  try {
    const code = await main(args);
    return { code, stdout, stderr: withoutProgress(stderr) };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
