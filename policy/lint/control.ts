import { CONTROL, mayChangePolicy, namedOf } from "../access/control";
import { admissionsOf } from "../access/parties";
import { distinctParties, type Party } from "../access/party";
import { parseArn } from "../arn";
import type { PolicyDocument } from "../document";
import { anyKeyArn, whyNotAnyKey } from "./key";
import type { LintTarget } from "./lint";

/**
 * Whether a key policy leaves it to somebody of the key's account to change it again: anybody whom IAM allows it, or one of
 * those whom the policy names, in whatever part of it. So also where nobody can tell.
 * @param document the policy
 * @param target whose policy it is
 */
export function somebodyKeepsControl(document: PolicyDocument, target: LintTarget): boolean {
  if (target.keyArn === undefined && whyNotAnyKey(document, target) !== undefined) return true;
  const admitted = admissionsOf(document).flatMap(({ party, operations }) =>
    operations.includes(CONTROL) ? [party] : [],
  );
  const accountIds = new Set(admitted.map(({ accountId }) => target.accountId ?? accountId));
  return [...accountIds].some((accountId) => {
    if (accountId === undefined) return true;
    const own = admitted.filter((party) => party.accountId === undefined || party.accountId === accountId);
    if (own.some(({ kind }) => kind === "unclear")) return true;
    if (own.length === 0) return false;
    const named = namedOf(document, accountId, partitionOf(target) ?? "aws");
    return distinctParties([...own, ...named]).some((party) => {
      const keyArn = target.keyArn ?? anyKeyArn(accountId, partitionOf(target, party));
      return mayChangePolicy(document, { keyArn, accountId }, { ...party, accountId });
    });
  });
}

function partitionOf({ keyArn, caller }: LintTarget, { arn }: Pick<Party, "arn"> = {}): string | undefined {
  return parseArn(keyArn ?? arn ?? caller?.arn ?? "")?.partition;
}
