import { valueOf } from "../../model/fact";
import { NO_PRIMARY, type CryptoKeyNode, type KeyVersionNode } from "../../model/google";
import { isDeleted, isDestroyed, isReplaced, isUntouched, type Change } from "../../model/change";
import { changePart } from "../across-clouds";
import { cite, instancesOfKey } from "../analysis";
import { goneOutside, goneVerdict, LEFT_UNPROTECTED, NOT_FOUND, undoHelp } from "../change/key-gone";
import { protectionVerdicts } from "../change/protection";
import { describeReason, isHandedOver, needsReview, subjectOf } from "../change/verdicts";
import { cannotVerify, compliant, notApplicable, violation, type ChangeContext, type Verdict } from "../rule";
import { aCryptoKey } from "./example";
import { durationText, isSameKey, restorableFor, sameKeyElsewhere } from "./key-deletion";

/** An existing key keeps its versions, enabled, and its protection. */
export const keySurvivesInGoogle = changePart({
  cloud: "gcp",
  rationale:
    "Terraform cannot delete a key of Cloud KMS: it schedules the destruction of all of its versions, at once for those who use them, and " +
    "what they encrypted is lost when the key's own waiting period ends. The name stays taken, so a replacement by the same name fails " +
    "after that. A version that is disabled or destroyed takes what it encrypted with it, also after a rotation: Google does not encrypt " +
    "again. The deletion of a key ring only ends its management.",
  see: "https://cloud.google.com/kms/docs/destroy-restore",
  on: ["crypto-key", "key-version", "key-ring", "key-iam"],
  check(change, context) {
    const node = change.after ?? change.before;
    switch (node?.kind) {
      case "crypto-key":
        return keyVerdicts(change, context);
      case "key-version":
        return versionVerdicts(change as Change<KeyVersionNode>, context);
      case "key-ring":
      case "key-iam":
        return partVerdicts(change, context);
      default:
        return [notApplicable];
    }
  },
  example: () => ({
    bad: { before: [aCryptoKey()], after: [] },
    good: { before: [aCryptoKey()], after: [aCryptoKey()] },
  }),
});

const RESTORE = "run `gcloud kms keys versions restore` and `enable` for each version now, then import the key";
const PRIMARY_FIXES: Readonly<Record<string, string>> = {
  DISABLED: "enable it; Aura cannot read its data until then",
  DESTROYED: "use a new key: what is destroyed cannot be restored",
  [NO_PRIMARY]: "run `gcloud kms keys set-primary-version` with an enabled version",
};
/** What several rules find. */
export const PRIMARY_STATE = "state of the primary version";

function keyVerdicts(change: Change, context: ChangeContext): readonly Verdict[] {
  const { before, after } = change;
  if (before?.kind !== "crypto-key") {
    return change.drift && !context.isDrift
      ? [goneOutside(change, "this plan creates a key of its name, which Google refuses", RESTORE)]
      : [notApplicable];
  }
  if (context.isDrift && isDeleted(change)) return [goneOutside(change, NOT_FOUND, RESTORE)];
  const twin = context.isDrift ? undefined : sameKeyElsewhere(change, context);
  if (twin || isDeleted(change) || isReplaced(change)) return [gone(change, before, twin, context)];
  if (after?.kind !== "crypto-key") return [isHandedOver(change, "the key continues to exist, unprotected")];
  const verdicts = [
    ...identityVerdicts(change, before, after),
    ...primaryVerdicts(change, before, after),
    ...protectionVerdicts(change, context),
    ...policyVerdicts(change, before, after),
    ...otherVerdicts(change, KEY_ARGUMENTS),
  ];
  return verdicts.length > 0 ? verdicts : [compliant];
}

