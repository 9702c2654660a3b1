import { keyTypeSupportedInAzure as rule } from "../../../rules/azure/key-type-supported";
import { keyTypeSupported } from "../../../rules/configuration/key-type-supported";
import { acrossClouds } from "../../../rules/across-clouds";
import { aVault, aVaultKey } from "../../../rules/azure/example";
import { COMPLIANT, evaluate, given, later, unknownBecause } from "../support";

const inAzure = acrossClouds(keyTypeSupported, rule);
const whatOf = (...nodes: Parameters<typeof evaluate>[1][]): readonly string[] =>
  [evaluate(inAzure, ...nodes)].flat().map((verdict) => ("what" in verdict ? verdict.what : verdict.outcome));

describe("key-type-supported in Azure", () => {
  it.each([2048, 3072, 4096])("is compliant with an RSA key of %s bits", (size) => {
    expect(evaluate(inAzure, aVaultKey({ keySize: given(size, "`key_size`") }))).toEqual(COMPLIANT);
  });

  it("is compliant with a key in an HSM", () => {
    expect(evaluate(inAzure, aVaultKey({ keyType: given("RSA-HSM", "`key_type`") }))).toEqual(COMPLIANT);
  });

  it.each([
    ["an EC key", { keyType: given("EC", "`key_type`") }, "key orders is not an RSA key"],
    ["a short key", { keySize: given(1024, "`key_size`") }, "key orders has a size that Aura does not take"],
    ["no unwrapKey", { operations: given(["wrapKey"], "`key_opts`") }, "key orders cannot unwrap"],
    ["neither", { operations: given([], "`key_opts`") }, "key orders cannot wrap and unwrap"],
    ["an expiry", { expires: given("2028-01-01T00:00:00Z", "`expiration_date`") }, "key orders expires"],
    [
      "an expiry of new versions",
      { rotation: given({ timeAfterCreation: "P1Y", expireAfter: "P2Y" }, "`rotation_policy`") },
      "key orders expires after each rotation",
    ],
    [
      "a time before which it is not used",
      { notBefore: given("2028-01-01T00:00:00Z", "`not_before_date`") },
      "key orders may not be used yet",
    ],
  ])("is violated by %s", (_, over, what) => {
    expect(whatOf(aVaultKey(over))).toEqual([what]);
  });

  it.each([
    ["standard", ["key orders is in an HSM, which its vault does not have"]],
    ["premium", ["compliant"]],
  ])("a key in an HSM needs a premium vault: %s", (sku, what) => {
    expect(whatOf(aVault({ sku: given(sku, "`sku_name`") }), aVaultKey({ keyType: given("RSA-HSM", "it") }))).toEqual(
      what,
    );
  });

  it("warns of a key that can be used for more", () => {
    const operations = given(["sign", "wrapKey", "unwrapKey", "decrypt"], "`key_opts`");
    expect(evaluate(inAzure, aVaultKey({ operations }))).toEqual([
      {
        outcome: "violation",
        what: "key orders can be used for more than Aura needs",
        got: "sign, decrypt (`key_opts`)",
        expected: "wrapKey, unwrapKey",
        fix: "remove them from `key_opts`, unless something else uses the key",
        severity: "warning",
      },
    ]);
  });

  it("says the whole of what is wrong", () => {
    expect(evaluate(inAzure, aVaultKey({ keyType: given("EC", "`key_type`") }))).toEqual([
      {
        outcome: "violation",
        what: "key orders is not an RSA key",
        got: "EC (`key_type`)",
        expected: "RSA",
        fix: "create a new key of type RSA",
      },
    ]);
  });

  it("is unknown while the type is", () => {
    expect(evaluate(inAzure, aVaultKey({ keyType: later("`key_type`") }))).toEqual(
      unknownBecause("`key_type` is known only at apply"),
    );
  });
});
