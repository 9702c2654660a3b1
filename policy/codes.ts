/** What a finding means for the key. */
export type LintKind =
  /** The text cannot be read as a statement or policy. */
  | "unreadable"
  /** KMS refuses it. */
  | "refused"
  /** KMS accepts it, but it has no effect. */
  | "no effect"
  /** KMS accepts it, and it does more than a vendor's statement should. */
  | "dangerous";

/** What is the same for all findings of a code. */
export interface LintRule {
  /** Whether the statement cannot be used as it is, or needs review. */
  readonly severity: "error" | "warning";
  readonly kind: LintKind;
  /** A short fact, for people. */
  readonly meaning: string;
  /** The page that documents it. */
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
 * Everything that can be found in a statement or a key policy: public names, which never change their meaning. A fact that a
 * rule reports too has the rule's id. An error is what KMS refuses, what cannot work, and what no vendor's statement may do; a
 * warning needs review.
 */
export const LINT_CODES = {
  "not-json": unreadable("Not JSON."),
  "not-utf-8": unreadable("Not UTF-8."),
  "not-a-policy": unreadable("Neither a statement nor a policy.", GRAMMAR),
  "code-fence": unreadable("Markdown code fence around the JSON."),
  "policy-name": unreadable("The name of the policy after the JSON, as the AWS CLI prints it."),
  "json-incomplete": unreadable("Incomplete JSON."),
  "json-malformed": unreadable("Malformed JSON."),
  "json-comment": unreadable("Comment in JSON."),
  "json-blank": unreadable("Non-standard whitespace in JSON."),
  "nested-too-deep": unreadable("JSON nested too deeply."),
  "member-repeated": unreadable("Duplicate JSON key."),
  "number-inexact": unreadable("A number that JSON does not keep exactly, such as an account id without quotes."),
  "several-documents": unreadable("Several documents.", GRAMMAR),
  "no-statement": unreadable("No statement.", GRAMMAR),
  "more-findings": unreadable("More findings than are listed.", GRAMMAR),

  "policy-within-size-limit": refused("Larger than the 32,768 bytes of a key policy.", PUT_KEY_POLICY),
  "forbidden-character": refused("A character that KMS does not accept.", PUT_KEY_POLICY),
  "wrong-type": refused("Wrong JSON type."),
  "value-missing": refused("Empty value."),
  "unknown-element": refused("Unknown policy element."),
  "unknown-version": refused("Unknown policy version.", `${IAM}/reference_policies_elements_version.html`),
  "opposites-together": refused("An element together with its opposite, such as Action and NotAction."),
  "sid-repeated": refused("Duplicate Sid.", `${IAM}/reference_policies_elements_sid.html`),
  "sid-conflict": refused(
    "The key policy has another statement with this Sid.",
    `${IAM}/reference_policies_elements_sid.html`,
  ),
  "effect-missing": refused("No Effect.", `${IAM}/reference_policies_elements_effect.html`),
  "effect-unknown": refused("Effect is neither Allow nor Deny.", `${IAM}/reference_policies_elements_effect.html`),
  "principal-missing": refused("No principal.", POLICY_ELEMENTS),
  "principal-kind-unknown": refused("Unknown kind of principal.", PRINCIPALS),
  "principal-malformed": refused("Invalid principal.", PRINCIPALS),
  "principal-deleted": refused(
    "The principal is a unique id, as of a deleted user or role.",
    `${IAM}/reference_identifiers.html`,
  ),
  "principal-wildcard": refused("Wildcard in a principal.", PRINCIPALS),
  "principal-other-partition": refused("The principal is in another partition than the key.", PRINCIPALS),
  "not-principal-in-allow": refused("Allow with NotPrincipal.", NOT_PRINCIPAL),
  "action-malformed": refused("Not a KMS action.", `${IAM}/reference_policies_elements_action.html`),
  "action-missing": refused("No Action: KMS refuses it since 18 August 2025.", POLICY_ELEMENTS),
  "resource-missing": refused("No Resource: KMS refuses it since 18 August 2025.", POLICY_ELEMENTS),
  "resource-not-wildcard": refused(
    'A resource other than "*": KMS refuses it since 18 August 2025, by an announcement that AWS sent by mail.',
    POLICY_ELEMENTS,
  ),
  "resource-other-key": refused("The resource is another key.", POLICY_ELEMENTS),
  "resource-malformed": refused("The resource is neither * nor a key.", POLICY_ELEMENTS),
  "operator-unknown": refused("Unknown condition operator.", OPERATORS),
  "condition-key-malformed": refused("Malformed condition key.", OPERATORS),
  "condition-key-repeated": refused("Duplicate condition key.", OPERATORS),
  "condition-key-not-allowed": refused(
    "A condition key that KMS accepts in IAM policies only.",
    `${KMS_CONDITIONS}#conditions-kms-resource-aliases`,
  ),
  "condition-value-malformed": refused("A value that its operator cannot compare.", OPERATORS),
  "administrators-keep-control": refused(
    "No principal of the key's account can change the policy.",
    `${GUIDE}/key-policy-default.html#prevent-unmanageable-key`,
  ),
  "caller-lockout": refused(
    "The policy locks out its author.",
    `${GUIDE}/key-policy-default.html#prevent-unmanageable-key`,
  ),

  "grant-condition": idle(
    "error",
    "Condition on kms:GrantIsForAWSResource with actions other than grant operations.",
    `${GUIDE}/conditions-kms.html#conditions-kms-grant-is-for-aws-resource`,
  ),
  "action-unknown": idle("warning", "Unknown KMS action.", OPERATIONS),
  "action-not-on-keys": idle("warning", "An action that no key policy can allow, such as kms:ListKeys.", OPERATIONS),
  "aura-can-use-key": idle(
    "error",
    "Aura lacks a permission that it needs.",
    "https://neo4j.com/docs/aura/security/encryption/",
  ),
  "across-accounts": idle("warning", "An action that KMS does not allow across accounts.", ACROSS_ACCOUNTS),
  "no-outsider-access": idle(
    "warning",
    "A vendor's statement grants no access outside the key's account.",
    ACROSS_ACCOUNTS,
  ),
  "aura-access-unverified": idle(
    "warning",
    "Cannot verify offline that Aura has a permission that it needs.",
    "https://neo4j.com/docs/aura/security/encryption/",
  ),
  "condition-empty": idle("warning", "A condition that compares nothing.", OPERATORS),
  "condition-key-unknown": idle("warning", "Unknown condition key.", KMS_CONDITIONS),
  "condition-key-not-carried": idle(
    "warning",
    "Requests for an action do not carry the condition key.",
    KMS_CONDITIONS,
  ),
  "condition-never-met": idle("warning", "No request can meet the condition.", OPERATORS),
  "condition-unverified": idle(
    "warning",
    "Cannot verify offline that the vendor's requests meet the condition.",
    `${IAM}/reference_policies_condition-keys.html`,
  ),
  "wildcard-taken-literally": idle("warning", "The operator takes * and ? literally.", OPERATORS),
  "variable-taken-literally": idle("warning", 'Without Version "2012-10-17" a variable is taken literally.', VARIABLES),

  "variables-change-meaning": dangerous("error", "Merging changes the meaning of ${...}.", VARIABLES),
  "public-access": dangerous("error", "Anyone can use the key.", PRINCIPALS),
  "no-unexpected-principals": dangerous("error", "A principal that is not expected can use the key.", PRINCIPALS),
  "principal-unclear": dangerous("warning", "Cannot determine which principals are allowed.", PRINCIPALS),
  "aura-cannot-administer-key": dangerous(
    "error",
    "A vendor's statement grants key administration.",
    `${GUIDE}/iam-policies-best-practices.html`,
  ),
  "control-by-session": dangerous(
    "warning",
    "Only single sessions can change the policy.",
    `${GUIDE}/key-policy-default.html#prevent-unmanageable-key`,
  ),
  "vendor-denies": dangerous(
    "warning",
    "A vendor's statement contains a Deny.",
    `${IAM}/reference_policies_evaluation-logic.html`,
  ),
  "access-expires": dangerous("warning", "A vendor's access expires.", `${IAM}/reference_policies_condition-keys.html`),
  "not-action-in-allow": dangerous(
    "warning",
    "Allow with NotAction.",
    `${IAM}/reference_policies_elements_notaction.html`,
  ),
  "service-without-source": dangerous(
    "warning",
    "An AWS service can use the key for any account.",
    `${IAM}/confused-deputy.html`,
  ),
} as const satisfies Record<string, LintRule>;

/** Public name of a finding. */
export type LintCode = keyof typeof LINT_CODES;
