import type { CloudProvider } from "../model/limits";
import type { Account, Estate, Key } from "./schema";

/* What the entries of all clouds have in common. */

/** The cloud of an account. */
export function cloudOf(account: Account | undefined): CloudProvider {
  return account?.cloud ?? "aws";
}

/** What tells an account from others of its cloud: the id of an AWS account or of an Azure subscription, a project of Google Cloud. */
export function accountIdOf(account: Account | undefined): string {
  switch (account?.cloud) {
    case "azure":
      // Azure takes UUIDs in either case.
      return account.subscriptionId.toLowerCase();
    case "gcp":
      return account.project;
    default:
      return account?.id ?? "";
  }
}

/** The setting of an account that has this id. */
export const ID_SETTING: Readonly<Record<CloudProvider, string>> = {
  aws: "id",
  azure: "subscriptionId",
  gcp: "project",
};

/** The regions of a key: its own, and those of its replicas. */
export function regionsOf(key: Key): string[] {
  return [key.region, ...("replicas" in key ? (key.replicas ?? []) : [])];
}

/** The clouds of an estate, each once, in the order of its accounts. */
export function cloudsIn({ accounts }: Pick<Estate, "accounts">): CloudProvider[] {
  return [...new Set(Object.values(accounts).map(cloudOf))];
}
