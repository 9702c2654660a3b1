import { known, mapFact, unknown, valueOf } from "../../model/fact";

describe("a fact", () => {
  it("that is known has a value and a source", () => {
    expect(known(5, "`x` of y")).toEqual({ known: true, value: 5, source: "`x` of y" });
    expect(valueOf(known(5, "`x` of y"))).toBe(5);
  });

  it("that is unknown has a reason and no value", () => {
    expect(unknown("nobody said")).toEqual({ known: false, reason: "nobody said" });
    expect([valueOf(unknown("nobody said")), valueOf(undefined)]).toEqual([undefined, undefined]);
  });

  it("that is computed keeps its source unless it gets a new one, and stays unknown", () => {
    const double = (value: number): number => 2 * value;
    expect(mapFact(known(5, "here"), double)).toEqual(known(10, "here"));
    expect(mapFact(known(5, "here"), double, "there")).toEqual(known(10, "there"));
    expect(mapFact(unknown("nobody said"), double, "there")).toEqual(unknown("nobody said"));
  });

  it("with a known absence of a value is known", () => {
    expect(mapFact(known(undefined, "here"), (value) => value === undefined)).toEqual(known(true, "here"));
  });
});
