import type { CmkModel } from "../../model/model";
import type { Problem } from "../../model/problem";
import { renderProblem } from "../../model/problem";
import { objectsOf, type Block, type Module } from "../../terraform/configuration/module";
import {
  isOfBlock,
  isRepeated,
  isSameValue,
  providerOf,
  type Value,
  type Values,
} from "../../terraform/configuration/values";
import { parseTemplate } from "../../terraform/expression";
import { textOf } from "../../util/json";

/** A resource as it is written, where it can be found by the id of its node. */
export interface WrittenBlock {
  readonly module: Module;
  readonly values: Values;
  readonly block: Block;
}

/** A condition that Terraform has to check before it changes a resource. */
export interface WrittenCondition {
  readonly block: Block;
  readonly condition: string;
  readonly errorMessage: string;
}

/** A region as a resource names it. */
interface Region {
  readonly about: string;
  readonly value: Value;
  readonly resource: WrittenBlock;
}

/**
 * Compares the regions of keys, customer managed keys and instances that only Terraform will know: each pair has to be the same
 * expression, or to have a precondition. One that is missing is returned; where none can be written either, that is a problem.
 * @param model the model that was read from what is written
 * @param written the resources of its nodes
 * @param isPrepared whether references between stacks are written as remote state; otherwise what is in another stack is unknown
 */
export function regionConditions(
  { records, instances, keys }: CmkModel,
  written: ReadonlyMap<string, WrittenBlock>,
  isPrepared: boolean,
): { readonly conditions: readonly WrittenCondition[]; readonly problems: readonly Problem[] } {
  const conditions: WrittenCondition[] = [];
  const problems: Problem[] = [];
  const names = new Map([...keys, ...records, ...instances].map(({ id, name }) => [id, name]));
  const regionOf = (kind: string, id: string | undefined): Region | undefined => {
    const resource = id === undefined ? undefined : written.get(id);
    if (!resource || id === undefined) return undefined;
    return { about: `${kind} ${names.get(id) ?? resource.block.address}`, value: regionValue(resource), resource };
  };
  const compare = (id: string, code: Problem["code"], one: Region | undefined, other: Region | undefined): void => {
    const resource = written.get(id);
    if (!resource || !one || !other || (one.value.known && other.value.known)) return;
    if (!isPrepared && one.resource.module !== other.resource.module) return;
    if (isSameValue(one.value, other.value) || hasCondition(resource, one.value, other.value)) return;
    const problem: Problem = {
      code,
      path: id,
      what: `cannot verify that ${other.about} and ${one.about} are in one region`,
      got: `${one.about}: ${shown(one.value)}; ${other.about}: ${shown(other.value)}`,
      expected: "the same region, or the same expression",
      fix: "give both the same value, without `for_each`, and in one stack",
    };
    const [left, right] = [one, other].map((region) => operand(region, resource));
    if (left === undefined || right === undefined) problems.push(problem);
    else {
      const errorMessage = renderProblem({
        ...problem,
        what: `${other.about} and ${one.about} are in different regions`,
      });
      conditions.push({ block: resource.block, condition: `\${(${left} == ${right})}`, errorMessage });
    }
  };
  for (const { id, key, origin } of records) {
    if (origin === "created")
      compare(id, "record-region-matches-key", regionOf("key", key), regionOf("customer managed key", id));
  }
  for (const { id, record, origin } of instances) {
    if (origin !== "created") continue;
    const own = regionOf("instance", id);
    const { key } = records.find((one) => one.id === record) ?? {};
    compare(id, "key-region-matches-instance", regionOf("key", key), own);
    compare(id, "key-region-matches-instance", regionOf("customer managed key", record), own);
  }
  return { conditions, problems };
}

function regionValue({ module, values, block }: WrittenBlock): Value {
  const own = block.json["region"] ?? undefined;
  return values.read(
    own ?? (block.type.startsWith("aws_") ? providerOf(module, block)?.json["region"] : undefined) ?? null,
  );
}

/** Whether the resource has a precondition that says the two are equal, in whatever way it refers to them. */
function hasCondition({ values, block }: WrittenBlock, one: Value, other: Value): boolean {
  const written = objectsOf(block.json["lifecycle"]).flatMap(({ precondition }) => objectsOf(precondition));
  return written.some(({ condition }) => {
    const [part, ...others] = parseTemplate(textOf(condition) ?? "") ?? [];
    if (part?.kind !== "expression" || others.length > 0) return false;
    const [left, right, ...more] = withoutParentheses(part.source).split(" == ");
    if (left === undefined || right === undefined || more.length > 0) return false;
    const [a, b] = [left, right].map((side) => values.read(templateOf(side)));
    const isSame = (x: Value | undefined, y: Value): boolean => x !== undefined && isSameValue(x, y, true);
    return (isSame(a, one) && isSame(b, other)) || (isSame(a, other) && isSame(b, one));
  });
}

/** An operand as it would be written by itself: a quoted text with templates in it is that text. */
function templateOf(operand: string): string {
  try {
    return String(JSON.parse(operand));
  } catch {
    return `\${${operand}}`;
  }
}

function withoutParentheses(text: string): string {
  const trimmed = text.trim();
  return trimmed.startsWith("(") && trimmed.endsWith(")") ? withoutParentheses(trimmed.slice(1, -1)) : trimmed;
}

/** What a region is called in a condition of another resource; undefined where it cannot be. */
function operand({ value, resource }: Region, { module, block }: WrittenBlock): string | undefined {
  if (value.known) {
    return typeof value.value === "string" ? JSON.stringify(value.value).replace(/([$%])\{/g, "$1$1{") : undefined;
  }
  const meansTheSame = !isOfBlock(value) || resource.block === block;
  if (value.module === module && meansTheSame) return sourceOf(value.expression);
  const canBeNamed = resource.module === module && !isRepeated(resource.block);
  return canBeNamed ? `${resource.block.address}.region` : undefined;
}

/** The expression itself, or the text with templates in it as an expression. */
function sourceOf(expression: string): string {
  const [part, ...others] = parseTemplate(expression) ?? [];
  return part?.kind === "expression" && others.length === 0 ? part.source : JSON.stringify(expression);
}

const MAX_SHOWN = 80;

function shown(value: Value): string {
  const text = value.known ? String(value.value) : value.expression;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}...` : text;
}

/**
 * Adds conditions to the JSON that is written.
 * @param conditions of resources of that JSON, which is changed
 */
export function addConditions(conditions: readonly WrittenCondition[]): void {
  for (const { block, condition, errorMessage } of conditions) {
    const json = block.json as Record<string, unknown>;
    const [lifecycle = {}] = objectsOf(json["lifecycle"]);
    const precondition = [
      ...objectsOf(lifecycle["precondition"]),
      { condition, error_message: errorMessage.replace(/([$%])\{/g, "$1$1{") },
    ];
    json["lifecycle"] = { ...lifecycle, precondition };
  }
}
