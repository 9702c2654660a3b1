import { readdirSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../../model/problem";
import { configurationProblem, type ConfigurationText } from "../../model/read/parse-configurations";
import { whyUnreadable } from "../../util/file-errors";
import { formatList } from "../../util/format-list";
import { groupBy } from "../../util/group-by";
import { readTextFile } from "../../util/read-file";

/** Largest file, and all files together, in bytes; a stack with a thousand keys has 5 MB. */
const MAX_BYTES = 50 << 20;
/** How many directories are looked into. */
const MAX_DIRECTORIES = 10_000;
/** How many names one clause lists. */
const MAX_LISTED = 5;

const JSON_FILE = /^[^.].*\.tf\.json$/;
/** What Terraform or OpenTofu read as well: in a syntax that is not read here, or in the place of another file. */
const OTHER_FILE = /^[^.].*\.(?:tf|tofu|tofu\.json)$/;
/** Directories in which Terraform, npm and others keep what is their own. */
const SKIPPED = /^(?:\..*|node_modules|terraform\.d)$/;

const REVIEW_PLAN =
  "review its plan: `terraform plan -out plan.bin`, then `terraform show -json plan.bin | aura-cmk review -`";

/** One directory: Terraform reads all of its files as one module. */
interface Directory {
  readonly path: string;
  /** Paths of the files that are read. */
  readonly files: readonly string[];
}

/**
 * Reads the files of Terraform configurations: files in JSON, and directories with all that are below them. Never throws for what a
 * person can get wrong.
 * @param names paths of files and directories
 * @returns all that can be read, and what cannot
 */
export function readConfigurationFiles(names: readonly string[]): {
  readonly texts: readonly ConfigurationText[];
  readonly problems: readonly Problem[];
} {
  const found = names.map(directoriesAt);
  const problems = found.flatMap((one) => ("problem" in one ? one.problem : []));
  const directories = joined(found.flatMap((one) => ("directories" in one ? one.directories : [])));
  const labels = labelsOf(directories);
  let left = MAX_BYTES;
  const texts = directories.map((directory, index) => ({
    ...{ name: labels[index] ?? "", directory: directory.path, gaps: gapsOf(directory) },
    files: directory.files.flatMap((file) => {
      const read = readFile(file, left);
      if ("text" in read) {
        left -= read.text.length;
        return { path: file, text: read.text };
      }
      problems.push(read.problem);
      return [];
    }),
  }));
  return { texts, problems };
}

type Details = Pick<Problem, "got" | "expected" | "fix">;
interface Failed {
  readonly problem: Problem;
}

/** The directories of a configuration at a path; a file is a part of its directory. */
function directoriesAt(name: string): { readonly directories: readonly Directory[] } | Failed {
  const failed = (details: Details): Failed => ({ problem: configurationProblem(name, details) });
  try {
    if (!statSync(name).isDirectory()) return { directories: [{ path: path.dirname(name), files: [name] }] };
    const directories = directoriesBelow(name);
    if (!directories) {
      return failed({
        got: `more than ${MAX_DIRECTORIES} directories`,
        expected: "",
        fix: "name the stacks themselves",
      });
    }
    if (directories.some(({ files }) => files.length > 0)) return { directories };
    const expected = "files that end in .tf.json, as in cdktf.out/stacks/*";
    const [hcl] = directories;
    return hcl
      ? failed({ got: `only files like ${path.basename(otherFilesIn(hcl)[0] ?? "")}`, expected, fix: REVIEW_PLAN })
      : failed({ got: "a directory without a configuration", expected, fix: "run `cdktf synth`, or name its output" });
  } catch (error) {
    const { path: place = name } = error as NodeJS.ErrnoException;
    return { problem: configurationProblem(place, { got: whyUnreadable(error), expected: "", fix: "check the path" }) };
  }
}

/** A directory and those below it, each once: a symbolic link may lead back up. Undefined when there are too many. */
function directoriesBelow(top: string): Directory[] | undefined {
  const seen = new Set<string>();
  const found: Directory[] = [];
  for (const waiting = [top]; waiting.length > 0;) {
    const folder = waiting.shift() ?? "";
    const real = realpathSync(folder);
    if (seen.has(real)) continue;
    if (seen.add(real).size > MAX_DIRECTORIES) return undefined;
    const names = readdirSync(folder).sort();
    const files = names.filter((name) => JSON_FILE.test(name)).map((name) => path.join(folder, name));
    if (files.length > 0 || names.some((name) => OTHER_FILE.test(name))) found.push({ path: folder, files });
    const others = names.filter((name) => !SKIPPED.test(name)).map((name) => path.join(folder, name));
    waiting.push(...others.filter((place) => !files.includes(place) && isDirectory(place)));
  }
  return found;
}

/** A link that leads nowhere is no directory. */
function isDirectory(place: string): boolean {
  try {
    return statSync(place).isDirectory();
  } catch {
    return false;
  }
}

/** Several files of one directory are one module. */
function joined(directories: readonly Directory[]): readonly Directory[] {
  return [...groupBy(directories, (directory) => realpathSync(directory.path)).values()].map((same) => ({
    path: same[0]?.path ?? "",
    files: [...new Map(same.flatMap(({ files }) => files).map((file) => [path.resolve(file), file])).values()],
  }));
}

function readFile(file: string, left: number): { readonly text: string } | Failed {
  const failed = (details: Details): Failed => ({ problem: configurationProblem(file, details) });
  if (OTHER_FILE.test(path.basename(file))) {
    return failed({ got: "HCL", expected: "a configuration in JSON", fix: REVIEW_PLAN });
  }
  const read = readTextFile(file, { maxBytes: left, isPlainUtf8: true, fixes: FIXES });
  if ("text" in read) return read;
  return failed(read.unreadable.reason === "too-large" ? { ...read.unreadable, ...TOO_LARGE } : read.unreadable);
}

const FIXES = { "not-text": "save it as plain UTF-8, which is all that Terraform reads" } as const;
const TOO_LARGE = { got: "more than 50 MB of JSON", expected: "" } as const;

/** What the configurations are called: by their directories, as cdktf calls its stacks, where these tell them apart. */
function labelsOf(directories: readonly Directory[]): readonly string[] {
  const short = directories.map((directory) => path.basename(path.resolve(directory.path)));
  return new Set(short).size === short.length ? short : directories.map((directory) => directory.path);
}

/** What Terraform reads of a directory, and this does not. */
function gapsOf(directory: Directory): string[] {
  const read = new Set(directory.files.map((file) => path.basename(file)));
  const clause = (what: string, names: readonly string[], why: string): string[] =>
    names.length === 0 ? [] : [`${what}: ${formatList(names, { max: MAX_LISTED })}; ${why}`];
  return [
    ...clause(
      "HCL is not read",
      otherFilesIn(directory).map((file) => path.basename(file)),
      "review the plan",
    ),
    ...clause(
      "other files of the directory are not read",
      namesIn(directory).filter((name) => JSON_FILE.test(name) && !read.has(name)),
      "check the directory",
    ),
  ];
}

function otherFilesIn(directory: Directory): string[] {
  return namesIn(directory).filter((name) => OTHER_FILE.test(name));
}

function namesIn(directory: Directory): string[] {
  return readdirSync(directory.path).sort();
}
