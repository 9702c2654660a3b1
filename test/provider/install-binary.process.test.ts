import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync, type Zippable } from "fflate";
import { platformOf, releaseFiles } from "../../provider/binaries/release-files";
import { installLauncher } from "../../provider/install";
import { installBinary } from "../../provider/install-binary";
import { FORMER_PROVIDER_SOURCES, packageVersion, PROVIDER_SOURCE } from "../../provider/version";

const HERE = platformOf(process);
const OTHER = HERE === "linux_arm64" ? "darwin_arm64" : "linux_arm64";
const { zip, sums } = releaseFiles(packageVersion);
const PROGRAM = `terraform-provider-aura_v${packageVersion}`;
/** Stands for the provider: it says the same when it is not Terraform that starts it. */
const GREETS = '#!/bin/sh\necho "This is a plugin." >&2; echo "started $*"; exit 1\n';

let work: string;
let release: string;
let plugins: string;
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), "aura-cmk-binary-"));
  release = join(work, "release");
  plugins = join(work, ".terraform.d/plugins");
  mkdirSync(release);
  pack(HERE);
  pack(OTHER);
});
afterEach(() => rmSync(work, { recursive: true }));

/** Writes a zip file of a release and its line of checksums. */
function pack(platform: string, program = GREETS, more: Zippable = {}): void {
  const texts = { "LICENSE.txt": strToU8("license"), "THIRD-PARTY-NOTICES.txt": strToU8("notices") };
  const content = zipSync({ ...texts, [PROGRAM]: strToU8(program), ...more });
  writeFileSync(join(release, zip(platform)), content);
  const file = join(release, sums);
  const others = existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line && !line.includes(platform))
    : [];
  const line = `${createHash("sha256").update(content).digest("hex")}  ${zip(platform)}`;
  writeFileSync(file, `${[...others, line].join("\n")}\n`);
}

const placeOf = (source: string) => join(plugins, source, packageVersion, HERE);
const filesOf = (source: string) => readdirSync(placeOf(source)).sort();
const RELEASED = ["LICENSE.txt", "THIRD-PARTY-NOTICES.txt", PROGRAM];
const refusal = (from: string) =>
  installBinary(plugins, { from }).then(
    () => "installed",
    (error: Error) => error.message,
  );

