import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeWithTerraform } from "../../support/terraform";
import { auraCmk } from "../support/child";

describeWithTerraform("aura-cmk demo", () => {
  it("passes every check, in plain lines, and leaves nothing behind", async () => {
    const { code, stdout, stderr, left } = await auraCmk(["demo"]).ended;
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
    expect(stdout.split("\n").filter((line) => /^\d+ of \d+: /.test(line))).toEqual([
      "1 of 10: A wrong region is an error before anything is written",
      "2 of 10: Phase 1: the key is registered with Aura, without a statement yet",
      "3 of 10: Phase 1 is deployed; Aura waits for the statement",
      "4 of 10: The statement of another project is saved by mistake",
      "5 of 10: Phase 2: the statement from the Console",
      "6 of 10: The statement file is lost, and the plan fails",
      "7 of 10: terraform destroy is refused, and so is the AWS Console",
      "8 of 10: The estate is retired, but its key is still in use",
      "9 of 10: Everything is destroyed, in the right order",
      "10 of 10: A pull request renames a construct, and its review blocks it",
    ]);
    expect(stdout.match(/^ {2}passed: /gm)).toHaveLength(32);
    expect(stdout).toMatch(/\nAll 32 checks passed, in [\d.]+ s\.\n$/);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\r\u001b]/);
  });

  it("ends Terraform and removes its directory when it is interrupted in the middle of a deployment", async () => {
    const running = auraCmk(["demo"]);
    await running.says("3 of 10");
    running.process.kill("SIGINT");
    const { code, stdout, stderr, left } = await running.ended;
    expect({ code, stderr, left }).toEqual({ code: 130, stderr: "", left: [] });
    expect(stdout).toMatch(/\nStopped; nothing is left behind\.\n$/);
  });
});

describe("aura-cmk demo without Terraform", () => {
  it("says so, shows the steps that do not need it, and fails", async () => {
    const path = mkdtempSync(join(tmpdir(), "aura-cmk-"));
    symlinkSync(process.execPath, join(path, "node"));
    const { code, stdout, stderr, left } = await auraCmk(["demo"], { PATH: path }).ended;
    rmSync(path, { recursive: true });
    expect({ code, stderr, left }).toEqual({ code: 1, stderr: "", left: [] });
    expect(stdout).toContain("\nTERRAFORM IS NOT ON THE PATH: only the steps that do not need it are shown.\n");
    expect(stdout.match(/^ {2}passed: .*$/gm)).toEqual([
      "  passed: the region mismatch is the only problem",
      "  passed: nothing was written",
      "  passed: both instances are deferred to phase 2",
    ]);
    expect(stdout).toMatch(/\n8 of 10 steps were skipped: Terraform is not installed\.\n$/);
  });
});
