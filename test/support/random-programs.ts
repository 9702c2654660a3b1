import { readFileSync } from "node:fs";
import path from "node:path";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { type App, TerraformLocal, type TerraformStack } from "cdktf";
import {
  AuraCmkError,
  AuraCustomerManagedKey,
  AuraCustomerManagedKeyResource,
  AuraInstance,
  AuraInstanceResource,
  AuraKmsKey,
} from "../../constructs";
import { ACCOUNT, INSTANCE, newApp, newStack, statement, variable } from "./synth";

/* Programs made at random, and a judgement of what is written that shares no code with the library. */

const REGIONS = ["eu-west-1", "us-east-1"] as const;
const PROJECTS = ["6981ace7-efe5-4f5c-b7c5-267b5162ce91", "0c6f2a4e-54ba-4ab7-8a8e-3f7d2b1c9d10"] as const;

type Json = Readonly<Record<string, unknown>>;
type Block = Record<string, never> & Json;
/** The JSON of each stack, by its name. */
type Files = ReadonlyMap<string, Json>;
/** The region that `var.region` of each stack has. */
type Environment = ReadonlyMap<string, string>;

/** A small generator of numbers: the same seed makes the same program. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Programs of odd numbers are changed after they were made. */
export const isChanged = (seed: number): boolean => seed % 2 === 1;

/** An app of one or two stacks with keys, customer managed keys and instances, some by hand, some changed afterwards. */
export function randomProgram(seed: number): App {
  const next = random(seed);
  const chance = (of: number): boolean => next() < of;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)] as T;
  const region = (): string => (chance(0.85) ? REGIONS[0] : REGIONS[1]);
  const app = newApp();
  const stacks = (chance(0.4) ? ["one", "two"] : ["one"]).map((name) => {
    const stack = newStack(name, { app, aws: { region: region() } });
    return { stack, of: variable(stack, "region").stringValue, local: new TerraformLocal(stack, "home", region()) };
  });
  const anyStack = () => pick(stacks);
  /** Some value for a region in a stack: a literal, a variable, a local. */
  type Place = (typeof stacks)[number];
  const valueIn = ({ of, local }: Place): string => (chance(0.65) ? region() : chance(0.6) ? of : local.asString);
  for (const [index, projectId] of PROJECTS.slice(0, chance(0.5) ? 2 : 1).entries()) {
    const byHand = Math.floor(next() * 6);
    // Stacks may depend on each other in one direction only.
    const [first, second, third] = [anyStack(), anyStack(), anyStack()].sort(
      (a, b) => stacks.indexOf(a) - stacks.indexOf(b),
    ) as [Place, Place, Place];
    const id = (what: string): string => `${what}${index}`;
    const ours =
      byHand === 0
        ? undefined
        : new AuraKmsKey(first.stack, id("key"), { accountId: ACCOUNT, region: valueIn(first), statement });
    const key = ours?.resource ?? new KmsKey(first.stack, id("key"), chance(0.5) ? {} : { region: valueIn(first) });
    const ofRecord = { projectId, name: id("record") };
    const record =
      ours && byHand > 1
        ? new AuraCustomerManagedKey(second.stack, id("record"), {
            ...{ ...ofRecord, key: ours, product: "AuraDB" },
            ...(chance(0.3) && { region: valueIn(second) }),
          })
        : undefined;
    const rawRecord =
      record?.resource ??
      new AuraCustomerManagedKeyResource(second.stack, id("record"), {
        ...{
          ...ofRecord,
          cloudProvider: "aws",
          region: valueIn(second),
          instanceType: "enterprise-db",
          keyId: key.arn,
        },
      });
    const instance =
      record && byHand > 2
        ? new AuraInstance(third.stack, id("db"), {
            ...{ ...INSTANCE, projectId, region: valueIn(third), customerManagedKey: record },
          }).resource
        : new AuraInstanceResource(third.stack, id("db"), {
            ...{ projectId, name: id("db"), cloudProvider: "aws", region: valueIn(third), type: "enterprise-db" },
            ...{ memory: "8GB", customerManagedKeyId: rawRecord.id },
          });
    const resources = [
      { one: key, at: first },
      { one: rawRecord, at: second },
      { one: instance, at: third },
    ];
    while (isChanged(seed) && chance(0.5)) {
      const { one, at } = pick(resources);
      const change = Math.floor(next() * 5);
      if (change === 0) one.addOverride("region", valueIn(at));
      if (change === 1)
        at.stack.addOverride(`resource.${one.terraformResourceType}.${one.friendlyUniqueId}.region`, region());
      if (change === 2) key.addOverride("key_usage", pick(["ENCRYPT_DECRYPT", "GENERATE_VERIFY_MAC"]));
      if (change === 3 && record && byHand > 2 && chance(0.5))
        instance.addOverride("customer_managed_key_id", pick([null, ""]));
      if (change === 4 && "input" in instance) instance.input.region = valueIn(third);
    }
  }
  return app;
}

