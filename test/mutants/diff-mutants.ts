import { of, type Mutant } from "./mutant";

const DIFF = ["test/policy/diff/diff.test.ts", "test/policy/diff/normalize.test.ts"];

/** Bugs in what became of a policy. */
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
    ["what a variable means now is not looked at", "old.variables !== now.variables) {", "old.variables === null) {"],
  ]),
  ...of("policy/diff/compare.ts", DIFF, [
    ["an account in an Allow stands for all of its roles", "(denial && names.has(", "(names.has("],
    [
      "more values of a negated operator let through more",
      '?.negated ? "less" : "more"',
      '?.negated ? "more" : "more"',
    ],
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
      "a condition that is gone is none",
      "implies(after.Condition ?? {}, before.Condition ?? {})",
      "implies(after.Condition ?? {}, after.Condition ?? {})",
    ],
  ]),
  ...of("policy/diff/normalize.ts", DIFF, [
    ["a pattern under StringEquals is one", "return plain && /^(String", "return /^(String"],
    ["a question mark covers a star", '!(wide.includes("?") && narrow.includes("*")) && ', ""],
    [
      "of two tests of one key only the last one counts",
      "if (index === 0) return test;",
      "if (index >= 0) return test;",
    ],
    [
      "the version does not matter to a variable",
      'text.includes("${") && version === "2012-10-17" ? `with',
      'text.includes("${") ? `with',
    ],
    [
      "principals of two partitions are of the first one's",
      "return others.length > 0 ? undefined : partition;",
      "return partition;",
    ],
    ["names of condition keys know case", "key: key.toLowerCase(),\n    values: texts", "key,\n    values: texts"],
  ]),
  ...of(
    "policy/diff/pair-statements.ts",
    ["test/policy/diff/pair-statements.test.ts"],
    [
      ["a Sid that stands twice pairs with its first", "places.length === 1 && partners", "partners"],
      ["statements pair that have hardly anything in common", "if (percent >= ALIKE)", "if (percent > 0)"],
      [
        "what is said once more is new",
        'const repeats = meanings.has(items[place]?.meaning ?? "");',
        "const repeats = false;",
      ],
      ["the farther pairs before the nearer", "(unlike * SUMS + distance)", "(unlike * SUMS + SUMS - 1 - distance)"],
    ],
  ),
];
