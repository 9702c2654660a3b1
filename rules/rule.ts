import type {
  AnyNode,
  CmkModel,
  InstanceNode,
  KmsKeyNode,
  NodeId,
  OtherCloudKey,
  OtherCloudNode,
  RecordNode,
} from "../model/model";
import type { Change } from "../model/change";
import type { OtherCloud } from "../model/limits";
import type { PlanReading } from "../model/read/types";
import type { ReviewMetadata } from "../model/review-metadata";
import type { RuleId } from "../model/rule-ids";

/**
 * How a rule sees one node.
 * - `compliant`: proven to be right.
 * - `violation`: proven to be wrong.
 * - `not-applicable`: the rule has nothing to say about this node.
 * - `unknown`: the facts are not there yet. Neither a pass nor a failure: it is reported as such.
 */
export type Verdict =
  | { readonly outcome: "compliant" }
  | { readonly outcome: "not-applicable" }
  | {
      readonly outcome: "unknown";
      readonly why: string;
      /** The fact that is not known, where `why` says more: verdicts with the same cause are one thing to find out. */
      readonly cause?: string;
      /** The same as of a violation. */
      readonly about?: string;
      /** Set where another configuration decides it: a plan of this one needs no review for it. */
      readonly severity?: "warning";
    }
  | {
      readonly outcome: "violation";
      readonly what: string;
      readonly got: string;
      readonly expected: string;
      readonly fix: string;
      /** Configuration that puts it right, in several lines, such as a `moved` block. */
      readonly snippet?: string;
      /**
       * What is found, in values alone and thus the same at synth and in a plan: a waiver holds for this, and for nothing that
       * comes later.
       * @default - a waiver holds for whatever the rule finds on the node
       */
      readonly facts?: string;
      /**
       * What it is about, the same for all rules that find the same on a node: an attribute in Terraform whose values it says, or who
       * has which access. It is said once.
       * @default - no other rule finds it
       */
      readonly about?: string;
      /** Other nodes that the mistake needs: when the rule is waived for all of them, there is no mistake left. */
      readonly against?: readonly NodeId[];
      /**
       * Softens an `error` rule for this one verdict.
       * @default - the severity of the rule
       */
      readonly severity?: "warning";
    };

/** What a person reads of a violation. */
export type ViolationText = Pick<Extract<Verdict, { outcome: "violation" }>, "what" | "got" | "expected" | "fix">;

/** The kinds of node that a model has. */
export type NodeKind = AnyNode["kind"];

/** The nodes of a model by kind. */
type NodesByKind = { readonly [K in NodeKind]: Extract<AnyNode, { readonly kind: K }> };

/** A node of the given kinds. */
export type NodeOf<K extends NodeKind> = NodesByKind[K];

/** What a person reads about a rule, whatever it evaluates. */
export interface RuleText<Id extends string = string> {
  /** Public and stable: what a waiver names. */
  readonly id: Id;
  /** What holds when the rule is kept, in one line. */
  readonly title: string;
  /** `error` stops the synthesis and blocks a plan; `warning` is reported. */
  readonly severity: "error" | "warning";
  /** Why the rule exists, what Aura's documents say, and whether they changed over time. */
  readonly rationale: string;
  /** The page that says so. */
  readonly see: string;
  /**
   * When it is sound to waive the rule.
   * @default - never: it cannot be waived
   */
  readonly waiveWhen?: string;
  /**
   * What it means in further clouds, with an example for each.
   * @default - it is about AWS or Aura alone
   */
  readonly parts?: readonly (CloudPart & { example(): unknown })[];
  /**
   * The same mistake with a key of another cloud, where one check judges the keys of all clouds.
   * @default - the example stands for all
   */
  readonly otherExamples?: readonly { readonly cloud: CloudPart["cloud"]; example(): unknown }[];
}

/** What a person reads about a rule in one more cloud. */
export interface CloudPart {
  readonly cloud: OtherCloud;
  /** Why, in that cloud: it follows "In Azure: ", and ends with a full stop. */
  readonly rationale: string;
  /** The page that says so. */
  readonly see: string;
}

/** What breaks a rule, and the same as it should be; each is a function's result, so that no example costs the start. */
export interface RuleExample<T> {
  readonly bad: T;
  readonly good: T;
}

/** What a plan finds and what it leaves, for an example of a rule over changes; nodes of one id are one node. */
export interface ExampleChange {
  readonly before: readonly AnyNode[];
  readonly after: readonly AnyNode[];
}

/** A rule over the nodes of the given kinds: a pure function of the model. */
export interface ConfigurationRule<K extends NodeKind = NodeKind, Id extends string = string> extends RuleText<Id> {
  readonly kind: "configuration";
  /** The kinds of node that it evaluates. */
  readonly on: readonly K[];
  /** Judges one node; several verdicts when it is wrong in several ways. `index` finds other nodes of the model. */
  check(node: NodeOf<K>, index: ModelIndex): Verdict | readonly Verdict[];
  /** The nodes of two small models: the rule finds one thing wrong with the bad one, and nothing with the good one. */
  example(): RuleExample<readonly AnyNode[]>;
}

