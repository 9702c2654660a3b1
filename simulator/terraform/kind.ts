import {
  error,
  ProviderError,
  type Block,
  type Diagnostic,
  type ObjectValue,
  type PlanRefinement,
  type PlanRequest,
  type Resource,
} from "../../provider/plugin";
import { withErrorSummary, withoutNulls } from "./older-sdk";

/** A kind of object. */
export interface Kind<Client> {
  /** What the real provider calls it, such as `SNS Topic`. */
  readonly label: string;
  readonly schema: Block;
  readonly validate?: (config: ObjectValue) => readonly Diagnostic[];
  /** What the kind plans besides what all kinds of its provider do. */
  readonly plan?: (draft: ObjectValue, request: PlanRequest, client: Client) => ObjectValue;
  /** Attributes whose change makes a new object this time, besides those that always do. */
  readonly replaces?: (planned: ObjectValue, prior: ObjectValue) => readonly string[];
  /** Makes the object; returns what tells it from others: its id, its ARN and the like. */
  readonly create: (planned: ObjectValue, client: Client) => Promise<ObjectValue>;
  /**
   * The attributes as the cloud has them; undefined when the object does not exist.
   * @param state what {@link create} or {@link parseId} returned is in it
   * @param isApply right after a creation or an update, not at a refresh
   */
  readonly read: (state: ObjectValue, client: Client, isApply: boolean) => Promise<ObjectValue | undefined>;
  readonly update?: (planned: ObjectValue, prior: ObjectValue, client: Client) => Promise<void>;
  readonly delete: (prior: ObjectValue, client: Client) => Promise<void>;
  /** What the id of an import says; null where the kind cannot be imported. */
  readonly parseId: ((id: string, client: Client) => ObjectValue | Promise<ObjectValue>) | null;
}

/** What all kinds of a provider have in common. */
export interface Ways<Client> {
  /**
   * Plans a creation or an update.
   * @param own what the kind itself plans, from the draft so far
   */
  plan(request: PlanRequest, schema: Block, client: Client, own: (draft: ObjectValue) => ObjectValue): PlanRefinement;
  /**
   * What every import knows, and the id without it.
   * @default - nothing
   */
  parseImport?(id: string, client: Client): { readonly id: string; readonly known: ObjectValue };
  /**
   * The state after a creation or an update, of what was read then.
   * @default - what was read
   */
  applied?(planned: ObjectValue, read: ObjectValue): ObjectValue;
}

/**
 * The resource of a kind.
 * @param type such as `aws_sns_topic`
 */
export function resourceOf<Client>(type: string, kind: Kind<Client>, ways: Ways<Client>): Resource<Client> {
  const { label, schema, validate, plan } = kind;
  const applied = (planned: ObjectValue, read: ObjectValue | null): ObjectValue | null =>
    read && (ways.applied?.(planned, read) ?? read);
  const look = async (state: ObjectValue, client: Client, isApply = false): Promise<ObjectValue | null> => {
    const read = await kind.read(state, client, isApply);
    return read ? withoutNulls(schema, { ...state, ...read }) : null;
  };
  return {
    schema,
    ...(validate && { validate }),
    plan: async (request, { client }) => {
      const refined = ways.plan(request, schema, client, (draft) => plan?.(draft, request, client) ?? {});
      const { planned = request.planned, requiresReplace = request.requiresReplace } = refined;
      const also = request.prior ? (kind.replaces?.(planned, request.prior) ?? []) : [];
      return { ...refined, requiresReplace: [...requiresReplace, ...also] };
    },
    create: (planned, { client }) =>
      withErrorSummary(`creating ${label}`, async () => ({
        state: applied(planned, await look({ ...planned, ...(await kind.create(planned, client)) }, client, true)),
      })),
    read: (state, { client }) =>
      withErrorSummary(`reading ${label} (${String(state.id)})`, async () => ({ state: await look(state, client) })),
    update: (planned, prior, { client }) =>
      withErrorSummary(`updating ${label} (${String(prior.id)})`, async () => {
        await kind.update?.(planned, prior, client);
        return { state: applied(planned, await look(planned, client, true)) };
      }),
    delete: (prior, { client }) =>
      withErrorSummary(`deleting ${label} (${String(prior.id)})`, async () => {
        await kind.delete(prior, client);
        return undefined;
      }),
    import: (whole, { client }) =>
      withErrorSummary(`importing ${label} (${whole})`, async () => {
        if (!kind.parseId) {
          const problem = `The simulator does not keep ${type}: only Terraform's state knows those that it made.`;
          throw new ProviderError(error("Cannot import from the simulator", problem));
        }
        const { id, known } = ways.parseImport?.(whole, client) ?? { id: whole, known: {} };
        const empty = Object.fromEntries(Object.keys(schema.attributes).map((name) => [name, null]));
        const state = await look({ ...empty, ...known, ...(await kind.parseId(id, client)) }, client);
        if (state) return { state };
        throw new ProviderError(error("Cannot import non-existent remote object", `There is no ${label} ${whole}.`));
      }),
  };
}
