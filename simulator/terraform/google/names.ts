import { error, ProviderError } from "../../../provider/plugin";
import type { Google } from "./google";

const PROJECT = "[^/]+";
const PLACE = "[a-z0-9-]+";
const NAME = "[a-zA-Z0-9_-]{1,63}";
const RING = [
  new RegExp(`^projects/(?<project>${PROJECT})/locations/(?<location>${PLACE})/keyRings/(?<ring>${NAME})$`),
  new RegExp(`^(?<project>${PROJECT})/(?<location>${PLACE})/(?<ring>${NAME})$`),
  new RegExp(`^(?<location>${PLACE})/(?<ring>${NAME})$`),
];
const KEY = [
  new RegExp(
    `^projects/(?<project>${PROJECT})/locations/(?<location>${PLACE})/keyRings/(?<ring>${NAME})/cryptoKeys/(?<key>${NAME})$`,
  ),
  new RegExp(`^(?<project>${PROJECT})/(?<location>${PLACE})/(?<ring>${NAME})/(?<key>${NAME})$`),
  new RegExp(`^(?<location>${PLACE})/(?<ring>${NAME})/(?<key>${NAME})$`),
];

/** Where a key ring is, and what it is called. */
interface RingId {
  readonly project: string;
  readonly location: string;
  readonly name: string;
  /** `projects/P/locations/L/keyRings/R`. */
  readonly full: string;
}

/** Reads any of the forms in which the provider takes a key ring: `projects/P/locations/L/keyRings/R`, `P/L/R`, `L/R`. */
export function parseRing(id: string, google: Google): RingId {
  const found = match(RING, id);
  if (!found) {
    const forms = "`{projectId}/{locationId}/{keyRingName}` or `{locationId}/{keyRingName}.`";
    throw new ProviderError(error(`Invalid KeyRing id format, expecting ${forms}`, ""));
  }
  const { project = google.project, location = "", ring: name = "" } = found;
  return { project, location, name, full: `projects/${project}/locations/${location}/keyRings/${name}` };
}

/** Reads any of the forms in which the provider takes a key; `ring` is that of its key ring. */
export function parseKey(
  id: string,
  google: Google,
): { readonly ring: string; readonly name: string; readonly full: string } {
  const found = match(KEY, id);
  if (!found) {
    const forms =
      "`{projectId}/{locationId}/{KeyringName}/{cryptoKeyName}` or `{locationId}/{keyRingName}/{cryptoKeyName}";
    throw new ProviderError(error(`Invalid CryptoKey id format, expecting ${forms}, got id: ${id}\``, ""));
  }
  const { project = google.project, location = "", ring = "", key: name = "" } = found;
  const full = `projects/${project}/locations/${location}/keyRings/${ring}`;
  return { ring: full, name, full: `${full}/cryptoKeys/${name}` };
}

function match(forms: readonly RegExp[], id: string): Partial<Record<string, string>> | undefined {
  return forms.map((form) => form.exec(id)?.groups).find(Boolean);
}
