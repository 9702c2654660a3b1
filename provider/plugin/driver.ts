import { error, hasError, ProviderError, wireDiagnostics, wirePath, type Diagnostic } from "./diagnostics";
import { printable } from "./printable";
import { conform, planBySchema, replacingChanges } from "./planning";
import type {
  Block,
  Context,
  DataSource,
  ListResource,
  Log,
  ObservedCall,
  Outcome,
  Private,
  Provider,
  Resource,
} from "./schema";
import { fromDynamic, hasUnknown, isSet, toDynamic, type DynamicValue, type ObjectValue } from "./values";
import { definitionProblems, wireIdentitySchema, wireSchema } from "./wire-schema";

/** What identifies an object for ever, as the protocol has it. */
interface Identity {
  readonly identity_data?: DynamicValue;
}

/** The fields of the protocol's requests; each call fills those it has. */
export interface Request {
  readonly type_name?: string;
  readonly id?: string;
  readonly config?: DynamicValue;
  readonly current_state?: DynamicValue;
  readonly prior_state?: DynamicValue;
  readonly proposed_new_state?: DynamicValue;
  readonly planned_state?: DynamicValue;
  readonly raw_state?: DynamicValue;
  readonly private?: Uint8Array;
  readonly prior_private?: Uint8Array;
  readonly planned_private?: Uint8Array;
  readonly terraform_version?: string;
  readonly identity?: Identity;
  readonly raw_identity?: DynamicValue;
  readonly source_provider_address?: string;
  readonly source_type_name?: string;
  readonly source_state?: DynamicValue;
  readonly source_private?: Uint8Array;
  readonly target_type_name?: string;
  readonly include_resource_object?: boolean;
  readonly limit?: number;
}

/** One call of the protocol. */
export type Handler = (request: Request) => Promise<object>;

/** One call of the protocol that is answered by any number of messages. */
export type StreamHandler = (request: Request) => AsyncIterable<object>;

const CAPABILITIES = { get_provider_schema_optional: true, plan_destroy: true, move_resource_state: true };

const objectOf = (value: DynamicValue | undefined) => fromDynamic(value) as ObjectValue | null;
const decodePrivate = (bytes?: Uint8Array): Private =>
  bytes?.length ? (JSON.parse(Buffer.from(bytes).toString("utf8")) as Private) : {};
const encodePrivate = (kept: Private) =>
  Object.keys(kept).length > 0 ? Buffer.from(JSON.stringify(kept)) : Buffer.alloc(0);
/** The object with its values changed; those that become undefined are left out. */
const mapObject = <T, U>(object: { readonly [name: string]: T } | undefined, change: (value: T) => U | undefined) =>
  Object.fromEntries(
    Object.entries(object ?? {}).flatMap(([name, value]) => {
      const changed = change(value);
      return changed === undefined ? [] : [[name, changed]];
    }),
  );

/** Errors for computed attributes that the configuration sets; Terraform does not check this itself. */
function computedButSet({ attributes }: Block, config: ObjectValue): Diagnostic[] {
  return Object.entries(attributes)
    .filter(([name, { optional, computed }]) => computed && !optional && (config[name] ?? null) !== null)
    .map(([name]) =>
      error(`${name} cannot be set`, `The provider computes ${name}; remove it from the configuration.`, name),
    );
}

/** The identity of an object; undefined when its kind has none, or when it is not known yet. */
function identityOf<Client>({ identity }: Resource<Client>, state: ObjectValue | null): Identity | undefined {
  const value = identity === undefined ? undefined : state?.[identity];
  if (identity === undefined || !isSet(value)) return undefined;
  return { identity_data: toDynamic({ [identity]: value }) };
}

/**
 * The calls of the protocol for one connection: one provider block in one command. It keeps the client that `configure`
 * returned, and stops all running operations when Terraform asks for it.
 */
export class Connection<Client> {
  /** Returns the client that `configure` made, or throws the error that it ended with. */
  private client: (() => Client) | undefined;
  private terraformVersion = "";
  private stopping = new AbortController();

  public constructor(
    private readonly provider: Provider<Client>,
    private readonly log: Log,
  ) {
    const problems = definitionProblems(provider as Provider<never>);
    if (problems.length > 0) throw new TypeError(problems.join("\n"));
  }

