import { problemsInFile } from "../../synth/places";
import type { EstatePath } from "../../estate/messages";
import type { Problem } from "../../model/problem";

const ORIGINS = new Map<string, EstatePath>([
  ["prod-eu-west-1/keys/orders", ["keys", "orders"]],
  ["prod-eu-central-1/keys/orders", ["keys", "orders"]],
  ["prod-eu-west-1/records/orders", ["keys", "orders"]],
  ["prod-eu-west-1/keys/audit", ["keys", "audit"]],
  ["prod-eu-west-1/records/audit", ["keys", "audit"]],
  ["/estates/orders.json", ["keys", "orders", "statement"]],
]);

/** A problem of the construct. */
function problemOf(path: string, got = "this"): Problem {
  return { code: "prop-type", path, what: "a", got, expected: "that", fix: "mend it" };
}

/** The places of problems, and what was found there. */
function placesOf(...problems: readonly Problem[]): string[] {
  const placed = problemsInFile(problems, ORIGINS, (entry) => `estate.yaml:${entry.join(".")}`);
  return placed.map(({ path, got }) => `${path}: ${got}`);
}

describe("problems in the estate file", () => {
  it("are at the entry that the construct came from", () => {
    expect(problemsInFile([problemOf("prod-eu-west-1/keys/audit")], ORIGINS, () => "estate.yaml:5:3")).toEqual([
      { code: "prop-type", path: "estate.yaml:5:3", what: "a", got: "this", expected: "that", fix: "mend it" },
    ]);
  });

  it("name the stack where the entry is in several", () => {
    expect(
      placesOf(problemOf("prod-eu-central-1/keys/orders"), problemOf("prod-eu-west-1/records/orders", "x")),
    ).toEqual(["estate.yaml:keys.orders (prod-eu-central-1): this", "estate.yaml:keys.orders (prod-eu-west-1): x"]);
  });

  it("are reported once where they are the same for a key and its replica, with both stacks", () => {
    expect(
      placesOf(
        problemOf("prod-eu-west-1/keys/orders"),
        problemOf("prod-eu-west-1/keys/audit"),
        problemOf("prod-eu-central-1/keys/orders"),
        problemOf("prod-eu-central-1/keys/orders", "other"),
      ),
    ).toEqual([
      "estate.yaml:keys.orders (prod-eu-west-1, prod-eu-central-1): this",
      "estate.yaml:keys.audit: this",
      "estate.yaml:keys.orders (prod-eu-central-1): other",
    ]);
  });

  it("are at the entry of the surrounding construct", () => {
    expect(placesOf(problemOf("prod-eu-central-1/keys/orders/Alias"))).toEqual([
      "estate.yaml:keys.orders (prod-eu-central-1): this",
    ]);
  });

  it("keep their place when they belong to no entry", () => {
    expect(
      placesOf(
        problemOf("prod-eu-west-1/else"),
        problemOf("/estates/else.json:1:2"),
        problemOf("/estates/orders.json"),
      ),
    ).toEqual(["prod-eu-west-1/else: this", "/estates/else.json:1:2: this", "estate.yaml:keys.orders.statement: this"]);
  });
});
