import { AuraApiError, isStatus, type Instance, type KeyRecord, type NewKeyRecord, type Summary } from "../aura-api";
import {
  error,
  ProviderError,
  warning,
  type Block,
  type Context,
  type ObjectValue,
  type Outcome,
  type Resource,
} from "../plugin";
import { undefinedIfNotFound, type Aura } from "./aura";
import { withErrorSummary } from "./failure";
import { postOnce } from "./post-once";
import {
  checkAll,
  CLOUDS,
  filled,
  isUuid,
  keyArn,
  objectName,
  oneOf,
  PRODUCTS_WITH_KEYS,
  projectId,
} from "./validation";
import { Deadline, waitUntil, type Look } from "./wait";

/** How long a deletion waits for instances that are on their way out, in milliseconds. */
const DELETE_LIMIT = 10 * 60_000;
const IN_USE = "encryption-key-is-active";

const requiresReplace = (description: string) =>
  ({ type: "string", required: true, requiresReplace: true, description }) as const;
const computed = (description: string) => ({ type: "string", computed: true, neverNull: true, description }) as const;

const schema: Block = {
  description:
    "Aura's record of a customer managed key. Creating it does not wait until it is ready: that takes the key's policy.",
  attributes: {
    id: computed("Id of the record; what `customer_managed_key_id` of an instance takes."),
    project_id: requiresReplace("Id of the Aura project (tenant)."),
    name: requiresReplace("Name in the Aura Console, 1 to 30 characters."),
    cloud_provider: requiresReplace("`aws`, `azure` or `gcp`."),
    region: requiresReplace("Region of the key and of the instances that may use it."),
    instance_type: requiresReplace(
      "`enterprise-db` (AuraDB Virtual Dedicated Cloud) or `enterprise-ds` (AuraDS Enterprise).",
    ),
    key_id: requiresReplace("The key itself: on AWS its full ARN."),
    status: { ...computed("`pending` until Aura can use the key, then `ready`."), unknownOnUpdate: true },
    created: computed("When the record was made."),
  },
};

const stateOf = (record: KeyRecord): ObjectValue => ({
  id: record.id,
  project_id: record.tenant_id,
  name: record.name,
  cloud_provider: record.cloud_provider,
  region: record.region,
  instance_type: record.instance_type,
  key_id: record.key_id,
  status: record.status,
  created: record.created,
});

const wantedBy = (planned: ObjectValue): NewKeyRecord => ({
  tenant_id: String(planned["project_id"]),
  name: String(planned["name"]),
  cloud_provider: String(planned["cloud_provider"]),
  region: String(planned["region"]),
  instance_type: String(planned["instance_type"]),
  key_id: String(planned["key_id"]),
});

const identityOf = (object: ObjectValue) => JSON.stringify(wantedBy(object));

const isSame = (wanted: NewKeyRecord, record: KeyRecord) =>
  Object.entries(wanted).every(([name, value]) => record[name as keyof NewKeyRecord] === value);

/** Aura's records of customer managed keys. */
export const customerManagedKey: Resource<Aura> = {
  schema,
  validate: (config) =>
    checkAll(config, {
      project_id: projectId,
      name: objectName,
      cloud_provider: oneOf(...CLOUDS),
      region: filled,
      instance_type: oneOf(...PRODUCTS_WITH_KEYS),
      key_id: keyArn,
    }),

  create: (planned, context) => {
    const wanted = wantedBy(planned);
    const work = () => create(wanted, planned, context);
    return context.client.oneAtATime(identityOf(planned), () => withErrorSummary("The key was not registered", work));
  },

  async read(state, { client: { api }, signal }) {
    const found = await withErrorSummary(`Record ${String(state["id"])} can not be read`, () =>
      undefinedIfNotFound(api.getKey(String(state["id"]), signal)),
    );
    return { state: found ? stateOf(found) : null };
  },

  delete: (prior, context) =>
    // Not while an equal one is being made, which may take this one over.
    context.client.oneAtATime(identityOf(prior), () =>
      withErrorSummary("The record was not removed", () => remove(prior, context)),
    ),

  async import(id, { client: { api }, signal }) {
    if (!isUuid(id)) throw new ProviderError(error("Invalid id", `The id of a record is a UUID, got: ${id}.`));
    const found = await withErrorSummary(`Record ${id} can not be imported`, () => api.getKey(id, signal));
    return { state: stateOf(found) };
  },
};

