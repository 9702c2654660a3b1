import { aRecord, anInstance, given } from "../example";
import { cite, hasOwnKey } from "../analysis";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";

/** Instance and customer managed key are in one cloud. */
export const cloudMatchesRecord = configurationRule({
  id: "cloud-matches-record",
  title: "The customer managed key is for the cloud of the instance",
  severity: "error",
  rationale:
    "Aura runs an instance in one cloud, and takes a key of the key service of that cloud only. Aura refuses the pair when it creates " +
    "the instance, after the key has been made and registered.",
  see: "https://neo4j.com/docs/aura/security/customer-managed-keys/",
  on: ["instance"],
  check(instance, index) {
    if (!hasOwnKey(instance)) return notApplicable;
    const record = index.record(instance.record);
    // `project-matches-record` says that it is not known.
    if (!record) return notApplicable;
    const [own, other] = [instance.cloudProvider, record.cloudProvider];
    // Of an instance that is owned elsewhere or deferred nothing says it.
    if (!own) return notApplicable;
    if (!own.known) return unknown(own.reason);
    if (!other.known) return unknown(other.reason);
    if (own.value.toLowerCase() === other.value.toLowerCase()) return compliant;
    return violation({
      what: `instance ${instance.name} and its customer managed key are in different clouds`,
      got: `${cite(own)}, ${cite(other)}`,
      expected: "",
      fix: "use a customer managed key in the cloud of the instance",
    });
  },
  example: () => ({
    bad: [aRecord(), anInstance({ record: "prod/orders-record", cloudProvider: given("azure", "instance") })],
    good: [aRecord(), anInstance({ record: "prod/orders-record", cloudProvider: given("aws", "instance") })],
  }),
});
