import { isObject, listOf, memberOf, objectOf, textOf, textsOf, type JsonObject } from "../../util/json";
import type { ParsedPlan } from "./parse";

/** How a module was called: its names and the keys of `count` and `for_each`, from the root on. */
export type ModulePath = readonly { readonly name: string; readonly key?: string | number }[];

/** The configuration that a plan was made from: expressions, not values. */
export class Configuration {
  /** Whether the plan holds its configuration. */
  public readonly present: boolean;
  private readonly root: JsonObject;
  private readonly providers: JsonObject;
  private readonly resources = new Map<JsonObject, ReadonlyMap<string, JsonObject>>();

  public constructor(private readonly plan: ParsedPlan) {
    const configuration = objectOf(plan.root["configuration"]);
    this.root = objectOf(configuration["root_module"]);
    this.providers = objectOf(configuration["provider_config"]);
    this.present = isObject(configuration["root_module"]);
  }

  /**
   * The block of a resource.
   * @param path the module that it is in
   * @param address `TYPE.NAME`, or `data.TYPE.NAME`
   */
  public resource(path: ModulePath, address: string): JsonObject | undefined {
    const module = this.module(path);
    if (!module) return undefined;
    let blocks = this.resources.get(module);
    if (!blocks) {
      blocks = new Map(
        listOf(module["resources"]).flatMap((block) =>
          isObject(block) && typeof block["address"] === "string" ? [[block["address"], block] as const] : [],
        ),
      );
      this.resources.set(module, blocks);
    }
    return blocks.get(address);
  }

  /** The blocks of all resources, in all modules; {@link blockName} of a change is the `name` of its block. */
  public blocks(): readonly ConfigurationBlock[] {
    const open: ConfigurationModule[] = [{ json: this.root, path: "", isRepeated: false }];
    const found: ConfigurationBlock[] = [];
    for (const { json, path, isRepeated } of open) {
      for (const block of listOf(json["resources"])) {
        if (!isObject(block)) continue;
        const repeats = isRepeated || isRepeatedBlock(block);
        found.push({ name: nameIn(path, textOf(block["address"]) ?? ""), block, isRepeated: repeats });
      }
      for (const [name, call] of Object.entries(objectOf(json["module_calls"]))) {
        if (!isObject(call)) continue;
        const repeats = isRepeated || isRepeatedBlock(call);
        open.push({ json: objectOf(call["module"]), path: nameIn(path, name), isRepeated: repeats });
      }
    }
    return found;
  }

  /**
   * The call of the innermost module of a path.
   * @param path not the root
   */
  public call(path: ModulePath): JsonObject | undefined {
    const called = path.at(-1);
    const caller = called && this.module(path.slice(0, -1));
    const call = caller && memberOf(objectOf(caller["module_calls"]), called.name);
    return isObject(call) ? call : undefined;
  }

  /**
   * The expressions of the outputs of a module.
   * @param path the module
   * @param name the output; all of them where Terraform does not name it, as for `module.a[each.key].b`
   */
  public outputs(path: ModulePath, name: string | undefined): readonly unknown[] {
    const outputs = objectOf(this.module(path)?.["outputs"]);
    const meant = name === undefined ? Object.values(outputs) : [memberOf(outputs, name)];
    return meant.map((output) => objectOf(output)["expression"]);
  }

  /**
   * The configuration of a provider: its expressions, by name of the argument.
   * @param block the block of a resource that uses it
   */
  public provider(
    block: JsonObject | undefined,
  ): { readonly name: string; readonly expressions: JsonObject } | undefined {
    const key = textOf(block?.["provider_config_key"]);
    const provider = key === undefined ? undefined : memberOf(this.providers, key);
    if (key === undefined || !isObject(provider)) return undefined;
    return { name: key, expressions: objectOf(provider["expressions"]) };
  }

