import { startSimulator, type Simulator } from "../../simulator";
import { auraCliPeer } from "../peers/aura-cli";
import { PEERS_SIMULATOR } from "../peers/peers";
import { NEO4JAURA, providerPeer } from "../peers/terraform-providers";
import { findTools } from "../peers/tools";

// pgrneo4jaura waits for minutes: it is run by `npm run peers` only.
const { auraCli, terraform, neo4jaura } = findTools();
const canRunProvider = terraform !== undefined && neo4jaura !== undefined;
if (auraCli === undefined)
  process.stderr.write("SKIPPED: no aura-cli; the test of the simulator with it did not run\n");
if (!canRunProvider) {
  process.stderr.write("SKIPPED: no terraform-provider-neo4jaura; the test of the simulator with it did not run\n");
}

describe("the simulated Aura", () => {
  let simulator: Simulator;
  beforeEach(async () => {
    simulator = await startSimulator(PEERS_SIMULATOR);
  });
  afterEach(() => simulator.stop());

  (auraCli ? it : it.skip)("answers every command of aura-cli", async () => {
    expect(await auraCliPeer(simulator, auraCli ?? "")).toEqual({ name: "aura-cli", tried: 51, wrong: [] });
  });

  (canRunProvider ? it : it.skip)("serves the provider neo4jaura", async () => {
    const { tried, wrong } = await providerPeer(simulator, terraform ?? "", NEO4JAURA, neo4jaura ?? "");
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(25);
  });
});
