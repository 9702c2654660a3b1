import { AuraApi, isStatus, type Clock, type KeyRecord, type Summary } from "../aura-api";
import type { Journal } from "./journal";

/** What all resources of one provider block share. */
export class Aura {
  /** Objects that this run made or took over; nothing else may take them. */
  public readonly claimed = new Set<string>();
  private readonly lists = new Map<string, Promise<readonly Summary[]>>();
  private readonly records = new Map<string, Promise<KeyRecord>>();
  private readonly ready = new Map<string, { readonly record: KeyRecord; readonly at: number }>();
  private readonly queues = new Map<string, Promise<unknown>>();

  public constructor(
    public readonly api: AuraApi,
    public readonly clock: Clock,
    /** Milliseconds between two looks at an object that is waited for. */
    public readonly pollInterval: number,
    public readonly journal: Journal,
  ) {}

  /** The keys of a project as they were before this run made any. */
  public keysBefore(project: string, signal: AbortSignal): Promise<readonly Summary[]> {
    return once(this.lists, `keys ${project}`, () => this.api.listKeys(project, signal));
  }

  /** The instances of a project as they were before this run made any. */
  public instancesBefore(project: string, signal: AbortSignal): Promise<readonly Summary[]> {
    return once(this.lists, `instances ${project}`, () => this.api.listInstances(project, signal));
  }

  /** A record as it once was; all of it but the status stays the same for ever. */
  public record(id: string, signal: AbortSignal): Promise<KeyRecord> {
    return once(this.records, id, () => this.api.getKey(id, signal));
  }

  /** Notes that a key has just been seen ready: instances that are made together need not all ask. */
  public sawReady(record: KeyRecord): void {
    this.ready.set(record.id, { record, at: this.clock.now() });
  }

  /** The record of a key that was ready within the last poll interval. */
  public readyLately(id: string): KeyRecord | undefined {
    const seen = this.ready.get(id);
    return seen && this.clock.now() - seen.at < this.pollInterval ? seen.record : undefined;
  }

  /** Runs works with the same name one after the other: two creations of the same object must not find each other's. */
  public async oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.queues.get(name) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(work);
    this.queues.set(name, mine);
    return mine;
  }

  /** The objects behind summaries that are still there and that nobody took. */
  public async look<T extends { readonly id: string }>(
    summaries: readonly Summary[],
    get: (id: string) => Promise<T>,
  ): Promise<T[]> {
    const free = summaries.filter(({ id }) => !this.claimed.has(id));
    const found = await Promise.all(free.map(({ id }) => undefinedIfNotFound(get(id))));
    return found.filter((one) => one !== undefined);
  }
}

/** Undefined when the object is not there (any more). */
export async function undefinedIfNotFound<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (problem) {
    if (isStatus(problem, 404)) return undefined;
    throw problem;
  }
}

/** Asks once and keeps the answer; a failure is not kept. */
function once<T>(kept: Map<string, Promise<T>>, name: string, ask: () => Promise<T>): Promise<T> {
  const known = kept.get(name);
  if (known) return known;
  const asked = ask();
  kept.set(name, asked);
  asked.catch(() => kept.delete(name));
  return asked;
}
