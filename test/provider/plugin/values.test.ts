import { encode, ExtData } from "@msgpack/msgpack";
import fc from "fast-check";
import {
  equal,
  fromDynamic,
  hasUnknown,
  isUnknown,
  mayBecomeNull,
  toDynamic,
  UNKNOWN,
  UNKNOWN_NOT_NULL,
  Unknown,
  type Value,
} from "../../../provider/plugin/values";

const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }).filter((one) => !Object.is(one, -0)),
    fc.string(),
    fc.constant(UNKNOWN),
    fc.constant(UNKNOWN_NOT_NULL),
    fc.array(tie("value"), { maxLength: 3 }),
    fc
      .dictionary(fc.string(), tie("value"), { maxKeys: 3, noNullPrototype: true })
      .filter((object) => !Object.hasOwn(object, "__proto__")),
  ),
})).value;

describe("Terraform's values", () => {
  it("come back from the wire as they were sent", () => {
    fc.assert(fc.property(value, (one) => expect(fromDynamic(toDynamic(one))).toEqual(one)));
  });

  it("are null when nothing was sent, and read from JSON as from msgpack", () => {
    expect([fromDynamic(undefined), fromDynamic({}), fromDynamic({ json: Buffer.from('{"a":[1]}') })]).toEqual([
      null,
      null,
      { a: [1] },
    ]);
  });

  it.each([
    ["plain", 0, Uint8Array.of(0), true],
    ["refined to be not null", 12, encode({ 1: false }), true],
    ["of an extension that nobody knows yet", 77, Uint8Array.of(1, 2, 3), true],
  ])("an unknown that is %s is unknown, and goes back byte for byte", (_, extension, data) => {
    const sent = encode({ id: new ExtData(extension, data) });
    const { id } = fromDynamic({ msgpack: sent }) as { id: Value };
    expect(isUnknown(id)).toBe(true);
    expect(Buffer.from(toDynamic({ id }).msgpack ?? [])).toEqual(Buffer.from(sent));
  });

  it("tells from the refinements whether an unknown can become null", () => {
    const refined = (refinements: object) => new Unknown(12, encode(refinements));
    expect([UNKNOWN, refined({}), refined({ 1: true }), refined({ 2: "arn:" })].map(mayBecomeNull)).toEqual(
      Array(4).fill(true),
    );
    expect([UNKNOWN_NOT_NULL, refined({ 1: false, 2: "arn:" })].map(mayBecomeNull)).toEqual([false, false]);
  });

  it("are equal to themselves, whatever the order of their names", () => {
    fc.assert(fc.property(value, (one) => expect(equal(one, structuredCopy(one))).toBe(true)));
  });

  it.each([
    [null, ""],
    [0, false],
    [[], {}],
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [UNKNOWN, null],
    [{ a: 1 }, { a: 1, b: 2 }],
  ] as [Value, Value][])("are different: %j and %j", (left, right) => {
    expect([equal(left, right), equal(right, left)]).toEqual([false, false]);
  });

  it("have an unknown inside wherever it is", () => {
    expect([hasUnknown({ a: [{ b: UNKNOWN }] }), hasUnknown({ a: [{ b: null }] }), hasUnknown("x")]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

/** The same value, with the names in reverse order. */
function structuredCopy(one: Value): Value {
  if (Array.isArray(one)) return (one as Value[]).map(structuredCopy);
  if (one === null || typeof one !== "object" || isUnknown(one)) return one;
  return Object.fromEntries(
    Object.entries(one)
      .reverse()
      .map(([name, inner]) => [name, structuredCopy(inner)]),
  );
}
