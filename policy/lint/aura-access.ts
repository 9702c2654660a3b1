import { AURA_OPERATIONS, auraPermissions, MAX_AURA_PRINCIPALS } from "../access/aura-permissions";
import type { Principal } from "../access/principal";
import type { PolicyDocument } from "../document";
import { type StatementProblem } from "../problem";
import { keyFor } from "./key";
import type { LintTarget } from "./lint";
import { formatList } from "../../util/format-list";

/**
 * Finds the operations that Aura needs and that the whole policy allows to nobody whom the statements let in. What only may
 * be allowed is not found here.
 * @param merged the key policy with the statements in it
 * @param parties the principals of the statements that may be Aura
 * @param target whose policy it is; nothing is found while that is not known well enough
 */
export function lintAuraAccess(
  merged: PolicyDocument,
  parties: readonly Principal[],
  target: LintTarget,
): readonly StatementProblem[] {
  const key = keyFor(merged, target);
  // Of "anyone" or an organization the decision is about somebody: others may get what he does not.
  const told = parties.every(({ accountId }) => accountId !== undefined);
  if (!key || !told || parties.length === 0 || parties.length > MAX_AURA_PRINCIPALS) return [];
  let missing = AURA_OPERATIONS.filter(({ required }) => required).map(({ name }) => name);
  let because = "";
  for (const party of parties) {
    const { cannot } = auraPermissions(merged, key, party);
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
      got: `${formatList(missing)} for none of ${formatList(parties.map(({ name }) => name))}: ${because}`,
      expected: AURA_OPERATIONS.filter(({ required }) => required)
        .map(({ name }) => name)
        .join(", "),
      fix: "copy the statement again from the Aura Console, and look for a Deny statement",
    },
  ];
}