  /** The handlers by the protocol's names. */
  public readonly handlers: { readonly [rpc: string]: Handler } = {
    GetMetadata: async () => ({
      server_capabilities: CAPABILITIES,
      resources: Object.keys(this.provider.resources).map((name) => ({ type_name: name })),
      data_sources: Object.keys(this.provider.dataSources ?? {}).map((name) => ({ type_name: name })),
      list_resources: Object.keys(this.searches).map((name) => ({ type_name: name })),
    }),
    GetProviderSchema: async (request) => {
      this.observe(request, { rpc: "schema", value: null });
      return {
        server_capabilities: CAPABILITIES,
        provider: wireSchema(this.provider),
        ...(this.provider.meta && { provider_meta: wireSchema({ schema: this.provider.meta }) }),
        resource_schemas: mapObject(this.provider.resources, wireSchema),
        data_source_schemas: mapObject(this.provider.dataSources, wireSchema),
        list_resource_schemas: mapObject(this.searches, wireSchema),
      };
    },
    GetResourceIdentitySchemas: async () => ({
      identity_schemas: mapObject(this.provider.resources, wireIdentitySchema),
    }),
    GetFunctions: async () => ({}),
    ValidateProviderConfig: (request) => this.withDiagnostics(async () => this.validate(this.provider, request)),
    ValidateResourceConfig: (request) =>
      this.withDiagnostics(async () => this.validate(this.resource(request), request)),
    ValidateDataResourceConfig: (request) =>
      this.withDiagnostics(async () => this.validate(this.dataSource(request), request)),
    ValidateListResourceConfig: (request) =>
      this.withDiagnostics(async () => this.validate(this.search(request), request)),
    UpgradeResourceState: (request) => this.withDiagnostics(async () => this.upgrade(request)),
    UpgradeResourceIdentity: (request) => this.withDiagnostics(async () => this.upgradeIdentity(request)),
    ConfigureProvider: (request) => this.withDiagnostics(() => this.configure(request)),
    ReadResource: (request) => this.withDiagnostics(() => this.read(request), { new_state: request.current_state }),
    PlanResourceChange: (request) => this.withDiagnostics(() => this.plan(request)),
    ApplyResourceChange: (request) =>
      this.withDiagnostics(() => this.apply(request), {
        new_state: request.prior_state,
        private: request.planned_private,
      }),
    ImportResourceState: (request) => this.withDiagnostics(() => this.import(request)),
    MoveResourceState: (request) => this.withDiagnostics(async () => this.move(request)),
    ReadDataSource: (request) => this.withDiagnostics(() => this.readData(request)),
    StopProvider: async () => {
      this.stop();
      return {};
    },
  };

  /** The handlers of the calls that are answered by any number of messages, by the protocol's names. */
  public readonly streams: { readonly [rpc: string]: StreamHandler } = {
    ListResource: (request) => this.list(request),
  };

  /** Ends every wait. */
  public stop(): void {
    this.stopping.abort(new ProviderError(error("The operation was stopped", "Terraform asked the provider to stop.")));
  }

  /** Returns diagnostics instead of failing the call. */
  private async withDiagnostics(work: () => Promise<object>, otherwise: object = {}): Promise<object> {
    try {
      return await work();
    } catch (problem) {
      return { ...otherwise, diagnostics: this.diagnosticsOf(problem) };
    }
  }

  private diagnosticsOf(problem: unknown): object[] {
    if (problem instanceof ProviderError) return wireDiagnostics(problem.diagnostics);
    const { message, stack } = problem instanceof Error ? problem : new Error(String(problem));
    this.log("error", stack ?? message);
    const detail = `${message}. This is a bug in the provider; please report it.`;
    return wireDiagnostics([error("Internal provider error", detail)]);
  }

  private resource({ type_name: name = "" }: Request): Resource<Client> {
    const resource = this.provider.resources[name];
    if (!resource) throw new ProviderError(error("Unknown resource type", `This provider has no resource ${name}.`));
    return resource;
  }

  private get searches(): { readonly [type: string]: ListResource<Client> } {
    return mapObject(this.provider.resources, ({ list }) => list);
  }

  private search(request: Request): ListResource<Client> {
    const { list } = this.resource(request);
    if (list) return list;
    throw new ProviderError(error("Not a list resource", `${request.type_name} cannot be listed.`));
  }

  private dataSource({ type_name: name = "" }: Request): DataSource<Client> {
    const source = this.provider.dataSources?.[name];
    if (!source) throw new ProviderError(error("Unknown data source", `This provider has no data source ${name}.`));
    return source;
  }

