import type { Clock } from "../http/clock";
import { AzureError } from "./error";
import { allows, roleOf } from "./roles";
import { isWithin } from "./scope";

/** A role, given to a principal on a scope. */
export interface RoleAssignment {
  /** UUID. */
  readonly name: string;
  /** Id of the resource, resource group or subscription. */
  readonly scope: string;
  /** UUID of the role. */
  readonly role: string;
  /** Object id of whom it is given to. */
  readonly principalId: string;
  readonly principalType: string;
  readonly description?: string;
  readonly condition?: string;
  readonly conditionVersion?: string;
}

/** Who may do what: the role assignments of a subscription. */
export class RoleAssignments {
  private assignments: readonly RoleAssignment[] = [];
  private readonly changes = new Map<string, number>();

  public constructor(private readonly clock: Clock) {}

  /** Those on a scope, on what is inside of it, and on what it is inside of. */
  public list(scope: string): readonly RoleAssignment[] {
    return this.assignments.filter((one) => isWithin(one.scope, scope) || isWithin(scope, one.scope));
  }

  /** The one with this name on exactly this scope. */
  public find(scope: string, name: string): RoleAssignment | undefined {
    const isIt = (one: RoleAssignment) => one.name === name.toLowerCase() && isSame(one.scope, scope);
    return this.assignments.find(isIt);
  }

  /** Adds one, or changes the condition and description of one. */
  public put(assignment: RoleAssignment): RoleAssignment {
    const known = this.find(assignment.scope, assignment.name);
    const isThat = (one: RoleAssignment) => one.role === assignment.role && one.principalId === assignment.principalId;
    if (known && !isThat(known)) {
      const text = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
      throw new AzureError(400, "RoleAssignmentUpdateNotPermitted", text);
    }
    const same = this.assignments.some((one) => one !== known && isThat(one) && isSame(one.scope, assignment.scope));
    if (same) throw new AzureError(409, "RoleAssignmentExists", "The role assignment already exists.");
    this.assignments = [...this.assignments.filter((one) => one !== known), assignment];
    this.touch(assignment);
    return assignment;
  }

  /** Removes one; undefined where there is none. */
  public delete(scope: string, name: string): RoleAssignment | undefined {
    const found = this.find(scope, name);
    if (found) this.remove([found]);
    return found;
  }

  /** Removes all on a resource and inside of it. */
  public deleteWithin(scope: string): void {
    this.remove(this.assignments.filter((one) => isWithin(one.scope, scope)));
  }

  /**
   * Whether a principal may do something there. An assignment with a condition does not count: the simulator evaluates none.
   * @param action as Azure calls it, such as `Microsoft.KeyVault/vaults/keys/read`
   * @param isData whether it is done inside of the resource
   */
  public isAllowed(principalId: string, action: string, scope: string, isData: boolean): boolean {
    return this.assignments.some((one) => {
      const role = roleOf(one.role);
      const isFree = one.principalId === principalId && one.condition === undefined;
      return isFree && isWithin(scope, one.scope) && role !== undefined && allows(role, action, isData);
    });
  }

  /** When something changed last for a principal, in milliseconds since the epoch. */
  public changedAt(principalId: string): number {
    return this.changes.get(principalId) ?? 0;
  }

  private remove(removed: readonly RoleAssignment[]): void {
    this.assignments = this.assignments.filter((one) => !removed.includes(one));
    removed.forEach((one) => this.touch(one));
  }

  private touch({ principalId }: RoleAssignment): void {
    this.changes.set(principalId, this.clock.now());
  }
}

function isSame(scope: string, other: string): boolean {
  return isWithin(scope, other) && isWithin(other, scope);
}
