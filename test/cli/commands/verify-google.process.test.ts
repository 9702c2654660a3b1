import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startSimulator, type Simulator } from "../../../simulator";
import { makeGoogleAccount } from "../../live/support/google-account";
import { KEY } from "../../simulator/support/google";
import { auraCmk } from "../support/child";

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  simulator = await startSimulator({ clouds: ["gcp"] });
  folder = mkdtempSync(path.join(tmpdir(), "aura-cmk-verify-"));
  writeFileSync(path.join(folder, "state.json"), (await makeGoogleAccount(simulator)).state);
});
afterEach(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

describe("aura-cmk verify with a key of Google Cloud", () => {
  it("never says OK of a key that it does not read", async () => {
    const args = ["verify", path.join(folder, "state.json"), "--short"];
    const { code, stdout } = await auraCmk(args, simulator.environment).ended;
    expect([code, stdout]).toEqual([
      0,
      [
        `NEEDS REVIEW: cannot read key ${KEY}`,
        "              keys of Google Cloud KMS are not read by verify",
        "              help: look there whether it is enabled, kept from deletion, and open to Aura alone",
        "in europe-west1",
        "",
      ].join("\n"),
    ]);
  });
});
