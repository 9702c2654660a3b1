import { known } from "../../../model/fact";
import { keyIsSymmetric as rule } from "../../../rules/configuration/key-is-symmetric";
import * as s from "../support";

const WHAT = "key orders must be an enabled symmetric encryption key with material made by KMS";

describe("key-is-symmetric", () => {
  it("accepts an enabled symmetric key with material of KMS", () => {
    expect(s.judge(rule, s.aKey())).toEqual(s.COMPLIANT);
  });

  it("refuses an asymmetric key with one fix for both of its properties", () => {
    const key = s.aKey({ keySpec: known("RSA_2048", "`keySpec`"), keyUsage: known("SIGN_VERIFY", "`keyUsage`") });
    expect(s.judge(rule, key)).toEqual({
      outcome: "violation",
      what: WHAT,
      got: "key spec RSA_2048 (`keySpec`), key usage SIGN_VERIFY (`keyUsage`)",
      expected: "key spec SYMMETRIC_DEFAULT, key usage ENCRYPT_DECRYPT",
      fix: "use a new symmetric key: these properties of a key never change",
    });
  });

  it("refuses a disabled key although the rest is unknown", () => {
    const key = s.aKey({
      enabled: known(false, "`keyState`"),
      keySpec: s.later("spec"),
      materialOrigin: s.later("origin"),
    });
    expect(s.judge(rule, key)).toEqual({
      outcome: "violation",
      what: WHAT,
      got: "enabled false (`keyState`)",
      expected: "enabled true",
      fix: "enable the key: without it Aura loses access to the data",
    });
  });

  it.each(["EXTERNAL", "AWS_CLOUDHSM", "EXTERNAL_KEY_STORE"])("refuses key material from %s and says why", (origin) => {
    expect(s.judge(rule, s.aKey({ materialOrigin: known(origin, "`origin`") }))).toEqual({
      outcome: "violation",
      what: WHAT,
      got: `origin of the key material ${origin} (\`origin\`)`,
      expected: "origin of the key material AWS_KMS",
      fix: "use a new key whose material KMS makes: imported material can expire or be deleted at once, a custom key store can be disconnected, and neither is rotated automatically",
    });
  });

  it("says nothing about anything but keys", () => {
    expect(rule.on).toEqual(["key"]);
  });

  it.each(["keySpec", "keyUsage", "materialOrigin", "enabled"] as const)(
    "leaves it open while %s is unknown",
    (fact) => {
      expect(s.judge(rule, s.anImportedKey(s.KEY_ARN, { [fact]: s.later("it") }))).toEqual(
        s.undecidedBecause("it is known only at apply"),
      );
    },
  );
});
