import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "../../support/synth";
import { run } from "../support/run";

/** Whether a shell is on the PATH; without it its test is skipped, and says so. */
function has(shell: string): boolean {
  const found = spawnSync(shell, ["-c", "true"]).status === 0;
  if (!found) process.stderr.write(`SKIPPED: no ${shell} on PATH; its completion was not sourced\n`);
  return found;
}

async function scriptFor(shell: string): Promise<string> {
  const { code, stdout, stderr } = await run("completion", shell);
  expect([code, stderr]).toEqual([0, ""]);
  const file = join(temporaryFolder(), "completion");
  writeFileSync(file, stdout);
  return file;
}

describe("the completion of bash", () => {
  let file: string;
  beforeAll(async () => (file = await scriptFor("bash")));

  /** What bash offers after these words; the last one is what was typed so far. */
  function offered(...words: string[]): string[] {
    const script =
      `source "$1"; shift; COMP_WORDS=(aura-cmk "$@"); COMP_CWORD=$#; _aura_cmk; ` +
      `printf '%s\\n' "\${COMPREPLY[@]}"; complete -p aura-cmk`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script, "bash", file, ...words], { encoding: "utf8" });
    expect([stderr, stdout.endsWith("complete -o default -F _aura_cmk aura-cmk\n")]).toEqual(["", true]);
    return stdout.split("\n").slice(0, -2).filter(Boolean);
  }

  it.each([
    [["s"], ["synth", "simulate"]],
    [["provider", ""], ["install"]],
    [
      ["completion", ""],
      ["bash", "zsh", "fish"],
    ],
    [
      ["synth", "--"],
      ["--out", "--frozen", "--json", "--help"],
    ],
    [
      ["init", "my-database", "--app", ""],
      ["estate", "constructs"],
    ],
    [["init", "--app", "estate", "--backend", "s"], ["s3"]],
    [["provider", "install", "--b"], ["--binary"]],
    [["--v"], ["--version"]],
    [["h"], ["help"]],
    // The names of files are for the shell.
    [["review", ""], []],
  ])("offers after %j %j", (words, expected) => {
    expect(offered(...words)).toEqual(expected);
  });

  it("has every command of the help", async () => {
    const { stdout } = await run("--help");
    const named = [...stdout.matchAll(/^ {2}(\w+) [[< ]/gm)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(offered("").sort()).toEqual(named.sort());
  });
});

(has("zsh") ? it : it.skip)("the completion of zsh is sourced without an error", async () => {
  const { status, stderr } = spawnSync(
    "zsh",
    ["-fc", `source "$1"; whence -w _aura_cmk`, "zsh", await scriptFor("zsh")],
    {
      encoding: "utf8",
    },
  );
  expect([status, stderr]).toEqual([0, ""]);
});

(has("fish") ? it : it.skip)("the completion of fish offers commands and values", async () => {
  const script = `source ${await scriptFor("fish")}; complete -C "aura-cmk init --backend "`;
  const { status, stdout, stderr } = spawnSync("fish", ["--no-config", "-c", script], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^s3\b/m);
});
