import type { CmkModel, InstanceNode, KmsKeyNode, NodeId, OtherCloudNode, RecordNode } from "../model/model";
import { valueOf } from "../model/fact";
import type { ProblemCode } from "../model/codes";
import { renderUncutProblem, type Problem } from "../model/problem";
import { objectsOf, type Block, type Module } from "../terraform/configuration/module";
import {
  isOfBlock,
  isRepeated,
  isSameValue,
  providerOf,
  type Value,
  type Values,
} from "../terraform/configuration/values";
import { parseTemplate } from "../terraform/expression";
import { PARTITIONS } from "../policy/arn";
import { textOf } from "../util/json";
import {
  anyKeyIn,
  claimsDisagree,
  differingPlaces,
  keyElsewhere,
  otherKey,
  otherProject,
  recordElsewhere,
} from "./messages";
import { cloudOf } from "./analysis";
import type { ViolationText } from "./rule";

/* What has to be equal and is known only to Terraform: one list for synth, which writes conditions, and for `check`, which reports. */

/** A resource as it is written. */
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

/** Two values that have to be equal. */
interface ComparedValues {
  /** The node that the condition belongs to. */
  readonly id: NodeId;
  /** Of the rule that compares them where both are known. */
  readonly code: ProblemCode;
}

/** Without any proof that they are equal, and without a precondition. */
export interface UnprovedEquality extends ComparedValues {
  readonly isProved: false;
  /** The condition that Terraform can check; undefined where none can be written. */
  readonly condition?: WrittenCondition;
  /** What is not proved. */
  readonly problem: Problem;
}

/** Equal whatever Terraform evaluates them to, or compared by a rule or by a precondition. */
interface ProvedEquality extends ComparedValues {
  readonly isProved: true;
}

/** Two values that have to be equal, and whether it is proved that they are. */
export type CheckedEquality = ProvedEquality | UnprovedEquality;

/** A value of a resource, or a part of it. */
interface Side {
  readonly kind: "instance" | "key" | "record";
  readonly name: string;
  /** Such as "`region` of key orders". */
  readonly source: string;
  readonly value: Value;
  readonly argument: string;
  readonly part?: Part;
  readonly resource: WrittenBlock;
}

/** What is made of a value before it is compared, as an expression and back. */
interface Part {
  readonly of: (operand: string) => string;
  /** What it was made of; undefined where it is something else. */
  readonly from: (expression: string) => string | undefined;
  /**
   * What a person reads where it differs.
   * @default - its value
   */
  readonly shown?: string;
}

/** Something that has to be equal. */
interface Equality {
  readonly id: NodeId;
  readonly code: ProblemCode;
  /** What cannot be verified, after "cannot verify that". */
  readonly fact: string;
  /** Ways to say the same, the earliest known first: the first one that can be compared counts. */
  readonly others: readonly Side[];
  /** Set where something else proves it as well, if later: then it need not be comparable. */
  readonly isImplied?: boolean;
  readonly own: Side;
  readonly text: (one: Side, other: string, own: string) => ViolationText;
}

/**
 * Finds what has to be equal and is not proved to be: regions of keys, customer managed keys and instances, the account and
 * partition of a key, projects, the keys of clones. What is known on both sides is for the rules.
 * @param model the model that was read from what is written
 * @param written the resources of its nodes
 * @param isPrepared whether references between stacks are written as remote state; otherwise what is in another stack is unknown
 */
