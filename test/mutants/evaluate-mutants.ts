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
      ["a partition does not matter", "if (partition === parseArn(keyArn)?.partition)", "if (partition !== undefined)"],
      [
        "an IAM policy binds the root user",
        'principal.arn === identities.root ? "allow everything" : circumstances.iam',
        "circumstances.iam",
      ],
      ["who may be meant is not meant", "concern.isConcerned === false", "!concern.isConcerned"],
      ["an Allow with NotPrincipal is supported", 'effect === "Deny" ? true : undefined', "true"],
      [
        "NotPrincipal needs only one of the caller's names",
        "names.every((name) => name === names[0]) ? names[0] : undefined",
        "anyOf(names)",
      ],
      ["NotPrincipal is taken for Principal", "not(excepted), supported", "excepted, supported"],
      ["a key policy decides on retiring a grant", "operation === RETIRE_GRANT", "operation === keyArn"],
      ["an Allow of an IAM policy denies", 'deny: any("Deny")', 'deny: any("Allow")'],
      ["unknown is not possibly allowed", 'answer !== "denied"', 'answer === "allowed"'],
      ["unknown is allowed", 'return answer === "allowed"', 'return answer !== "denied"'],
    ],
  ),
  ...of(
    "policy/evaluate/scope.ts",
    [TABLE, EVALUATE, UNKNOWN],
    [
      ["the condition is dropped", ", meets(access.context)]", "]"],
      ["the resource is dropped", "[coversKey(access), ", "["],
      ["a statement without Resource applies", "notResource !== undefined && not", "notResource === undefined || not"],
      [
        "NotResource is taken for Resource",
        "not(covers(asList(notResource), access))",
        "covers(asList(notResource), access)",
      ],
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
        'if (actual === "unknown" || ',
        'if (actual === "unknown") actual = "absent";\n  if (',
      ],
      [
        "a value of which nothing is known is another value",
        ' || (actual === "present" && operator.type !== "Null")) return',
        ") return",
      ],
      [
        "a key that every request carries may be absent",
        '(actual === "present" && operator.type !== "Null")',
        '(actual === "present")',
      ],
      [
        "an operator that IAM does not have is met",
        "if (!operator) return () => undefined;",
        "if (!operator) return () => true;",
      ],
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
    "policy/evaluate/operators.ts",
    [EVALUATE],
    [["an IPv4 address has as many bits as one of IPv6", "return prefix > longest ?", "return prefix > 128 ?"]],
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
      ["NotAction is taken for Action", "=> !others.has(operation)", "=> others.has(operation)"],
      ["names of actions are case-sensitive", "pattern.toLowerCase(), operation.toLowerCase()", "pattern, operation"],
      ["PutKeyPolicy works across accounts", '"kms:GetPublicKey"]', '"kms:GetPublicKey", "kms:PutKeyPolicy"]'],
      ["reading a policy administers a key", '!["Read", "List"].includes(access)', '!["List"].includes(access)'],
      ["cryptography administers a key", " && !CROSS_ACCOUNT_OPERATIONS.has(name)", ""],
      [
        "an action without wildcards is case-sensitive",
        "const lower = pattern.toLowerCase();",
        "const lower = pattern;",
      ],
      ["a question mark in an action is no wildcard", "/[*?]/.test(lower)", "/[*]/.test(lower)"],
    ],
  ),
  ...of(
    "policy/evaluate/request-context.ts",
    [TABLE, EVALUATE, UNKNOWN, OWN, "test/policy/access/aura-permissions.test.ts"],
    [
      [
        "a request carries the keys of other operations",
        'if (operations && !operations.includes(operation)) return "absent";',
        "",
      ],
      [
        "the ARN of a session is that of a role without a path",
        "[`${role.prefix}${role.name}`, `${role.prefix}*/${role.name}`]",
        "[`${role.prefix}${role.name}`]",
      ],
      [
        "a session has an ARN of its own as that of the principal",
        "role ? { patterns: [`${role.prefix}${role.name}`, `${role.prefix}*/${role.name}`] } : [arn]",
        "role?.name === arn ? [] : [arn]",
      ],
      ["other condition keys are unknown by default", 'others = "absent"', 'others = "unknown"'],
      ["names of condition keys are case-sensitive", "const name = key.toLowerCase();", "const name = key;"],
      ["the user name of many principals is that of one", '"aws:username": () => "unknown",', ""],
      [
        "the account of one of many is that of all",
        '(anyAccount ? AN_ACCOUNT : undefined),\n  "aws',
        'undefined,\n  "aws',
      ],
      [
        "the account of a key is that of its caller",
        "OF_KEY.get(name)?.(request)",
        "OF_KEY.get(name)?.({ ...request, keyAccountId: principal.accountId })",
      ],
      [
        "the account of a caller is that of the key",
        '"kms:calleraccount": ({ accountId }) => [accountId],',
        '"kms:calleraccount": () => undefined,\n  "aws:via": ({ accountId }) => [accountId],',
      ],
      [
        "what follows from a request replaces what is given",
        "given.get(name) ?? derived(name, request)",
        "derived(name, request) ?? given.get(name)",
      ],
      ["a key of every request is unknown altogether", 'presence === "always" ? "present" : "unknown"', '"unknown"'],
      ["a key that no request carries may be there", ' || presence === "never" ? "absent"', ' ? "absent"'],
      ["a multi-Region key is one of its Region alone", 'id.startsWith("mrk-")', 'id.startsWith("mrk--")'],
    ],
  ),
  ...of(
    "policy/evaluate/condition-keys.ts",
    [TABLE, EVALUATE, UNKNOWN, "test/policy/access/aura-permissions.test.ts"],
    [
      ["any key may be absent", 'ALWAYS_CARRIED.has(name) ? "always" : "sometimes"', '"sometimes"'],
      ["a global key has one value at most", "MULTIVALUED_GLOBAL_KEYS.has(name) || ", ""],
      ["requests of one operation carry no calling account", " && !ON_EVERY_OPERATION.has(name)", ""],
      ["no request carries the keys of an identity provider", "PROVIDER_KEY.test(lower) ? OF_PROVIDERS : ", ""],
      ["a key of a family is unknown", 'FAMILIES.find((family) => matchesPattern(family, lower)) ?? ""', '""'],
    ],
  ),
  ...of(
    "policy/evaluate/scope.ts",
    ["test/policy/evaluate/scope.test.ts"],
    [
      ["what JSON writes alike is alike", 'if (text.includes("null"))', 'if (text === "null")'],
      ["statements of both versions mean the same", "[...elements, variables]", "elements"],
      ["a variable makes no difference", 'variables && text.includes("${") ? undefined : ', ""],
    ],
  ),
  ...of(
    "policy/evaluate/evaluate.ts",
    ["test/policy/evaluate/scope.test.ts"],
    [
      ["callers of different accounts are alike", "for (const key of keys) name +=", "for (const key of []) name +="],
      ["a Deny is alike an Allow", "${scope.id}${statement.Effect}", "${scope.id}"],
    ],
  ),
  ...of(
    "policy/evaluate/statement-index.ts",
    ["test/policy/evaluate/statement-index.test.ts"],
    [
      [
        "a long policy loses what NotPrincipal denies",
        'typeof principal === "object" && Object.keys(principal).every(',
        'typeof principal !== "string" && Object.keys(principal ?? {}).every(',
      ],
      ["a long policy loses what is for anyone of AWS", ' || names.includes("*")', ""],
      ["a long policy loses what names an account by its id", "caller.arn, caller.accountId, root", "caller.arn, root"],
      ["a long policy loses what names an account by its root user", "caller.accountId, root]", "caller.accountId]"],
      ["a long policy loses what names the caller itself", "[caller.arn, caller.accountId,", "[caller.accountId,"],
      ["a long policy loses what names the role of a session", "...named, ...byRole", "...named"],
      ["a long policy loses what names a role with a path", 'name.lastIndexOf("/")', 'name.indexOf("/")'],
      [
        "a name in two statements counts in the last",
        "if (places) places.push(index);",
        "if (places) places[0] = index;",
      ],
      ["what is for anyone decides before what names the caller", ".sort((a, b) => a - b)", ""],
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
