import {
  AuraApiError,
  isStatus,
  type Instance,
  type KeyRecord,
  type NewKeyRecord,
  type RegisteredKey,
  type Summary,
} from "../aura-api";
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
import { withDeletionProtection } from "./deletion-protection";
import { unusableFields, withErrorSummary } from "./failure";
import { fellFromReady } from "./key-alarm";
import { moveKey } from "./moved";
import { postOnce } from "./post-once";
import { projectProblems } from "./project-check";
import { searchFor, type Searchable } from "./search";
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
import { Deadline, waitUntil, type Poll } from "./wait";

/** How long a deletion waits for instances that are being destroyed, in milliseconds. */
const MAX_DELETE_WAIT = 10 * 60_000;
const READY = "ready";
/** In the private data of a customer managed key: Aura could use it once. */
const WAS_READY = "was_ready";
const IN_USE = "encryption-key-is-active";

const requiresReplace = (description: string) =>
  ({ type: "string", required: true, requiresReplace: true, description }) as const;
const computed = (description: string) => ({ type: "string", computed: true, neverNull: true, description }) as const;

const schema: Block = {
  description:
    "A customer managed key as registered with Aura. Creation does not wait until it is `ready`: that needs Aura's statement in the key policy.",
  attributes: {
    id: computed("Id of the customer managed key in Aura, for `customer_managed_key_id` of an instance."),
    project_id: requiresReplace("Id of the Aura project (tenant)."),
    name: requiresReplace("Name in the Aura Console, 1 to 30 characters."),
    cloud_provider: requiresReplace("`aws`, `azure` or `gcp`."),
    region: requiresReplace("Region of the key and of the instances that use it."),
    instance_type: requiresReplace(
      "`enterprise-db` (AuraDB Virtual Dedicated Cloud) or `enterprise-ds` (AuraDS Enterprise).",
    ),
    key_id: requiresReplace("The KMS key: on AWS its full ARN; an alias is refused."),
    status: computed("`pending` until Aura can use the key, then `ready`."),
    created: { ...computed("Time of the registration."), neverNull: false },
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
  created: record.created ?? null,
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

/** The customer managed keys that exist. */
export const allKeys: Searchable = {
  noun: "customer managed keys",
  list: ({ client: { api }, signal }, project) => api.listKeys(project, signal),
  read: async ({ client: { api }, signal }, id) => stateOf(await api.getKey(id, signal)),
};

const unprotected: Resource<Aura> = {
  schema,
  identity: "id",
  move: moveKey,
  list: searchFor(allKeys, ({ id, status, key_id }) => [id, status, key_id].join(", ")),
  validate: (config) =>
    checkAll(config, {
      project_id: projectId,
      name: objectName,
      cloud_provider: oneOf(...CLOUDS),
      region: filled,
      instance_type: oneOf(...PRODUCTS_WITH_KEYS),
      key_id: keyArn,
    }),

  plan: async (request, context) => ({ diagnostics: await projectProblems(request, context) }),

  create: (planned, context) => {
    const wanted = wantedBy(planned);
    const work = () => create(wanted, planned, context);
    return context.client.oneAtATime(identityOf(planned), () =>
      withErrorSummary("The customer managed key was not registered", work),
    );
  },

  async read(state, { client: { api }, signal, private: kept }) {
    const found = await withErrorSummary(`Customer managed key ${String(state["id"])} cannot be read`, () =>
      undefinedIfNotFound(api.getKey(String(state["id"]), signal)),
    );
    if (!found) return { state: null };
    // The state of an earlier refresh may say "pending" already, as it does before the key was ever ready.
    const wasReady = state["status"] === READY || kept[WAS_READY] === true;
    const isReady = found.status === READY;
    return {
      state: stateOf(found),
      private: { ...kept, ...((wasReady || isReady) && { [WAS_READY]: true }) },
      diagnostics: [
        ...(wasReady && !isReady ? [fellFromReady(found)] : []),
        ...unusableFields(`customer managed key ${found.id}`, found.unusable),
      ],
    };
  },

  delete: (prior, context) =>
    // Not while an equal one is being made, which may take this one over.
    context.client.oneAtATime(identityOf(prior), () =>
      withErrorSummary(`Customer managed key ${String(prior["id"])} was not removed`, () => remove(prior, context)),
    ),

  async import(id, { client: { api }, signal }) {
    if (!isUuid(id))
      throw new ProviderError(
        error("Invalid id", `The id of a customer managed key in Aura is a UUID, got: ${JSON.stringify(id)}.`),
      );
    const found = await withErrorSummary(`Customer managed key ${id} cannot be imported`, () => api.getKey(id, signal));
    return { state: stateOf(found), diagnostics: unusableFields(`customer managed key ${id}`, found.unusable) };
  },
};

/** `aura_customer_managed_key`: a KMS key as registered with Aura. */
export const customerManagedKey = withDeletionProtection(unprotected, {
  noun: "Customer managed key",
  loss: "Instances encrypted with it, and their clones, need it.",
});

/**
 * An equal customer managed key is adopted instead of being registered twice: an interrupted apply leaves one behind, and Aura
 * does not remove it while an instance uses it.
 */
async function create(wanted: NewKeyRecord, planned: ObjectValue, { client, signal }: Context<Aura>): Promise<Outcome> {
  const { api, claimed } = client;
  const equalIn = async (summaries: readonly Summary[], during?: AbortSignal) => {
    const named = summaries.filter(({ name }) => name === wanted.name);
    const found = await client.findUnclaimed(named, (id) => api.getKey(id, during));
    return found.find((record) => isSame(wanted, record));
  };
  const existing = await equalIn(await client.keysBefore(wanted.tenant_id, signal), signal);
  const posted = existing
    ? { found: existing }
    : await postOnce(
        client,
        () => api.createKey(wanted),
        async () => equalIn(await api.listKeys(wanted.tenant_id)),
        signal,
      );
  const record = "created" in posted ? posted.created : posted.found;
  claimed.add(record.id);
  const adopted = warning(
    "An existing customer managed key was adopted",
    `Project ${wanted.tenant_id} already had customer managed key "${wanted.name}" (${record.id}) for ${wanted.key_id}, with the same region and product; ` +
      "this configuration manages it from now on. If another configuration manages it too, remove it from one of them with `removed` or `terraform state rm`.",
  );
  return {
    state: { ...planned, ...computedOf(record) },
    diagnostics: [
      ...(existing ? [adopted] : []),
      ...unusableFields(`customer managed key ${record.id}`, record.unusable),
    ],
  };
}

/** A new key that Aura says nothing of is not ready yet. */
const computedOf = ({ id, status, created }: RegisteredKey) => ({
  id,
  status: status ?? "pending",
  created: created ?? null,
});

/**
 * Waits for instances of the key that are being destroyed; other instances are an error that names them. A customer managed
 * key that this run adopted is kept: it now belongs to the replacement (`create_before_destroy`) or to the resource's new name.
 */
async function remove(prior: ObjectValue, { client, signal, log }: Context<Aura>): Promise<Outcome | undefined> {
  const id = String(prior["id"]);
  if (client.claimed.has(id)) return { state: null, diagnostics: [keptFor(prior)] };
  const project = String(prior["project_id"]);
  const deadline = new Deadline(signal, MAX_DELETE_WAIT, client.clock);
  const tryDelete = async (): Promise<Poll<true>> => {
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
        missing: `Aura reports that it is in use; instances being destroyed: ${users.map(named).join(", ") || "none"}`,
      };
    }
  };
  const waited = await waitUntil(`removal of customer managed key ${id}`, tryDelete, deadline, { ...client, log });
  if ("done" in waited) return undefined;
  throw new ProviderError(error(`Customer managed key ${id} was not removed`, `${waited.why}. ${waited.missing}.`));
}

async function usersOf(id: string, project: string, { api }: Aura, signal: AbortSignal): Promise<Instance[]> {
  const all = await api.listInstances(project, signal);
  const found = await Promise.all(all.map((one) => undefinedIfNotFound(api.getInstance(one.id, signal))));
  return found.filter((one) => one !== undefined && one.customer_managed_key_id === id) as Instance[];
}

const named = ({ name, id, status }: Instance) => `"${name}" (${id}, ${status})`;

const keptFor = ({ id, name }: ObjectValue) =>
  warning(
    `Customer managed key ${String(id)} was not removed`,
    `The replacement created in this apply uses the same customer managed key: project, key, region, product and name "${String(name)}" are equal. ` +
      "For a new one, choose another name or remove create_before_destroy.",
  );

const inUse = (prior: ObjectValue, users: readonly Instance[]) =>
  new ProviderError(
    error(
      "The customer managed key is in use",
      `Aura does not remove customer managed key ${String(prior["id"])} ("${String(prior["name"])}") while instances are encrypted with it: ` +
        `${users.map(named).join(", ")}. Destroy or move these instances first. The KMS key must stay enabled as long ` +
        "as their data is needed, backups included.",
    ),
  );
