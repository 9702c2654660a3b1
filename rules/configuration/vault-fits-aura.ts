import type { VaultNode } from "../../model/azure";
import type { Fact } from "../../model/fact";
import { cite, firstUnknown } from "../analysis";
import { aVault } from "../azure/example";
import { networkFlaw } from "../azure/needs";
import { given } from "../example";
import { configurationRule, compliant, unknown, violation, type Verdict } from "../rule";

/** What has to be true of a vault. */
const NEEDS: readonly {
  readonly fact: (vault: VaultNode) => Fact<boolean>;
  readonly what: (name: string) => string;
  readonly fix: string;
  readonly about: string;
}[] = [
  {
    fact: ({ rbac }) => rbac,
    what: (name) => `vault ${name} goes by access policies, not by roles`,
    fix: "set `rbac_authorization_enabled`, or its former name",
    about: "rbac_authorization_enabled",
  },
  {
    fact: ({ purgeProtection }) => purgeProtection,
    what: (name) => `vault ${name} has no purge protection`,
    fix: "set `purge_protection_enabled`; it cannot be unset later",
    about: "purge_protection_enabled",
  },
  {
    fact: ({ diskEncryption }) => diskEncryption,
    what: (name) => `vault ${name} is not enabled for disk encryption`,
    fix: "set `enabled_for_disk_encryption`",
    about: "enabled_for_disk_encryption",
  },
];

/** A vault is one that Aura can use keys of. */
export const vaultFitsAura = configurationRule({
  id: "vault-fits-aura",
  title: "A vault goes by roles, has purge protection, and lets Aura in",
  severity: "error",
  rationale:
    'Aura asks for Azure role-based access control, purge protection and "Azure Disk Encryption for volume encryption" on the vault, and ' +
    "for a public network or the bypass for trusted Microsoft services. With access policies its role is ignored.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["vault"],
  check(vault) {
    const { name, network } = vault;
    const wrong = NEEDS.flatMap(({ fact, what, fix, about }): Verdict[] => {
      const found = fact(vault);
      return found.known && !found.value
        ? [violation({ what: what(name), got: cite(found), expected: "", fix, about })]
        : [];
    });
    const flaw = network.known ? networkFlaw(network.value) : undefined;
    if (flaw !== undefined) {
      wrong.push(
        violation({
          what: `the network of vault ${name} is closed to Aura`,
          got: `${flaw} (${network.known ? network.source : ""})`,
          expected: "",
          fix: "set `bypass` of `network_acls` to AzureServices",
          about: "network_acls",
        }),
      );
    }
    if (wrong.length > 0) return wrong;
    const open = firstUnknown([...NEEDS.map(({ fact }) => fact(vault)), network]);
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [aVault({ rbac: given(false, "`rbac_authorization_enabled`") })],
    good: [aVault()],
  }),
});