  private context(kept: Private): Context<Client> {
    const { client } = this;
    if (!client)
      throw new ProviderError(
        error("The provider is not configured", "Terraform has not sent the provider configuration yet."),
      );
    return {
      get client() {
        return client();
      },
      signal: this.stopping.signal,
      log: this.log,
      private: kept,
      terraformVersion: this.terraformVersion,
    };
  }

  private observe(request: Request, call: Omit<ObservedCall, "type">): void {
    this.provider.observe?.({ ...(request.type_name !== undefined && { type: request.type_name }), ...call });
  }

  private validate(
    subject: { schema: Block; validate?(config: ObjectValue): readonly Diagnostic[] },
    request: Request,
  ): object {
    const config = conform(subject.schema, objectOf(request.config) ?? {});
    const found = [...computedButSet(subject.schema, config), ...(subject.validate?.(config) ?? [])];
    return { diagnostics: wireDiagnostics(found) };
  }

  private upgrade(request: Request): object {
    const { schema, upgrade } = this.resource(request);
    const stored = objectOf(request.raw_state) ?? {};
    return { upgraded_state: toDynamic(conform(schema, upgrade?.(stored) ?? stored)) };
  }

  /** There is one version; attributes that it does not have are dropped. */
  private upgradeIdentity(request: Request): object {
    const stored = objectOf(request.raw_identity);
    return { upgraded_identity: stored && identityOf(this.resource(request), stored) };
  }

  private async configure(request: Request): Promise<object> {
    const config = conform(this.provider.schema, objectOf(request.config) ?? {});
    this.observe(request, { rpc: "configure", value: config });
    this.stopping = new AbortController();
    this.terraformVersion = request.terraform_version ?? "";
    const warnings: Diagnostic[] = [];
    try {
      const { terraformVersion, log } = this;
      const warn = (...more: readonly Diagnostic[]) => void warnings.push(...more);
      const client = await this.provider.configure(config, { terraformVersion, log, warn });
      this.client = () => client;
    } catch (problem) {
      // A value that is not known yet may not be needed yet: the first operation that needs the client gets the error.
      if (!hasUnknown(config)) throw problem;
      this.client = () => {
        throw problem;
      };
    }
    return { diagnostics: wireDiagnostics(warnings) };
  }

  private async read(request: Request): Promise<object> {
    const resource = this.resource(request);
    const state = objectOf(request.current_state);
    this.observe(request, { rpc: "read", value: state });
    if (state === null || !resource.read)
      return { new_state: toDynamic(state), new_identity: identityOf(resource, state), private: request.private };
    const kept = decodePrivate(request.private);
    const outcome = await resource.read(state, this.context(kept));
    return {
      new_state: this.encode(resource, outcome),
      new_identity: identityOf(resource, outcome.state),
      ...this.encodeRemarks(outcome, kept),
    };
  }

  private async plan(request: Request): Promise<object> {
    const resource = this.resource(request);
    const proposed = objectOf(request.proposed_new_state);
    const prior = objectOf(request.prior_state);
    if (proposed === null) {
      this.observe(request, { rpc: "plan", action: "delete", value: prior });
      const diagnostics = wireDiagnostics((prior && resource.planDelete?.(prior)) ?? []);
      return { planned_state: toDynamic(null), planned_private: request.prior_private, diagnostics };
    }

    const config = conform(resource.schema, objectOf(request.config) ?? {});
    const bySchema = planBySchema(resource.schema, config, prior, proposed);
    this.observe(request, { rpc: "plan", action: prior ? "update" : "create", value: bySchema });
    const requiresReplace = prior ? replacingChanges(resource.schema, prior, bySchema) : [];
    const draft = { config, prior, planned: bySchema, requiresReplace };
    const refined = await resource.plan?.(draft, this.context(decodePrivate(request.prior_private)));
    return {
      planned_state: toDynamic(refined?.planned ?? bySchema),
      // That of a new object is known after apply.
      planned_identity: identityOf(resource, prior),
      requires_replace: [
        ...(refined?.requiresReplace ?? requiresReplace).map((name) => wirePath([name])),
        ...(refined?.replacePaths ?? []).map(wirePath),
      ],
      planned_private: refined?.private ? encodePrivate(refined.private) : request.prior_private,
      diagnostics: wireDiagnostics(refined?.diagnostics ?? []),
      legacy_type_system: this.provider.legacyTypeSystem ?? false,
    };
  }

