import { ACCOUNT_ID, parseArn, partitionOf } from "../../policy/arn";
import { asList, DOCUMENT_ELEMENTS, STATEMENT_ELEMENTS } from "../../policy/document";
import type { PolicyDocument, Statement } from "../../policy/document";
import { MAX_POLICY_BYTES, POLICY_CHARACTER, POLICY_VERSIONS } from "../../policy/limits";
import { KmsError } from "./errors";

/**
 * The document in a policy text, or the error of `PutKeyPolicy`. Independent of the checks in policy/, so that the two
 * can be compared.
 * @param text the policy as it was sent
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function readPolicy(text: string, region: string): PolicyDocument {
  if ([...text].some((character) => !POLICY_CHARACTER.test(character))) {
    throw new KmsError(
      "ValidationException",
      "1 validation error detected: Value at 'policy' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    );
  }
  if (Buffer.byteLength(text, "utf8") > MAX_POLICY_BYTES) {
    throw new KmsError("LimitExceededException", `The key policy is larger than ${MAX_POLICY_BYTES} bytes.`);
  }
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed(""); // AWS gives no text here
  }
  if (!isObject(document)) throw malformed("");
  refuseOthers(document, DOCUMENT_ELEMENTS, "a policy");
  const { Version: version, Id: id } = document;
  if (version !== undefined && !(POLICY_VERSIONS as readonly unknown[]).includes(version)) {
    throw malformed("Policy contains an invalid version.");
  }
  if (id !== undefined && typeof id !== "string") throw malformed("Policy contains an invalid Id.");
  const statements = isObject(document.Statement) ? [document.Statement] : document.Statement;
  if (!Array.isArray(statements)) throw malformed("Policy contains no statement.");
  for (const statement of statements) checkStatement(statement, partitionOf(region));
  return { ...(document as object), Statement: statements as readonly Statement[] };
}

/**
 * The document in the text of a new key policy. Since 18 August 2025, by an announcement that AWS sent by mail, KMS refuses in new
 * policies what it goes on taking in those that keys have.
 * @param text the policy as it was sent
 */
export function readNewKeyPolicy(text: string, region: string): PolicyDocument {
  const document = readPolicy(text, region);
  for (const { Action, NotAction, Resource } of document.Statement) {
    if (Action === undefined && NotAction === undefined) throw malformed("Policy contains a statement with no action.");
    if (Resource === undefined || texts(Resource).some((resource) => resource !== "*")) {
      throw malformed('Policy contains a statement with a resource other than "*".');
    }
  }
  return document;
}

function checkStatement(statement: unknown, partition: string): void {
  if (!isObject(statement)) throw malformed("Policy contains a statement that is not an object.");
  refuseOthers(statement, STATEMENT_ELEMENTS, "a statement");
  if (statement.Sid !== undefined && typeof statement.Sid !== "string") {
    throw malformed("Policy contains a statement with an invalid Sid.");
  }
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    throw malformed("Policy contains a statement with an invalid effect.");
  }
  const { Principal: principal, NotPrincipal: notPrincipal } = statement;
  if (principal === undefined && notPrincipal === undefined) {
    throw malformed("Policy contains a statement with no principal.");
  }
  for (const [element, other] of [
    ["Principal", "NotPrincipal"],
    ["Action", "NotAction"],
    ["Resource", "NotResource"],
  ] as const) {
    if (statement[element] !== undefined && statement[other] !== undefined) {
      throw malformed(`Policy contains a statement with both ${element} and ${other}.`);
    }
  }
  for (const element of ["Action", "NotAction", "Resource", "NotResource"] as const) {
    if (statement[element] !== undefined && !isTexts(statement[element])) {
      throw malformed(`Policy contains a statement with an invalid ${element}.`);
    }
  }
  for (const action of texts(statement.Action ?? statement.NotAction)) {
    if (action !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(action)) {
      throw malformed("Policy contains a statement with one or more invalid actions.");
    }
  }
  if (!isPrincipal(principal ?? notPrincipal, partition)) {
    throw malformed("Policy contains a statement with one or more invalid principals.");
  }
  checkCondition(statement.Condition);
}

function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!isObject(condition)) throw malformed("Policy contains a statement with an invalid condition.");
  for (const [operator, keys] of Object.entries(condition)) {
    if (!OPERATOR.test(operator)) throw malformed(`Policy contains an invalid condition operator: ${operator}.`);
    const wellFormed =
      isObject(keys) &&
      Object.entries(keys).every(([key, values]) => KEY.test(key) && asList(values as never).every(isScalar));
    if (!wellFormed) throw malformed("Policy contains a statement with an invalid condition.");
  }
}

