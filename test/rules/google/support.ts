import type { Change } from "../../../model/change";
import type { AnyNode } from "../../../model/model";
import { REVIEW_METADATA_VERSION, type ReviewMetadata } from "../../../model/review-metadata";
import type { RuleId } from "../../../model/rule-ids";
import type { ChangePart } from "../../../rules/across-clouds";
import { runChangeRules } from "../../../rules/change-engine";
import { indexModel } from "../../../rules/analysis";
import type { ChangeRule, Finding, ModelIndex, Verdict } from "../../../rules/rule";
import { aChange, modelOf, withoutAbout } from "../change/support";

/** How a plan does what it does. */
export interface How {
  /** What is special about a change, by its id. */
  readonly changes?: Readonly<Record<string, Partial<Change>>>;
  /** Whether it was done outside of Terraform. */
  readonly isDrift?: boolean;
}

/** The part of a rule as a rule of its own. */
export function asRule(part: ChangePart, id: RuleId): ChangeRule<RuleId> {
  return { ...{ kind: "change", id, title: "", severity: "error" }, ...part };
}

/** The verdicts of a part over a configuration on one node, in a model with others. */
export function verdictOn<N extends AnyNode>(
  part: { readonly check: (node: N, index: ModelIndex) => Verdict | readonly Verdict[] },
  node: N,
  others: readonly AnyNode[] = [],
): unknown {
  const verdicts = part.check(node, indexModel(modelOf(...others, node)));
  const plain = (verdict: Verdict): Verdict => {
    const { facts: _, ...rest } = verdict as Verdict & { facts?: string };
    return withoutAbout(rest as Verdict);
  };
  return "outcome" in verdicts ? plain(verdicts) : verdicts.map(plain);
}

/** What a rule finds in a whole plan, with the node of each finding. */
export function findingsOf(
  rule: ChangeRule<RuleId>,
  before: readonly AnyNode[],
  after: readonly AnyNode[],
  { changes: special = {}, isDrift = false }: How = {},
): (readonly [string, Finding["verdict"]])[] {
  const ids = [...new Set([...after, ...before].map(({ id }) => id))];
  const find = (nodes: readonly AnyNode[], id: string) => nodes.find((node) => node.id === id);
  const changes = ids.map((id) => aChange(find(before, id), find(after, id), special[id]));
  const [was, is] = [modelOf(...before), modelOf(...after)];
  const plans = isDrift
    ? { before: is, after: is, changes: [], drift: { before: was, changes } }
    : { before: was, after: is, changes };
  const found = runChangeRules(
    {
      ...{ ...plans, metadataBefore: NOTHING, metadataAfter: NOTHING, waivers: [], accounts: new Set(), plans: [] },
      withMetadata: { before: new Set(), after: new Set() },
    },
    { rules: [rule] },
  );
  return found.map(({ node, verdict }) => [node.id, withoutAbout(verdict) as Finding["verdict"]] as const);
}

const NOTHING: ReviewMetadata = { version: REVIEW_METADATA_VERSION, protected: [], waivers: [], principals: {} };