/** What the library says of an app: the files that it writes, or the codes of its problems. */
export function synthesize(app: App): { readonly files: Files } | { readonly codes: readonly string[] } {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof AuraCmkError)) throw error;
    return { codes: error.problems.map(({ code }) => code) };
  }
  return { files: new Map(stacksOf(app).map((stack) => [stack.node.path, readFile(app, stack.node.path)])) };
}

/** What cdktf would write without the library's checks. */
export function renderUnchecked(app: App): Files {
  for (const stack of stacksOf(app)) stack.node.tryRemoveChild("AuraCmkReviewMetadata");
  return new Map(
    stacksOf(app).map((stack) => {
      const { toTerraform } = Object.getPrototypeOf(stack) as TerraformStack;
      return [stack.node.path, JSON.parse(JSON.stringify(toTerraform.call(stack))) as Json];
    }),
  );
}

function stacksOf(app: App): TerraformStack[] {
  return app.node.children.filter((child) => "toTerraform" in child) as TerraformStack[];
}

function readFile(app: App, stack: string): Json {
  return JSON.parse(readFileSync(path.join(app.outdir, "stacks", stack, "cdk.tf.json"), "utf8")) as Json;
}

/** Every combination of values of the variables. */
export function environments(files: Files): Environment[] {
  return [...files.keys()].reduce<Environment[]>(
    (all, name) => all.flatMap((one) => REGIONS.map((value) => new Map([...one, [name, value]]))),
    [new Map()],
  );
}

/** What Terraform would find wrong with the files, whatever the conditions in them say. */
export function mistakesIn(files: Files, environment: Environment): string[] {
  const read = new Reader(files, environment);
  return read.all("aura_instance").flatMap(({ stack, block, name }) => {
    const record = read.target(stack, block["customer_managed_key_id"]);
    if (record?.type !== "aura_customer_managed_key") return [`${name} has no customer managed key`];
    const key = read.target(record.stack, record.block["key_id"]);
    if (key?.type !== "aws_kms_key") return [`${record.name} has no key`];
    const regions = [read.region({ stack, block, type: "aura_instance" }), read.region(record), read.region(key)];
    const usage = (key.block["key_usage"] as string | undefined) ?? "ENCRYPT_DECRYPT";
    return [
      ...(new Set(regions).size > 1 ? [`${name}: ${regions.join(" ")}`] : []),
      ...(usage === "ENCRYPT_DECRYPT" ? [] : [`${key.name} is for ${usage}`]),
    ];
  });
}

/** The conditions in the files that do not hold. */
export function failedConditions(files: Files, environment: Environment): string[] {
  const read = new Reader(files, environment);
  const found = ["aws_kms_key", "aura_customer_managed_key", "aura_instance"].flatMap((type) => read.all(type));
  return found.flatMap(({ stack, block }) =>
    read.conditions(block).filter((condition) => {
      const [, left, right] = /^\$\{\((.+) == (.+)\)\}$/.exec(condition) ?? [];
      if (left === undefined || right === undefined) throw new Error(`what is ${condition}?`);
      return read.expression(stack, left) !== read.expression(stack, right);
    }),
  );
}

