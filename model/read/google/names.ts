import type { NodeId } from "../../model";

/*
 * The resource names of Google Cloud KMS. The provider takes shorter forms of them as well, and keeps them in its state.
 */

/**
 * The resource name of a key ring, `projects/P/locations/L/keyRings/R`.
 * @param text this, `P/L/R` or `L/R`
 * @param project the project of the provider, for the last form
 * @returns undefined where it is none of them, or the project is not known
 */
export function keyRingName(text: string, project?: string): string | undefined {
  return nameOf(text, ["projects", "locations", "keyRings"], project);
}

/**
 * The resource name of a key, `projects/P/locations/L/keyRings/R/cryptoKeys/K`.
 * @param text this, `P/L/R/K` or `L/R/K`
 * @param project the project of the provider, for the last form
 * @returns undefined where it is none of them, or the project is not known
 */
export function cryptoKeyName(text: string, project?: string): string | undefined {
  return nameOf(text, ["projects", "locations", "keyRings", "cryptoKeys"], project);
}

/** The location in the name of a key ring, or of what is in it. */
export function locationIn(name: string): string | undefined {
  return /^projects\/[^/]+\/locations\/([^/]+)\/keyRings\//.exec(name)?.[1];
}

/** The project in the name of a key ring, or of what is in it. */
export function projectIn(name: string): string | undefined {
  return /^projects\/([^/]+)\/locations\//.exec(name)?.[1];
}

/** The key ring in the name of a key. */
export function ringOf(keyName: string): string | undefined {
  return /^(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+)\/cryptoKeys\/[^/]+$/.exec(keyName)?.[1];
}

/**
 * What a resource name, in full or in a shorter form, names: a project has an id and a number, and the shortest form shows none, so that
 * several names can be of one key.
 */
export class NamedNodes {
  private readonly byName = new Map<string, NodeId>();
  private readonly byPlace = new Map<string, Map<string, NodeId>>();

  /**
   * Adds a node.
   * @param name its resource name in full
   */
  public add(name: string, id: NodeId): void {
    this.byName.set(name, id);
    const [project, place] = splitProject(name);
    if (place === undefined) return;
    const there = this.byPlace.get(place) ?? new Map<string, NodeId>();
    this.byPlace.set(place, there.set(project, id));
  }

  /** The node of that name, or the only one that it may be another name of. */
  public find(name: string): NodeId | undefined {
    const exact = this.byName.get(name);
    if (exact !== undefined) return exact;
    const [project, place] = splitProject(cryptoKeyName(name, ANY) ?? keyRingName(name, ANY) ?? name);
    const there = [...((place === undefined ? undefined : this.byPlace.get(place)) ?? [])];
    const possible = new Set(there.filter(([one]) => mayBeOneProject(one, project)).map(([, id]) => id));
    const [only] = possible;
    return possible.size === 1 ? only : undefined;
  }
}

/** Stands for a project that a name does not show. */
const ANY = "*";

function splitProject(name: string): readonly [project: string, place?: string] {
  const [, project = "", place] = /^projects\/([^/]+)\/(locations\/.*)$/.exec(name) ?? [];
  return place === undefined ? [project] : [project, place];
}

/** Which number belongs to which id is not known here. */
function mayBeOneProject(one: string, other: string): boolean {
  return one === other || one === ANY || other === ANY || isNumber(one) !== isNumber(other);
}

function isNumber(project: string): boolean {
  return /^[0-9]+$/.test(project);
}

function nameOf(text: string, collections: readonly string[], project: string | undefined): string | undefined {
  const parts = text.split("/");
  if (parts.some((part) => part === "")) return undefined;
  if (parts.length === 2 * collections.length)
    return collections.every((collection, index) => parts[2 * index] === collection) ? text : undefined;
  const ids = parts.length === collections.length ? parts : project === undefined ? [] : [project, ...parts];
  if (ids.length !== collections.length) return undefined;
  return collections.map((collection, index) => `${collection}/${ids[index]}`).join("/");
}
