import { of, type Mutant } from "./mutant";

const CORPUS = "test/policy/lint/corpus/corpus.test.ts";
const STATEMENT = "test/policy/lint/statement.test.ts";

/** Bugs in what is found in a text. */
export const LINT_MUTANTS: readonly Mutant[] = [
  ...of(
    "policy/lint/access.ts",
    [CORPUS],
    [
      ["a vendor may deny", "if (fromVendor) vendorDenies(lint);", ""],
      ["a vendor may administer", "lintAdministration(lint, statement, others);", ""],
      [
        "what the owner grants others counts as the vendor's",
        "if (fromVendor && others.length > 0) {",
        "if (others.length > 0) {",
      ],
      ["anyone may be let in", "} else if (anyone) {", "} else if (anyone && denied) {"],
      ["a service may act for anybody", "if (isBoundToAccount(statement, accountId)) return;", "return;"],
    ],
  ),
  ...of(
    "policy/lint/key.ts",
    [CORPUS],
    [
      [
        "a statement may be about another key",
        "if (keyArn) return matchesPattern(text, keyArn);",
        "if (keyArn) return true;",
      ],
      [
        "a principal may be of another partition",
        "if (other === undefined || other === partition) continue;",
        "if (other !== partition) continue;",
      ],
    ],
  ),
  ...of(
    "policy/lint/principal.ts",
    [STATEMENT, CORPUS],
    [
      ["a wildcard inside a principal passes", "if (/[*?]/.test(text)) {", "if (/[?]/.test(text)) {"],
      [
        "the unique id of a deleted role passes for another flaw",
        "if (UNIQUE_ID.test(text)) {",
        "if (UNIQUE_ID.test(text.toLowerCase())) {",
      ],
      [
        "an account id of any length passes",
        "if (/^\\d+$/.test(text))",
        "if (/^\\d+$/.test(text)) return undefined;\n  if (/^\\d+x$/.test(text))",
      ],
    ],
  ),
  ...of(
    "policy/lint/condition.ts",
    [STATEMENT, CORPUS],
    [
      [
        "a misspelt operator passes",
        "if (!operator || operatorName(operator) !== name)",
        "if (operator && operatorName(operator) !== name)",
      ],
      ["a key of two spellings passes", "if (twin !== undefined) {", "if (twin === key) {"],
      [
        "a value that its operator can not compare passes",
        "operator && !isValueOf(operator.type, String(value))",
        "operator && isValueOf(operator.type, String(value)) === undefined",
      ],
    ],
  ),
  ...of(
    "policy/characters.ts",
    [CORPUS, STATEMENT, "test/policy/lint/parse-statement.test.ts"],
    [
      [
        "a curly quotation mark passes",
        "if (!POLICY_CHARACTER.test(character)) {",
        'if (!POLICY_CHARACTER.test(character) && character < "\\u2000") {',
      ],
    ],
  ),
  ...of(
    "policy/lint/parse-statement.ts",
    ["test/policy/lint/parse-statement.test.ts", CORPUS],
    [
      ["statements need no comma", "value.afterComma ? [] : ", "value.afterComma !== undefined ? [] : "],
      [
        "several policies are taken for one",
        "values.some((value) => isDocument(value) || value.items)",
        "values.every((value) => isDocument(value) && value.items)",
      ],
      [
        "a policy of the older version loses its texts",
        'if (version?.node.value === "2012-10-17") return [];',
        "return [];",
      ],
    ],
  ),
  ...of(
    "policy/lint/condition.ts",
    [CORPUS],
    [
      [
        "a condition of a vendor on what it asks for is a finding",
        'if (key.toLowerCase().startsWith("kms:") && context(key) === "unknown") return false;',
        "",
      ],
      [
        "no condition with a key of KMS is a finding",
        ' && context(key) === "unknown") return false;',
        ") return false;",
      ],
      ["what is not known of Aura's requests is absent", 'others: "unknown" })', 'others: "absent" })'],
      ["whoever is anyone has to meet conditions", ' && principal.kind !== "anyone"', ""],
      ["what ends on a day is told twice", " || hasExpiry(operator, key)) continue;", ") continue;"],
    ],
  ),
  ...of(
    "policy/lint/aura-access.ts",
    [CORPUS],
    [
      ["somebody of an organization stands for all of it", "if (!key || !told ||", "if (!key ||"],
      [
        "what one of many lacks all of them lack",
        "missing = missing.filter((name) => denied.has(name));",
        "missing = [...denied.keys()];",
      ],
    ],
  ),
  ...of(
    "policy/lint/lockout.ts",
    [CORPUS],
    [
      [
        "what depends on IAM locks the caller out",
        'if (answer !== "no") return [];',
        'if (answer === "yes") return [];',
      ],
    ],
  ),
  ...of(
    "policy/lint/condition-meaning.ts",
    [CORPUS],
    [
      [
        "a key that may be absent has to be carried",
        "if (!carriers || !needsKey(operator, values) || isGrantCondition",
        "if (!carriers || isGrantCondition",
      ],
      ["what can not be told is never met", "variables) === false;", "variables) !== true;"],
      [
        "absence is not tried",
        "[undefined, ...((!absentOnly && shortest) || [])]",
        "[...((!absentOnly && shortest) || [])]",
      ],
      ["values that a variable gives are listed", ' && !texts.some((text) => text.includes("${")) ? texts', " ? texts"],
    ],
  ),
  ...of(
    "policy/lint/access.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [["denials of some operations suffice", "offered.length > 0 && offered.every(isDenied)", "offered.some(isDenied)"]],
  ),
  ...of(
    "policy/access/lockout.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [
      [
        "nobody has to keep control",
        "who !== undefined &&\n    isPossiblyAllowed(",
        "who === undefined ||\n    true || isPossiblyAllowed(",
      ],
      ["the root user is forgotten", "[root, ...textsIn(document)]", "textsIn(document)"],
    ],
  ),
  ...of(
    "policy/lint/lockout.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [
      [
        "an administrator of any account keeps control",
        "party.accountId === undefined || party.accountId === accountId",
        "true",
      ],
      ["whom a denial excepts is forgotten", "[...own, ...named]", "own"],
      ["one key stands for another", "if (target.keyArn === undefined && ", "if (target.keyArn === null && "],
    ],
  ),
  ...of(
    "policy/lint/key.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [
      [
        "a key of another region is as good",
        "if (/aws:RequestedRegion/i.test(text)) return",
        "if (text === null) return",
      ],
      ["a key is of the partition of most", "named !== partition", "named === null"],
      ["a key that is named is any", 'if (namesKeys(statement)) return "a key by its ARN";', ""],
    ],
  ),
  ...of(
    "util/detect-format.ts",
    ["test/util/detect-format.test.ts", "test/policy/lint/wrong-document.test.ts"],
    [
      ["a comment before JSON makes it none", "end > begin && !BEGINS_JSON.test(rest)", "end > begin"],
      ["what stands behind a comment is not looked at", '(formatOf(rest) ?? "comments")', '"comments"'],
    ],
  ),
  ...of(
    "policy/lint/wrong-document.ts",
    ["test/policy/lint/misfit.test.ts", CORPUS],
    [
      ["a number is a statement", "if (!isPart(value)) return {", "if (value === undefined) return {"],
      ["a statement whose elements are misspelt is none", "near.length > 1 || ", ""],
      ["whatever holds a policy is one", "if (wrapper !== undefined) {", "if (wrapper === null) {"],
    ],
  ),
];
