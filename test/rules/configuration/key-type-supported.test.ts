import { known, unknown } from "../../../model/fact";
import { keyTypeSupported } from "../../../rules/configuration/key-type-supported";
import { aCryptoKey } from "../../../rules/google/example";
import { COMPLIANT, evaluate, unknownBecause } from "../support";

const withKey = (over: Parameters<typeof aCryptoKey>[0]) => evaluate(keyTypeSupported, aCryptoKey(over));

describe("key-type-supported in Google Cloud", () => {
  it("accepts a symmetric key with a version that is enabled", () => {
    expect(withKey({})).toEqual(COMPLIANT);
    expect(withKey({ primaryState: known("ENABLED", "it"), protectionLevel: known("HSM", "it") })).toEqual(COMPLIANT);
  });

  it("refuses a key of another purpose", () => {
    expect(withKey({ purpose: known("ASYMMETRIC_SIGN", "`purpose` of key orders") })).toEqual([
      {
        outcome: "violation",
        what: "key orders is not a symmetric encryption key",
        got: "ASYMMETRIC_SIGN (`purpose` of key orders)",
        expected: "ENCRYPT_DECRYPT",
        fix: "use a new symmetric key",
      },
    ]);
  });

  it("refuses a key without a version that can be used, or whose version is disabled or scheduled for destruction", () => {
    expect(withKey({ hasNoVersion: known(true, "`import_only`") })).toMatchObject([
      { what: "key orders is made without a version that Aura can use", got: "true (`import_only`)" },
    ]);
    expect(withKey({ primaryState: known("DISABLED", "it") })).toMatchObject([
      { what: "the primary version of key orders is not enabled", got: "DISABLED (it)", fix: "enable it" },
    ]);
    expect(withKey({ primaryState: known("DESTROY_SCHEDULED", "it") })).toMatchObject([
      { fix: "restore and enable it, as long as that is possible" },
    ]);
  });

  it("warns of key material outside of Google", () => {
    expect(withKey({ protectionLevel: known("EXTERNAL_VPC", "it") })).toMatchObject([
      { what: "key material of key orders is outside of Google Cloud", severity: "warning" },
    ]);
  });

  it("finds several mistakes of one key", () => {
    const purpose = known("MAC", "it");
    expect(withKey({ purpose, hasNoVersion: known(true, "it") })).toHaveLength(2);
  });

  it("says what is not known, also of a key that is owned elsewhere", () => {
    expect(withKey({ purpose: unknown("it is open") })).toEqual(unknownBecause("it is open"));
    expect(withKey({ origin: "imported", purpose: unknown("it is open") })).toEqual(unknownBecause("it is open"));
  });
});
