import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../http/clock";
import type { KmsCloud } from "../kms/cloud";
import type { KeyErrorStatus } from "./key-access";
import type { Body } from "./body";
import { AuraError, badRequest } from "./errors";
import { checkChange, checkOrder, gigabytes, type Order } from "./instance-checks";
import type { AuraOptions, Project } from "./options";
import type { Records } from "./records";
import { Snapshots } from "./snapshots";

/** The states of an instance that the simulator uses, in Aura's words. */
export type InstanceStatus =
  | KeyErrorStatus
  | (
      | "creating"
      | "destroying"
      | "running"
      | "pausing"
      | "paused"
      | "resuming"
      | "restoring"
      | "updating"
      | "overwriting"
    );

const KEY_ERRORS: readonly KeyErrorStatus[] = [
  "encryption key error",
  "encryption key deleted",
  "encryption key not found",
];

/** An instance: its order and its state. */
export interface Instance extends Order {
  /** Eight hex digits. */
  readonly id: string;
  readonly createdAt: number;
  readonly username: string;
  readonly password: string;
  /** The status when no operation is running. */
  rest: "running" | "paused";
  /** The running operation, and when it ends. */
  busy?: { readonly status: InstanceStatus; readonly until: number; readonly then: "running" | "paused" | "gone" };
}

/** The instances of all projects. */
export class Instances {
  public readonly snapshots: Snapshots;
  private readonly byId = new Map<string, Instance>();

  public constructor(
    private readonly clock: Clock,
    private readonly records: Records,
    private readonly options: AuraOptions,
    private readonly projectOf: (id: string) => Project | undefined,
  ) {
    this.snapshots = new Snapshots(clock, options.delays.snapshot);
  }

  /** All instances that are not destroyed, oldest first. */
  public list(): readonly Instance[] {
    for (const instance of this.byId.values()) this.settle(instance);
    return [...this.byId.values()];
  }

  /**
   * The instance with this id, if it is not destroyed.
   * @param id eight hex digits
   */
  public find(id: string): Instance | undefined {
    const instance = this.byId.get(id);
    if (instance) this.settle(instance);
    return this.byId.get(id);
  }

  /**
   * The instance with this id, or 404; also 404 while it is so new that Aura does not show it yet.
   * @param id eight hex digits
   */
  public get(id: string): Instance {
    const instance = this.find(id);
    if (!instance || this.clock.now() < instance.createdAt + this.options.delays.visible) {
      throw new AuraError(404, "db-not-found", `DB not found: ${id}`);
    }
    return instance;
  }

  /**
   * True while an instance, also one that is being destroyed, is encrypted with this customer managed key.
   * @param recordId id of the customer managed key
   */
  public isKeyInUse(recordId: string): boolean {
    return this.list().some((instance) => instance.customer_managed_key_id === recordId);
  }

  /**
   * The status of an instance. One whose key is not usable is out of service, some time after the key became so, and until it is usable
   * again.
   */
  public statusOf(instance: Instance): InstanceStatus {
    if (instance.busy) return instance.busy.status;
    const { customer_managed_key_id: recordId } = instance;
    const record = recordId === undefined ? undefined : this.records.find(recordId);
    if (!record) return instance.rest;
    const access = this.records.accessOf(record);
    const lost = !access.usable && this.clock.now() >= access.since + this.options.delays.keyLoss;
    return lost ? access.status : instance.rest;
  }

  /** Orders an instance. */
  public create(body: Body): Instance {
    const order = checkOrder(body, {
      projectOf: this.projectOf,
      records: this.records,
      instance: (id) => this.find(id),
      snapshots: this.snapshots,
    });
    const inProject = this.list().filter((instance) => instance.tenant_id === order.tenant_id);
    if (inProject.length >= this.options.maxInstances) {
      throw new AuraError(
        405,
        "instance-limit-reached",
        `The project has reached its limit of ${this.options.maxInstances} instances`,
      );
    }
    const now = this.clock.now();
    const instance: Instance = {
      ...order,
      id: this.freeId(),
      createdAt: now,
      username: "neo4j",
      password: randomBytes(32).toString("base64url"),
      rest: "running",
      busy: { status: "creating", until: now + this.options.delays.create, then: "running" },
    };
    this.byId.set(instance.id, instance);
    return instance;
  }

  /**
   * Changes name, size or options of an instance.
   * @param id id of the instance
   * @returns the instance, and whether nothing but its name was changed
   */
  public change(id: string, body: Body): { readonly instance: Instance; readonly renamedOnly: boolean } {
    const instance = this.get(id);
    const change = checkChange(body, instance, this.projectOf(instance.tenant_id));
    this.requireStatus(instance, ["running", "paused"]);
    const renamedOnly = Object.keys(change).every((member) => member === "name");
    if (!renamedOnly) this.requireStatus(instance, ["running"]);
    Object.assign(instance, change);
    this.start(instance, "updating", this.options.delays.update, instance.rest);
    return { instance, renamedOnly };
  }