const OPERATOR = new RegExp(
  "^(Null|(ForAnyValue:|ForAllValues:)?(" +
    "String(Not)?(Equals(IgnoreCase)?|Like)|Arn(Not)?(Equals|Like)|(Not)?IpAddress|Bool|BinaryEquals|" +
    "(Numeric|Date)((Not)?Equals|(LessThan|GreaterThan)(Equals)?)" +
    ")(IfExists)?)$",
  "i",
);

const KEY = /^[A-Za-z0-9-]+:.+$/;

function isPrincipal(principal: unknown, partition: string): boolean {
  if (principal === "*") return true;
  if (!isObject(principal) || Object.keys(principal).length === 0) return false;
  return Object.entries(principal).every(
    ([kind, values]) => isTexts(values) && texts(values).every((value) => isPrincipalOf(kind, value, partition)),
  );
}

function isPrincipalOf(kind: string, value: string, partition: string): boolean {
  switch (kind) {
    case "AWS":
      return value === "*" || ACCOUNT_ID.test(value) || isPrincipalArn(value, partition);
    case "Service":
      return isServiceName(value);
    case "Federated":
      return /^(arn:aws[a-z-]*:iam::\d{12}:(saml-provider|oidc-provider)\/.+|[a-z0-9.-]+\.[a-z]+)$/.test(value);
    case "CanonicalUser":
      return /^[0-9a-f]{64}$/.test(value);
    default:
      return false;
  }
}

/** Whether a text has the form of the name of an AWS service, such as `logs.amazonaws.com`; China and the European Sovereign Cloud have endings of their own. */
export function isServiceName(text: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.(com|com\.cn|eu)$/.test(text);
}

/** Unique ids (`AIDA...`, `AROA...`) and wildcards inside an ARN do not have this form. */
function isPrincipalArn(value: string, partition: string): boolean {
  const arn = parseArn(value);
  if (!arn || arn.partition !== partition || arn.region !== "" || !ACCOUNT_ID.test(arn.accountId)) return false;
  const forms: Record<string, RegExp> = {
    iam: /^(root|(user|role)\/[\w+=,.@/-]+)$/,
    sts: /^(assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+)$/,
  };
  return forms[arn.service]?.test(arn.resource) ?? false;
}

/**
 * The policy as KMS gives it back: the principals of a list in an order of its own, and account ids as ARNs. A
 * comparison of texts shows a change where nothing changed.
 * @param text the policy as it was sent
 */
export function policyAsReturned(text: string, region: string): string {
  const document = JSON.parse(text) as { Statement: unknown };
  const statements = asList(document.Statement as Record<string, unknown>[]).map((statement) => {
    const { Principal: principal } = statement;
    if (!isObject(principal) || principal.AWS === undefined) return statement;
    const values = texts(principal.AWS).map((value) =>
      ACCOUNT_ID.test(value) ? `arn:${partitionOf(region)}:iam::${value}:root` : value,
    );
    const shuffled = values.length === 1 ? values[0] : [...values].sort().reverse();
    return { ...statement, Principal: { ...principal, AWS: shuffled } };
  });
  return JSON.stringify({ ...document, Statement: statements });
}

/**
 * The default policy of a key: the account's IAM policies decide.
 * @param accountId account that owns the key
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function defaultPolicy(accountId: string, region: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Id: "key-default-1",
    Statement: [
      {
        Sid: "Enable IAM User Permissions",
        Effect: "Allow",
        Principal: { AWS: `arn:${partitionOf(region)}:iam::${accountId}:root` },
        Action: "kms:*",
        Resource: "*",
      },
    ],
  });
}

function malformed(message: string): KmsError {
  return new KmsError("MalformedPolicyDocumentException", message);
}

function refuseOthers(value: object, elements: readonly string[], what: string): void {
  const unknown = Object.keys(value).find((name) => !elements.includes(name));
  if (unknown !== undefined) throw malformed(`Policy contains an element that ${what} does not have: ${unknown}.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function isTexts(value: unknown): boolean {
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  return values.length > 0 && values.every((text) => typeof text === "string");
}

function texts(value: unknown): readonly string[] {
  return asList(value as string | readonly string[] | undefined);
}
