import { valueOf } from "../../model/fact";
import type { RecordNode } from "../../model/model";
import { aRecord, given } from "../example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { duplicateRecords, firstUnknown, MAX_DUPLICATES, show } from "../analysis";

/** A project has one customer managed key for each product and region. */
export const oneKeyPerProductAndRegion = configurationRule({
  id: "one-key-per-product-and-region",
  title: "A project has one customer managed key for each product and region",
  severity: "error",
  rationale:
    '"There is a limit of one key for AuraDB and one key for AuraDS per region" (document of 2024-05-17). The sentence was ' +
    "removed from Aura's documentation on 2024-08-12; whether Aura still enforces it is not documented.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "Aura accepts a second key for the project, or Neo4j has agreed to one.",
  on: ["record"],
  check(record, index) {
    const duplicates = duplicateRecords(index.model).get(record.id);
    const [first] = duplicates?.certain ?? [];
    if (duplicates && first) {
      const [, product, region] = placeOf(record).map((fact) => show(valueOf(fact)));
      const more = duplicates.count > 1 ? ` and ${duplicates.count - 1} more` : "";
      return violation({
        what: `project has a second customer managed key for ${product} in ${region}`,
        got: `${record.name} beside ${first.name} (${first.id})${more}`,
        expected: "one",
        fix: `use ${first.name}, or waive this rule for one of the two if Aura accepts both`,
        facts: `${product} in ${region}`,
        // Too many to list: then the waiver has to be on this record itself.
        ...(duplicates.count <= MAX_DUPLICATES && { against: duplicates.certain.map(({ id }) => id) }),
      });
    }
    if (!duplicates?.possible) return compliant;
    const open = firstUnknown([...placeOf(record), ...placeOf(duplicates.possible)]);
    return unknown(
      `cannot verify that customer managed keys ${record.name} and ${duplicates.possible.name} (${duplicates.possible.id}) differ in product or region${open ? `: ${open.reason}` : ""}`,
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
