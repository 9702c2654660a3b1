import {
  error,
  ProviderError,
  warning,
  type Diagnostic,
  type MoveSource,
  type ObjectValue,
  type Outcome,
  type Value,
} from "../plugin";

/** What a moved state is in the words of our own schema, as far as it says it. */
type Translation = (source: ObjectValue) => ObjectValue;

/** The user name of every new instance; pgrneo4jaura keeps the password only. */
const FIRST_USER = "neo4j";

/** An empty text stands for nothing. */
const text = (value: Value | undefined): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Other versions of a provider may keep it as something else. */
const flag = (value: Value | undefined): boolean | null => (typeof value === "boolean" ? value : null);
const count = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);

/** Where the other provider put a word in place of a size that it did not know. */
const size = (value: Value | undefined) => (/^\d+GB$/.test(text(value) ?? "") ? text(value) : null);

/** `neo4jaura_instance`; early versions said `id`, `tenant_id` and `paused`. */
function fromNeo4jaura(source: ObjectValue): ObjectValue {
  const clonedFrom = (source["source"] ?? {}) as ObjectValue;
  return {
    ...sameNames(source),
    id: text(source["instance_id"]) ?? text(source["id"]),
    project_id: text(source["project_id"]) ?? text(source["tenant_id"]),
    username: text(source["username"]),
    password: text(source["password"]),
    status: text(source["status"]),
    paused: flag(source["paused"]) ?? source["status"] === "paused",
    secondaries_count: count(source["secondaries_count"]),
    cdc_enrichment_mode: text(source["cdc_enrichment_mode"]),
    created_at: text(source["created_at"]),
    source_instance_id: text(clonedFrom["instance_id"]),
    source_snapshot_id: text(clonedFrom["snapshot_id"]),
  };
}

/** `pgrneo4jaura_aurainstance`. */
function fromPgrInstance(source: ObjectValue): ObjectValue {
  const password = source["n4jpwd"] === "N/A" ? null : text(source["n4jpwd"]);
  return {
    ...sameNames(source),
    id: text(source["id"]),
    project_id: text(source["tenant_id"]),
    username: password === null ? null : FIRST_USER,
    password,
    paused: flag(source["paused"]),
    secondaries_count: count(source["secondary_count"]),
    customer_managed_key_id: text(source["customer_managed_key_id"]),
  };
}

/** What is called the same everywhere. */
function sameNames(source: ObjectValue): ObjectValue {
  const names = ["name", "cloud_provider", "region", "type", "version", "connection_url", "metrics_integration_url"];
  return {
    ...Object.fromEntries(names.map((name) => [name, text(source[name])])),
    memory: size(source["memory"]),
    storage: size(source["storage"]),
    vector_optimized: flag(source["vector_optimized"]),
    graph_analytics_plugin: flag(source["graph_analytics_plugin"]),
  };
}

/** `pgrneo4jaura_auracmk`. */
function fromPgrKey(source: ObjectValue): ObjectValue {
  const names = ["id", "name", "cloud_provider", "region", "instance_type", "key_id", "created"];
  return {
    ...Object.fromEntries(names.map((name) => [name, text(source[name])])),
    project_id: text(source["tenant_id"]),
  };
}

/** A resource of this provider under one of its other addresses. */
const own: Translation = (source) => source;

/** Takes over the instances of other providers, with user name and password. */
export const moveInstance = mover(
  { neo4jaura_instance: fromNeo4jaura, pgrneo4jaura_aurainstance: fromPgrInstance, aura_instance: own },
  ["id", "project_id", "name", "cloud_provider", "region", "type"],
  (state) => (state["password"] === null ? [noPassword(state)] : []),
);

/** Takes over the customer managed keys of other providers. */
export const moveKey = mover({ pgrneo4jaura_auracmk: fromPgrKey, aura_customer_managed_key: own }, [
  "id",
  "project_id",
  "name",
  "cloud_provider",
  "region",
  "instance_type",
  "key_id",
]);

/**
 * Takes over objects of the resource types that it knows. The type tells where an object comes from, not the address of its provider:
 * that one differs between registries, mirrors and forks.
 * @param translations how to read the state, by resource type
 * @param required what the state must say at least
 * @param remarks what the user should know of the result
 */
function mover(
  translations: { readonly [type: string]: Translation },
  required: readonly string[],
  remarks: (state: ObjectValue) => readonly Diagnostic[] = () => [],
): (source: MoveSource) => Outcome | undefined {
  return ({ provider, type, state: source }) => {
    const translate = Object.hasOwn(translations, type) ? translations[type] : undefined;
    if (!translate) return undefined;
    const state = translate(source);
    const missing = required.filter((name) => text(state[name]) === null);
    if (missing.length > 0) throw new ProviderError(unreadable(provider, type, missing));
    return { state, diagnostics: translate === own ? [] : remarks(state) };
  };
}

const unreadable = (provider: string, type: string, missing: readonly string[]) =>
  error(
    `The state of ${type} cannot be read`,
    `It was stored by ${provider}, and does not have what it should: ${missing.join(", ")}. Nothing was moved. ` +
      "Use a `removed` block with `destroy = false` for it, and import it instead.",
  );

const noPassword = ({ id }: ObjectValue) =>
  warning(
    `The password of instance ${String(id)} is not in the state that was moved`,
    "The API returns it only when it creates an instance. Reset it in the Aura Console if nobody has it.",
  );