/** A rule over what a plan does: a pure function of the change and of the models before and after it. */
export interface ChangeRule<Id extends string = string> extends RuleText<Id> {
  readonly kind: "change";
  /**
   * Set where it judges what shows no sign of Aura, and nothing else.
   * @default - it judges what may be Aura's
   */
  readonly of?: "others";
  /** The kinds of node whose changes it evaluates. */
  readonly on: readonly NodeKind[];
  /** Judges one change; several verdicts when it is wrong in several ways, none when there is nothing to say. */
  check(change: Change, context: ChangeContext): readonly Verdict[];
  /** Two small plans: the rule finds one thing wrong with the bad one, and nothing with the good one. */
  example(): RuleExample<ExampleChange>;
}

/** A rule of either kind. */
export type Rule = ConfigurationRule | ChangeRule;

/**
 * Declares a rule over a configuration.
 * @param rule the rule without its kind
 */
export function configurationRule<const Id extends RuleId, K extends NodeKind>(
  rule: Omit<ConfigurationRule<K, Id>, "kind">,
): ConfigurationRule<K, Id> {
  return { kind: "configuration", ...rule };
}

/**
 * Declares a rule over what a plan does.
 * @param rule the rule without its kind
 */
export function changeRule<const Id extends RuleId>(rule: Omit<ChangeRule<Id>, "kind">): ChangeRule<Id> {
  return { kind: "change", ...rule };
}

/** Looks nodes up by id, so that a rule stays linear on large models. */
export interface ModelIndex {
  readonly model: CmkModel;
  key(id: NodeId | undefined): KmsKeyNode | undefined;
  record(id: NodeId | undefined): RecordNode | undefined;
  instance(id: NodeId | undefined): InstanceNode | undefined;
  /** A key of another cloud than AWS. */
  otherCloudKey(id: NodeId | undefined): OtherCloudKey | undefined;
  /** Any node of another cloud than AWS. */
  otherCloudNode(id: NodeId | undefined): OtherCloudNode | undefined;
  /** Replicas of a primary in this model. */
  replicasOf(primary: NodeId): readonly KmsKeyNode[];
}

/** Verdict: proven to be right. */
export const compliant: Verdict = { outcome: "compliant" };

/** Verdict: the rule has nothing to say about this node. */
export const notApplicable: Verdict = { outcome: "not-applicable" };

/**
 * Verdict: the facts are not there yet.
 * @param why what is not known, as a clause
 * @param cause the reason of the unknown fact, where `why` does not end there
 */
export function unknown(why: string, cause?: string): Verdict {
  return { outcome: "unknown", why, ...(cause !== undefined && { cause }) };
}

/**
 * Verdict: what the rule needs is in another configuration, which is reviewed with its own plans.
 * @param why what is not known, as a clause
 */
export function decidedElsewhere(why: string): Verdict {
  return { outcome: "unknown", why, severity: "warning" };
}

/**
 * Verdict: a fact is missing that the rule needs.
 * @param claim what cannot be verified, as a clause: "key orders stays enabled"
 * @param cause the reason of the unknown fact
 */
export function cannotVerify(claim: string, cause: string): Verdict {
  return unknown(`cannot verify that ${claim}: ${cause}`, cause);
}

/**
 * Verdict: proven to be wrong.
 * @param problem what must hold, what was found, what is accepted, what to do
 */
export function violation(problem: Omit<Extract<Verdict, { outcome: "violation" }>, "outcome">): Verdict {
  return { outcome: "violation", ...problem };
}

/** A violation or an unknown, with the rule and the node: what a person should see. */
export interface Finding<Id extends string = string> {
  /** Id of the rule; a waiver in a plan may name one that this version does not have. */
  readonly rule: Id;
  /** The verdict's own severity, or else the rule's. */
  readonly severity: "error" | "warning";
  readonly node: AnyNode;
  readonly verdict: Extract<Verdict, { outcome: "violation" | "unknown" }>;
  /** The reason of the waiver that covers it; a waived finding stops nothing and is still shown. */
  readonly waived?: string;
  /** Whether it is on a change outside of Terraform, and not on one of the plan; absent when not. */
  readonly isDrift?: true;
}

/** What a change rule may look at beside the change that it evaluates. */
export interface ChangeContext {
  /** Whether this is what was changed outside of Terraform since the last apply: it has happened already. */
  readonly isDrift: boolean;
  /** Set where `before` and `after` are the account as it is. */
  readonly isAccount?: true;
  /** What Terraform knew before something was changed outside of it; absent where nothing was, and for such a change itself. */
  readonly lastKnown?: ModelIndex;
  readonly before: ModelIndex;
  readonly after: ModelIndex;
  readonly changes: readonly Change[];
  changeOf(id: NodeId | undefined): Change | undefined;
  /** The names of the plans whose stack has review metadata before the plan, and after it. */
  readonly withMetadata: PlanReading["withMetadata"];
  readonly metadataBefore: ReviewMetadata;
  readonly metadataAfter: ReviewMetadata;
  /** 12-digit ids of the AWS accounts that the plans and the estate name. */
  readonly knownAccounts: ReadonlySet<string>;
}
