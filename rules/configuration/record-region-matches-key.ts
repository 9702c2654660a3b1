import { GOOGLE_REGION } from "../../model/key-identifiers";
import { aVaultKey, anAzureRecord } from "../azure/example";
import { aKey, aRecord, given } from "../example";
import { aCryptoKey, aGoogleRecord } from "../google/example";
import { configurationRule, compliant, unknown, violation } from "../rule";
import { cloudOf, conflictOf, firstUnknown, keyForRegion, keyRegionClaims, keyRegionNeeds } from "../analysis";
import { recordElsewhere } from "../messages";

/** A customer managed key names the region of its key, and in AWS the ARN of that region. */
export const recordRegionMatchesKey = configurationRule({
  id: "record-region-matches-key",
  title: "A customer managed key names the region of its key",
  severity: "error",
  rationale:
    "Aura looks for the key in the region of the customer managed key. In AWS: the primary and the replicas of a multi-Region key " +
    "share one key id and differ in the region of their ARN, so each registration needs the ARN of its own region. The identifier of a " +
    "key of Azure does not say where its vault is, so only the vault can tell.",
  see: "https://neo4j.com/docs/aura/security/encryption/#_aws_regionality",
  on: ["record"],
  check(record, index) {
    const key = index.key(record.key) ?? index.otherCloudKey(record.key);
    const clash = conflictOf([["record", record.region], ...keyRegionClaims(record, key)]);
    if (clash) {
      const { trusted, other, text } = clash;
      const there = keyForRegion(trusted.value, record, key, index);
      // A multi-region of Google Cloud is no region of a customer managed key.
      const isRegion = cloudOf(record) !== "gcp" || GOOGLE_REGION.test(other.value);
      const instead = trusted === record.region && isRegion ? other.value : undefined;
      return violation(recordElsewhere(record.name, trusted.value, text, there, instead));
    }
    const open = firstUnknown([record.region, ...keyRegionNeeds(record, key)]);
    return open ? unknown(open.reason) : compliant;
  },
  example: () => ({
    bad: [aKey(), aRecord({ key: "prod/orders", region: given("us-east-1", "`region` of the record") })],
    good: [aKey(), aRecord({ key: "prod/orders" })],
  }),
  otherExamples: [
    {
      cloud: "azure",
      example: () => ({
        bad: [
          aVaultKey(),
          anAzureRecord({ key: "prod/orders", region: given("northeurope", "`region` of the record") }),
        ],
        good: [aVaultKey(), anAzureRecord({ key: "prod/orders" })],
      }),
    },
    {
      cloud: "gcp",
      example: () => ({
        bad: [aCryptoKey(), aGoogleRecord({ region: given("europe-west3", "`region` of the record") })],
        good: [aCryptoKey(), aGoogleRecord()],
      }),
    },
  ],
});
