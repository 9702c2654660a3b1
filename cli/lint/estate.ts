import { dirname, relative, resolve } from "node:path";
import { accountIdOf } from "../../estate/entries";
import { loadEstate } from "../../estate/load";
import type { CreatedKey } from "../../estate/schema";
import { renderProblem } from "../../model/problem";
import type { LintOptions } from "../../policy/lint/source-text";
import { UNWAIVABLE_RULE_IDS } from "../../model/rule-ids";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";

/** A statement of an estate, and what the estate says of its key. */
export interface EstateStatement {
  /** What a person calls the key, with its region. */
  readonly key: string;
  /** The file, seen from the working directory. */
  readonly file: string;
  readonly options: LintOptions;
}

/**
 * The statements that the keys of an estate have, one for each key and region.
 * @param file the estate
 */
export function statementsOfEstate(
  file: string,
): { readonly statements: readonly EstateStatement[] } | { readonly unusable: readonly string[] } {
  const { estate, problems } = loadEstate(file, {
    ruleIds: CONFIGURATION_RULES.map(({ id }) => id),
    unwaivableRuleIds: UNWAIVABLE_RULE_IDS,
    namedBy: "`--estate`",
  });
  if (!estate || problems.length > 0) return { unusable: problems.map(renderProblem) };
  const statements = Object.entries(estate.keys).flatMap(([name, key]) =>
    // Keys of other clouds have no key policy, and Aura shows no statement for them.
    key.cloud !== undefined || "arn" in key
      ? []
      : filesOf(key).map(([region, path]) => ({
          key: `key ${name} in ${region}`,
          file: relative("", resolve(dirname(file), path)),
          options: {
            accountId: accountIdOf(estate.accounts[key.account]),
            region,
            ...expectedOf(hasOwnPrincipals(key) ? key : { ...estate.aura, auraAccountId: estate.aura.accountId }),
          },
        })),
  );
  return { statements };
}

/** The file of each region in which the key has a statement. */
function filesOf({
  statement,
  region,
  replicas = [],
}: CreatedKey): readonly (readonly [region: string, path: string])[] {
  return [region, ...replicas].flatMap((one) => {
    const path = typeof statement === "object" ? statement[one] : statement;
    return path === undefined ? [] : [[one, path] as const];
  });
}

function hasOwnPrincipals({ auraAccountId, auraPrincipals }: CreatedKey): boolean {
  return auraAccountId !== undefined || auraPrincipals !== undefined;
}

function expectedOf({
  auraAccountId,
  auraPrincipals,
  principals = auraPrincipals ?? [],
}: {
  readonly auraAccountId?: string | undefined;
  readonly auraPrincipals?: readonly string[] | undefined;
  readonly principals?: readonly string[] | undefined;
}): Pick<LintOptions, "expectedPrincipals"> {
  const expected = [...(auraAccountId === undefined ? [] : [auraAccountId]), ...principals];
  return expected.length > 0 ? { expectedPrincipals: expected } : {};
}
