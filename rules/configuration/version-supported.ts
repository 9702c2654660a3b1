import { AURA_VERSION } from "../../model/limits";
import { anInstance, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, hasOwnKey, show } from "../analysis";

/** The instance runs a version that customer managed keys were released for. */
export const versionSupported = configurationRule({
  id: "version-supported",
  title: `The instance has version ${AURA_VERSION}`,
  severity: "error",
  rationale:
    "Customer managed keys were released for new v5 instances only (document of 2024-05-17). Since 2024-07-12 the " +
    'documentation allows v4.x as well. In version 1 of the Aura API "5" means the latest.',
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "you need a v4.x instance and Aura accepts it: the documentation has allowed it since 2024-07-12.",
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
        `cannot verify that version ${cite(version)} supports customer managed keys: it is not documented; "${AURA_VERSION}" means the latest`,
      );
    }
    return violation({
      what: `version ${show(version.value)} of instance ${instance.name} does not support customer managed keys`,
      got: version.source,
      expected: AURA_VERSION,
      fix: `use version ${AURA_VERSION}`,
      facts: show(version.value),
    });
  },
  example: () => ({
    bad: [anInstance({ record: "prod/orders-record", version: given("4", "`version` of the instance") })],
    good: [anInstance({ record: "prod/orders-record" })],
  }),
});
