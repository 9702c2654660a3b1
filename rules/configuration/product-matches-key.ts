import { anInstance, aRecord, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, hasOwnKey } from "../analysis";

/** An instance uses a record of its own product. */
export const productMatchesKey = configurationRule({
  id: "product-matches-key",
  title: "The instance and the record of its key in Aura are of one product",
  severity: "error",
  rationale:
    "Aura registers a key for one product: a record for AuraDB protects AuraDB instances only, a record for AuraDS " +
    "protects AuraDS instances only. The same KMS key may have a record for each.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  on: ["instance"],
  check(instance, index) {
    if (!hasOwnKey(instance)) return notApplicable;
    const record = index.record(instance.record);
    if (!record) return unknown(`the key of instance ${instance.name} is not part of this configuration`);
    const { product } = instance;
    if (!product.known) return unknown(product.reason);
    if (!record.product.known) return unknown(record.product.reason);
    if (product.value === record.product.value) return compliant;
    return violation({
      what: `instance ${instance.name} and the record of its key must be of one product`,
      got: `record of ${cite(record.product)}, instance of ${cite(product)}`,
      expected: `both of ${product.value}`,
      fix: `register the key for ${product.value} too, with a record of its own, and use that record`,
    });
  },
  example: () => ({
    bad: [
      aRecord(),
      anInstance({ record: "prod/orders-record", product: given("AuraDS", "`product` of the instance") }),
    ],
    good: [aRecord(), anInstance({ record: "prod/orders-record" })],
  }),
});
