import { aRecord, anInstance, given } from "../example";
import { hasOwnKey, show } from "../analysis";
import { otherProject } from "../messages";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { withoutRecord } from "../verdicts";

/** Instance and customer managed key are in one project of Aura. */
export const projectMatchesRecord = configurationRule({
  id: "project-matches-record",
  title: "The customer managed key is in the Aura project of the instance",
  severity: "error",
  rationale:
    "A customer managed key is registered in one project of Aura and can only be used there. The same KMS key may be registered " +
    "in another project as well.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  on: ["instance"],
  check(instance, index) {
    if (!hasOwnKey(instance)) return notApplicable;
    const record = index.record(instance.record);
    if (!record) return withoutRecord(instance);
    const [own, other] = [instance.projectId, record.projectId];
    if (!own.known) return unknown(own.reason);
    if (!other.known) return unknown(other.reason);
    if (own.value.toLowerCase() === other.value.toLowerCase()) return compliant;
    return violation(otherProject(instance.name, show(own.value), show(other.value), record.name));
  },
  example: () => ({
    bad: [
      aRecord(),
      anInstance({
        record: "prod/orders-record",
        projectId: given("0a1b2c3d-0000-4000-8000-000000000002", "`projectId` of the instance"),
      }),
    ],
    good: [aRecord(), anInstance({ record: "prod/orders-record" })],
  }),
});
