import { ACCOUNT_ID } from "../arn";
import { asList, type Statement } from "../document";
import { parseOperator } from "../evaluate/operators";

/**
 * Whether every request of an AWS service that a statement allows is on behalf of one account: else another customer of the
 * service can make it use the key (the confused deputy problem).
 *
 * Only conditions that name a single account count: `aws:SourceAccount`, and an ARN with that account in `aws:SourceArn` or in
 * the encryption context, where CloudWatch Logs and CloudTrail name their resource. An organization (`aws:SourceOrgID`,
 * `aws:SourceOrgPaths`) has many accounts; `kms:CallerAccount` is the service's own; `aws:SourceOwner` is set by few services
 * and deprecated.
 * @param accountId the account of the key, 12 digits; undefined where it is not known, and any one account counts
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function isBoundToAccount({ Condition: condition = {} }: Statement, accountId: string | undefined): boolean {
  return Object.entries(condition).some(([operator, keys]) => {
    if (!isStrictComparison(operator)) return false;
    return Object.entries(keys).some(([key, values]) => {
      const accounts = new Set(asList(values).map((value) => accountNamedBy(key.toLowerCase(), String(value))));
      const [account] = accounts;
      return accounts.size === 1 && account !== undefined && account === (accountId ?? account);
    });
  });
}

const COMPARISONS = ["StringEquals", "StringEqualsIgnoreCase", "StringLike", "ArnEquals", "ArnLike"];

/** Whether a request without the key, or with another value, does not meet the operator. */
function isStrictComparison(name: string): boolean {
  const operator = parseOperator(name);
  return (
    operator !== undefined &&
    COMPARISONS.includes(operator.base) &&
    !operator.ifExists &&
    operator.quantifier !== "ForAllValues"
  );
}

function accountNamedBy(key: string, value: string): string | undefined {
  if (key === "aws:sourceaccount") return ACCOUNT_ID.test(value) ? value : undefined;
  return key === "aws:sourcearn" || key.startsWith("kms:encryptioncontext:") ? accountOfArn(value) : undefined;
}

/** The account of an ARN. Of the fields before it only the region may be a wildcard, as AWS writes it for CloudTrail. */
function accountOfArn(value: string): string | undefined {
  return /^arn:[^:*?]+:[^:*?]+:[^:?]*:(\d{12}):/.exec(value)?.[1];
}
