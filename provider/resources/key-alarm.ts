import type { Instance, KeyRecord } from "../aura-api";
import { error, warning, type Diagnostic } from "../plugin";

/** `encryption key error`, `encryption key deleted`, `encryption key not found`: statuses of an instance whose key Aura cannot use. */
const KEY_ALARM = /encryption[ _-]?key/i;

/** Whether the status of an instance says that Aura cannot use its key. */
export const isKeyAlarm = (status: string): boolean => KEY_ALARM.test(status);

/** A key that Aura cannot use. */
interface Suspect {
  /** As Aura's API names it. */
  readonly cloud: string;
  /** What is registered for the key, such as its ARN; left out where it is not known. */
  readonly key?: string;
  readonly region: string;
  /** Name or id of the customer managed key. */
  readonly id: string;
  readonly project: string;
}

/** What to look at in a cloud, most likely first. */
interface KeyChecks {
  /** Who needs access, as a question. */
  readonly access: string;
  /** What the Aura Console shows is compared with this, of the key. */
  readonly place: string;
  /** What the key is called where it is not known. */
  readonly unnamed: string;
  readonly state: string;
  readonly where: (region: string, isNamed: boolean) => string;
}

const OF_AWS: KeyChecks = {
  access: "Is Aura's statement in the policy of the key?",
  place: "the policy of",
  unnamed: "the KMS key",
  state:
    "Is the key enabled, symmetric, and not scheduled for deletion? A deletion can be cancelled until its date, and never after it.",
  where: (region, isNamed) => (isNamed ? `Is it in ${region}, and is its ARN the one above?` : `Is it in ${region}?`),
};
const OF_OTHER_CLOUDS: Readonly<Record<string, KeyChecks>> = {
  azure: {
    access: "Does Aura's application have its role on the key?",
    place: "the role assignments of",
    unnamed: "the key",
    state:
      "Are the vault, the key and the service principal of the application there, and is the key enabled and without an expiry? A deleted " +
      "key can be recovered as long as its vault retains it.",
    where: (region) =>
      `Is the vault in ${region}, does it go by Azure RBAC, and do trusted Microsoft services pass its network?`,
  },
  gcp: {
    access: "Do Aura's three service accounts have both of their roles on the key?",
    place: "the IAM policy of",
    unnamed: "the key",
    state:
      "Is the primary version of the key enabled, and no version scheduled for destruction? A version can be restored until its date, and " +
      "never after it.",
    where: (region) => `Is its key ring in ${region}?`,
  },
};

/** What to look at, most likely first. */
export function keyChecks({ cloud, key, region, id, project }: Suspect): string {
  const { access, place, unnamed, state, where } = OF_OTHER_CLOUDS[cloud] ?? OF_AWS;
  return [
    "Check:",
    `1. ${access} Open project ${project} in the Aura Console, "Customer Managed Keys", ` +
      `edit ${id}, and compare what it shows with ${place} ${key ?? unnamed}.`,
    `2. ${state}`,
    `3. ${where(region, key !== undefined)}`,
  ].join("\n");
}

/** The text of an instance whose key Aura cannot use. */
const ofInstance = (instance: Instance) =>
  `Aura reports status ${JSON.stringify(instance.status)}. ${keyChecks({
    cloud: instance.cloud_provider,
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
export const fellFromReady = ({
  id,
  name,
  status,
  cloud_provider: cloud,
  key_id: key,
  region,
  tenant_id: project,
}: KeyRecord): Diagnostic =>
  warning(
    `Aura can no longer use customer managed key ${id} (${JSON.stringify(name)})`,
    `It was "ready", and Aura reports status ${JSON.stringify(status)} now. Instances that are encrypted with it lose their data when the key is lost. ` +
      keyChecks({ cloud, key, region, id: `"${name}"`, project }),
  );
