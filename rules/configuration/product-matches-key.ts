import { anInstance, aRecord, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, hasOwnKey } from "../analysis";
import { withoutRecord } from "../verdicts";

/** An instance uses a customer managed key of its product. */
export const productMatchesKey = configurationRule({
  id: "product-matches-key",
  title: "The instance and its customer managed key have the same product",
  severity: "error",
  rationale:
    "A customer managed key is registered for one product: one for AuraDB encrypts AuraDB instances only, one for AuraDS " +
    "encrypts AuraDS instances only. The same KMS key may be registered for each.",
  see: "https://neo4j.com/docs/aura/api/specification/",
  on: ["instance"],
  check(instance, index) {
    if (!hasOwnKey(instance)) return notApplicable;
    const record = index.record(instance.record);
    if (!record) return withoutRecord(instance);
    const { product } = instance;
    if (!product.known) return unknown(product.reason);
    if (!record.product.known) return unknown(record.product.reason);
    if (product.value === record.product.value) return compliant;
    return violation({
      what: `instance ${instance.name} and its customer managed key have different products`,
      got: `key ${cite(record.product)}, instance ${cite(product)}`,
      expected: "one product",
      fix: `register the KMS key for ${product.value} as well`,
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
