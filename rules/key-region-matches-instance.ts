import { parseKeyArn, siblingArn } from "../policy/arn";
import type { Fact } from "../model/fact";
import type { InstanceNode, KmsKeyNode } from "../model/model";
import { compliant, notApplicable, undecided, violation, type ModelIndex, type Rule, type Verdict } from "./rule";

/** The key lives in the region of every instance that is encrypted with it. */
export const keyRegionMatchesInstance: Rule<"instances"> = {
  id: "key-region-matches-instance",
  title: "The key lives in the region of the instance",
  severity: "error",
  rationale:
    "Aura only supports customer managed keys that reside in the same region as the instance. " +
    "A single-region key, a multi-Region primary and a replica all work, as long as they do.",
  see: "https://neo4j.com/docs/aura/security/encryption/#_aws_regionality",
  on: ["instances"],
  check(instance, index) {
    const record = index.record(instance.record);
    if (!record) {
      // Nothing of ours stands between this instance and its key, so there is no pair to compare.
      return instance.customerManagedKeyId.known && instance.customerManagedKeyId.value === undefined
        ? notApplicable
        : undecided(`the key of instance ${instance.name} is not part of this configuration`);
    }
    const key = index.key(record.key);
    const claims = [...(key ? key.regionClaims : []), regionOfArn(record.keyArn), record.region];
    const other = instance.region.known
      ? claims.find((claim) => claim.known && instance.region.known && claim.value !== instance.region.value)
      : undefined;
    if (other) return mismatch(instance, other, key, index);
    const open = [instance.region, ...(key ? [key.region] : [regionOfArn(record.keyArn)])].find((fact) => !fact.known);
    return open && !open.known ? undecided(open.reason) : compliant;
  },
};

function mismatch(
  instance: InstanceNode,
  other: Fact<string>,
  key: KmsKeyNode | undefined,
  index: ModelIndex,
): Verdict {
  const region = instance.region;
  if (!other.known || !region.known) return notApplicable;
  return violation({
    what: `the key of instance ${instance.name} must live in the instance's region`,
    got: `key in ${other.value} (${other.source}), instance in ${region.value} (${region.source})`,
    expected: `both in ${region.value}`,
    fix: fixFor(region.value, key, index),
  });
}

function fixFor(region: string, key: KmsKeyNode | undefined, index: ModelIndex): string {
  const replica =
    key &&
    index
      .replicasOf(key.replicaOf?.primary ?? key.id)
      .find((sibling) => sibling.region.known && sibling.region.value === region);
  if (replica)
    return `register the replica ${replica.name} (${replica.id}), which lives in ${region}, and use its record`;
  const arn = key?.arn.known ? parseKeyArn(key.arn.value) : undefined;
  if (arn && !("not" in arn) && arn.multiRegion) {
    return `use the ARN of the key's replica in ${region}: ${siblingArn(arn, region)}`;
  }
  return `use a key in ${region}, add a replica of a multi-Region key there, or move the instance`;
}

function regionOfArn(arn: Fact<string>): Fact<string> {
  if (!arn.known) return arn;
  const parsed = parseKeyArn(arn.value);
  return "not" in parsed
    ? { known: false, reason: `${arn.source} is ${parsed.not}` }
    : { known: true, value: parsed.region, source: `4th field of the key ARN, ${arn.source}` };
}
