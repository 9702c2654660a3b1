import { Progress } from "../../cli/progress";

describe("the progress of long work", () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.replaceProperty(process, "env", { ...process.env, TERM: "xterm" });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  /** What is written when work goes on for as many milliseconds in each of two steps. */
  function shown(isTTY: boolean, first: number, second: number): string {
    let text = "";
    const progress = new Progress({ isTTY, write: (more: unknown) => ((text += String(more)), true) });
    progress.step("reading the plan");
    jest.advanceTimersByTime(first);
    progress.step("reviewing the plan");
    jest.advanceTimersByTime(second);
    progress.end();
    return text;
  }

  it("says nothing of what is quick", () => {
    expect([shown(true, 900, 900), shown(false, 900, 900)]).toEqual(["", ""]);
  });

  it("is one plain line where there is no terminal", () => {
    expect(shown(false, 2500, 2500)).toBe("reading the plan ...\n");
  });

  it("is one plain line on a terminal that only prints", () => {
    jest.replaceProperty(process, "env", { ...process.env, TERM: "dumb" });
    expect(shown(true, 2500, 2500)).toBe("reading the plan ...\n");
  });

  it("is told by work that nothing can interrupt as soon as it says again what it does", () => {
    let text = "";
    const progress = new Progress({ isTTY: true, write: (more: unknown) => ((text += String(more)), true) });
    const now = jest.spyOn(performance, "now");
    const began = performance.now();
    for (const later of [0, 1900, 2100, 2200]) {
      now.mockReturnValue(began + later);
      progress.step("building the stacks");
    }
    expect(text).toBe("\r\u001b[2Kbuilding the stacks ...");
    progress.end();
  });

  it("is one line on a terminal, which goes away again", () => {
    const erase = "\r\u001b[2K";
    expect(shown(true, 2500, 100)).toBe(`${erase}reading the plan ...${erase}reviewing the plan ...${erase}`);
  });
});
