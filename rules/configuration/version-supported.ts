import { AURA_VERSION } from "../../model/limits";
import { anInstance, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, hasOwnKey } from "../analysis";

/** The instance runs a version that customer managed keys were released for. */
export const versionSupported = configurationRule({
  id: "version-supported",
  title: `The instance is of version ${AURA_VERSION}`,
  severity: "error",
  rationale:
    "Customer managed keys were released for new v5 instances only (document of 2024-05-17). Since 2024-07-12 the documents " +
    'allow v4.x as well. Version 1 of the Aura API takes "5" for the latest.',
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "you need a v4.x instance and Aura accepts it: the documents have allowed it since 2024-07-12.",
  on: ["instance"],
  check(instance) {
    const { version } = instance;
    if (!hasOwnKey(instance)) return notApplicable;
    if (!version.known) return unknown(version.reason);
    if (version.value === undefined) {
      return instance.origin === "imported"
        ? notApplicable
        : unknown(`\`version\` of instance ${instance.name} is not set`);
    }
    if (version.value === AURA_VERSION) return compliant;
    if (!/^[1-4](\.|$)/.test(version.value)) {
      return unknown(
        `version ${cite(version)} is not one that Aura's documents speak of with customer managed keys; "${AURA_VERSION}" stands for the latest`,
      );
    }
    return violation({
      what: `instance ${instance.name} must be of a version that takes customer managed keys`,
      got: cite(version),
      expected: AURA_VERSION,
      fix: `use version ${AURA_VERSION}, or waive this rule for a v4.x instance that Aura accepts`,
    });
  },
  example: () => ({
    bad: [anInstance({ record: "prod/orders-record", version: given("4", "`version` of the instance") })],
    good: [anInstance({ record: "prod/orders-record" })],
  }),
});
