import { crc32 } from "node:zlib";
import { error, isSet, ProviderError, type DataSource, type ObjectValue } from "../../../provider/plugin";
import type { Binding } from "../../google/bindings";
import { given, withErrorSummary } from "../older-sdk";
import { attributesOf, type KeyAnswer } from "./crypto-key";
import type { Google } from "./google";
import { undefinedIfNotFound } from "./google-client";
import { conditionOf, policyText } from "./iam";
import { parseRing } from "./names";
import { blocksOf } from "./plan";
import { DATA_SOURCE_SCHEMAS } from "./schemas";

const clientConfig: DataSource<Google> = {
  schema: DATA_SOURCE_SCHEMAS.google_client_config,
  read: async (_config, { client }) => {
    const { project = "", region = "", zone = "", access_token = "simulated" } = client.settings;
    const id = `projects/"${project}"/regions/"${region}"/zones/"${zone}"`;
    return { state: { access_token, default_labels: client.defaultLabels, id, project, region, zone } };
  },
};

interface ProjectAnswer {
  readonly name: string;
  readonly projectId: string;
  readonly projectNumber: string;
}

const project: DataSource<Google> = {
  schema: DATA_SOURCE_SCHEMAS.google_project,
  read: async (config, { client: google }) => {
    const id = `projects/${String(given(config.project_id) ?? google.project)}`;
    const found = await withErrorSummary(`Error when reading or editing Project ${JSON.stringify(id)}`, () =>
      google.client.call<ProjectAnswer>("GET", id),
    );
    return {
      state: {
        ...{ id, name: found.name, number: found.projectNumber, project_id: found.projectId },
        ...{ auto_create_network: null, billing_account: "", deletion_policy: "PREVENT", folder_id: "", org_id: "" },
        ...{ effective_labels: {}, labels: {}, tags: null, terraform_labels: {} },
      },
    };
  },
};

const keyRing: DataSource<Google> = {
  schema: DATA_SOURCE_SCHEMAS.google_kms_key_ring,
  read: async (config, { client: google }) => {
    const project = String(given(config.project) ?? google.project);
    const id = `projects/${project}/locations/${String(config.location)}/keyRings/${String(config.name)}`;
    await existing(google, id, "KMSKeyRing");
    return { state: { ...config, id, project } };
  },
};

const cryptoKey: DataSource<Google> = {
  schema: DATA_SOURCE_SCHEMAS.google_kms_crypto_key,
  read: async (config, { client: google }) => {
    const id = `${parseRing(String(config.key_ring), google).full}/cryptoKeys/${String(config.name)}`;
    const key = await existing<KeyAnswer>(google, id, "KMSCryptoKey");
    const labels = key.labels ?? {};
    return {
      state: {
        ...{ ...config, ...attributesOf(key), id, skip_initial_version_creation: null },
        ...{ labels, terraform_labels: labels, effective_labels: labels },
      },
    };
  },
};

/** Makes the text of a policy of its blocks; nothing is asked. */
const iamPolicy: DataSource<Google> = {
  schema: DATA_SOURCE_SCHEMAS.google_iam_policy,
  read: async (config) => {
    const auditConfigs = blocksOf(config.audit_config).map(({ service, audit_log_configs: logs }) => ({
      auditLogConfigs: blocksOf(logs).map(({ exempted_members: exempted, log_type: logType }) => ({
        ...(isSet(exempted) && { exemptedMembers: exempted }),
        logType,
      })),
      service,
    }));
    const policy_data = policyText({ bindings: blocksOf(config.binding).map(bindingOf), auditConfigs });
    return { state: { ...config, id: String(crc32(policy_data)), policy_data } };
  },
};

function bindingOf(block: ObjectValue): Binding {
  const condition = conditionOf(block);
  const members = (isSet(block.members) ? (block.members as readonly unknown[]) : []).map(String);
  return { role: String(block.role), members, ...(condition && { condition }) };
}

async function existing<T>({ client }: Google, name: string, label: string): Promise<T> {
  const found = await withErrorSummary(`Error when reading or editing ${label} ${JSON.stringify(name)}`, () =>
    undefinedIfNotFound(() => client.call<T>("GET", name)),
  );
  if (found) return found;
  throw new ProviderError(error(`${name} not found`, ""));
}

/** The data sources of the substitute by their type. */
export const DATA_SOURCES: Readonly<Record<string, DataSource<Google>>> = {
  google_client_config: clientConfig,
  google_iam_policy: iamPolicy,
  google_kms_crypto_key: cryptoKey,
  google_kms_key_ring: keyRing,
  google_project: project,
};
