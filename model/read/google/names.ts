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

function nameOf(text: string, collections: readonly string[], project: string | undefined): string | undefined {
  const parts = text.split("/");
  if (parts.some((part) => part === "")) return undefined;
  if (parts.length === 2 * collections.length)
    return collections.every((collection, index) => parts[2 * index] === collection) ? text : undefined;
  const ids = parts.length === collections.length ? parts : project === undefined ? [] : [project, ...parts];
  if (ids.length !== collections.length) return undefined;
  return collections.map((collection, index) => `${collection}/${ids[index]}`).join("/");
}
