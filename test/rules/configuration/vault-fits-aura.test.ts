import { vaultFitsAura } from "../../../rules/configuration/vault-fits-aura";
import { aVault } from "../../../rules/azure/example";
import type { VaultNetwork } from "../../../model/azure";
import { COMPLIANT, evaluate, given, later, unknownBecause } from "../support";

const whatOf = (over: Parameters<typeof aVault>[0]): readonly string[] =>
  [evaluate(vaultFitsAura, aVault(over))].flat().map((verdict) => ("what" in verdict ? verdict.what : verdict.outcome));
const network = (publicAccess: boolean, bypass?: string, defaultAction = "Deny") => ({
  network: given<VaultNetwork>(
    { publicAccess, ...(bypass !== undefined && { rules: { bypass, defaultAction } }) },
    "`network_acls`",
  ),
});

describe("vault-fits-aura", () => {
  it.each([
    ["a public network", {}],
    ["a public network with rules that allow", network(true, "None", "Allow")],
    ["a closed network that trusted services bypass", network(true, "AzureServices")],
    ["no public network, and the bypass", network(false, "AzureServices")],
  ])("is compliant with %s", (_, over) => {
    expect(evaluate(vaultFitsAura, aVault(over))).toEqual(COMPLIANT);
  });

  it.each([
    ["access policies", { rbac: given(false, "") }, "vault acme-aura goes by access policies, not by roles"],
    ["no purge protection", { purgeProtection: given(false, "") }, "vault acme-aura has no purge protection"],
    ["no disk encryption", { diskEncryption: given(false, "") }, "vault acme-aura is not enabled for disk encryption"],
    ["rules without the bypass", network(true, "None"), "the network of vault acme-aura is closed to Aura"],
    ["no public network", network(false), "the network of vault acme-aura is closed to Aura"],
  ])("is violated by %s", (_, over, what) => {
    expect(whatOf(over)).toEqual([what]);
  });

  it("says everything that is wrong at once", () => {
    expect(whatOf({ rbac: given(false, ""), purgeProtection: given(false, ""), ...network(false) })).toHaveLength(3);
  });

  it("is unknown while the network is", () => {
    expect(evaluate(vaultFitsAura, aVault({ network: later("`network_acls`") }))).toEqual(
      unknownBecause("`network_acls` is known only at apply"),
    );
  });
});
