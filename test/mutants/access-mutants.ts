import { of, type Mutant } from "./mutant";

const PARTIES = ["test/policy/access/parties.test.ts", "test/policy/access/parties-properties.test.ts"];
const CORPUS = "test/policy/lint/corpus/corpus.test.ts";

/** Bugs in who is let in, and in what became of a policy. */
export const ACCESS_MUTANTS: readonly Mutant[] = [
  ...of("policy/access/narrowing.ts", PARTIES, [
    ["a negated condition narrows", "operator.negated || operator.ifExists", "operator.ifExists"],
    ["IfExists narrows", "operator.negated || operator.ifExists", "operator.negated"],
    [
      "ForAllValues narrows",
      'if (operator.quantifier === "ForAllValues")',
      'if (operator.quantifier === "ForAnyValue")',
    ],
    ["a wildcard over accounts narrows", '(type !== "String" || WILDCARD.test(value))', '(type !== "String")'],
    ["a variable narrows", 'value.includes("${") ? undefined : read(value, operator)', "read(value, operator)"],
    [
      "an ARN with a wildcard for its account narrows",
      "(\\d{12}):(.+)$/s : /^arn(?::[^:*?]*){3}",
      "(\\d{12}):(.+)$/s : /^arn(?::[^:]*){3}",
    ],
  ]),
  ...of("policy/access/parties.ts", PARTIES, [
    ["a Deny lets in", 'statement.Effect !== "Allow" || ', ""],
    ["a statement without effect lets in", " || !hasEffect(statement)", ""],
    ["NotAction stands for what it names", "!others.has(operation)", "others.has(operation)"],
    ["a condition is forgotten", "met.exact ? open : [...open, index]", "open"],
    [
      "the root user is not its account",
      'party?.kind === "user" && arn.resource === "root"',
      'party?.kind === "role" && arn.resource === "root"',
    ],
  ]),
  ...of(
    "policy/access/matrix.ts",
    ["test/policy/access/matrix.test.ts"],
    [
      ["what is not known of a request is absent", 'others: "unknown" as const', 'others: "absent" as const'],
      ["yes stands for no", 'denied: "no"', 'denied: "yes"'],
      [
        "whoever is denied has no row",
        ".join() !== answersAround(party, rows)",
        ".join() === answersAround(party, rows)",
      ],
    ],
  ),
  ...of(
    "policy/access/aura-access.ts",
    ["test/policy/access/aura-access.test.ts", CORPUS],
    [
      [
        "a denied operation is one that Aura has",
        "else access.cannot.push({ operation: action, because });",
        "else access.can.push(action);",
      ],
      ["what is not known of a request is absent", 'others: "unknown" }', 'others: "absent" }'],
      ["one who may stands for all", "else if (odd) access", "else if (odd && !odd) access"],
      [
        "those of the key's account are from outside",
        "party.accountId !== keyAccountId",
        "party.accountId === keyAccountId",
      ],
    ],
  ),
  ...of(
    "policy/merge.ts",
    ["test/policy/merge.test.ts"],
    [
      ["merging twice adds a statement twice", "if (known.has(text)) continue;", ""],
      ["the first statement may be replaced by its Sid", "if (rival >= 0)", "if (rival > 0)"],
      ["variables change their meaning unseen", 'text.includes("${") && ', 'text.includes("$${") && '],
    ],
  ),
  ...of(
    "policy/canonical.ts",
    ["test/policy/canonical.test.ts"],
    [
      ["lists are not sorted", "new Set(value.map(canonical))].sort()", "new Set(value.map(canonical))]"],
      ["a value that stands twice stays twice", "[...new Set(value.map(canonical))]", "[...value.map(canonical)]"],
    ],
  ),
  ...of(
    "policy/access/diff.ts",
    ["test/policy/access/diff.test.ts", "test/policy/access/diff-properties.test.ts"],
    [
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
    ],
  ),
];
