import { error, isSet, ProviderError, type Diagnostic } from "../../../provider/plugin";
import type { Kind } from "../kind";
import { given, withErrorSummary } from "../older-sdk";
import type { Google } from "./google";
import { GoogleFault, undefinedIfNotFound } from "./google-client";
import { RESOURCE_SCHEMAS } from "./schemas";

interface VersionAnswer {
  readonly name: string;
  readonly state: string;
  readonly algorithm: string;
  readonly protectionLevel: string;
  readonly generateTime: string;
}

const STATES = [
  ...["PENDING_GENERATION", "ENABLED", "DISABLED", "DESTROYED", "DESTROY_SCHEDULED", "PENDING_IMPORT", "IMPORT_FAILED"],
  "",
];

/** `google_kms_crypto_key_version`. Destroying it schedules the version for destruction; an error of that is swallowed. */
export const cryptoKeyVersion: Kind<Google> = {
  label: "KMSCryptoKeyVersion",
  schema: RESOURCE_SCHEMAS.google_kms_crypto_key_version,
  validate: ({ state }) => (isSet(state) && !STATES.includes(String(state)) ? [wrongState(String(state))] : []),
  create: (planned, { client }) =>
    withErrorSummary("Error creating CryptoKeyVersion", async () => {
      const path = `${String(planned.crypto_key)}/cryptoKeyVersions`;
      const { name } = await client.call<VersionAnswer>("POST", path, { state: given(planned.state) });
      return { id: name, name };
    }),
  read: async ({ name }, { client }) => {
    const found = await undefinedIfNotFound(() => client.call<VersionAnswer>("GET", String(name)));
    if (!found) return undefined;
    const { state, algorithm, protectionLevel: protection_level, generateTime: generate_time } = found;
    return { name: found.name, state, algorithm, protection_level, generate_time, attestation: [] };
  },
  update: (planned, prior, { client }) =>
    withErrorSummary(`Error updating CryptoKeyVersion ${JSON.stringify(prior.id)}`, async () => {
      if (planned.state === prior.state) return;
      await client.call("PATCH", `${String(prior.name)}?updateMask=state`, { state: given(planned.state) });
    }),
  delete: async ({ name }, { client }) => {
    try {
      await client.call("POST", `${String(name)}:destroy`, {});
    } catch (problem) {
      if (!(problem instanceof GoogleFault)) throw problem;
    }
  },
  parseId: (id) => {
    const key =
      /^(projects\/[^/]+\/locations\/[^/]+\/keyRings\/[^/]+\/cryptoKeys\/[^/]+)\/cryptoKeyVersions\/[^/]+$/.exec(id);
    if (!key?.[1]) {
      throw new ProviderError(error(`Invalid CryptoKeyVersion id format, got id: ${id}`, ""));
    }
    return { id, name: id, crypto_key: key[1] };
  },
};

function wrongState(state: string): Diagnostic {
  const known = STATES.map((one) => JSON.stringify(one)).join(" ");
  return error(`expected state to be one of [${known}], got ${state}`, "", "state");
}
