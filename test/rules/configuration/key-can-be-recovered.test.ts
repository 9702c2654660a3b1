import { known, unknown } from "../../../model/fact";
import { keyCanBeRecovered } from "../../../rules/configuration/key-can-be-recovered";
import { aCryptoKey } from "../../../rules/google/example";
import { COMPLIANT, evaluate, NOT_APPLICABLE, unknownBecause } from "../support";

const DAY = 86_400;
const withDuration = (seconds: number | undefined) =>
  evaluate(
    keyCanBeRecovered,
    aCryptoKey({ destroyScheduledInSeconds: known(seconds, "`destroy_scheduled_duration` of key orders") }),
  );

describe("key-can-be-recovered in Google Cloud", () => {
  it("accepts 30 days, more, and what Google takes where nothing is set", () => {
    expect([30 * DAY, 120 * DAY, undefined].map(withDuration)).toEqual([COMPLIANT, COMPLIANT, COMPLIANT]);
  });

  it("warns of a shorter time, which cannot be made longer", () => {
    expect(withDuration(7 * DAY)).toEqual({
      outcome: "violation",
      what: "versions of key orders can be restored for too short a time",
      got: '"7 days" (`destroy_scheduled_duration` of key orders)',
      expected: "30 days or more",
      fix: "set it before the key is created; on a key that exists, waive this rule",
    });
    expect(withDuration(30 * DAY - 1)).toMatchObject({ outcome: "violation" });
    expect(withDuration(NaN)).toMatchObject({ what: "versions of key orders can be restored for no known time" });
  });

  it("says what is not known, and nothing of a key that is owned elsewhere", () => {
    const open = { destroyScheduledInSeconds: unknown("it is open") };
    expect(evaluate(keyCanBeRecovered, aCryptoKey(open))).toEqual(unknownBecause("it is open"));
    expect(evaluate(keyCanBeRecovered, aCryptoKey({ ...open, origin: "imported" }))).toEqual(NOT_APPLICABLE);
  });
});
