import type { Region } from "../../terraform/configuration/places";
import type { CmkModel, Waiver } from "../model";
import type { ReviewMetadata } from "../review-metadata";
import type { Change } from "../change";

/** A plan as text, and what to call it: the name of its stack or of its file. */
export interface PlanText {
  readonly name: string;
  /** What `terraform show -json` printed. */
  readonly text: string;
}

/** Something that a plan leaves out, or that no rule covers, although it matters: it needs a manual review. */
export interface Gap {
  /** The fact, subject first. */
  readonly what: string;
  /** Why it matters. */
  readonly got?: string;
  /** What to do about it. */
  readonly fix?: string;
}

/** A key, policy, alias or grant without any sign of Aura. */
export interface SkippedResource {
  /** Its Terraform address. */
  readonly address: string;
  /** Whether the plan destroys it; absent when not. */
  readonly isDestroyed?: true;
  /** The principals outside of its account that a key or policy allows which the plan creates; absent when there are none. */
  readonly externalPrincipals?: readonly string[];
}

/** One plan as a whole. */
export interface PlanSummary {
  readonly name: string;
  readonly terraformVersion?: string;
  readonly isOpenTofu?: true;
  readonly formatVersion: string;
  /** Whether Terraform stopped with an error before the plan was complete. */
  readonly errored: boolean;
  /** What the plan lacks and what no rule covers: never empty for a plan that is errored or incomplete. */
  readonly gaps: readonly Gap[];
  /** Number of resources in the plan. */
  readonly resources: number;
  /** Number of those that were reviewed. */
  readonly relevant: number;
  /** Addresses of the KMS keys, with their policies and aliases, that show no sign of Aura: only their external access is reviewed. */
  readonly skipped: readonly SkippedResource[];
}

/** A part of a file of a configuration. */
export interface SourcePlace extends Region {
  /** Path of the file. */
  readonly file: string;
}

/** Changes outside of Terraform since the last apply. */
export interface Drift {
  /** The model of the last known state. The present one is `before` of the plans. */
  readonly before: CmkModel;
  readonly changes: readonly Change[];
}

/** The models and changes of one or more plans. */
export interface PlanReading {
  /** The model before the plan. */
  readonly before: CmkModel;
  /** The model after the plan. */
  readonly after: CmkModel;
  readonly changes: readonly Change[];
  /** Set where it is an account as it is: nothing is planned, and drift is where it is not as expected. */
  readonly isAccount?: true;
  /** Absent when nothing was changed outside of Terraform. */
  readonly drift?: Drift;
  /** What shows no sign of Aura: of it only the external access is reviewed. Absent when there is nothing. */
  readonly others?: Pick<PlanReading, "before" | "after" | "changes" | "drift">;
  /** The review metadata before the plan; addresses are ids of nodes. */
  readonly metadataBefore: ReviewMetadata;
  /** The review metadata after the plan. */
  readonly metadataAfter: ReviewMetadata;
  /** The names of the plans whose stack has review metadata before the plan, and after it. */
  readonly withMetadata: { readonly before: ReadonlySet<string>; readonly after: ReadonlySet<string> };
  /** The waivers after the plan. */
  readonly waivers: readonly Waiver[];
  /** 12-digit ids of the AWS accounts of the keys that were there before the plans. */
  readonly accounts: ReadonlySet<string>;
  /** The plans, in the order in which they were given. */
  readonly plans: readonly PlanSummary[];
}
