import {
  equal,
  isSet,
  ProviderError,
  error,
  type ObjectValue,
  type Resource,
  type Value,
} from "../../../provider/plugin";
import { normalLocation } from "../../azure/scope";
import { resourceOf, type Kind, type Ways } from "../kind";
import { decidedByCloud, keptWhereUnset } from "../older-sdk";
import type { Azure } from "./azure";

/** A kind of object in Azure. */
export type AzureKind = Kind<Azure>;

const WAYS: Ways<Azure> = {
  plan: ({ config, prior, planned: bySchema, requiresReplace }, schema, _client, own) => {
    const planned = { ...bySchema, ...decidedByCloud(schema, config, prior) };
    // "West Europe" is no other region than westeurope.
    const { location } = planned;
    const draft = { ...planned, ...(isSet(location) && { location: normalLocation(String(location)) }) };
    const result = keptWhereUnset({ ...draft, ...own(draft) }, prior);
    return { planned: result, requiresReplace: requiresReplace.filter((name) => !equal(prior?.[name], result[name])) };
  },
  // What is null in the plan is not empty after it, but is from the first refresh on.
  applied: (planned, read) =>
    Object.fromEntries(
      Object.entries(read).map(([name, value]) => [name, planned[name] === null && isEmpty(value) ? null : value]),
    ),
};

/**
 * The resource of a kind.
 * @param type such as `azurerm_key_vault`
 */
export function azureResourceOf(type: string, kind: AzureKind): Resource<Azure> {
  return resourceOf(type, kind, WAYS);
}

/**
 * Refuses to make what is there already.
 * @param id of the object
 */
export function alreadyExists(type: string, id: string): ProviderError {
  const text = `A resource with the ID "${id}" already exists - to be managed via Terraform this resource needs to be imported into the State. Please see the resource documentation for "${type}" for more information.`;
  return new ProviderError(error(text, ""));
}

/** A value that differs from the state in upper and lower case only is no change. */
export function sameButForCase(planned: Value | undefined, prior: Value | undefined): boolean {
  return isSet(planned) && isSet(prior) && String(planned).toLowerCase() === String(prior).toLowerCase();
}

/** The tags of an object for a request. */
export function tagsOf({ tags }: ObjectValue): ObjectValue {
  return isSet(tags) ? (tags as ObjectValue) : {};
}

function isEmpty(value: Value): boolean {
  return isSet(value) && typeof value === "object" && Object.keys(value).length === 0;
}
