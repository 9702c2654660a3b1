import { isStatus } from "../aura-api";
import {
  equal,
  error,
  isSet,
  isUnknown,
  mayBecomeNull,
  UNKNOWN,
  type Context,
  type Diagnostic,
  type ObjectValue,
  type PlanRefinement,
  type PlanRequest,
} from "../plugin";
import type { Aura } from "./aura";
import { reasonOf } from "./failure";
import { DEFAULT_VERSION } from "./instance-state";
import { disagreements } from "./key-check";
import { recordId } from "./validation";

const KEY = "customer_managed_key_id";
/** From this version on Terraform says of an unknown value whether it can be null. */
const REFINES_SINCE = { major: 1, minor: 6 };
const IDENTITY = [KEY, "project_id", "cloud_provider", "region", "type"];

/** What the schema alone can not decide about a planned instance. */
export async function planInstance(request: PlanRequest, context: Context<Aura>): Promise<PlanRefinement> {
  const { config, prior, requiresReplace } = request;
  const planned = prior ? withOpenStorage(config, prior, request.planned) : withVersion(config, request.planned);
  const diagnostics = keyProblems(config, prior, refinesUnknowns(context.terraformVersion));
  const checked = diagnostics.length === 0 && needsKeyCheck(prior, planned);
  return {
    planned,
    requiresReplace: requiresReplace.filter((name) => reallyReplaces(name, prior ?? {}, planned, context)),
    diagnostics: checked ? await compareWithRecord(planned, context) : diagnostics,
  };
}

const withVersion = (config: ObjectValue, planned: ObjectValue): ObjectValue => ({
  ...planned,
  version: config["version"] ?? DEFAULT_VERSION,
});

/** Another memory size can bring another storage size. */
const withOpenStorage = (config: ObjectValue, prior: ObjectValue, planned: ObjectValue): ObjectValue =>
  (config["storage"] ?? null) === null && !equal(prior["memory"], planned["memory"])
    ? { ...planned, storage: UNKNOWN }
    : planned;

/**
 * Aura never tells version and source. After an import they are null, and giving them in the configuration only says what is
 * there already; leaving them out later says nothing. Neither may cost a database.
 */
function reallyReplaces(
  name: string,
  prior: ObjectValue,
  planned: ObjectValue,
  { private: kept }: Context<Aura>,
): boolean {
  if (!["version", "source_instance_id", "source_snapshot_id"].includes(name)) return true;
  const was = prior[name] ?? null;
  return was === null ? kept["imported"] !== true : planned[name] !== null;
}

function refinesUnknowns(terraformVersion: string): boolean {
  const [major = 0, minor = 0] = terraformVersion.split(".").map(Number);
  return major > REFINES_SINCE.major || (major === REFINES_SINCE.major && minor >= REFINES_SINCE.minor);
}

/** An instance must not end up under Neo4j's own key because a value turned out to be nothing. */
function keyProblems(config: ObjectValue, prior: ObjectValue | null, refined: boolean): Diagnostic[] {
  const key = config[KEY] ?? null;
  if (isUnknown(key) && refined && mayBecomeNull(key))
    return [
      error(
        "The key could turn out to be null",
        `${KEY} is known only after apply, and Terraform can not promise that it will not be null: the instance would be created ` +
          'under Neo4j\'s own key. Refer to aura_customer_managed_key.<name>.id itself, or write "${...}" around the expression.',
        KEY,
      ),
    ];
  const had = prior?.[KEY];
  if (key === null && isSet(had))
    return [
      error(
        "The key can not be taken away",
        `The instance is encrypted with the key of record ${String(had)}, and the configuration gives none: it would be destroyed, with its ` +
          `data, and created again under Neo4j's own key. Set ${KEY} to that id; if this is what you want, remove the resource first.`,
        KEY,
      ),
    ];
  return recordId(config, KEY);
}

/** Looking at the record costs a request: only when there is something new to compare. */
const needsKeyCheck = (prior: ObjectValue | null, planned: ObjectValue) =>
  isSet(planned[KEY]) && (prior === null || IDENTITY.some((name) => !equal(prior[name], planned[name])));

async function compareWithRecord(planned: ObjectValue, { client, signal }: Context<Aura>): Promise<Diagnostic[]> {
  const id = String(planned[KEY]);
  try {
    return disagreements(planned, await client.record(id, signal));
  } catch (problem) {
    const detail = isStatus(problem, 404)
      ? `Aura has no record ${id} that these credentials can see.`
      : `Record ${id} can not be read: ${reasonOf(problem)}.`;
    return [error("The key can not be checked", detail, KEY)];
  }
}
