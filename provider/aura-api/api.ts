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
  Summary,
} from "./types";

const KEYS = "/customer-managed-keys";
const INSTANCES = "/instances";
/** Properties that every object of a kind must have; an answer without them is rejected. */
const RECORD = ["id", "name", "created", "cloud_provider", "key_id", "region", "tenant_id", "status"];
const INSTANCE = ["id", "name", "status", "tenant_id", "cloud_provider", "region", "type", "memory"];
const CREATED = ["id", "connection_url", "username", "password", "created_at"];
const SUMMARY = ["id", "name", "tenant_id"];
const PROJECT = ["id", "name"];

type Json = Readonly<Record<string, unknown>>;

/** The Aura API, version 1, call by call. */
export class AuraApi {
  private readonly transport: Transport;

  public constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /** Registers a KMS key with Aura. It becomes `ready` later. */
  public async createKey(key: NewKeyRecord): Promise<KeyRecord> {
    return record(await this.object(RECORD, "POST", KEYS, key));
  }

  /** One customer managed key. */
  public async getKey(id: string, signal?: AbortSignal): Promise<KeyRecord> {
    return record(await this.object(RECORD, "GET", `${KEYS}/${encodeURIComponent(id)}`, undefined, signal));
  }

  /** The customer managed keys of a project. */
  public listKeys(project: string, signal?: AbortSignal): Promise<Summary[]> {
    return this.list(`${KEYS}?tenantId=${encodeURIComponent(project)}`, signal);
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
    return (await this.object(INSTANCE, "GET", instancePath(id), undefined, signal)) as unknown as Instance;
  }

  /** The instances of a project. */
  public listInstances(project: string, signal?: AbortSignal): Promise<Summary[]> {
    return this.list(`${INSTANCES}?tenantId=${encodeURIComponent(project)}`, signal);
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

  /** A project, and the instances that it may create. */
  public async getProject(id: string, signal?: AbortSignal): Promise<Project> {
    const found = await this.object(PROJECT, "GET", `/tenants/${encodeURIComponent(id)}`, undefined, signal);
    const offered = listOf(found["instance_configurations"]).filter(isObject);
    return { ...found, instance_configurations: offered } as unknown as Project;
  }

  private async object(
    properties: readonly string[],
    method: string,
    path: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<Json> {
    const answer = (await this.transport.request(method, path, body, signal)) as { data?: Json } | null;
    return checked(answer?.data, properties, method, path);
  }

  private async list(path: string, signal?: AbortSignal): Promise<Summary[]> {
    const answer = (await this.transport.request("GET", path, undefined, signal)) as { data?: unknown } | null;
    if (!Array.isArray(answer?.data)) throw unusable("GET", path, "data is not a list");
    return answer.data.map((one: Json) => checked(one, SUMMARY, "GET", path) as unknown as Summary);
  }
}

const instancePath = (id: string) => `${INSTANCES}/${encodeURIComponent(id)}`;

/** v1 returns the product of a customer managed key as `instance_type` and, with the same value, as `type`. */
const record = (data: Json): KeyRecord =>
  ({ ...data, instance_type: data["instance_type"] ?? data["type"] }) as unknown as KeyRecord;

function checked(data: Json | null | undefined, properties: readonly string[], method: string, path: string): Json {
  const missing = properties.filter((name) => typeof data?.[name] !== "string");
  if (!data || missing.length > 0) throw unusable(method, path, `${missing.join(", ")} missing`);
  return data;
}

/** The request was accepted, but its outcome cannot be read from the answer. */
const unusable = (method: string, path: string, what: string) =>
  new AuraApiError({ method, path, cause: `an unusable answer: ${what}`, ambiguous: method !== "GET" });
