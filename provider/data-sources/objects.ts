import { textOf } from "../../util/json";
import type { AttributeType, DataSource, ObjectValue } from "../plugin";
import type { Aura } from "../resources/aura";
import { withErrorSummary } from "../resources/failure";
import { findAll, type Searchable } from "../resources/search";
import { checkAll, filled, projectId } from "../resources/validation";

/**
 * A data source for all objects of a kind in a project, or for those of one name.
 * @param kind what is read
 * @param attribute name of the attribute that holds the objects
 * @param shown the attributes of each object that are shown, all of them texts
 */
export function objectsOfProject(kind: Searchable, attribute: string, shown: readonly string[]): DataSource<Aura> {
  const { noun } = kind;
  const type: AttributeType = ["list", ["object", Object.fromEntries(shown.map((name) => [name, "string" as const]))]];
  const entry = (state: ObjectValue) => Object.fromEntries(shown.map((name) => [name, textOf(state[name]) ?? null]));
  return {
    schema: {
      description: `The ${noun} of an Aura project.`,
      attributes: {
        project_id: { type: "string", required: true, description: "Id of the Aura project (tenant)." },
        name: { type: "string", optional: true, description: `Only those of this name. Default: all ${noun}.` },
        [attribute]: { type, computed: true, description: `The ${noun}, in the order of Aura.` },
      },
    },
    validate: (config) => checkAll(config, { project_id: projectId, name: filled }),
    async read(config, context) {
      const found: ObjectValue[] = [];
      await withErrorSummary(
        `The ${noun} of project ${String(config["project_id"])} cannot be read`,
        async () => {
          for await (const state of findAll(kind, config, context)) found.push(entry(state));
        },
        "project_id",
      );
      return { state: { ...config, [attribute]: found } };
    },
  };
}
