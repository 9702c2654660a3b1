/* Ids of resources in Azure's resource manager. Upper and lower case are the same in them. */

/** Whether a resource is another one, or inside of it. */
export function isWithin(scope: string, outer: string): boolean {
  const [one, other] = [scope.toLowerCase(), outer.toLowerCase().replace(/\/$/, "")];
  return one === other || one.startsWith(`${other}/`);
}

/** The id of a resource group. */
export function groupId(subscriptionId: string, group: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
}

/** The id of a key vault. */
export function vaultId(
  subscriptionId: string,
  { group, name }: { readonly group: string; readonly name: string },
): string {
  return `${groupId(subscriptionId, group)}/providers/Microsoft.KeyVault/vaults/${name}`;
}

/** Names of regions as Azure answers them: `West Europe` is `westeurope`. */
export function normalLocation(location: string): string {
  return location.replaceAll(" ", "").toLowerCase();
}
