import type { AnyNode, NodeId } from "../../model/model";
import type { Change } from "../../model/plan/change";
import type { StatedFacts } from "../../model/stated-facts";
import type { ModelIndex, Rule, Verdict } from "../rule";

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
  readonly statedBefore: StatedFacts;
  readonly statedAfter: StatedFacts;
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
