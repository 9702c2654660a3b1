import {
  error,
  hasError,
  isUnknown,
  ProviderError,
  type Attribute,
  type Diagnostic,
  type ObjectValue,
  type Outcome,
  type Resource,
  type Value,
} from "../plugin";
import type { Aura } from "./aura";

const NAME = "deletion_protection";
/** In the private data of a plan: the object that is replaced was protected. */
const REPLACES_PROTECTED = "replaces_protected";

const attribute: Attribute = {
  type: "bool",
  optional: true,
  computed: true,
  default: true,
  description:
    "Whether deletion and replacement are refused, default `true`. What counts is the value in the state: set it to `false` and apply, then destroy.",
};

/** Whatever is not given up expressly is protected, also what an earlier version of the provider stored. */
const isProtected = (state: ObjectValue): boolean => state[NAME] !== false;

/** What a protected kind of object is called in messages, such as `Instance`, and what its deletion means. */
interface Kind {
  readonly noun: string;
  readonly loss: string;
}

/**
 * Adds `deletion_protection` to a resource. Unlike `prevent_destroy`, which goes with its block and which `-target` and
 * `-exclude` can leave out, it stands in the state: the plan refuses deletion and replacement, and so does the apply, until
 * an apply has set it to false.
 */
export function withDeletionProtection(resource: Resource<Aura>, kind: Kind): Resource<Aura> {
  const { schema, read, import: importById, move, list } = resource;
  return {
    ...resource,
    schema: { ...schema, attributes: { ...schema.attributes, [NAME]: attribute } },
    // An earlier version of the provider, which would not protect the object, cannot read this state.
    version: 1,
    upgrade: (stored) => ({ ...stored, [NAME]: isProtected(stored) }),

    async plan(request, context) {
      const { prior, planned } = request;
      const refined = await resource.plan?.(request, context);
      const { [REPLACES_PROTECTED]: replacesProtected, ...kept } = context.private;
      const wasProtected = prior !== null && isProtected(prior);
      const replacing = refined?.requiresReplace ?? request.requiresReplace;
      const refused = [
        ...(wasProtected ? replacing.map((name) => replacementRefused(kind, prior, planned, name)) : []),
        ...(!prior && replacesProtected ? [deletionRefused(kind, planned)] : []),
      ];
      return {
        ...refined,
        private: wasProtected ? { ...kept, [REPLACES_PROTECTED]: true } : kept,
        diagnostics: [...(refined?.diagnostics ?? []), ...refused],
      };
    },
    planDelete: (prior) => (isProtected(prior) ? [deletionRefused(kind, prior)] : []),

    async create(planned, context) {
      const outcome = await resource.create(planned, context);
      // Terraform marks it as tainted, and the next apply replaces it: it holds nothing yet.
      return hasError(outcome.diagnostics ?? []) ? withProtection(outcome, false) : outcome;
    },
    ...(read && {
      read: async (state, context) => withProtection(await read(state, context), state[NAME] ?? true),
    }),
    ...(importById && { import: async (id, context) => withProtection(await importById(id, context), true) }),
    ...(move && {
      move(source) {
        const outcome = move(source);
        return outcome && withProtection(outcome, isProtected(source.state));
      },
    }),
    ...(list && {
      list: {
        ...list,
        async *find(config, context) {
          for await (const found of list.find(config, context))
            yield { ...found, state: { ...found.state, [NAME]: true } };
        },
      },
    }),
    async delete(prior, context) {
      if (isProtected(prior)) throw new ProviderError(deletionRefused(kind, prior));
      return resource.delete?.(prior, context);
    },
  };
}

const withProtection = (outcome: Outcome, value: Value): Outcome => ({
  ...outcome,
  state: outcome.state && { ...outcome.state, [NAME]: value },
});

const named = ({ noun }: Kind, { id, name }: ObjectValue) =>
  `${noun} ${JSON.stringify(name)}${typeof id === "string" ? ` (${id})` : ""}`;

const deletionRefused = (kind: Kind, object: ObjectValue): Diagnostic =>
  error(
    `${named(kind, object)} is protected from deletion`,
    `${kind.loss} Its ${NAME} is true in the state, whatever the configuration says. ` +
      "If it was renamed or moved in the configuration, add a `moved` block. " +
      `To give it up, set ${NAME} to false (constructs and estate: \`removalPolicy\` "destroy"), apply, then destroy it. ` +
      "To keep it and no longer manage it, run `terraform state rm <address>`.",
  );

const replacementRefused = (kind: Kind, prior: ObjectValue, planned: ObjectValue, attribute: string): Diagnostic =>
  error(
    `${named(kind, prior)} is protected from replacement`,
    `A change of ${attribute} from ${shown(prior[attribute])} to ${shown(planned[attribute])} replaces it. ${kind.loss} ` +
      `Undo the change. To give it up, set ${NAME} to false (constructs and estate: \`removalPolicy\` "destroy"), and nothing ` +
      "else, apply, then change it.",
    attribute,
  );

const shown = (value: Value | undefined) => (isUnknown(value) ? "a value known after apply" : JSON.stringify(value));
