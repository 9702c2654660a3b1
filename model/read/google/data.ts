import { expressionOf, referencesOf } from "../../../terraform/plan/configuration";
import type { DataBlock } from "../../../terraform/plan/references";
import { textOf } from "../../../util/json";
import type { PlanSource } from "../plan-side";
import { originOf, type ResourceSide } from "../resource-side";
import type { RingPlace } from "./links";
import { keyRingName } from "./names";
import { projectOf } from "./provider";

/*
 * What data sources look for, before Terraform reads them: the plan then shows no name, but the configuration does. What they have found, a
 * plan shows as the values of the arguments that take it.
 */

const RING = "google_kms_key_ring";
const KEY = "google_kms_crypto_key";

/** The key ring that an argument takes from a data source. */
export function ringOfData(resource: ResourceSide, argument: string): RingPlace | undefined {
  const found = dataBehind(resource, argument, RING);
  return found && ringPlace(resource.source, found);
}

/** The name of the key that an argument takes from a data source. */
export function keyOfData(resource: ResourceSide, argument: string): string | undefined {
  const { source } = resource;
  const found = dataBehind(resource, argument, KEY);
  const name = found && constantIn(source, found, "name");
  const ring = found && ringOf(source, found)?.name;
  return name === undefined || ring === undefined ? undefined : `${ring}/cryptoKeys/${name}`;
}

/** The only data source whose id an argument takes, and nothing else. */
function dataBehind(resource: ResourceSide, argument: string, type: string): DataBlock | undefined {
  if (resource.name === "before" || !resource.own.isUnknown(argument)) return undefined;
  const { data, attributes, forms } = originOf(resource, argument, []);
  const [attribute, ...others] = attributes;
  if (attribute !== `data.${type}.id` || others.length > 0 || forms.has("other")) return undefined;
  const [found, ...more] = data.filter(({ block }) => block["type"] === type);
  return more.length === 0 ? found : undefined;
}

/** The key ring in which a data source looks for a key: as it is written, or by another data source. */
function ringOf(source: PlanSource, found: DataBlock): RingPlace | undefined {
  const { block, module } = found;
  const written = constantIn(source, found, "key_ring");
  if (written !== undefined) {
    const name = keyRingName(written, projectOf(source, block));
    return name === undefined ? undefined : { name };
  }
  const [only, ...others] = new Set(
    referencesOf(expressionOf(block, "key_ring")).flatMap((one) => DATA_RING.exec(one)?.[0] ?? []),
  );
  const ring = only === undefined ? undefined : source.configuration.resource(module, only);
  return ring && others.length === 0 ? ringPlace(source, { block: ring, module }) : undefined;
}

const DATA_RING = /^data\.google_kms_key_ring\.[^.[]+/;

function ringPlace(source: PlanSource, found: DataBlock): RingPlace {
  const [location, ring] = [constantIn(source, found, "location"), constantIn(source, found, "name")];
  const project = constantIn(source, found, "project") ?? projectOf(source, found.block);
  const isNamed = location !== undefined && ring !== undefined && project !== undefined;
  return {
    ...(isNamed && { name: `projects/${project}/locations/${location}/keyRings/${ring}` }),
    ...(location !== undefined && { location }),
    ...(project !== undefined && { project }),
  };
}

function constantIn({ configuration }: PlanSource, { block, module }: DataBlock, argument: string): string | undefined {
  const expression = expressionOf(block, argument);
  // Variables have known values in the root module alone.
  const isOpen = module.length > 0 && referencesOf(expression).length > 0;
  return isOpen ? undefined : textOf(configuration.constant(expression));
}
