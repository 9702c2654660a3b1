import type { Fact } from "../model/fact";
import type { Range } from "../model/limits";
import type { AnyNode, InstanceNode, KmsKeyNode } from "../model/model";
import { formatList } from "../util/format-list";
import { compliant, decidedElsewhere, notApplicable, unknown, violation, type Verdict } from "./rule";
import { cite, KIND_NAMES, knownOf } from "./analysis";

/** Account ids that one violation lists. */
const MAX_LISTED = 4;

/**
 * Whether a number of days is a whole number inside the range. A number that is not set here is not evaluated.
 * @param label what the days are, such as "deletion window"
 * @param range what KMS accepts
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
    what: `${label} of key ${key.name} is ${Number.isInteger(value) ? "out of range" : "not a whole number"}`,
    got: cite(days),
    expected: `${range.min} to ${range.max} days`,
    fix: `use ${Number.isNaN(nearest) ? range.default : nearest}, or remove it for ${range.default}`,
  });
}

/**
 * Whether `prevent_destroy` protects a key, of whichever cloud, or what it needs.
 * @param fix how to protect it
 */
export function protectionVerdict(
  { kind, name, origin, destroyPrevented }: Extract<AnyNode, { readonly destroyPrevented: unknown }>,
  fix = 'remove `removalPolicy: "destroy"`',
): Verdict {
  if (origin === "imported") return notApplicable;
  if (!destroyPrevented.known) return { ...unknown(destroyPrevented.reason), about: "prevent_destroy" } as Verdict;
  if (destroyPrevented.value) return compliant;
  return violation({
    what: `${KIND_NAMES[kind]} ${name} is not protected from destruction`,
    got: cite(destroyPrevented),
    expected: "`prevent_destroy`",
    fix,
  });
}

/** The verdict on an instance whose customer managed key is in none of the configurations. */
export function withoutRecord({ name, customerManagedKeyId: id }: InstanceNode): Verdict {
  const why = `the key of instance ${name} is not in this configuration`;
  return id.known ? decidedElsewhere(why) : unknown(why, id.reason);
}

/** Violations where the provider of a key does not allow the key's account: Terraform would refuse it when it plans. */
export function limitVerdicts({ name, accountClaims, accountLimits = [] }: KmsKeyNode): Verdict[] {
  return accountLimits.flatMap(({ kind, accounts }) => {
    if (!accounts.known) return [unknown(accounts.reason)];
    const isAllowed = kind === "allowed";
    const wrong = knownOf(accountClaims).filter(({ value }) => accounts.value.includes(value) !== isAllowed);
    if (wrong.length === 0) return [];
    return [
      violation({
        what: `provider of key ${name} does not allow its account`,
        got: formatList(wrong.map(cite), { max: MAX_LISTED }),
        expected: `${isAllowed ? "one" : "none"} of ${formatList(accounts.value, { max: MAX_LISTED })} (${accounts.source})`,
        fix: "use the provider of the key's account, or correct the account id",
      }),
    ];
  });
}
