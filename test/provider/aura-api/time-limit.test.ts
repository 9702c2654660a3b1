import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
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
      timeLimit(60, stop.signal).signal,
      new Deadline(stop.signal, 60).signal,
      new Deadline(stop.signal, 60_000).within(60).signal,
      new Deadline(stop.signal, 60).within(60_000).signal,
    ];
    for (let round = 0; round < 15; round++) {
      collectGarbage();
      await after(10);
    }
    expect(limits.map(({ aborted }) => aborted)).toEqual([true, true, true, true]);
  });

  it("ends at once with a signal that it follows, for that signal's reason", () => {
    const stop = new AbortController();
    const { signal } = timeLimit(60_000, stop.signal);
    stop.abort(new Error("stopped"));
    expect(signal.reason).toEqual(new Error("stopped"));
    expect(timeLimit(60_000, stop.signal).signal.aborted).toBe(true);
  });

  it("is over for good when it is released", async () => {
    const stop = new AbortController();
    const { signal, release } = timeLimit(20, stop.signal);
    release();
    stop.abort();
    await after(40);
    expect(signal.aborted).toBe(false);
  });
});
