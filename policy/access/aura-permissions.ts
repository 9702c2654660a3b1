import { memoize } from "../../util/memoize";
import type { Decision } from "../evaluate/evaluate";
import type { PolicyDocument } from "../document";
import { answersForAll, evaluateForAll } from "./evaluate-for-all";
import type { Principal } from "./principal";

/** An operation that Aura does with the key. */
export interface AuraOperation {
  /** Such as `kms:Decrypt`. */
  readonly name: string;
  /** Whether Aura cannot work without it. Whether it needs the others is not documented: a missing one is only a warning. */
  readonly required: boolean;
}

/**
 * What Aura does with the key: all that the one public example of its statement asks for.
 * @see https://neo4j.com/docs/aura/security/encryption/
 */
export const AURA_OPERATIONS: readonly AuraOperation[] = [
  { name: "kms:Encrypt", required: true },
  { name: "kms:Decrypt", required: true },
  { name: "kms:ReEncryptFrom", required: true },
  { name: "kms:ReEncryptTo", required: true },
  { name: "kms:GenerateDataKey", required: true },
  { name: "kms:GenerateDataKeyWithoutPlaintext", required: false },
  { name: "kms:DescribeKey", required: true },
  { name: "kms:CreateGrant", required: true },
  { name: "kms:ListGrants", required: false },
  { name: "kms:RevokeGrant", required: false },
];

/** A key, as far as a decision needs it. */
export interface Key {
  readonly keyArn: string;
  /** The account that owns it, 12 digits. */
  readonly accountId: string;
  /** What a person calls the statements of the policy, by their place. @default - their number and Sid */
  readonly statementNames?: readonly string[];
}

/** An operation that is not verified as allowed, and why. */
export interface UnverifiedOperation {
  readonly operation: string;
  /** In one sentence. */
  readonly because: string;
}

/** Which of {@link AURA_OPERATIONS} a principal can perform. */
export interface AuraPermissions {
  /** Verified as allowed, whatever else is unknown of the request. */
  readonly can: string[];
  /** Verified as denied, whatever else is unknown of the request. */
  readonly cannot: UnverifiedOperation[];
  /** Neither is verified. */
  readonly unknown: UnverifiedOperation[];
}

/** The operations of {@link AURA_OPERATIONS} by the answer to a principal that asks for them. */
export type AuraAnswers = Readonly<Record<"can" | "cannot" | "unknown", readonly string[]>>;

/**
 * Which of the operations that Aura needs a key policy permits to a principal whose own IAM policies allow them. For a
 * principal with many members, such as an account, an operation is verified when it is allowed for all of them.
 * @param principal the principal that Aura calls as
 */
export function auraPermissions(document: PolicyDocument, key: Key, principal: Principal): AuraPermissions {
  const { can, cannot, unknown } = auraAnswers(document, key, principal);
  const { accountId: keyAccountId, ...rest } = key;
  const decisionOn = evaluateForAll(document, { ...rest, keyAccountId }, principal);
  const withReason = (operation: string): UnverifiedOperation => ({
    operation,
    because: decisionOn(operation).because,
  });
  return { can: [...can], cannot: cannot.map(withReason), unknown: unknown.map(withReason) };
}

/**
 * The answers of {@link auraPermissions} alone, for hundreds of principals.
 * @param principal the principal that Aura calls as
 */
export function auraAnswers(document: PolicyDocument, key: Key, principal: Principal): AuraAnswers {
  const answerTo = answersForAll(document, { keyArn: key.keyArn, keyAccountId: key.accountId }, principal);
  return byAnswer(AURA_OPERATIONS.map(({ name }) => answerTo(name)).join());
}

/** Most principals get the same answers as others. */
const byAnswer = memoize(
  (answers: string): AuraAnswers => {
    const given = answers.split(",");
    const those = (wanted: Decision["answer"]): readonly string[] =>
      AURA_OPERATIONS.flatMap(({ name }, place) => (given[place] === wanted ? [name] : []));
    return { can: those("allowed"), cannot: those("denied"), unknown: those("unknown") };
  },
  (answers) => [AURA_OPERATIONS, answers],
);

/**
 * Where a statement names more principals than this, it is not Aura's, and none of them is evaluated: the answer is unknown. As
 * many take less than a second.
 */
export const MAX_AURA_PRINCIPALS = 300;
