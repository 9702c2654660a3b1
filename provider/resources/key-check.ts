import type { KeyRecord } from "../aura-api";
import { error, type Context, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "./aura";
import { waitUntil, type Deadline, type Look } from "./wait";

/** Longest wait for a key, in milliseconds: what the official command line tool allows, 60 looks 20 seconds apart. */
const KEY_LIMIT = 20 * 60_000;
const READY = "ready";

/** Attribute of the instance, property of the record. */
const MUST_AGREE = [
  ["project_id", "tenant_id"],
  ["cloud_provider", "cloud_provider"],
  ["region", "region"],
  ["type", "instance_type"],
] as const;

/** Where an instance does not fit the record of its key; what is unknown may still fit. */
export function disagreements(instance: ObjectValue, record: KeyRecord): Diagnostic[] {
  return MUST_AGREE.filter(([attribute, property]) => {
    const wanted = instance[attribute];
    return typeof wanted === "string" && wanted !== record[property];
  }).map(([attribute, property]) =>
    error(
      "The key is for other instances",
      `Record ${record.id} ("${record.name}") is for ${property} ${record[property]}, this instance has ${attribute} ` +
        `${String(instance[attribute])}. Aura would refuse it: use a record of a key in the instance's own project, cloud, region and product.`,
      attribute,
    ),
  );
}

/**
 * Waits until Aura can use the key. Comes before an instance is made, so that nothing is left behind when it is in vain.
 * @returns what keeps the instance from being made; nothing when the key is ready
 */
export async function untilReady(
  id: string,
  instance: ObjectValue,
  deadline: Deadline,
  { client, log }: Context<Aura>,
): Promise<Diagnostic[]> {
  const seen: KeyRecord[] = [];
  const look = async (signal: AbortSignal): Promise<Look<KeyRecord>> => {
    const lately = client.readyLately(id);
    const record = lately ?? (await client.api.getKey(id, signal));
    seen.push(record);
    if (!lately && record.status === READY) client.sawReady(record);
    return record.status === READY || disagreements(instance, record).length > 0
      ? { done: record }
      : { missing: `Aura says ${JSON.stringify(record.status)} of the key ${record.key_id}` };
  };
  const limit = deadline.within(KEY_LIMIT);
  const waited = await waitUntil(`record ${id} to become ready`, look, limit, { ...client, log });
  if ("done" in waited) return disagreements(instance, waited.done);
  return [
    error(
      "The customer managed key is not ready",
      `${waited.why}. ${checklist(id, waited.missing, seen.at(-1))}`,
      "customer_managed_key_id",
    ),
  ];
}

function checklist(id: string, missing: string, record: KeyRecord | undefined): string {
  const nothing = "No instance was created; apply again when this is in order.";
  if (!record) return `Record ${id} could not be read: ${missing}. ${nothing}`;
  return [
    `Aura says ${JSON.stringify(record.status)} of record ${id}, not "${READY}". ${nothing} To check:`,
    `1. Is Aura's statement in the policy of the key? Open project ${record.tenant_id} in the Aura Console, "Customer Managed Keys", ` +
      `edit "${record.name}", and compare what it shows with the policy of ${record.key_id}.`,
    "2. Is the key enabled, symmetric, and not scheduled for deletion?",
    `3. Is it in ${record.region}, and is its ARN the one above?`,
  ].join("\n");
}
