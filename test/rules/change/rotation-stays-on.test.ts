import { known, unknown } from "../../../model/fact";
import { rotationStaysOn } from "../../../rules/change/rotation-stays-on";
import * as s from "./support";

const on = s.aKey();
const off = s.aKey({ rotationEnabled: known(false, "`enable_key_rotation`") });
const evaluate = (
  before: Parameters<typeof s.evaluateChange>[1],
  after: Parameters<typeof s.evaluateChange>[2],
  beside?: s.Beside,
) => s.evaluateChange(rotationStaysOn, before, after, beside);

describe("rotation-stays-on", () => {
  it("blocks that rotation is turned off", () => {
    expect(evaluate(on, off)).toEqual([
      s.blocks({
        what: "automatic rotation of key orders will be turned off",
        got: "false (`enable_key_rotation`)",
        expected: "",
        fix: "keep it on; the ARN does not change",
      }),
    ]);
  });

  it("accepts rotation that stays on, and another period", () => {
    expect(evaluate(on, s.aKey({ rotationPeriodInDays: known(90, "period") }))).toEqual([s.COMPLIANT]);
  });

  it.each([
    ["a new key", undefined, off],
    ["a key that goes", on, undefined],
    ["a key that was not rotated before", off, s.aKey()],
    ["a replica, which is rotated with its primary", s.aReplica(on, "us-east-1"), s.aReplica(on, "us-east-1")],
    ["imported material", on, s.aKey({ materialOrigin: known("EXTERNAL", "origin") })],
  ])("does not apply to %s", (_, before, after) => {
    expect(evaluate(before, after)).toEqual([s.NOT_APPLICABLE]);
  });

  it("does not apply to a replacement, which another rule blocks", () => {
    expect(evaluate(on, off, { changes: { [on.id]: { actions: ["delete", "create"] } } })).toEqual([s.NOT_APPLICABLE]);
  });

  it("does not know what is not known", () => {
    const open = s.aKey({ rotationEnabled: unknown("it is sensitive") });
    expect(evaluate(on, open)).toEqual([s.unverified("rotation of key orders stays on", "it is sensitive")]);
    expect(evaluate(open, off)).toEqual([s.unverified("rotation of key orders was on", "it is sensitive")]);
    expect(evaluate(open, on)).toEqual([s.COMPLIANT]);
  });
});

it("has this one-line message for the bad example of rotation-stays-on", () => {
  expect(s.exampleLine(rotationStaysOn)).toBe(
    "prod/orders: automatic rotation of key orders will be turned off: false (rotation of key orders); help: keep it on; the ARN does not change [rotation-stays-on]",
  );
});
