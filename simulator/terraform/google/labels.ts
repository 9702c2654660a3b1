import { isSet, isUnknown, UNKNOWN, type ObjectValue, type Value } from "../../../provider/plugin";
import { knownLabels, type Google, type Labels } from "./google";

/** The label with which the provider marks what it made. */
const ATTRIBUTION = "goog-terraform-provisioned";

/**
 * Plans `labels`, `terraform_labels` (with those of the provider block and the provider's own) and `effective_labels` (with those that others
 * have set).
 */
export function plannedLabels(labels: Value | undefined, prior: ObjectValue | null, google: Google): ObjectValue {
  const isOpen = isUnknown(labels) || (isSet(labels) && Object.values(labels).some(isUnknown));
  // Labels that are removed are planned as none.
  const own: ObjectValue = labels === null && isSet(prior?.labels) ? { labels: {} } : {};
  if (isOpen) return { ...own, terraform_labels: UNKNOWN, effective_labels: UNKNOWN };
  const before = knownLabels(prior?.terraform_labels);
  const present = knownLabels(prior?.effective_labels);
  const isMarked =
    ATTRIBUTION in present || google.attribution === "PROACTIVE" || (google.attribution === "CREATION_ONLY" && !prior);
  const mark: Labels = isMarked && google.attribution !== "NEVER" ? { [ATTRIBUTION]: "true" } : {};
  const terraform: Labels = { ...google.defaultLabels, ...mark, ...knownLabels(labels) };
  const kept = Object.entries(present).filter(([name]) => !(name in before) || name in terraform);
  return { ...own, terraform_labels: terraform, effective_labels: { ...Object.fromEntries(kept), ...terraform } };
}

/**
 * The labels of the state: of `labels` and `terraform_labels` only those that are in them already.
 * @param all as the service has them
 * @param isApply right after a creation or an update; what is not set stays so until the next look
 */
export function labelsInState(state: ObjectValue, all: Labels, isApply: boolean): ObjectValue {
  const those = (name: string): ObjectValue =>
    Object.fromEntries(
      Object.keys(knownLabels(state[name])).flatMap((label) => (label in all ? [[label, all[label] ?? ""]] : [])),
    );
  return {
    labels: isApply && state.labels === null ? null : those("labels"),
    terraform_labels: those("terraform_labels"),
    effective_labels: all,
  };
}
