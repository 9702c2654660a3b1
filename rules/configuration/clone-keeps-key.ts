import type { InstanceNode } from "../../model/model";
import { anInstance, aRecord } from "../example";
import {
  configurationRule,
  compliant,
  notApplicable,
  unknown,
  violation,
  type ModelIndex,
  type Verdict,
} from "../rule";
import { cite, firstUnknown, ownKeyOf, recordText, shareMultiRegionKey, useSameRecord } from "../analysis";
import { cloneDiffers, otherKey } from "../messages";

/** A clone has the key of its source. */
export const cloneKeepsKey = configurationRule({
  id: "clone-keeps-key",
  title: "A clone has its source's product and key",
  severity: "error",
  rationale:
    "Until 2024-08-12 the documentation allowed a clone to fall back to the Neo4j-managed key; since then it does not. Since " +
    "2024-10-22 the Console accepts another customer managed key, with a warning; the Aura API, which Terraform uses, does not.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the clone was created in the Console with another key and is imported into the configuration.",
  on: ["instance"],
  check(clone, index) {
    if (clone.cloneOf === undefined) return notApplicable;
    const source = index.instance(clone.cloneOf);
    if (!source) return unknown(`the source of clone ${clone.name} is not part of this configuration`);
    if (clone.product.known && source.product.known && clone.product.value !== source.product.value) {
      const got = `clone ${cite(clone.product)}, source ${cite(source.product)}`;
      return violation({
        ...cloneDiffers(clone.name, source.name, "product", got, `create the clone as ${source.product.value}`),
        facts: `product ${clone.product.value} of ${source.product.value}`,
      });
    }
    const keys = keyVerdict(clone, source, index);
    const open = firstUnknown([clone.product, source.product]);
    return open && keys.outcome === "compliant" ? unknown(open.reason) : keys;
  },
  example: () => ({
    bad: [
      aRecord(),
      anInstance({ record: "prod/orders-record" }),
      anInstance({ name: "copy", cloneOf: "prod/orders-prod" }),
    ],
    good: [
      aRecord(),
      anInstance({ record: "prod/orders-record" }),
      anInstance({ name: "copy", cloneOf: "prod/orders-prod", record: "prod/orders-record" }),
    ],
  }),
});

function keyVerdict(clone: InstanceNode, source: InstanceNode, index: ModelIndex): Verdict {
  const [own, sourceOwn, sourceText] = [ownKeyOf(clone), ownKeyOf(source), recordText(source, index)];
  if (own === "none" && sourceOwn === "none") return notApplicable;
  if (own === "none" && sourceOwn === "own") {
    return differentKeys(clone, source, "the Neo4j-managed key", sourceText);
  }
  if (own === "own" && sourceOwn === "none") {
    return unknown(
      "Aura's documentation does not say whether its API clones from the Neo4j-managed key to a customer managed key",
    );
  }
  const same = useSameRecord(clone, source, index);
  if (same) return compliant;
  if (shareMultiRegionKey(clone, source, index)) {
    return unknown(
      "Aura's documentation does not say whether a multi-Region key in another region is the same key for a clone",
    );
  }
  if (same === undefined)
    return unknown(`cannot verify that clone ${clone.name} has the key of its source ${source.name}`);
  return differentKeys(clone, source, recordText(clone, index), sourceText);
}

function differentKeys(clone: InstanceNode, source: InstanceNode, own: string, other: string): Verdict {
  return violation({ ...otherKey(clone.name, source.name, own, other), facts: `${own} of ${other}` });
}
