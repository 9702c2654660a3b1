import { isObject, listOf, objectOf, textOf, type JsonObject } from "../../util/json";

/** One `resource` or `data` block. */
export interface Block {
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  /** `aws_kms_key.orders`, `data.aws_region.here`. */
  readonly address: string;
  readonly json: JsonObject;
}

/** One file of a configuration in Terraform's JSON syntax. */
export interface ConfigurationFile {
  readonly name: string;
  readonly json: JsonObject;
}

/** What Terraform reads as one module: all files of a directory together. */
export class Module {
  public readonly blocks: readonly Block[];
  /** `provider` blocks by name and alias: `aws`, `aws.replica`. */
  public readonly providers: ReadonlyMap<string, readonly JsonObject[]>;
  public readonly locals: ReadonlyMap<string, unknown>;
  public readonly outputs: ReadonlyMap<string, JsonObject>;
  public readonly variables: ReadonlySet<string>;
  /** Names of the modules that are called; they are not read. */
  public readonly calls: readonly string[];
  /** `moved` blocks. */
  public readonly moves: readonly { readonly from: string; readonly to: string }[];
  /** `removed` blocks; without `destroy = false` Terraform destroys what is there. */
  public readonly removals: readonly { readonly from: string; readonly isDestroyed: boolean }[];
  /** The addresses in `import` blocks. */
  public readonly imports: readonly string[];
  /** `action` blocks, with their names: `aws_lambda_invoke.rotate`. */
  public readonly actions: readonly { readonly name: string; readonly json: JsonObject }[];
  /** `backend` blocks, as text: the same text is the same state. */
  public readonly backends: readonly string[];
  private readonly byAddress: ReadonlyMap<string, Block>;

  /**
   * @param files the files; those named `override.tf.json` or `*_override.tf.json` change what the others say
   */
  public constructor(files: readonly ConfigurationFile[]) {
    const [overrides, others] = [files.filter(isOverride), files.filter((file) => !isOverride(file))];
    const jsons = others.map(({ json }) => json);
    const changes = overrides.map(({ json }) => json);
    this.blocks = [...blocksIn(jsons, "resource"), ...blocksIn(jsons, "data")].map((block) => ({
      ...block,
      json: overridden(block, [...blocksIn(changes, "resource"), ...blocksIn(changes, "data")]),
    }));
    this.byAddress = new Map(this.blocks.map((block) => [block.address, block]));
    const all = [...jsons, ...changes];
    this.providers = providersIn(all);
    this.locals = new Map(all.flatMap((json) => objectsOf(json["locals"]).flatMap((part) => argumentsOf(part))));
    this.outputs = new Map(labelled(all, "output"));
    this.variables = new Set(labelled(all, "variable").map(([name]) => name));
    this.calls = labelled(all, "module").map(([name]) => name);
    const blocksOf = (kind: string): readonly JsonObject[] => all.flatMap((json) => objectsOf(json[kind]));
    this.moves = blocksOf("moved").flatMap(({ from, to }) => pairOf(textOf(from), textOf(to)));
    this.removals = blocksOf("removed").flatMap(({ from, lifecycle }) => {
      const isKept = objectsOf(lifecycle).some(({ destroy }) => destroy === false);
      return textOf(from) === undefined ? [] : [{ from: addressIn(textOf(from)), isDestroyed: !isKept }];
    });
    this.imports = blocksOf("import").flatMap(({ to }) => (textOf(to) === undefined ? [] : [addressIn(textOf(to))]));
    this.actions = labelled(all, "action").flatMap(([type, byName]) =>
      argumentsOf(byName).flatMap(([name, value]) =>
        objectsOf(value).map((json) => ({ name: `${type}.${name}`, json })),
      ),
    );
    this.backends = all.flatMap((json) =>
      objectsOf(json["terraform"]).flatMap((part) => labelled([part], "backend").map((entry) => JSON.stringify(entry))),
    );
  }

  /** The block at an address. */
  public find(address: string): Block | undefined {
    return this.byAddress.get(address);
  }
}

/**
 * A block that may be written once, as a list, or as a list of one.
 * @param json what is at its place
 */
