import { expressionOf, modulePath, referencesOf } from "../../../terraform/plan/configuration";
import { readDataSources } from "../../../terraform/plan/resource-change";
import { objectOf, textOf, type JsonObject } from "../../../util/json";
import { memoize } from "../../../util/memoize";
import { known, unknown, type Fact } from "../../fact";
import type { PlanSource } from "../plan-side";
import type { ResourceSide } from "../resource-side";
import { principalIdOf } from "./ids";

const PRINCIPAL = "azuread_service_principal";

/** The applications of the principals that the data sources of a plan found; looked for only where something of Azure asks. */
const applicationsIn = memoize((source: PlanSource): ReadonlyMap<string, Fact<string>> => {
  const applications = new Map<string, Fact<string>>();
  for (const { address, before } of readDataSources(objectOf(source.plan.root["prior_state"])["values"], PRINCIPAL)) {
    const values = before?.values ?? {};
    const [objectId, application] = [textOf(values["object_id"]), applicationIn(values)];
    if (objectId && application)
      applications.set(principalIdOf(objectId), known(application, `\`client_id\` of ${address}`));
  }
  return applications;
});

/** `client_id` since version 3 of the provider, `application_id` before. */
function applicationIn(values: JsonObject): string | undefined {
  return (textOf(values["client_id"]) ?? textOf(values["application_id"]))?.toLowerCase();
}

/**
 * The application behind the principal of a role assignment that is not managed here: by what a data source found, or, before it is read,
 * by what it looks for.
 */
export function applicationBehind(resource: ResourceSide, principalId: Fact<string>): Fact<string> {
  const { source, change, name, base } = resource;
  if (principalId.known) {
    const found = applicationsIn(source).get(principalIdOf(principalId.value));
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