interface Found {
  readonly stack: string;
  readonly type: string;
  readonly block: Block;
}

class Reader {
  public constructor(
    private readonly files: Files,
    private readonly environment: Environment,
  ) {}

  public all(type: string): (Found & { readonly name: string })[] {
    return [...this.files].flatMap(([stack, file]) =>
      Object.entries((file["resource"] as Record<string, Record<string, Block>> | undefined)?.[type] ?? {}).map(
        ([name, block]) => ({ stack, type, block, name }),
      ),
    );
  }

  /** The resource whose id or ARN a text refers to. */
  public target(stack: string, text: unknown): (Found & { readonly name: string }) | undefined {
    const source = typeof text === "string" ? /^\$\{(.*)\}$/.exec(text)?.[1] : undefined;
    if (source === undefined) return undefined;
    const output = this.output(source);
    if (output) return this.target(output.stack, output.value);
    const [type = "", name] = source.split(".");
    const found = this.all(type).filter((one) => one.name === name);
    return found.find((one) => one.stack === stack) ?? found[0];
  }

  public region({ stack, block, type }: Found): string {
    const own = block["region"] as string | undefined;
    if (own !== undefined && own !== null) return this.text(stack, own);
    if (!type.startsWith("aws_")) return "none";
    const [provider] = (this.files.get(stack)?.["provider"] as { aws: Block[] }).aws;
    return this.text(stack, String(provider?.["region"]));
  }

  public conditions(block: Block): string[] {
    const [lifecycle = {}] = [(block as Json)["lifecycle"]].flat() as { precondition?: { condition: string }[] }[];
    return (lifecycle.precondition ?? []).map(({ condition }) => condition);
  }

  public text(stack: string, text: string): string {
    const [, source] = /^\$\{(.*)\}$/.exec(text) ?? [];
    return source === undefined ? text : this.expression(stack, source);
  }

  public expression(stack: string, source: string): string {
    if (source.startsWith('"')) return this.text(stack, JSON.parse(source) as string);
    // The partition of a region: all regions here are in one.
    if (source.includes("regex(")) return "aws";
    if (source === "var.region") return this.environment.get(stack) ?? "";
    const output = this.output(source);
    if (output) return this.text(output.stack, String(output.value));
    const [, arn, field] = /^element\(split\(":", (.+)\), (\d)\)$/.exec(source) ?? [];
    if (arn !== undefined && field !== undefined) return this.fieldOfArn(stack, arn, field);
    const [root = "", name = "", attribute = ""] = source.split(".");
    if (root === "local")
      return this.text(stack, (this.files.get(stack)?.["locals"] as Record<string, string>)[name] ?? "");
    const target = this.target(stack, `\${${root}.${name}.id}`);
    if (target && attribute === "region") return this.region(target);
    throw new Error(`what is ${source} in ${stack}?`);
  }

  private fieldOfArn(stack: string, source: string, field: string): string {
    const named = this.target(stack, `\${${source}}`);
    const key = named?.type === "aws_kms_key" ? named : named && this.target(named.stack, named.block["key_id"]);
    if (!key) throw new Error(`what is ${source} in ${stack}?`);
    return field === "3" ? this.region(key) : field === "4" ? ACCOUNT : "aws";
  }

  private output(source: string): { readonly stack: string; readonly value: unknown } | undefined {
    const [, stack = "", name = ""] =
      /^data\.terraform_remote_state\.cross-stack-reference-input-([\w-]+)\.outputs\.([\w-]+)$/.exec(source) ?? [];
    const outputs = this.files.get(stack)?.["output"] as Record<string, { value: unknown }> | undefined;
    return outputs?.[name] && { stack, value: outputs[name].value };
  }
}
