import type { KmsKeyNode } from "../../model/model";
import { undecided, violation, type Verdict } from "../rule";
import { cite, knownOf } from "./facts";

/**
 * Verdicts on what is said about the account of a key and its provider refuses: Terraform would say so when it plans. None where
 * the provider takes it.
 * @param key the key
 */
export function limitVerdicts({ name, accountClaims, accountLimits = [] }: KmsKeyNode): Verdict[] {
  return accountLimits.flatMap(({ kind, accounts }) => {
    if (!accounts.known) return [undecided(accounts.reason)];
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
