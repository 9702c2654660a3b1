import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What marks the folder of a cdktf program: its settings. */
const SETTINGS = "cdktf.json";

/**
 * The folder that relative paths of a program are relative to: the nearest one with a `cdktf.json`, at or above the file that calls
 * `callee`; without one, the folder of that file. The working directory plays no part: a test started elsewhere reads the same file.
 * @param callee the function of the public API that was called
 */
export function programFolder(callee: (...parameters: never[]) => unknown): string {
  const start = path.dirname(callerOf(callee) ?? entryPoint());
  return foldersFrom(start).find((folder) => existsSync(path.join(folder, SETTINGS))) ?? start;
}

/** The file as Node.js loaded it: the TypeScript with ts-node, tsx and jest, the JavaScript where it was compiled. */
function callerOf(callee: (...parameters: never[]) => unknown): string | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: NodeJS.CallSite[] } = {};
  try {
    // The call sites themselves: a text would have the names that source maps give.
    Error.prepareStackTrace = (_, callSites) => callSites;
    Error.stackTraceLimit = Infinity;
    Error.captureStackTrace(holder, callee);
    const names = (holder.stack ?? []).map((site) => site.getFileName() ?? site.getScriptNameOrSourceURL() ?? "");
    const file = names.find((name) => path.isAbsolute(name) || name.startsWith("file:"));
    return file?.startsWith("file:") ? fileURLToPath(file) : file;
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** For code without a file, such as `node --eval`. */
function entryPoint(): string {
  return path.resolve(process.argv[1] ?? "program");
}

function foldersFrom(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersFrom(above)];
}
