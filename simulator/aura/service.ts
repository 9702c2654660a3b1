import { randomUUID } from "node:crypto";
import type { Clock } from "../http/clock";
import type { Failure, Fault } from "../http/faults";
import { json, parseJson, type CallIdentity, type HttpReply, type HttpRequest, type Service } from "../http/service";
import type { KeyClouds } from "./access";
import { Body } from "./body";
import { AuraError, GatewayError } from "./errors";
import { instanceAnswer, metricsUrl, orderAnswer } from "./instance-answers";
import { Instances, type Instance } from "./instances";
import type { AuraOptions, Project } from "./options";
import { RateLimit } from "./rate-limit";
import { estimatedSize } from "./sizing";
import { Records, timestamp, type KeyRecord } from "./records";
import { Tokens } from "./tokens";

/** Answers a request; the ids are those in its path. */
type Route = (request: HttpRequest, id: string, second: string) => HttpReply;

/**
 * The Aura API v1 over HTTP.
 * @see https://neo4j.com/docs/aura/api/overview/
 */
export class AuraService implements Service {
  public readonly tokens: Tokens;
  public readonly records: Records;
  public readonly instances: Instances;
  private readonly limit: RateLimit;
  private readonly routes: readonly (readonly [RegExp, Readonly<Record<string, Route>>])[];

  public constructor(
    private readonly options: AuraOptions,
    clock: Clock,
    clouds: KeyClouds,
  ) {
    const { kms } = clouds;
    const projectOf = (id: string) => this.project(id);
    this.tokens = new Tokens(clock, options, options.tokenLifetimeInSeconds);
    this.records = new Records(clock, clouds, options, projectOf);
    this.instances = new Instances(clock, this.records, options, projectOf);
    kms.addUser(() => this.instances.useKeys(kms));
    this.limit = new RateLimit(clock, options.requestsPerMinute, options.retryAfter);
    this.routes = [
      [/^\/v1\/customer-managed-keys$/, { GET: this.listRecords, POST: this.createRecord }],
      [/^\/v1\/customer-managed-keys\/([^/]+)$/, { GET: this.getRecord, DELETE: this.deleteRecord }],
      [/^\/v1\/instances\/sizing$/, { POST: this.estimateSize }],
      [/^\/v1\/instances$/, { GET: this.listInstances, POST: this.createInstance }],
      [
        /^\/v1\/instances\/([^/]+)$/,
        { GET: this.getInstance, PATCH: this.changeInstance, DELETE: this.destroyInstance },
      ],
      [/^\/v1\/instances\/([^/]+)\/pause$/, { POST: this.pauseInstance }],
      [/^\/v1\/instances\/([^/]+)\/resume$/, { POST: this.resumeInstance }],
      [/^\/v1\/instances\/([^/]+)\/overwrite$/, { POST: this.overwriteInstance }],
      [/^\/v1\/instances\/([^/]+)\/upgrade$/, { POST: this.upgradeInstance }],
      [/^\/v1\/instances\/([^/]+)\/snapshots$/, { GET: this.listSnapshots, POST: this.takeSnapshot }],
      [/^\/v1\/instances\/([^/]+)\/snapshots\/([^/]+)$/, { GET: this.getSnapshot }],
      [/^\/v1\/instances\/([^/]+)\/snapshots\/([^/]+)\/restore$/, { POST: this.restoreSnapshot }],
      [/^\/v1\/tenants$/, { GET: this.listProjects }],
      [/^\/v1\/tenants\/([^/]+)$/, { GET: this.getProject }],
      [/^\/v1\/tenants\/([^/]+)\/metrics-integration$/, { GET: this.getMetricsIntegration }],
    ];
  }

  /** All projects. */
  public get projects(): readonly Project[] {
    return this.options.projects;
  }

  /**
   * The project with this id.
   * @param id UUID
   */
  public project(id: string): Project | undefined {
    return this.options.projects.find((project) => project.id === id);
  }

  public identify({ method, path, body }: HttpRequest): CallIdentity {
    const call = `${method} ${path}`;
    return path === "/oauth/token" ? { call } : { call, request: parseJson(body) };
  }

  public answer(request: HttpRequest, fault: Fault | undefined): HttpReply {
    try {
      if (fault?.expireToken) this.tokens.expire(request);
      if (request.path === "/oauth/token") return this.token(request);
      this.tokens.check(request);
      this.limit.take();
      const reply = this.route(request);
      return { ...reply, headers: { ...reply.headers, "x-request-id": randomUUID() } };
    } catch (error) {
      if (error instanceof AuraError || error instanceof GatewayError) return error.reply();
      throw error;
    }
  }

  public failure(_request: HttpRequest, { status = 500, retryAfter }: Failure): HttpReply {
    return new GatewayError(
      status,
      FAILURES[status] ?? "Simulated failure",
      retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    ).reply();
  }

  private token(request: HttpRequest): HttpReply {
    if (request.method !== "POST") throw new GatewayError(405, "Method Not Allowed");
    return this.tokens.issue(request);
  }

