import type { Fact } from "../model/fact";
import type { Range } from "../model/limits";
import type { KmsKeyNode } from "../model/model";
import { compliant, notApplicable, unknown, violation, type Verdict } from "./rule";
import { cite, knownOf } from "./analysis";

/**
 * Whether a number of days is a whole one inside the range. A number that is not set, or not set here, is nobody's mistake.
 * @param key the key
 * @param label what the days are, such as "deletion window"
 * @param days as given
 * @param range what KMS takes
 */
export function daysVerdict(
  key: KmsKeyNode,
  label: string,
  days: Fact<number | undefined>,
  range: Range & { readonly default: number },
): Verdict {
  if (!days.known) return key.origin === "imported" ? notApplicable : unknown(days.reason);
  const { value } = days;
  if (value === undefined) return notApplicable;
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return compliant;
  const nearest = Math.min(range.max, Math.max(range.min, Math.round(value)));
  return violation({
    what: `the ${label} of key ${key.name} must be a whole number of days that KMS takes`,
    got: cite(days),
    expected: `${range.min} to ${range.max}`,
    fix: `use ${Number.isNaN(nearest) ? range.default : nearest}, or leave it out for ${range.default}`,
  });
}

/**
 * Verdicts on what is said about the account of a key and its provider refuses: Terraform would say so when it plans. None where
 * the provider takes it.
 * @param key the key
 */
export function limitVerdicts({ name, accountClaims, accountLimits = [] }: KmsKeyNode): Verdict[] {
  return accountLimits.flatMap(({ kind, accounts }) => {
    if (!accounts.known) return [unknown(accounts.reason)];
    const isAllowed = kind === "allowed";
    const wrong = knownOf(accountClaims).filter(({ value }) => accounts.value.includes(value) !== isAllowed);
    if (wrong.length === 0) return [];
    return [
      violation({
        what: `the account of key ${name} must be one that its provider works in`,
        got: wrong.map(cite).join(", "),
        expected: `${isAllowed ? "one" : "none"} of ${accounts.value.join(", ")} (${accounts.source})`,
        fix: "give the key the provider of its account, or correct the account where it is wrong",
      }),
    ];
  });
}
