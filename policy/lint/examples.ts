import type { LintCode } from "../codes";
import { MAX_POLICY_BYTES } from "../limits";
import type { LintOptions } from "./source-text";

/** A text in which the lint finds one code, and the same as it should be. */
export interface LintExample {
  readonly bad: string;
  readonly good: string;
  /** Whether the texts are a whole key policy. @default - a vendor's statement */
  readonly isPolicy?: true;
  /** What is known beside the text. @default - nothing */
  readonly options?: LintOptions;
}

const ACCOUNT = "111122223333";
const VENDOR = "arn:aws:iam::444455556666:root";
const ROLE = "arn:aws:iam::444455556666:role/vendor";
const DEPLOY = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const KEY_ARN = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const WITH_KEY: LintOptions = { keyArn: KEY_ARN };
/** What Aura needs. */
const NEEDED = [
  ...["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey", "kms:CreateGrant"],
];

type Elements = Readonly<Record<string, unknown>>;

const SOUND: Elements = { Effect: "Allow", Principal: { AWS: ROLE }, Action: "kms:Decrypt", Resource: "*" };
const OWN: Elements = { Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "kms:*", Resource: "*" };
const AURAS: Elements = { ...SOUND, Principal: { AWS: VENDOR }, Action: NEEDED };

function text(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

const GOOD = text(SOUND);

/** A sound statement with other elements; undefined takes one out. */
function statement(bad: Elements, good: Elements = {}, options?: LintOptions): LintExample {
  return { bad: text({ ...SOUND, ...bad }), good: text({ ...SOUND, ...good }), ...(options && { options }) };
}

/** The same for a statement with which Aura can work, on a key that is known. */
function aura(bad: Elements, good: Elements = {}, options: LintOptions = WITH_KEY): LintExample {
  return { bad: text({ ...AURAS, ...bad }), good: text({ ...AURAS, ...good }), options };
}

function policy(bad: unknown, good: unknown = policyOf()): LintExample {
  return { bad: text(bad), good: text(good), isPolicy: true };
}

function policyOf(...statements: Elements[]): object {
  return { Version: "2012-10-17", Statement: [OWN, ...statements] };
}

/** A condition with one operator. */
function when(operator: string, key: string, value: unknown): Elements {
  return { Condition: { [operator]: { [key]: value } } };
}

function written(bad: string, good = GOOD): LintExample {
  return { bad, good };
}

const FROM_SERVICE: Elements = { ...SOUND, Principal: { Service: "sns.amazonaws.com" } };
const AURA_BY_CONDITION = when("StringEquals", "kms:CallerAccount", "444455556666");

/** For each code a text in which it is found, alone or with what follows from it, and the same as it should be. */
export const LINT_EXAMPLES: Readonly<Record<LintCode, LintExample>> = {
  "not-json": written("<html><head><title>Log in</title></head></html>"),
  "not-utf-8": written([...GOOD].join("\0")),
  "not-a-policy": written('{ "format_version": "1.2", "resource_changes": [] }'),
  "code-fence": written(`\`\`\`json\n${GOOD}\n\`\`\``),
  "policy-name": written(`${GOOD}\tdefault`),
  "json-incomplete": written(GOOD.slice(0, -2)),
  "json-malformed": written(GOOD.replaceAll('"', "'")),
  "json-comment": written(GOOD.replace("{", "{ // from the Console")),
  "json-blank": written(GOOD.replace("  ", "\u00a0 ")),
  "nested-too-deep": written(`${"[".repeat(17)}${"]".repeat(17)}`),
  "member-repeated": written(GOOD.replace('"Effect": "Allow",', '"Effect": "Allow",\n  "Effect": "Deny",')),
  "number-inexact": written(GOOD.replace(`"${ROLE}"`, "012345678901"), GOOD.replace(ROLE, "012345678901")),
  "several-documents": { bad: `${text(policyOf())}\n${text(policyOf())}`, good: text(policyOf()), isPolicy: true },
  "no-statement": written("[]", `[${GOOD}]`),
  "more-findings": written(`[${GOOD}${",".repeat(120)}]`, `[${GOOD}]`),

  "policy-within-size-limit": statement({ Sid: "x".repeat(MAX_POLICY_BYTES) }, { Sid: "Vendor" }),
  "forbidden-character": statement({ Sid: "Neo4j \u2013 Aura" }, { Sid: "Neo4j - Aura" }),
  "wrong-type": statement({ Sid: 1 }, { Sid: "1" }),
  "value-missing": statement({ Action: [] }),
  "unknown-element": written(GOOD.replace("Principal", "Principle")),
  "unknown-version": policy({ Version: "2026-01-01", Statement: [OWN] }),
  "opposites-together": statement({ NotAction: "kms:Encrypt" }),
  "sid-repeated": written(
    text(["kms:Decrypt", "kms:Encrypt"].map((Action) => ({ Sid: "Vendor", ...SOUND, Action }))),
    text(["kms:Decrypt", "kms:Encrypt"].map((Action, index) => ({ Sid: `Vendor${index}`, ...SOUND, Action }))),
  ),
  "sid-conflict": aura({ Sid: "Enable IAM User Permissions" }, { Sid: "Aura" }),
  "effect-missing": statement({ Effect: undefined }),
  "effect-unknown": statement({ Effect: "allow" }),
  "principal-missing": statement({ Principal: undefined }),
  "principal-kind-unknown": statement({ Principal: { Aws: ROLE } }),
  "principal-malformed": statement({ Principal: { AWS: "arn:aws:iam::444455556666:group/vendor" } }),
  "principal-deleted": statement({ Principal: { AWS: "AROAEXAMPLEID12345678" } }),
  "principal-wildcard": statement({ Principal: { AWS: "arn:aws:iam::444455556666:role/*" } }),
  "principal-other-partition": aura({ Principal: { AWS: VENDOR.replace("aws", "aws-cn") } }),
  "not-principal-in-allow": statement({ Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }),
  "action-malformed": statement({ Action: "Decrypt" }),
  "action-missing": statement({ Action: undefined }),
  "resource-missing": statement({ Resource: undefined }),
  "resource-not-wildcard": statement({ Resource: KEY_ARN }),
  "resource-other-key": aura({ Resource: KEY_ARN.replace("1234abcd", "5678abcd") }),
  "resource-malformed": statement({ Resource: "alias/orders" }),
  "operator-unknown": statement(when("StringEqual", "kms:CallerAccount", "444455556666"), AURA_BY_CONDITION),
  "condition-key-malformed": statement(when("StringEquals", "CallerAccount", "444455556666"), AURA_BY_CONDITION),
  "condition-key-repeated": statement(
    { Condition: { StringEquals: { "kms:CallerAccount": "444455556666", "kms:calleraccount": "444455556666" } } },
    AURA_BY_CONDITION,
  ),
  "condition-key-not-allowed": statement(when("ForAnyValue:StringLike", "kms:ResourceAliases", "alias/*")),
  "condition-value-malformed": statement(
    when("Bool", "aws:SecureTransport", "yes"),
    when("Bool", "aws:SecureTransport", "true"),
  ),
  "administrators-keep-control": policy({ Version: "2012-10-17", Statement: [AURAS] }, policyOf(AURAS)),
  "caller-lockout": {
    bad: text([AURAS, { ...OWN, Effect: "Deny", Principal: { AWS: DEPLOY }, Action: "kms:PutKeyPolicy" }]),
    good: text([AURAS]),
    options: { callerArn: DEPLOY },
  },

  "grant-condition": statement(
    { Action: ["kms:Decrypt", "kms:CreateGrant"], ...when("Bool", "kms:GrantIsForAWSResource", "true") },
    { Action: ["kms:CreateGrant", "kms:ListGrants"], ...when("Bool", "kms:GrantIsForAWSResource", "true") },
  ),
  "action-unknown": statement({ Action: "kms:Decypt" }),
  "action-not-on-keys": statement({ Action: ["kms:Decrypt", "kms:ListKeys"] }),
  "aura-can-use-key": aura({ Action: ["kms:Encrypt", "kms:DescribeKey"] }),
  "across-accounts": aura({ Action: [...NEEDED, "kms:GetKeyPolicy"] }),
  "no-outsider-access": aura({ Principal: { AWS: ACCOUNT } }),
  "aura-access-unverified": aura(when("StringLike", "kms:ViaService", "ec2.*.amazonaws.com")),
  "condition-empty": statement({ Condition: {} }),
  "condition-key-unknown": statement(when("StringEquals", "kms:CalerAccount", "444455556666"), AURA_BY_CONDITION),
  "condition-key-not-carried": statement(
    { Action: ["kms:Decrypt", "kms:DescribeKey"], ...when("StringEquals", "kms:EncryptionContext:tenant", "orders") },
    when("StringEquals", "kms:EncryptionContext:tenant", "orders"),
  ),
  "condition-never-met": statement(
    when("StringEquals", "aws:PrincipalAccount", "4444-5555-6666"),
    when("StringEquals", "aws:PrincipalAccount", "444455556666"),
  ),
  "condition-unverified": aura(when("IpAddress", "aws:SourceIp", "203.0.113.0/24")),
  "wildcard-taken-literally": statement(
    when("StringEquals", "kms:ViaService", "ec2.*.amazonaws.com"),
    when("StringLike", "kms:ViaService", "ec2.*.amazonaws.com"),
  ),
  "variable-taken-literally": policy(
    { Statement: [OWN, withTagOfOwner()] },
    { Version: "2012-10-17", Statement: [OWN, withTagOfOwner()] },
  ),

  "variables-change-meaning": written(
    text({
      Version: "2008-10-17",
      Statement: { ...SOUND, ...when("StringEquals", "aws:PrincipalTag/team", "${team}") },
    }),
    text({ Version: "2008-10-17", Statement: SOUND }),
  ),
  "public-access": aura({ Principal: "*" }, { Principal: "*", ...AURA_BY_CONDITION }),
  "no-unexpected-principals": aura(
    { Principal: { AWS: "777788889999" } },
    {},
    { expectedPrincipals: ["444455556666"] },
  ),
  "principal-unclear": statement({
    Principal: { CanonicalUser: "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" },
  }),
  "aura-cannot-administer-key": aura({ Action: [...NEEDED, "kms:PutKeyPolicy"] }),
  "control-by-session": policy({
    Version: "2012-10-17",
    Statement: { ...OWN, Principal: { AWS: `arn:aws:sts::${ACCOUNT}:assumed-role/terraform/run-1` } },
  }),
  "vendor-denies": {
    ...{ bad: text([AURAS, { ...OWN, Effect: "Deny", Action: "kms:PutKeyPolicy" }]), good: text([AURAS]) },
    options: WITH_KEY,
  },
  "access-expires": aura(when("DateLessThan", "aws:CurrentTime", "2030-01-01T00:00:00Z")),
  "not-action-in-allow": statement({ Action: undefined, NotAction: "kms:ScheduleKeyDeletion" }),
  "service-without-source": policy(
    policyOf(FROM_SERVICE),
    policyOf({ ...FROM_SERVICE, ...when("StringEquals", "aws:SourceAccount", ACCOUNT) }),
  ),
};

function withTagOfOwner(): Elements {
  const owner = `arn:aws:iam::${ACCOUNT}:role/app`;
  return { ...SOUND, Principal: { AWS: owner }, ...when("StringEquals", "aws:PrincipalTag/team", "${aws:username}") };
}
