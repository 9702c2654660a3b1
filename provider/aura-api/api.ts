import { isObject, listOf } from "../../util/json";
import { AuraApiError } from "./errors";
import { Transport, type TransportOptions } from "./transport";
import type {
  CreatedInstance,
  Instance,
  InstanceChanges,
  KeyRecord,
  NewInstance,
  NewKeyRecord,
  Project,
  ProjectSummary,
  RegisteredKey,
  Snapshot,
  Summary,
} from "./types";

const KEYS = "/customer-managed-keys";
const INSTANCES = "/instances";
const PROJECTS = "/tenants";
/** What is read of a kind of object: an answer without the texts that it must have is refused; the rest may be missing. */
interface Kind {
  readonly required: readonly string[];
  readonly optional?: Readonly<Record<string, "string" | "number" | "boolean">>;
}

const RECORD: Kind = {
  required: ["id", "name", "cloud_provider", "key_id", "region", "tenant_id", "status"],
  optional: { created: "string", type: "string", instance_type: "string" },
};
const REGISTERED: Kind = { required: ["id"], optional: { status: "string", created: "string" } };
const INSTANCE: Kind = {
  required: ["id", "name", "status", "tenant_id", "cloud_provider", "region", "type", "memory"],
  optional: {
    storage: "string",
    secondaries_count: "number",
    cdc_enrichment_mode: "string",
    vector_optimized: "boolean",
    graph_analytics_plugin: "boolean",
    customer_managed_key_id: "string",
    connection_url: "string",
    metrics_integration_url: "string",
    created_at: "string",
  },
};
const CREATED: Kind = {
  required: ["id"],
  optional: { connection_url: "string", username: "string", password: "string", created_at: "string" },
};
const SUMMARY: Kind = { required: ["id", "name", "tenant_id"] };
const PROJECT: Kind = { required: ["id", "name"] };
const SNAPSHOT: Kind = {
  required: ["snapshot_id", "status", "timestamp"],
  optional: { profile: "string", exportable: "boolean" },
};

type Json = Readonly<Record<string, unknown>>;

/** The Aura API, version 1, call by call. */
export class AuraApi {
  private readonly transport: Transport;

  public constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /** Milliseconds since 1970, by the clock of Aura. */
  public now(): number {
    return this.transport.now();
  }

  /** Registers a KMS key with Aura. It becomes `ready` later. */
  public async createKey(key: NewKeyRecord): Promise<RegisteredKey> {
    return (await this.object(REGISTERED, "POST", KEYS, key)) as unknown as RegisteredKey;
  }

  /** One customer managed key. */
  public async getKey(id: string, signal?: AbortSignal): Promise<KeyRecord> {
    return record(await this.one(RECORD, `${KEYS}/${encodeURIComponent(id)}`, id, signal));
  }

  /** The customer managed keys of a project, or of all projects. */
  public listKeys(project: string | undefined, signal?: AbortSignal): Promise<Summary[]> {
    return this.list(`${KEYS}${inProject(project)}`, SUMMARY, signal);
  }

  /** Removes a customer managed key from Aura; the KMS key itself is not changed. */
  public async deleteKey(id: string, signal?: AbortSignal): Promise<void> {
    await this.transport.request("DELETE", `${KEYS}/${encodeURIComponent(id)}`, undefined, signal);
  }

  /** Starts the creation of an instance. Only this response holds the password. */
  public async createInstance(instance: NewInstance): Promise<CreatedInstance> {
    return (await this.object(CREATED, "POST", INSTANCES, instance)) as unknown as CreatedInstance;
  }

  /** One instance. */
  public async getInstance(id: string, signal?: AbortSignal): Promise<Instance> {
    return (await this.one(INSTANCE, instancePath(id), id, signal)) as unknown as Instance;
  }

  /** The instances of a project, or of all projects. */
  public listInstances(project: string | undefined, signal?: AbortSignal): Promise<Summary[]> {
    return this.list(`${INSTANCES}${inProject(project)}`, SUMMARY, signal);
  }

  /**
   * The snapshots of an instance that were taken on one day.
   * @param id of the instance
   * @param day such as `2026-11-29`, in UTC
   */
  public listSnapshots(id: string, day: string, signal?: AbortSignal): Promise<Snapshot[]> {
    return this.list(`${instancePath(id)}/snapshots?date=${encodeURIComponent(day)}`, SNAPSHOT, signal);
  }

