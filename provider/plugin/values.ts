import { decode, Decoder, Encoder, ExtData } from "@msgpack/msgpack";

/**
 * A value that is known only after apply. Terraform may send refinements with it ("not null", a prefix, bounds); they are
 * kept byte for byte, because Terraform compares what it gets back with what it sent.
 */
export class Unknown {
  public constructor(
    public readonly extension: number,
    public readonly data: Uint8Array,
  ) {}
}

/** What an attribute or a whole object can hold. */
export type Value = null | boolean | number | string | Unknown | readonly Value[] | ObjectValue;

/** The value of a block: every attribute and nested block by name. */
export interface ObjectValue {
  readonly [name: string]: Value;
}

/** msgpack extension numbers of Terraform's value encoding: a plain unknown, and one with refinements. */
const PLAIN = 0;
const REFINED = 12;
/** Key and value of the refinement "this will not be null". */
const NULLNESS = 1;
const NOT_NULL = Uint8Array.of(0x81, NULLNESS, 0xc2);

/** Known only after apply. */
export const UNKNOWN = new Unknown(PLAIN, Uint8Array.of(0));

/** Known only after apply, and promised not to be null: references can rely on that during plan. */
export const UNKNOWN_NOT_NULL = new Unknown(REFINED, NOT_NULL);

/** Whether the value is known only after apply. */
export const isUnknown = (value: unknown): value is Unknown => value instanceof Unknown;

/** Whether the value is known, and not null. */
export const isSet = (value: Value | undefined): value is Exclude<Value, null | Unknown> =>
  value !== undefined && value !== null && !isUnknown(value);

/** Whether the value can still turn out to be null after apply. */
export function mayBecomeNull(value: Unknown): boolean {
  if (value.extension !== REFINED) return true;
  const refinements = decode(value.data) as Record<number, unknown>;
  return refinements[NULLNESS] !== false;
}

/** Whether any part of the value is unknown. */
export function hasUnknown(value: Value): boolean {
  if (isUnknown(value)) return true;
  if (value === null || typeof value !== "object") return false;
  return Object.values(value).some(hasUnknown);
}

const extensions = {
  tryToEncode: (value: unknown) => (isUnknown(value) ? new ExtData(value.extension, value.data) : null),
  decode: (data: Uint8Array, extension: number) => new Unknown(extension, Uint8Array.from(data)),
};
const encoder = new Encoder({ extensionCodec: extensions });
const decoder = new Decoder({ extensionCodec: extensions });

/** A value as it crosses the wire: Terraform sends msgpack, and JSON for stored state. */
export interface DynamicValue {
  readonly msgpack?: Uint8Array;
  readonly json?: Uint8Array;
}

/** Encodes a value for Terraform. */
export const toDynamic = (value: Value): DynamicValue => ({ msgpack: encoder.encode(value) });

/** Decodes a value that Terraform sent; nothing at all means null. */
export function fromDynamic(dynamic: DynamicValue | null | undefined): Value {
  if (dynamic?.msgpack?.length) return decoder.decode(dynamic.msgpack) as Value;
  if (dynamic?.json?.length) return JSON.parse(Buffer.from(dynamic.json).toString("utf8")) as Value;
  return null;
}

/** Whether two values are the same; unknown is equal to unknown only. Sets must be given in one order. */
export function equal(left: Value | undefined, right: Value | undefined): boolean {
  const a = left ?? null;
  const b = right ?? null;
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) && isUnknown(b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => equal((a as ObjectValue)[name], (b as ObjectValue)[name]));
}