export function checkEqualities(
  model: CmkModel,
  written: ReadonlyMap<NodeId, WrittenBlock>,
  isPrepared: boolean,
): readonly CheckedEquality[] {
  return equalitiesOf(model, written).flatMap((equality): CheckedEquality[] => {
    const { id, code, own, fact } = equality;
    const others = equality.others.filter(({ resource }) => isPrepared || resource.module === own.resource.module);
    if (others.length === 0) return [];
    const problem: Problem = {
      ...{ code, path: id, what: `cannot verify that ${fact}` },
      got: [...others.slice(0, 1), own].map(({ kind, value }) => `${kind}: ${shown(value)}`).join(", "),
      expected: "the same value in both",
      fix: "use one expression for both, in one stack and without `for_each`",
    };
    const unproved: UnprovedEquality = { id, code, isProved: false, problem };
    const right = operandOf(own, own.resource);
    for (const other of others) {
      if (isProved(other, own)) return [{ id, code, isProved: true }];
      const left = operandOf(other, own.resource);
      if (left === undefined) continue;
      if (right === undefined) break;
      const text = equality.text(other, other.part?.shown ?? templateOf(left), templateOf(right));
      const errorMessage = renderUncutProblem({ code, path: id, ...text });
      const condition = `\${(${left} == ${right})}`;
      return [{ ...unproved, condition: { block: own.resource.block, condition, errorMessage } }];
    }
    return equality.isImplied === true ? [] : [unproved];
  });
}

function isProved(one: Side, own: Side): boolean {
  // Two literals are compared by the rules.
  if (one.value.known && own.value.known) return true;
  if (one.part === own.part && isSameValue(one.value, own.value)) return true;
  // The region of a record may be written as the field of the ARN that it is compared with.
  const isOneBlock = one.resource.block === own.resource.block && !isOfBlock(own.value);
  return (isOneBlock && operandOf(one, own.resource) === operandOf(own, own.resource)) || hasCondition(one, own);
}

function equalitiesOf(model: CmkModel, written: ReadonlyMap<NodeId, WrittenBlock>): Equality[] {
  const nodes = new Map<NodeId, ComparedNode>(
    [...model.keys, ...model.records, ...model.instances, ...model.otherClouds].map((node) => [node.id, node]),
  );
  const side = (id: NodeId | undefined, argument: string): Side[] => {
    const [node, resource] = id === undefined ? [] : [nodes.get(id), written.get(id)];
    if (!node || !resource) return [];
    const value =
      argument === "region" ? regionValue(resource) : resource.values.read(resource.block.json[argument] ?? null);
    const kind = node.kind === "record" || node.kind === "instance" ? node.kind : "key";
    const source = `\`${argument}\` of ${kind} ${node.name}`;
    return isAbsent(value) ? [] : [{ kind, name: node.name, source, value, argument, resource }];
  };
  return [
    ...model.keys.flatMap((key) => partitionOfKey(key, side)),
    ...model.records.flatMap((record) => equalitiesOfRecord(record, nodes, side)),
    ...model.instances.flatMap((instance) => equalitiesOfInstance(instance, nodes, side)),
  ];
}

type SideOf = (id: NodeId | undefined, argument: string) => Side[];
type ComparedNode = KmsKeyNode | RecordNode | InstanceNode | OtherCloudNode;

/** What says the region of a key: itself, or in other clouds than AWS its vault or key ring. */
function regionOfKey(id: NodeId | undefined, nodes: ReadonlyMap<NodeId, ComparedNode>, side: SideOf): Side[] {
  const key = id === undefined ? undefined : nodes.get(id);
  if (key?.kind === "vault-key") return side(key.vault, "location");
  if (key?.kind !== "crypto-key") return side(id, "region");
  if (key.ring !== undefined) return side(key.ring, "location");
  // A ring that is there already: its name, or a data source, shows where.
  const { region } = key;
  return region.known
    ? side(id, "key_ring").map((one) => ({ ...one, value: { known: true, value: region.value } }))
    : [];
}

/** The region in what a key is registered by; the identifier of a key of Azure does not tell. */
function regionInName(record: RecordNode, keyId: Side, keyName: string): Side[] {
  const cloud = cloudOf(record);
  if (cloud === "azure") return [];
  const [part, source] =
    cloud === "gcp"
      ? [REGION_IN_NAME, `location in the name of key ${keyName}`]
      : [REGION_IN_ARN, `4th field of the ARN of key ${keyName}`];
  return [{ ...keyId, kind: "key", part, source }];
}

