import type { VaultKeyNode, VaultNode } from "../../model/azure";
import { valueOf } from "../../model/fact";
import { configurationPart } from "../across-clouds";
import { cite, firstUnknown, show } from "../analysis";
import { vaultOf } from "./access";
import { aVaultKey } from "./example";
import { RSA_SIZES, USE } from "./needs";
import { given } from "../example";
import { compliant, unknown, violation, type Verdict } from "../rule";

/** A key of Azure is one that Aura can wrap and unwrap with, today and in years. */
export const keyTypeSupportedInAzure = configurationPart({
  cloud: "azure",
  rationale:
    "Aura takes RSA keys, of 2048, 3072 or 4096 bits, and wraps and unwraps with them. A key that expires, or that may not be " +
    "used yet, makes the data unreadable, and an expiry that Azure sets after a rotation makes Terraform replace the key. Azure Policy " +
    'can demand an expiry ("keys should have an expiration date"): exempt the key from it. With more operations than these every principal ' +
    "with a role on the key can do more with it.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["vault-key"],
  check(key, index) {
    const verdicts = [
      ...typeVerdicts(key),
      ...tierVerdicts(key, vaultOf(key, index)),
      ...operationVerdicts(key),
      ...timeVerdicts(key),
    ];
    if (verdicts.length > 0) return verdicts;
    const open = firstUnknown([key.keyType, key.keySize, key.operations, key.expires, key.notBefore, key.rotation]);
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [aVaultKey({ keyType: given("EC", "`key_type`") })],
    good: [aVaultKey()],
  }),
});

const NEW_KEY = "create a new key of type RSA";

function typeVerdicts(key: VaultKeyNode): Verdict[] {
  const { name, keyType, keySize } = key;
  if (!keyType.known) return [];
  const type = keyType.value.toUpperCase();
  if (type !== "RSA" && type !== "RSA-HSM") {
    return [
      violation({
        what: `key ${name} is not an RSA key`,
        got: cite(keyType),
        expected: "RSA",
        fix: NEW_KEY,
        facts: keyType.value,
      }),
    ];
  }
  if (keySize.known && keySize.value !== undefined && !RSA_SIZES.includes(keySize.value)) {
    return [
      violation({
        what: `key ${name} has a size that Aura does not take`,
        got: cite(keySize),
        expected: RSA_SIZES.join(", "),
        fix: NEW_KEY,
      }),
    ];
  }
  return [];
}

/** Only a premium vault has an HSM. */
function tierVerdicts({ name, keyType }: VaultKeyNode, vault: VaultNode | undefined): Verdict[] {
  if (valueOf(keyType)?.toUpperCase() !== "RSA-HSM" || !vault?.sku.known || vault.sku.value === "premium") return [];
  return [
    violation({
      what: `key ${name} is in an HSM, which its vault does not have`,
      got: cite(vault.sku),
      expected: "premium",
      fix: "keep `sku_name` premium, or create a new key of type RSA",
      about: "sku_name",
    }),
  ];
}

function operationVerdicts({ name, operations }: VaultKeyNode): Verdict[] {
  if (!operations.known) return [];
  const missing = USE.filter((operation) => !operations.value.includes(operation));
  const others = operations.value.filter((operation) => !USE.includes(operation));
  if (missing.length === 0 && others.length > 0) {
    return [
      violation({
        what: `key ${name} can be used for more than Aura needs`,
        got: `${others.join(", ")} (${operations.source})`,
        expected: USE.join(", "),
        fix: `remove ${others.length > 1 ? "them" : "it"} from \`key_opts\`, unless something else uses the key`,
        severity: "warning",
        about: "key_opts",
      }),
    ];
  }
  if (missing.length === 0) return [];
  return [
    violation({
      what: `key ${name} cannot ${missing.map((operation) => operation.replace("Key", "")).join(" and ")}`,
      got: `${operations.value.join(", ") || "no operation"} (${operations.source})`,
      expected: USE.join(", "),
      fix: `add ${missing.join(" and ")} to \`key_opts\``,
      about: "key_opts",
    }),
  ];
}

function timeVerdicts({ name, expires, notBefore, rotation }: VaultKeyNode): Verdict[] {
  const expireAfter = valueOf(rotation)?.expireAfter;
  return [
    ...(expires.known && expires.value !== undefined
      ? [
          violation({
            what: `key ${name} expires`,
            got: cite(expires),
            expected: "never",
            fix: "set it to null with `az keyvault key set-attributes`, and ignore changes of it; removed here, it replaces the key",
            about: "expiration_date",
          }),
        ]
      : []),
    ...(expireAfter !== undefined
      ? [
          violation({
            what: `key ${name} expires after each rotation`,
            got: `\`expire_after\` ${show(expireAfter)}`,
            expected: "no `expire_after`",
            fix: "remove `expire_after` from `rotation_policy`",
            about: "rotation_policy",
          }),
        ]
      : []),
    ...(notBefore.known && notBefore.value !== undefined
      ? [
          violation({
            what: `key ${name} may not be used yet`,
            got: `not before ${cite(notBefore)}`,
            expected: "",
            fix: "remove `not_before_date`",
            about: "not_before_date",
          }),
        ]
      : []),
  ];
}
