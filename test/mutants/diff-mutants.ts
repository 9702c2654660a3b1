import { of, type Mutant } from "./mutant";

const DIFF = ["test/policy/diff/diff.test.ts", "test/policy/diff/normalize.test.ts"];

/** Bugs in the comparison of policies. */
export const DIFF_MUTANTS: readonly Mutant[] = [
  ...of("policy/diff/diff.ts", DIFF, [
    [
      "more denied is wider",
      'Deny: { same: "unchanged", more: "narrowed", less: "widened"',
      'Deny: { same: "unchanged", more: "widened", less: "narrowed"',
    ],
    [
      "an Allow that became a Deny is wider",
      'now.statement.Effect === "Allow" ? "widened" : "narrowed"',
      'now.statement.Effect === "Deny" ? "widened" : "narrowed"',
    ],
    [
      "a change in the meaning of a variable is ignored",
      "old.variables !== now.variables) {",
      "old.variables === null) {",
    ],
  ]),
  ...of("policy/diff/compare.ts", DIFF, [
    ["an account in an Allow covers all of its roles", "(denial && names.has(", "(names.has("],
    ["more values of a negated operator allow more", '?.negated ? "less" : "more"', '?.negated ? "more" : "more"'],
    [
      "what holds for a request without the key holds without IfExists",
      "operator?.ifExists ? operatorName({ ...operator, ifExists: false })",
      "operator ? operatorName({ ...operator, ifExists: !operator.ifExists })",
    ],
    [
      "a resource with a variable covers, and is covered",
      "!INDEFINITE.test(narrow) && coversResource",
      "coversResource",
    ],
    [
      "a longer NotAction is wider",
      "return reverse(lists(asList(before.NotAction), ",
      "return (lists(asList(before.NotAction), ",
    ],
    ["a longer NotPrincipal is wider", "return reverse(relateNames(", "return (relateNames("],
    ["one part that is wider makes the whole wider", 'return others.length > 0 ? "other" : only;', "return only;"],
    [
      "a removed condition is ignored",
      "implies(after.Condition ?? {}, before.Condition ?? {})",
      "implies(after.Condition ?? {}, after.Condition ?? {})",
    ],
  ]),
  ...of("policy/diff/normalize.ts", DIFF, [
    ["a pattern under StringEquals is a pattern", "return plain && /^(String", "return /^(String"],
    ["a question mark covers a star", '!(wide.includes("?") && narrow.includes("*")) && ', ""],
    ["only the last of two tests of one key counts", "if (index === 0) return test;", "if (index >= 0) return test;"],
    [
      "the version of a variable is ignored",
      'text.includes("${") && version === "2012-10-17" ? `with',
      'text.includes("${") ? `with',
    ],
    [
      "principals of two partitions belong to the first",
      "return others.length > 0 ? undefined : partition;",
      "return partition;",
    ],
    [
      "names of condition keys are case-sensitive",
      "key: key.toLowerCase(),\n    values: texts",
      "key,\n    values: texts",
    ],
  ]),
  ...of(
    "policy/diff/pair-statements.ts",
    ["test/policy/diff/pair-statements.test.ts"],
    [
      ["a duplicate Sid pairs with its first occurrence", "places.length === 1 && partners", "partners"],
      ["statements with little in common pair", "if (percent >= ALIKE)", "if (percent > 0)"],
      [
        "a repeated statement is new",
        'const repeats = meanings.has(items[place]?.meaning ?? "");',
        "const repeats = false;",
      ],
      [
        "the farther statement pairs before the nearer",
        "(unlike * SUMS + distance)",
        "(unlike * SUMS + SUMS - 1 - distance)",
      ],
    ],
  ),
];
