import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { KEY_ROWS_FILE, type KeyRow } from "../../rules/analysis";
import { renderKeyTable } from "../../synth/key-table";
import { listOf, objectOf, textOf } from "../../util/json";
import { Progress } from "../progress";
import type { SynthArguments } from "./arguments";
import { readNotes, type Note } from "./manifest";
import { print, printJson } from "../print";

/**
 * Runs the program of a `cdktf.json` as cdktf does, and prints the table of its keys, deferred instances included. What the program
 * prints goes to standard error.
 * @param file the settings
 * @param signal ends the program
 * @returns exit code: 0, 1 when the program fails, 2 when the settings cannot be used
 */
export async function synthProgram(
  file: string,
  { out, json = false }: SynthArguments,
  signal: AbortSignal,
): Promise<number> {
  const settings = readSettings(file);
  if ("why" in settings) {
    process.stderr.write(
      `${file}: ${settings.why}; help: name the command that runs your program, as in "app": "npx ts-node main.ts"\n`,
    );
    return 2;
  }
  const outdir = out ?? process.env["CDKTF_OUTDIR"] ?? settings.output ?? "cdktf.out";
  const folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-"));
  try {
    const rows = path.join(folder, "rows.json");
    const code = await run(settings, { CDKTF_OUTDIR: outdir, [KEY_ROWS_FILE]: rows }, signal);
    if (signal.aborted) return Number(signal.reason);
    if (code !== 0) {
      process.stderr.write(`the program failed with exit code ${code}: ${settings.app}\n`);
      return 1;
    }
    const keys = existsSync(rows) ? (JSON.parse(readFileSync(rows, "utf8")) as readonly KeyRow[]) : undefined;
    if (json) printJson({ version: 1, outdir, keys: keys ?? [], notes: readNotes(outdir) });
    else print([...readNotes(outdir).map(noteText), tableOf(keys)].join("\n\n"));
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Settings {
  readonly app: string;
  readonly output?: string;
  /** What the program knows from `cdktf.json` only by the one who starts it: its Terraform modules in folders. */
  readonly modules: readonly unknown[];
}

function readSettings(file: string): Settings | { readonly why: string } {
  let settings;
  try {
    settings = objectOf(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    return { why: error instanceof SyntaxError ? "not JSON" : "cannot be read" };
  }
  const [app, output] = [textOf(settings["app"]), textOf(settings["output"])];
  if (app === undefined || app.trim() === "") return { why: "`app` is missing" };
  const modules = listOf(settings["terraformModules"]).filter((module) =>
    /^\.\.?\//.test(textOf(module) ?? textOf(objectOf(module)["source"]) ?? ""),
  );
  return { app, modules, ...(output !== undefined && { output }) };
}

/** The exit code of the program. Its output is not ours: what is printed to standard output is the result alone. */
function run({ app, modules }: Settings, variables: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  const context = objectOf(JSON.parse(process.env["CDKTF_CONTEXT_JSON"] ?? "{}"));
  const env = {
    ...process.env,
    ...variables,
    CDKTF_CONTEXT_JSON: JSON.stringify({ ...context, cdktfRelativeModules: modules }),
  };
  const progress = new Progress(process.stderr);
  progress.step(`running ${app}`);
  return new Promise((resolve) => {
    const child = spawn(app, { shell: true, stdio: ["inherit", "pipe", "pipe"], env, signal });
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (text) => {
        progress.end();
        process.stderr.write(String(text));
      });
    // A signal ends it; a shell that does not start is no different from a program that fails.
    child.once("error", () => undefined);
    child.once("close", (code) => {
      progress.end();
      resolve(code ?? 1);
    });
  });
}

function noteText({ level, on, message }: Note): string {
  // The next steps stand for themselves.
  if (level === "info" && message.includes("\n")) return message;
  return `${level === "info" ? "Note" : level === "warning" ? "Warning" : "Error"}: ${on}: ${message}`;
}

function tableOf(keys: readonly KeyRow[] | undefined): string {
  if (keys === undefined) return "The program has no construct of cdktf-aura-cmk.";
  return keys.length > 0 ? renderKeyTable(keys) : "The program has no key.";
}
