import { equal, error, UNKNOWN, type Diagnostic, type ObjectValue } from "../../../provider/plugin";
import { milliseconds } from "../../google/duration";
import type { Kind } from "../kind";
import { given, withErrorSummary } from "../older-sdk";
import { knownLabels, type Google, type Labels } from "./google";
import { inGooglesWords, undefinedIfNotFound, type GoogleClient } from "./google-client";
import { labelsInState, plannedLabels } from "./labels";
import { parseKey } from "./names";
import { blocksOf } from "./plan";
import { RESOURCE_SCHEMAS } from "./schemas";

/** A key as the API answers it. */
export interface KeyAnswer {
  readonly primary?: { readonly name: string; readonly state: string };
  readonly purpose: string;
  readonly rotationPeriod?: string;
  readonly versionTemplate: { readonly algorithm: string; readonly protectionLevel: string };
  readonly labels?: Labels;
  readonly destroyScheduledDuration: string;
  readonly importOnly?: boolean;
  readonly cryptoKeyBackend?: string;
}

/**
 * `google_kms_crypto_key`. Destroying it schedules all versions that a first page of their list has for destruction, and switches rotation
 * off; the key itself stays, and its name is taken for ever.
 */
export const cryptoKey: Kind<Google> = {
  label: "KMSCryptoKey",
  schema: RESOURCE_SCHEMAS.google_kms_crypto_key,
  validate: ({ rotation_period: period }) => (typeof period === "string" && period !== "" ? checkRotation(period) : []),
  plan: ({ labels }, { config, prior }, google): ObjectValue => ({
    ...plannedLabels(labels, prior, google),
    // A block that is left out has what the service decides.
    ...(equal(config.version_template, []) && { version_template: prior?.version_template ?? UNKNOWN }),
  }),
  create: (planned, { client }) =>
    withErrorSummary("Error creating CryptoKey", async () => {
      const { key_ring: ring, name, skip_initial_version_creation: skip } = planned;
      const query = `cryptoKeyId=${encodeURIComponent(String(name))}&skipInitialVersionCreation=${String(skip === true)}`;
      await client.call("POST", `${String(ring)}/cryptoKeys?${query}`, {
        purpose: given(planned.purpose),
        ...(await rotation(planned, client)),
        ...template(planned),
        destroyScheduledDuration: given(planned.destroy_scheduled_duration),
        ...(planned.import_only === true && { importOnly: true }),
        cryptoKeyBackend: given(planned.crypto_key_backend),
        labels: planned.effective_labels,
      });
      return { id: `${String(ring)}/cryptoKeys/${String(name)}`, skip_initial_version_creation: skip === true };
    }),
  read: async (state, { client }, isApply) => {
    const found = await undefinedIfNotFound(() => client.call<KeyAnswer>("GET", nameOf(state)));
    return found && { ...attributesOf(found), ...labelsInState(state, found.labels ?? {}, isApply) };
  },
  update: (planned, prior, { client }) =>
    withErrorSummary(`Error updating CryptoKey ${JSON.stringify(prior.id)}`, async () => {
      const mask = [
        ...(given(planned.rotation_period) === given(prior.rotation_period)
          ? []
          : ["rotationPeriod", "nextRotationTime"]),
        ...(equal(planned.version_template, prior.version_template) ? [] : ["versionTemplate.algorithm"]),
        ...(equal(planned.effective_labels, prior.effective_labels) ? [] : ["labels"]),
      ];
      if (mask.length === 0) return;
      await client.call("PATCH", `${nameOf(prior)}?updateMask=${mask.join(",")}`, {
        ...(mask.includes("rotationPeriod") && (await rotation(planned, client))),
        ...template(planned),
        labels: knownLabels(planned.effective_labels),
      });
    }),
  delete: async (prior, { client }) => {
    const name = nameOf(prior);
    await inGooglesWords(async () => {
      const { cryptoKeyVersions = [] } = await client.call<VersionList>("GET", `${name}/cryptoKeyVersions`);
      for (const version of cryptoKeyVersions.filter(({ state }) => !state.startsWith("DESTROY"))) {
        await client.call("POST", `${version.name}:destroy`, {});
      }
    });
    if (!given(prior.rotation_period)) return;
    const problem =
      "While cryptoKeyVersions were cleared, Terraform was unable to disable automatic rotation of key due to an error";
    await withErrorSummary(problem, () =>
      client.call("PATCH", `${name}?updateMask=rotationPeriod,nextRotationTime`, {
        ...{ rotationPeriod: null, nextRotationTime: null },
      }),
    );
  },
  parseId: (id, google) => {
    const { ring, name, full } = parseKey(id, google);
    return { key_ring: ring, name, id: full };
  },
};

interface VersionList {
  readonly cryptoKeyVersions?: readonly { readonly name: string; readonly state: string }[];
}

/** What the state says of a key besides labels. */
export function attributesOf(key: KeyAnswer): ObjectValue {
  const { algorithm, protectionLevel: protection_level } = key.versionTemplate;
  return {
    crypto_key_backend: key.cryptoKeyBackend ?? "",
    destroy_scheduled_duration: key.destroyScheduledDuration,
    import_only: key.importOnly ?? false,
    primary: key.primary ? [{ name: key.primary.name, state: key.primary.state }] : [],
    purpose: key.purpose,
    rotation_period: key.rotationPeriod ?? "",
    version_template: [{ algorithm, protection_level }],
  };
}

function nameOf({ key_ring: ring, name }: ObjectValue): string {
  return `${String(ring)}/cryptoKeys/${String(name)}`;
}

/** The rotation of a key begins anew with every request that sets it. */
async function rotation({ rotation_period: planned }: ObjectValue, client: GoogleClient): Promise<object> {
  const period = given(planned);
  if (period === undefined) return {};
  const next = (await client.now()) + (milliseconds(String(period)) ?? 0);
  return { rotationPeriod: period, nextRotationTime: new Date(next).toISOString() };
}

function template({ version_template: planned }: ObjectValue): object {
  const [first] = blocksOf(planned);
  if (!first) return {};
  return { versionTemplate: { algorithm: given(first.algorithm), protectionLevel: given(first.protection_level) } };
}

function checkRotation(period: string): readonly Diagnostic[] {
  const problem = (text: string) => [error(text, "", "rotation_period")];
  const seconds = /^([0-9.]*\d)s$/.exec(period)?.[1];
  if (seconds === undefined) return problem(`Invalid rotation period format: ${period}`);
  return [
    ...(Number(seconds) < 86_400 ? problem("Rotation period must be greater than one day") : []),
    ...((seconds.split(".")[1] ?? "").length > 9
      ? problem("Rotation period cannot have more than 9 fractional digits")
      : []),
  ];
}