  private route(request: HttpRequest): HttpReply {
    const call = `${request.method} ${request.path}`;
    for (const [pattern, methods] of this.routes) {
      const match = pattern.exec(request.path);
      if (!match) continue;
      const route = methods[request.method];
      if (!route) {
        const served = Object.keys(methods).join(", ");
        throw new AuraError(405, "method-not-allowed", `The simulator does not serve ${call}, only ${served} there.`);
      }
      const type = request.headers["content-type"] ?? "";
      if (["POST", "PATCH"].includes(request.method) && !/^application\/json\s*(;|$)/i.test(type)) {
        throw new GatewayError(415, "Unsupported Media Type");
      }
      return route(request, match[1] ?? "", match[2] ?? "");
    }
    throw new AuraError(404, "not-found", `The simulator does not serve ${call}.`);
  }

  private readonly listRecords: Route = ({ query }) => {
    const inTenant = this.inTenant(query);
    const data = this.records.list().filter(inTenant);
    return json(200, { data: data.map(({ id, name, tenant_id }) => ({ id, name, tenant_id })) });
  };

  private readonly createRecord: Route = (request) =>
    json(202, { data: { ...this.recordAnswer(this.records.create(Body.of(request))), status: "pending" } });

  private readonly getRecord: Route = (_request, id) => json(200, { data: this.recordAnswer(this.records.get(id)) });

  private readonly deleteRecord: Route = (_request, id) => {
    this.records.delete(id, (record) => this.instances.isKeyInUse(record.id));
    return { status: 204 };
  };

  private readonly listInstances: Route = ({ query }) => {
    const data = this.instances.list().filter(this.inTenant(query));
    return json(200, {
      data: data.map(({ id, name, tenant_id, cloud_provider, createdAt }) => ({
        id,
        name,
        tenant_id,
        cloud_provider,
        created_at: timestamp(createdAt),
      })),
    });
  };

  private readonly createInstance: Route = (request) =>
    json(202, { data: orderAnswer(this.instances.create(Body.of(request))) });

  private readonly getInstance: Route = (_request, id) => this.shown(200, this.instances.get(id));

  private readonly changeInstance: Route = (request, id) => {
    const { instance, renamedOnly } = this.instances.change(id, Body.of(request));
    return this.shown(renamedOnly ? 200 : 202, instance);
  };

  private readonly destroyInstance: Route = (_request, id) => this.shown(202, this.instances.destroy(id));

  private readonly pauseInstance: Route = (_request, id) => this.shown(202, this.instances.pause(id));

  private readonly resumeInstance: Route = (_request, id) => this.shown(202, this.instances.resume(id));

  private readonly overwriteInstance: Route = (request, id) =>
    this.shown(202, this.instances.overwrite(id, Body.of(request)));

  private readonly upgradeInstance: Route = (request, id) =>
    this.shown(200, this.instances.upgrade(id, Body.ofOptional(request)));

  private readonly estimateSize: Route = (request) =>
    json(200, { data: estimatedSize(Body.of(request), this.options.projects) });

  private readonly listSnapshots: Route = ({ query }, id) => {
    const { snapshots } = this.instances;
    const listed = snapshots.list(this.instances.get(id).id, query.get("date"));
    return json(200, { data: listed.map((snapshot) => snapshots.answer(snapshot)) });
  };

  private readonly takeSnapshot: Route = (_request, id) =>
    json(202, { data: { snapshot_id: this.instances.takeSnapshot(id).id } });

  private readonly getSnapshot: Route = (_request, id, snapshotId) => {
    const { snapshots } = this.instances;
    return json(200, { data: snapshots.answer(snapshots.get(this.instances.get(id).id, snapshotId)) });
  };

  private readonly restoreSnapshot: Route = (_request, id, snapshotId) =>
    this.shown(202, this.instances.restore(id, snapshotId));

  private readonly listProjects: Route = () =>
    json(200, { data: this.options.projects.map(({ id, name }) => ({ id, name })) });

  private readonly getProject: Route = (_request, id) => {
    const { name, instanceConfigurations } = this.existingProject(id);
    return json(200, { data: { id, name, instance_configurations: instanceConfigurations } });
  };

  private readonly getMetricsIntegration: Route = (_request, id) => {
    this.existingProject(id);
    return json(200, { data: { endpoint: metricsUrl(id) } });
  };

  private existingProject(id: string): Project {
    const project = this.project(id);
    if (!project) throw new AuraError(404, "tenant-not-found", "The tenant you specified could not be found");
    return project;
  }

  private inTenant(query: URLSearchParams): (item: { readonly tenant_id: string }) => boolean {
    const tenantId = query.get("tenantId");
    return (item) => tenantId === null || item.tenant_id === tenantId;
  }

  private recordAnswer(record: KeyRecord): object {
    const { id, name, created, cloud_provider, key_id, region, instance_type, tenant_id } = record;
    const status = this.records.statusOf(id);
    return { id, name, created, cloud_provider, key_id, region, type: instance_type, instance_type, tenant_id, status };
  }

  private shown(status: number, instance: Instance): HttpReply {
    return json(status, { data: instanceAnswer(instance, this.instances.statusOf(instance)) });
  }
}

const FAILURES: Readonly<Record<number, string>> = {
  401: "Unauthorized",
  403: "Forbidden",
  429: "API rate limit exceeded",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
