import type { LiveInstance, LiveRecord, Sought } from "../model/live";
import { isStatus, type AuraApi, type Summary } from "../provider/aura-api";
import { auraFailure, type Failure } from "./failure";
import { unreadFact } from "./unread";

/** Is told what could not be read. */
export type OnFailure = (what: string, failure: Failure) => void;

/** Reads customer managed keys and instances of Aura, each once. Never rejects. */
export class AuraReader {
  private readonly records = new Map<string, Promise<Sought<LiveRecord>>>();
  private readonly instances = new Map<string, Promise<Sought<LiveInstance>>>();
  private readonly lists = new Map<string, Promise<readonly Summary[] | { readonly failure: Failure }>>();

  public constructor(
    private readonly api: AuraApi,
    private readonly onFailure: OnFailure,
  ) {}

  /** The customer managed key with an id. */
  public record(id: string): Promise<Sought<LiveRecord>> {
    return once(this.records, id, () =>
      this.sought(`customer managed key ${id}`, async () => {
        const { name, tenant_id, cloud_provider, instance_type, region, key_id, status, created } =
          await this.api.getKey(id);
        return {
          ...{ id, name, projectId: tenant_id, cloudProvider: cloud_provider, type: instance_type, region, status },
          keyArn: key_id,
          ...(created !== undefined && { createdAt: created }),
        };
      }),
    );
  }

  /** The instance with an id. */
  public instance(id: string): Promise<Sought<LiveInstance>> {
    return once(this.instances, id, () =>
      this.sought(`instance ${id}`, async () => {
        const found = await this.api.getInstance(id);
        const { name, tenant_id, cloud_provider, type, region, status, created_at } = found;
        const { customer_managed_key_id: key, memory, storage } = found;
        const { secondaries_count: secondariesCount, cdc_enrichment_mode: cdcEnrichmentMode } = found;
        const { vector_optimized: vectorOptimized, graph_analytics_plugin: graphAnalyticsPlugin } = found;
        return {
          ...{ id, name, projectId: tenant_id, cloudProvider: cloud_provider, type, region, status },
          ...(key !== undefined && key !== "" && { customerManagedKeyId: key }),
          ...(created_at !== undefined && { createdAt: created_at }),
          settings: {
            memory,
            ...(storage !== undefined && { storage }),
            ...(secondariesCount !== undefined && { secondariesCount }),
            ...(cdcEnrichmentMode !== undefined && { cdcEnrichmentMode }),
            ...(vectorOptimized !== undefined && { vectorOptimized }),
            ...(graphAnalyticsPlugin !== undefined && { graphAnalyticsPlugin }),
          },
        };
      }),
    );
  }

  /**
   * The only customer managed key of a name.
   * @param matches tells those of one name apart
   */
  public recordNamed(
    project: string,
    name: string,
    matches: (one: LiveRecord) => boolean,
  ): Promise<Sought<LiveRecord>> {
    return this.named(this.recordsIn(project), `customer managed key ${name}`, name, (id) => this.record(id), matches);
  }

  /** The only instance of a name. */
  public instanceNamed(
    project: string,
    name: string,
    matches: (one: LiveInstance) => boolean,
  ): Promise<Sought<LiveInstance>> {
    return this.named(this.instancesIn(project), `instance ${name}`, name, (id) => this.instance(id), matches);
  }

  /** The ids of all customer managed keys of a project, or of all that the credentials can read. */
  public recordsIn(project: string | undefined): Promise<readonly Summary[] | { readonly failure: Failure }> {
    return this.list("customer managed keys", project, () => this.api.listKeys(project));
  }

  /** The ids of all instances of a project. */
  public instancesIn(project: string | undefined): Promise<readonly Summary[] | { readonly failure: Failure }> {
    return this.list("instances", project, () => this.api.listInstances(project));
  }

  private list(kind: string, project: string | undefined, ask: () => Promise<readonly Summary[]>) {
    return once(this.lists, `${kind} ${project ?? ""}`, async () => {
      try {
        return await ask();
      } catch (error) {
        const failure = auraFailure(error);
        this.onFailure(`${kind}${project === undefined ? "" : ` of project ${project}`}`, failure);
        return { failure };
      }
    });
  }

  private async named<T>(
    listed: Promise<readonly Summary[] | { readonly failure: Failure }>,
    what: string,
    name: string,
    read: (id: string) => Promise<Sought<T>>,
    matches: (one: T) => boolean,
  ): Promise<Sought<T>> {
    const list = await listed;
    if ("failure" in list) return { unread: unreadFact(list.failure) };
    const found = await Promise.all(list.filter((one) => one.name === name).map(({ id }) => read(id)));
    const unread = found.find((one) => "unread" in one);
    if (unread) return unread;
    const fitting = found.filter((one) => "found" in one && matches(one.found));
    const [only, ...others] = fitting;
    if (!only) return { missing: `no ${what} in the project` };
    if (others.length === 0) return only;
    const failure = { why: `${fitting.length} have this name`, fix: "name it by its id", lasting: false };
    this.onFailure(what, failure);
    return { unread: unreadFact(failure) };
  }

  private async sought<T>(what: string, ask: () => Promise<T>): Promise<Sought<T>> {
    try {
      return { found: await ask() };
    } catch (error) {
      if (isStatus(error, 404)) return { missing: `no ${what} in Aura` };
      const failure = auraFailure(error);
      this.onFailure(what, failure);
      return { unread: unreadFact(failure) };
    }
  }
}

function once<T>(kept: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(name) ?? make();
  kept.set(name, found);
  return found;
}
