import { AURA_PRODUCTS, type AuraProduct } from "../../model/limits";
import { aRecord, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { hasOwnKey, KIND_NAMES, show } from "../analysis";

const PRODUCTS = Object.keys(AURA_PRODUCTS) as AuraProduct[];

/** The product supports customer managed keys. */
export const productSupportsOwnKeys = configurationRule({
  id: "product-supports-own-keys",
  title: `The product supports customer managed keys: ${PRODUCTS.join(" or ")}`,
  severity: "error",
  rationale:
    "Customer managed keys are a feature of AuraDB Virtual Dedicated Cloud (formerly AuraDB Enterprise) and of AuraDS " +
    "Enterprise. Free, Professional and Business Critical instances use the Neo4j-managed key.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  on: ["record", "instance"],
  check(node) {
    if (node.kind === "instance" && !hasOwnKey(node)) return notApplicable;
    const { product } = node;
    if (!product.known) return unknown(product.reason);
    if (Object.hasOwn(AURA_PRODUCTS, product.value)) return compliant;
    const meant = meantBy(product.value);
    return violation({
      what: `product ${show(product.value)} does not support customer managed keys`,
      got: `${KIND_NAMES[node.kind]} ${node.name} (${product.source})`,
      expected: PRODUCTS.join(" or "),
      fix: meant
        ? `use ${meant}`
        : `use ${PRODUCTS.join(" or ")} (Virtual Dedicated Cloud), or no customer managed key`,
    });
  },
  example: () => ({
    bad: [aRecord({ product: given("enterprise-db", "`product` of the record") })],
    good: [aRecord()],
  }),
});

/** The product that the Aura API or another spelling means. */
function meantBy(text: string): AuraProduct | undefined {
  const word = text.trim().toLowerCase();
  return PRODUCTS.find((product) => word === product.toLowerCase() || word === AURA_PRODUCTS[product]);
}
