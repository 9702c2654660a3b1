import type { Diagnostic, PathStep } from "./diagnostics";
import type { ObjectValue, Value } from "./values";

/** A type in Terraform's own notation, as in `terraform providers schema -json`. */
export type AttributeType =
  | "string"
  | "number"
  | "bool"
  | readonly ["list" | "set" | "map", AttributeType]
  | readonly ["object", { readonly [name: string]: AttributeType }];

/** One attribute of a block. Plain data, so that a schema can be kept in a file of its own. */
export interface Attribute {
  readonly type: AttributeType;
  readonly description?: string;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  /** A change of the value needs a new object. */
  readonly requiresReplace?: boolean;
  /** Planned when the configuration says nothing. Needs `computed`, or a provider with `legacyTypeSystem`. */
  readonly default?: Value;
  /** A computed value that every update may change: planned as unknown whenever something else changes. */
  readonly unknownOnUpdate?: boolean;
  /** A computed value that is never null after apply; Terraform knows so during plan. */
  readonly neverNull?: boolean;
}

/** A block inside a block, such as `timeouts`. */
export interface NestedBlock {
  readonly nesting: "single" | "list" | "set";
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly block: Block;
}

/** The attributes and nested blocks of a resource, a data source or a provider. */
export interface Block {
  readonly attributes: { readonly [name: string]: Attribute };
  readonly blocks?: { readonly [name: string]: NestedBlock };
  readonly description?: string;
}

/** Data that Terraform stores with an object and does not show. Stored in plain text: never put a secret there. */
export interface Private {
  readonly [name: string]: string | number | boolean;
}

/** Writes one line of the provider's log; Terraform shows it under `TF_LOG`. Never pass a secret. */
export type Log = (level: "trace" | "debug" | "info" | "warn" | "error", message: string) => void;

/** What every operation gets. */
export interface Context<Client> {
  /** The client that `configure` returned for this provider block; throws when its configuration is not known yet. */
  readonly client: Client;
  /** Aborted when Terraform asks the provider to stop (Ctrl-C). */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** The private data stored with the object; empty for a new one. */
  readonly private: Private;
  readonly terraformVersion: string;
}

