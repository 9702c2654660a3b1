import { AURA_REGIONS, type AuraProduct } from "../../model/limits";
import { aRecord, given } from "../example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { cite, inOtherCloud, show } from "../analysis";

/** Aura's documents list the region for the product. */
export const regionSupported = configurationRule({
  id: "region-supported",
  title: "Aura's documents list the region for the product",
  severity: "warning",
  rationale:
    "The lists are from Aura's documents and grow over time; what a project may use is answered by the Aura API only, in " +
    "`instance_configurations` of `GET /tenants/{id}`. So a region that is not listed is a warning.",
  see: "https://neo4j.com/docs/aura/managing-instances/regions/",
  waiveWhen: "`GET /tenants/{id}` lists the region and the product for the project.",
  on: ["record", "instance"],
  check(node, index) {
    const record = node.kind === "record" ? node : index.record(node.record);
    if (record && inOtherCloud(record)) return notApplicable;
    const { region, product } = node;
    // An unsupported product is refused by a rule of its own.
    if (product.known && !isListed(product.value)) return notApplicable;
    if (!region.known) return unknown(region.reason);
    const candidates = product.known && isListed(product.value) ? [product.value] : PRODUCTS;
    const offering = candidates.filter((candidate) => AURA_REGIONS[candidate].includes(region.value));
    if (offering.length === candidates.length) return compliant;
    if (offering.length > 0 && !product.known) return unknown(product.reason);
    const project = node.projectId.known ? show(node.projectId.value) : "{id}";
    return violation({
      what: `the region of ${node.kind} ${node.name} should be one that Aura's documents list for ${candidates.join(" or ")}`,
      got: cite(region),
      expected: `one of ${[...new Set(candidates.flatMap((candidate) => AURA_REGIONS[candidate]))].join(", ")}`,
      fix: `choose one of these, or, where \`GET /tenants/${project}\` lists ${region.value}, which is the truth, waive this rule`,
    });
  },
  example: () => ({
    bad: [aRecord({ product: given("AuraDS", "`product`"), region: given("eu-west-2", "`region`") })],
    good: [aRecord({ product: given("AuraDS", "`product`"), region: given("eu-west-1", "`region`") })],
  }),
});

const PRODUCTS = Object.keys(AURA_REGIONS) as AuraProduct[];

function isListed(product: string): product is AuraProduct {
  return Object.hasOwn(AURA_REGIONS, product);
}
