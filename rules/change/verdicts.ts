import { formatList } from "../../util/format-list";
import { isUntouched, type Change } from "../../model/change";
import { valueOf, type Fact } from "../../model/fact";
import type { AnyNode, InstanceNode, RecordNode } from "../../model/model";
import { cite, show, subjectOfNode } from "../analysis";
import { cannotVerify, violation, type ChangeContext, type Verdict } from "../rule";
import { operationsCovered } from "../../policy/evaluate/actions";

/** The text of a violation of a change rule. */
type Words = Omit<Extract<Verdict, { outcome: "violation" }>, "outcome" | "severity">;

/**
 * Verdict: it may be right, and needs review.
 */
export function needsReview(words: Words): Verdict {
  return violation({ ...words, severity: "warning" });
}

/**
 * What a person calls the subject of a change: "key orders".
 * @param change what the plan does
 */
export function subjectOf({ before, after, id }: Change): string {
  const node: AnyNode | undefined = after ?? before;
  return node ? subjectOfNode(node, () => undefined) : id;
}

const REASONS: Readonly<Record<string, string>> = {
  delete_because_no_resource_config: "no longer in the configuration",
  delete_because_no_module: "its module is no longer in the configuration",
  delete_because_wrong_repetition: "its `count` or `for_each` was added or removed",
  delete_because_count_index: "its index is out of range of `count`",
  delete_because_each_key: "its key is no longer in `for_each`",
  delete_because_no_move_target: "its `moved` target does not exist",
  replace_because_tainted: "tainted",
  replace_by_request: "`-replace` was used",
  replace_by_triggers: "`replace_triggered_by` was triggered",
};

/**
 * Why Terraform does something: "no longer in the configuration", "`region` changes".
 * @param what what happens, for a change without a reason
 * @param change what the plan does
 */
export function describeReason(what: string, { reason, replacedBy }: Change): string {
  const [first, ...others] = replacedBy;
  if (first === undefined) return REASONS[reason ?? ""] ?? what;
  return `${replacedBy.map((name) => `\`${name}\``).join(", ")} ${others.length > 0 ? "change" : "changes"}`;
}

/**
 * Verdict on a resource that is removed from the state: it continues to exist, and has to be managed elsewhere.
 * @param change what the plan does
 * @param consequence what that means, as a clause
 */
export function isHandedOver(change: Change, consequence: string): Verdict {
  return needsReview({
    what: `${subjectOf(change)} will no longer be managed by Terraform`,
    got: consequence,
    expected: "",
    fix: "make sure that it is managed elsewhere",
  });
}

/**
 * What is encrypted with a key: "encrypts instances orders and billing".
 * @returns undefined where nothing is
 */
export function useText(instances: readonly InstanceNode[]): string | undefined {
  if (instances.length === 0) return undefined;
  const names = instances.map(({ name }) => name);
  return `encrypts ${names.length === 1 ? "instance" : "instances"} ${formatList(names, { max: MAX_NAMED, and: true })}`;
}

type FixedFact = Fact<string | undefined> | undefined;

/**
 * Verdicts on an update of what never changes in Aura: no known provider plans one, so what it does is unknown.
 * @param change what the plan does
 * @param facts what it is, and the fact before and after
 */
export function fixedInAuraVerdicts(
  change: Change,
  facts: readonly (readonly [what: string, before: FixedFact, after: FixedFact])[],
): Verdict[] {
  if (isUntouched(change)) return [];
  return facts.flatMap(([what, before, after]) => {
    if (!before?.known || !after) return [];
    if (!after.known) return [cannotVerify(`${subjectOf(change)} keeps its ${what}`, after.reason)];
    if (before.value === after.value) return [];
    return [
      needsReview({
        what: `${what} of ${subjectOf(change)} changes in place, which Aura does not do`,
        got: `${show(before.value ?? "none")} becomes ${cite(after)}`,
        expected: show(before.value ?? "none"),
        fix: "undo it; another value needs another resource",
      }),
    ];
  });
}

/** Principals or instances that one finding names. */
export const MAX_NAMED = 3;

/** What matters most comes first: what ends or opens the key, then what reads data. */
const FIRST: readonly string[] = [
  ...["PutKeyPolicy", "ScheduleKeyDeletion", "DisableKey", "CreateGrant"],
  ...["Decrypt", "Encrypt", "ReEncrypt*", "GenerateDataKey*"],
];

/** Names that stand for several operations. */
const FAMILIES: readonly string[] = ["ReEncrypt*", "GenerateDataKey*"];

/**
 * Operations as a person reads them: what matters first, and a whole family by one name.
 * @param operations such as `kms:Decrypt`
 * @param max how many are named
 */
export function describeOperations(operations: readonly string[], max = Infinity): string {
  const families = FAMILIES.filter((family) =>
    operationsCovered(`kms:${family}`).every((operation) => operations.includes(operation)),
  );
  const named = new Set(families.flatMap((family) => operationsCovered(`kms:${family}`)));
  const others = operations.filter((operation) => !named.has(operation)).map((name) => name.replace(/^kms:/, ""));
  const rank = (name: string): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const names = [...families, ...others].sort((a, b) => rank(a) - rank(b));
  return formatList(names, { max, and: true });
}

/**
 * Whether a status of a resource is a change outside of Terraform: then it is reported as that, and not again of the plan.
 * @param node the resource as it is
 */
export function isReportedAsDrift(node: RecordNode | InstanceNode, { lastKnown }: ChangeContext): boolean {
  if (!lastKnown) return false;
  const known = node.kind === "record" ? lastKnown.record(node.id) : lastKnown.instance(node.id);
  return known !== undefined && valueOf(known.status) !== valueOf(node.status);
}
