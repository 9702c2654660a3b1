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
import { planCommon, withErrorSummary } from "./common";

/** A kind of object that stands beside a key. */
export interface Kind {
  /** What the real provider calls it, such as `SNS Topic`. */
  readonly label: string;
  readonly schema: Block;
  readonly validate?: (config: ObjectValue) => readonly Diagnostic[];
  /** What the kind plans besides, see `planCommon`. */
  readonly plan?: (draft: ObjectValue, request: PlanRequest) => ObjectValue;
  /** Makes the object; returns what tells it from others: its id, its ARN and the like. */
  readonly create: (planned: ObjectValue, aws: Aws) => Promise<ObjectValue>;
  /**
   * The attributes as AWS has them; undefined when the object does not exist.
   * @param state what {@link create} or {@link parseId} returned is in it
   */
  readonly read: (state: ObjectValue, aws: Aws) => Promise<ObjectValue | undefined>;
  readonly update?: (planned: ObjectValue, prior: ObjectValue, aws: Aws) => Promise<void>;
  readonly delete: (prior: ObjectValue, aws: Aws) => Promise<void>;
  /** What the id of an import says; null where the kind cannot be imported. */
  readonly parseId: ((id: string, aws: Aws) => ObjectValue) | null;
}

/**
 * The resource of a kind.
 * @param type such as `aws_sns_topic`
 */
export function resourceOf(type: string, kind: Kind): Resource<Aws> {
  const { label, schema, validate, plan } = kind;
  const look = async (state: ObjectValue, aws: Aws): Promise<ObjectValue | null> => {
    const read = await kind.read(state, aws);
    return read ? withoutNulls(schema, { ...state, ...read }) : null;
  };
  return {
    schema,
    ...(validate && { validate }),
    plan: async (request, { client }) => planCommon(request, schema, client, (draft) => plan?.(draft, request) ?? {}),
    create: (planned, { client: aws }) =>
      withErrorSummary(`creating ${label}`, async () => ({
        state: await look({ ...planned, ...(await kind.create(planned, aws)) }, aws),
      })),
    read: (state, { client: aws }) =>
      withErrorSummary(`reading ${label} (${String(state.id)})`, async () => ({ state: await look(state, aws) })),
    update: (planned, prior, { client: aws }) =>
      withErrorSummary(`updating ${label} (${String(prior.id)})`, async () => {
        await kind.update?.(planned, prior, aws);
        return { state: await look(planned, aws) };
      }),
    delete: (prior, { client: aws }) =>
      withErrorSummary(`deleting ${label} (${String(prior.id)})`, async () => {
        await kind.delete(prior, aws);
        return undefined;
      }),
    import: (id, { client: aws }) =>
      withErrorSummary(`importing ${label} (${id})`, async () => {
        if (!kind.parseId) {
          const problem = `The simulator does not keep ${type}: only Terraform's state knows those that it made.`;
          throw new ProviderError(error("Cannot import from the simulator", problem));
        }
        const [whole = "", region = aws.region] = id.split("@");
        const empty = Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null]));
        const state = await look({ ...empty, region, ...kind.parseId(whole, aws) }, aws);
        if (state) return { state };
        throw new ProviderError(error("Cannot import non-existent remote object", `There is no ${label} ${id}.`));
      }),
  };
}

/** The tags of an object as the state has them. */
export function tagsInState(state: ObjectValue, tags: Readonly<Record<string, string>>, aws: Aws): ObjectValue {
  const all = Object.fromEntries(Object.entries(tags).filter(([name]) => !aws.ignoresTag(name)));
  const before = knownTags(state.tags);
  const own = Object.entries(all).filter(([name, value]) => name in before || aws.defaultTags[name] !== value);
  return { tags: own.length === 0 && state.tags === null ? null : Object.fromEntries(own), tags_all: all };
}

/** The tags of a planned object. */
export function plannedTagsOf(planned: ObjectValue, aws: Aws): Readonly<Record<string, string>> {
  return { ...aws.defaultTags, ...knownTags(planned.tags) };
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
