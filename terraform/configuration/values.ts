import { memberOf, objectOf } from "../../util/json";
import { parseExpression, parseTemplate, referencesIn } from "../expression";
import { lifecycleOf, providerNameOf, type Block, type Module } from "./module";

/** A value that Terraform knows later, and what is written for it. */
export interface UnknownValue {
  readonly known: false;
  /** The expression as it is written: `${var.region}`, `key/${var.id}`. */
  readonly expression: string;
  /** The configuration that it has to be evaluated in: the same text in two of them is two values. */
  readonly module: Module;
  /** Everything that it may depend on; more rather than less. */
  readonly references: readonly string[];
  /** Set where it is one reference and nothing is done to it: the last one that it leads to. */
  readonly reference?: string;
}

/** A value of a configuration. */
export type Value = { readonly known: true; readonly value: unknown } | UnknownValue;

/** How many references are followed for one value: they may lead in a circle. */
const MAX_STEPS = 50;
/** How deep lists and objects are looked into. */
const MAX_DEPTH = 100;

/** Stands for a cross-stack reference of which the other side is not given. */
const REMOTE_OUTPUT = /^data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)$/;

/** Finds the module whose state a `terraform_remote_state` reads. */
export type RemoteState = (data: Block) => Module | undefined;

/**
 * Reads values as far as they can be proved: a literal, a template of literals, a local with a literal, an argument of another
 * resource that is a literal, an output of another given configuration. Anything else is unknown, with its text.
 */
export class Values {
  /**
   * @param module the configuration that the values are in
   * @param remote finds the configuration behind a `terraform_remote_state`
   */
  public constructor(
    private readonly module: Module,
    private readonly remote: RemoteState = () => undefined,
  ) {}

  /**
   * The value that is written somewhere.
   * @param json what is written
   */
  public read(json: unknown): Value {
    return this.resolve(json, MAX_STEPS, 0);
  }

  private resolve(json: unknown, steps: number, depth: number): Value {
    if (typeof json === "string") return this.text(json, steps);
    if (typeof json !== "object" || json === null) return { known: true, value: json };
    if (depth > MAX_DEPTH) return this.unknown("a value nested too deeply", []);
    return this.nested(json, steps, depth);
  }

  private nested(json: object, steps: number, depth: number): Value {
    const entries = Object.entries(json).map(([name, part]) => [name, this.resolve(part, steps, depth + 1)] as const);
    const open = entries.flatMap(([, part]) => (part.known ? [] : [part]));
    const [first] = open;
    if (first) {
      return this.unknown(
        first.expression,
        open.flatMap(({ references }) => references),
      );
    }
    const values = entries.map(([name, part]) => [name, part.known ? part.value : undefined] as const);
    return { known: true, value: Array.isArray(json) ? values.map(([, value]) => value) : Object.fromEntries(values) };
  }

  private text(text: string, steps: number): Value {
    const parts = parseTemplate(text);
    if (!parts) return this.unknown(text, []);
    const [only] = parts;
    if (only === undefined) return { known: true, value: "" };
    if (parts.length === 1 && only.kind === "text") return { known: true, value: only.text };
    if (parts.length === 1 && only.kind === "expression") return this.expression(only.source, text, steps);
    const values = parts.map((part): Value => {
      if (part.kind === "text") return { known: true, value: part.text };
      if (part.kind === "expression") return this.expression(part.source, text, steps);
      return this.unknown(text, referencesIn(part.source));
    });
    const joined = values.map((value) => (value.known ? asText(value.value) : undefined));
    if (joined.every((part) => part !== undefined)) return { known: true, value: joined.join("") };
    const references = values.flatMap((value) => (value.known ? [] : value.references));
    return this.unknown(text, references);
  }

  private unknown(expression: string, references: readonly string[]): UnknownValue {
    return { known: false, expression, module: this.module, references };
  }