  /** One snapshot of an instance. */
  public async getSnapshot(id: string, snapshot: string, signal?: AbortSignal): Promise<Snapshot> {
    const path = `${instancePath(id)}/snapshots/${encodeURIComponent(snapshot)}`;
    return (await this.object(SNAPSHOT, "GET", path, undefined, signal)) as unknown as Snapshot;
  }

  /** Starts a change of an instance. */
  public async updateInstance(id: string, changes: InstanceChanges): Promise<void> {
    await this.transport.request("PATCH", instancePath(id), changes);
  }

  /** Starts the removal of an instance and its data. */
  public async deleteInstance(id: string, signal?: AbortSignal): Promise<void> {
    await this.transport.request("DELETE", instancePath(id), undefined, signal);
  }

  /** Starts pausing an instance. */
  public async pauseInstance(id: string): Promise<void> {
    await this.transport.request("POST", `${instancePath(id)}/pause`, {});
  }

  /** Starts resuming a paused instance. */
  public async resumeInstance(id: string): Promise<void> {
    await this.transport.request("POST", `${instancePath(id)}/resume`, {});
  }

  /** The projects that the credentials can read. */
  public listProjects(signal?: AbortSignal): Promise<ProjectSummary[]> {
    return this.list(PROJECTS, PROJECT, signal);
  }

  /** A project, and the instances that it may create. */
  public async getProject(id: string, signal?: AbortSignal): Promise<Project> {
    const found = await this.one(PROJECT, `${PROJECTS}/${encodeURIComponent(id)}`, id, signal);
    const offered = listOf(found["instance_configurations"]).filter(isObject);
    return { ...found, instance_configurations: offered } as unknown as Project;
  }

  private async object(kind: Kind, method: string, path: string, body?: object, signal?: AbortSignal): Promise<Json> {
    const answer = await this.transport.answer(method, path, body, signal);
    const data = (answer.body as { data?: unknown } | null | undefined)?.data;
    return checked(data, kind, method, path, answer.text);
  }

  /** An answer about another object, as of a cache on the way, would put that one into the state. */
  private async one(kind: Kind, path: string, id: string, signal?: AbortSignal): Promise<Json> {
    const found = await this.object(kind, "GET", path, undefined, signal);
    if (String(found["id"]).toLowerCase() !== id.toLowerCase())
      throw unusable("GET", path, "it is about another object");
    return found;
  }

  private async list<T>(path: string, kind: Kind, signal?: AbortSignal): Promise<T[]> {
    const answer = (await this.transport.request("GET", path, undefined, signal)) as { data?: unknown } | null;
    if (!Array.isArray(answer?.data)) throw unusable("GET", path, "data is not a list");
    return answer.data.map((one: unknown) => checked(one, kind, "GET", path) as unknown as T);
  }
}

const inProject = (project: string | undefined) =>
  project === undefined ? "" : `?tenantId=${encodeURIComponent(project)}`;

const instancePath = (id: string) => `${INSTANCES}/${encodeURIComponent(id)}`;

/** v1 returns the product of a customer managed key as `instance_type` and, with the same value, as `type`. */
const record = (data: Json): KeyRecord =>
  ({ ...data, instance_type: data["instance_type"] ?? data["type"] }) as unknown as KeyRecord;

/** An object whose properties have the types that they should have; those that have not are left out, and named in `unusable`. */
function checked(data: unknown, kind: Kind, method: string, path: string, text?: string): Json {
  const found = isObject(data) ? data : {};
  const missing = kind.required.filter((name) => typeof found[name] !== "string");
  if (missing.length > 0) throw unusable(method, path, `${missing.join(", ")} missing`, text);
  const wrong = Object.entries(kind.optional ?? {}).flatMap(([name, type]) =>
    (found[name] ?? null) !== null && !isOf(type, found[name]) ? [name] : [],
  );
  const rest = Object.fromEntries(Object.entries(found).filter(([name]) => !wrong.includes(name)));
  return { ...rest, ...(wrong.length > 0 && { unusable: wrong }) };
}

/** JSON has numbers that are too large for a number, such as `1e400`: they are infinite here, which no state can hold. */
const isOf = (type: string, value: unknown) => typeof value === type && (type !== "number" || Number.isFinite(value));

/** The request was accepted, but its outcome cannot be read from the answer; to ask again would bring the same. */
const unusable = (method: string, path: string, what: string, text?: string) =>
  new AuraApiError({
    method,
    path,
    cause: `an unusable answer: ${what}`,
    ambiguous: method !== "GET",
    lasting: true,
    ...(text !== undefined && { body: text }),
  });
