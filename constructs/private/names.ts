import type { IConstruct } from "constructs";

/** Under this symbol a construct tells the ids of what it makes itself. `Symbol.for`: two copies of the library agree. */
export const PARTS = Symbol.for("cdktf-aura-cmk/parts");

/**
 * What a person calls a construct: its id, or, where the library chose that one, the id of what it is a part of.
 * @param construct the construct
 */
export function nameOf(construct: IConstruct): string {
  const { scope, id } = construct.node;
  return scope && PARTS in scope && Array.isArray(scope[PARTS]) && scope[PARTS].includes(id) ? nameOf(scope) : id;
}