/** The policy is written for one partition. */
function partitionOfKey(key: KmsKeyNode, side: SideOf): Equality[] {
  const [region] = side(key.id, "region");
  const [partition, ...others] = new Set((valueOf(key.policy) ?? "").match(/(?<="arn:)aws[\w-]*(?=:iam::)/g));
  if (!region || region.value.known || partition === undefined || others.length > 0) return [];
  const own: Side = {
    ...region,
    source: `partition in the policy of key ${key.name}`,
    value: { known: true, value: partition },
  };
  const other: Side = {
    ...region,
    part: partitionAmong(partition),
    source: `partition of \`region\` of key ${key.name}`,
  };
  return [claim(key, "partition", other, own)];
}

function equalitiesOfRecord(record: RecordNode, nodes: ReadonlyMap<NodeId, ComparedNode>, side: SideOf): Equality[] {
  const found = record.key === undefined ? undefined : nodes.get(record.key);
  const key = found?.kind === "key" ? found : undefined;
  const [own] = side(record.id, "region");
  const [keyId] = side(record.id, "key_id");
  const isArnOpen = keyId?.value.known === false && !record.keyArn.known;
  const inName = isArnOpen ? regionInName(record, keyId, found?.name ?? record.name) : [];
  const others = [...regionOfKey(record.key, nodes, side), ...inName];
  const region: Equality[] = own
    ? [
        {
          id: record.id,
          code: "record-region-matches-key",
          fact: `record ${record.name} and its key are in one region`,
          ...{ others, own },
          text: (one, other, region) =>
            recordElsewhere(record.name, region, placesOf(one, other, own, region), anyKeyIn(region), other),
        },
      ]
    : [];
  // A key that is owned elsewhere has the account that was declared, or none that could be compared.
  const account =
    key?.origin === "imported" ? key.accountClaims.map(valueOf).find((id) => id !== undefined) : undefined;
  if (!isArnOpen || account === undefined || key === undefined) return region;
  const ofKey: Side = { ...keyId, value: { known: true, value: account }, source: `\`accountId\` of key ${key.name}` };
  const ofArn: Side = { ...keyId, part: ACCOUNT_IN_ARN, source: `5th field of the ARN of key ${key.name}` };
  return [...region, { ...claim(key, "account", ofArn, ofKey), id: record.id }];
}

function equalitiesOfInstance(
  instance: InstanceNode,
  nodes: ReadonlyMap<NodeId, ComparedNode>,
  side: SideOf,
): Equality[] {
  const record = instance.record === undefined ? undefined : nodes.get(instance.record);
  const key = record?.kind === "record" ? record.key : undefined;
  const equality = (
    argument: string,
    others: readonly Side[],
    rest: Omit<Equality, "id" | "own" | "others">,
  ): Equality[] =>
    side(instance.id, argument).flatMap((own) =>
      others.length === 0 ? [] : [{ id: instance.id, own, others, ...rest }],
    );
  const ofRecord = side(record?.id, "region");
  const [own] = side(instance.id, "region");
  const ofKey = regionOfKey(key, nodes, side).filter(
    (one) => !ofRecord.some((other) => isSameValue(one.value, other.value)),
  );
  const region: Omit<Equality, "id" | "own" | "others"> = {
    code: "key-region-matches-instance",
    fact: `instance ${instance.name} and its key are in one region`,
    text: (one, other, place) =>
      keyElsewhere(instance.name, place, own ? placesOf(one, other, own, place) : "", anyKeyIn(place)),
  };
  const source =
    instance.cloneOf === undefined || instance.record !== undefined ? undefined : nodes.get(instance.cloneOf);
  return [
    ...equality("region", ofRecord, region),
    // The customer managed key is compared with the KMS key itself, but perhaps not before the key is there.
    ...equality("region", ofKey, { ...region, isImplied: ofRecord.length > 0 }),
    ...equality("project_id", side(record?.id, "project_id"), {
      code: "project-matches-record",
      fact: `instance ${instance.name} and its customer managed key are in one project`,
      text: (one, other, project) => otherProject(instance.name, project, other, one.name),
    }),
    ...equality("customer_managed_key_id", side(source?.id, "customer_managed_key_id"), {
      code: "clone-keeps-key",
      fact: `clone ${instance.name} has the key of its source`,
      text: (one, other, key) =>
        otherKey(instance.name, one.name, `customer managed key ${key}`, `customer managed key ${other}`),
    }),
  ];
}

function claim({ id, name }: KmsKeyNode, word: "account" | "partition", other: Side, own: Side): Equality {
  return {
    ...{ id, code: "key-account-expected", fact: `key ${name} is in the expected ${word}`, others: [other], own },
    text: (one, left, right) =>
      claimsDisagree(`key ${name}`, word, `${right} (${own.source}), ${left} (${one.source})`),
  };
}

function field(number: number, separator = ":"): Part {
  return {
    of: (operand) => `element(split("${separator}", ${operand}), ${number})`,
    from: (expression) => new RegExp(`^element\\(split\\("${separator}", (.+)\\), ${number}\\)$`).exec(expression)?.[1],
  };
}

const REGION_IN_ARN = field(3);
const ACCOUNT_IN_ARN = field(4);
const REGION_IN_NAME = field(3, "/");

/** A partition by the regions that it has, or, for `aws`, has not. */
function partitionAmong(partition: string): Part {
  const isAws = partition === "aws";
  const prefixes = PARTITIONS.filter(([, name]) => isAws || name === partition).map(([prefix]) => prefix);
  const [yes, no] = isAws ? [OTHER, partition] : [partition, OTHER];
  return {
    of: (region) => `(can(regex("^(${prefixes.join("|")})-", ${region})) ? "${yes}" : "${no}")`,
    from: () => undefined,
    shown: OTHER,
  };
}

const OTHER = "another one";

function placesOf(one: Side, other: string, own: Side, region: string): string {
  return differingPlaces([one.kind, `${other} (${one.source})`], [own.kind, `${region} (${own.source})`]);
}

function isAbsent(value: Value): boolean {
  return value.known && (value.value === null || value.value === undefined);
}

function regionValue({ module, values, block }: WrittenBlock): Value {
  const own = block.json["region"] ?? undefined;
  const isOfAws = block.type.startsWith("aws_");
  const value = values.read(own ?? (isOfAws ? providerOf(module, block)?.json["region"] : undefined) ?? null);
  if (!isOfAws || !isAbsent(value) || isRepeated(block)) return value;
  // The region of the environment: the provider tells it.
  return values.read(`\${${block.address}.region}`);
}

/** Whether the resource has a precondition that says the two are equal, in whatever way it refers to them. */
function hasCondition(one: Side, own: Side): boolean {
  const { values, block } = own.resource;
  const written = objectsOf(block.json["lifecycle"]).flatMap(({ precondition }) => objectsOf(precondition));
  const reads = (expression: string | undefined, { part, value }: Side): boolean => {
    const operand = expression !== undefined && part ? part.from(expression) : expression;
    return operand !== undefined && isSameValue(values.read(templateOf(operand)), value, true);
  };
  return written.some(({ condition }) => {
    const [part, ...others] = parseTemplate(textOf(condition) ?? "") ?? [];
    if (part?.kind !== "expression" || others.length > 0) return false;
    const [left, right, ...more] = withoutParentheses(part.source).split(" == ");
    if (more.length > 0) return false;
    return (reads(left, one) && reads(right, own)) || (reads(left, own) && reads(right, one));
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

/** What a side is called in a condition of a resource; undefined where it cannot be. */
function operandOf(side: Side, { module, block }: WrittenBlock): string | undefined {
  const whole = wholeOperand(side, module, block);
  return whole === undefined ? undefined : (side.part?.of(whole) ?? whole);
}

function wholeOperand({ value, argument, resource }: Side, module: Module, block: Block): string | undefined {
  if (value.known) {
    return typeof value.value === "string" ? JSON.stringify(value.value).replace(/([$%])\{/g, "$1$1{") : undefined;
  }
  const meansTheSame = !isOfBlock(value) || resource.block === block;
  if (value.module === module && meansTheSame) return sourceOf(value.expression);
  const canBeNamed = resource.module === module && !isRepeated(resource.block);
  return canBeNamed ? `${resource.block.address}.${argument}` : undefined;
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