/** The key is deleted or replaced, or comes back under another address. */
function gone(change: Change, before: CryptoKeyNode, twin: Change | undefined, context: ChangeContext): Verdict {
  // A replacement may have another name.
  const { after: _, ...old } = change;
  const subject = subjectOf(old);
  return goneVerdict(
    {
      ...{ change, subject, twin, using: instancesOfKey(before.id, context.before) },
      destroyed: `all versions of ${subject} will be scheduled for destruction`,
      details: [isDestroyed(change) ? restoreText(before) : LEFT_UNPROTECTED, nameText(change, before, twin)],
      undo: "until then its versions can be restored",
    },
    context,
  );
}

function restoreText(key: CryptoKeyNode): string {
  const seconds = restorableFor(key);
  const time = seconds === undefined ? "its waiting period" : durationText(seconds);
  return `unusable at once, destroyed after ${time}`;
}

/** The name of a key is never free again. */
function nameText({ actions, after }: Change, before: CryptoKeyNode, twin: Change | undefined): string | undefined {
  const next = twin?.after ?? after;
  if (next?.kind !== "crypto-key" || !isSameKey(before, next)) return undefined;
  if (!actions.includes("delete")) return "its name is taken, so the apply fails (409)";
  const isFirst = actions[0] === "create";
  return isFirst
    ? "its name is taken, so the apply fails (409) before that, as far as nothing else destroys it"
    : "its name stays taken, so the apply fails (409) after that";
}

/** The provider plans no other key in place: where a plan says so, what it does is not known. */
function identityVerdicts(change: Change, before: CryptoKeyNode, after: CryptoKeyNode): Verdict[] {
  if (isUntouched(change)) return [];
  const facts = [
    ["name", before.keyName, after.keyName],
    ["key ring", before.ringId, after.ringId],
    ["resource name", before.keyId, after.keyId],
  ] as const;
  return facts.flatMap(([what, was, is]) => {
    if (!was.known || (is.known && is.value === was.value)) return [];
    if (!is.known) return [cannotVerify(`${subjectOf(change)} keeps its ${what}`, is.reason)];
    return [
      needsReview({
        what: `the ${what} of ${subjectOf(change)} changes in place, which Google does not do`,
        got: `${was.value} becomes ${cite(is)}`,
        expected: was.value,
        fix: undoHelp(),
      }),
    ];
  });
}

/** `deletion_policy`, which version 7 of the provider knows, keeps it as `prevent_destroy` does. */
function policyVerdicts(change: Change, { deletionPolicy: was }: CryptoKeyNode, after: CryptoKeyNode): Verdict[] {
  const is = after.deletionPolicy;
  if (!was.known || was.value === undefined || (is.known && is.value !== undefined)) return [];
  return [
    needsReview({
      what: `${subjectOf(change)} will no longer be protected from destruction`,
      got: `\`deletion_policy\` ${is.known ? `is no longer ${was.value}` : "is known only at apply"}`,
      expected: was.value,
      fix: "keep `deletion_policy`",
      about: "deletion_policy",
    }),
  ];
}

/** What this and other rules judge of a key, and what Google fills in. */
const KEY_ARGUMENTS: ReadonlySet<string> = new Set([
  ...["id", "name", "key_ring", "purpose", "rotation_period", "destroy_scheduled_duration", "import_only", "primary"],
  ...["skip_initial_version_creation", "crypto_key_backend", "version_template", "deletion_policy", "timeouts"],
  ...["labels", "effective_labels", "terraform_labels"],
]);
const VERSION_ARGUMENTS: ReadonlySet<string> = new Set([
  ...["id", "name", "crypto_key", "state", "algorithm", "protection_level", "generate_time", "attestation", "timeouts"],
]);

/** Arguments of newer providers, such as `key_access_justifications_policy`, can make a key unusable. */
function otherVerdicts(change: Change, judged: ReadonlySet<string>): Verdict[] {
  const [name] = change.attributes.flatMap((one) => (judged.has(one.name) ? [] : [one.name]));
  return !change.actions.includes("update") || name === undefined
    ? []
    : [cannotVerify(`${subjectOf(change)} stays usable`, `\`${name}\` changes, which is not judged`)];
}

