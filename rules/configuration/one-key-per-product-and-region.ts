import type { RecordNode } from "../../model/model";
import { aRecord, given } from "../example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { cite, duplicateRecords, firstUnknown, knownOf, MAX_DUPLICATES } from "../analysis";

/** A project has one record of a key in Aura for each product and region. */
export const oneKeyPerProductAndRegion = configurationRule({
  id: "one-key-per-product-and-region",
  title: "A project has one key in Aura for each product and region",
  severity: "error",
  rationale:
    '"There is a limit of one key for AuraDB and one key for AuraDS per region" (document of 2024-05-17). The sentence was ' +
    "removed from Aura's documents on 2024-08-12; whether Aura still enforces it is not documented.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "Aura accepts a second key for the project, or Neo4j has agreed to one.",
  on: ["record"],
  check(record, index) {
    const rivals = duplicateRecords(index.model).get(record.id);
    const [first] = rivals?.certain ?? [];
    if (rivals && first) {
      const more = rivals.count > 1 ? ` and ${rivals.count - 1} more` : "";
      return violation({
        what: `record ${record.name} must be the only one of its project, product and region`,
        got: `a second record beside ${first.name} (${first.id})${more}, for ${knownOf(placeOf(record)).map(cite).join(", ")}`,
        expected: "one record",
        fix: `use record ${first.name} for these instances, or, when Aura accepts a second key, waive this rule for one of the two`,
        // Too many to list: then the waiver has to be on this record itself.
        ...(rivals.count <= MAX_DUPLICATES && { against: rivals.certain.map(({ id }) => id) }),
      });
    }
    if (!rivals?.possible) return compliant;
    const open = firstUnknown([...placeOf(record), ...placeOf(rivals.possible)]);
    return unknown(
      `whether record ${record.name} is a second one beside ${rivals.possible.name} (${rivals.possible.id})${open ? `: ${open.reason}` : ""}`,
    );
  },
  example: () => ({
    bad: [aRecord(), aRecord({ name: "audit" })],
    good: [aRecord(), aRecord({ name: "audit", product: given("AuraDS", "`product` of record audit") })],
  }),
});

function placeOf({ projectId, product, region }: RecordNode) {
  return [projectId, product, region];
}
