/** What a finding means for the key. */
export type LintKind =
  /** The text can not be read as a statement or policy. */
  | "unreadable"
  /** KMS refuses it. */
  | "refused"
  /** KMS takes it, and it does not do what it says. */
  | "no effect"
  /** KMS takes it, and it does more than a vendor's statement should. */
  | "dangerous";

/** What is fixed about a code. */
export interface LintRule {
  /** Whether the statement can not be used as it is, or somebody has to look at it. */
  readonly severity: "error" | "warning";
  readonly kind: LintKind;
  /** In one line, for people. */
  readonly meaning: string;
  /** The page that says so. */
  readonly see: string;
}

const GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide";
const IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide";
const GRAMMAR = `${IAM}/reference_policies_grammar.html`;
const PUT_KEY_POLICY = "https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html";
const POLICY_ELEMENTS = `${GUIDE}/key-policy-overview.html`;
const ACROSS_ACCOUNTS = `${GUIDE}/key-policy-modifying-external-accounts.html`;
const OPERATIONS =
  "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html";
const PRINCIPALS = `${IAM}/reference_policies_elements_principal.html`;
const NOT_PRINCIPAL = `${IAM}/reference_policies_elements_notprincipal.html`;
const OPERATORS = `${IAM}/reference_policies_elements_condition_operators.html`;
const KMS_CONDITIONS = `${GUIDE}/conditions-kms.html`;
const VARIABLES = `${IAM}/reference_policies_variables.html`;
const JSON_GRAMMAR = "https://www.rfc-editor.org/rfc/rfc8259";

const unreadable = (meaning: string, see = JSON_GRAMMAR) =>
  ({ severity: "error", kind: "unreadable", meaning, see }) as const;
const refused = (meaning: string, see = GRAMMAR) => ({ severity: "error", kind: "refused", meaning, see }) as const;
const idle = (severity: "error" | "warning", meaning: string, see: string) =>
  ({ severity, kind: "no effect", meaning, see }) as const;
const dangerous = (severity: "error" | "warning", meaning: string, see: string) =>
  ({ severity, kind: "dangerous", meaning, see }) as const;

/**
 * Everything that can be found in a statement or a key policy: public names, which never change their meaning.
 * An error stands for what KMS refuses, what can not work, and what no vendor's statement may do; a warning for what
 * somebody has to look at.
 */
