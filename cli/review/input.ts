import { constants, isUtf8 } from "node:buffer";
import { readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../../model/problem";
import type { PlanText } from "../../model/read/types";
import { fixUnreadable, whyUnreadable } from "../../util/file-errors";
import { readStream, STDIN } from "../stdin";

/** The plans as text, or what is wrong with what was given. */
export type PlanInput = { readonly plans: readonly PlanText[] } | { readonly problems: readonly Problem[] };

/** What begins a plan file as `terraform plan -out` writes it: it is a ZIP archive. */
const ZIP = Buffer.from("PK\u0003\u0004");
const UTF16 = Buffer.from([0xff, 0xfe]);
const EXPECTED = "the output of `terraform show -json`";
const SHOW = "run `terraform show -json plan.bin > plan.json` and give that file";

/**
 * Reads plans from files and from standard input. Never rejects for what a person can get wrong.
 * @param names files, or `-`
 * @param stdin where `-` reads from
 */
export async function readInput(names: readonly string[], stdin: AsyncIterable<Buffer | string>): Promise<PlanInput> {
  const twice = repeated(names);
  if (twice !== undefined) {
    return { problems: [problem(twice, "the same plan twice", "each plan once", "name it once")] };
  }
  const read: (PlanText | Problem)[] = [];
  for (const [index, label] of labelsOf(names).entries()) {
    const name = names[index] ?? "";
    // The bytes of one plan are gone before the next one is read.
    const bytes = name === STDIN ? await bytesFrom(stdin) : bytesOf(name);
    const text = Buffer.isBuffer(bytes) ? textOf(bytes) : bytes;
    read.push(typeof text === "string" ? { name: label, text } : problem(name === STDIN ? label : name, ...text));
  }
  const problems = read.filter((one) => "code" in one);
  return problems.length > 0 ? { problems } : { plans: read.filter((one) => "text" in one) };
}

/** What the plans are called in the review: by their file names, where these tell them apart. */
function labelsOf(names: readonly string[]): readonly string[] {
  const short = names.map((name) => (name === STDIN ? "standard input" : path.basename(name)));
  return new Set(short).size === names.length ? short : names;
}

/** What is wrong, what is expected, what to do. */
type Fault = readonly [got: string, expected: string, fix: string];

function problem(path: string, got: string, expected: string, fix: string): Problem {
  return { code: "plan-unreadable", path, what: "a plan must be readable", got, expected, fix };
}

function repeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => {
    const real = name === STDIN ? name : realPath(name);
    const again = seen.has(real);
    seen.add(real);
    return again;
  });
}

function realPath(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return name;
  }
}

function bytesOf(name: string): Buffer | Fault {
  try {
    const stat = statSync(name);
    if (stat.isDirectory()) return ["a folder", "a file", "name the file in it"];
    // A pipe is a file too: `aura-cmk review <(terraform show -json plan.bin)`.
    if (!stat.isFile() && !stat.isFIFO()) return ["a device", "a file", "name the file with the plan"];
    if (stat.size > constants.MAX_STRING_LENGTH) return tooLarge(stat.size);
    return readFileSync(name);
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): Fault {
  const { code = "" } = error as NodeJS.ErrnoException;
  const fix = ["ENOENT", "ENOTDIR"].includes(code) ? SHOW : fixUnreadable(error, "check what is given");
  return [whyUnreadable(error), EXPECTED, fix];
}

function tooLarge(size: number): Fault {
  return [`${size} bytes`, `at most ${constants.MAX_STRING_LENGTH} bytes`, "check that it is the right file"];
}

async function bytesFrom(stream: AsyncIterable<Buffer | string>): Promise<Buffer | Fault> {
  try {
    const bytes = await readStream(stream, constants.MAX_STRING_LENGTH);
    return typeof bytes === "number" ? tooLarge(bytes) : bytes;
  } catch (error) {
    return unreadable(error);
  }
}

function textOf(bytes: Buffer): string | Fault {
  if (bytes.length === 0) return ["nothing", EXPECTED, "look at what the command before it said"];
  if (bytes.subarray(0, ZIP.length).equals(ZIP)) return ["a binary plan", EXPECTED, SHOW];
  // So Windows PowerShell writes what is redirected.
  if (bytes.subarray(0, UTF16.length).equals(UTF16)) return bytes.toString("utf16le", UTF16.length);
  return isUtf8(bytes) ? bytes.toString("utf8").replace(/^\ufeff/, "") : ["bytes that are no text", EXPECTED, SHOW];
}
