import { of, type Mutant } from "./mutant";

const TABLE = "test/policy/evaluate/evaluate-table.test.ts";
const EVALUATE = "test/policy/evaluate/evaluate.test.ts";
const OWN = "test/policy/evaluate/evaluate-own-policies.test.ts";
const UNKNOWN = "test/policy/evaluate/evaluate-unknown.test.ts";
const KMS_TABLE = "test/policy/kms-actions.test.ts";

/** Bugs in the evaluation of requests. */
export const EVALUATE_MUTANTS: readonly Mutant[] = [
  ...of(
    "policy/evaluate/evaluate.ts",
    [TABLE, OWN, UNKNOWN],
    [
      ["a Deny of the key policy is ignored", 'find("Deny", true, itself)', "undefined as number | undefined"],
      ["an unknown Deny is ignored", 'find("Deny", undefined, itself)', "undefined as number | undefined"],
      ["an IAM policy cannot deny", "if (own.deny) return", "if (own.deny === null) return"],
      [
        "an unknown IAM policy cannot deny",
        "{ allow: undefined, deny: undefined }",
        "{ allow: undefined, deny: false }",
      ],
      ["an unknown IAM policy allows", "{ allow: undefined, deny: undefined }", "{ allow: true, deny: false }"],
      ["an unknown denial by IAM is not checked", "if (own.deny === undefined)", "if (own.deny === null)"],
      ["the account principal suffices without IAM", "abroad || !direct", "abroad"],
      ["a caller of another account needs no IAM", "needsIam: abroad || !direct", "needsIam: !direct"],
      ["a statement that names the caller is not enough", "needsIam: abroad || !direct }", "needsIam: true }"],
      ["every operation works across accounts", "!worksAcrossAccounts(operation)", "operation === undefined"],
      [
        "a partition does not matter",
        "identities.partition !== parseArn(keyArn)?.partition",
        "identities.partition === undefined",
      ],
      [
        "an IAM policy binds the root user",
        'principal.arn === identities.root ? "allow everything" : request.iam',
        "request.iam",
      ],
      ["an Allow with NotPrincipal is supported", 'effect === "Deny" ? true : undefined', "true"],
      [
        "NotPrincipal needs only one of the caller's names",
        "names.includes(true) ? undefined : false",
        "names.includes(true) ? true : false",
      ],
      ["NotPrincipal is taken for Principal", "not(excepted), supported", "excepted, supported"],
      ["a key policy decides on retiring a grant", "operation === RETIRE_GRANT", "operation === keyArn"],
      ["an Allow of an IAM policy denies", 'deny: any("Deny")', 'deny: any("Allow")'],
      ["unknown is not possibly allowed", 'answer !== "denied"', 'answer === "allowed"'],
      ["unknown is allowed", 'return answer === "allowed"', 'return answer !== "denied"'],
    ],
  ),
  ...of(
    "policy/evaluate/evaluate.ts",
    [TABLE, EVALUATE, UNKNOWN],
    [
      ["the condition is dropped", "meetsCondition(statement.Condition, access.context, variables),", "true,"],
      ["the resource is dropped", "resourceApplies(statement, access, variables),", "true,"],
      [
        "a statement without Resource applies",
        "statement.NotResource !== undefined && not",
        "statement.NotResource === undefined || not",
      ],
      [
        "NotResource is taken for Resource",
        "not(covers(asList(statement.NotResource)))",
        "covers(asList(statement.NotResource))",
      ],
      ["NotAction is taken for Action", "notAction !== undefined && !asList", "notAction !== undefined && asList"],
      ["variables are replaced in every version", 'version === "2012-10-17"', 'version !== "2015-01-01"'],
      [
        "a variable is known anywhere in an ARN",
        "covers && variables && VARIABLE_TOO_EARLY",
        "covers && !variables && VARIABLE_TOO_EARLY",
      ],
    ],
  ),
  ...of(
    "policy/evaluate/condition.ts",
    [TABLE, EVALUATE, UNKNOWN],
    [
      [
        "an unknown condition key is absent",
        'if (actual === "unknown") return undefined;',
        'if (actual === "unknown") actual = "absent";',
      ],
      ["an operator that IAM does not have is met", "if (!operator) return undefined;", "if (!operator) return true;"],
      ["negation is dropped", "operator.negated ? not(met) : met", "met"],
      [
        "a negated operator needs the key",
        "return operator.negated || operator.ifExists;",
        "return operator.ifExists;",
      ],
      ["IfExists needs the key", "return operator.negated || operator.ifExists;", "return operator.negated;"],
      ["ForAllValues needs only one value", "return allOf(values.map", "return anyOf(values.map"],
      ["ForAnyValue needs all values", "anyOf(values.map(one))", "allOf(values.map(one))"],
      ["Null is inverted", "values.length === 0)", "values.length !== 0)"],
      [
        "a text is compared without case",
        "wanted.text === actual;",
        "wanted.text.toLowerCase() === actual.toLowerCase();",
      ],
      [
        "StringLike ignores wildcards",
        "return matchesPattern(wanted.pattern, unescapeVariables(actual))",
        "return wanted.text === actual",
      ],
      [
        "an ARN is compared as one text",
        'if (pattern === "*") return true;',
        "if (pattern) return matchesPattern(pattern, unescapeVariables(actual));",
      ],
      ["less than is less or equal", "return actual < wanted;", "return actual <= wanted;"],
      ["greater or equal is greater", "actual >= wanted", "actual > wanted"],
      ["a key of many values is compared by its first", "others.length > 0 || multivalued", "multivalued"],
      ["a key that can have many values needs no quantifier", "others.length > 0 || multivalued", "others.length > 0"],
    ],
  ),
  ...of(
    "policy/evaluate/truth.ts",
    [TABLE, EVALUATE],
    [
      ["unknown counts as true in allOf", "truths.includes(undefined) ? undefined : true", "true"],
      ["unknown counts as false in anyOf", "truths.includes(undefined) ? undefined : false", "false"],
      ["the opposite of unknown is true", "truth === undefined ? undefined : !truth", "!truth"],
    ],
  ),
  ...of(
    "policy/evaluate/principal.ts",
    [TABLE, EVALUATE],
    [
      ["an account is not recognized by its id", "names.includes(caller.accountId) || ", ""],
      [
        "a session is not allowed by its role",
        "role !== undefined && names.some((name) => isRole(name, role))",
        "false",
      ],
      ["a role is recognized by the end of its name", '.split("/").at(-1) === role.name', ".endsWith(role.name)"],
      ["a role is recognized in every account", "arn.startsWith(role.prefix) && ", ""],
    ],
  ),
  ...of(
    "policy/evaluate/actions.ts",
    [TABLE, EVALUATE, KMS_TABLE],
    [
      ["names of actions are case-sensitive", "pattern.toLowerCase(), operation.toLowerCase()", "pattern, operation"],
      ["PutKeyPolicy works across accounts", '"kms:GetPublicKey"]', '"kms:GetPublicKey", "kms:PutKeyPolicy"]'],
      ["reading a policy administers a key", '!["Read", "List"].includes(access)', '!["List"].includes(access)'],
      ["cryptography administers a key", " && !CROSS_ACCOUNT_OPERATIONS.has(name)", ""],
    ],
  ),
  ...of(
    "policy/evaluate/request-context.ts",
    [TABLE, EVALUATE, UNKNOWN, OWN, "test/policy/access/aura-permissions.test.ts"],
    [
      ["a request carries the keys of other operations", "if (isForeign(name, operation))", "if (name === operation)"],
      ["the ARN of a session is that of its role", 'caller?.service === "iam" ? [arn] : "unknown"', "[arn]"],
      ["other condition keys are unknown by default", 'others = "absent"', 'others = "unknown"'],
      ["names of condition keys are case-sensitive", "const name = key.toLowerCase();", "const name = key;"],
      ["the user name of many principals is known", '["aws:username", "unknown"],', ""],
    ],
  ),
  ...of(
    "policy/evaluate/wildcard.ts",
    [UNKNOWN, TABLE],
    [
      ["every star spans colons", '(spans || last !== ":")', "true"],
      ["a question mark spans a colon", '(character === "?" && last !== ":")', 'character === "?"'],
      ["an ARN of too few segments covers nothing", "? undefined : false", "? false : false"],
    ],
  ),
  ...of(
    "policy/evaluate/wildcard.ts",
    [EVALUATE, "test/policy/evaluate/wildcard.test.ts"],
    [
      ["a question mark is a letter", 'character === "?" || ', ""],
      ["a star matches at least one character", "retry = t;", "retry = ++t;"],
      ["a star at the end is not empty", "/^\\**$/.test(pattern.slice(p))", "p >= pattern.length"],
      ["a name contains colons", "=,.@/-]$/", "=,.@/:-]$/"],
      ["a pattern that matches some names matches all", " && matchesPattern(pattern, filled(pattern.length + 1))", ""],
      ["a pattern that matches long names matches all", "matchesPattern(pattern, filled(0)) && ", ""],
      ["a star of a pattern is never empty", "rest[place] = skipped || after;", "rest[place] = after;"],
    ],
  ),
  ...of(
    "policy/evaluate/condition.ts",
    [EVALUATE, UNKNOWN],
    [
      ["a star from a variable is a wildcard", "unescapeVariables(value(name))", "value(name)"],
      [
        "the default replaces an unknown value",
        'values === "absent" ? fallback',
        'typeof values === "string" ? fallback',
      ],
    ],
  ),
];
