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

/** Where problems are told, and what was got there. */
function told(...problems: readonly Problem[]): string[] {
  const placed = problemsInFile(problems, ORIGINS, (entry) => `estate.yaml:${entry.join(".")}`);
  return placed.map(({ path, got }) => `${path}: ${got}`);
}

describe("problems in the estate file", () => {
  it("are told where the entry stands that the construct came from", () => {
    expect(problemsInFile([problemOf("prod-eu-west-1/keys/audit")], ORIGINS, () => "estate.yaml:5:3")).toEqual([
      { code: "prop-type", path: "estate.yaml:5:3", what: "a", got: "this", expected: "that", fix: "mend it" },
    ]);
  });

  it("name the stack where the entry is in several", () => {
    expect(told(problemOf("prod-eu-central-1/keys/orders"), problemOf("prod-eu-west-1/records/orders", "x"))).toEqual([
      "estate.yaml:keys.orders (prod-eu-central-1): this",
      "estate.yaml:keys.orders (prod-eu-west-1): x",
    ]);
  });

  it("are told once where they are the same for a key and its replica, with both stacks", () => {
    expect(
      told(
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

  it("are told of the entry that the construct is inside of", () => {
    expect(told(problemOf("prod-eu-central-1/keys/orders/Alias"))).toEqual([
      "estate.yaml:keys.orders (prod-eu-central-1): this",
    ]);
  });

  it("stay where they are when they are of no entry", () => {
    expect(
      told(problemOf("prod-eu-west-1/else"), problemOf("/estates/else.json:1:2"), problemOf("/estates/orders.json")),
    ).toEqual(["prod-eu-west-1/else: this", "/estates/else.json:1:2: this", "estate.yaml:keys.orders.statement: this"]);
  });
});
