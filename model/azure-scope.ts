const MANAGEMENT_GROUP = /^\/providers\/microsoft\.management\/managementgroups\//;

/**
 * Whether a scope of Azure is a resource, or holds it: a resource group, a subscription, or the root of the tenant. Azure does not tell
 * upper from lower case.
 * @param scope the scope
 * @param resourceId the resource id
 * @returns undefined for a management group: no id says which subscriptions are in it
 */
export function scopeHolds(scope: string, resourceId: string): boolean | undefined {
  const own = scope.toLowerCase().replace(/\/+$/, "");
  if (own === "") return true;
  if (MANAGEMENT_GROUP.test(own)) return undefined;
  const id = resourceId.toLowerCase();
  return id === own || id.startsWith(`${own}/`);
}

/** Whether a scope is wider than one resource: a resource group or what holds it. */
export function isWideScope(scope: string): boolean {
  const own = scope.toLowerCase();
  return MANAGEMENT_GROUP.test(own) || (own.startsWith("/") && !own.includes("/providers/"));
}
