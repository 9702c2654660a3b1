import { admissionsOf, representativeOf } from "../access/parties";
import { distinctParties, identityParty, type Party } from "../access/party";
import { parseArn } from "../arn";
import { decide, may } from "../decide/decide";
import type { PolicyDocument } from "../document";
import { anyKeyArn, whyNotAnyKey } from "./key";
import type { LintTarget } from "./lint";

/** Whoever can do this can give himself everything else. */
const CONTROL = "kms:PutKeyPolicy";

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
    // A denial of all others leaves it to those whom it excepts, whom an Allow of the whole account need not name.
    const root = `arn:${partitionOf(target) ?? "aws"}:iam::${accountId}:root`;
    const named = [root, ...textsIn(document)].flatMap((text) => ownParty(text, accountId) ?? []);
    return distinctParties([...own, ...named]).some((party) => mayControl(document, { ...party, accountId }, target));
  });
}

function mayControl(
  document: PolicyDocument,
  party: Party & { readonly accountId: string },
  target: LintTarget,
): boolean {
  const { accountId: keyAccountId } = party;
  const partition = partitionOf(target, party);
  const representative = representativeOf(party, partition);
  if (!representative) return false;
  const keyArn = target.keyArn ?? anyKeyArn(keyAccountId, partition);
  return may(decide(document, { ...representative, action: CONTROL, keyArn, keyAccountId, others: "unknown" }));
}

function ownParty(text: string, accountId: string): Party | undefined {
  const arn = parseArn(text);
  return arn?.accountId === accountId && arn.region === "" ? identityParty(text, accountId, arn.resource) : undefined;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function partitionOf({ keyArn, caller }: LintTarget, { arn }: Pick<Party, "arn"> = {}): string | undefined {
  return parseArn(keyArn ?? arn ?? caller?.arn ?? "")?.partition;
}
