import type { DataSource } from "../plugin";
import type { Aura } from "../resources/aura";
import { withErrorSummary } from "../resources/failure";

/** `aura_projects`: the projects that the credentials can read. */
export const projects: DataSource<Aura> = {
  schema: {
    description: "The Aura projects (tenants) that the credentials can read.",
    attributes: {
      projects: {
        type: ["list", ["object", { id: "string", name: "string" }]],
        computed: true,
        description: "Id and name of each project.",
      },
    },
  },
  async read(_, { client: { api }, signal }) {
    const found = await withErrorSummary("The projects cannot be listed", () => api.listProjects(signal));
    return { state: { projects: found.map(({ id, name }) => ({ id, name })) } };
  },
};