describe("installing the binary", () => {
  it("takes it from the folder of a release, under the former addresses too, in the place of the launcher", async () => {
    installLauncher(plugins);
    const file = await installBinary(plugins, { from: release });
    expect(file).toBe(join(placeOf(PROVIDER_SOURCE), PROGRAM));
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual([GREETS, 0o755]);
    for (const source of [PROVIDER_SOURCE, ...FORMER_PROVIDER_SOURCES]) expect(filesOf(source)).toEqual(RELEASED);
    // What is on the way is gone, and a second time changes nothing.
    await installBinary(plugins, { from: join(release, zip(HERE)) });
    expect(filesOf(PROVIDER_SOURCE)).toEqual(RELEASED);
    expect(readdirSync(plugins).filter((name) => name.startsWith("."))).toEqual([]);
    installLauncher(plugins);
    expect(filesOf(PROVIDER_SOURCE)).toEqual(["package.json", PROGRAM]);
  });

  it("takes it from an address, and says what that answered", async () => {
    const server = createServer(({ url = "" }, answer) => {
      answer.setHeader("connection", "close");
      const file = join(release, url.replace("/v1/", ""));
      if (existsSync(file)) answer.end(readFileSync(file));
      else answer.writeHead(404).end();
    }).listen(0, "127.0.0.1");
    await new Promise((listening) => server.once("listening", listening));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await installBinary(plugins, { from: `${address}/v1/` });
    expect(filesOf(PROVIDER_SOURCE)).toEqual(RELEASED);
    expect(await refusal(`${address}/v2`)).toBe(
      `cannot download ${sums}: ${address}/v2/${sums} answered 404; help: download ${zip(HERE)} and its checksums yourself, then: --binary <folder>`,
    );
    await new Promise((closed) => server.close(closed));
    expect(await refusal(address)).toMatch(
      /^cannot download \S+: no answer: ECONNREFUSED .*\(no proxy: loopback\); help: /,
    );
  });

  it.each([
    [
      "another platform",
      () => join(release, zip(OTHER)),
      `not the zip file for this machine: ${zip(OTHER)}; expected: ${zip(HERE)}; help: name this file, or the folder that has it`,
    ],
    [
      "a folder without it",
      () => work,
      `cannot read ${sums}: <work>: no such file; help: put ${zip(HERE)} and its checksums of release ${packageVersion} there`,
    ],
    [
      "no folder",
      () => join(work, "nowhere"),
      `not the zip file for this machine: nowhere; expected: ${zip(HERE)}; help: name this file, or the folder that has it`,
    ],
  ])("refuses %s, and writes nothing", async (_, from, text) => {
    expect((await refusal(from())).replaceAll(work, "<work>")).toBe(text);
    expect(existsSync(plugins)).toBe(false);
  });

  it("refuses a damaged zip file, one that is not listed, and one with something else in it", async () => {
    const file = join(release, zip(HERE));
    const content = readFileSync(file);
    writeFileSync(file, content.subarray(0, -1));
    expect(await refusal(release)).toMatch(
      new RegExp(
        `^checksum of ${zip(HERE)} differs: SHA-256 \\w{64}; expected: \\w{64}; help: get it and its checksums again; do not use this file$`,
      ),
    );
    writeFileSync(join(release, sums), "");
    expect(await refusal(release)).toBe(
      `${sums} does not list ${zip(HERE)}; help: take all files from the same release`,
    );
    pack(HERE, GREETS, { "../outside": strToU8("") });
    const other = `${zip(HERE)} is not a release of the provider; expected: a zip file with ${PROGRAM}; help: take it from the release`;
    expect(await refusal(release)).toBe(other);
    const rubbish = Buffer.from("not a zip file");
    writeFileSync(file, rubbish);
    writeFileSync(join(release, sums), `${createHash("sha256").update(rubbish).digest("hex")}  ${zip(HERE)}\n`);
    expect(await refusal(release)).toBe(other);
    expect(existsSync(plugins)).toBe(false);
  });

  it("keeps what is installed when the binary does not start on this machine", async () => {
    installLauncher(plugins);
    pack(HERE, "#!/no/such/loader\n");
    expect(await refusal(release)).toBe(
      "the binary does not start on this machine: its C library is not there; expected: glibc 2.28 and libatomic on " +
        "Linux (not Alpine), macOS 13.5, Windows 10; help: install the provider without --binary; it then runs on Node",
    );
    expect(filesOf(PROVIDER_SOURCE)).toEqual(["package.json", PROGRAM]);
    expect(readdirSync(plugins).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("refuses a platform that there is no binary for", async () => {
    await expect(installBinary(plugins, { from: release, platform: "freebsd_amd64" })).rejects.toThrow(
      "there is no binary for freebsd_amd64; expected: linux_amd64, linux_arm64, darwin_amd64, darwin_arm64, windows_amd64; help: install the provider without --binary; it then runs on Node",
    );
  });

  it("is what a launcher starts where Node is missing", async () => {
    const [launcher = ""] = installLauncher(join(work, "stack/terraform.d/plugins"), { platforms: [HERE] });
    const start = () => {
      try {
        return execFileSync(launcher, ["argument"], {
          ...{ encoding: "utf8", env: { HOME: work, PATH: "" }, stdio: ["ignore", "pipe", "ignore"] },
        });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    const missing = "the provider aura needs Node 20.19 or later on the PATH, or: aura-cmk provider install --binary\n";
    expect(start()).toBe(missing);
    installLauncher(plugins);
    expect(start()).toBe(missing);
    await installBinary(plugins, { from: release });
    expect(start()).toBe("started argument\n");
  });
});
