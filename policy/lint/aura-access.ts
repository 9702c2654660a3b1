import { AURA_OPERATIONS, auraPermissions, MAX_AURA_PRINCIPALS } from "../access/aura-permissions";
import type { Principal } from "../access/principal";
import type { PolicyDocument } from "../document";
import { type StatementProblem } from "../problem";
import { keyFor } from "./key";
import type { LintTarget } from "./lint";
import { formatList } from "../../util/format-list";

/**
 * Finds the operations that Aura needs and that the whole policy denies to all principals of the statements. Operations that
 * may be allowed are not reported.
 * @param principals the principals of the statements that may be Aura
 * @param target nothing is found while too little is known about it
 */
export function lintAuraAccess(
  merged: PolicyDocument,
  principals: readonly Principal[],
  target: LintTarget,
): readonly StatementProblem[] {
  const key = keyFor(merged, target);
  // For "anyone" or an organization the decision is about one representative; others may be allowed more.
  const accountsKnown = principals.every(({ accountId }) => accountId !== undefined);
  if (!key || !accountsKnown || principals.length === 0 || principals.length > MAX_AURA_PRINCIPALS) return [];
  let missing = AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name);
  let because = "";
  for (const principal of principals) {
    const { cannot } = auraPermissions(merged, key, principal);
    const denied = new Map(cannot.map((one) => [one.operation, one.because]));
    missing = missing.filter((name) => denied.has(name));
    const [first] = missing;
    if (first === undefined) return [];
    because = denied.get(first) ?? "";
  }
  return [
    {
      code: "aura-can-use-key",
      path: "",
      what: "Aura lacks permissions that it needs on the key",
      got: `${formatList(missing)} for none of ${formatList(principals.map(({ name }) => name))}: ${because}`,
      expected: AURA_OPERATIONS.filter(({ required }) => required)
        .map(({ name }) => name)
        .join(", "),
      fix: "copy the statement again from the Aura Console, and look for a Deny statement",
    },
  ];
}
