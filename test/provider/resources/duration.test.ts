import { formatDuration, parseDuration } from "../../../provider/resources/duration";

describe("durations", () => {
  it.each([
    ["90s", 90_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["1m500ms", 60_500],
  ])("reads %s", (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(["", "5", "m", "5 m", "-5m", "5m!", "1d", `${"9".repeat(400)}h`])("does not read %j", (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it.each([
    [300, "300ms"],
    [60_000, "1m"],
    [5_405_000, "1h30m5s"],
    [59_700, "1m"],
  ])("writes %d ms as %s", (milliseconds, expected) => expect(formatDuration(milliseconds)).toBe(expected));
});
