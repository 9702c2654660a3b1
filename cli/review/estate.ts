import { accountIdOf } from "../../estate/entries";
import { loadEstate } from "../../estate/load";
import type { AwsAccess } from "../../live/aws";
import type { Problem } from "../../model/problem";
import { UNWAIVABLE_RULE_IDS } from "../../model/rule-ids";
import { CONFIGURATION_RULES } from "../../rules/configuration-rules";

/** What a review takes from an estate. */
export interface EstateSettings {
  /** Names of accounts, by their ids: of AWS accounts, Azure subscriptions and Google Cloud projects. */
  readonly accountNames: ReadonlyMap<string, string>;
  /** Expected principals, for keys that name none themselves. */
  readonly principals: readonly string[];
  /** How the AWS accounts are reached, by their ids. */
  readonly accounts: ReadonlyMap<string, AwsAccess>;
  /** Address of the Aura API. */
  readonly baseUrl?: string;
}

/** Reads an estate for a review. */
export function readEstate(file: string): EstateSettings | { readonly problems: readonly Problem[] } {
  const { estate, problems } = loadEstate(file, {
    ruleIds: CONFIGURATION_RULES.map(({ id }) => id),
    unwaivableRuleIds: UNWAIVABLE_RULE_IDS,
    namedBy: "`--estate`",
  });
  if (!estate || problems.length > 0) return { problems };
  const accounts = Object.entries(estate.accounts).map(([name, account]) => [accountIdOf(account), name] as const);
  const { accountId, principals = [], baseUrl } = estate.aura;
  return {
    accounts: new Map(
      Object.values(estate.accounts).flatMap((account): [string, AwsAccess][] => {
        if (account.cloud === "azure" || account.cloud === "gcp") return [];
        const { id, assumeRoleArn, externalId, sessionName, profile } = account;
        return [
          [
            id,
            {
              ...(assumeRoleArn !== undefined && { roleArn: assumeRoleArn }),
              ...(externalId !== undefined && { externalId }),
              ...(sessionName !== undefined && { sessionName }),
              ...(profile !== undefined && { profile }),
            },
          ],
        ];
      }),
    ),
    ...(baseUrl !== undefined && { baseUrl }),
    accountNames: new Map(accounts),
    principals: [...(accountId === undefined ? [] : [accountId]), ...principals],
  };
}
