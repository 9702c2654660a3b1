import { isCloudProvider } from "../../model/clouds";
import { valueOf } from "../../model/fact";
import { AURA_REGIONS, auraRegions, type AuraProduct, type CloudProvider } from "../../model/limits";
import type { InstanceNode, RecordNode } from "../../model/model";
import { anAzureRecord } from "../azure/example";
import { aRecord, given } from "../example";
import { aGoogleRecord } from "../google/example";
import { configurationRule, compliant, notApplicable, unknown, violation, type ModelIndex } from "../rule";
import { formatList } from "../../util/format-list";
import { KIND_NAMES, show } from "../analysis";

/** Aura's documentation lists the region for the product. */
export const regionSupported = configurationRule({
  id: "region-supported",
  title: "Aura's documentation lists the region for the product",
  severity: "warning",
  rationale:
    "The lists are from Aura's documentation and grow over time. Only the Aura API knows what a project may use " +
    "(`instance_configurations` of `GET /tenants/{id}`), so a region that is not listed is a warning.",
  see: "https://neo4j.com/docs/aura/managing-instances/regions/",
  waiveWhen: "`GET /tenants/{id}` lists the region and the product for the project.",
  on: ["record", "instance"],
  check(node, index) {
    const cloud = cloudFor(node, index);
    // Another rule refuses a cloud that Aura does not know.
    if (cloud === undefined) return notApplicable;
    const regions = auraRegions(cloud);
    const { region, product } = node;
    // Another rule refuses an unsupported product.
    if (product.known && !isListed(product.value)) return notApplicable;
    if (!region.known) return unknown(region.reason);
    const candidates = product.known && isListed(product.value) ? [product.value] : PRODUCTS;
    const offering = candidates.filter((candidate) => regions[candidate].includes(region.value));
    if (offering.length === candidates.length) return compliant;
    if (offering.length > 0 && !product.known) return unknown(product.reason);
    return violation({
      what: `${show(region.value)} is not a documented region of ${candidates.join(" or ")}`,
      got: `${KIND_NAMES[node.kind]} ${node.name} (${region.source})`,
      expected: formatList([...new Set(candidates.flatMap((candidate) => regions[candidate]))], {
        max: MAX_LISTED,
      }),
      facts: `${candidates.join(" or ")} in ${region.value}`,
      fix: "choose another region, or waive this rule if `GET /tenants/{id}` lists this one",
    });
  },
  example: () => ({
    bad: [aRecord({ product: given("AuraDS", "`product`"), region: given("eu-west-2", "`region`") })],
    good: [aRecord({ product: given("AuraDS", "`product`"), region: given("eu-west-1", "`region`") })],
  }),
  otherExamples: [
    {
      cloud: "azure",
      example: () => ({
        bad: [anAzureRecord({ region: given("polandcentral", "`region`") })],
        good: [anAzureRecord()],
      }),
    },
    {
      cloud: "gcp",
      example: () => ({ bad: [aGoogleRecord({ region: given("us-east5", "`region`") })], good: [aGoogleRecord()] }),
    },
  ],
});

/** The cloud of a customer managed key or an instance: where nothing says it, AWS. */
function cloudFor(node: RecordNode | InstanceNode, index: ModelIndex): CloudProvider | undefined {
  const record = node.kind === "record" ? node : index.record(node.record);
  const name = valueOf(record?.cloudProvider ?? node.cloudProvider)?.toLowerCase() ?? "aws";
  return isCloudProvider(name) ? name : undefined;
}

/** Regions that are listed. */
const MAX_LISTED = 4;

const PRODUCTS = Object.keys(AURA_REGIONS) as AuraProduct[];

function isListed(product: string): product is AuraProduct {
  return Object.hasOwn(AURA_REGIONS, product);
}
