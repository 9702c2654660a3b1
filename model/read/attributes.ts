import { known, mapFact, unknown, type Fact, type Unknown } from "../fact";
import { isObject, objectOf, type JsonObject } from "../../util/json";
import { isUnset } from "./aws-values";
import type { ChangeSide, ResourceChange } from "../../terraform/plan/resource-change";

/**
 * Reads the attributes of a resource as facts. Values that are marked sensitive are unknown, so that no
 * message can contain one.
 */
export class Attributes {
  /**
   * @param side the values before or after the change
   * @param owner the resource
   */
  public constructor(
    private readonly side: ChangeSide,
    private readonly owner: Pick<ResourceChange, "address" | "type">,
  ) {}

  /** Where a value was read: "`region` of aws_kms_key.orders". */
  public source(name: string): string {
    return `\`${name}\` of ${this.owner.address}`;
  }

  /** A required text. */
  public text(name: string): Fact<string> {
    return this.typed(name, isText, () => unknown(`${this.source(name)} is not set`));
  }

  /** A text, or undefined as a known value where it is not set. */
  public optionalText(name: string): Fact<string | undefined> {
    return this.typed(name, isText, () => known(undefined, this.source(name)));
  }

  /** A number, or undefined as a known value where it is not set. */
  public optionalNumber(name: string): Fact<number | undefined> {
    return this.typed(name, isNumber, () => known(undefined, this.source(name)));
  }

  /**
   * A boolean.
   * @param name the attribute
   * @param byDefault the default of the provider. @default - unknown where it is not set: an older provider may have made the state
   */
  public flag(name: string, byDefault?: boolean): Fact<boolean> {
    return this.typed(name, isFlag, () =>
      byDefault === undefined
        ? unknown(`${this.source(name)} is not set`)
        : known(byDefault, `default of ${this.source(name)}`),
    );
  }

  /** A list or set of texts; a set of which a part is unknown is unknown. */
  public texts(name: string): Fact<readonly string[]> {
    return this.typed(name, isTexts, () => known([], this.source(name)));
  }

  /** A block that is written at most once, or undefined as a known value where it is not. */
  public optionalBlock(name: string): Fact<JsonObject | undefined> {
    return mapFact(
      this.typed(name, isBlock, () => known([], this.source(name))),
      (blocks) => [blocks].flat()[0],
    );
  }

  /** The value, if it is a text and not sensitive. */
  public plainText(name: string): string | undefined {
    const fact = this.optionalText(name);
    return fact.known ? fact.value : undefined;
  }

  /** Whether the value is known only after apply. */
  public isUnknown(name: string): boolean {
    return !this.isSensitive(name) && isMarked(this.side.unknown, name);
  }

  /** Whether any part of the value is marked as sensitive. */
  public isSensitive(name: string): boolean {
    return isMarked(this.side.sensitive, name);
  }

  private typed<T, N>(name: string, is: (value: unknown) => value is T, whenNull: () => Fact<N>): Fact<T | N> {
    const hidden = this.hidden(name);
    if (hidden) return hidden;
    const value = this.side.values[name];
    if (isUnset(this.owner, value)) return whenNull();
    if (is(value)) return known(value, this.source(name));
    return unknown(`${this.source(name)} ${value === undefined ? "is not in the plan" : "cannot be read"}`);
  }

  private hidden(name: string): Unknown | undefined {
    if (this.isSensitive(name)) return unknown(`${this.source(name)} is marked as sensitive`);
    if (!isMarked(this.side.unknown, name)) return undefined;
    const expression = objectOf(this.side.unknown)[name];
    return unknown(`${this.source(name)} is ${typeof expression === "string" ? expression : "known only at apply"}`);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

/** A plan has a list of one; a configuration may write the block alone. */
function isBlock(value: unknown): value is JsonObject | readonly JsonObject[] {
  return isObject(value) || (Array.isArray(value) && value.length <= 1 && value.every(isObject));
}

/** The marks mirror the values: `true`, or the expression of a configuration, where all of a part is marked. */
function isMarked(marks: unknown, name: string): boolean {
  return marks === true || (isObject(marks) && hasMark(marks[name]));
}

/** A list or block of which a part is marked counts as marked. */
function hasMark(mark: unknown): boolean {
  if (Array.isArray(mark)) return mark.some(hasMark);
  return mark === true || typeof mark === "string" || (isObject(mark) && Object.values(mark).some(hasMark));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

function isFlag(value: unknown): value is boolean {
  return typeof value === "boolean";
}
