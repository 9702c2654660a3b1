import { known, unknown, type Fact } from "../../model/fact";
import { parseCloudKmsKeyName } from "../../model/key-identifiers";
import type { KmsKeyNode, OtherCloudKey, RecordNode } from "../../model/model";
import { siblingArn } from "../../policy/arn";
import { anyKeyIn } from "../messages";
import type { ModelIndex } from "../rule";
import type { Claim } from "./facts";
import { arnField, keyArnOf } from "./key-identity";
import { cloudOf, inOtherCloud } from "./records";

/**
 * Everything that claims to know where the key of a record lives; the claim that counts first.
 * @param record the record
 * @param key its key, when it is in the model
 */
export function keyRegionClaims(record: RecordNode, key: KmsKeyNode | OtherCloudKey | undefined): Claim<string>[] {
  const facts =
    key === undefined || key.kind === "key"
      ? [...(key ? [key.region, ...key.regionClaims] : []), ...regionInName(record)]
      : [key.region, ...regionInName(record)];
  return facts.map((fact) => ["key", fact]);
}

/** The region that the identifier of the key says; that of a key of Azure says none. */
function regionInName(record: RecordNode): readonly Fact<string>[] {
  const { keyArn } = record;
  switch (cloudOf(record)) {
    case "azure":
      return [];
    case "gcp": {
      if (!keyArn.known) return [keyArn];
      const name = parseCloudKmsKeyName(keyArn.value);
      return "error" in name ? [] : [known(name.region, `location in ${keyArn.source}`)];
    }
    default:
      return [arnField(keyArn, "region")];
  }
}

/**
 * What must be known before the region of a record's key is known. The `region` of a key that is created here
 * decides; of a key that exists already it is only a claim, so its ARN has to be there too.
 * @param record the record
 * @param key its key, when it is in the model
 */
export function keyRegionNeeds(
  record: RecordNode,
  key: KmsKeyNode | OtherCloudKey | undefined,
): readonly Fact<string>[] {
  if (record.otherKey) return [record.otherKey];
  if (!key && cloudOf(record) === "azure") return [unknown("the vault of the key is not in this configuration")];
  if (!key) return regionInName(record);
  if (key.kind !== "key") return [key.region];
  return key.origin === "imported" ? [key.region, ...key.regionClaims] : [key.region];
}

/**
 * How to get a key that lives in the region, by name where there is one.
 * @param region where it has to live
 * @param record the record with the wrong key
 * @param key its key, when it is in the model
 * @param index the model
 */
export function keyForRegion(
  region: string,
  record: RecordNode,
  key: KmsKeyNode | OtherCloudKey | undefined,
  index: ModelIndex,
): string {
  if (inOtherCloud(record) || (key && key.kind !== "key")) return `use a key in ${region}`;
  const arn = (key && keyArnOf(key.arn)) ?? keyArnOf(record.keyArn);
  const there = arn?.multiRegion ? siblingArn(arn, region) : undefined;
  const sibling = key && family(key, index).find((other) => livesIn(other, region));
  if (sibling) {
    const name = `${sibling.replicaOf ? "replica" : "key"} ${sibling.name} (${sibling.id})`;
    return `register ${name}${there ? `: ${there}` : ""}`;
  }
  if (there) return `use ${there}; create the replica if it does not exist`;
  return anyKeyIn(region);
}

/** The key with its primary and its replicas, as far as they are in the model. */
function family(key: KmsKeyNode, index: ModelIndex): readonly KmsKeyNode[] {
  const primary = key.replicaOf ? index.key(key.replicaOf.primary) : key;
  return primary ? [primary, ...index.replicasOf(primary.id)] : [key];
}

function livesIn(key: KmsKeyNode, region: string): boolean {
  return [key.region, ...key.regionClaims].every((claim) => !claim.known || claim.value === region) && key.region.known;
}
