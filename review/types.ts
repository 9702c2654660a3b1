import type { AttributeChange } from "../model/change";
import type { Identity, KeyRotation, KeyUse } from "../model/live";
import type { Gap, SkippedResource, SourcePlace } from "../model/read/types";

/**
 * A review as plain data: every format is made from it, and `--format json` prints it. Its texts may hold anything that a plan
 * holds; each format escapes them (see escape.ts).
 */

/** `BLOCK`: must not be applied. `NEEDS REVIEW`: a person has to decide. `OK`: neither. */
export type ReviewVerdict = "OK" | "NEEDS REVIEW" | "BLOCK";

/** What a finding means for the verdict; a `note` does not change it. */
export type Level = "block" | "attention" | "note";

/** What happens to a resource: Terraform's actions as one word. */
export type ChangeKind =
  | "unchanged"
  | "created"
  | "updated"
  | "replaced"
  | "deleted"
  | "removed-from-state"
  | "imported"
  | "moved"
  | "read"
  | "managed-elsewhere";

/** A resource as a person knows it. */
export interface Subject {
  /** Terraform address, or another id. */
  readonly address: string;
  /** The alias of a key, the name in Aura or in another cloud, or the role that is given and to whom. */
  readonly name?: string;
  /** Name of its plan, when there are several. */
  readonly plan?: string;
}

/** What a rule finds. */
export interface ReviewFinding {
  readonly level: Level;
  /** Id of the rule; `aura-cmk explain` says more. */
  readonly rule: string;
  readonly on: Subject;
  /** `unknown`: the plan does not show it. */
  readonly outcome: "violation" | "unknown";
  /** The fact; of an unknown: what cannot be verified, or the fact that is not known. */
  readonly what: string;
  /** What was found; of an unknown: why, or what cannot be verified without it. */
  readonly got?: string;
  /** Absent for an unknown. */
  readonly expected?: string;
  /** What to do, as an instruction. */
  readonly fix?: string;
  /** Configuration that puts it right, in several lines, such as a `moved` block. */
  readonly snippet?: string;
  /** Other rules that find the same. */
  readonly alsoFoundBy?: readonly string[];
  /** What it is about, where several rules can find it: the attribute whose values it says, or who has which access. */
  readonly about?: string;
  /** Other rules whose outcome is unknown for the same reason. */
  readonly alsoUndetermined?: readonly string[];
  /** Addresses of other resources on which an outcome is unknown for the same reason. */
  readonly alsoOn?: readonly string[];
  /** Whether it was there before the plan; absent when not. */
  readonly preExisting?: true;
  /** Whether it is on a change outside of Terraform, and not on one of the plan; absent when not. */
  readonly drift?: true;
  /** The reason of the waiver that covers it. */
  readonly waived?: string;
  /** Where the resource is written; plans do not show it. */
  readonly place?: SourcePlace;
}

/** Something that cannot be undone after the apply, or only until a day. */
export interface IrreversibleAction {
  readonly on: Subject;
  /** What happens. */
  readonly what: string;
  /** The last day on which it can be undone, if there is one: `2026-12-22`. */
  readonly until?: string;
  /** How to undo it until then. */
  readonly undo?: string;
}

/** What a resource is, in the words of its cloud and of Aura. */
export type ResourceNoun =
  | "key"
  | "key policy"
  | "alias"
  | "grant"
  | "customer managed key"
  | "instance"
  | "vault"
  | "role assignment"
  | "service principal"
  | "management lock"
  | "key ring"
  | "key version"
  | "IAM entry";

/** A resource that the plans change. */
export interface ChangeLine {
  readonly noun: ResourceNoun;
  readonly on: Subject;
  readonly change: ChangeKind;
  /** Its former address, where a `moved` block changes it. */
  readonly movedFrom?: string;
  /** The attributes that change, without key policies; of a new instance its memory. */
  readonly attributes: readonly AttributeChange[];
  /** What this means for those who use it, as the documentation of Aura says. */
  readonly effect?: string;
}

/** A key, a record or an instance. */
export interface Part {
  readonly on: Subject;
  /** Region; absent when unknown. */
  readonly region?: string;
  readonly change: ChangeKind;
  /** Whether it was changed outside of Terraform since the last apply. */
  readonly drifted: boolean;
}

