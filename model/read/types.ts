import type { CmkModel, Waiver } from "../model";
import type { ReviewMetadata } from "../review-metadata";
import type { Change } from "../change";

/** A plan as text, and what to call it: the name of its stack or of its file. */
export interface PlanText {
  readonly name: string;
  /** What `terraform show -json` printed. */
  readonly text: string;
}

/** What there is to say about a plan as a whole. */
export interface PlanSummary {
  readonly name: string;
  readonly terraformVersion?: string;
  readonly formatVersion: string;
  /** Whether Terraform stopped with an error before the plan was complete. */
  readonly errored: boolean;
  /** What the plan does not say although it matters, a clause each: never empty for a plan that is errored or incomplete. */
  readonly gaps: readonly string[];
  /** Resources in the plan. */
  readonly resources: number;
  /** Those that the review is about. */
  readonly relevant: number;
  /** Addresses of the KMS keys, with their policies and aliases, that have no sign of Aura and are not judged. */
  readonly skipped: readonly string[];
}

/** What was changed outside of Terraform since the last apply. */
export interface Drift {
  /** What Terraform knew last. What there is now is `before` of the reading. */
  readonly before: CmkModel;
  readonly changes: readonly Change[];
}

/** All that was read from one or more plans. */
export interface PlanReading {
  /** What there is. */
  readonly before: CmkModel;
  /** What there will be. */
  readonly after: CmkModel;
  readonly changes: readonly Change[];
  /** Absent when nothing was changed outside of Terraform. */
  readonly drift?: Drift;
  /** What the stacks said about themselves; addresses are ids of nodes. */
  readonly metadataBefore: ReviewMetadata;
  /** What the stacks will say about themselves. */
  readonly metadataAfter: ReviewMetadata;
  /** The waivers that will be in force. */
  readonly waivers: readonly Waiver[];
  /** 12-digit ids of the AWS accounts that the plans themselves speak of: of the keys and of the providers. */
  readonly accounts: ReadonlySet<string>;
  /** The plans, in the order in which they were given. */
  readonly plans: readonly PlanSummary[];
}
