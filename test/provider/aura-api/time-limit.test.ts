import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "../../../provider/aura-api";
import { timeLimit } from "../../../provider/aura-api/time-limit";
import { Deadline } from "../../../provider/resources/wait";

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Collects garbage, as it happens by itself in a wait of many minutes. */
const collectGarbage = (() => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

describe("a time limit", () => {
  it("is kept however often garbage is collected", async () => {
    const stop = new AbortController();
    const limits = [
      timeLimit(60, systemClock, stop.signal).signal,
      new Deadline(stop.signal, 60, systemClock).signal,
      new Deadline(stop.signal, 60_000, systemClock).within(60).signal,
      new Deadline(stop.signal, 60, systemClock).within(60_000).signal,
    ];
    // A limit that was collected would never end, and neither would this test.
    while (!limits.every(({ aborted }) => aborted)) {
      collectGarbage();
      await after(10);
    }
  });

  it("ends at once with a signal that it follows, for that signal's reason", () => {
    const stop = new AbortController();
    const { signal } = timeLimit(60_000, systemClock, stop.signal);
    stop.abort(new Error("stopped"));
    expect(signal.reason).toEqual(new Error("stopped"));
    expect(timeLimit(60_000, systemClock, stop.signal).signal.aborted).toBe(true);
  });

  it("is not over at once when it is longer than a timer can be", async () => {
    const { signal, release } = timeLimit(600 * 3_600_000, systemClock);
    await after(20);
    expect(signal.aborted).toBe(false);
    release();
  });

  it("is over for good when it is released", async () => {
    const stop = new AbortController();
    const { signal, release } = timeLimit(20, systemClock, stop.signal);
    release();
    stop.abort();
    await after(40);
    expect(signal.aborted).toBe(false);
  });
});
