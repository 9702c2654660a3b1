import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { insteadOfRsaPublicKey, PRIVATE_KEY, RSA_PUBLIC_KEY } from "../../util/rsa-public-key";
import {
  error,
  hasError,
  isSet,
  isUnknown,
  ProviderError,
  UNKNOWN,
  warning,
  type Attribute,
  type Diagnostic,
  type ObjectValue,
  type Outcome,
  type PlanRefinement,
  type Resource,
  type Value,
} from "../plugin";
import type { Aura } from "./aura";

const PUBLIC_KEY = "password_public_key";
const ENCRYPTED = "encrypted_password";
const PASSWORD = "password";

const attributes: Readonly<Record<string, Attribute>> = {
  [PUBLIC_KEY]: {
    type: "string",
    optional: true,
    description: `RSA public key in PEM, 2048 bits or more. With it the state has \`${ENCRYPTED}\` and no \`${PASSWORD}\`. Default: the password is in the state.`,
  },
  [ENCRYPTED]: {
    type: "string",
    computed: true,
    description: `The initial password, encrypted with \`${PUBLIC_KEY}\`: \`rsadecrypt\` of Terraform decrypts it with the private key.`,
  },
};

/**
 * Adds a way to keep the password out of the state. The API returns it once, in the answer to the creation, so no later call can get
 * it, neither an ephemeral resource nor a data source: it is in the state or nowhere, and with a public key it is there for the owner of the
 * private key alone.
 */
export function withEncryptedPassword(resource: Resource<Aura>): Resource<Aura> {
  return {
    ...resource,
    schema: { ...resource.schema, attributes: { ...resource.schema.attributes, ...attributes } },
    validate: (config) => [...(resource.validate?.(config) ?? []), ...publicKeyProblems(config[PUBLIC_KEY] ?? null)],

    async plan(request, context) {
      const refined = await resource.plan?.(request, context);
      const planned = refined?.planned ?? request.planned;
      return withPlannedPassword({ ...refined, planned }, request.prior);
    },

    async create(planned, context) {
      refuseUnusable(planned);
      // As if there were no public key: what was answered comes out of it.
      const outcome = await resource.create({ ...planned, [PASSWORD]: UNKNOWN, [ENCRYPTED]: null }, context);
      return encrypted(outcome, planned);
    },

    async update(planned, prior, context) {
      refuseUnusable(planned);
      const given = { ...planned, [PASSWORD]: prior[PASSWORD] ?? null, [ENCRYPTED]: keptCiphertext(planned, prior) };
      const outcome: Outcome = (await resource.update?.(given, prior, context)) ?? { state: given };
      // After an error the state is what it was before.
      return hasError(outcome.diagnostics ?? []) ? outcome : encrypted(outcome, planned);
    },
  };
}

/** It was encrypted once, and cannot be encrypted with another key. */
const keptCiphertext = (planned: ObjectValue, prior: ObjectValue): Value =>
  isSet(planned[PUBLIC_KEY]) ? (prior[ENCRYPTED] ?? null) : null;

function withPlannedPassword(
  refined: PlanRefinement & { planned: ObjectValue },
  prior: ObjectValue | null,
): PlanRefinement {
  const { planned, diagnostics = [] } = refined;
  const key = planned[PUBLIC_KEY] ?? null;
  const plan = (password: Value, ciphertext: Value, ...more: Diagnostic[]): PlanRefinement => ({
    ...refined,
    planned: { ...planned, [PASSWORD]: password, [ENCRYPTED]: ciphertext },
    diagnostics: [...diagnostics, ...more],
  });
  const before = prior?.[ENCRYPTED] ?? null;
  if (prior !== null && !isSet(prior[PASSWORD])) {
    if (before === null || planned[PUBLIC_KEY] === prior[PUBLIC_KEY]) return plan(null, before);
    return key === null ? plan(null, null, forgotten(planned)) : plan(null, before, keyChanged(planned));
  }
  const password = prior?.[PASSWORD] ?? UNKNOWN;
  if (key === null) return plan(password, null);
  return isUnknown(key) ? plan(UNKNOWN, UNKNOWN) : plan(null, UNKNOWN);
}

/** The state with the password encrypted, where a public key is given and a password is there. */
function encrypted(outcome: Outcome, { [PUBLIC_KEY]: key = null }: ObjectValue): Outcome {
  const { state } = outcome;
  const password = state?.[PASSWORD];
  if (!state || typeof key !== "string") return outcome;
  if (typeof password !== "string") return { ...outcome, state: { ...state, [PASSWORD]: null } };
  try {
    const padding = constants.RSA_PKCS1_PADDING;
    const ciphertext = publicEncrypt({ key: createPublicKey(key), padding }, Buffer.from(password)).toString("base64");
    return { ...outcome, state: { ...state, [PASSWORD]: null, [ENCRYPTED]: ciphertext } };
  } catch {
    return {
      ...outcome,
      state: { ...state, [PASSWORD]: null },
      diagnostics: [...(outcome.diagnostics ?? []), notEncrypted(state)],
    };
  }
}

/** A public key that was not known when the configuration was checked. */
function refuseUnusable(planned: ObjectValue): void {
  const problems = publicKeyProblems(planned[PUBLIC_KEY] ?? null);
  if (problems.length > 0) throw new ProviderError(...problems);
}

function publicKeyProblems(value: Value): Diagnostic[] {
  const got = typeof value === "string" ? insteadOfRsaPublicKey(value) : undefined;
  if (got === undefined) return [];
  const advice = got === PRIVATE_KEY ? " It would be in the state; take the public key of the pair." : "";
  return [error(`Invalid ${PUBLIC_KEY}`, `It must be ${RSA_PUBLIC_KEY}, got: ${got}.${advice}`, PUBLIC_KEY)];
}

const keyChanged = ({ id }: ObjectValue) =>
  error(
    `The password of instance ${String(id)} is encrypted with another public key`,
    `It cannot be encrypted again: the API returns it only once. Keep ${PUBLIC_KEY}. To give up ${ENCRYPTED}, decrypt it if it is needed, remove ` +
      `${PUBLIC_KEY}, and apply.`,
    PUBLIC_KEY,
  );

const forgotten = ({ id }: ObjectValue) =>
  warning(
    `The password of instance ${String(id)} leaves the state`,
    `Without ${PUBLIC_KEY} the state forgets ${ENCRYPTED}, and the API never returns the password again. Decrypt it first if it is needed.`,
    PUBLIC_KEY,
  );

const notEncrypted = ({ id }: ObjectValue) =>
  warning(
    `The password of instance ${String(id)} is lost`,
    `It could not be encrypted with ${PUBLIC_KEY}. Reset the password in the Aura Console.`,
    PUBLIC_KEY,
  );