/**
 * A record of exactly this key is taken over instead of made twice: that is what an interrupted apply leaves behind, and Aura
 * protects it from being removed while anybody uses it.
 */
async function create(wanted: NewKeyRecord, planned: ObjectValue, { client, signal }: Context<Aura>): Promise<Outcome> {
  const { api, claimed } = client;
  const equalIn = async (summaries: readonly Summary[], during?: AbortSignal) => {
    const named = summaries.filter(({ name }) => name === wanted.name);
    const found = await client.look(named, (id) => api.getKey(id, during));
    return found.find((record) => isSame(wanted, record));
  };
  const left = await equalIn(await client.keysBefore(wanted.tenant_id, signal), signal);
  const posted = left
    ? { found: left }
    : await postOnce(
        client,
        () => api.createKey(wanted),
        async () => equalIn(await api.listKeys(wanted.tenant_id)),
        signal,
      );
  const record = "created" in posted ? posted.created : posted.found;
  claimed.add(record.id);
  const takenOver = warning(
    "An existing record was taken over",
    `Project ${wanted.tenant_id} already had a record "${wanted.name}" (${record.id}) of ${wanted.key_id}, same region and product; ` +
      "it is managed here from now on. If another configuration manages it too, remove it from one of them with `removed` or `terraform state rm`.",
  );
  return {
    state: { ...planned, ...computedOf(record) },
    ...(left && { diagnostics: [takenOver] }),
  };
}

const computedOf = ({ id, status, created }: KeyRecord) => ({ id, status, created });

/**
 * While instances that use the key are being destroyed it waits for them; instances that stay are an error that names them. A
 * record that this run took over stays: it is that of another object now, of the replacement (`create_before_destroy`) or of
 * the resource's new name.
 */
async function remove(prior: ObjectValue, { client, signal, log }: Context<Aura>): Promise<Outcome | undefined> {
  const id = String(prior["id"]);
  if (client.claimed.has(id)) return { state: null, diagnostics: [stays(prior)] };
  const project = String(prior["project_id"]);
  const deadline = new Deadline(signal, DELETE_LIMIT, client.clock);
  const tryIt = async (): Promise<Look<true>> => {
    try {
      await client.api.deleteKey(id, deadline.signal);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 404)) return { done: true };
      if (!(problem instanceof AuraApiError) || !problem.has(IN_USE)) throw problem;
      const users = await usersOf(id, project, client, deadline.signal);
      const staying = users.filter(({ status }) => status !== "destroying");
      if (staying.length > 0) throw inUse(prior, staying);
      return {
        missing: `Aura says it is in use; instances on their way out: ${users.map(named).join(", ") || "none"}`,
      };
    }
  };
  const waited = await waitUntil(`removal of record ${id}`, tryIt, deadline, { ...client, log });
  if ("done" in waited) return undefined;
  throw new ProviderError(error(`Record ${id} was not removed`, `${waited.why}. ${waited.missing}.`));
}

async function usersOf(id: string, project: string, { api }: Aura, signal: AbortSignal): Promise<Instance[]> {
  const all = await api.listInstances(project, signal);
  const found = await Promise.all(all.map((one) => undefinedIfNotFound(api.getInstance(one.id, signal))));
  return found.filter((one) => one !== undefined && one.customer_managed_key_id === id) as Instance[];
}

const named = ({ name, id, status }: Instance) => `"${name}" (${id}, ${status})`;

const stays = ({ id, name }: ObjectValue) =>
  warning(
    `Record ${String(id)} was not removed`,
    `What was made anew in this apply is of the same project, key, region, product and name "${String(name)}", and so took this record over. ` +
      "For a new record, give it another name, or leave out create_before_destroy.",
  );

const inUse = (prior: ObjectValue, users: readonly Instance[]) =>
  new ProviderError(
    error(
      "The customer managed key is in use",
      `Aura keeps record ${String(prior["id"])} ("${String(prior["name"])}") while an instance is encrypted with it: ` +
        `${users.map(named).join(", ")}. Destroy or move these instances first. The key itself must stay enabled as long ` +
        "as their data is needed, backups included.",
    ),
  );
