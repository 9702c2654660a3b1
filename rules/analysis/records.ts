import { isCloudProvider } from "../../model/clouds";
import type { CloudProvider } from "../../model/limits";
import { valueOf } from "../../model/fact";
import type { InstanceNode, RecordNode, CmkModel, NodeId } from "../../model/model";
import type { ModelIndex } from "../rule";
import { groupBy } from "../../util/group-by";
import { memoize } from "../../util/memoize";
import { show } from "./facts";
import { keyArnOf } from "./key-identity";
import { findDuplicates, type Duplicates } from "./duplicates";

/** How an instance is encrypted, as far as it is known. */
export type OwnKey = "own" | "none" | "unknown";

/**
 * Whether an instance is under a key of the customer's own; unlike {@link hasOwnKey} it takes nothing for granted.
 * @param instance the instance
 */
export function ownKeyOf(instance: InstanceNode): OwnKey {
  if (instance.record !== undefined) return "own";
  if (!instance.customerManagedKeyId.known) return "unknown";
  return instance.customerManagedKeyId.value === undefined ? "none" : "own";
}

/**
 * Whether two instances use the same record of a key in Aura; undefined when that is not known.
 * @param a an instance with a key of the customer's own
 * @param b another one
 * @param index the model
 */
export function useSameRecord(a: InstanceNode, b: InstanceNode, index: ModelIndex): boolean | undefined {
  if (a.record !== undefined && a.record === b.record) return true;
  const [idOfA, idOfB] = [recordIdOf(a, index), recordIdOf(b, index)];
  if (idOfA !== undefined && idOfB !== undefined) return idOfA === idOfB;
  // Two records that are both created here are two; one that exists already may be named twice.
  const [recordOfA, recordOfB] = [index.record(a.record), index.record(b.record)];
  return recordOfA?.origin === "created" && recordOfB?.origin === "created" ? false : undefined;
}

/**
 * Which record an instance uses, for a message.
 * @param instance the instance
 * @param index the model
 */
export function recordText(instance: InstanceNode, index: ModelIndex): string {
  const record = index.record(instance.record);
  return record
    ? `customer managed key ${record.name} (${record.id})`
    : `customer managed key ${show(recordIdOf(instance, index) ?? instance.record)}`;
}

/**
 * Whether two instances use records of one multi-Region key in two regions.
 * @param a an instance
 * @param b another one
 * @param index the model
 */
export function shareMultiRegionKey(a: InstanceNode, b: InstanceNode, index: ModelIndex): boolean {
  const [recordOfA, recordOfB] = [index.record(a.record), index.record(b.record)];
  if (!recordOfA || !recordOfB) return false;
  const [regionOfA, regionOfB] = [valueOf(recordOfA.region), valueOf(recordOfB.region)];
  if (regionOfA !== undefined && regionOfA === regionOfB) return false;
  const [familyOfA, familyOfB] = [familyOf(recordOfA, index), familyOf(recordOfB, index)];
  return familyOfA !== undefined && familyOfA === familyOfB;
}

/** What a primary and its replicas have in common: their key id, or the primary where AWS has yet to name it. */
function familyOf(record: RecordNode, index: ModelIndex): string | undefined {
  const key = index.key(record.key);
  const facts = [record.keyArn, ...(key ? [key.arn] : []), ...(key?.replicaOf ? [key.replicaOf.primaryArn] : [])];
  const arn = facts.map(keyArnOf).find((parsed) => parsed?.multiRegion);
  return arn?.keyId ?? (key?.replicaOf ? key.replicaOf.primary : key?.id);
}

function recordIdOf(instance: InstanceNode, index: ModelIndex): string | undefined {
  const record = index.record(instance.record);
  return (record && valueOf(record.recordId)) ?? valueOf(instance.customerManagedKeyId);
}

/**
 * Whether the instance is meant to be under a key of the customer's own. An id that is not known yet counts as one: a record
 * is not connected to an instance in order to get the Neo4j-managed key.
 * @param instance the instance
 */
export function hasOwnKey(instance: InstanceNode): boolean {
  const id = instance.customerManagedKeyId;
  return instance.record !== undefined || !id.known || id.value !== undefined;
}

/**
 * The instances that use a record, by a link or by its id in Aura.
 * @param record the record
 * @param index the model
 */
export function instancesOfRecord(record: RecordNode, { model }: ModelIndex): readonly InstanceNode[] {
  const byRecord = instancesByRecord(model);
  return [...(byRecord.get(record.id) ?? []), ...(byRecord.get(valueOf(record.recordId) ?? "") ?? [])];
}

const instancesByRecord = memoize(({ instances }: CmkModel) =>
  groupBy(instances, (instance) => instance.record ?? valueOf(instance.customerManagedKeyId)),
);

/**
 * The instances that are encrypted with a key, by their customer managed keys.
 * @param key the key, of whichever cloud
 * @param index the model
 */
export function instancesOfKey(key: NodeId, index: ModelIndex): readonly InstanceNode[] {
  return instancesByKey(index).get(key) ?? [];
}

const instancesByKey = memoize((index: ModelIndex) =>
  groupBy(index.model.instances, ({ record }) => index.record(record)?.key),
);

/**
 * Whether the record is of a key in another cloud, of which the rules of AWS know nothing.
 * @param record the record
 */
export function inOtherCloud(record: RecordNode): boolean {
  return record.cloudProvider.known && record.cloudProvider.value.toLowerCase() !== "aws";
}

/**
 * The cloud of a record, as far as Aura knows it.
 * @param record the record
 */
export function cloudOf({ cloudProvider }: RecordNode): CloudProvider | undefined {
  const name = valueOf(cloudProvider)?.toLowerCase();
  return name !== undefined && isCloudProvider(name) ? name : undefined;
}

/**
 * The records before each record that are, or could be, for the same project, product and region.
 * @param model the model
 */
export const duplicateRecords = memoize(({ records }: CmkModel): ReadonlyMap<NodeId, Duplicates<RecordNode>> =>
  findDuplicates(withoutRepeats(records), ({ projectId, product, region }) => [projectId, product, region]),
);

/** A record that is named twice by its id in Aura is one record. */
function withoutRepeats(records: readonly RecordNode[]): readonly RecordNode[] {
  const seen = new Set<string>();
  return records.filter(({ recordId }) => {
    if (!recordId.known) return true;
    const first = !seen.has(recordId.value);
    seen.add(recordId.value);
    return first;
  });
}
