import {
  expressionOf,
  keyOf,
  moduleAddress,
  modulePath,
  referencesOf,
  type Configuration,
  type ModulePath,
} from "./configuration";
import { objectOf, textOf, type JsonObject } from "../../util/json";
import { parseExpression, parseTemplate } from "../expression";
import type { ResourceChange } from "./resource-change";

/** Maximum number of expressions that are followed for one value: variables, outputs and resources may refer to each other. */
const MAX_EXPRESSIONS = 100;
/** Maximum number of references of one expression that are followed. */
const MAX_REFERENCES = 1000;

/** An expression, and the place where it is evaluated. */
interface Occurrence {
  readonly expression: unknown;
  readonly module: ModulePath;
  /** Key of the resource itself: the value of `each.key` or `count.index`. */
  readonly index?: string | number | undefined;
  /** The block that the expression is in. */
  readonly block?: JsonObject | undefined;
  /** Whether it is the expression of another resource, which passes the value on. */
  readonly isPassedOn?: true;
}

/** One reference, such as `aws_kms_key.a["b"].arn`, by its parts. */
interface Reference {
  readonly parts: readonly string[];
  /** Whether the expression uses `each` or `count`. */
  readonly isRepeated: boolean;
}

/**
 * What an expression does to what it refers to: `reference` is nothing but the reference, `other` is more than that. Of HCL a plan does
 * not show it: it lists the same references for `replace(aws_kms_key.a.arn, "eu", "us")` as for `aws_kms_key.a.arn`.
 */
export type ExpressionForm = "reference" | "other" | "not shown";

/** Where an unknown value comes from. */
export interface Origin {
  /** The resources that the value may come from. */
  readonly resources: readonly ResourceChange[];
  /** What the expressions on the way do to the value. */
  readonly forms: ReadonlySet<ExpressionForm>;
  /** The attributes that are taken, as `TYPE.ATTRIBUTE` or `data.TYPE.ATTRIBUTE`; of a whole resource, as in a splat, just the type. */
  readonly attributes: ReadonlySet<string>;
  /** The data sources that it is taken from, and those that these take theirs from. */
  readonly data: readonly DataBlock[];
}

/** The block of a data source, and where it is. */
export interface DataBlock {
  readonly block: JsonObject;
  readonly module: ModulePath;
}

/** What is found on the way from a value to where it comes from. */
interface Found {
  readonly resources: Set<ResourceChange>;
  readonly data: Map<JsonObject, DataBlock>;
}

/** Finds the resources that an unknown value comes from, by the expressions of the configuration. */
export class References {
  private readonly byBlock = new Map<string, ResourceChange[]>();

  /**
   * @param configuration the configuration of the plan
   * @param targets the resources that can be found: those that exist after the plan
   * @param argumentByType the argument from which a resource takes the value that it passes on, by type; `data.TYPE` for data
   */
  public constructor(
    private readonly configuration: Configuration,
    targets: readonly ResourceChange[],
    private readonly argumentByType: Readonly<Record<string, string>>,
  ) {
    for (const target of targets) {
      const name = `${target.module} ${target.type}.${target.name}`;
      const block = this.byBlock.get(name);
      if (block) block.push(target);
      else this.byBlock.set(name, [target]);
    }
  }

  /**
   * The resources that the value of an argument may come from.
   * @param from the resource
   * @param argument the argument
   * @param isWanted which resources are searched for; others are followed where they only pass the value on
   * @returns no resources where the expression does not show them
   */
  public of(from: ResourceChange, argument: string, isWanted: (found: ResourceChange) => boolean): Origin {
    const module = modulePath(from.module);
    const block = this.configuration.resource(module, `${from.type}.${from.name}`);
    const found: Found = { resources: new Set(), data: new Map() };
    const forms = new Set<ExpressionForm>();
    const attributes = new Set<string>();
    const open: Occurrence[] = [{ expression: expressionOf(block, argument), module, index: from.index, block }];
    for (let looked = 0; looked < open.length && looked < MAX_EXPRESSIONS; looked++) {
      const look = open[looked];
      if (!look) continue;
      forms.add(formOf(look.expression));
      for (const reference of leavesOf(look.expression)) {
        if (!look.isPassedOn) for (const attribute of attributeOf(reference)) attributes.add(attribute);
        open.push(...this.next(reference, look, isWanted, found));
      }
    }
    return { resources: [...found.resources], forms, attributes, data: [...found.data.values()] };
  }

