import {
  error,
  isUnknown,
  ProviderError,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type PlanRequest,
  type Resource,
  type Value,
} from "../../../provider/plugin";
import { knownTags, type Aws } from "../aws";
import { planCommon } from "./common";

/** A kind of object that only Terraform's state knows. */
export interface RecordedKind {
  readonly schema: Block;
  readonly validate?: (config: ObjectValue) => readonly Diagnostic[];
  /** What the kind plans besides, see `planCommon`. */
  readonly plan?: (draft: ObjectValue, request: PlanRequest) => ObjectValue;
  /** What AWS gives a new object: its id, its ARN and the like. */
  readonly make: (planned: ObjectValue, aws: Aws) => ObjectValue;
}

/**
 * A resource of a service that the simulator does not serve. Terraform's state has what AWS would say of it; nothing else happens, and
 * what the state says is believed.
 * @param type such as `aws_sns_topic`
 */
export function recorded(type: string, { schema, validate, plan, make }: RecordedKind): Resource<Aws> {
  return {
    schema,
    ...(validate && { validate }),
    plan: async (request, { client }) => planCommon(request, client, (draft) => plan?.(draft, request) ?? {}),
    create: async (planned, { client: aws }) => ({
      state: withoutNulls(schema, { ...planned, ...make(planned, aws), ...tagsIn(planned, aws) }),
    }),
    update: async (planned, _prior, { client: aws }) => ({
      state: withoutNulls(schema, { ...planned, ...tagsIn(planned, aws) }),
    }),
    import: async () => {
      const problem = `The simulator does not keep ${type}: only Terraform's state knows those that it made.`;
      throw new ProviderError(error("Cannot import from the simulator", problem));
    },
  };
}

function tagsIn(planned: ObjectValue, aws: Aws): ObjectValue {
  return "tags_all" in planned ? { tags_all: { ...aws.defaultTags, ...knownTags(planned.tags) } } : {};
}

const ZEROS: Readonly<Record<string, Value>> = { string: "", number: 0 };

/** The older SDK writes what AWS does not say as empty or 0. */
function withoutNulls({ attributes }: Block, state: ObjectValue): ObjectValue {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [
      name,
      value === null || isUnknown(value) ? (ZEROS[String(attributes[name]?.type)] ?? null) : value,
    ]),
  );
}
