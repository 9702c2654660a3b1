import { describeWithTerraform } from "../../../support/terraform";
import { ACCOUNTS, KEY, RING, ROLES } from "../../support/google";
import { configuration, GoogleStage, KEY_ID } from "../../support/google-stage";

const [ENCRYPTER = "", VIEWER = ""] = ROLES;
const MEMBER = `serviceAccount:${ACCOUNTS[0]}`;
const OTHER_KEY = "${google_kms_crypto_key.other.id}";
const OTHER_RING = "${google_kms_key_ring.other.id}";
const CONDITION = { title: "until", expression: "request.time < timestamp('2030-01-01T00:00:00Z')" };
const policyData = (role: string) => JSON.stringify({ bindings: [{ role, members: [MEMBER] }] });

/** One resource of each type, and what they could be moved to. */
const RESOURCES = {
  google_kms_key_ring: {
    aura: { name: "aura", location: "europe-west1" },
    other: { name: "other", location: "europe-west1" },
  },
  google_kms_crypto_key: {
    orders: { name: "orders", key_ring: "${google_kms_key_ring.aura.id}", rotation_period: "7776000s" },
    other: { name: "other", key_ring: "${google_kms_key_ring.other.id}" },
  },
  google_kms_crypto_key_version: { second: { crypto_key: KEY_ID } },
  google_kms_crypto_key_iam_member: {
    plain: { crypto_key_id: KEY_ID, role: ENCRYPTER, member: MEMBER },
    conditional: { crypto_key_id: KEY_ID, role: ENCRYPTER, member: MEMBER, condition: CONDITION },
  },
  google_kms_crypto_key_iam_binding: { viewers: { crypto_key_id: KEY_ID, role: VIEWER, members: [MEMBER] } },
  google_kms_crypto_key_iam_policy: { other: { crypto_key_id: OTHER_KEY, policy_data: policyData(VIEWER) } },
  google_kms_key_ring_iam_member: {
    plain: { key_ring_id: "${google_kms_key_ring.aura.id}", role: VIEWER, member: MEMBER },
  },
  google_kms_key_ring_iam_binding: {
    owners: { key_ring_id: "${google_kms_key_ring.aura.id}", role: "roles/owner", members: [MEMBER] },
  },
  google_kms_key_ring_iam_policy: { other: { key_ring_id: OTHER_RING, policy_data: policyData(VIEWER) } },
  google_project_iam_member: { plain: { project: "simulated-project", role: VIEWER, member: MEMBER } },
  google_project_iam_binding: { owners: { project: "simulated-project", role: "roles/owner", members: [MEMBER] } },
};
type Type = keyof typeof RESOURCES;

/** The resources, one of them with other arguments. */
function changed(address: string, change: object): object {
  const [type = "", name = ""] = address.split(".");
  const ofType = RESOURCES[type as Type] as Readonly<Record<string, object>>;
  const resource = { ...RESOURCES, [type]: { ...ofType, [name]: { ...ofType[name], ...change } } };
  return { ...configuration(), resource };
}

