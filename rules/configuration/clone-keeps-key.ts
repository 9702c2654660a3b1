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
import { cloneDiffers, otherRecord } from "../messages";

/** A clone stays under the key of its source. */
export const cloneKeepsKey = configurationRule({
  id: "clone-keeps-key",
  title: "A clone is of the product of its source, and under the same record of its key",
  severity: "error",
  rationale:
    "Until 2024-08-12 the documents let a clone fall back to the Neo4j managed key; since then they do not. Since 2024-10-22 " +
    "another key of your own is possible in the Console, with a warning, and blocked in the Aura API, which is what Terraform uses.",
  see: "https://neo4j.com/docs/aura/security/encryption/",
  waiveWhen: "the clone was made in the Console with another key, and is imported into the configuration.",
  on: ["instance"],
  check(clone, index) {
    if (clone.cloneOf === undefined) return notApplicable;
    const source = index.instance(clone.cloneOf);
    if (!source) return unknown(`the source of clone ${clone.name} is not part of this configuration`);
    if (clone.product.known && source.product.known && clone.product.value !== source.product.value) {
      const got = `clone of ${cite(clone.product)}, source of ${cite(source.product)}`;
      return refused(clone, source, got, `create the clone as ${source.product.value}`);
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
    const got = `Neo4j's own key for the clone, ${sourceText} for the source`;
    return refused(
      clone,
      source,
      got,
      `give the clone ${sourceText}: Aura no longer clones such an instance to its own key`,
    );
  }
  if (own === "own" && sourceOwn === "none") {
    return unknown(
      "Aura's documents do not say whether its API clones an instance under Neo4j's own key to a key of yours",
    );
  }
  const same = useSameRecord(clone, source, index);
  if (same) return compliant;
  if (shareMultiRegionKey(clone, source, index)) {
    return unknown(
      "Aura's documents do not say whether one multi-Region key in two regions is the same key for a clone",
    );
  }
  if (same === undefined)
    return unknown(`whether clone ${clone.name} and its source ${source.name} use the same record`);
  return violation(otherRecord(clone.name, source.name, recordText(clone, index), sourceText));
}

function refused(clone: InstanceNode, source: InstanceNode, got: string, fix: string): Verdict {
  return violation(cloneDiffers(clone.name, source.name, got, fix));
}
