import { AzureError } from "./error";
import { isWithin } from "./scope";

/** A lock on a resource, resource group or subscription, and on all that is inside of it. */
export interface Lock {
  readonly name: string;
  readonly scope: string;
  readonly level: "CanNotDelete" | "ReadOnly";
  readonly notes?: string;
}

/** The management locks of a subscription. They hold for the resource manager: keys are deleted in the vault, past every lock. */
export class Locks {
  private locks: readonly Lock[] = [];

  /** Those on a scope and inside of it. */
  public list(scope: string): readonly Lock[] {
    return this.locks.filter((lock) => isWithin(lock.scope, scope));
  }

  /** The one with this name on exactly this scope. */
  public find(scope: string, name: string): Lock | undefined {
    return this.locks.find((lock) => isSame(lock, { scope, name }));
  }

  /** Adds or changes one. */
  public put(lock: Lock): Lock {
    this.delete(lock);
    this.locks = [...this.locks, lock];
    return lock;
  }

  /** Removes one; false where there is none. */
  public delete(place: Pick<Lock, "scope" | "name">): boolean {
    const left = this.locks.filter((lock) => !isSame(lock, place));
    const isFound = left.length < this.locks.length;
    this.locks = left;
    return isFound;
  }

  /** Removes all on a resource that is gone, and inside of it. */
  public deleteWithin(scope: string): void {
    this.locks = this.locks.filter((lock) => !isWithin(lock.scope, scope));
  }

  /** Refuses to delete what a lock is on; a lock inside of it counts as well. */
  public checkDelete(scope: string): void {
    this.check(scope, "delete", (lock) => isWithin(scope, lock.scope) || isWithin(lock.scope, scope));
  }

  /** Refuses to change what may only be read. */
  public checkWrite(scope: string): void {
    this.check(scope, "write", (lock) => lock.level === "ReadOnly" && isWithin(scope, lock.scope));
  }

  private check(scope: string, what: string, holds: (lock: Lock) => boolean): void {
    const locked = this.locks.filter(holds).map((lock) => `'${lock.scope}'`);
    if (locked.length === 0) return;
    const text = `The scope '${scope}' cannot perform ${what} operation because following scope(s) are locked: ${locked.join(", ")}. Please remove the lock and try again.`;
    throw new AzureError(409, "ScopeLocked", text);
  }
}

function isSame(lock: Lock, { scope, name }: Pick<Lock, "scope" | "name">): boolean {
  return lock.name.toLowerCase() === name.toLowerCase() && isWithin(lock.scope, scope) && isWithin(scope, lock.scope);
}
