import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DEFAULT_PROJECT } from "../../../simulator";
import { statementFor } from "../../../simulator/aura/statement";
import { AURA_CMK } from "../../support/dist";
import { temporaryFolder } from "../../support/synth";

const ROOT = resolve(__dirname, "../../..");

/** An example where it was copied to, with what npm would install there. */
function installed(example: string): string {
  const folder = temporaryFolder();
  cpSync(join(ROOT, "examples", example), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules")))
    symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
  symlinkSync(ROOT, join(folder, "node_modules", "cdktf-aura-cmk"));
  return folder;
}

function synth(cwd: string, ...args: string[]) {
  const env = { PATH: process.env["PATH"], HOME: cwd, TS_NODE_TRANSPILE_ONLY: "1" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [AURA_CMK, "synth", ...args], {
    cwd,
    env,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

describe("aura-cmk synth of a program", () => {
  it("shows its keys in a table, with deferred instances in phase 1", () => {
    const folder = installed("single-account");
    const first = synth(folder);
    expect([first.code, first.stdout]).toEqual([
      0,
      expect.stringMatching(
        /^Note: orders\/orders\/CustomerManagedKey: Phase 1 of 2: output orders_next_steps says .*\/statements\/orders\.json\n\nstack +key +.*\n-.*\norders +orders +eu-west-1 +1 bootstrap +- +orders +orders \(deferred\) +-\n$/,
      ),
    ]);
    mkdirSync(join(folder, "statements"));
    writeFileSync(join(folder, "statements/orders.json"), JSON.stringify(statementFor(DEFAULT_PROJECT)));
    const second = synth(folder, "--json", "--out", "made");
    expect(JSON.parse(second.stdout)).toEqual({
      ...{ version: 1, outdir: "made" },
      keys: [
        {
          ...{ stack: "orders", key: "orders", region: "eu-west-1", phase: "encrypted" },
          ...{ externalAccess: "AWS account 999988887777 (no expected principals set)", customerManagedKey: "orders" },
          ...{ instances: [{ name: "orders", deferred: false }], findings: {} },
        },
      ],
      notes: [
        { level: "info", on: "orders/orders/Key", message: expect.stringMatching(/^grants access to AWS account/) },
      ],
    });
    expect(readdirSync(join(folder, "made/stacks"))).toEqual(["orders"]);
  });

  it("shows an existing key whose policy is managed by the program", () => {
    const { code, stdout } = synth(installed("existing-key"));
    expect([code, stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      expect.stringMatching(/^segments +\S+ +us-east-1 +1 bootstrap +- +segments +segments \(deferred\) +-$/),
    ]);
  });

  it("fails as its program does, and says what is wrong once", () => {
    const folder = installed("single-account");
    const program = readFileSync(join(folder, "main.ts"), "utf8");
    writeFileSync(
      join(folder, "main.ts"),
      program.replace('product: "AuraDB"', 'product: "AuraDB",\n  alias: "wrong"'),
    );
    const { code, stdout, stderr } = synth(folder);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.match(/\[prop-\w+|\[alias\S*\]/g) ?? []).toHaveLength(1);
    expect(stderr).toMatch(/^the program failed with exit code 1: npx ts-node main\.ts$/m);
  });
});
