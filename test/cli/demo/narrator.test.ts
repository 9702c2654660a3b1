import { DemoFailure, Narrator, type Output } from "../../../cli/demo/narrator";

/** Something to write to: a terminal of 30 columns, or a pipe. */
function output(terminal?: { colors: boolean }): { readonly to: Output; readonly text: () => string } {
  let text = "";
  const to = {
    write: (more: string) => ((text += more), true),
    ...(terminal && { isTTY: true, columns: 30, hasColors: () => terminal.colors }),
  } as unknown as Output;
  return { to, text: () => text };
}

/** Work that takes as many milliseconds, on a clock that the test owns. */
const taking = (ms: number) => () => jest.advanceTimersByTimeAsync(ms);

describe("the narrator of the demo", () => {
  beforeEach(() => {
    jest.useFakeTimers();
    jest.replaceProperty(process, "env", { ...process.env, TERM: "xterm" });
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it("writes plain lines where there is no terminal: one for each piece of work, when it is done", async () => {
    const { to, text } = output();
    const narrator = new Narrator(to);
    narrator.headline("1 of 1: A step");
    await narrator.doing("deploy", taking(1200), () => "POST /v1/instances");
    narrator.say("a\n\nb");
    narrator.check("nothing was written", true);
    narrator.end(true, "All is well.");
    expect(text()).toBe(
      "\n1 of 1: A step\n  deploy  1.2 s\n  a\n\n  b\n  passed: nothing was written\n\nAll is well.\n",
    );
  });

  it("updates one line on a terminal, cut to its width, and leaves the plain line in its place", async () => {
    const { to, text } = output({ colors: false });
    await new Narrator(to).doing("deploy", taking(250), () => "POST /v1/instances/and/more");
    const erase = "\r\u001b[2K";
    expect(text()).toBe(
      [
        "  | deploy  0.1 s  POST /v1/inst".slice(0, 29),
        "  / deploy  0.2 s  POST /v1/inst".slice(0, 29),
        "  deploy  0.3 s\n",
        "",
      ]
        .map((line) => erase + line)
        .join(""),
    );
  });

  it("uses colours only on a terminal that has them", () => {
    const plain = output({ colors: false });
    const painted = output({ colors: true });
    for (const { to } of [plain, painted]) new Narrator(to).headline("A step");
    expect(plain.text()).toBe("\nA step\n");
    expect(painted.text()).toBe("\n\u001b[1mA step\u001b[0m\n");
  });

  it("erases the line when the work fails", async () => {
    const { to, text } = output({ colors: false });
    const failing = async () => {
      await jest.advanceTimersByTimeAsync(100);
      throw new Error("no");
    };
    await expect(new Narrator(to).doing("deploy", failing)).rejects.toThrow("no");
    expect(text()).toBe("\r\u001b[2K  | deploy  0.1 s  \r\u001b[2K");
  });

  it("counts the checks that pass, and stops at one that fails", () => {
    const narrator = new Narrator(output().to);
    narrator.check("one", true);
    expect(() => narrator.check("two", false, () => "found three")).toThrow(
      new DemoFailure("check failed: two\nfound three"),
    );
    expect(narrator.checks).toBe(1);
  });
});
