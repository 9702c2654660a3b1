import { spawnSync } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { AURA_CMK } from "../support/dist";

const ROOT = resolve(__dirname, "../..");
const CLI = [AURA_CMK];

/** Runs the program with standard output, or standard error, going to a disk that is full. */
function onFullDisk(stream: 1 | 2, args: readonly string[]) {
  const full = openSync("/dev/full", "w");
  const { status, stdout, stderr } = spawnSync(process.execPath, [...CLI, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", stream === 1 ? full : "pipe", stream === 2 ? full : "pipe"],
  });
  return { status, stdout, stderr };
}

const itWithFull = existsSync("/dev/full") ? it : it.skip;

describe("standard output", () => {
  itWithFull.each([
    [["lint", "statements/audit.json"]],
    [["review", "test/review/plans/no-changes.json"]],
    [["--help"]],
  ])("that cannot be written ends %j with 2 and one line", (args) => {
    expect(onFullDisk(1, args)).toEqual({
      status: 2,
      stdout: null,
      stderr: "aura-cmk: cannot write to standard output: no space left\n",
    });
  });

  it("whose reader went away leaves lint its exit code", () => {
    // Writes until nobody reads any more, and only then starts the command.
    const script = `trap '' PIPE; { while printf x; do :; done 2>/dev/null; "$0" "$@"; echo $? >&2; } | true`;
    const args = [process.execPath, ...CLI, "lint", "statements/audit.json"];
    expect(spawnSync("sh", ["-c", script, ...args], { cwd: ROOT, encoding: "utf8" }).stderr).toBe("0\n");
  });
});

describe("standard error", () => {
  itWithFull("that cannot be written leaves the exit code as it is", () => {
    expect(onFullDisk(2, ["review", "none.json"])).toEqual({ status: 2, stdout: "", stderr: null });
  });
});
