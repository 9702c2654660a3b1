import type { AnyNode, CmkModel, NodeId } from "../model/model";
import type { Change } from "../model/change";
import type { ReviewMetadata } from "../model/review-metadata";

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
  | { readonly outcome: "unknown"; readonly why: string }
  | {
      readonly outcome: "violation";
      readonly what: string;
      readonly got: string;
      readonly expected: string;
      readonly fix: string;
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

/** The nodes of the model by kind. */
export interface NodesByKind {
  readonly keys: CmkModel["keys"][number];
  readonly keyPolicies: CmkModel["keyPolicies"][number];
  readonly records: CmkModel["records"][number];
  readonly instances: CmkModel["instances"][number];
  readonly aliases: CmkModel["aliases"][number];
}

/** A rule over the nodes of the given kinds: a pure function of the model. */
export interface Rule<K extends keyof NodesByKind = keyof NodesByKind> {
  /** Public and stable: what a waiver names. */
  readonly id: string;
  /** What holds when the rule is kept, in one line. */
  readonly title: string;
  /** `error` stops the synthesis; `warning` is reported. */
  readonly severity: "error" | "warning";
  /** Why the rule is there, what Aura's documents say, and whether they changed over time. */
  readonly rationale: string;
  /** The page that says so. */
  readonly see: string;
  /**
   * When it is sound to switch the rule off.
   * @default - never: the mistake has to be undone
   */
  readonly waiveWhen?: string;
  /** The kinds of node that it judges. */
  readonly on: readonly K[];
  /** Judges one node; several verdicts when it is wrong in several ways. `index` finds other nodes of the model. */
  check(node: NodesByKind[K], index: ModelIndex): Verdict | readonly Verdict[];
}

/** Looks nodes up by id, so that a rule stays linear on large models. */
export interface ModelIndex {
  readonly model: CmkModel;
  key(id: NodeId | undefined): NodesByKind["keys"] | undefined;
  record(id: NodeId | undefined): NodesByKind["records"] | undefined;
  instance(id: NodeId | undefined): NodesByKind["instances"] | undefined;
  /** Replicas of a primary in this model. */
  replicasOf(primary: NodeId): readonly NodesByKind["keys"][];
  /** A value computed once a model, for rules that compare a node with all others. */
  once<T>(name: string, compute: (model: CmkModel) => T): T;
}

/** Verdict: proven to be right. */
export const compliant: Verdict = { outcome: "compliant" };

/** Verdict: the rule has nothing to say about this node. */
export const notApplicable: Verdict = { outcome: "not-applicable" };

/**
 * Verdict: the facts are not there yet.
 * @param why what is not known, as a clause
 */
export function unknown(why: string): Verdict {
  return { outcome: "unknown", why };
}

/**
 * Verdict: proven to be wrong.
 * @param problem what must hold, what was found, what is accepted, what to do
 */
export function violation(problem: Omit<Extract<Verdict, { outcome: "violation" }>, "outcome">): Verdict {
  return { outcome: "violation", ...problem };
}

/** A verdict that somebody should see: a violation or an unknown, with the rule and the node. */
export interface Finding {
  readonly rule: string;
  /** The verdict's own severity, or else the rule's. */
  readonly severity: "error" | "warning";
  readonly node: AnyNode;
  readonly verdict: Extract<Verdict, { outcome: "violation" | "unknown" }>;
  /** The reason of the waiver that covers it; a waived finding stops nothing and is still shown. */
  readonly waived?: string;
}

/** What a change rule may look at beside the change that it judges. */
export interface ChangeContext {
  /** Whether this is what was changed outside of Terraform since the last apply: it has happened already. */
  readonly isDrift: boolean;
  /** What Terraform knew before something was changed outside of it; absent where nothing was, and for such a change itself. */
  readonly lastKnown?: ModelIndex;
  readonly before: ModelIndex;
  readonly after: ModelIndex;
  readonly changes: readonly Change[];
  changeOf(id: NodeId | undefined): Change | undefined;
  readonly metadataBefore: ReviewMetadata;
  readonly metadataAfter: ReviewMetadata;
  /** 12-digit ids of the AWS accounts that are no strangers: of the plans and of the estate. */
  readonly knownAccounts: ReadonlySet<string>;
}

/** A rule over what a plan does: a pure function of the change and of the models before and after it. */
export interface ChangeRule extends Omit<Rule, "on" | "check"> {
  /** The kinds of node whose changes it judges. */
  readonly on: readonly AnyNode["kind"][];
  /** Judges one change; several verdicts when it is wrong in several ways, none when there is nothing to say. */
  check(change: Change, context: ChangeContext): readonly Verdict[];
}
