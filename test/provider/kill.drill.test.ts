import { describeWithTerraform } from "../support/terraform";
import { SCENARIOS } from "./support/crash";
import {
  BACKENDS,
  blows,
  noContainers,
  PLACES,
  prepare,
  strikeAll,
  undisturbedCalls,
  type Prepared,
} from "./support/kill";

/** Blows at a time. */
const AT_ONCE = 3;
/** One in so many is struck, others with another seed; `KILLS=all` strikes all of them, which takes three quarters of an hour. */
const ONE_IN = process.env["KILLS"] === "all" ? 1 : 5;
const SEED = Number(process.env["FUZZ_SEED"] ?? 0);

describeWithTerraform("whoever is killed, whenever", () => {
  const prepared: Partial<Record<(typeof BACKENDS)[number], Prepared>> = {};
  let noContainer: string | undefined;
  beforeAll(async () => {
    noContainer = await noContainers();
    for (const backend of BACKENDS) prepared[backend] = await prepare(backend);
  });
  afterAll(() => Object.values(prepared).forEach((one) => one.remove()));

  const all = BACKENDS.flatMap((backend) =>
    PLACES.flatMap((place) => Object.keys(SCENARIOS).map((scenario) => ({ backend, place, scenario }))),
  );
  it.each(all)("$scenario, $backend state, in a $place", async ({ backend, place, scenario }) => {
    if (place === "container" && noContainer !== undefined)
      return void process.stderr.write(`SKIPPED: no namespace of processes for a container: ${noContainer}\n`);
    const [on, local] = [prepared[backend], prepared.local];
    if (!on || !local) throw new Error("nothing is prepared");
    const possible = blows(scenario, await undisturbedCalls(local, scenario), backend, place);
    // As there are 4 moments, and 2 or 3 victims, each fifth blow is of another moment and victim than the one before.
    const rows = possible.filter((_, index) => (index + SEED) % ONE_IN === 0);
    const { wrong, lost } = await strikeAll(on, rows, AT_ONCE);
    process.stderr.write(
      `${scenario}, ${backend} state, ${place}: ${rows.length} of ${possible.length} blows, ${wrong.length} wrong, ${lost} passwords lost where nobody can help\n`,
    );
    expect(wrong).toEqual([]);
  });
});
