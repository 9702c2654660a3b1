import { textOf } from "../../util/json";
import type { DataSource } from "../plugin";
import type { Aura } from "./aura";
import { withErrorSummary } from "./failure";
import { checkAll, filled } from "./validation";

const CONFIGURATION = {
  cloud_provider: "string",
  region: "string",
  region_name: "string",
  type: "string",
  memory: "string",
  storage: "string",
  version: "string",
} as const;

/** `aura_project`: an Aura project, and the instances that it may create. */
export const project: DataSource<Aura> = {
  schema: {
    description: "An Aura project (tenant), and the instances that it may create.",
    attributes: {
      id: { type: "string", required: true, description: "Id of the project." },
      name: { type: "string", computed: true, description: "Name of the project." },
      instance_configurations: {
        type: ["list", ["object", CONFIGURATION]],
        computed: true,
        description: "Every combination of cloud, region, product, size and version that the project may use.",
      },
    },
  },
  validate: (config) => checkAll(config, { id: filled }),
  async read(config, { client: { api }, signal }) {
    const id = String(config["id"]);
    const found = await withErrorSummary(`Project ${id} cannot be read`, () => api.getProject(id, signal), "id");
    const offered = found.instance_configurations.map((one) =>
      Object.fromEntries(
        Object.keys(CONFIGURATION).map((name) => [name, textOf(one[name as keyof typeof one]) ?? null]),
      ),
    );
    return { state: { id, name: found.name, instance_configurations: offered } };
  },
};
