import { AuraApiError, type Clock } from "../../../provider/aura-api";
import { Deadline, waitUntil, type Poll } from "../../../provider/resources/wait";

describe("a wait", () => {
  const logged: string[] = [];
  let time = 0;
  let alarms: { at: number; ring: () => void }[] = [];
  /** Jumps instead of waiting. */
  const clock: Clock = {
    now: () => time,
    random: () => 0,
    sleep: async (milliseconds) => {
      time += milliseconds;
      for (const { at, ring } of alarms) if (at <= time) ring();
    },
    alarm(milliseconds, ring) {
      const alarm = { at: time + milliseconds, ring };
      alarms.push(alarm);
      return () => void (alarms = alarms.filter((one) => one !== alarm));
    },
  };
  const waiting = { clock, pollInterval: 6_000, log: (_: string, message: string) => void logged.push(message) };
  const inTurn = (...looks: (Poll<string> | Error)[]) => {
    let next = 0;
    return async () => {
      const one = looks[Math.min(next++, looks.length - 1)] ?? new Error("no look");
      if (one instanceof Error) throw one;
      return one;
    };
  };
  const open = () => new Deadline(new AbortController().signal, 600_000, clock);
  beforeEach(() => {
    logged.length = 0;
    time = 0;
    alarms = [];
  });

  it("says what it waits for at once, and then every 20 seconds at most", async () => {
    const looks = [...Array.from({ length: 10 }, () => ({ missing: "status creating" })), { done: "it" }];
    expect(await waitUntil("the instance", inTurn(...looks), open(), waiting)).toEqual({ done: "it" });
    expect(logged).toEqual([
      "waiting for the instance since 0ms: status creating",
      "waiting for the instance since 24s: status creating",
      "waiting for the instance since 48s: status creating",
    ]);
  });

  it("goes on through failures that may pass, and ends with any other", async () => {
    const failure = (status?: number) =>
      new AuraApiError({ method: "GET", path: "/a", cause: "no answer", ...(status && { status }) });
    const passing = [failure(), failure(429), failure(503), { done: "it" }];
    expect(await waitUntil("it", inTurn(...passing), open(), waiting)).toEqual({ done: "it" });
    await expect(waitUntil("it", inTurn(failure(403)), open(), waiting)).rejects.toThrow(
      "GET /a answered 403: no answer",
    );
  });

  it("ends after a minute of what does not end by itself, and not earlier when that was over in between", async () => {
    const stuck = { missing: "a", stuck: true };
    const looks = [...Array.from({ length: 9 }, () => stuck), { missing: "b" }, stuck];
    expect(await waitUntil("it", inTurn(...looks), open(), waiting)).toEqual({
      why: "Stopped waiting after 2m, because it does not end by itself",
      missing: "a",
    });
  });

  it("ends at its deadline, and tells what was missing last", async () => {
    const short = new Deadline(new AbortController().signal, 10_000, clock);
    expect(await waitUntil("it", inTurn({ missing: "a" }, { missing: "b" }), short, waiting)).toEqual({
      why: "Stopped waiting after 10s",
      missing: "b",
    });
    expect(time).toBe(12_000);
  });

  it("ends at the earlier of two deadlines, and knows an interruption from a deadline", async () => {
    const stop = new AbortController();
    const long = new Deadline(stop.signal, 3_600_000, clock);
    const missing = inTurn({ missing: "a" });
    expect(await waitUntil("it", missing, long.within(10_000), waiting)).toEqual({
      why: "Stopped waiting after 10s",
      missing: "a",
    });
    const short = new Deadline(stop.signal, 5_000, clock).within(3_600_000);
    expect(await waitUntil("it", missing, short, waiting)).toMatchObject({ why: "Stopped waiting after 5s" });
    stop.abort();
    expect(await waitUntil("it", missing, long, waiting)).toEqual({
      why: "Stopped early",
      missing: "the first answer",
    });
  });
});