  /** Adds the resources that a reference names to those found, or returns the expressions that it leads to. */
  private next(
    { parts, isRepeated }: Reference,
    { module, index, block }: Occurrence,
    isWanted: (found: ResourceChange) => boolean,
    found: Found,
  ): readonly Occurrence[] {
    const [first = "", second = "", third] = parts;
    // Where the key is `each.key` or `count.index`, it is not part of the reference.
    const own = isRepeated ? index : undefined;
    switch (first) {
      case "var": {
        const call = this.configuration.call(module);
        return [
          {
            expression: expressionOf(call, second),
            module: module.slice(0, -1),
            index: module.at(-1)?.key,
            block: call,
          },
        ];
      }
      case "each":
        return second === "value" ? [{ expression: objectOf(block)["for_each_expression"], module }] : [];
      case "module": {
        const { name, key = own } = indexed(second);
        const called = [...module, { name, ...(key !== undefined && { key }) }];
        return this.configuration.outputs(called, third).map((expression) => ({ expression, module: called }));
      }
      case "data": {
        const data = this.configuration.resource(module, `data.${second}.${indexed(third ?? "").name}`);
        if (data) found.data.set(data, { block: data, module });
        return [
          {
            expression: expressionOf(data, this.argumentByType[`data.${second}`] ?? ""),
            module,
            index,
            block: data,
            isPassedOn: true,
          },
        ];
      }
      default: {
        const { name, key = own } = indexed(second);
        const instances = this.byBlock.get(`${moduleAddress(module)} ${first}.${name}`) ?? [];
        const meant = instances.filter((instance) => instance.index === key);
        const targets = (meant.length > 0 || key !== undefined ? meant : instances).filter(isWanted);
        for (const target of targets) found.resources.add(target);
        const passing = this.configuration.resource(module, `${first}.${name}`);
        const argument = targets.length === 0 ? this.argumentByType[first] : undefined;
        return argument
          ? [{ expression: expressionOf(passing, argument), module, index: key, block: passing, isPassedOn: true }]
          : [];
      }
    }
  }
}

/** A JSON configuration shows its templates. */
function formOf(expression: unknown): ExpressionForm {
  const template = textOf(objectOf(expression)["constant_value"]);
  if (template === undefined) return "not shown";
  const [only, ...others] = parseTemplate(template) ?? [];
  const isReference =
    only?.kind === "expression" && others.length === 0 && parseExpression(only.source).kind === "reference";
  return isReference ? "reference" : "other";
}

/** The attribute that a reference to a resource or a data source names. */
function attributeOf({ parts }: Reference): readonly string[] {
  const [first = "", second = "", third, fourth] = parts;
  if (first === "data") return [["data", second, ...(fourth === undefined ? [] : [fourth])].join(".")];
  return NO_RESOURCES.has(first) ? [] : [[first, ...(third === undefined ? [] : [third])].join(".")];
}

const NO_RESOURCES: ReadonlySet<string> = new Set(["var", "local", "module", "each", "count", "path", "terraform"]);

/** What an expression refers to, each once. */
function leavesOf(expression: unknown): readonly Reference[] {
  const references = referencesOf(expression).slice(0, MAX_REFERENCES);
  const isRepeated = references.some((name) => /^(each|count)\./.test(name));
  return (
    references
      // Terraform lists `a.b.c` and then what it is part of: `a.b`.
      .filter((reference) => !references.some((other) => isPartOf(reference, other)))
      .map((reference) => ({ parts: partsOf(reference), isRepeated }))
  );
}

function isPartOf(reference: string, whole: string): boolean {
  return whole.length > reference.length && whole.startsWith(reference) && /[.[]/.test(whole[reference.length] ?? "");
}

/** `a.b["x.y"].c` as `a`, `b["x.y"]`, `c`. */
function partsOf(reference: string): readonly string[] {
  return reference.match(/(?:[^.[\]]|\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])+/g) ?? [];
}

/** A name and its key: `a["b"]`. */
function indexed(part: string): { readonly name: string; readonly key?: string | number } {
  const [, name = part, key] = /^([^[]*)(?:\[(.*)\])?$/s.exec(part) ?? [];
  return { name, ...(key !== undefined && { key: keyOf(key) }) };
}