/** Stands for the record of instances without a customer managed key. */
export const NEO4J_MANAGED_KEY = "Neo4j-managed key";

/** A record in Aura with the instances on it. */
export interface RecordLine extends Part {
  readonly instances: readonly Part[];
}

/** A key with its records and their instances. */
export interface KeyLine extends Part {
  /** The cloud of a key that is not in AWS. */
  readonly cloud?: "azure" | "gcp";
  /** AWS account of the key; its subscription in Azure, its project in Google Cloud. */
  readonly account?: string;
  /** Name of the account in the estate. */
  readonly accountName?: string;
  /** Its aliases beside the one in its name. */
  readonly otherAliases?: readonly string[];
  readonly records: readonly RecordLine[];
  /**
   * Principals outside of the account that the policy or a grant allows after the apply; in another cloud all that have a role on the key.
   * Absent when that is unknown.
   */
  readonly externalPrincipals?: readonly ExternalPrincipal[];
}

/** A principal outside of the key's account that the key policy or a grant allows; in another cloud one with a role on the key. */
export interface ExternalPrincipal {
  /** An account, an ARN, a service or `anyone`; in Azure an application or a principal, in Google Cloud a service account or another member. */
  readonly who: string;
  /** Whether the configuration names it as an expected principal. */
  readonly expected: boolean;
}

/** The phase of a key that Aura uses. */
export interface PhaseLine {
  readonly on: Subject;
  readonly before: Phase;
  readonly after: Phase;
  /** Expected principals of a key in phase 1: a later plan can grant them access without a review. */
  readonly expectedPrincipals?: readonly string[];
  /** What a person does after this plan, if anything. */
  readonly next?: string;
}

/** `none`: there is no key; `bootstrap`: no principal that may be Aura's can use it yet; `encrypted`: one can. */
export type Phase = "none" | "bootstrap" | "encrypted" | "unknown";

/** A statement of a policy that changes. */
export interface PolicyChange {
  /** What happens to the statement, and so to the access that it gives. */
  readonly kind: "added" | "removed" | "widened" | "narrowed" | "changed";
  /** The statement by its position and Sid. */
  readonly statement: string;
  /** What it allows or denies, or what is different, a sentence each. */
  readonly words: readonly string[];
}

/** What a principal can do before and after. */
export interface AccessRow {
  /** The principal: an account, an ARN, a service or `anyone`. */
  readonly who: string;
  /** One for each operation of the table. */
  readonly before: readonly Answer[];
  readonly after: readonly Answer[];
}

/** `unknown`: it depends on values that no plan shows. */
export type Answer = "yes" | "no" | "unknown";

/** A key policy that changes. */
export interface PolicyReview {
  readonly on: Subject;
  /** Whether there was no policy before, because there was no key. */
  readonly isNew: boolean;
  /** Whether it was changed outside of Terraform since the last apply, and not by the plan. */
  readonly drifted: boolean;
  /** A note beside the statements, such as that the policy cannot be read. */
  readonly remark?: string;
  readonly changes: readonly PolicyChange[];
  /** Number of statements that stay as they are. */
  readonly unchanged: number;
  /** The operations of KMS in the rows of `access`, in their order. */
  readonly operations: readonly string[];
  readonly access: readonly AccessRow[];
}

/** A plan that was read. */
export interface ReviewedPlan {
  /** Name of its file or stack. */
  readonly name: string;
  /** Version of the Terraform or OpenTofu that made it. */
  readonly terraformVersion?: string;
  /** It was OpenTofu. */
  readonly isOpenTofu?: true;
  /** Terraform could not finish it. */
  readonly errored: boolean;
  /** What the plan leaves out and what no rule covers, although it matters. */
  readonly gaps: readonly Gap[];
  /** Resources in it. */
  readonly resources: number;
  /** How many of them the review covers. */
  readonly relevant: number;
  /** Keys without a sign of Aura, with their policies, aliases, grants and roles: only their external access is reviewed. */
  readonly skipped: readonly SkippedResource[];
  /** AWS accounts in it, and subscriptions and projects of the other clouds, with their names in the estate. */
  readonly accounts: readonly {
    /** Absent for an AWS account. */
    readonly cloud?: "azure" | "gcp";
    readonly id: string;
    readonly name?: string;
  }[];
  /** Regions in it. */
  readonly regions: readonly string[];
  /** How many of them change in each way. */
  readonly changes: Readonly<Partial<Record<ChangeKind, number>>>;
}

