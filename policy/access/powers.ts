import { formatList } from "../../util/format-list";
import { memoize } from "../../util/memoize";
import type { PolicyDocument } from "../document";

/** Something that a principal can do with a key and that can hurt: it takes the key, its policy or access away, or reads data. */
export interface Power {
  /** What it is, as it follows "can": "change its policy". */
  readonly words: string;
  readonly operations: readonly string[];
  /** Whether it is a power over the key itself, and not over what is encrypted with it. */
  readonly isControl: boolean;
}

/**
 * The powers over a key, the gravest first. All other operations only look at a key, encrypt with it, or take something back. Nobody gets
 * `kms:RetireGrant` from a policy: the grant itself says who may retire it.
 */
export const POWERS: readonly Power[] = [
  power("schedule its deletion", "kms:ScheduleKeyDeletion"),
  power("disable it", "kms:DisableKey"),
  power("change its policy", "kms:PutKeyPolicy"),
  power("delete its key material", "kms:DeleteImportedKeyMaterial"),
  power("grant access to others", "kms:CreateGrant"),
  power("revoke grants", "kms:RevokeGrant"),
  { words: "decrypt data", operations: ["kms:Decrypt", "kms:ReEncryptFrom"], isControl: false },
  { words: "create data keys", operations: ["kms:GenerateDataKey", "kms:GenerateDataKeyPair"], isControl: false },
  power("copy it to other regions", "kms:ReplicateKey"),
  power("move its primary region", "kms:UpdatePrimaryRegion"),
  power("turn off its rotation", "kms:DisableKeyRotation"),
  power("import key material", "kms:ImportKeyMaterial"),
  power("move or delete its aliases", "kms:UpdateAlias", "kms:DeleteAlias"),
  power("change its tags", "kms:TagResource", "kms:UntagResource"),
];

function power(words: string, ...operations: readonly string[]): Power {
  return { words, operations, isControl: true };
}

/** Each of these can end a key, or implies every other permission. */
export const ENDS_A_KEY: ReadonlySet<string> = new Set([
  ...["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:DeleteImportedKeyMaterial"],
]);

const HARMFUL: ReadonlySet<string> = new Set(POWERS.flatMap(({ operations }) => operations));
/** Tags open and close access only where a policy compares them. */
const TAGGING: ReadonlySet<string> = new Set(["kms:TagResource", "kms:UntagResource"]);

/**
 * Whether an operation on a key can hurt.
 * @param operation such as `kms:Decrypt`
 * @param policies the policies of the key: its tags matter only where one of them compares tags
 */
export function isHarmful(operation: string, ...policies: readonly PolicyDocument[]): boolean {
  return HARMFUL.has(operation) && (!TAGGING.has(operation) || policies.some(comparesTags));
}

const comparesTags = memoize((document: PolicyDocument) => /"aws:ResourceTag\//i.test(JSON.stringify(document)));

/** Powers that one sentence names. */
const MAX_POWERS = 3;

/**
 * The powers that some operations give: "schedule its deletion, disable it and change its policy".
 * @param operations such as `kms:Decrypt`
 */
export function describePowers(operations: readonly string[]): string {
  return formatList(
    powersIn(operations).map(({ words }) => words),
    { max: MAX_POWERS, and: true },
  );
}

/** Whether some operations give power over the key itself. */
export function giveControl(operations: readonly string[]): boolean {
  return powersIn(operations).some(({ isControl }) => isControl);
}

function powersIn(operations: readonly string[]): readonly Power[] {
  return POWERS.filter((one) => one.operations.some((operation) => operations.includes(operation)));
}
