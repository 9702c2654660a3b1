import { expressionOf, modulePath, referencesOf } from "../../../terraform/plan/configuration";
import { resourcesIn } from "../../../terraform/plan/resource-change";
import { objectOf, textOf, type JsonObject } from "../../../util/json";
import { memoize } from "../../../util/memoize";
import { known, unknown, type Fact } from "../../fact";
import { normalizedLocation } from "../../key-identifiers";
import type { PlanSource } from "../plan-side";
import type { ResourceSide } from "../resource-side";
import { principalIdOf } from "./ids";

const PRINCIPAL = "azuread_service_principal";
const VAULT = "azurerm_key_vault";

/** What the data sources of a plan found: who is behind a principal, and where a vault is. */
interface AzureData {
  readonly applications: ReadonlyMap<string, Fact<string>>;
  readonly locations: ReadonlyMap<string, Fact<string>>;
}

/** Looked for only where something of Azure asks. */
const dataOf = memoize((source: PlanSource): AzureData => {
  const applications = new Map<string, Fact<string>>();
  const locations = new Map<string, Fact<string>>();
  for (const [resource] of resourcesIn(objectOf(source.plan.root["prior_state"])["values"])) {
    const { mode, type, address, values } = objectOf(resource);
    if (mode !== "data" || (type !== PRINCIPAL && type !== VAULT)) continue;
    const { object_id: objectId, id, location } = objectOf(values);
    const [application, place] = [applicationIn(objectOf(values)), textOf(address) ?? `data.${type}`];
    if (type === PRINCIPAL && textOf(objectId) && application)
      applications.set(principalIdOf(textOf(objectId) ?? ""), known(application, `\`client_id\` of ${place}`));
    if (type === VAULT && textOf(id) && textOf(location))
      locations.set(
        (textOf(id) ?? "").toLowerCase(),
        known(normalizedLocation(textOf(location) ?? ""), `\`location\` of ${place}`),
      );
  }
  return { applications, locations };
});

/** `client_id` since version 3 of the provider, `application_id` before. */
function applicationIn(values: JsonObject): string | undefined {
  return (textOf(values["client_id"]) ?? textOf(values["application_id"]))?.toLowerCase();
}

/** The region of a vault that a data source found. */
export function locationOfVault(source: PlanSource, vaultId: Fact<string>): Fact<string> | undefined {
  return vaultId.known ? dataOf(source).locations.get(vaultId.value.toLowerCase()) : undefined;
}

/**
 * The application behind the principal of a role assignment that is not managed here: by what a data source found, or, before it is read,
 * by what it looks for.
 */
export function applicationBehind(resource: ResourceSide, principalId: Fact<string>): Fact<string> {
  const { source, change, name, base } = resource;
  if (principalId.known) {
    const found = dataOf(source).applications.get(principalIdOf(principalId.value));
    if (found) return found;
  }
  const open = unknown(`the application behind the principal of ${base.address} is not in the plan`);
  if (principalId.known || name === "before") return open;
  const block = source.block(change);
  let [module, argument] = [modulePath(change.module), expressionOf(block, "principal_id")];
  for (let steps = 0; steps < MAX_STEPS && argument; steps++) {
    const references = referencesOf(argument);
    const data = new Set(references.flatMap((one) => DATA.exec(one)?.[1] ?? []));
    const [only, ...others] = data;
    if (only !== undefined && others.length === 0) {
      const looksFor = source.configuration.resource(module, `data.${PRINCIPAL}.${only}`);
      const expression = expressionOf(looksFor, "client_id") ?? expressionOf(looksFor, "application_id");
      const value = source.configuration.constant(expression);
      return typeof value === "string"
        ? known(value.toLowerCase(), `\`client_id\` of data.${PRINCIPAL}.${only}`)
        : open;
    }
    // A module takes it as a variable.
    const [variable] = references.flatMap((one) => /^var\.([^.[]+)$/.exec(one)?.[1] ?? []);
    if (variable === undefined || module.length === 0) return open;
    argument = expressionOf(source.configuration.call(module), variable);
    module = module.slice(0, -1);
  }
  return open;
}

const MAX_STEPS = 10;
const DATA = /^data\.azuread_service_principal\.([^.[]+)/;