describeWithTerraform("a change that makes a new object", () => {
  let stage: GoogleStage;
  beforeAll(async () => {
    stage = await GoogleStage.start();
    await stage.terraform.apply({ ...configuration(), resource: RESOURCES });
    expect(await stage.terraform.plannedChanges()).toEqual({});
  });
  afterAll(() => stage.stop());

  it.each<[string, object, (string | number)[][]]>([
    ["google_kms_key_ring.aura", { name: "aura2" }, [["name"]]],
    ["google_kms_key_ring.aura", { location: "us-east1" }, [["location"]]],
    ["google_kms_key_ring.aura", { project: "other-project" }, [["project"]]],
    ["google_kms_crypto_key.orders", { name: "orders2" }, [["name"]]],
    ["google_kms_crypto_key.orders", { key_ring: OTHER_RING }, [["key_ring"]]],
    ["google_kms_crypto_key.orders", { purpose: "ASYMMETRIC_DECRYPT" }, [["purpose"]]],
    ["google_kms_crypto_key.orders", { destroy_scheduled_duration: "604800s" }, [["destroy_scheduled_duration"]]],
    ["google_kms_crypto_key.orders", { import_only: true }, [["import_only"]]],
    [
      "google_kms_crypto_key.orders",
      { crypto_key_backend: "projects/p/locations/l/ekmConnections/e" },
      [["crypto_key_backend"]],
    ],
    [
      "google_kms_crypto_key.orders",
      { version_template: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION", protection_level: "HSM" } },
      [["version_template", 0, "protection_level"]],
    ],
    ["google_kms_crypto_key_version.second", { crypto_key: OTHER_KEY }, [["crypto_key"]]],
    ["google_kms_crypto_key_iam_member.plain", { crypto_key_id: OTHER_KEY }, [["crypto_key_id"]]],
    ["google_kms_crypto_key_iam_member.plain", { role: VIEWER }, [["role"]]],
    ["google_kms_crypto_key_iam_member.plain", { member: "user:jane@example.com" }, [["member"]]],
    ["google_kms_crypto_key_iam_member.plain", { condition: CONDITION }, [["condition"]]],
    ["google_kms_crypto_key_iam_member.conditional", { condition: [] }, [["condition"]]],
    ...(["title", "expression", "description"] as const).map((name): [string, object, (string | number)[][]] => [
      "google_kms_crypto_key_iam_member.conditional",
      { condition: { ...CONDITION, [name]: "true" } },
      [["condition", 0, name]],
    ]),
    ["google_kms_crypto_key_iam_binding.viewers", { crypto_key_id: OTHER_KEY }, [["crypto_key_id"]]],
    ["google_kms_crypto_key_iam_binding.viewers", { role: "roles/owner" }, [["role"]]],
    ["google_kms_crypto_key_iam_binding.viewers", { condition: CONDITION }, [["condition"]]],
    ["google_kms_crypto_key_iam_policy.other", { crypto_key_id: KEY_ID }, [["crypto_key_id"]]],
    ["google_kms_key_ring_iam_member.plain", { key_ring_id: OTHER_RING }, [["key_ring_id"]]],
    ["google_kms_key_ring_iam_binding.owners", { role: VIEWER }, [["role"]]],
    ["google_kms_key_ring_iam_policy.other", { key_ring_id: "${google_kms_key_ring.aura.id}" }, [["key_ring_id"]]],
    ["google_project_iam_member.plain", { project: "other-project" }, [["project"]]],
    ["google_project_iam_binding.owners", { role: VIEWER }, [["role"]]],
  ])("%s: %j", async (address, change, paths) => {
    expect(await stage.changeOf(address, changed(address, change))).toMatchObject({
      actions: ["delete", "create"],
      replace_paths: paths,
    });
  });

  it.each<[string, object]>([
    ["google_kms_crypto_key.orders", { rotation_period: "2592000s" }],
    ["google_kms_crypto_key.orders", { rotation_period: null }],
    ["google_kms_crypto_key.orders", { labels: { team: "data" } }],
    ["google_kms_crypto_key.orders", { skip_initial_version_creation: true }],
    ["google_kms_crypto_key.orders", { version_template: { algorithm: "EXTERNAL_SYMMETRIC_ENCRYPTION" } }],
    ["google_kms_crypto_key_version.second", { state: "DISABLED" }],
    ["google_kms_crypto_key_iam_binding.viewers", { members: [MEMBER, "user:jane@example.com"] }],
    ["google_kms_crypto_key_iam_policy.other", { policy_data: policyData(ENCRYPTER) }],
  ])("is none where it is made in place, %s: %j", async (address, change) => {
    const planned = await stage.changeOf(address, changed(address, change));
    expect(planned.actions).toEqual(["update"]);
    expect(planned).not.toHaveProperty("replace_paths");
  });

  it.each<[string, object]>([
    ["google_kms_crypto_key.orders", { destroy_scheduled_duration: "2592000s", purpose: "ENCRYPT_DECRYPT" }],
    [
      "google_kms_crypto_key.orders",
      { import_only: false, skip_initial_version_creation: false, crypto_key_backend: "" },
    ],
    ["google_kms_crypto_key.orders", { version_template: { algorithm: "GOOGLE_SYMMETRIC_ENCRYPTION" } }],
    ["google_kms_key_ring.aura", { project: "simulated-project" }],
    ["google_kms_crypto_key_version.second", { state: "ENABLED" }],
    [
      "google_kms_crypto_key_iam_member.plain",
      { member: MEMBER.toUpperCase().replace("SERVICEACCOUNT", "serviceAccount") },
    ],
    ["google_kms_crypto_key_iam_member.conditional", { condition: { ...CONDITION, description: "" } }],
    ["google_kms_crypto_key_iam_policy.other", { policy_data: `  ${policyData(VIEWER)}` }],
  ])("is none where nothing else is meant, %s: %j", async (address, change) => {
    stage.terraform.write(changed(address, change));
    expect(await stage.terraform.plannedChanges()).toEqual({});
  });

  it("drags along what depends on a key ring: the key, its versions and its members", async () => {
    stage.terraform.write(changed("google_kms_key_ring.aura", { name: "aura2" }));
    const { resource_changes: changes = [] } = await stage.plan();
    const replaced = changes.filter(({ change }) => change.actions.join() === "delete,create");
    expect(Object.fromEntries(replaced.map(({ address, change }) => [address, change.replace_paths]))).toEqual({
      "google_kms_crypto_key.orders": [["key_ring"]],
      "google_kms_crypto_key_iam_binding.viewers": [["crypto_key_id"]],
      "google_kms_crypto_key_iam_member.conditional": [["crypto_key_id"]],
      "google_kms_crypto_key_iam_member.plain": [["crypto_key_id"]],
      "google_kms_crypto_key_version.second": [["crypto_key"]],
      "google_kms_key_ring.aura": [["name"]],
      "google_kms_key_ring_iam_binding.owners": [["key_ring_id"]],
      "google_kms_key_ring_iam_member.plain": [["key_ring_id"]],
    });
    expect([RING, KEY].every((name) => JSON.stringify(changes).includes(name))).toBe(true);
  });
});
