import type { InstanceNode, RecordNode } from "../../model/model";

/**
 * Whether the instance is meant to be under a key of the customer's own. An id that is not known yet counts as one: nobody
 * wires a record to an instance to get Neo4j's own key.
 * @param instance the instance
 */
export function hasOwnKey(instance: InstanceNode): boolean {
  const id = instance.customerManagedKeyId;
  return instance.record !== undefined || !id.known || id.value !== undefined;
}

/**
 * Whether the record is of a key in another cloud, of which the AWS rules know nothing.
 * @param record the record
 */
export function inOtherCloud(record: RecordNode): boolean {
  return record.key === undefined && record.cloudProvider.known && record.cloudProvider.value !== "aws";
}