  /** Pauses a running instance. */
  public pause(id: string): Instance {
    const instance = this.get(id);
    this.requireStatus(instance, ["running"]);
    return this.start(instance, "pausing", this.options.delays.pause, "paused");
  }

  /** Resumes a paused instance. */
  public resume(id: string): Instance {
    const instance = this.get(id);
    this.requireStatus(instance, ["paused"]);
    return this.start(instance, "resuming", this.options.delays.resume, "running");
  }

  /**
   * Replaces the data of an instance by that of another one.
   * @param id id of the instance that is overwritten
   */
  public overwrite(id: string, body: Body): Instance {
    const instance = this.get(id);
    const source = this.get(body.text("source_instance_id"));
    const snapshotId = body.optionalText("source_snapshot_id");
    if (snapshotId !== undefined) this.snapshots.get(source.id, snapshotId);
    if (gigabytes(source.memory) > gigabytes(instance.memory)) {
      throw new AuraError(
        500,
        "db-overwrite-size-disparity",
        `Cannot clone database ${source.id} into smaller database ${id}.`,
      );
    }
    if (source.customer_managed_key_id !== instance.customer_managed_key_id) {
      throw new AuraError(
        409,
        "encryption-key-mismatch",
        "The source and the destination are not encrypted with the same key",
        "source_instance_id",
      );
    }
    this.requireStatus(instance, ["running"]);
    this.requireStatus(source, ["running"]);
    return this.start(instance, "overwriting", this.options.delays.overwrite, "running");
  }

  /** Takes a snapshot of a running instance. */
  public takeSnapshot(id: string): ReturnType<Snapshots["take"]> {
    const instance = this.get(id);
    this.requireStatus(instance, ["running"]);
    return this.snapshots.take(id);
  }

  /**
   * Makes a running instance again what one of its snapshots holds.
   * @param id id of the instance
   */
  public restore(id: string, snapshotId: string): Instance {
    const instance = this.get(id);
    this.snapshots.get(id, snapshotId);
    this.requireStatus(instance, ["running"]);
    return this.start(instance, "restoring", this.options.delays.restore, "running");
  }

  /** Turns an AuraDB Professional instance into an AuraDB Business Critical one, at once. */
  public upgrade(id: string, body: Body): Instance {
    const instance = this.get(id);
    if (instance.type !== "professional-db") {
      throw new AuraError(409, "unsupported-tier", `Instances of type ${instance.type} cannot be upgraded`);
    }
    if (body.has("memory") !== body.has("storage")) {
      const missing = body.has("memory") ? "storage" : "memory";
      throw badRequest("missing-field", `Missing required field: ${missing}`, missing);
    }
    const upgraded = { ...instance, type: "business-critical" };
    const project = this.projectOf(instance.tenant_id);
    const change = body.has("memory") ? checkChange(body, upgraded, project) : {};
    this.requireStatus(instance, ["running"]);
    const { memory = instance.memory, storage = instance.storage } = change;
    this.byId.set(id, { ...upgraded, memory, storage });
    return this.get(id);
  }

  /** Destroys an instance; a second request no longer finds it. */
  public destroy(id: string): Instance {
    const instance = this.get(id);
    if (instance.busy?.then === "gone") throw new AuraError(404, "db-not-found", `DB not found: ${id}`);
    this.requireStatus(instance, ["running", "paused", ...KEY_ERRORS]);
    return this.start(instance, "destroying", this.options.delays.destroy, "gone");
  }

  /** Every instance that is running uses its key all the time. */
  public useKeys(kms: KmsCloud): void {
    for (const instance of this.list()) {
      const record = this.records.find(instance.customer_managed_key_id ?? "");
      const key = record && kms.find(record.key_id);
      if (key && instance.rest === "running" && this.records.accessOf(record).usable) {
        kms.used(key, { operation: "Decrypt", requestId: randomUUID() });
      }
    }
  }

  private start(
    instance: Instance,
    status: InstanceStatus,
    delay: number,
    then: "running" | "paused" | "gone",
  ): Instance {
    instance.busy = { status, until: this.clock.now() + delay, then };
    return instance;
  }

  private settle(instance: Instance): void {
    const { busy } = instance;
    if (!busy || this.clock.now() < busy.until) return;
    instance.busy = undefined;
    if (busy.then === "gone") this.byId.delete(instance.id);
    else instance.rest = busy.then;
  }

  private requireStatus(instance: Instance, allowed: readonly InstanceStatus[]): void {
    const status = this.statusOf(instance);
    if (allowed.includes(status)) return;
    throw new AuraError(
      409,
      "ongoing-database-operation",
      `The database is current undergoing an operation: ${status}`,
    );
  }

  private freeId(): string {
    const id = randomBytes(4).toString("hex");
    return this.byId.has(id) ? this.freeId() : id;
  }
}