/** The version that encrypts may have been disabled or scheduled for destruction outside of Terraform. */
function primaryVerdicts(change: Change, before: CryptoKeyNode, { primaryState: now }: CryptoKeyNode): Verdict[] {
  if (!now?.known || now.value === ENABLED || valueOf(before.primaryState) === now.value) return [];
  const isMissing = now.value === NO_PRIMARY;
  const fix = PRIMARY_FIXES[now.value] ?? RESTORE;
  return [
    violation({
      what: isMissing
        ? `${subjectOf(change)} will have no primary version`
        : `the primary version of ${subjectOf(change)} will be ${stateText(now.value)}`,
      got: cite(now),
      expected: ENABLED,
      fix,
      about: PRIMARY_STATE,
    }),
  ];
}

const ENABLED = "ENABLED";

const STATES: Readonly<Record<string, string>> = {
  DISABLED: "disabled",
  DESTROYED: "destroyed",
  DESTROY_SCHEDULED: "scheduled for destruction",
};

function stateText(state: string): string {
  return STATES[state] ?? "unusable";
}

function versionVerdicts(change: Change<KeyVersionNode>, context: ChangeContext): readonly Verdict[] {
  const { before, after } = change;
  if (!before) return [notApplicable];
  const was = valueOf(before.state);
  if (was === "DESTROYED") return [compliant];
  const key = keyNameOf(before, context);
  if (isDestroyed(change)) {
    return [
      violation({
        what: `a version of key ${key} will be scheduled for destruction`,
        got: `${subjectOf(change)}: ${describeReason(isReplaced(change) ? "replaced" : "deleted", change)}; what it encrypted cannot be read any more`,
        expected: "",
        fix: "keep it, or use a `removed` block with `destroy = false`; a rotation does not encrypt again",
      }),
    ];
  }
  if (!after) return [isHandedOver(change, "the version continues to exist")];
  if (!after.state.known) {
    return isUntouched(change)
      ? [compliant]
      : [cannotVerify(`${subjectOf(change)} of key ${key} stays enabled`, after.state.reason)];
  }
  if (after.state.value === ENABLED || after.state.value === was) {
    const others = otherVerdicts(change, VERSION_ARGUMENTS);
    return others.length > 0 ? others : [compliant];
  }
  return [
    violation({
      what: `a version of key ${key} will be ${stateText(after.state.value)}`,
      got: cite(after.state),
      expected: ENABLED,
      fix: "keep it enabled; what it encrypted cannot be read without it",
      about: "state",
    }),
  ];
}

function keyNameOf({ key, keyId }: KeyVersionNode, { before }: ChangeContext): string {
  return before.otherCloudNode(key)?.name ?? valueOf(keyId)?.split("/").at(-1) ?? "that is not known";
}

/**
 * The key ring and the access to a key: what becomes of them is said of their key, also that they are no longer protected. Google keeps a
 * key ring for ever.
 */
function partVerdicts(change: Change, context: ChangeContext): readonly Verdict[] {
  if (!change.before || !change.after || isReplaced(change)) return [notApplicable];
  const verdicts = protectionVerdicts(change, context);
  const isSaid =
    verdicts.length > 0 &&
    context.changes.some(
      (other) =>
        other.plan === change.plan &&
        (other.before?.kind === "crypto-key" || isEarlier(other, change, context)) &&
        protectionVerdicts(other, context).length > 0,
    );
  return verdicts.length > 0 && !isSaid ? verdicts : [compliant];
}

/** One for all that belong to a key. */
function isEarlier(other: Change, change: Change, { changes }: ChangeContext): boolean {
  const kind = (other.after ?? other.before)?.kind;
  return (kind === "key-iam" || kind === "key-ring") && changes.indexOf(other) < changes.indexOf(change);
}
