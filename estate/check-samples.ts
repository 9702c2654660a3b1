import { isOnThisMachine } from "../util/on-this-machine";
import { AURA_ACCOUNT_OF_SAMPLES } from "../model/limits";
import type { Draft } from "./draft";
import type { Environment } from "./environment";
import { describePath, type EstatePath, type EstateProblem } from "./messages";

/** Values of the samples that were left in. On the simulated cloud they are right. */
export function checkSamples({ head, keys }: Draft, { AURA_API_BASE_URL }: Environment): EstateProblem[] {
  const { baseUrl = AURA_API_BASE_URL, accountId, principals = [] } = head.aura ?? {};
  if (baseUrl !== undefined && isOnThisMachine(baseUrl)) return [];
  const named: readonly (readonly [EstatePath, string | undefined])[] = [
    [["aura", "accountId"], accountId],
    ...principals.map((principal, i) => [["aura", "principals", i], principal] as const),
    ...[...keys].flatMap(([name, { auraAccountId, auraPrincipals = [] }]) => [
      [["keys", name, "auraAccountId"], auraAccountId] as const,
      ...auraPrincipals.map((principal, i) => [["keys", name, "auraPrincipals", i], principal] as const),
    ]),
  ];
  return named.flatMap(([path, principal]) =>
    principal?.includes(AURA_ACCOUNT_OF_SAMPLES)
      ? [
          {
            ...({ code: "aura-principal-well-formed", path, part: "value" } as const),
            what: `${describePath(path)} is the account of the samples, not Aura's`,
            got: principal,
            expected: "the account in the statement that the Aura Console shows",
            fix: "remove it until the first statement is saved; have a second person compare its account with the Console, then set it",
          },
        ]
      : [],
  );
}
