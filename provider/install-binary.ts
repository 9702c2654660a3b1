import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { unzipSync } from "fflate";
import { whyUnreadable } from "../util/file-errors";
import { problemText, type ProblemParts } from "../util/problem-text";
import { BINARY_PLATFORMS, executableName, platformOf, releaseFiles } from "./binaries/release-files";
import { makeFolder } from "./make-folder";
import { Route } from "./network";
import { FORMER_PROVIDER_SOURCES, packageVersion, PROVIDER_SOURCE, RELEASES } from "./version";

/** What to install, and from where. */
export interface BinaryOptions {
  /** The zip file of a release, or a folder or address (`https://`) that has it, each with the checksums. @default the release on GitHub */
  readonly from?: string;
  /** As Terraform names it. @default this machine's */
  readonly platform?: string;
}

/** What is read of a place by the name of a file. */
type Read = (name: string) => Promise<Buffer>;

const EXECUTABLE = 0o755;
/** What the program says when it is not Terraform that starts it. */
const GREETING = "This is a plugin.";

/**
 * Puts the provider, as one program that needs no Node, where Terraform finds it without any configuration: in the place of the
 * launcher. Its checksum is compared and it is started once before anything is replaced.
 * @param dir `terraform.d/plugins` in a working directory, or `~/.terraform.d/plugins`
 * @param options what to install
 * @returns the program that Terraform may start, without those under former addresses
 * @throws an error on one line, or that of the system with its `code` and `path`
 */
export async function installBinary(dir: string, options: BinaryOptions = {}): Promise<string> {
  const { from = `${RELEASES}/download/v${packageVersion}`, platform = platformOf(process) } = options;
  if (!BINARY_PLATFORMS.some((one) => one === platform))
    throw problem({
      what: `there is no binary for ${platform}`,
      expected: BINARY_PLATFORMS.join(", "),
      fix: "install the provider without --binary; it then runs on Node",
    });
  const files = await unpack(from, platform);
  const stage = join(dir, `.aura-${process.pid}.new`);
  try {
    const program = executableName(packageVersion, platform);
    for (const [name, content] of Object.entries(files))
      write(join(stage, PROVIDER_SOURCE, name), content, name === program ? EXECUTABLE : undefined);
    start(join(stage, PROVIDER_SOURCE, program));
    for (const source of FORMER_PROVIDER_SOURCES) {
      makeFolder(join(stage, source));
      for (const name of Object.keys(files)) linkSync(join(stage, PROVIDER_SOURCE, name), join(stage, source, name));
    }
    for (const source of [...FORMER_PROVIDER_SOURCES, PROVIDER_SOURCE])
      replace(join(dir, source, packageVersion, platform), join(stage, source), join(stage, "old"));
    return join(dir, PROVIDER_SOURCE, packageVersion, platform, program);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** The files of a release for one platform. */
async function unpack(from: string, platform: string): Promise<Record<string, Uint8Array>> {
  const { zip, sums } = releaseFiles(packageVersion);
  const name = zip(platform);
  const read = placeOf(from, name);
  const list = (await read(sums)).toString("utf8");
  const expected = list
    .split("\n")
    .find((line) => line.endsWith(` ${name}`))
    ?.split(" ", 1)[0];
  if (expected === undefined)
    throw problem({ what: `${sums} does not list ${name}`, fix: "take all files from the same release" });
  const content = await read(name);
  const got = createHash("sha256").update(content).digest("hex");
  if (got !== expected)
    throw problem({
      what: `checksum of ${name} differs`,
      got: `SHA-256 ${got}`,
      expected,
      fix: "get it and its checksums again; do not use this file",
    });
  const files = unzipped(content);
  const program = executableName(packageVersion, platform);
  if (!files?.[program] || Object.keys(files).some((one) => one !== basename(one) || one.includes("\\")))
    throw problem({
      what: `${name} is not a release of the provider`,
      expected: `a zip file with ${program}`,
      fix: "take it from the release",
    });
  return files;
}

function unzipped(content: Uint8Array): Record<string, Uint8Array> | undefined {
  try {
    return unzipSync(content);
  } catch {
    return undefined;
  }
}

/** How to read the files of a release, of which `zip` may be named itself. */
function placeOf(from: string, zip: string): Read {
  if (/^https?:\/\//.test(from)) return download(from.replace(/\/+$/, ""), zip);
  const path = resolve(from);
  let folder = path;
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    folder = dirname(path);
    if (basename(path) !== zip)
      throw problem({
        what: "not the zip file for this machine",
        got: basename(path),
        expected: zip,
        fix: "name this file, or the folder that has it",
      });
  }
  return (name) => {
    try {
      return Promise.resolve(readFileSync(join(folder, name)));
    } catch (error) {
      throw problem({
        what: `cannot read ${name}`,
        got: `${folder}: ${whyUnreadable(error)}`,
        fix: `put ${zip} and its checksums of release ${packageVersion} there`,
      });
    }
  };
}

/** Through the proxy, and with the certificate authorities, that the environment names. */
function download(base: string, zip: string): Read {
  const route = new Route(new URL(base), process.env);
  const fix = `download ${zip} and its checksums yourself, then: --binary <folder>`;
  return async (name) => {
    const url = new URL(`${base}/${name}`);
    try {
      const { status, body } = await route.fetch(url, {});
      if (status !== 200)
        throw problem({ what: `cannot download ${name}`, got: `${url.href} answered ${status}`, fix });
      return Buffer.from(await new Response(body).arrayBuffer());
    } catch (error) {
      if (error instanceof InstallError) throw error;
      throw problem({ what: `cannot download ${name}`, got: (await route.explain(error)).cause, fix });
    }
  };
}

/** Whether the program runs here at all: the C library may be another one. */
function start(program: string): void {
  const { stderr, error } = spawnSync(program, { encoding: "utf8", env: {} });
  if (stderr?.startsWith(GREETING)) return;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  throw problem({
    what: "the binary does not start on this machine",
    got: code === "ENOENT" ? "its C library is not there" : (code ?? stderr.split("\n", 1)[0] ?? ""),
    expected: "glibc 2.28 and libatomic on Linux (not Alpine), macOS 13.5, Windows 10",
    fix: "install the provider without --binary; it then runs on Node",
  });
}

function write(file: string, content: Uint8Array, mode?: number): void {
  makeFolder(dirname(file));
  writeFileSync(file, content, { mode });
}

/** Moves a folder to the place of another one. */
function replace(folder: string, by: string, old: string): void {
  makeFolder(dirname(folder));
  if (statSync(folder, { throwIfNoEntry: false })) {
    renameSync(folder, old);
    rmSync(old, { recursive: true });
  }
  renameSync(by, folder);
}

class InstallError extends Error {}

const problem = (parts: Partial<ProblemParts> & Pick<ProblemParts, "what" | "fix">): Error =>
  new InstallError(problemText({ got: "", expected: "", ...parts }));
