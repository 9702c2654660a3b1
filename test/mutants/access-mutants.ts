import { of, type Mutant } from "./mutant";

const PARTIES = ["test/policy/access/allowed-principals.test.ts", "test/policy/diff/narrowing.test.ts"];
const CORPUS = "test/policy/lint/corpus/corpus.test.ts";

/** Bugs in who is let in, and in what became of a policy. */
export const ACCESS_MUTANTS: readonly Mutant[] = [
  ...of("policy/diff/narrowing.ts", PARTIES, [
    ["a negated condition narrows", "operator.negated || operator.ifExists", "operator.ifExists"],
    ["IfExists narrows", "operator.negated || operator.ifExists", "operator.negated"],
    [
      "ForAllValues narrows",
      'if (operator.quantifier === "ForAllValues")',
      'if (operator.quantifier === "ForAnyValue")',
    ],
    ["a wildcard over accounts narrows", '(type !== "String" || WILDCARD.test(value))', '(type !== "String")'],
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
    ["accounts apart meet", "if (party.accountId !== other.accountId) return undefined;", ""],
    ["a session is not of its role", "return apart && !sessions ?", "return apart ?"],
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
  ...of("policy/access/allowed-principals.ts", PARTIES, [
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
    "policy/access/evaluate-for-all.ts",
    ["test/policy/access/aura-permissions.test.ts", "test/policy/access/evaluate-for-all.test.ts"],
    [
      ["what is not known of a request is absent", 'others: "unknown" }', 'others: "absent" }'],
      ["one who may stands for all", "answer !== first.answer", 'answer === "denied" && first.answer === "denied"'],
      ["those of other roles are of a role", "&& matchesPattern(arn, other.arn)", ""],
      ["nobody is asked for all", "...(principalArns ? [{ ...somebody, principalArns }] : []),", ""],
      ["somebody named is of no organization", "{ ...somebody.context, ...one.context }", "one.context"],
    ],
  ),
  ...of(
    "policy/access/aura-permissions.ts",
    ["test/policy/access/aura-permissions.test.ts", CORPUS],
    [
      [
        "a denied operation is one that Aura has",
        "else access.cannot.push({ operation, because });",
        "else access.can.push(operation);",
      ],
    ],
  ),
  ...of(
    "policy/access/external-access.ts",
    ["test/policy/access/external-access.test.ts"],
    [["those of the key's account are external", "accountId !== keyAccountId", "accountId === keyAccountId"]],
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
    "policy/access/evaluate-for-all.ts",
    ["test/policy/access/denials.test.ts", CORPUS],
    [
      ["what may be denied is denied", '(action).answer === "denied";', '(action).answer !== "allowed";'],
      ["a policy allows others to retire grants", " && operation !== RETIRE_GRANT", ""],
    ],
  ),
  ...of(
    "policy/access/matrix.ts",
    ["test/policy/access/matrix.test.ts"],
    [
      ["statements for anybody concern nobody", "[SOMEBODY, accountId, identityKey", "[accountId, identityKey"],
      ["a pattern of roles is one role", "arn === undefined || /[*?]/.test(arn)", "arn === undefined"],
      ["a role is known by its path", ": names.at(-1)}", ": names.slice(1).join()}"],
    ],
  ),
  ...of(
    "policy/access/principal.ts",
    ["test/policy/access/expected-principal.test.ts"],
    [
      ["a role is expected in every account", "pin.accountId === arn.accountId && role", "role"],
      ["an account is expected in every partition", "(!arn || pin.partition === arn.partition)", "true"],
    ],
  ),
  ...of(
    "policy/access/lockout.ts",
    ["test/policy/access/lockout.test.ts"],
    [
      ["IAM allows the caller what the policy leaves to it", 'iam: "allow nothing"', 'iam: "allow everything"'],
      ["what is not known of a caller is absent", 'others: "unknown" as const', 'others: "absent" as const'],
      ["an account id is a caller", "if (ACCOUNT_ID.test(text))", 'if (text === "")'],
    ],
  ),
];
