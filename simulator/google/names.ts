/* The names of resources, which are paths as well: `projects/P/locations/L/keyRings/R/cryptoKeys/K/cryptoKeyVersions/N`. */

/** What the last segment of a name may be, where the caller chooses it. */
export const RESOURCE_ID = /^[a-zA-Z0-9_-]{1,63}$/;

/** The name without its last two segments: that of what contains the resource. */
export function parentOf(name: string): string {
  return name.split("/").slice(0, -2).join("/");
}

/** The project of a resource, such as `projects/orders`. */
export function projectOf(name: string): string {
  return name.split("/").slice(0, 2).join("/");
}

/** The location of a resource, such as `europe-west1`. */
export function locationOf(name: string): string {
  return name.split("/")[3] ?? "";
}
