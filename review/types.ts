/**
 * A review as plain data: what every format is made from, and what `--format json` prints. Texts in it may hold anything that
 * a plan holds; making them harmless is each format's own task (see escape.ts).
 */

/** `BLOCK`: must not be applied like this. `NEEDS REVIEW`: a person has to look. `OK`: neither. */
export type ReviewVerdict = "OK" | "NEEDS REVIEW" | "BLOCK";

/** What a finding does to the verdict; a `note` does nothing to it. */
export type Level = "block" | "attention" | "note";

/** What happens to a resource: Terraform's actions as one word. */
export type ChangeKind =
  | "unchanged"
  | "created"
  | "updated"
  | "replaced"
  | "deleted"
  | "forgotten"
  | "imported"
  | "moved"
  | "read"
  | "owned elsewhere";

/** A resource, as a person finds it in the plan. */
export interface Subject {
  /** Terraform address, or what else names it. */
  readonly address: string;
  /** What a person calls it: the alias of a key, the name in Aura. */
  readonly name?: string;
  /** Label of the plan that it is in, when there are several. */
  readonly plan?: string;
}

/** What the rules found. */
export interface ReviewFinding {
  readonly level: Level;
  readonly rule: string;
  readonly on: Subject;
  /** `unknown`: nobody can tell from the plan. */
  readonly outcome: "violation" | "unknown";
  /** What must hold; of something unknown: why nobody can tell. */
  readonly what: string;
  /** What was found; not set when it can not be known. */
  readonly got?: string;
  readonly fix?: string;
  /** Rules that can not tell either, for the same reason. */
  readonly alsoUndetermined?: readonly string[];
  /** The reason of the waiver that covers it. */
  readonly waived?: string;
}

/** Something that can not be taken back once it is applied, or only until a day. */
export interface IrreversibleAction {
  readonly on: Subject;
  /** What happens, as a sentence. */
  readonly what: string;
  /** The last day on which it can be taken back, if there is one: `2026-12-22`. */
  readonly until?: string;
  /** How it is taken back in time. */
  readonly undo?: string;
}

/** A part of the table: a key, a record or an instance. */
export interface Part {
  readonly on: Subject;
  /** AWS region; not set when it is not known yet. */
  readonly region?: string;
  readonly change: ChangeKind;
  /** Whether it was changed outside of Terraform since the last apply. */
  readonly drifted: boolean;
}

/** Stands for the record of instances that use no key of the customer's. */
export const NEO4JS_OWN_KEY = "Neo4j's own key";

/** A record in Aura with the instances on it. */
export interface RecordLine extends Part {
  readonly instances: readonly Part[];
}

/** A key with its records and their instances. */
export interface KeyLine extends Part {
  /** AWS account of the key. */
  readonly account?: string;
  /** What the estate calls the account. */
  readonly accountName?: string;
  readonly records: readonly RecordLine[];
  /** Who outside of the account may use the key when the plan is applied; not set when the policy is not known. */
  readonly letsIn?: readonly ExternalPrincipal[];
}

/** Somebody outside of the key's account whom its policy lets in. */
export interface ExternalPrincipal {
  readonly who: string;
  /** Whether the configuration pins them: they are expected. */
  readonly pinned: boolean;
}

/** The way to phase 2 of a key that Aura is to use. */
export interface PhaseLine {
  readonly on: Subject;
  readonly before: Phase;
  readonly after: Phase;
  /** Whom the configuration pins, as long as nobody is let in: a later plan may let them in without a question. */
  readonly expects?: readonly string[];
  /** What a person does after this plan; not set when there is nothing to do. */
  readonly next?: string;
}

/** `none`: there is no key; `bootstrap`: nobody outside of the account may use it yet; `encrypted`: somebody may. */
export type Phase = "none" | "bootstrap" | "encrypted" | "unknown";

/** A statement of a policy that changes. */
export interface PolicyChange {
  readonly kind: "added" | "removed" | "widened" | "narrowed" | "changed";
  /** The statement by its place and Sid. */
  readonly statement: string;
  readonly words: readonly string[];
}

/** What somebody may do before and after. */
export interface AccessRow {
  readonly who: string;
  /** One for each operation of the table. */
  readonly before: readonly Answer[];
  readonly after: readonly Answer[];
}

/** `unknown`: it depends on what no plan shows. */
export type Answer = "yes" | "no" | "unknown";

/** A key policy that changes. */
export interface PolicyReview {
  readonly on: Subject;
  /** Whether there was no policy before, because there was no key. */
  readonly isNew: boolean;
  /** Whether it was changed outside of Terraform since the last apply; else the plan changes it. */
  readonly drifted: boolean;
  /** What there is to say beside the statements, such as that the policy can not be read. */
  readonly remark?: string;
  readonly changes: readonly PolicyChange[];
  readonly unchanged: number;
  readonly operations: readonly string[];
  readonly access: readonly AccessRow[];
}

/** A plan that was read. */
export interface ReviewedPlan {
  readonly name: string;
  readonly terraformVersion?: string;
  /** Terraform could not finish it. */
  readonly errored: boolean;
  /** What the plan does not say although it matters, a clause each. */
  readonly gaps: readonly string[];
  /** Resources in it, and how many of them are this review's concern. */
  readonly resources: number;
  readonly relevant: number;
  /** KMS keys without a sign of Aura, with their policies and aliases: not judged. */
  readonly skipped: readonly string[];
  readonly accounts: readonly { readonly id: string; readonly name?: string }[];
  readonly regions: readonly string[];
  /** How many of them have each fate. */
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
}

/** A rule that is switched off. */
export interface WaiverLine {
  readonly rule: string;
  readonly on: readonly string[];
  readonly reason: string;
  /** Whether this plan brings it. */
  readonly isNew: boolean;
}

/** The review of one or several plans. */
export interface Review {
  readonly verdict: ReviewVerdict;
  /** Why, in one line. */
  readonly why: string;
  readonly plans: readonly ReviewedPlan[];
  /** In the order in which a person should read them. */
  readonly findings: readonly ReviewFinding[];
  readonly irreversible: readonly IrreversibleAction[];
  readonly keys: readonly KeyLine[];
  /** Records and instances whose key is in none of the plans. */
  readonly withoutKnownKey: readonly RecordLine[];
  readonly policies: readonly PolicyReview[];
  readonly phases: readonly PhaseLine[];
  readonly waivers: readonly WaiverLine[];
}