export const LINT_CODES = {
  "not-json": unreadable("The text is something else than JSON: nothing, a web page, an error message."),
  "not-utf-8": unreadable("The file is not encoded in UTF-8."),
  "not-a-policy": unreadable("The JSON is something else than a statement or a policy.", GRAMMAR),
  "code-fence": unreadable("The JSON stands in a code fence of Markdown."),
  "json-incomplete": unreadable("The JSON breaks off, or its braces were not copied."),
  "json-malformed": unreadable("A comma, quotation mark, bracket or escape is missing or too many."),
  "json-comment": unreadable("JSON knows no comments."),
  "json-blank": unreadable("A blank stands between parts of the JSON that JSON does not take as one."),
  "nested-too-deep": unreadable("The JSON is nested deeper than any policy can be."),
  "member-repeated": unreadable("An object holds a name twice; which of the values counts is up to the reader."),
  "number-inexact": unreadable("A number would not be kept as it is written, such as an account id without quotes."),
  "several-documents": unreadable("Several policies or lists were pasted one after the other.", GRAMMAR),
  "no-statement": unreadable("There is no statement.", GRAMMAR),
  "more-findings": unreadable("There are more findings than are listed.", GRAMMAR),

  "policy-too-large": refused("A key policy has at most 32,768 bytes.", PUT_KEY_POLICY),
  "forbidden-character": refused("KMS takes tab, line feed, carriage return and U+0020 to U+00FF.", PUT_KEY_POLICY),
  "wrong-type": refused("A part of the policy is of another type of JSON than the grammar wants."),
  "value-missing": refused("A list or a text is empty where something has to be named."),
  "unknown-element": refused("An element is not one of the policy language."),
  "unknown-version": refused(
    "The Version is not one of the policy language.",
    `${IAM}/reference_policies_elements_version.html`,
  ),
  "opposites-together": refused("An element and its opposite stand together, such as Action and NotAction."),
  "sid-repeated": refused(
    "AWS wants the Sids of a policy to be unique.",
    `${IAM}/reference_policies_elements_sid.html`,
  ),
  "sid-conflict": refused(
    "The key policy has a different statement of that Sid already.",
    `${IAM}/reference_policies_elements_sid.html`,
  ),
  "effect-missing": refused("A statement has no Effect.", `${IAM}/reference_policies_elements_effect.html`),
  "effect-unknown": refused("An Effect is neither Allow nor Deny.", `${IAM}/reference_policies_elements_effect.html`),
  "principal-missing": refused("A statement has no principal.", POLICY_ELEMENTS),
  "principal-kind-unknown": refused("A kind of principal is not one that IAM knows.", PRINCIPALS),
  "principal-malformed": refused("A principal is none that KMS takes.", PRINCIPALS),
  "principal-deleted": refused(
    "A principal is a unique id, which is what is left of a deleted user or role.",
    `${IAM}/reference_identifiers.html`,
  ),
  "principal-wildcard": refused("A principal holds a wildcard beside other characters.", PRINCIPALS),
  "principal-other-partition": refused("A principal is of another partition than the key.", PRINCIPALS),
  "not-principal-in-allow": refused("Allow with NotPrincipal would let in everybody else.", NOT_PRINCIPAL),
  "action-malformed": refused("An action is none of KMS.", `${IAM}/reference_policies_elements_action.html`),
  "resource-malformed": refused("A resource is neither * nor a key.", POLICY_ELEMENTS),
  "operator-unknown": refused("A condition operator is none that IAM knows.", OPERATORS),
  "condition-key-malformed": refused("A condition key is not of the form service:name.", OPERATORS),
  "condition-key-repeated": refused("A condition key stands twice under one operator, in different case.", OPERATORS),
  "condition-value-malformed": refused("A value is none that its operator can compare with.", OPERATORS),
  "nobody-keeps-control": refused(
    "The policy lets nobody of the key's account change it again.",
    `${GUIDE}/key-policy-default.html#prevent-unmanageable-key`,
  ),
  "caller-loses-control": refused(
    "The policy does not let the one who sets it change it again.",
    `${GUIDE}/key-policy-default.html#prevent-unmanageable-key`,
  ),

  "action-missing": idle("error", "A statement without Action is taken and does nothing.", POLICY_ELEMENTS),
  "resource-missing": idle("error", "A statement without Resource is taken and does nothing.", POLICY_ELEMENTS),
  "grant-condition": idle(
    "error",
    "Under a condition on kms:GrantIsForAWSResource only the operations on grants are ever allowed.",
    `${GUIDE}/conditions-kms.html#conditions-kms-grant-is-for-aws-resource`,
  ),
  "action-unknown": idle("warning", "An action covers no operation of KMS.", OPERATIONS),
  "action-not-on-keys": idle(
    "warning",
    "An action is one that no key policy can allow, such as kms:ListKeys.",
    OPERATIONS,
  ),
  "resource-other-key": idle(
    "warning",
    "A resource is another key: a key policy is about its own key only.",
    POLICY_ELEMENTS,
  ),
  "aura-lacks-access": idle(
    "error",
    "Nobody whom the statement lets in can do an operation that Aura needs.",
    "https://neo4j.com/docs/aura/security/encryption/",
  ),
  "across-accounts": idle(
    "warning",
    "An action is allowed to another account that KMS does not offer across accounts.",
    ACROSS_ACCOUNTS,
  ),
  "nobody-let-in": idle(
    "warning",
    "A vendor's statement lets in nobody, or nobody but the key's own account.",
    ACROSS_ACCOUNTS,
  ),
  "condition-key-unknown": idle(
    "warning",
    "A condition key is none of KMS and none of those that all services have.",
    KMS_CONDITIONS,
  ),
  "condition-key-not-carried": idle(
    "warning",
    "Requests for an action do not carry the condition key.",
    KMS_CONDITIONS,
  ),
  "condition-never-met": idle("warning", "No request can meet the condition, or has the value.", OPERATORS),
  "condition-not-provable": idle(
    "warning",
    "Whether a vendor's requests meet the condition can not be told offline.",
    `${IAM}/reference_policies_condition-keys.html`,
  ),
  "wildcard-taken-literally": idle("warning", "A * or ? in a value means itself under this operator.", OPERATORS),
  "variable-taken-literally": idle("warning", 'Before Version "2012-10-17" a variable means itself.', VARIABLES),

  "variables-change-meaning": dangerous(
    "error",
    "Statements with ${ would mean something else after merging.",
    VARIABLES,
  ),
  "anyone-let-in": dangerous("error", "The principal is anyone, and no condition narrows that.", PRINCIPALS),
  "principal-unclear": dangerous("warning", "Who is let in can not be told.", PRINCIPALS),
  "vendor-administers": dangerous(
    "error",
    "A vendor's statement allows the administration of the key.",
    `${GUIDE}/iam-policies-best-practices.html`,
  ),
  "vendor-denies": dangerous(
    "warning",
    "A vendor's statement denies something, which no Allow can undo.",
    `${IAM}/reference_policies_evaluation-logic.html`,
  ),
  "access-expires": dangerous(
    "warning",
    "What a vendor's statement allows ends on a day.",
    `${IAM}/reference_policies_condition-keys.html`,
  ),
  "not-action-in-allow": dangerous(
    "warning",
    "Allow with NotAction allows everything else, and what AWS adds to KMS later.",
    `${IAM}/reference_policies_elements_notaction.html`,
  ),
  "not-resource-in-allow": dangerous(
    "warning",
    "Allow with NotResource allows everything else.",
    `${IAM}/reference_policies_elements_notresource.html`,
  ),
  "service-without-source": dangerous(
    "warning",
    "An AWS service is let in on behalf of anybody.",
    `${IAM}/confused-deputy.html`,
  ),
} as const satisfies Record<string, LintRule>;

/** Public name of a finding. */
export type LintCode = keyof typeof LINT_CODES;
