import type { Instance, KeyRecord } from "../aura-api";
import { error, warning, type Diagnostic } from "../plugin";

/** `encryption key error`, `encryption key deleted`, `encryption key not found`: statuses of an instance whose key Aura cannot use. */
const KEY_ALARM = /encryption[ _-]?key/i;

/** Whether the status of an instance says that Aura cannot use its key. */
export const isKeyAlarm = (status: string): boolean => KEY_ALARM.test(status);

/** A key that Aura cannot use. */
interface Suspect {
  /** ARN of the KMS key; left out where it is not known. */
  readonly key?: string;
  readonly region: string;
  /** Name or id of the customer managed key. */
  readonly id: string;
  readonly project: string;
}

/** What to look at, most likely first. */
export function keyChecks({ key, region, id, project }: Suspect): string {
  return [
    "Check:",
    `1. Is Aura's statement in the policy of the key? Open project ${project} in the Aura Console, "Customer Managed Keys", ` +
      `edit ${id}, and compare what it shows with the policy of ${key ?? "the KMS key"}.`,
    "2. Is the key enabled, symmetric, and not scheduled for deletion? A deletion can be cancelled until its date, and never after it.",
    key === undefined ? `3. Is it in ${region}?` : `3. Is it in ${region}, and is its ARN the one above?`,
  ].join("\n");
}

/** The text of an instance whose key Aura cannot use. */
const ofInstance = (instance: Instance) =>
  `Aura reports status ${JSON.stringify(instance.status)}. ${keyChecks({
    region: instance.region,
    id: instance.customer_managed_key_id ?? "its key",
    project: instance.tenant_id,
  })}`;

const summaryOf = ({ id, name }: Instance) => `Aura cannot use the key of instance ${id} (${JSON.stringify(name)})`;

/** What a refresh says: a warning, because an error would stop the very plan that puts the key policy right. */
export const keyAlarmWarning = (instance: Instance): Diagnostic =>
  warning(
    summaryOf(instance),
    `${ofInstance(instance)}\nAs long as it lasts the data cannot be read; when the key is lost, the data is lost, backups included. ` +
      "Do not destroy or replace the instance: it comes back when Aura can use the key again.",
  );

/** A new instance that Aura could not bring up. */
export const creationFailed = (instance: Instance): Diagnostic =>
  isKeyAlarm(instance.status)
    ? error(
        summaryOf(instance),
        `${ofInstance(instance)}\nIt holds nothing of its own yet: the next apply replaces it. To keep it, put the key right and run \`terraform untaint <address>\`.`,
      )
    : error(`Instance ${instance.id} failed`, `Aura reports status ${instance.status}.`);

/** Why a change of an instance cannot be carried out. */
export const failureOf = (instance: Instance): string =>
  isKeyAlarm(instance.status) ? ofInstance(instance) : `status ${instance.status}`;

/** A customer managed key that was `ready` once, and no longer is. */
export const fellFromReady = ({ id, name, status, key_id: key, region, tenant_id: project }: KeyRecord): Diagnostic =>
  warning(
    `Aura can no longer use customer managed key ${id} (${JSON.stringify(name)})`,
    `It was "ready", and Aura reports status ${JSON.stringify(status)} now. Instances that are encrypted with it lose their data when the key is lost. ` +
      keyChecks({ key, region, id: `"${name}"`, project }),
  );
