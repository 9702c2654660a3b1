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
import { undefinedIfNotFound, type Aura } from "./aura";
import { parseDuration } from "./duration";
import { withErrorSummary } from "./failure";
import { carryOut, changesBetween } from "./instance-change";
import { createInstance } from "./instance-create";
import { planInstance } from "./instance-plan";
import { instanceSchema, validateInstance } from "./instance-schema";
import { isSettled, settle, stateOf } from "./instance-state";
import { recordId } from "./validation";
import { Deadline, waitUntil, type Look } from "./wait";

const KEY = "customer_managed_key_id";
const MINUTE = 60_000;
/** How long an operation may take, in milliseconds, when `timeouts` does not say. */
const LIMITS = { create: 60 * MINUTE, update: 60 * MINUTE, delete: 30 * MINUTE } as const;
const ID = /^[0-9a-f]{8}$/;
/** Milliseconds after which a young instance that was not found is looked for once more. */
const SECOND_LOOK = 3_000;

/** The deadline for an operation. */
function deadlineFor(operation: keyof typeof LIMITS, state: ObjectValue, { signal, client }: Context<Aura>): Deadline {
  const given = (state["timeouts"] as ObjectValue | null)?.[operation];
  const limit = (typeof given === "string" ? parseDuration(given) : undefined) ?? LIMITS[operation];
  return new Deadline(signal, limit, client.clock);
}

/** Aura instances. */
export const instance: Resource<Aura> = {
  schema: instanceSchema,
  validate: validateInstance,
  plan: planInstance,

  create(planned, context) {
    const invalid = recordId(planned, KEY);
    if (invalid.length > 0) throw new ProviderError(...invalid);
    const deadline = deadlineFor("create", planned, context);
    return withErrorSummary("The instance was not created", () => createInstance(planned, deadline, context));
  },

  read: (state, context) =>
    withErrorSummary(`Instance ${String(state["id"])} can not be read`, () => read(state, context)),
  update: (planned, prior, context) => update(planned, prior, context),
  delete: (prior, context) => withErrorSummary("The instance was not destroyed", () => remove(prior, context)),

  async import(id, { client: { api }, signal }) {
    if (!ID.test(id))
      throw new ProviderError(error("Invalid id", `The id of an instance has 8 hexadecimal digits, got: ${id}.`));
    const found = await withErrorSummary(`Instance ${id} can not be imported`, () => api.getInstance(id, signal));
    return { state: stateOf(found, {}), private: { imported: true } };
  },
};

async function read(state: ObjectValue, { client: { api, clock }, signal }: Context<Aura>): Promise<Outcome> {
  const id = String(state["id"]);
  const get = () => undefinedIfNotFound(api.getInstance(id, signal));
  let found = await get();
  if (!found && state["status"] === "creating") {
    await clock.sleep(SECOND_LOOK, signal);
    found = await get();
  }
  if (!found) return { state: null };
  const unnamed = isSet(state[KEY]) && found[KEY] === undefined && isSettled(found);
  const alarm = warning(
    `Aura reports no customer managed key for instance ${id}`,
    `It is recorded as encrypted with record ${String(state[KEY])}. A key can not be removed from an instance: look at it in the Aura Console.`,
    KEY,
  );
  return { state: stateOf(found, state), ...(unnamed && { diagnostics: [alarm] }) };
}

async function update(planned: ObjectValue, prior: ObjectValue, context: Context<Aura>): Promise<Outcome> {
  const { client, signal } = context;
  const id = String(prior["id"]);
  const deadline = deadlineFor("update", planned, context);
  const changes = changesBetween(prior, planned, client);
  const { effect, last, diagnostics } = await carryOut(changes, id, deadline, context);
  if (diagnostics.some(({ severity }) => severity === "error")) {
    const reached = { ...prior, ...effect };
    return { state: last ? { ...reached, status: last.status } : reached, diagnostics };
  }
  const now = last ?? (await client.api.getInstance(id, signal).catch(() => undefined));
  return { state: settle(planned, now ? stateOf(now, prior) : prior), diagnostics };
}

/** Over when Aura does not know the instance any more. */
async function remove(prior: ObjectValue, context: Context<Aura>): Promise<undefined> {
  const { client, log } = context;
  const { api } = client;
  const id = String(prior["id"]);
  const deadline = deadlineFor("delete", prior, context);
  const waiting = { ...client, log };

  const accept = async (ends: AbortSignal): Promise<Look<true>> => {
    try {
      await api.deleteInstance(id, ends);
      return { done: true };
    } catch (problem) {
      if (isStatus(problem, 404)) return { done: true };
      if (!(problem instanceof AuraApiError) || problem.status !== 409) throw problem;
      const now = await undefinedIfNotFound(api.getInstance(id, ends));
      return !now || now.status === "destroying"
        ? { done: true }
        : { missing: `Aura is busy with it: ${problem.message}` };
    }
  };
  const gone = async (ends: AbortSignal): Promise<Look<true>> => {
    const now = await undefinedIfNotFound(api.getInstance(id, ends));
    return now ? { missing: `status ${now.status}` } : { done: true };
  };
  const accepted = await waitUntil(`removal of instance ${id} to be accepted`, accept, deadline, waiting);
  const waited = "done" in accepted ? await waitUntil(`instance ${id} to be gone`, gone, deadline, waiting) : accepted;
  if ("done" in waited) return undefined;
  const detail = `${waited.why}; last seen: ${waited.missing}. It stays in the state until it is gone; apply or destroy again.`;
  throw new ProviderError(error(`Instance ${id} is not gone yet`, detail));
}
