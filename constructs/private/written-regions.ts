import type { CmkModel, NodeId } from "../../model/model";
import { renderUncutProblem, type Problem } from "../../model/problem";
import { anyKeyIn, differingPlaces } from "../../rules/analysis";
import { keyElsewhere, recordElsewhere } from "../../rules/messages";
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
  readonly kind: "key" | "record" | "instance";
  readonly name: string;
  readonly value: Value;
  readonly resource: WrittenBlock;
}

/** A pair of regions that have to be the same: whose condition it is, and what a person reads. */
interface Pair {
  readonly id: NodeId;
  readonly one: Region | undefined;
  readonly own: Region | undefined;
}

/**
 * Compares the regions of keys, customer managed keys and instances that only Terraform will know: each pair has to be the same
 * expression, or to have a precondition. One that is missing is returned; where none can be written either, that is a problem.
 * @param model the model that was read from what is written
 * @param written the resources of its nodes
 * @param isPrepared whether references between stacks are written as remote state; otherwise what is in another stack is unknown
 */
export function regionConditions(
  model: CmkModel,
  written: ReadonlyMap<NodeId, WrittenBlock>,
  isPrepared: boolean,
): { readonly conditions: readonly WrittenCondition[]; readonly problems: readonly Problem[] } {
  const conditions: WrittenCondition[] = [];
  const problems: Problem[] = [];
  for (const { id, one, own } of pairsOf(model, written)) {
    if (!one || !own || (one.value.known && own.value.known)) continue;
    const { resource } = own;
    if (!isPrepared && one.resource.module !== resource.module) continue;
    if (isSameValue(one.value, own.value) || hasCondition(resource, one.value, own.value)) continue;
    const [left, right] = [operand(one, resource), operand(own, resource)];
    if (left === undefined || right === undefined) problems.push(notComparable(id, one, own));
    else {
      const errorMessage = renderUncutProblem(differentRegions(id, one, own, templateOf(left), templateOf(right)));
      conditions.push({ block: resource.block, condition: `\${(${left} == ${right})}`, errorMessage });
    }
  }
  return { conditions, problems };
}

function pairsOf({ records, instances, keys }: CmkModel, written: ReadonlyMap<NodeId, WrittenBlock>): Pair[] {
  const nodes = new Map([...keys, ...records, ...instances].map((node) => [node.id, node]));
  const regionOf = (id: NodeId | undefined): Region | undefined => {
    const [node, resource] = id === undefined ? [] : [nodes.get(id), written.get(id)];
    return node && resource && { kind: node.kind, name: node.name, value: regionValue(resource), resource };
  };
  const keyOf = new Map(records.map(({ id, key }) => [id, key]));
  return [
    ...records.map(({ id, key }) => ({ id, one: regionOf(key), own: regionOf(id) })),
    ...instances.flatMap(({ id, record }) =>
      [record === undefined ? undefined : keyOf.get(record), record].map((other) => ({
        ...{ id, one: regionOf(other), own: regionOf(id) },
      })),
    ),
  ];
}

const CODES = { record: "record-region-matches-key", instance: "key-region-matches-instance" } as const;

function notComparable(path: NodeId, one: Region, own: Region): Problem {
  const place = ({ kind, value }: Region): string => `${kind} in ${shown(value)}`;
  return {
    code: own.kind === "record" ? CODES.record : CODES.instance,
    path,
    what: `cannot verify that ${own.kind} ${own.name} and its key are in one region`,
    got: `${place(one)}, ${place(own)}`,
    expected: "the same value in both",
    fix: "use one expression for both, in one stack and without `for_each`",
  };
}

/** In the words of the rules, with what Terraform knows in the places of the values. */
function differentRegions(path: NodeId, one: Region, own: Region, other: string, region: string): Problem {
  const place = ({ kind, name }: Region, text: string) => [kind, `${text} (\`region\` of ${kind} ${name})`] as const;
  const places = differingPlaces(place(one, other), place(own, region));
  return own.kind === "record"
    ? { code: CODES.record, path, ...recordElsewhere(own.name, region, places, anyKeyIn(region), other) }
    : { code: CODES.instance, path, ...keyElsewhere(own.name, region, places, anyKeyIn(region)) };
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
    const precondition = [...objectsOf(lifecycle["precondition"]), { condition, error_message: errorMessage }];
    json["lifecycle"] = { ...lifecycle, precondition };
  }
}