  private async apply(request: Request): Promise<object> {
    const resource = this.resource(request);
    const prior = objectOf(request.prior_state);
    const planned = objectOf(request.planned_state);
    const kept = decodePrivate(request.planned_private);
    const action = planned === null ? "delete" : prior === null ? "create" : "update";
    this.observe(request, { rpc: "apply", action, value: planned ?? prior });
    const outcome = await this.change(resource, prior, planned, this.context(kept));
    return {
      new_state: this.encode(resource, outcome),
      new_identity: identityOf(resource, outcome.state),
      ...this.encodeRemarks(outcome, kept),
      legacy_type_system: this.provider.legacyTypeSystem ?? false,
    };
  }

  private async change(
    resource: Resource<Client>,
    prior: ObjectValue | null,
    planned: ObjectValue | null,
    context: Context<Client>,
  ): Promise<Outcome> {
    if (planned === null) return (prior && (await resource.delete?.(prior, context))) || { state: null };
    if (prior === null) return resource.create(planned, context);
    return (await resource.update?.(planned, prior, context)) ?? { state: planned };
  }

  private async import(request: Request): Promise<object> {
    const resource = this.resource(request);
    const identity = objectOf(request.identity?.identity_data);
    const id = identity && resource.identity ? String(identity[resource.identity]) : (request.id ?? "");
    this.observe(request, { rpc: "import", value: id });
    if (!resource.import)
      throw new ProviderError(error("Import is not supported", `${request.type_name} cannot be imported.`));
    const outcome = await resource.import(id, this.context({}));
    const { diagnostics, private: kept } = this.encodeRemarks(outcome, {});
    const found = {
      type_name: request.type_name,
      state: this.encode(resource, outcome),
      private: kept,
      identity: identityOf(resource, outcome.state),
    };
    return { imported_resources: hasError(outcome.diagnostics ?? []) ? [] : [found], diagnostics };
  }

  private move(request: Request): object {
    const {
      source_provider_address: provider = "",
      source_type_name: type = "",
      target_type_name: name = "",
    } = request;
    const resource = this.resource({ type_name: name });
    const state = objectOf(request.source_state) ?? {};
    this.observe({ type_name: name }, { rpc: "move", value: state });
    const outcome = resource.move?.({ provider, type, state });
    if (!outcome)
      throw new ProviderError(error("The move is not supported", `${name} cannot take over ${type} of ${provider}.`));
    // That of another type is in the form of another provider.
    const before = type === name ? decodePrivate(request.source_private) : {};
    const { diagnostics, private: kept } = this.encodeRemarks(outcome, before);
    return {
      target_state: this.encode(resource, outcome),
      target_private: kept,
      target_identity: identityOf(resource, outcome.state),
      diagnostics,
    };
  }

  /** A failure is an event like another: Terraform shows its diagnostics, and discards what was found before. */
  private async *list(request: Request): AsyncGenerator<object> {
    try {
      const resource = this.resource(request);
      const { schema, find } = this.search(request);
      const config = conform(schema, objectOf(request.config) ?? {});
      this.observe(request, { rpc: "list", value: config });
      let left = request.limit ?? Infinity;
      if (left <= 0) return;
      for await (const { name, state } of find(config, this.context({}))) {
        yield {
          identity: identityOf(resource, state),
          display_name: printable(name),
          ...(request.include_resource_object && { resource_object: this.encode(resource, { state }) }),
        };
        left -= 1;
        if (left <= 0) return;
      }
    } catch (problem) {
      yield { diagnostic: this.diagnosticsOf(problem) };
    }
  }

  private async readData(request: Request): Promise<object> {
    const source = this.dataSource(request);
    const config = conform(source.schema, objectOf(request.config) ?? {});
    this.observe(request, { rpc: "read-data", value: config });
    const outcome = await source.read(config, this.context({}));
    return { state: this.encode(source, outcome), diagnostics: this.encodeRemarks(outcome, {}).diagnostics };
  }

  private encode({ schema }: { schema: Block }, { state }: Outcome): DynamicValue {
    return toDynamic(state && conform(schema, state));
  }

  private encodeRemarks(outcome: Outcome, kept: Private): { diagnostics: object[]; private: Uint8Array } {
    return {
      diagnostics: wireDiagnostics(outcome.diagnostics ?? []),
      private: encodePrivate(outcome.private ?? kept),
    };
  }
}