  private expression(source: string, text: string, steps: number): Value {
    const expression = parseExpression(source);
    if (expression.kind === "literal") return { known: true, value: expression.value };
    if (expression.kind === "other") return this.unknown(text, referencesIn(source));
    const { reference } = expression;
    const followed = steps > 0 ? this.follow(reference, steps - 1) : undefined;
    if (followed?.known) return followed;
    if (!followed) return { ...this.unknown(text, [reference]), reference };
    // An expression of another configuration says what it is, and can be referred to from here by this reference only.
    if (followed.module !== this.module) return { ...followed, references: [reference] };
    return {
      ...this.unknown(text, [...new Set([reference, ...followed.references])]),
      reference: followed.reference ?? reference,
    };
  }

  private follow(reference: string, steps: number): Value | undefined {
    const [root = "", second = "", third, ...more] = reference.split(".");
    if (root === "local" && third === undefined) {
      return this.module.locals.has(second) ? this.resolve(this.module.locals.get(second), steps, 0) : undefined;
    }
    if (root === "data") return this.output(reference, steps);
    const block = third !== undefined && more.length === 0 ? this.module.find(`${root}.${second}`) : undefined;
    return block && third !== undefined ? this.argument(block, third, steps) : undefined;
  }

  /** An argument of a resource that an expression refers to: what is written there is what Terraform plans. */
  private argument(block: Block, name: string, steps: number): Value | undefined {
    if (isRepeated(block) || isIgnored(block, name)) return undefined;
    const written = memberOf(block.json, name) ?? undefined;
    if (written !== undefined) return this.resolve(written, steps, 0);
    // Resources of AWS take the region of their provider.
    if (name !== "region" || !block.type.startsWith("aws_")) return undefined;
    const region = providerOf(this.module, block)?.json["region"];
    return region === undefined || region === null ? undefined : this.resolve(region, steps, 0);
  }

  private output(reference: string, steps: number): Value | undefined {
    const [, name = "", output = ""] = REMOTE_OUTPUT.exec(reference) ?? [];
    const data = this.module.find(`data.terraform_remote_state.${name}`);
    const other = data && this.remote(data);
    const block = other?.outputs.get(output);
    if (!other || !block || !("value" in block)) return undefined;
    return new Values(other, this.remote).resolve(block["value"], steps, 0);
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;
}

/** What gives another value each time that it is evaluated, and what means something else in each block. */
const VARYING = /\b(?:uuid|timestamp|bcrypt|plantimestamp)\s*\(|(?<![\w.])(?:each|count|self)\./;

/**
 * Whether two values are sure to be the same when Terraform evaluates them.
 * @param isOneBlock whether both are written in the same block
 */
export function isSameValue(one: Value, other: Value, isOneBlock = false): boolean {
  if (one.known || other.known) return one.known && other.known && asText(one.value) === asText(other.value);
  if (one.module !== other.module) return false;
  const [a, b] = [one, other].map(({ reference, expression }) =>
    reference === undefined ? expression : `\${${reference}}`,
  );
  return a === b && a !== undefined && (isOneBlock || !VARYING.test(a));
}

/**
 * Whether an expression means something only in the block that it is written in.
 * @param value the value
 */
export function isOfBlock(value: Value): boolean {
  return !value.known && VARYING.test(value.expression);
}

/**
 * Whether a block is made any number of times.
 * @param block the block
 */
export function isRepeated({ json }: Block): boolean {
  return (json["for_each"] ?? json["count"] ?? undefined) !== undefined;
}

/**
 * Whether Terraform leaves an argument as it finds it, whatever is written.
 * @param block the block
 * @param name the argument
 */
export function isIgnored(block: Block, name: string): boolean {
  const { ignored } = lifecycleOf(block);
  return ignored === true || ignored.has(name);
}

/**
 * The provider block of a resource, where there is exactly one of its name.
 * @param module the configuration
 * @param block the resource
 */
export function providerOf(
  module: Module,
  block: Block,
): { readonly name: string; readonly json: Readonly<Record<string, unknown>> } | undefined {
  const name = providerNameOf(block);
  const [json, ...others] = module.providers.get(name) ?? [];
  return json && others.length === 0 ? { name, json: objectOf(json) } : undefined;
}
