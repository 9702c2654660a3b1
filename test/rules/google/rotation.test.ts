import { known, unknown } from "../../../model/fact";
import { keyIsProtectedInGoogle } from "../../../rules/google/key-is-protected";
import { rotationEnabledInGoogle } from "../../../rules/google/rotation-enabled";
import { rotationPeriodInRangeInGoogle } from "../../../rules/google/rotation-period-in-range";
import { rotationStaysOnInGoogle } from "../../../rules/google/rotation-stays-on";
import { aCryptoKey } from "../../../rules/google/example";
import * as s from "../change/support";
import { asRule, verdictOn } from "./support";

const every = (seconds: number | undefined) =>
  aCryptoKey({ rotationPeriodInSeconds: known(seconds, "`rotation_period` of key orders") });
const open = aCryptoKey({ rotationPeriodInSeconds: unknown("it is open") });
const imported = { origin: "imported" } as const;

describe("rotation-enabled in Google Cloud", () => {
  const check = (key: typeof open) => verdictOn(rotationEnabledInGoogle, key);
  it("wants a rotation period", () => {
    expect(check(every(7_776_000))).toEqual(s.COMPLIANT);
    expect(check(every(undefined))).toMatchObject({
      what: "automatic rotation of key orders is off",
      got: '"not set" (`rotation_period` of key orders)',
    });
    expect(check(open)).toEqual(s.unknownBecause("it is open"));
    expect(check(aCryptoKey({ purpose: known("MAC", "it") }))).toEqual(s.NOT_APPLICABLE);
    expect(check({ ...open, ...imported })).toEqual(s.NOT_APPLICABLE);
  });
});

describe("rotation-period-in-range in Google Cloud", () => {
  const check = (key: typeof open) => verdictOn(rotationPeriodInRangeInGoogle, key);
  it("wants a day or more", () => {
    expect(check(every(86_400))).toEqual(s.COMPLIANT);
    expect(check(every(undefined))).toEqual(s.NOT_APPLICABLE);
    expect(check(every(3600))).toMatchObject({
      what: "rotation period of key orders is out of range",
      got: '"1 hour" (`rotation_period` of key orders)',
      expected: "1 day or more, in seconds",
    });
    expect(check(every(NaN))).toMatchObject({ what: "rotation period of key orders is not a duration" });
    expect(check(open)).toEqual({
      outcome: "unknown",
      why: "cannot verify that Google accepts the rotation period of key orders: it is open",
      cause: "it is open",
    });
    expect(check({ ...open, ...imported })).toEqual(s.NOT_APPLICABLE);
  });
});

describe("key-is-protected in Google Cloud", () => {
  const check = (destroyPrevented: (typeof open)["destroyPrevented"], over = {}) =>
    verdictOn(keyIsProtectedInGoogle, aCryptoKey({ destroyPrevented, ...over }));
  it("wants `prevent_destroy` on the key", () => {
    expect(check(known(true, "it"))).toEqual(s.COMPLIANT);
    expect(check(known(false, "it"))).toMatchObject({ what: "key orders is not protected from destruction" });
    expect(check(unknown("it is open"))).toEqual(s.unknownBecause("it is open"));
    expect(check(known(false, "it"), imported)).toEqual(s.NOT_APPLICABLE);
  });
});

describe("rotation-stays-on in Google Cloud", () => {
  const check = (...[before, after, beside]: [typeof open, typeof open | undefined, s.Beside?]) =>
    s.evaluateChange(asRule(rotationStaysOnInGoogle, "rotation-stays-on"), before, after, beside);
  it("blocks that it is turned off, and accepts another period", () => {
    expect(check(every(86_400), every(undefined))).toMatchObject([
      { outcome: "violation", what: "automatic rotation of key orders will be turned off" },
    ]);
    expect(check(every(86_400), every(7_776_000))).toEqual([s.COMPLIANT]);
    expect(check(every(undefined), every(undefined))).toEqual([s.NOT_APPLICABLE]);
    expect(check(every(86_400), undefined)).toEqual([s.NOT_APPLICABLE]);
    expect(check(every(86_400), open)).toEqual([s.unverified("rotation of key orders stays on", "it is open")]);
    expect(check(open, every(undefined))).toEqual([s.unverified("rotation of key orders was on", "it is open")]);
  });
});
