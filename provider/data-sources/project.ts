import { textOf } from "../../util/json";
import type { ProjectSummary } from "../aura-api";
import { error, ProviderError, type Context, type DataSource, type Diagnostic, type ObjectValue } from "../plugin";
import type { Aura } from "../resources/aura";
import { withErrorSummary } from "../resources/failure";
import { checkAll, filled } from "../resources/validation";

const CONFIGURATION = {
  cloud_provider: "string",
  region: "string",
  region_name: "string",
  type: "string",
  memory: "string",
  storage: "string",
  version: "string",
} as const;
/** Projects that an error names. */
const MAX_PROJECTS = 10;

/** `aura_project`: an Aura project, found by id or by name, and the instances that it may create. */
export const project: DataSource<Aura> = {
  schema: {
    description: "An Aura project (tenant), and the instances that it may create.",
    attributes: {
      id: { type: "string", optional: true, computed: true, description: "Id of the project; this or `name`." },
      name: {
        type: "string",
        optional: true,
        computed: true,
        description: "Name of the project; this or `id`. It has to be the only one of that name.",
      },
      instance_configurations: {
        type: ["list", ["object", CONFIGURATION]],
        computed: true,
        description: "Every combination of cloud, region, product, size and version that the project may use.",
      },
    },
  },
  validate: (config) => [...checkAll(config, { id: filled, name: filled }), ...eitherIdOrName(config)],
  async read(config, context) {
    const { api } = context.client;
    const id = textOf(config["id"]) ?? (await idOf(String(config["name"]), context));
    const found = await withErrorSummary(
      `Project ${id} cannot be read`,
      () => api.getProject(id, context.signal),
      "id",
    );
    const offered = found.instance_configurations.map((one) =>
      Object.fromEntries(
        Object.keys(CONFIGURATION).map((name) => [name, textOf(one[name as keyof typeof one]) ?? null]),
      ),
    );
    return { state: { id, name: found.name, instance_configurations: offered } };
  },
};

function eitherIdOrName(config: ObjectValue): Diagnostic[] {
  const given = ["id", "name"].filter((name) => (config[name] ?? null) !== null);
  if (given.length === 1) return [];
  return [error("Either id or name of the project", `Set one of them, got: ${given.join(" and ") || "neither"}.`)];
}

async function idOf(name: string, { client: { api }, signal }: Context<Aura>): Promise<string> {
  const all = await withErrorSummary("The projects cannot be listed", () => api.listProjects(signal), "name");
  const found = all.filter((one) => one.name === name);
  const [only, another] = found;
  if (only && !another) return only.id;
  const problem = only
    ? error(`Several projects are called ${JSON.stringify(name)}`, `Set id to one of: ${listed(found)}.`, "name")
    : error(
        `No project is called ${JSON.stringify(name)}`,
        `These credentials can read: ${listed(all) || "none"}.`,
        "name",
      );
  throw new ProviderError(problem);
}

function listed(projects: readonly ProjectSummary[]): string {
  const named = projects.slice(0, MAX_PROJECTS).map(({ id, name }) => `${JSON.stringify(name)} (${id})`);
  const more = projects.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
