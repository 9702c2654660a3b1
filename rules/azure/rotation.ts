import type { VaultKeyRotation } from "../../model/azure";
import { VAULT_KEY_ROTATION_IN_DAYS } from "../../model/limits";
import { configurationPart } from "../across-clouds";
import { show } from "../analysis";
import { given } from "../example";
import { compliant, notApplicable, unknown, violation } from "../rule";
import { aVaultKey } from "./example";

/** How Azure rotates keys. */
export const ROTATION_PAGE = "https://learn.microsoft.com/en-us/azure/key-vault/keys/how-to-configure-key-rotation";
const HELP = "set `time_after_creation` in `automatic` of `rotation_policy`";

/** Azure rotates the key: by the time since its last version, or before that version expires. */
export function isRotated(rotation: VaultKeyRotation | undefined): boolean {
  return rotation?.timeAfterCreation !== undefined || rotation?.timeBeforeExpiry !== undefined;
}

/** Azure makes new versions of the key. */
export const rotationEnabledInAzure = configurationPart({
  cloud: "azure",
  rationale:
    "a key is rotated by its rotation policy; the registered identifier stays, and the version before stays enabled for at least 24 hours.",
  see: ROTATION_PAGE,
  on: ["vault-key"],
  check({ name, rotation, origin }) {
    if (!rotation.known) return origin === "imported" ? notApplicable : unknown(rotation.reason);
    if (isRotated(rotation.value)) return compliant;
    return violation({
      what: `automatic rotation of key ${name} is off`,
      got: rotation.value === undefined ? `no ${rotation.source}` : rotation.source,
      expected: "",
      fix: HELP,
      about: "rotation_policy",
    });
  },
  example: () => ({
    bad: [aVaultKey({ rotation: given(undefined, "`rotation_policy` of orders") })],
    good: [aVaultKey()],
  }),
});

const { min: MIN_DAYS } = VAULT_KEY_ROTATION_IN_DAYS;
const DURATION = /^P(\d+)([DMY])$/;
const DAYS: Readonly<Record<string, number>> = { D: 1, M: 30, Y: 365 };

/** Azure accepts the time between two rotations. */
export const rotationPeriodInRangeInAzure = configurationPart({
  cloud: "azure",
  rationale: `the time is an ISO 8601 duration in days, months or years (\`P365D\`), of ${MIN_DAYS} days or more.`,
  see: ROTATION_PAGE,
  on: ["vault-key"],
  check({ name, rotation, origin }) {
    if (!rotation.known) return origin === "imported" ? notApplicable : unknown(rotation.reason);
    const period = rotation.value?.timeAfterCreation ?? rotation.value?.timeBeforeExpiry;
    if (period === undefined) return notApplicable;
    const [, number, unit] = DURATION.exec(period) ?? [];
    const days = number === undefined ? NaN : Number(number) * (DAYS[unit ?? ""] ?? NaN);
    if (days >= MIN_DAYS) return compliant;
    return violation({
      what: `rotation period of key ${name} is ${Number.isNaN(days) ? "not a duration" : "out of range"}`,
      got: `${show(period)} (${rotation.source})`,
      expected: `P${MIN_DAYS}D or more`,
      fix: "use P365D",
    });
  },
  example: () => ({
    bad: [aVaultKey({ rotation: given({ timeAfterCreation: "365" }, "`rotation_policy`") })],
    good: [aVaultKey()],
  }),
});
