import type { Change } from "../../../model/plan/change";
import type { AnyNode } from "../../../model/model";
import { violation, type Verdict } from "../../rule";

/** What a change rule says of a violation. */
type Words = Omit<Extract<Verdict, { outcome: "violation" }>, "outcome" | "severity">;

/**
 * Verdict: a person has to look at it, and it may be right.
 * @param words what must hold, what was found, what is expected, what to do
 */
export function attention({ what, got, expected, fix, against }: Words): Verdict {
  return violation({ what, got, expected, fix, ...(against && { against }), severity: "warning" });
}

const KINDS = { key: "key", "key-policy": "policy", record: "record", instance: "instance", alias: "alias" } as const;

/**
 * What a person calls the subject of a change: "key orders".
 * @param change what the plan does
 */
export function subjectOf({ before, after, id }: Change): string {
  const node: AnyNode | undefined = after ?? before;
  return node ? `${KINDS[node.kind]} ${node.name}` : id;
}

const REASONS: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "it is no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "its `count` or `for_each` has come or gone",
  delete_because_count_index: "its index is beyond `count` now",
  delete_because_each_key: "its key is no longer in `for_each`",
  delete_because_no_move_target: "the block that it was moved to is not there",
  replace_because_tainted: "it is tainted",
  replace_by_request: "`-replace` asks for it",
  replace_by_triggers: "`replace_triggered_by` asks for it",
};

/**
 * What happens, and why Terraform does it: "deleted, because it is no longer in the configuration".
 * @param what what happens
 * @param change what the plan does
 */
export function because(what: string, { reason, replacedBy }: Change): string {
  const why =
    REASONS[reason ?? ""] ??
    (replacedBy.length > 0 ? `${replacedBy.map((name) => `\`${name}\``).join(", ")} changes` : "");
  return why ? `${what}, because ${why}` : what;
}