/** Diagnostics of an operation, beside its result. */
interface Remarks {
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * How an operation ended. An error among the diagnostics does not discard the state: Terraform stores the state that is
 * given here (a new object with an error is marked as tainted, with warnings only it is not).
 */
export interface Outcome extends Remarks {
  /** The object as it is now; null when there is none (any more). */
  readonly state: ObjectValue | null;
  /** Replaces the private data of the object. Left out: unchanged. */
  readonly private?: Private;
}

/** A change as the driver would plan it, for a resource to refine. */
export interface PlanRequest {
  readonly config: ObjectValue;
  /** Null for a new object. */
  readonly prior: ObjectValue | null;
  readonly planned: ObjectValue;
  /** Attributes whose change needs a new object. */
  readonly requiresReplace: readonly string[];
}

/** What a resource changes in the driver's plan. */
export interface PlanRefinement extends Remarks {
  readonly planned?: ObjectValue;
  readonly requiresReplace?: readonly string[];
  /** Attributes inside of blocks whose change needs a new object, too. */
  readonly replacePaths?: readonly (readonly PathStep[])[];
  /** Replaces the private data that is stored when the plan is applied. Left out: unchanged. */
  readonly private?: Private;
}

/** An object of another resource type or provider, as its own provider stored it. */
export interface MoveSource {
  /** Full address of the provider, such as `registry.terraform.io/neo4j-labs/neo4jaura`. */
  readonly provider: string;
  readonly type: string;
  readonly state: ObjectValue;
}

/** What a search for existing objects has found. */
export interface Listed {
  /** What people know it by. */
  readonly name: string;
  /** The object as an import of it would be. */
  readonly state: ObjectValue;
}

/** The search for existing objects of a resource type (`terraform query`). */
export interface ListResource<Client> {
  /** The arguments of the search. */
  readonly schema: Block;
  /** Checks the arguments; any value may be unknown. */
  validate?(config: ObjectValue): readonly Diagnostic[];
  /** Finds the objects, one after the other: whoever has enough stops asking. */
  find(config: ObjectValue, context: Context<Client>): AsyncIterable<Listed>;
}

/** A kind of object that Terraform manages. */
export interface Resource<Client> {
  readonly schema: Block;
  /**
   * Name of the text attribute that identifies an object for ever; an import takes its value.
   * @default the objects have no identity in Terraform's sense: they are imported by id only, and cannot be listed
   */
  readonly identity?: string;
  /** Version of the schema in stored states. @default 0 */
  readonly version?: number;
  /** Brings a stored state of any earlier version up to this one. */
  upgrade?(stored: ObjectValue): ObjectValue;
  /** Checks the configuration; any value may be unknown. */
  validate?(config: ObjectValue): readonly Diagnostic[];
  /** Refines the plan of a creation or an update; any value of `planned` and `config` may be unknown. */
  plan?(request: PlanRequest, context: Context<Client>): Promise<PlanRefinement>;
  /** Errors that refuse the deletion of the object in the plan. A replacement is not asked for here, see {@link plan}. */
  planDelete?(prior: ObjectValue): readonly Diagnostic[];
  /** Makes the object. Throwing means that nothing was made. */
  create(planned: ObjectValue, context: Context<Client>): Promise<Outcome>;
  /** Looks at the object again. Left out: the state is believed. */
  read?(state: ObjectValue, context: Context<Client>): Promise<Outcome>;
  /** Changes the object in place. Left out: nothing but the state changes. Throwing means that nothing was changed. */
  update?(planned: ObjectValue, prior: ObjectValue, context: Context<Client>): Promise<Outcome>;
  /** Removes the object. Left out: it is only forgotten. Throwing means that it is still there. */
  delete?(prior: ObjectValue, context: Context<Client>): Promise<Outcome | undefined>;
  /** Finds an existing object by the id that the user typed. */
  import?(id: string, context: Context<Client>): Promise<Outcome>;
  /** Takes over an object of another resource type or provider (`moved` blocks); undefined when it is of none that it knows. */
  move?(source: MoveSource): Outcome | undefined;
  /** Finds objects that exist and may be imported; needs `identity`. */
  readonly list?: ListResource<Client>;
}

/** Something that Terraform only reads. */
export interface DataSource<Client> {
  readonly schema: Block;
  /** Checks the configuration; any value may be unknown. */
  validate?(config: ObjectValue): readonly Diagnostic[];
  read(config: ObjectValue, context: Context<Client>): Promise<Outcome>;
}

/** Arguments of `configure` beside the configuration. */
export interface ConfigureContext {
  readonly terraformVersion: string;
  readonly log: Log;
  /** Shows a warning beside the result. */
  readonly warn: (...diagnostics: readonly Diagnostic[]) => void;
}

/** One call of Terraform, as `observe` gets it. */
export interface ObservedCall {
  readonly rpc: "schema" | "configure" | "read" | "plan" | "apply" | "import" | "move" | "list" | "read-data";
  /** The resource or data source. */
  readonly type?: string;
  readonly action?: "create" | "update" | "delete";
  /** The configuration, the state, or what is planned; null when Terraform asks for the schema. */
  readonly value: Value;
}

/** A provider: its configuration, resources and data sources. */
export interface Provider<Client> {
  readonly schema: Block;
  /** What modules may say about themselves (`provider_meta`); it is taken and not used. @default modules may say nothing */
  readonly meta?: Block;
  readonly resources: { readonly [type: string]: Resource<Client> };
  readonly dataSources?: { readonly [type: string]: DataSource<Client> };
  /** Checks the configuration; any value may be unknown. */
  validate?(config: ObjectValue): readonly Diagnostic[];
  /**
   * Called once for each provider block, on a connection of its own; throws a `ProviderError` when it is unusable. With unknown
   * values in the configuration, the error is kept until an operation needs the client.
   */
  configure(config: ObjectValue, context: ConfigureContext): Promise<Client>;
  /** Resolves when nothing is under way that would be lost if the process ended now. @default nothing ever is */
  settled?(): Promise<void>;
  /**
   * Asks Terraform for the leniency that providers of the older SDK get (defaults on attributes that are not computed).
   * For stand-ins of such providers only. @default false
   */
  readonly legacyTypeSystem?: boolean;
  /** Called for every call of Terraform; for tests that assert an order. */
  observe?(call: ObservedCall): void;
}
