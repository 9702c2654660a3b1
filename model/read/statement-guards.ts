import type { ResourceChange } from "../../terraform/plan/resource-change";

/** The id of the guard's construct, of the one that it had before, and of the one in other clouds than AWS. */
const GUARD = /_(?:Statement(?:Guard|MustStay)|AccessGuard)_[0-9A-F]{8}$/;

/**
 * Whether a resource is a guard of this library: it is destroyed by no plan, so that none can take Aura's statement out of a policy.
 * @param name its name in Terraform
 */
export function isStatementGuard(name: string): boolean {
  return GUARD.test(name);
}

/**
 * Whether a resource belongs to a construct that has a guard.
 * @param name its name in Terraform
 * @param names the names of all `terraform_data`, of which some are guards
 */
export function hasGuard(name: string, names: readonly string[]): boolean {
  const guarded = names.filter(isStatementGuard).map((guard) => constructOf({ module: "", name: guard }));
  return guarded.some((construct) => constructOf({ module: "", name }).startsWith(`${construct}_`));
}

/**
 * The constructs whose guard a plan destroys without another one in its place.
 * @param changes all changes of a plan
 */
export function lostStatementGuards(changes: readonly ResourceChange[]): ReadonlySet<string> {
  const guards = changes.filter(({ type, name }) => type === "terraform_data" && isStatementGuard(name));
  const staying = new Set(guards.filter(({ actions }) => !actions.includes("delete")).map(constructOf));
  return new Set(
    guards
      .filter(({ actions }) => actions.includes("delete"))
      .map(constructOf)
      .filter((one) => !staying.has(one)),
  );
}

/**
 * What a resource and its guard have in common: the path of their construct, as it stands in their names.
 */
export function constructOf({ module, name }: Pick<ResourceChange, "module" | "name">): string {
  return `${module} ${name.replace(GUARD, "").replace(/_[0-9A-F]{8}$/, "")}`;
}
