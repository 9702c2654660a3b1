import { of, type Mutant } from "./mutant";

const ALLOWED = ["test/policy/access/allowed-principals.test.ts", "test/policy/diff/narrowing.test.ts"];
const CORPUS = "test/policy/lint/corpus/corpus.test.ts";

/** Bugs in which principals are allowed, and in merging policies. */
export const ACCESS_MUTANTS: readonly Mutant[] = [
  ...of("policy/diff/narrowing.ts", ALLOWED, [
    ["a negated condition narrows", "!read || operator.negated) return", "!read) return"],
    ["IfExists narrows", "operator.ifExists || operator.quantifier", "operator.quantifier"],
    ["ForAllValues narrows", ' || operator.quantifier === "ForAllValues";', ";"],
    ["services that may lack a key do not meet the condition", "[...narrowings, ...lackedBy]", "narrowings"],
    [
      "a wildcard over accounts narrows",
      '|| (base === "StringLike" && WILDCARD.test(value))) return undefined;\n  // No caller',
      ") return undefined;\n  // No caller",
    ],
    ["a variable narrows", 'value.includes("${") ? undefined : read(value, operator)', "read(value, operator)"],
    ["an organization path of any organization narrows", "/^([^/*?]+)\\/(.*)$/s", "/^([^/]+)\\/(.*)$/s"],
    [
      "a path of many values narrows without a quantifier",
      'operator.quantifier !== "ForAnyValue"',
      'operator.quantifier === "ForAllValues"',
    ],
    [
      "a wildcard over organizations narrows",
      'base === "StringEqualsIgnoreCase" || WILDCARD.test(value)',
      'base === "StringEqualsIgnoreCase"',
    ],
    ["different accounts intersect", "if (principal.accountId !== other.accountId) return undefined;", ""],
    ["a session does not belong to its role", "return different && !sessions ?", "return different ?"],
    ["sessions of an account are all of it", 'pattern && value.split(":")[2] === "iam"', "pattern"],
    [
      "one ARN under StringEquals without case is that ARN",
      "const asItReads = pattern || ",
      "const asItReads = true || pattern || ",
    ],
    [
      "an ARN with a wildcard for its account narrows",
      "(\\d{12}):(.+)$/s : /^arn(?::[^:*?]*){3}",
      "(\\d{12}):(.+)$/s : /^arn(?::[^:]*){3}",
    ],
  ]),
  ...of("policy/access/allowed-principals.ts", ALLOWED, [
    ["a Deny allows", 'statement.Effect !== "Allow" || ', ""],
    ["a statement without effect allows", " || !hasEffect(statement)", ""],
    ["a condition is dropped", "met.exact ? open : [...open, index]", "open"],
    [
      "the root user is not its account",
      'principal?.kind === "user" && arn.resource === "root"',
      'principal?.kind === "role" && arn.resource === "root"',
    ],
  ]),
  ...of(
    "policy/access/matrix.ts",
    ["test/policy/access/matrix.test.ts"],
    [
      ["a denied operation is shown as yes", 'denied: "no"', 'denied: "yes"'],
      [
        "a denied principal has no row",
        ".join() !== answersAround(principal, rows)",
        ".join() === answersAround(principal, rows)",
      ],
    ],
  ),
  ...of(
    "policy/access/evaluate-for-all.ts",
    ["test/policy/access/aura-permissions.test.ts", "test/policy/access/evaluate-for-all.test.ts"],
    [
      [
        "an unknown condition key is absent",
        'answersFor(document, { ...caller, ...key, others: "unknown" })',
        'answersFor(document, { ...caller, ...key, others: "absent" })',
      ],
      [
        "one allowed member decides for all",
        "answer !== first.answer",
        'answer === "denied" && first.answer === "denied"',
      ],
      ["other roles belong to a role", "(matchesPattern(arn, other.arn) || isSessionOf(arn, other.arn))", "true"],
      ["the decision for all members is skipped", "...(represents ? [{ ...unnamed, represents }] : []),", ""],
      ["a named member has no organization", "{ ...unnamed.context, ...one.context }", "one.context"],
    ],
  ),
  ...of(
    "policy/access/aura-permissions.ts",
    ["test/policy/access/aura-permissions.test.ts", CORPUS],
    [["a denied operation counts as allowed", 'can: those("allowed")', 'can: those("denied")']],
  ),
  ...of(
    "policy/access/external-access.ts",
    ["test/policy/access/external-access.test.ts"],
    [["principals of the key's account are external", "accountId !== keyAccountId", "accountId === keyAccountId"]],
  ),
  ...of(
    "policy/access/service-binding.ts",
    ["test/policy/access/service-binding.test.ts"],
    [["a service is bound by a key that may be absent", "!operator.ifExists", "true"]],
  ),
  ...of(
    "policy/merge.ts",
    ["test/policy/merge.test.ts"],
    [
      ["merging twice adds a statement twice", "if (known.has(text)) continue;", ""],
      ["the first statement may be replaced by its Sid", "if (conflicting >= 0)", "if (conflicting > 0)"],
      ["variables change their meaning unnoticed", 'text.includes("${") && ', 'text.includes("$${") && '],
    ],
  ),
  ...of(
    "policy/canonical.ts",
    ["test/policy/canonical.test.ts"],
    [
      ["lists are not sorted", "new Set(value.map(canonical))].sort()", "new Set(value.map(canonical))]"],
      ["a duplicate value stays", "[...new Set(value.map(canonical))]", "[...value.map(canonical)]"],
    ],
  ),
  ...of(
    "policy/access/evaluate-for-all.ts",
    ["test/policy/access/denials.test.ts", CORPUS],
    [
      ["what may be denied is denied", '(action) === "denied";', '(action) !== "allowed";'],
      ["a policy allows others to retire grants", " && operation !== RETIRE_GRANT", ""],
    ],
  ),
  ...of(
    "policy/access/principal.ts",
    ["test/policy/access/expected-principal.test.ts"],
    [
      ["a role is expected in every account", "own.accountId === arn?.accountId && role", "role"],
      ["an account is expected in every partition", "!arn || own.partition === arn.partition", "true"],
    ],
  ),
  ...of(
    "policy/access/lockout.ts",
    ["test/policy/access/lockout.test.ts"],
    [
      ["IAM allows the caller what the policy delegates to IAM", 'iam: "allow nothing"', 'iam: "allow everything"'],
      ["an unknown condition key of the caller is absent", 'others: "unknown" as const', 'others: "absent" as const'],
      ["an account id is a caller", "if (ACCOUNT_ID.test(text))", 'if (text === "")'],
    ],
  ),
];
