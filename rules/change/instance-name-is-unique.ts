import { valueOf } from "../../model/fact";
import type { InstanceNode } from "../../model/model";
import type { Change } from "../../model/change";
import { anInstance } from "../example";
import { changeRule, compliant, notApplicable, type ChangeContext } from "../rule";
import { needsReview, subjectOf } from "./verdicts";

/** A new instance has a name of its own in its project. */
export const instanceNameIsUnique = changeRule({
  id: "instance-name-is-unique",
  title: "An instance does not get the name of another one in its project",
  severity: "warning",
  rationale:
    "Aura tells instances apart by their ids, people by their names. A second, empty instance of the same name mostly comes from " +
    "a copied block or a lost state, and what is meant for one of the two, such as its deletion, can hit the other.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  waiveWhen: "both are meant, and everything that uses them goes by their ids.",
  on: ["instance"],
  check(change, context) {
    const { before, after } = change as Change<InstanceNode>;
    const isNamed =
      after !== undefined && (before === undefined || valueOf(before.auraName) !== valueOf(after.auraName));
    if (!isNamed || context.isDrift || change.imported) return [notApplicable];
    const other = namesake(after, context);
    if (!other) return [compliant];
    return [
      needsReview({
        what: `${subjectOf(change)} gets the name of another instance of its project`,
        got: `${other.address ?? other.id} has it, too`,
        expected: "",
        fix: "give it another name; to manage an existing instance, import it",
      }),
    ];
  },
  example: () => ({
    bad: { before: [anInstance()], after: [anInstance(), anInstance({ id: "prod/orders-copy" })] },
    good: { before: [anInstance()], after: [anInstance()] },
  }),
});

/** Of two that are created at once, the second one is reported. */
function namesake(instance: InstanceNode, { after, changeOf }: ChangeContext): InstanceNode | undefined {
  const [name, project] = [instance.auraName, instance.projectId].map(valueOf);
  if (name === undefined || project === undefined) return undefined;
  const { instances } = after.model;
  const place = instances.findIndex(({ id }) => id === instance.id);
  return instances.find(
    (other, index) =>
      other.id !== instance.id &&
      valueOf(other.auraName) === name &&
      valueOf(other.projectId) === project &&
      (index < place || changeOf(other.id)?.before !== undefined),
  );
}
