import type { ITerraformDependable } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * How far a key has come.
 * - `bootstrap`: the key exists for Aura to look at; its policy does not hold Aura's statement yet (phase 1).
 * - `encrypted`: the policy holds the statement; instances can be created (phase 2).
 * - `kept-elsewhere`: somebody else owns the policy of the key.
 */
export type KeyPhase = "bootstrap" | "encrypted" | "kept-elsewhere";

/** An AWS KMS key that Aura can be told about: created here, a replica, or owned elsewhere. */
export interface IAuraKmsKey extends IConstruct {
  /** ARN of the key: a token until AWS has named it. */
  readonly keyArn: string;
  /** Region of the key, or a token for it. */
  readonly region: string;
  /** Id of the account that owns the key, or a token for it. */
  readonly accountId: string;
  /** How far the key has come. */
  readonly phase: KeyPhase;
  /** The file in which Aura's statement is awaited in phase 1, when it was named. */
  readonly statementFile?: string;
  /** The resource that sets the key's policy, when it stands apart from the key: instances are created after it. */
  readonly policyResource?: ITerraformDependable;
}
