import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { AURA_TEXT } from "../../policy/examples";
import { KEY_ARN } from "../../support/samples";
import { auraCmk } from "../support/child";

const MISSPELT = AURA_TEXT.replace("kms:Decrypt", "kms:Decypt");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aura-cmk-lint-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file and tells its path. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("aura-cmk lint as a program", () => {
  it("reads standard input and ends with the exit code", async () => {
    const running = auraCmk(["lint", "-", "--account", "111122223333"]);
    running.process.stdin?.end(MISSPELT);
    const { code, stdout, stderr } = await running.ended;
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("\n2 findings: 1 error, 1 warning.\n");
  });

  it("loads three small packages, and of the rooms only those of policies and helpers", () => {
    const script = `require("ts-node/register");
      const before = new Set(Object.keys(require.cache));
      require("./cli/program").main(["lint", ${JSON.stringify(file("aura.json", AURA_TEXT))}, "--key-arn", "${KEY_ARN}"]).then(() => {
        const files = Object.keys(require.cache).filter((file) => !before.has(file));
        const packages = files.map((file) => /node_modules.((?:@[^/]+.)?[^/\\\\]+)/.exec(file)?.[1]).filter(Boolean);
        const own = files.filter((file) => !file.includes("node_modules")).map((file) => require("path").relative("", file));
        const rooms = own.filter((file) => !file.startsWith("provider/version")).map((file) => file.split(/[/\\\\]/)[0]);
        console.log(JSON.stringify({ packages: [...new Set(packages)].sort(), rooms: [...new Set(rooms)].sort() }));
      });`;
    const output = execFileSync(process.execPath, ["-e", script], {
      cwd: resolve(__dirname, "../../.."),
      encoding: "utf8",
    });
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toEqual({
      packages: ["commander", "fastest-levenshtein", "jsonc-parser"],
      rooms: ["cli", "policy", "util"],
    });
  });
});
