import {
  expressionOf,
  keyOf,
  moduleAddress,
  modulePath,
  referencesOf,
  type Configuration,
  type ModulePath,
} from "./configuration";
import { objectOf, textOf, type JsonObject } from "./json";
import type { RawChange } from "./raw-change";

/** Through how many variables, outputs and resources a reference is followed. */
const MAX_HOPS = 16;

/** Where a resource that only passes a key on takes it from, by type. */
const PASSES_ON: Readonly<Record<string, string>> = {
  aws_kms_alias: "target_key_id",
  aws_kms_key_policy: "key_id",
  aura_customer_managed_key: "key_id",
  pgrneo4jaura_auracmk: "key_id",
  terraform_data: "input",
  "data.aws_kms_key": "key_id",
};

/** From where a reference is looked at. */
interface Place {
  readonly module: ModulePath;
  /** Key of the resource itself: what `each.key` and `count.index` are. */
  readonly index?: string | number;
}

/** Finds the resources that a value comes from which is not known yet, by the expressions of the configuration. */
export class References {
  private readonly byBlock = new Map<string, RawChange[]>();

  /**
   * @param configuration the configuration of the plan
   * @param targets the resources that can be found: those that there will be after the plan
   */
  public constructor(
    private readonly configuration: Configuration,
    targets: readonly RawChange[],
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
   * @param isWanted which resources are looked for; others are followed where they only pass the value on
   * @returns none where that can not be told
   */
  public of(from: RawChange, argument: string, isWanted: (found: RawChange) => boolean): readonly RawChange[] {
    const module = modulePath(from.module);
    const block = this.configuration.resource(module, `${from.type}.${from.name}`);
    const place: Place = { module, ...(from.index !== undefined && { index: from.index }) };
    const found = new Set<RawChange>();
    this.follow(expressionOf(block, argument), place, block, isWanted, found, MAX_HOPS);
    return [...found];
  }

  private follow(
    expression: unknown,
    place: Place,
    block: JsonObject | undefined,
    isWanted: (found: RawChange) => boolean,
    found: Set<RawChange>,
    hops: number,
  ): void {
    if (hops === 0) return;
    const references = referencesOf(expression);
    const go = (next: unknown, at: Place, inBlock?: JsonObject) =>
      this.follow(next, at, inBlock, isWanted, found, hops - 1);
    const isRepeated = references.some((name) => /^(each|count)\./.test(name));
    for (const reference of references) {
      // Terraform lists `a.b.c` and then what it is part of: `a.b`.
      if (references.some((other) => isPartOf(reference, other))) continue;
      const [first = "", second = "", third = ""] = partsOf(reference);
      if (first === "var") {
        const call = this.configuration.call(place.module);
        const key = place.module.at(-1)?.key;
        go(
          expressionOf(call, second),
          { module: place.module.slice(0, -1), ...(key !== undefined && { index: key }) },
          call,
        );
      } else if (first === "each" && second === "value") {
        go(objectOf(block)["for_each_expression"], { module: place.module });
      } else if (first === "module") {
        const { name, key } = indexed(second, isRepeated, place);
        const module = [...place.module, { name, ...(key !== undefined && { key }) }];
        go(this.configuration.output(module, third), { module });
      } else if (first === "data") {
        const { name } = indexed(third, false, place);
        const data = this.configuration.resource(place.module, `data.${second}.${name}`);
        go(expressionOf(data, PASSES_ON[`data.${second}`] ?? ""), place, data);
      } else {
        const { name, key } = indexed(second, isRepeated, place);
        const instances = this.byBlock.get(`${moduleAddress(place.module)} ${first}.${name}`) ?? [];
        const meant = instances.filter(({ index }) => index === key);
        const targets = meant.length > 0 ? meant : key === undefined ? instances : [];
        for (const target of targets.filter(isWanted)) found.add(target);
        const passing = this.configuration.resource(place.module, `${first}.${name}`);
        const on = PASSES_ON[textOf(passing?.["type"]) ?? ""];
        if (on && !targets.some(isWanted))
          go(expressionOf(passing, on), { ...place, ...(key !== undefined && { index: key }) }, passing);
      }
    }
  }
}

function isPartOf(reference: string, whole: string): boolean {
  return whole.length > reference.length && whole.startsWith(reference) && /[.[]/.test(whole[reference.length] ?? "");
}

/** `a.b["x.y"].c` as `a`, `b["x.y"]`, `c`. */
function partsOf(reference: string): readonly string[] {
  return reference.match(/(?:[^.[\]]|\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])+/g) ?? [];
}

/** A name and its key; where the key is `each.key` or `count.index`, that of the place. */
function indexed(part: string, isRepeated: boolean, { index }: Place): { name: string; key?: string | number } {
  const [, name = part, key] = /^([^[]*)(?:\[(.*)\])?$/s.exec(part) ?? [];
  if (key !== undefined) return { name, key: keyOf(key) };
  return { name, ...(isRepeated && index !== undefined && { key: index }) };
}
