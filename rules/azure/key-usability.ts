import type { VaultKeyNode } from "../../model/azure";
import { isUntouched, type Change } from "../../model/change";
import { valueOf } from "../../model/fact";
import { cite } from "../analysis";
import { subjectOf } from "../change/verdicts";
import { cannotVerify, violation, type Verdict } from "../rule";

/** Verdicts on a key that stays, but cannot be used: from some time on, until some time, or at all. */
export function usabilityVerdicts(change: Change, before: VaultKeyNode, after: VaultKeyNode): Verdict[] {
  return [
    ...expiryVerdicts(change, before, after),
    ...notBeforeVerdicts(change, before, after),
    ...enabledVerdicts(change, before, after),
  ];
}

/** From that time on the key cannot be used. */
function expiryVerdicts(change: Change, before: VaultKeyNode, after: VaultKeyNode): Verdict[] {
  const [old, now] = [before.expires, after.expires];
  if (!now.known) return isUntouched(change) ? [] : [cannotVerify(`${subjectOf(change)} does not expire`, now.reason)];
  const [was, is] = [timeOf(old.known ? old.value : undefined), timeOf(now.value)];
  const ofNewVersions = valueOf(after.rotation)?.expireAfter;
  return [
    ...(is < was || (Number.isNaN(is) && now.value !== valueOf(old))
      ? [
          violation({
            what: `${subjectOf(change)} will expire`,
            got: `${cite(now)}; then Aura cannot use it`,
            expected: valueOf(old) ?? "never",
            fix: "keep it without an expiry",
            about: "expiration_date",
          }),
        ]
      : []),
    ...(ofNewVersions !== undefined && valueOf(before.rotation)?.expireAfter !== ofNewVersions
      ? [
          violation({
            what: `${subjectOf(change)} will expire after each rotation`,
            got: `\`expire_after\` ${ofNewVersions}; after the first one Terraform plans to replace the key`,
            expected: "no `expire_after`",
            fix: "remove `expire_after`; rotation needs `time_after_creation` only",
            about: "rotation_policy",
          }),
        ]
      : []),
  ];
}

function timeOf(text: string | undefined): number {
  return text === undefined ? Infinity : Date.parse(text);
}

/** Until that time the key cannot be used. */
function notBeforeVerdicts(
  change: Change,
  { notBefore: old }: VaultKeyNode,
  { notBefore: now }: VaultKeyNode,
): Verdict[] {
  if (!now.known)
    return isUntouched(change) ? [] : [cannotVerify(`${subjectOf(change)} can be used at once`, now.reason)];
  if (now.value === undefined || now.value === valueOf(old)) return [];
  return [
    violation({
      what: `${subjectOf(change)} cannot be used for some time`,
      got: `not before ${cite(now)}`,
      expected: "no `not_before_date`",
      fix: "remove `not_before_date`; until then Aura has no access to its data",
      about: "not_before_date",
    }),
  ];
}

/** A disabled key cannot be used. Terraform does not show it, and enables the key with its next update. */
function enabledVerdicts(change: Change, { enabled: was }: VaultKeyNode, { enabled: is }: VaultKeyNode): Verdict[] {
  if (!is?.known || is.value || valueOf(was) === false) return [];
  return [
    violation({
      what: `${subjectOf(change)} will be disabled`,
      got: cite(is),
      expected: "true",
      fix: "enable it; Aura cannot read its data until then",
      about: "enabled",
    }),
  ];
}