  /**
   * The value of an expression of the root module, where it is a literal or a variable that is not sensitive.
   * @param expression the expression
   */
  public constant(expression: unknown): unknown {
    const references = referencesOf(expression);
    const [only = "", ...others] = references.filter(
      (name) => !references.some((other) => other.startsWith(`${name}.`)),
    );
    // In a JSON configuration a template is in `constant_value` too.
    if (only === "") return objectOf(expression)["constant_value"];
    if (others.length > 0 || !/^var\.[^.[]+$/.test(only)) return undefined;
    const name = only.slice("var.".length);
    const declared = objectOf(memberOf(objectOf(this.root["variables"]), name));
    if (declared["sensitive"] === true || !isWholly(expression, only)) return undefined;
    return objectOf(memberOf(objectOf(this.plan.root["variables"]), name))["value"];
  }

  private module(path: ModulePath): JsonObject | undefined {
    let module: JsonObject = this.root;
    for (const { name } of path) {
      const call = memberOf(objectOf(module["module_calls"]), name);
      if (!isObject(call) || !isObject(call["module"])) return undefined;
      module = call["module"];
    }
    return module;
  }
}

interface ConfigurationModule {
  readonly json: JsonObject;
  readonly path: string;
  readonly isRepeated: boolean;
}

/** The block of a resource. */
export interface ConfigurationBlock {
  readonly name: string;
  readonly block: JsonObject;
  /** Whether it, or a module around it, has `count` or `for_each`: there may be none of it. */
  readonly isRepeated: boolean;
}

/**
 * What identifies the block of a change among {@link Configuration.blocks}.
 * @param entry an entry of `resource_changes`
 */
export function blockName(entry: JsonObject): string {
  const [type, name, module] = ["type", "name", "module_address"].map((member) => textOf(entry[member]) ?? "");
  const address = `${entry["mode"] === "data" ? "data." : ""}${type ?? ""}.${name ?? ""}`;
  return [...modulePath(module ?? "").map((step) => step.name), address].join(" ");
}

function nameIn(path: string, name: string): string {
  return path === "" ? name : `${path} ${name}`;
}

function isRepeatedBlock(block: JsonObject): boolean {
  return Object.keys(block).some((member) => member.endsWith("_expression"));
}

/** Whether an expression is just the reference: in HCL the plan does not show that, in JSON the template does. */
function isWholly(expression: unknown, reference: string): boolean {
  const template = objectOf(expression)["constant_value"];
  return template === undefined || template === `\${${reference}}`;
}

/**
 * The references of an expression, as Terraform lists them: `aws_kms_key.a.arn` and `aws_kms_key.a`.
 */
export function referencesOf(expression: unknown): readonly string[] {
  return textsOf(objectOf(expression)["references"]);
}

/**
 * The expression of an argument; undefined where there is none, or where it is the literal null.
 * @param block the block of a resource, or the call of a module
 * @param name the argument
 */
export function expressionOf(block: JsonObject | undefined, name: string): JsonObject | undefined {
  const expression = block && memberOf(objectOf(block["expressions"]), name);
  if (!isObject(expression)) return undefined;
  // Terraform shows nothing of an expression that is neither a literal nor has references.
  const isNull = expression["constant_value"] === null && referencesOf(expression).length === 0;
  return isNull ? undefined : expression;
}

const STEP = /\.?module\.([^.[]+)(?:\[("(?:[^"\\]|\\.)*"|\d+)\])?/y;

/**
 * Parses the address of a module.
 * @param address such as `module.prod["eu"].module.key`; an empty text is the root
 */
export function modulePath(address: string): ModulePath {
  const path: { name: string; key?: string | number }[] = [];
  STEP.lastIndex = 0;
  for (let step = STEP.exec(address); step; step = STEP.exec(address)) {
    const [, name = "", key] = step;
    path.push({ name, ...(key !== undefined && { key: keyOf(key) }) });
  }
  return path;
}

/**
 * The key of `count` or `for_each`, as it is written in an address.
 * @param text a number, or a text in quotation marks
 */
export function keyOf(text: string): string | number {
  if (/^\d+$/.test(text)) return Number(text);
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/**
 * The address of a module, as Terraform writes it.
 */
export function moduleAddress(path: ModulePath): string {
  return path.map(({ name, key }) => `module.${name}${key === undefined ? "" : `[${JSON.stringify(key)}]`}`).join(".");
}
