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
import { keyMismatches } from "./key-check";
import { projectProblems } from "./project-check";
import { customerManagedKeyId } from "./validation";

const KEY = "customer_managed_key_id";
/** From this version on Terraform tells the provider whether an unknown value can be null. */
const REFINES_SINCE = { major: 1, minor: 6 };
const IDENTITY = [KEY, "project_id", "cloud_provider", "region", "type"];

/** The plan of an instance, as far as the schema alone does not decide it. */
export async function planInstance(request: PlanRequest, context: Context<Aura>): Promise<PlanRefinement> {
  const { config, prior, requiresReplace } = request;
  const planned = prior ? withOpenStorage(config, prior, request.planned) : withVersion(config, request.planned);
  const diagnostics = keyProblems(config, prior, refinesUnknowns(context.terraformVersion));
  const checked = diagnostics.length === 0 && needsKeyCheck(prior, planned);
  return {
    planned,
    requiresReplace: requiresReplace.filter((name) => requiresNewInstance(name, prior ?? {}, planned, context)),
    diagnostics: [
      ...(checked ? await compareWithKey(planned, context) : diagnostics),
      ...(await projectProblems(request, context)),
    ],
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
 * The API never returns version and clone source. After an import they are null, and setting them in the configuration only
 * repeats what exists; removing them later changes nothing. Neither may destroy a database.
 */
function requiresNewInstance(
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

/** An instance must not end up with a Neo4j-managed key because a value turned out to be null. */
function keyProblems(config: ObjectValue, prior: ObjectValue | null, refined: boolean): Diagnostic[] {
  const key = config[KEY] ?? null;
  if (isUnknown(key) && refined && mayBecomeNull(key))
    return [
      error(
        "The customer managed key could be null after apply",
        `${KEY} is known only after apply and may be null; Aura would then create the instance with a Neo4j-managed key. ` +
          "Refer to aura_customer_managed_key.<name>.id directly, or write trimspace(...) around the expression, which fails where it is null.",
        KEY,
      ),
    ];
  const had = prior?.[KEY];
  if (key === null && isSet(had))
    return [
      error(
        "The customer managed key of an instance cannot be removed",
        `The instance is encrypted with customer managed key ${String(had)}, and the configuration sets none: it would be destroyed, with its ` +
          `data, and re-created with a Neo4j-managed key. Set ${KEY} to that id. If this is intended, remove the resource first.`,
        KEY,
      ),
    ];
  return customerManagedKeyId(config, KEY);
}

/** Reading the customer managed key costs a request: only when there is something new to compare. */
const needsKeyCheck = (prior: ObjectValue | null, planned: ObjectValue) =>
  isSet(planned[KEY]) && (prior === null || IDENTITY.some((name) => !equal(prior[name], planned[name])));

async function compareWithKey(planned: ObjectValue, { client, signal }: Context<Aura>): Promise<Diagnostic[]> {
  const id = String(planned[KEY]);
  try {
    return keyMismatches(planned, await client.record(id, signal));
  } catch (problem) {
    const detail = isStatus(problem, 404)
      ? `Aura has no customer managed key ${id} that these credentials can read.`
      : `Customer managed key ${id} cannot be read: ${reasonOf(problem)}.`;
    return [error("The customer managed key cannot be checked", detail, KEY)];
  }
}
