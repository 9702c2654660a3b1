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
      "1 of 12: A wrong region is an error before anything is written",
      "2 of 12: Phase 1: the key is registered with Aura, without a statement yet",
      "3 of 12: Phase 1 is deployed; Aura waits for the statement",
      "4 of 12: The statement of another project is saved by mistake",
      "5 of 12: Phase 2: the statement from the Console",
      "6 of 12: Aura uses the key, and nobody else can",
      "7 of 12: The key is disabled, and enabled again",
      "8 of 12: The statement file is lost, and the plan fails",
      "9 of 12: terraform destroy is refused, and so is the AWS Console",
      "10 of 12: The estate is retired, but its key is still in use",
      "11 of 12: Everything is destroyed, in the right order",
      "12 of 12: A pull request renames a construct, and its review blocks it",
    ]);
    expect(stdout.match(/^ {2}passed: /gm)).toHaveLength(37);
    expect(stdout).toMatch(/\nAll 37 checks passed, in [\d.]+ s\.\n$/);
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\r\u001b]/);
  });

  it("goes through both phases of one estate over three clouds, and there is no way back", async () => {
    const { code, stdout, stderr, left } = await auraCmk(["demo", "--clouds", "aws,azure,gcp"]).ended;
    expect({ code, stderr, left }).toEqual({ code: 0, stderr: "", left: [] });
    expect(stdout.split("\n").filter((line) => /^\d+ of \d+: /.test(line))).toEqual([
      "1 of 5: A region of another cloud is an error before anything is written",
      "2 of 5: Phase 1: one estate, one stack for each cloud",
      "3 of 5: Phase 1 is deployed; Aura waits for access to each key",
      "4 of 5: Phase 2: what the Console shows for each key",
      "5 of 5: Aura's principals are lost, and the plans fail",
    ]);
    expect(stdout.match(/^ {2}passed: .*$/gm)).toEqual([
      "  passed: the regions of the instances are the only problems",
      "  passed: nothing was written",
      "  passed: there are 3 stacks, one for each cloud",
      "  passed: all customer managed keys are pending: Aura cannot use the keys yet",
      "  passed: each instance runs in its cloud, with the customer managed key of that cloud",
      "  passed: the next plan of corp-northeurope has no changes",
      "  passed: the next plan of data-europe-west1 has no changes",
      "  passed: the next plan of prod-eu-west-1 has no changes",
      "  passed: synth refuses: the lock file knows that Aura had access",
      "  passed: the plan of corp-northeurope fails before anything changes",
      "  passed: the plan of data-europe-west1 fails before anything changes",
    ]);
    expect(stdout).toMatch(/\nAll 11 checks passed, in [\d.]+ s\.\n$/);
  });

  it.each(["aws,oracle", "", "aws;gcp"])("takes no other clouds: %s", async (clouds) => {
    const { code, stderr } = await auraCmk(["demo", "--clouds", clouds]).ended;
    expect([code, stderr]).toEqual([
      2,
      `error: option '--clouds <clouds>' argument '${clouds}' is invalid. Expected aws, azure, gcp, or several of them with commas; see aura-cmk demo --help\n`,
    ]);
  });

  it("ends Terraform and removes its directory when it is interrupted in the middle of a deployment", async () => {
    const running = auraCmk(["demo"]);
    await running.says("3 of 12");
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
    expect(stdout).toMatch(/\n10 of 12 steps were skipped: Terraform is not installed\.\n$/);
  });
});
