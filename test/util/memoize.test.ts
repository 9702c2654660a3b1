import { memoize } from "../../util/memoize";

describe("memoize", () => {
  let computed = 0;
  beforeEach(() => (computed = 0));
  const [a, b, c] = [{ id: "a" }, { id: "b" }, { id: "c" }];

  it("computes a result once for the same objects, and again for others or in another order", () => {
    const value = memoize((one: typeof a, other: typeof a) => `${one.id}${other.id} ${++computed}`);
    expect([value(a, b), value(a, b), value(b, a), value(a, c), value(a, b)]).toEqual([
      ...["ab 1", "ab 1", "ba 2", "ac 3", "ab 1"],
    ]);
  });

  it("tells texts, numbers and what is undefined from each other", () => {
    const value = memoize((of: typeof a, key: string | number | undefined) => [of.id, key, ++computed]);
    expect([value(a, "1"), value(a, 1), value(a, "1"), value(a, undefined), value(b, "1")]).toEqual([
      ...[
        ["a", "1", 1],
        ["a", 1, 2],
        ["a", "1", 1],
        ["a", undefined, 3],
        ["b", "1", 4],
      ],
    ]);
  });

  it("keeps a result that is undefined", () => {
    const value = memoize((of: typeof a): undefined => void (of.id && ++computed));
    expect([value(a), value(a), computed]).toEqual([undefined, undefined, 1]);
  });

  it("tells lists of several lengths from each other", () => {
    const value = memoize((of: typeof a, ...names: readonly string[]) => `${of.id} ${names.join()} ${++computed}`);
    expect([value(a), value(a, "x"), value(a, "x", "y"), value(a, "x,y"), value(a, "x", "y")]).toEqual([
      ...["a  1", "a x 2", "a x,y 3", "a x,y 4", "a x,y 3"],
    ]);
  });

  it("keeps results by other keys than the arguments where it is given some", () => {
    const value = memoize(
      (of: typeof a, { name }: { readonly name: string }) => `${of.id} ${name} ${++computed}`,
      (of, { name }) => [of, name],
    );
    expect([value(a, { name: "x" }), value(a, { name: "x" }), value(a, { name: "y" })]).toEqual([
      "a x 1",
      "a x 1",
      "a y 2",
    ]);
  });

  it("computes again after an error", () => {
    const value = memoize(({ id }: typeof a) => {
      if (++computed === 1) throw new Error("not yet");
      return `${id} ${computed}`;
    });
    expect(() => value(a)).toThrow("not yet");
    expect(value(a)).toBe("a 2");
  });
});
