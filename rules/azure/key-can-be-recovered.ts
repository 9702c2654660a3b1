import { RECOVERY_FEATURES, type RecoveryFeatures, type VaultKeyNode, type VaultNode } from "../../model/azure";
import { known, unknown as unknownFact, valueOf, type Fact } from "../../model/fact";
import { SOFT_DELETE_RETENTION_IN_DAYS } from "../../model/limits";
import { configurationPart } from "../across-clouds";
import { cite, firstUnknown } from "../analysis";
import { vaultOf } from "./access";
import { aVault } from "./example";
import { given } from "../example";
import { compliant, notApplicable, unknown, violation, type Verdict } from "../rule";

/** Days in which a deleted key should be recoverable: as long as AWS KMS waits at most. */
const RECOVERY_IN_DAYS = 30;

/** A key of Azure that was deleted can be recovered for a month or more. */
export const keyCanBeRecoveredInAzure = configurationPart({
  cloud: "azure",
  rationale:
    "a deleted vault or key is retained for 7 to 90 days, chosen when the vault is created. Unless told otherwise, the azurerm provider " +
    "purges what it deletes from a vault without purge protection; and it recovers what was deleted under the same name.",
  see: "https://learn.microsoft.com/en-us/azure/key-vault/general/soft-delete-overview",
  on: ["vault", "vault-key"],
  check(node, index) {
    if (node.origin === "imported") return notApplicable;
    const vault = node.kind === "vault" ? node : vaultOf(node, index);
    const verdicts = [...(node.kind === "vault" ? retentionVerdicts(node) : []), ...featureVerdicts(node, vault)];
    if (verdicts.length > 0) return verdicts;
    const open = firstUnknown([
      ...(node.kind === "vault" ? [node.retentionInDays] : []),
      node.recovery ?? NOT_SEEN,
      ...(purges(node) ? [protectionOf(node, vault)] : []),
    ]);
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [aVault({ retentionInDays: given(7, "`soft_delete_retention_days`") })],
    good: [aVault()],
  }),
});

/** Without its provider there is nothing to say about it. */
const NOT_SEEN: Fact<undefined> = known(undefined, "provider");

function retentionVerdicts({ name, retentionInDays: days }: VaultNode): Verdict[] {
  if (!days.known || days.value === undefined) return [];
  if (days.value >= RECOVERY_IN_DAYS) return [];
  return [
    violation({
      what: `deleted keys of vault ${name} can be recovered for ${days.value} days only`,
      got: cite(days),
      expected: "",
      fix: `use ${SOFT_DELETE_RETENTION_IN_DAYS.default} for a new vault; it cannot be changed later`,
      about: "soft_delete_retention_days",
    }),
  ];
}

/** Whether the provider purges what it deletes. */
function purges({ kind, recovery }: VaultNode | VaultKeyNode): boolean {
  return recovery?.known === true && recovery.value[kind === "vault" ? "purgesVaults" : "purgesKeys"];
}

/** Whether Azure lets anybody purge it: a vault that is elsewhere does not show it. */
function protectionOf({ name }: VaultNode | VaultKeyNode, vault: VaultNode | undefined): Fact<boolean> {
  return (
    vault?.purgeProtection ?? unknownFact(`the vault of key ${name}, which may have no purge protection, is not seen`)
  );
}

/** Whether the provider purges does not matter where Azure refuses it. */
function featureVerdicts(node: VaultNode | VaultKeyNode, vault: VaultNode | undefined): Verdict[] {
  const { recovery, name, kind } = node;
  if (!recovery?.known) return [];
  const [purge, recover]: readonly [keyof RecoveryFeatures, keyof RecoveryFeatures] =
    kind === "vault" ? ["purgesVaults", "recoversVaults"] : ["purgesKeys", "recoversKeys"];
  const subject = `${kind === "vault" ? "vault" : "key"} ${name}`;
  return [
    ...(purges(node) && valueOf(protectionOf(node, vault)) === false
      ? [
          violation({
            what: `${subject} will be purged when it is destroyed`,
            got: `\`${RECOVERY_FEATURES[purge]}\` is true (${recovery.source})`,
            expected: "false",
            fix: `set it to false, and purge protection on the vault`,
          }),
        ]
      : []),
    ...(!recovery.value[recover]
      ? [
          violation({
            what: `${subject} will not be recovered when it is created again`,
            got: `\`${RECOVERY_FEATURES[recover]}\` is false (${recovery.source})`,
            expected: "true",
            fix: "leave it out",
          }),
        ]
      : []),
  ];
}
