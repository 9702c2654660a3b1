import { keyCanBeRecoveredInAzure as rule } from "../../../rules/azure/key-can-be-recovered";
import { keyCanBeRecovered } from "../../../rules/configuration/key-can-be-recovered";
import { acrossClouds } from "../../../rules/across-clouds";
import { aVault, aVaultKey } from "../../../rules/azure/example";
import { COMPLIANT, evaluate, given, later, NOT_APPLICABLE, unknownBecause } from "../support";

const inAzure = acrossClouds(keyCanBeRecovered, rule);
const features = (over: object = {}) => ({
  recovery: given(
    { purgesVaults: false, purgesKeys: false, recoversVaults: true, recoversKeys: true, ...over },
    "`features.key_vault` of provider azurerm",
  ),
});
const unprotected = { purgeProtection: given(false, "`purge_protection_enabled`") };
const whatOf = (...nodes: Parameters<typeof evaluate>[1][]): readonly string[] =>
  [evaluate(inAzure, ...nodes)].flat().map((verdict) => ("what" in verdict ? verdict.what : verdict.outcome));

describe("key-can-be-recovered in Azure", () => {
  it("is compliant with a retention of 30 days or more, and a provider that purges nothing", () => {
    expect(evaluate(inAzure, aVault({ retentionInDays: given(30, ""), ...features() }))).toEqual(COMPLIANT);
    expect(evaluate(inAzure, aVaultKey(features()))).toEqual(COMPLIANT);
  });

  it("is compliant with a provider that would purge, where purge protection keeps it from that", () => {
    expect(evaluate(inAzure, aVault(features({ purgesVaults: true })))).toEqual(COMPLIANT);
    expect(evaluate(inAzure, aVault(), aVaultKey(features({ purgesKeys: true })))).toEqual(COMPLIANT);
  });

  it("is not applicable to what is owned elsewhere", () => {
    expect(evaluate(inAzure, aVaultKey({ origin: "imported" }))).toEqual(NOT_APPLICABLE);
  });

  it("is violated by a short retention, by a purge and by no recovery", () => {
    expect(whatOf(aVault({ retentionInDays: given(7, "") }))).toEqual([
      "deleted keys of vault acme-aura can be recovered for 7 days only",
    ]);
    expect(whatOf(aVault({ ...unprotected, ...features({ purgesVaults: true }) }))).toEqual([
      "vault acme-aura will be purged when it is destroyed",
    ]);
    expect(whatOf(aVault(unprotected), aVaultKey(features({ purgesKeys: true })))).toEqual([
      "key orders will be purged when it is destroyed",
    ]);
    expect(whatOf(aVaultKey(features({ recoversKeys: false })))).toEqual([
      "key orders will not be recovered when it is created again",
    ]);
  });

  it("is unknown where the provider purges and the vault does not show whether Azure lets it", () => {
    const purging = features({ purgesKeys: true });
    expect(evaluate(inAzure, aVaultKey(purging))).toEqual(
      unknownBecause("the vault of key orders, which may have no purge protection, is not seen"),
    );
    expect(
      evaluate(inAzure, aVault({ purgeProtection: later("`purge_protection_enabled`") }), aVaultKey(purging)),
    ).toEqual(unknownBecause("`purge_protection_enabled` is known only at apply"));
  });

  it("is unknown while the features of the provider are", () => {
    expect(evaluate(inAzure, aVaultKey({ recovery: later("`features.key_vault`") }))).toEqual(
      unknownBecause("`features.key_vault` is known only at apply"),
    );
  });
});
