import type { KeyRecord } from "../aura-api";
import { error, type Context, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "./aura";
import { keyChecks } from "./key-alarm";
import { timeoutOf } from "./timeouts";
import { waitUntil, type Deadline, type Poll } from "./wait";

const READY = "ready";

/** Attribute of the instance, attribute of the customer managed key, property of the latter in the API. */
const MUST_AGREE = [
  ["project_id", "project_id", "tenant_id"],
  ["cloud_provider", "cloud_provider", "cloud_provider"],
  ["region", "region", "region"],
  ["type", "instance_type", "instance_type"],
] as const;

/** Errors where instance and customer managed key differ; unknown values are skipped. */
export function keyMismatches(instance: ObjectValue, record: KeyRecord): Diagnostic[] {
  return MUST_AGREE.filter(([attribute, , property]) => {
    const wanted = instance[attribute];
    return typeof wanted === "string" && wanted !== record[property];
  }).map(([attribute, ofKey, property]) =>
    error(
      `The customer managed key does not match the ${attribute} of the instance`,
      `Customer managed key ${record.id} ("${record.name}") has ${ofKey} ${record[property]}, the instance has ${attribute} ` +
        `${String(instance[attribute])}. Aura would refuse it: use a customer managed key with the instance's project, cloud, region and product.`,
      attribute,
    ),
  );
}

/**
 * Waits until Aura can use the key. Runs before an instance is created, so that a failure leaves nothing behind.
 * @returns errors; none when the key is ready
 */
export async function untilReady(
  id: string,
  instance: ObjectValue,
  deadline: Deadline,
  { client, log }: Context<Aura>,
): Promise<Diagnostic[]> {
  const seen: KeyRecord[] = [];
  const poll = async (signal: AbortSignal): Promise<Poll<KeyRecord>> => {
    const recent = client.recentlyReady(id);
    const record = recent ?? (await client.api.getKey(id, signal));
    seen.push(record);
    if (!recent && record.status === READY) client.markReady(record);
    return record.status === READY || keyMismatches(instance, record).length > 0
      ? { done: record }
      : { missing: `Aura reports status ${JSON.stringify(record.status)} for key ${record.key_id}` };
  };
  const limit = deadline.within(timeoutOf("key_ready", instance));
  const waited = await waitUntil(`customer managed key ${id} to become ready`, poll, limit, { ...client, log });
  if ("done" in waited) return keyMismatches(instance, waited.done);
  return [
    error(
      "The customer managed key is not ready",
      `${waited.why}. ${checklist(id, waited.missing, seen.at(-1))}`,
      "customer_managed_key_id",
    ),
  ];
}

function checklist(id: string, missing: string, record: KeyRecord | undefined): string {
  const nothing = "No instance was created; fix it and apply again.";
  if (!record) return `Customer managed key ${id} could not be read: ${missing}. ${nothing}`;
  const { cloud_provider: cloud, key_id: key, region, name, tenant_id: project } = record;
  return [
    `Aura reports status ${JSON.stringify(record.status)} for customer managed key ${id}, not "${READY}". ${nothing} ` +
      keyChecks({ cloud, key, region, id: `"${name}"`, project }),
    "If all of it is right, Aura needs longer: apply again, or allow more with `key_ready` in `timeouts`.",
  ].join("\n");
}
