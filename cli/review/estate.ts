import { loadEstate } from "../../estate/load";
import type { Problem } from "../../model/problem";
import { UNWAIVABLE_RULE_IDS } from "../../model/rule-ids";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";

/** What a review takes from an estate. */
export interface EstateSettings {
  /** Names of AWS accounts, by their ids. */
  readonly accountNames: ReadonlyMap<string, string>;
  /** Expected principals, for keys that name none themselves. */
  readonly principals: readonly string[];
}

/** Reads an estate for a review. */
export function readEstate(file: string): EstateSettings | { readonly problems: readonly Problem[] } {
  const { estate, problems } = loadEstate(file, {
    ruleIds: CONFIGURATION_RULES.map(({ id }) => id),
    unwaivableRuleIds: UNWAIVABLE_RULE_IDS,
    namedBy: "`--estate`",
  });
  if (!estate || problems.length > 0) return { problems };
  const accounts = Object.entries(estate.accounts).map(([name, { id }]) => [id, name] as const);
  const { accountId, principals = [] } = estate.aura;
  return {
    accountNames: new Map(accounts),
    principals: [...(accountId === undefined ? [] : [accountId]), ...principals],
  };
}
