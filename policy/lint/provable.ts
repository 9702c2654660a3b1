import { representativeOf, type Addressee } from "../access/parties";
import { mayBeAura } from "../access/party";
import { testInWords } from "../access/words";
import { parseArn } from "../arn";
import { meetsCondition } from "../decide/condition";
import { isKnownConditionKey } from "../decide/condition-keys";
import { contextOf, type Context } from "../decide/context";
import { asList, type Condition, type Statement } from "../document";
import { someOf } from "../problem";
import { anyKeyArn } from "./key";
import { endsOnADay } from "./expiry";
import type { Lint, LintTarget } from "./lint";

/**
 * Finds the comparisons of a vendor's condition of which nobody can tell offline whether the vendor's requests meet them: it
 * calls from a network of its own, through endpoints of its own, with credentials that only it knows.
 *
 * What KMS itself says of a request, such as `kms:ViaService`, `kms:GrantIsForAWSResource` and the encryption context, is not
 * among them: it says what is asked for, and those are the conditions that vendors write into their own statements.
 * @param lint takes the findings down
 * @param statement an Allow statement whose form is right
 * @param addressees whom it lets in from outside of the key's account
 * @param target whose policy it is
 */
export function lintProvable(
  lint: Lint,
  { Condition: condition = {} }: Statement,
  addressees: readonly Addressee[],
  target: LintTarget,
): void {
  // Who anyone is can not be told either, but that is another finding.
  const callers = addressees
    .filter(({ party }) => mayBeAura(party) && party.kind !== "anyone")
    .flatMap((addressee) => callerAs(addressee, target) ?? []);
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys)) {
      if (!isKnownConditionKey(key) || endsOnADay(operator, key)) continue;
      const words = testInWords(operator, key, asList(values));
      // What says who the caller is holds for that caller; to try that again would take the square of a long list.
      const open = callers.find(
        ({ conditions, context }) =>
          conditions.includes(words) && isOpen({ [operator]: { [key]: values } }, key, context),
      );
      if (!open) continue;
      lint.report(
        ["Condition", operator, key],
        {
          code: "condition-not-provable",
          what: `Condition of ${lint.subject} must be one that those whom it lets in provably meet`,
          got: `${someOf([words])}, and whether requests of ${open.name} do can not be told offline`,
          expected: "a condition on who calls, such as kms:CallerAccount, or none",
          fix: "take the condition out unless the Aura Console wrote it",
        },
        "name",
      );
    }
  }
}

function isOpen(test: Condition, key: string, context: Context): boolean {
  if (key.toLowerCase().startsWith("kms:") && context(key) === "unknown") return false;
  return meetsCondition(test, context, true) === undefined;
}

interface Caller {
  readonly name: string;
  /** What else has to hold, in words. */
  readonly conditions: readonly string[];
  readonly context: Context;
}

/** What is known of requests of a party; undefined where nobody can stand for it. */
function callerAs({ party, conditions }: Addressee, { keyArn, accountId = "" }: LintTarget): Caller | undefined {
  const representative = representativeOf(party, keyArn && parseArn(keyArn)?.partition);
  if (!representative) return undefined;
  const key = { keyArn: keyArn ?? anyKeyArn(accountId), keyAccountId: accountId };
  // Any operation: they differ in keys of KMS alone, and of those only what is known counts here.
  const context = contextOf("kms:Decrypt", { ...representative, ...key, others: "unknown" });
  return { name: party.name, conditions, context };
}
