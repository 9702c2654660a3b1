import { of, type Mutant } from "./mutant";

const TABLE = "test/policy/evaluate/evaluate-table.test.ts";
const DECIDE = "test/policy/evaluate/evaluate.test.ts";
const OWN = "test/policy/evaluate/evaluate-own-policies.test.ts";
const UNKNOWN = "test/policy/evaluate/evaluate-unknown.test.ts";
const KMS_TABLE = "test/policy/kms-actions.test.ts";

/** Bugs in who may do what. */
export const EVALUATE_MUTANTS: readonly Mutant[] = [
  ...of(
    "policy/evaluate/evaluate.ts",
    [TABLE, OWN, UNKNOWN],
    [
      ["a Deny of the key policy is ignored", 'find("Deny", true, itself)', "undefined as number | undefined"],
      ["a Deny that can not be told is ignored", 'find("Deny", undefined, itself)', "undefined as number | undefined"],
      ["an IAM policy can not deny", "if (own.deny) return", "if (own.deny === null) return"],
      [
        "an IAM policy that is not known can not deny",
        "{ allow: undefined, deny: undefined }",
        "{ allow: undefined, deny: false }",
      ],
      [
        "an IAM policy that is not known allows",
        "{ allow: undefined, deny: undefined }",
        "{ allow: true, deny: false }",
      ],
      ["whether an IAM policy denies is not asked", "if (own.deny === undefined)", "if (own.deny === null)"],
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
      ["an Allow with NotPrincipal is taken for supported", 'effect === "Deny" ? true : undefined', "true"],
      [
        "NotPrincipal needs one of the caller's names only",
        "names.includes(true) ? undefined : false",
        "names.includes(true) ? true : false",
      ],
      ["NotPrincipal is taken for Principal", "not(excepted), supported", "excepted, supported"],
      ["a key policy lets a grant be retired", "operation === RETIRE_GRANT", "operation === keyArn"],
      ["an Allow of an IAM policy denies", 'deny: any("Deny")', 'deny: any("Allow")'],
      ["what is unknown can not be", 'answer !== "denied"', 'answer === "allowed"'],
      ["what is unknown is certain", 'return answer === "allowed"', 'return answer !== "denied"'],
    ],
  ),
  ...of(
    "policy/evaluate/evaluate.ts",
    [TABLE, DECIDE, UNKNOWN],
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
    [TABLE, DECIDE, UNKNOWN],
    [
      [
        "a key that nobody knows is absent",
        'if (actual === "unknown") return undefined;',
        'if (actual === "unknown") actual = "absent";',
      ],
      ["an operator that IAM does not have is met", "if (!operator) return undefined;", "if (!operator) return true;"],
      ["negation is dropped", "operator.negated ? not(met) : met", "met"],
      [
        "a negated operator wants the key",
        "return operator.negated || operator.ifExists;",
        "return operator.ifExists;",
      ],
      ["IfExists wants the key", "return operator.negated || operator.ifExists;", "return operator.negated;"],
      ["ForAllValues wants one value only", "return allOf(values.map", "return anyOf(values.map"],
      ["ForAnyValue wants all values", "anyOf(values.map(one))", "allOf(values.map(one))"],
      ["Null is turned round", "values.length === 0)", "values.length !== 0)"],
      [
        "a text is compared without case",
        "wanted.text === actual;",
        "wanted.text.toLowerCase() === actual.toLowerCase();",
      ],
      [
        "StringLike knows no wildcards",
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
    [TABLE, DECIDE],
    [
      ["what can not be told holds in allOf", "truths.includes(undefined) ? undefined : true", "true"],
      ["what can not be told does not hold in anyOf", "truths.includes(undefined) ? undefined : false", "false"],
      ["the opposite of what can not be told is true", "truth === undefined ? undefined : !truth", "!truth"],
    ],
  ),
  ...of(
    "policy/evaluate/principal.ts",
    [TABLE, DECIDE],
    [
      ["an account is not known by its digits", "names.includes(caller.accountId) || ", ""],
      [
        "a session is not let in by its role",
        "role !== undefined && names.some((name) => isRole(name, role))",
        "false",
      ],
      ["a role is known by the end of its name", '.split("/").at(-1) === role.name', ".endsWith(role.name)"],
      ["a role is known in every account", "arn.startsWith(role.prefix) && ", ""],
    ],
  ),
  ...of(
    "policy/evaluate/actions.ts",
    [TABLE, DECIDE, KMS_TABLE],
    [
      ["names of actions know case", "pattern.toLowerCase(), operation.toLowerCase()", "pattern, operation"],
      ["PutKeyPolicy works across accounts", '"kms:GetPublicKey"]', '"kms:GetPublicKey", "kms:PutKeyPolicy"]'],
      ["reading a policy administers a key", '!["Read", "List"].includes(access)', '!["List"].includes(access)'],
      ["cryptography administers a key", " && !CROSS_ACCOUNT_OPERATIONS.has(name)", ""],
    ],
  ),
  ...of(
    "policy/evaluate/request-context.ts",
    [TABLE, DECIDE, UNKNOWN, OWN, "test/policy/access/aura-permissions.test.ts"],
    [
      ["a request carries the keys of other operations", "if (isForeign(name, operation))", "if (name === operation)"],
      ["a session tells the path of its role", 'caller?.service === "iam" ? [arn] : "unknown"', "[arn]"],
      ["what is not given is not known", 'others = "absent"', 'others = "unknown"'],
      ["names of condition keys know case", "const name = key.toLowerCase();", "const name = key;"],
      ["the user of many is known", '["aws:username", "unknown"],', ""],
    ],
  ),
  ...of(
    "policy/evaluate/wildcard.ts",
    [UNKNOWN, TABLE],
    [
      ["every star reaches over colons", '(spans || last !== ":")', "true"],
      ["a question mark reaches over a colon", '(character === "?" && last !== ":")', 'character === "?"'],
      ["an ARN of too few segments covers nothing", "? undefined : false", "? false : false"],
    ],
  ),
  ...of(
    "policy/evaluate/wildcard.ts",
    [DECIDE, "test/policy/evaluate/wildcard.test.ts"],
    [
      ["a question mark is a letter", 'character === "?" || ', ""],
      ["a star stands for one character at least", "retry = t;", "retry = ++t;"],
      ["a star at the end is left over", "/^\\**$/.test(pattern.slice(p))", "p >= pattern.length"],
      ["a name holds colons", "=,.@/-]$/", "=,.@/:-]$/"],
      ["who matches some matches all", " && matchesPattern(pattern, filled(pattern.length + 1))", ""],
      ["who matches the long ones matches all", "matchesPattern(pattern, filled(0)) && ", ""],
      ["a star of a pattern is never empty", "rest[place] = skipped || after;", "rest[place] = after;"],
    ],
  ),
  ...of(
    "policy/evaluate/condition.ts",
    [DECIDE, UNKNOWN],
    [
      ["a star out of a variable is a wildcard", "unescapeVariables(value(name))", "value(name)"],
      [
        "the default stands for what nobody knows",
        'values === "absent" ? fallback',
        'typeof values === "string" ? fallback',
      ],
    ],
  ),
];
