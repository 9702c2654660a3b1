import { DEFAULT_PROJECT, type Simulator } from "../../../simulator";
import { AuraClient } from "../../simulator/support/aura-client";
import { ACCOUNTS, GoogleApi, KEY, RING, ROLES } from "../../simulator/support/google";
import { resource, stateOf } from "./state";

const REGION = "europe-west1";
const ROTATION = "7776000s";
const RETENTION = "2592000s";

/** A key of Google Cloud with an instance of Aura on it, in the simulated cloud, and the state of Terraform that has made them. */
export interface GoogleAccount {
  readonly google: GoogleApi;
  readonly aura: AuraClient;
  readonly recordId: string;
  readonly instanceId: string;
  /** What `terraform show -json` prints. */
  readonly state: string;
}

/** The bindings of Aura's service accounts on the key. */
export const AURA_BINDINGS = ROLES.map((role) => ({ role, members: ACCOUNTS.map((one) => `serviceAccount:${one}`) }));

/** Makes a key that Aura can use, its customer managed key and an instance. */
export async function makeGoogleAccount(simulator: Simulator): Promise<GoogleAccount> {
  const google = new GoogleApi(simulator);
  const aura = new AuraClient(simulator);
  const nextRotationTime = new Date(simulator.clock.now() + 7_776_000_000).toISOString();
  await google.key({ rotationPeriod: ROTATION, nextRotationTime, destroyScheduledDuration: RETENTION });
  await google.must("POST", `${KEY}:setIamPolicy`, { policy: { bindings: AURA_BINDINGS } });
  const common = { cloud_provider: "gcp", region: REGION, tenant_id: DEFAULT_PROJECT.id, name: "orders" };
  const record = await aura.data(202, "POST", "/customer-managed-keys", {
    ...{ ...common, key_id: KEY, instance_type: "enterprise-db" },
  });
  simulator.clock.advance(60_000);
  const instance = await aura.data(202, "POST", "/instances", {
    ...{ ...common, type: "enterprise-db", version: "5", memory: "8GB", customer_managed_key_id: record.id },
  });
  simulator.clock.advance(600_000);
  const [recordId, instanceId] = [String(record.id), String(instance.id)];
  const project = { cloud_provider: "gcp", region: REGION, project_id: DEFAULT_PROJECT.id, name: "orders" };
  const protection = { deletion_protection: true };
  const version = { name: `${KEY}/cryptoKeyVersions/1`, state: "ENABLED" };
  const members = AURA_BINDINGS.flatMap(({ role, members: all }) =>
    all.map((member, index) =>
      resource(
        "google_kms_crypto_key_iam_member",
        { id: `${KEY}/${role}/${member}`, crypto_key_id: KEY, role, member, condition: [], etag: "BwX" },
        `${role.split(".")[1] ?? ""}-${index + 1}`,
      ),
    ),
  );
  const state = stateOf([
    resource("google_kms_key_ring", {
      ...{ id: RING, name: "aura", location: REGION, project: "simulated-project" },
    }),
    resource("google_kms_crypto_key", {
      ...{ id: KEY, name: "orders", key_ring: RING, purpose: "ENCRYPT_DECRYPT", rotation_period: ROTATION },
      ...{ destroy_scheduled_duration: RETENTION, import_only: false, skip_initial_version_creation: false },
      ...{ crypto_key_backend: "", labels: {}, effective_labels: {}, terraform_labels: {}, primary: [version] },
      version_template: [{ algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "SOFTWARE" }],
    }),
    ...members,
    resource("aura_customer_managed_key", {
      ...{ ...project, id: recordId, key_id: KEY, instance_type: "enterprise-db", status: "ready", ...protection },
    }),
    resource("aura_instance", {
      ...{ ...project, id: instanceId, type: "enterprise-db", version: "5", memory: "8GB", status: "running" },
      ...{ ...protection, customer_managed_key_id: recordId, source_instance_id: null, source_snapshot_id: null },
    }),
  ]);
  return { google, aura, recordId, instanceId, state };
}
