import { AuraApiError, isStatus } from "../aura-api";
import {
  error,
  isSet,
  ProviderError,
  warning,
  type Context,
  type ObjectValue,
  type Outcome,
  type Resource,
} from "../plugin";
import { configured, undefinedIfNotFound, type Aura } from "./aura";
import { withDeletionProtection } from "./deletion-protection";
import { withEncryptedPassword } from "./encrypted-password";
import { CHECK_IN_AURA, reasonOf, sentence, unusableFields, withErrorSummary } from "./failure";
import { applyChanges, changesBetween } from "./instance-change";
import { createInstance } from "./instance-create";
import { planInstance } from "./instance-plan";
import { instanceSchema, validateInstance } from "./instance-schema";
import { isSettled, settle, stateOf } from "./instance-state";
import { failureOf, isKeyAlarm, keyAlarmWarning } from "./key-alarm";
import { moveInstance } from "./moved";
import { refusal } from "./refusal";
import { timeoutOf } from "./timeouts";
import { searchFor, type Searchable } from "./search";
import { customerManagedKeyId, isInstanceId } from "./validation";
import { Deadline, waitUntil, type Poll } from "./wait";

const KEY = "customer_managed_key_id";
/** Milliseconds after which a new instance that was not found is read once more. */
const REREAD_DELAY = 3_000;

/** The deadline for an operation. */
const deadlineFor = (
  operation: "create" | "update" | "delete",
  state: ObjectValue,
  { signal, client }: Context<Aura>,
): Deadline => new Deadline(signal, timeoutOf(operation, state), client.clock);

/** The instances that exist, also those without a customer managed key. */
export const allInstances: Searchable = {
  noun: "instances",
  list: ({ client: { api }, signal }, project) => api.listInstances(project, signal),
  read: async ({ client: { api }, signal }, id) => stateOf(await api.getInstance(id, signal), {}),
};

const unprotected: Resource<Aura> = {
  schema: instanceSchema,
  identity: "id",
  move: moveInstance,
  list: searchFor(allInstances, ({ id, status, [KEY]: key }) =>
    [id, status, isSet(key) ? `customer managed key ${String(key)}` : "no customer managed key"].join(", "),
  ),
  validate: validateInstance,
  plan(request, context) {
    if (isSet(request.prior?.["id"])) configured(context)?.journal.confirm(String(request.prior["id"]), "plan");
    return planInstance(request, context);
  },

  create(planned, context) {
    const invalid = customerManagedKeyId(planned, KEY);
    if (invalid.length > 0) throw new ProviderError(...invalid);
    const deadline = deadlineFor("create", planned, context);
    return withErrorSummary("The instance was not created", () => createInstance(planned, deadline, context));
  },

  read: (state, context) =>
    withErrorSummary(`Instance ${String(state["id"])} cannot be read`, () => read(state, context)),
  update: (planned, prior, context) => update(planned, prior, context),
  delete: (prior, context) => withErrorSummary("The instance was not destroyed", () => remove(prior, context)),

  async import(id, { client: { api, journal }, signal }) {
    if (!isInstanceId(id))
      throw new ProviderError(
        error("Invalid id", `The id of an instance has 8 hexadecimal digits, got: ${JSON.stringify(id)}.`),
      );
    const found = await withErrorSummary(`Instance ${id} cannot be imported`, () => api.getInstance(id, signal));
    const { username = null, password = null } = journal.import(id) ?? {};
    return {
      state: stateOf(found, { username, password }),
      private: { imported: true },
      diagnostics: unusableFields(`instance ${id}`, found.unusable),
    };
  },
};

/** `aura_instance`: an Aura instance. */
export const instance = withDeletionProtection(withEncryptedPassword(unprotected), {
  noun: "Instance",
  loss: "Its data would be lost.",
});

async function read(state: ObjectValue, { client: { api, clock, journal }, signal }: Context<Aura>): Promise<Outcome> {
  const id = String(state["id"]);
  journal.confirm(id, "read");
  const get = () => undefinedIfNotFound(api.getInstance(id, signal));
  let found = await get();
  if (!found && state["status"] === "creating") {
    await clock.sleep(REREAD_DELAY, signal);
    found = await get();
  }
  if (!found) return { state: null };
  const isLeftOut = found[KEY] === undefined && !found.unusable?.includes(KEY);
  const unnamed = isSet(state[KEY]) && isLeftOut && isSettled(found);
  const alarm = warning(
    `Aura reports no customer managed key for instance ${id}`,
    `In the state it is encrypted with customer managed key ${String(state[KEY])}. A key cannot be removed from an instance: check it in the Aura Console.`,
    KEY,
  );
  const diagnostics = [
    ...(isKeyAlarm(found.status) ? [keyAlarmWarning(found)] : []),
    ...(unnamed ? [alarm] : []),
    ...unusableFields(`instance ${id}`, found.unusable),
  ];
  return { state: stateOf(found, state), diagnostics };
}

async function update(planned: ObjectValue, prior: ObjectValue, context: Context<Aura>): Promise<Outcome> {
  const { client, signal } = context;
  const id = String(prior["id"]);
  const deadline = deadlineFor("update", planned, context);
  const changes = changesBetween(prior, planned, client);
  const { effect, last, diagnostics } = await applyChanges(changes, id, deadline, context);
  if (diagnostics.some(({ severity }) => severity === "error")) {
    const reached = { ...prior, ...effect };
    return { state: last ? { ...reached, status: last.status } : reached, diagnostics };
  }
  const now = last ?? (await client.api.getInstance(id, signal).catch(() => undefined));
  return { state: settle(planned, now ? stateOf(now, prior) : prior), diagnostics };
}

/** Ends when Aura no longer has the instance. */
async function remove(prior: ObjectValue, context: Context<Aura>): Promise<undefined> {
  const { client, log } = context;
  const { api } = client;
  const id = String(prior["id"]);
  client.journal.confirm(id, "plan");
  const deadline = deadlineFor("delete", prior, context);
  const waiting = { ...client, log };

  const accept = async (ends: AbortSignal): Promise<Poll<true>> => {
    try {
      await api.deleteInstance(id, ends);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 404)) return { done: true };
      if (!(problem instanceof AuraApiError) || problem.status !== 409) throw problem;
      const now = await undefinedIfNotFound(api.getInstance(id, ends));
      return !now || now.status === "destroying" ? { done: true } : refusal(problem, now);
    }
  };
  const gone = async (ends: AbortSignal): Promise<Poll<true>> => {
    const now = await undefinedIfNotFound(api.getInstance(id, ends));
    return now ? { missing: failureOf(now) } : { done: true };
  };
  const accepted = await waitUntil(`removal of instance ${id} to be accepted`, accept, deadline, waiting);
  const untilGone = () => waitUntil(`instance ${id} to be destroyed`, gone, deadline, waiting);
  const waited = "done" in accepted ? await untilGone().catch((problem: unknown) => ({ problem })) : accepted;
  if ("problem" in waited) {
    const detail =
      `Aura accepted the deletion, but then the instance could not be read: ${reasonOf(waited.problem)}. ` +
      `It stays in the state until it is known to be gone. ${CHECK_IN_AURA}`;
    throw new ProviderError(error(`Instance ${id} is being destroyed, its end was not seen`, detail));
  }
  if ("done" in waited) return undefined;
  const detail = `It stays in the state until it is destroyed; apply or destroy again. ${waited.why}; last seen: ${sentence(waited.missing)}`;
  throw new ProviderError(error(`Instance ${id} is not destroyed yet`, detail));
}
