import { randomUUID } from "node:crypto";
import { AURA_PRODUCTS, CLOUD_PROVIDERS } from "../../model/limits";
import { parseKeyArn } from "../../policy/arn";
import type { Clock } from "../http/clock";
import { accessTo, type KeyClouds } from "./access";
import type { Body } from "./body";
import { AuraError, badRequest } from "./errors";
import type { Access, RegisteredKey } from "./key-access";
import { type AuraOptions, type Project } from "./options";
import { parseOtherKey } from "./other-clouds";

/** A customer managed key as registered with Aura; it refers to the KMS key. */
export interface KeyRecord extends RegisteredKey {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly instance_type: string;
  readonly tenant_id: string;
}

/** The customer managed keys of all projects. */
export class Records {
  private readonly byId = new Map<string, KeyRecord & { readonly createdAt: number; readyAt?: number }>();
  private readonly held = new Set<string>();

  public constructor(
    private readonly clock: Clock,
    private readonly clouds: KeyClouds,
    private readonly options: AuraOptions,
    private readonly projectOf: (id: string) => Project | undefined,
  ) {}

  /** All of them, oldest first. */
  public list(): readonly KeyRecord[] {
    return [...this.byId.values()];
  }

  /**
   * The record with this id.
   * @param id UUID
   */
  public find(id: string): KeyRecord | undefined {
    return this.byId.get(id);
  }

  /**
   * The record with this id, or 404.
   * @param id UUID
   */
  public get(id: string): KeyRecord {
    const record = this.find(id);
    if (!record) throw new AuraError(404, "encryption-key-not-found", `Encryption Key not found: ${id}`);
    return record;
  }

  /** Registers a customer managed key; the KMS key is not checked yet. */
  public create(body: Body): KeyRecord {
    const record = {
      id: randomUUID(),
      name: body.name(),
      created: timestamp(this.clock.now()),
      cloud_provider: body.text("cloud_provider"),
      key_id: body.text("key_id"),
      region: body.text("region"),
      instance_type: body.text("instance_type"),
      tenant_id: body.text("tenant_id"),
      createdAt: this.clock.now(),
    };
    this.check(record);
    this.byId.set(record.id, record);
    return record;
  }

  /**
   * Removes a record.
   * @param id UUID
   * @param inUse true while an instance is encrypted with it
   */
  public delete(id: string, inUse: (record: KeyRecord) => boolean): void {
    const record = this.get(id);
    if (inUse(record)) {
      throw badRequest(
        "encryption-key-is-active",
        `Can not delete encryption key ${id}. The key is linked to an active instance.`,
      );
    }
    this.byId.delete(id);
  }

  /**
   * `ready` once Aura has been able to use the key for the delay; `pending` until then, and again when it no longer can.
   * @param id UUID
   */
  public statusOf(id: string): "pending" | "ready" {
    const record = this.byId.get(id);
    if (!record) return "pending";
    const access = this.accessOf(record);
    if (!access.usable || this.isHeld(record)) {
      record.readyAt = undefined;
      return "pending";
    }
    record.readyAt ??= Math.max(record.createdAt, access.since) + this.options.delays.ready;
    return this.clock.now() >= record.readyAt ? "ready" : "pending";
  }

  /** Whether Aura can use the key right now, and if not, why: what the API never says. */
  public accessOf(record: KeyRecord): Access {
    const project = this.projectOf(record.tenant_id);
    if (!project) throw new Error(`the project of customer managed key ${record.id} does not exist`);
    return accessTo(this.clouds, record, project);
  }

  /**
   * Keeps a customer managed key `pending` regardless of the key policy; `*` means all of them.
   * @param idOrName id or name of a record, which may not exist yet
   * @returns releases it again
   */
  public hold(idOrName: string): () => void {
    this.held.add(idOrName);
    return () => this.held.delete(idOrName);
  }

  /** Releases every held record. */
  public releaseAll(): void {
    this.held.clear();
  }

  private isHeld({ id, name }: KeyRecord): boolean {
    return this.held.has("*") || this.held.has(id) || this.held.has(name);
  }

  private check(record: KeyRecord): void {
    const { tenant_id, cloud_provider, instance_type, key_id, region } = record;
    const project = this.projectOf(tenant_id);
    if (!project) throw badRequest("tenant-not-found", "The tenant you specified could not be found", "tenant_id");
    if (!(CLOUD_PROVIDERS as readonly string[]).includes(cloud_provider)) {
      throw badRequest("invalid-cloud-provider", `Invalid cloud provider: ${cloud_provider}`, "cloud_provider");
    }
    if (!(Object.values(AURA_PRODUCTS) as string[]).includes(instance_type)) {
      throw badRequest(
        "invalid-instance-type",
        `Customer managed keys are not supported for instance type ${instance_type}`,
        "instance_type",
      );
    }
    const offers = project.instanceConfigurations.filter((offer) => offer.cloud_provider === cloud_provider);
    if (!offers.some((offer) => offer.region === region && offer.type === instance_type)) {
      throw badRequest("invalid-region", `Region ${region} is not available for ${instance_type}`, "region");
    }
    const isKey = cloud_provider === "aws" ? !("error" in parseKeyArn(key_id)) : parseOtherKey(cloud_provider, key_id);
    if (!isKey) throw badRequest("invalid-key-id", `Invalid key id: ${key_id}`, "key_id");
    const { oneKeyPerProductAndRegion } = this.options;
    const same = this.list().some(
      (other) =>
        other.tenant_id === tenant_id &&
        other.cloud_provider === cloud_provider &&
        other.region === region &&
        other.instance_type === instance_type,
    );
    if (oneKeyPerProductAndRegion && same) {
      throw badRequest("encryption-key-limit-reached", `There is already a key for ${instance_type} in ${region}`);
    }
  }
}

/**
 * A time as the API writes it: `2023-01-20T13:44:42Z`.
 * @param ms milliseconds since the epoch
 */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