export function objectsOf(json: unknown): readonly JsonObject[] {
  return (Array.isArray(json) ? json : [json]).filter(isObject);
}

function argumentsOf(block: JsonObject): [string, unknown][] {
  return Object.entries(block).filter(([name]) => name !== "//");
}

function pairOf(from: string | undefined, to: string | undefined) {
  return from === undefined || to === undefined ? [] : [{ from: addressIn(from), to: addressIn(to) }];
}

/** An address, which some write as a template. */
function addressIn(text = ""): string {
  return text.replace(/^\$\{\s*(.*?)\s*\}$/, "$1");
}

/**
 * The type of the resource at an address, in whatever module; undefined for a whole module.
 * @param address `module.prod.aws_kms_key.orders["eu"]`
 */
export function typeAt(address: string): string | undefined {
  const [, type] = /(?:^|\.)((?:data\.)?[\w-]+)\.[\w-]+$/.exec(address.replace(/\[[^\]]*\]/g, "")) ?? [];
  return type === "module" ? undefined : type;
}

/** Blocks with one label: `output`, `variable`, `module`, `backend`. */
function labelled(jsons: readonly JsonObject[], kind: string): (readonly [string, JsonObject])[] {
  return jsons.flatMap((json) =>
    objectsOf(json[kind]).flatMap((byName) =>
      argumentsOf(byName).flatMap(([name, value]) => objectsOf(value).map((block) => [name, block] as const)),
    ),
  );
}

function blocksIn(jsons: readonly JsonObject[], kind: "resource" | "data"): Block[] {
  const mode = kind === "data" ? "data" : "managed";
  return labelled(jsons, kind).flatMap(([type, byName]) =>
    argumentsOf(byName).flatMap(([name, value]) =>
      objectsOf(value).map((json) => ({
        mode,
        type,
        name,
        address: `${mode === "data" ? "data." : ""}${type}.${name}`,
        json,
      })),
    ),
  );
}

function isOverride({ name }: ConfigurationFile): boolean {
  return /(^|[/\\_])override\.tf\.json$/.test(name);
}

function overridden(block: Block, changes: readonly Block[]): JsonObject {
  return changes
    .filter(({ address }) => address === block.address)
    .reduce((json, change) => ({ ...json, ...change.json }), block.json);
}

function providersIn(jsons: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const providers = new Map<string, JsonObject[]>();
  for (const [type, json] of labelled(jsons, "provider")) {
    const alias = textOf(json["alias"]);
    const name = alias === undefined ? type : `${type}.${alias}`;
    const same = providers.get(name);
    if (same) same.push(json);
    else providers.set(name, [json]);
  }
  return providers;
}

/**
 * The name of the provider that a block uses: `aws`, or `aws.replica`.
 * @param block the block
 */
export function providerNameOf({ json, type }: Block): string {
  const chosen = textOf(json["provider"])?.replace(/^\$\{(.*)\}$/, "$1");
  return chosen ?? type.split("_")[0] ?? type;
}

/**
 * What `lifecycle` says of a block.
 * @param block the block
 */
export function lifecycleOf({ json }: Block): {
  readonly preventDestroy: unknown;
  /** Arguments whose changes Terraform ignores; `true` for all of them. */
  readonly ignored: true | ReadonlySet<string>;
} {
  const parts = objectsOf(json["lifecycle"]);
  const ignored = parts.map((part) => part["ignore_changes"]);
  const names = ignored.flatMap((list) => (list === "all" ? [] : listOf(list))).flatMap((name) => textOf(name) ?? []);
  return {
    preventDestroy: parts.map((part) => part["prevent_destroy"]).find((value) => value !== undefined),
    ignored:
      ignored.includes("all") || names.includes("all")
        ? true
        : new Set(names.map((name) => /^[\w-]+/.exec(name)?.[0] ?? name)),
  };
}

/**
 * The construct path that cdktf notes at a block; a name, and no reason to trust anything.
 * @param block the block
 */
export function constructPathOf({ json }: Block): string | undefined {
  return textOf(objectOf(objectOf(json["//"])["metadata"])["path"]);
}
