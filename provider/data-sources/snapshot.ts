import { textOf } from "../../util/json";
import { type Instance, type Snapshot } from "../aura-api";
import { error, ProviderError, type Context, type DataSource, type ObjectValue } from "../plugin";
import type { Aura } from "../resources/aura";
import { withErrorSummary } from "../resources/failure";
import { checkAll, filled, instanceId } from "../resources/validation";

const COMPLETED = "Completed";
/** How far back the most recent snapshot is looked for: the API lists them by day. */
const MAX_AGE_IN_DAYS = 30;
const DAY = 24 * 60 * 60_000;

/** `aura_snapshot`: a snapshot of an instance, the most recent one unless its id is given. */
export const snapshot: DataSource<Aura> = {
  schema: {
    description: "A snapshot of an instance, for `source_snapshot_id` of a clone.",
    attributes: {
      instance_id: { type: "string", required: true, description: "Id of the instance." },
      snapshot_id: {
        type: "string",
        optional: true,
        computed: true,
        description: `Id of the snapshot. Default: the most recent one that is completed and at most ${MAX_AGE_IN_DAYS} days old.`,
      },
      status: {
        type: "string",
        computed: true,
        description: "`Completed`; of a given id also `InProgress`, `Pending` or `Failed`.",
      },
      timestamp: { type: "string", computed: true, description: "When it was taken." },
      profile: { type: "string", computed: true, description: "`AdHoc` or `Scheduled`." },
      exportable: { type: "bool", computed: true, description: "Whether it can be downloaded." },
    },
  },
  validate: (config) => checkAll(config, { instance_id: instanceId, snapshot_id: filled }),
  async read(config, context) {
    const { api } = context.client;
    const instance = String(config["instance_id"]);
    const wanted = textOf(config["snapshot_id"]);
    const found =
      wanted === undefined
        ? await withErrorSummary(`The snapshots of instance ${instance} cannot be read`, () =>
            mostRecent(instance, context),
          )
        : await withErrorSummary(
            `Snapshot ${wanted} of instance ${instance} cannot be read`,
            () => api.getSnapshot(instance, wanted, context.signal),
            "snapshot_id",
          );
    return { state: stateOf(instance, found) };
  },
};

const stateOf = (instance: string, found: Snapshot): ObjectValue => ({
  instance_id: instance,
  snapshot_id: found.snapshot_id,
  status: found.status,
  timestamp: found.timestamp,
  profile: found.profile ?? null,
  exportable: found.exportable ?? null,
});

async function mostRecent(id: string, { client: { api, clock }, signal }: Context<Aura>): Promise<Snapshot> {
  const instance = await api.getInstance(id, signal);
  const now = clock.now();
  for (let age = 0; age <= MAX_AGE_IN_DAYS; age++) {
    const day = new Date(now - age * DAY).toISOString().slice(0, 10);
    // RFC 3339 begins with the day.
    if (day < (instance.created_at ?? "").slice(0, 10)) break;
    const taken = await api.listSnapshots(id, day, signal);
    const [newest] = taken
      .filter(({ status }) => status === COMPLETED)
      .sort((a, b) => Date.parse(b.timestamp) - Date.parse(a.timestamp));
    if (newest) return newest;
  }
  throw new ProviderError(none(instance));
}

const none = ({ id, name }: Instance) =>
  error(
    `Instance ${id} has no completed snapshot`,
    `Aura has taken none of "${name}" in the last ${MAX_AGE_IN_DAYS} days. Take one in the Aura Console, or set snapshot_id.`,
    "instance_id",
  );
