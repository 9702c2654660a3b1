import type { Instance } from "../aura-api";
import type { ObjectValue } from "../plugin";
import { stateOf } from "./instance-state";

const ATTRIBUTES = [
  "project_id",
  "name",
  "cloud_provider",
  "region",
  "type",
  "memory",
  "customer_managed_key_id",
] as const;

/** What makes an instance the one that is meant, as text: two creations with equal identity are the same one. */
export const identityOf = (planned: ObjectValue): string =>
  JSON.stringify(ATTRIBUTES.map((name) => planned[name] ?? null));

/** The values that an identity was made of. */
export function partsOf(identity: string): { readonly [name in (typeof ATTRIBUTES)[number]]?: unknown } {
  const values = JSON.parse(identity) as unknown[];
  return Object.fromEntries(ATTRIBUTES.map((name, index) => [name, values[index]]));
}

/** Whether an instance that Aura has is the planned one. */
export const isEqual = (planned: ObjectValue, found: Instance): boolean =>
  found.status !== "destroying" && identityOf(planned) === identityOf(stateOf(found, {}));
