import { randomUUID } from "node:crypto";
import type { Clock } from "../http/clock";
import { AuraError, badRequest } from "./errors";
import { timestamp } from "./records";

/** What an instance contained at a moment. */
interface Snapshot {
  /** UUID. */
  readonly id: string;
  readonly instanceId: string;
  readonly takenAt: number;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The snapshots that were asked for. There are no scheduled ones. */
export class Snapshots {
  private readonly byId = new Map<string, Snapshot>();

  /** @param delay milliseconds until a snapshot is complete */
  public constructor(
    private readonly clock: Clock,
    private readonly delay: number,
  ) {}

  /** Takes a snapshot. */
  public take(instanceId: string): Snapshot {
    const snapshot = { id: randomUUID(), instanceId, takenAt: this.clock.now() };
    this.byId.set(snapshot.id, snapshot);
    return snapshot;
  }

  /**
   * Those of an instance on a day, newest first.
   * @param date such as `2026-11-29`; today when it is not given
   */
  public list(instanceId: string, date: string | null): readonly Snapshot[] {
    const day = date ?? timestamp(this.clock.now()).slice(0, DATE_LENGTH);
    if (!DATE.test(day)) throw badRequest("invalid-date", `Invalid date: ${day}`, "date");
    return [...this.byId.values()]
      .filter((one) => one.instanceId === instanceId && timestamp(one.takenAt).startsWith(day))
      .reverse();
  }

  /** The snapshot of an instance with this id, or 404. */
  public get(instanceId: string, id: string): Snapshot {
    const snapshot = this.byId.get(id);
    if (snapshot?.instanceId !== instanceId) {
      throw new AuraError(404, "snapshot-not-found", `Snapshot not found: ${id}`);
    }
    return snapshot;
  }

  /** Whether an instance can be made from this snapshot of another one. */
  public isComplete(instanceId: string, id: string): boolean {
    const snapshot = this.byId.get(id);
    return snapshot?.instanceId === instanceId && this.clock.now() >= snapshot.takenAt + this.delay;
  }

  /** The snapshot as the API returns it. */
  public answer({ id, instanceId, takenAt }: Snapshot): object {
    const isComplete = this.isComplete(instanceId, id);
    return {
      instance_id: instanceId,
      profile: "AdHoc",
      snapshot_id: id,
      status: isComplete ? "Completed" : "InProgress",
      timestamp: timestamp(takenAt),
      exportable: isComplete,
    };
  }
}

const DATE_LENGTH = 10;
