import type { Body } from "./body";
import { badRequest } from "./errors";
import { gigabytes } from "./instance-checks";
import type { Project } from "./options";

const TYPES = ["enterprise-ds", "professional-ds"];
/** A rough estimate: what an instance needs without data, and what a million of nodes or relationships adds, in GB. */
const [BASE, NODES, RELATIONSHIPS] = [4, 5, 1];
const MILLION = 1_000_000;

/** Which size an instance for graph data science would need, and whether a project can order it. */
export function estimatedSize(body: Body, projects: readonly Project[]): object {
  const type = body.optionalText("instance_type") ?? "enterprise-ds";
  if (!TYPES.includes(type)) throw badRequest("invalid-type", `Invalid instance type: ${type}`, "instance_type");
  const nodes = body.count("node_count") / MILLION;
  const relationships = body.count("relationship_count") / MILLION;
  const needed = Math.ceil(BASE + nodes * NODES + relationships * RELATIONSHIPS);
  const offered = projects
    .flatMap(({ instanceConfigurations }) => instanceConfigurations.filter((offer) => offer.type === type))
    .map(({ memory }) => gigabytes(memory))
    .sort((a, b) => a - b);
  const fitting = offered.find((size) => size >= needed);
  return {
    did_exceed_maximum: fitting === undefined,
    min_required_memory: `${needed}GB`,
    recommended_size: `${fitting ?? offered.at(-1) ?? needed}GB`,
  };
}
