import type { AnyNode } from "../../model/model";
import { aVaultKey, anAzureRecord } from "../azure/example";
import { aKey, anInstance, aRecord, given } from "../example";
import { aCryptoKey, aGoogleRecord } from "../google/example";
import { configurationRule, compliant, notApplicable, unknown, violation } from "../rule";
import { conflictOf, firstUnknown, hasOwnKey, keyForRegion, keyRegionClaims, keyRegionNeeds } from "../analysis";
import { keyElsewhere } from "../messages";
import { withoutRecord } from "../verdicts";

/** The key is in the region of every instance that is encrypted with it. */
export const keyRegionMatchesInstance = configurationRule({
  id: "key-region-matches-instance",
  title: "The key is in the region of the instance",
  severity: "error",
  rationale:
    "Aura only supports customer managed keys in the region of the instance. In AWS: a single-Region key, a multi-Region primary, or " +
    "a replica. In Azure a key is where its vault is, in Google Cloud where its key ring is, which is in a region, and neither in a " +
    "multi-region nor global.",
  see: "https://neo4j.com/docs/aura/security/encryption/#_aws_regionality",
  on: ["instance"],
  check(instance, index) {
    if (!hasOwnKey(instance)) return notApplicable;
    const record = index.record(instance.record);
    if (!record) return withoutRecord(instance);
    const key = index.key(record.key) ?? index.otherCloudKey(record.key);
    const clash = conflictOf([
      ["instance", instance.region],
      ...keyRegionClaims(record, key),
      ["record", record.region],
    ]);
    if (clash) {
      const { trusted, text } = clash;
      const there = keyForRegion(trusted.value, record, key, index);
      return violation(keyElsewhere(instance.name, trusted.value, text, there));
    }
    const open = firstUnknown([instance.region, ...keyRegionNeeds(record, key)]);
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [
      aKey(),
      aRecord({ key: "prod/orders" }),
      anInstance({ record: "prod/orders-record", region: given("us-east-1", "`region` of the instance") }),
    ],
    good: [aKey(), aRecord({ key: "prod/orders" }), anInstance({ record: "prod/orders-record" })],
  }),
  otherExamples: [
    {
      cloud: "azure",
      example: () => inCloud([aVaultKey(), anAzureRecord({ key: "prod/orders" })], "westeurope", "northeurope"),
    },
    { cloud: "gcp", example: () => inCloud([aCryptoKey(), aGoogleRecord()], "europe-west1", "europe-west3") },
  ],
});

/** A key with its customer managed key in one region, and an instance in another one. */
function inCloud(nodes: readonly AnyNode[], here: string, elsewhere: string) {
  const instance = (region: string) =>
    anInstance({ record: "prod/orders-record", region: given(region, "`region` of the instance") });
  return { bad: [...nodes, instance(elsewhere)], good: [...nodes, instance(here)] };
}
