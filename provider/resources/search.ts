import { textOf } from "../../util/json";
import type { Summary } from "../aura-api";
import type { Context, ListResource, ObjectValue } from "../plugin";
import { undefinedIfNotFound, type Aura } from "./aura";
import { withErrorSummary } from "./failure";
import { checkAll, filled, projectId } from "./validation";

/** A kind of objects that can be listed. */
export interface Searchable {
  /** What the objects are called, in the plural. */
  readonly noun: string;
  /** Those of a project, or of all projects. */
  list(context: Context<Aura>, project: string | undefined): Promise<readonly Summary[]>;
  /** One of them, as the resource of its kind has it in the state after an import. */
  read(context: Context<Aura>, id: string): Promise<ObjectValue>;
}

/** How many objects are read at the same time. */
const MAX_AT_ONCE = 10;

/** Objects that were found, in the order of Aura; they are read as they are asked for, some at a time. */
export async function* findAll(
  { list, read }: Searchable,
  config: ObjectValue,
  context: Context<Aura>,
): AsyncGenerator<ObjectValue> {
  const name = textOf(config["name"]);
  const listed = await list(context, textOf(config["project_id"]));
  const wanted = listed.filter((one) => name === undefined || one.name === name);
  for (let next = 0; next < wanted.length; next += MAX_AT_ONCE) {
    const some = wanted.slice(next, next + MAX_AT_ONCE);
    // Between the list and the look at one of them, that one may be destroyed.
    const found = await Promise.all(some.map(({ id }) => undefinedIfNotFound(read(context, id))));
    yield* found.filter((one) => one !== undefined);
  }
}

/**
 * The search of `terraform query` for a kind of objects.
 * @param kind what is searched for
 * @param remark what people want to know of an object besides its name
 */
export function searchFor(kind: Searchable, remark: (state: ObjectValue) => string): ListResource<Aura> {
  const { noun } = kind;
  return {
    schema: {
      description: `The ${noun} that exist in Aura.`,
      attributes: {
        project_id: {
          type: "string",
          optional: true,
          description: "Id of the Aura project (tenant). Default: all projects that the credentials can read.",
        },
        name: { type: "string", optional: true, description: `Only those of this name. Default: all ${noun}.` },
      },
    },
    validate: (config) => checkAll(config, { project_id: projectId, name: filled }),
    async *find(config, context) {
      const found = findAll(kind, config, context);
      const next = () => withErrorSummary(`The ${noun} cannot be listed`, () => found.next());
      for (let one = await next(); !one.done; one = await next())
        yield { name: `${String(one.value["name"])} (${remark(one.value)})`, state: one.value };
    },
  };
}
