import { isOnThisMachine } from "../util/on-this-machine";
import { AURA_ACCOUNT_OF_SAMPLES, PROJECTS_OF_SAMPLES } from "../model/limits";
import type { Draft } from "./draft";
import type { Environment } from "./environment";
import { describePath, type EstatePath, type EstateProblem } from "./messages";

/**
 * The account of the samples beside a project of one's own. On the simulated cloud it is right, and beside a project of the samples the
 * whole estate is one: nothing of it can be deployed.
 */
export function checkSamples({ head, keys }: Draft, { AURA_API_BASE_URL }: Environment): EstateProblem[] {
  const { baseUrl = AURA_API_BASE_URL, projectId = "", accountId, principals = [] } = head.aura ?? {};
  if ((baseUrl !== undefined && isOnThisMachine(baseUrl)) || PROJECTS_OF_SAMPLES.includes(projectId)) return [];
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
