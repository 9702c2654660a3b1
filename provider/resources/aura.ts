import { AuraApi, isStatus, type Clock, type KeyRecord, type Project, type Summary } from "../aura-api";
import type { Context } from "../plugin";
import type { Journal } from "./journal";

/** State that all resources of one provider block share. */
export class Aura {
  /** Ids of objects that this run made or adopted; no other operation may adopt them. */
  public readonly claimed = new Set<string>();
  private readonly lists = new Map<string, Promise<readonly Summary[]>>();
  private readonly recent = new Map<string, { readonly list: Promise<readonly Summary[]>; readonly at: number }>();
  private readonly records = new Map<string, Promise<KeyRecord>>();
  private readonly projects = new Map<string, Promise<Project>>();
  private readonly ready = new Map<string, { readonly record: KeyRecord; readonly at: number }>();
  private readonly queues = new Map<string, Promise<unknown>>();

  public constructor(
    public readonly api: AuraApi,
    public readonly clock: Clock,
    /** Milliseconds between two polls. */
    public readonly pollInterval: number,
    public readonly journal: Journal,
  ) {}

  /** The customer managed keys of a project before this run made any. */
  public keysBefore(project: string, signal: AbortSignal): Promise<readonly Summary[]> {
    return once(this.lists, `keys ${project}`, () => this.api.listKeys(project, signal));
  }

  /** The instances of a project, as they were within the last poll interval: those created together need not all ask. */
  public instancesNow(project: string, signal: AbortSignal): Promise<readonly Summary[]> {
    const known = this.recent.get(project);
    if (known && this.clock.now() - known.at < this.pollInterval) return known.list;
    const list = this.api.listInstances(project, signal);
    this.recent.set(project, { list, at: this.clock.now() });
    list.catch(() => this.recent.delete(project));
    return list;
  }

  /** By how many milliseconds the clock of Aura is ahead of this one. */
  public get skew(): number {
    return this.api.now() - this.clock.now();
  }

  /** A project as it was first read. */
  public project(id: string, signal: AbortSignal): Promise<Project> {
    return once(this.projects, id, () => this.api.getProject(id, signal));
  }

  /** A customer managed key as it was first read; only its status ever changes. */
  public record(id: string, signal: AbortSignal): Promise<KeyRecord> {
    return once(this.records, id, () => this.api.getKey(id, signal));
  }

  /** Notes that a key was just seen ready, so that instances created together need not all ask. */
  public markReady(record: KeyRecord): void {
    this.ready.set(record.id, { record, at: this.clock.now() });
  }

  /** The customer managed key, if it was ready within the last poll interval. */
  public recentlyReady(id: string): KeyRecord | undefined {
    const seen = this.ready.get(id);
    return seen && this.clock.now() - seen.at < this.pollInterval ? seen.record : undefined;
  }

  /** Runs operations with the same name one after the other, so that two creations do not adopt the same object. */
  public async oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(name) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.queues.set(name, mine);
    return mine;
  }

  /** The objects behind summaries that still exist and were not claimed by another operation. */
  public async findUnclaimed<T extends { readonly id: string }>(
    summaries: readonly Summary[],
    get: (id: string) => Promise<T>,
  ): Promise<T[]> {
    const free = summaries.filter(({ id }) => !this.claimed.has(id));
    const found = await Promise.all(free.map(({ id }) => undefinedIfNotFound(get(id))));
    return found.filter((one) => one !== undefined);
  }
}

/** The client; undefined while the configuration of the provider is not known yet. */
export function configured(context: Context<Aura>): Aura | undefined {
  try {
    return context.client;
  } catch {
    return undefined;
  }
}

/** The result, or undefined for a 404. */
export async function undefinedIfNotFound<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (problem) {
    if (isStatus(problem, 404)) return undefined;
    throw problem;
  }
}

/** Calls once and keeps the result; a failure is not kept. */
function once<T>(kept: Map<string, Promise<T>>, name: string, call: () => Promise<T>): Promise<T> {
  const known = kept.get(name);
  if (known) return known;
  const result = call();
  kept.set(name, result);
  result.catch(() => kept.delete(name));
  return result;
}