/** A waiver in force. */
export interface WaiverLine {
  /** Id of the rule. */
  readonly rule: string;
  /** Addresses of the resources. */
  readonly on: readonly string[];
  /** Why, as its author wrote it. */
  readonly reason: string;
  /** Whether this plan adds it. */
  readonly isNew: boolean;
}

/** Who can use or administer a key. */
export interface KeyAccess {
  /** The principal: an account, an ARN, a service or `anyone`; an account stands for its principals whose IAM policies allow it. */
  readonly who: string;
  /** What allows it. */
  readonly by: "policy" | "grant" | "role";
  /** Of Azure and Google Cloud: the role. */
  readonly role?: string;
  /** Of a grant: since when, ISO 8601. */
  readonly since?: string;
  /** Whether it can encrypt or decrypt with the key. */
  readonly use: Answer;
  /** Whether it can change the policy of the key, disable or delete it. */
  readonly administer: Answer;
}

/** A key as it was read from the account; what could not be read is absent. */
export interface KeyEvidence {
  readonly on: Subject;
  /** The cloud of a key that is not in AWS. */
  readonly cloud?: "azure" | "gcp";
  /** The ARN of a KMS key. */
  readonly arn?: string;
  /** What identifies a key in another cloud than AWS. */
  readonly id?: string;
  /** `Enabled`, `Disabled`, `PendingDeletion`, ...; in Google Cloud that of the version that encrypts. */
  readonly state?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** Automatic rotation. */
  readonly rotation?: KeyRotation;
  readonly lastUse?: KeyUse;
  /** Who can use and administer it; absent when its policy could not be read. */
  readonly access?: readonly KeyAccess[];
}

/** An instance as it was read from Aura; what could not be read is absent. */
export interface InstanceEvidence {
  readonly on: Subject;
  /** Its id in Aura. */
  readonly id?: string;
  /** As Aura says it: `running`, `paused`, ... */
  readonly status?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** Absent where a Neo4j-managed key encrypts it. */
  readonly customerManagedKey?: Subject;
  /** `ready` when Aura can use the key. */
  readonly keyStatus?: string;
  /** When the key was registered with Aura, ISO 8601. */
  readonly registeredAt?: string;
  /** The key that encrypts it. */
  readonly key?: Subject;
  /** The ARN of a KMS key. */
  readonly keyArn?: string;
  /** What identifies a key in another cloud than AWS. */
  readonly keyId?: string;
}

/** What was read of an account, when and by whom. */
export interface Evidence {
  /** ISO 8601. */
  readonly checkedAt: string;
  /** By whom it was read. */
  readonly identities: readonly Identity[];
  readonly keys: readonly KeyEvidence[];
  readonly instances: readonly InstanceEvidence[];
}

/** What is judged. */
export type Reviewed = "plan" | "configuration" | "account";

/** The review of one or several plans, or of configurations. */
export interface Review {
  /** Absent for plans. */
  readonly of?: "configuration" | "account";
  readonly verdict: ReviewVerdict;
  /** The reason in one line: the headline of the first finding. */
  readonly reason: string;
  readonly plans: readonly ReviewedPlan[];
  /** In the order in which a person should read them. */
  readonly findings: readonly ReviewFinding[];
  /** What changes, in the order of the plans. */
  readonly changes: readonly ChangeLine[];
  readonly irreversible: readonly IrreversibleAction[];
  readonly keys: readonly KeyLine[];
  /** Records and instances whose key is in none of them. */
  readonly withoutKnownKey: readonly RecordLine[];
  readonly policies: readonly PolicyReview[];
  readonly phases: readonly PhaseLine[];
  readonly waivers: readonly WaiverLine[];
  /** Of an account alone. */
  readonly evidence?: Evidence;
}
