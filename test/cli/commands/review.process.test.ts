import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AURA_CMK } from "../../support/dist";

const ROOT = path.resolve(__dirname, "../../..");
const plan = (name: string): string => path.join(ROOT, "test/review/plans", `${name}.json`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-review-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Buffer): string => {
  writeFileSync(path.join(folder, name), content);
  return path.join(folder, name);
};

describe("aura-cmk review as a process", () => {
  const CLI = [AURA_CMK, "review"];

  it("reads a plan from standard input, also as Windows PowerShell writes it", () => {
    const input = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(readFileSync(plan("create"), "utf8"), "utf16le"),
    ]);
    const stdout = execFileSync(process.execPath, [...CLI, "-"], { cwd: ROOT, input, encoding: "utf8" });
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "OK: no access is removed, and no unexpected principal gains access",
      "in account 111122223333, eu-west-1",
    ]);
  });

  it("never overwrites the file that is its standard input", () => {
    const input = file("stdin.json", readFileSync(plan("create")));
    const { status, stderr } = spawnSync(process.execPath, [...CLI, "-", "--out", input], {
      cwd: ROOT,
      stdio: [openSync(input, "r"), "pipe", "pipe"],
      encoding: "utf8",
    });
    expect([status, stderr.split(": ")[2]]).toEqual([2, "the file is an input of the review; expected"]);
    expect(readFileSync(input)).toEqual(readFileSync(plan("create")));
  });

  it("exits with its verdict when its output is closed", async () => {
    const child = spawn(process.execPath, [...CLI, plan("destroy"), "--format", "json"], { cwd: ROOT });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (text) => (stderr += String(text)));
    const code = await new Promise((done) => child.once("close", done));
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  });

  it("loads neither cdktf nor the provider nor what reads estates", () => {
    const script = `require("ts-node/register/transpile-only");
      require("./cli/program").main(["review", "test/review/plans/create.json", "--format", "markdown"]).then(() => {
        const heavy = Object.keys(require.cache).filter((file) => /node_modules.(cdktf|constructs|@grpc|protobufjs|zod|yaml)\\W/.test(file));
        console.log(JSON.stringify({ files: Object.keys(require.cache).length, heavy }));
      });`;
    const output = execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" });
    const { files, heavy } = JSON.parse(output.trim().split("\n").at(-1) ?? "") as { files: number; heavy: string[] };
    expect(files).toBeGreaterThan(50);
    expect(heavy).toEqual([]);
  });
});
