import { of, type Mutant } from "./mutant";

const CORPUS = "test/policy/lint/corpus/corpus.test.ts";
const STATEMENT = "test/policy/lint/statement.test.ts";

/** Bugs in the findings of the lint. */
export const LINT_MUTANTS: readonly Mutant[] = [
  ...of(
    "policy/lint/access.ts",
    [CORPUS],
    [
      ["a vendor may deny", "if (fromVendor) vendorDenies(lint);", ""],
      ["a vendor may administer", "lintAdministration(lint, statement, others);", ""],
      [
        "access that the owner grants counts as the vendor's",
        "if (fromVendor && others.length > 0) {",
        "if (others.length > 0) {",
      ],
      ["anyone may be allowed", "} else if (anyone) {", "} else if (anyone && denied(anyone.operations)) {"],
      ["a service may act for any account", "if (isBoundToAccount(statement, accountId)) return;", "return;"],
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
        "the unique id of a deleted role is another mistake",
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
      ["a misspelt operator passes", "if (!operator) unknownOperator(lint, place, name);", ""],
      ["a key of two spellings passes", "if (twin !== undefined) {", "if (twin === key) {"],
      [
        "a value that its operator cannot compare passes",
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
        "a vendor's condition on the request is a finding",
        'if (key.toLowerCase().startsWith("kms:") && ["unknown", "present"].includes(String(context(key)))) return false;',
        "",
      ],
      [
        "no condition with a key of KMS is a finding",
        ' && ["unknown", "present"].includes(String(context(key)))) return false;',
        ") return false;",
      ],
      ["an unknown condition key of Aura's requests is absent", 'others: "unknown" })', 'others: "absent" })'],
      ["anyone has to meet conditions", ' && principal.kind !== "anyone"', ""],
      ["expiring access is reported twice", " || hasExpiry(operator, key)) continue;", ") continue;"],
    ],
  ),
  ...of(
    "policy/lint/aura-access.ts",
    [CORPUS],
    [
      ["one principal of an organization decides for all", "principal.accountId !== undefined", "true"],
      [
        "a permission that one principal lacks is missing for all",
        "notAllowed.every(({ denied }) => denied)",
        "notAllowed.some(({ denied }) => denied)",
      ],
      ["a permission that one of several principals has is missing", "notAllowed.length >= asked.length && ", ""],
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
      ["an unknown condition is never met", "variables) === false;", "variables) !== true;"],
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
    [
      [
        "a Deny of some operations suffices",
        "possible.length > 0 && possible.every(isDenied)",
        "possible.some(isDenied)",
      ],
    ],
  ),
  ...of(
    "policy/access/lockout.ts",
    [
      CORPUS,
      ...["source-text", "findings-and-table"].map((name) => `test/policy/lint/${name}.test.ts`),
      "test/policy/access/lockout.test.ts",
    ],
    [
      [
        "no principal has to keep control",
        'if (caller === undefined || principal.kind === "session" || principal.kind === "service") return false;',
        "if (caller !== undefined) return true;",
      ],
      ["a session keeps control", 'caller === undefined || principal.kind === "session"', "caller === undefined"],
      ["an AWS service keeps control", ' || principal.kind === "service"', ""],
      ["the root user is ignored", "[root, ...textsWithin(document)]", "textsWithin(document)"],
    ],
  ),
  ...of(
    "policy/lint/lockout.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [
      [
        "an administrator of any account keeps control",
        "principal.accountId === undefined || principal.accountId === accountId",
        "true",
      ],
      ["the exceptions of a Deny are ignored", "[...own, ...named]", "own"],
      ["one key represents another", "if (target.keyArn === undefined && ", "if (target.keyArn === null && "],
    ],
  ),
  ...of(
    "policy/lint/key.ts",
    [CORPUS, "test/policy/lint/source-text.test.ts"],
    [
      [
        "the region of the key is ignored",
        "if (/aws:RequestedRegion/i.test(text)) return",
        "if (text === null) return",
      ],
      ["the partition of the key is ignored", "named !== partition", "named === null"],
      ["a named key is any key", 'if (namesKeys(statement)) return "a key by its ARN";', ""],
    ],
  ),
  ...of(
    "util/detect-format.ts",
    ["test/util/detect-format.test.ts", "test/policy/lint/wrong-document.test.ts"],
    [
      ["JSON after a comment is not JSON", "end > begin && !BEGINS_JSON.test(rest)", "end > begin"],
      ["text after a comment is ignored", '(formatOf(rest) ?? "comments")', '"comments"'],
    ],
  ),
  ...of(
    "policy/lint/wrong-document.ts",
    ["test/policy/lint/wrong-document-object.test.ts", CORPUS],
    [
      ["a number is a statement", "if (!isPart(value)) return {", "if (value === undefined) return {"],
      ["a statement whose elements are misspelt is none", "near.length > 1 || ", ""],
      ["an object that contains a policy is a policy", "if (wrapper !== undefined) {", "if (wrapper === null) {"],
    ],
  ),
];
